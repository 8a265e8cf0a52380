"""The articles (条款) of the governing document, quoted beside forms (「依据：第七条 …」).

The text itself is reference data in the file named by `settings.ARTICLES_FILE`, so that another
city can quote its own document: `{"articles": {"第七条": {"title": …, "text": …}, …}}`.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

DIGITS = "零一二三四五六七八九"


class Article(NamedTuple):
    """One article as printed: number, heading, text; the last two empty when we do not hold it."""

    number: str
    title: str = ""
    text: str = ""


def numeral(value: int) -> str:
    """1–99 as a Chinese numeral: 7 → 七, 11 → 十一, 20 → 二十."""
    tens, units = divmod(value, 10)
    if tens == 0:
        return DIGITS[units]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[units] if units else "")


def printed_numbers(reference: str) -> list[str]:
    """Article numbers in a loose reference: `6/12`, `第十一条、第12条` → 第六条, 第十二条 …"""
    found = re.findall(r"\d{1,2}|[一二三四五六七八九十]{1,3}", str(reference))
    return [f"第{numeral(int(part)) if part.isdigit() else part}条" for part in found]


@lru_cache(maxsize=4)
def load_articles(path: Path) -> dict[str, Article]:
    """All articles by number. Raises OSError, ValueError or KeyError when the file is no good."""
    rows = json.loads(path.read_text("utf-8"))["articles"]
    return {number: Article(number, row["title"], row["text"]) for number, row in rows.items()}


def find_articles(reference: str) -> list[Article]:
    """The articles a reference names, in its order; an unknown one keeps its number alone."""
    known = load_articles(Path(settings.ARTICLES_FILE))
    return [known.get(number, Article(number)) for number in printed_numbers(reference)]
