"""Judgements about synchronised paths (article 8): days in order, shares that rise, how many."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Final

from django.core.exceptions import ValidationError

from projects.models import JointPath

USUAL_MOST: Final = 2
"""Article 8: 每年研究确定 1～2 种同步推进的实现路径."""
OWN_DAYS: Final = ("deploy_on", "advance_on", "supervise_on")
TRADE_DAYS: Final = ("trade_deploy_on", "trade_advance_on", "trade_supervise_on")
CONTENT: Final = (
    *("name", "lever", "legal_basis", "measures", "share_before", "share_planned"),
    *(*OWN_DAYS, *TRADE_DAYS),
    "more_reason",
)
"""What a committee writes of a path."""


def counted_beside(path: JointPath) -> int:
    """How many others the committee has set for the same year."""
    rows = JointPath.objects.filter(organization_id=path.organization_id, year=path.year)
    return rows.counted().exclude(pk=path.pk).count()


def check_days(path: JointPath) -> None:
    """Days lie in the path's year, and deploy, advance, supervise follow one another.

    Raises ``outside_year``, ``days_in_order`` beside the field.
    """
    for names, whose in ((OWN_DAYS, "党建"), (TRADE_DAYS, "业务")):
        days = [(name, day) for name in names if (day := getattr(path, name)) is not None]
        for name, day in days:
            if day.year != path.year:
                raise _beside(
                    name, f"日期须在 {path.year}年之内，请改正；跨年的另立一条。", "outside_year"
                )
        for (_, earlier), (name, later) in pairwise(days):
            if later < earlier:
                raise _beside(
                    name,
                    f"{whose}部署、推进、督查须依次进行，这个日期早于前一步，请改正。",
                    "days_in_order",
                )


def check_shares(path: JointPath) -> None:
    """The planned share is not below the present one: article 8 asks for more weight, not less.

    Raises ``share_falls``.
    """
    if path.share_planned < path.share_before:
        raise _beside(
            "share_planned",
            f"计划占比低于原占比 {path.share_before}%。文件要求增加党建工作比重，请核对两个数。",
            "share_falls",
        )


def a_year_on(day: dt.date | None) -> dt.date | None:
    """The same day of the next year; the end of February stays in February."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _beside(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
