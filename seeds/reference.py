"""Reference data of the demo city: places, industries, articles, words.

Plain rows read from ``seeds/data``; nothing here touches the database. Where each file
comes from and under which licence stands in ``seeds/data/README.md``.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA_DIR = Path(__file__).resolve().parent / "data"


class SeedDataError(ValueError):
    """A file in ``seeds/data`` is missing or says something impossible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """A place: 市 → 县（市、区） → 镇（街道）; an empty code means "none"."""

    code: str
    name: str
    level: str
    parent_code: str
    kind: str
    civil_parent_code: str
    note: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryRow:
    """One of the ten industries (article 4) and the body that guides its party building."""

    code: str
    name: str
    committee_kind: str
    committee_name: str
    competent_department: str
    department_basis: str
    seed_basis: str
    note: str

    @property
    def has_party_committee(self) -> bool:
        """Whether the body is a 行业党委; a 专委会 is not a party organisation (article 4)."""
        return self.committee_kind == "行业党委"

    @property
    def department_is_example(self) -> bool:
        """Whether the competent department is our example, to be settled by the city."""
        return self.department_basis == "example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One of the 17 articles of 苏组通〔2018〕57号; article 4 has no title of its own."""

    label: str
    number: int
    section: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """What a city calls a tier (``tier.station``) or a list (``list.tasks``)."""

    key: str
    name: str
    short_name: str


def read_json(*, name: str) -> Any:
    """Return the content of the JSON file ``name`` in ``seeds/data``.

    Raises ``SeedDataError`` when the file is missing or is not JSON.
    """
    try:
        return json.loads((DATA_DIR / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"种子数据缺少文件“{name}”，请从安装包中恢复 seeds/data 目录后重试。"
        raise SeedDataError(message) from error
    except json.JSONDecodeError as error:
        message = f"种子数据“{name}”第 {error.lineno} 行不是有效的 JSON，请改正后重试。"
        raise SeedDataError(message) from error


def _read_csv(name: str) -> list[dict[str, str]]:
    try:
        with (DATA_DIR / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        message = f"种子数据缺少文件“{name}”，请从安装包中恢复 seeds/data 目录后重试。"
        raise SeedDataError(message) from error


@cache
def load_regions() -> tuple[RegionRow, ...]:
    """Return the city, its districts and towns, every parent before its children.

    Raises ``SeedDataError`` when a code repeats or a parent does not come first.
    """
    rows = tuple(RegionRow(**row) for row in _read_csv("regions_suzhou.csv"))
    seen: set[str] = set()
    for row in rows:
        if row.code in seen:
            message = f"区划代码“{row.code}”重复，请在 regions_suzhou.csv 中只保留一行。"
            raise SeedDataError(message)
        if row.level != "city" and row.parent_code not in seen:
            message = f"“{row.name}”的上级“{row.parent_code}”须排在它之前，请调整行序。"
            raise SeedDataError(message)
        seen.add(row.code)
    return rows


@cache
def load_industries() -> tuple[IndustryRow, ...]:
    """Return the ten industries in the order of the file."""
    return tuple(IndustryRow(**row) for row in _read_csv("industries.csv"))


@cache
def load_articles() -> dict[str, Article]:
    """Return the articles by label (第七条 → ``Article``), in their order."""
    rows = read_json(name="articles.json")["articles"]
    return {label: Article(label=label, **row) for label, row in rows.items()}


@cache
def load_terms() -> tuple[TermRow, ...]:
    """Return the words for the tiers (article 5) and the four lists (article 7)."""
    document = read_json(name="terms.json")
    return tuple(
        TermRow(key=row["key"], name=row["name"], short_name=row["short_name"])
        for row in (*document["tiers"], *document["lists"])
    )


@cache
def load_placements() -> tuple[tuple[str, str], ...]:
    """Return which tier may stand directly under which, as (upper, lower)."""
    rows = read_json(name="terms.json")["placements"]
    return tuple((row["upper"], row["lower"]) for row in rows)
