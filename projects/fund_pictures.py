"""What the charts of the funding page draw: names, figures, and the amounts in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from projects.amounts import yuan
from projects.city_funds import SourceSums, Sums

STEPS: Final = (
    ("budget", "预算"),
    ("arranged", "已安排"),
    ("paid_out", "已拨付"),
    ("spent", "已支出"),
)
"""From light to dark, as money comes closer to being spent."""
OF_PROJECTS: Final = STEPS[1:]


def source_bars(lines: Sequence[SourceSums], *, year: int, with_budget: bool) -> str:
    """The bars of each source, each leading to its rows."""
    steps = STEPS if with_budget else OF_PROJECTS
    picture = {
        "names": [line.source.name for line in lines],
        "series": [
            {
                "label": label,
                **_figures([getattr(line.sums, key) for line in lines]),
                "urls": [rows_url(key, year=year, source=line.source.pk) for line in lines],
            }
            for key, label in steps
        ],
    }
    return json.dumps(picture, ensure_ascii=False)


def year_lines(years: Mapping[int, Sums], *, with_budget: bool) -> str:
    """The same sums over the years, each leading to its year."""
    steps = STEPS if with_budget else OF_PROJECTS
    page = reverse("projects:funds")
    picture = {
        "names": [f"{year}年" for year in years],
        "series": [
            {
                "label": label,
                **_figures([getattr(sums, key) for sums in years.values()]),
                "urls": [f"{page}?year={year}" for year in years],
            }
            for key, label in steps
        ],
    }
    return json.dumps(picture, ensure_ascii=False)


def rows_url(key: str, *, year: int, source: int | None = None) -> str:
    """Where the rows of a figure stand: papers for the budget, projects for the others."""
    name = "projects:budget_list" if key == "budget" else "projects:fund_rows"
    asked = {"year": year} | ({"source": source} if source else {})
    return f"{reverse(name)}?{urlencode(asked)}"


def _figures(amounts: Sequence[Decimal]) -> dict[str, list[float] | list[str]]:
    """Numbers for the length of a bar; the exact amounts as text, to be read."""
    return {
        "values": [float(amount) for amount in amounts],
        "texts": [yuan(amount) for amount in amounts],
    }
