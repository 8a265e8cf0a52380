"""The articles (条款) of the governing document, quoted beside forms (「依据：第七条 …」).

The text itself is reference data: a JSON object from article number (「第七条」) to text, in
the file named by `settings.ARTICLES_FILE`, so that another city can quote its own document.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

DIGITS = "零一二三四五六七八九"


class Article(NamedTuple):
    """One article: its number as printed and its text, empty when we do not hold the text."""

    number: str
    text: str


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
def load_articles(path: Path) -> dict[str, str]:
    """All articles in the file. Raises OSError or ValueError when it is missing or broken."""
    return {str(key): str(text) for key, text in json.loads(path.read_text("utf-8")).items()}


def find_articles(reference: str) -> list[Article]:
    """The articles a reference names, in its order; an unknown one keeps its number alone."""
    texts = load_articles(Path(settings.ARTICLES_FILE))
    return [Article(number, texts.get(number, "")) for number in printed_numbers(reference)]
