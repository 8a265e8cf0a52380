"""The result of a sheet from its scores (汇总): part of whatever changed one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Count, Q, Sum

from inspections.models import Adjustment, Indicator, Inspection, LimitHit, Score
from inspections.scoring import Total, grade_of, total_of
from inspections.terms import GRADES_DOWN, Grade

BATCH: Final = 500
RESULT: Final = ("points", "full", "total", "grade", "limited_by")
"""What scoring writes of a sheet, and nothing else does."""
# One join instead of a branch of CASE for each sheet and column.
_WRITE_ALL: Final = """
    UPDATE inspections_inspection AS sheet
    SET points = told.points, "full" = told.whole, total = told.total,
        grade = told.grade, limited_by = told.limited_by
    FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::text[], %s::text[])
        AS told(id, points, whole, total, grade, limited_by)
    WHERE sheet.id = told.id
"""


class _Sums(NamedTuple):
    """Of one sheet: indicators scored or 不适用; full points of what applied, and points earned.

    Exact decimals; both sums are ``None`` where nothing applied.
    """

    scored: int
    full: Decimal | None
    earned: Decimal | None


_SUMS: Final = ("inspection_id", "scored", "whole", "got")
_NOTHING: Final = _Sums(0, None, None)


def settle_result(inspection: Inspection) -> None:
    """Reckon a sheet's points, full score, total, grade and what held it down, and save them.

    Part of an action, which has locked the sheet. A sheet with an indicator that nobody has
    scored yet has no total. Four queries.
    """
    _reckon([inspection])
    inspection.save(update_fields=RESULT)


def settle_results(inspections: Sequence[int]) -> None:
    """The same of many sheets by id, a bounded number of queries for each 500.

    Part of an action, which has locked their round.
    """
    for start in range(0, len(inspections), BATCH):
        ids = inspections[start : start + BATCH]
        rows = Inspection.objects.filter(pk__in=ids).select_related("round__scheme")
        sheets = list(rows.order_by("pk"))
        _reckon(sheets)
        columns = [[getattr(sheet, name) for sheet in sheets] for name in ("pk", *RESULT)]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_ALL, columns)


def _reckon(sheets: Sequence[Inspection]) -> None:
    """Set the result on each of these sheets, which are not saved."""
    ids = [sheet.pk for sheet in sheets]
    wanted = _wanted({sheet.round.scheme_id for sheet in sheets})
    sums = _sums(ids)
    more = _by_sheet(Adjustment.objects.of_sheets(ids).values_list(*_MORE))
    hits = LimitHit.objects.of_sheets(ids).order_by("limit__sort_order", "limit_id")
    limits = _by_sheet(hits.values_list(*_LIMITS))
    for sheet in sheets:
        scheme = sheet.round.scheme
        found = sums[sheet.pk]
        # The total depends on both sums alone, so all lines together count as one.
        total = total_of(
            [(found.full or Decimal(0), found.earned)],
            adjustments=more[sheet.pk],
            adjust_most=scheme.adjust_most,
        )
        if found.scored < wanted[scheme.pk]:
            total = Total(total.points, total.full, None)
        _write(sheet, total, limits[sheet.pk])


_MORE: Final = ("inspection_id", "points")
_LIMITS: Final = ("inspection_id", "limit__grade", "limit__name")


def _wanted(schemes: Iterable[int]) -> dict[int, int]:
    """How many indicators each scheme has."""
    counts: dict[int, int] = defaultdict(int)
    for scheme_id in Indicator.objects.filter(scheme__in=schemes).values_list(
        "scheme_id", flat=True
    ):
        counts[scheme_id] += 1
    return counts


def _sums(ids: Sequence[int]) -> dict[int, _Sums]:
    """What the scores of each sheet come to, added up where they lie; nothing without a score."""
    applied = Q(earned__isnull=False)
    rows = Score.objects.of_sheets(ids).order_by().values("inspection_id")
    summed = rows.annotate(
        scored=Count("pk", filter=applied | Q(is_absent=True)),
        whole=Sum("indicator__points", filter=applied),
        got=Sum("earned"),
    )
    found = dict.fromkeys(ids, _NOTHING)
    found |= {pk: _Sums(*sums) for pk, *sums in summed.values_list(*_SUMS)}
    return found


def _by_sheet(rows: Iterable[tuple]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for pk, *rest in rows:
        found[pk].append(rest[0] if len(rest) == 1 else tuple(rest))
    return found


def _write(sheet: Inspection, total: Total, limits: Sequence[tuple[str, str]]) -> None:
    sheet.points, sheet.full, sheet.total = total.points, total.full, total.total
    sheet.grade, sheet.limited_by = "", ""
    if total.total is None:
        return
    scheme = sheet.round.scheme
    worth = GRADES_DOWN.index(grade_of(total.total, scheme))
    sheet.grade = grade_of(total.total, scheme, limits=[grade for grade, _ in limits])
    holding = [name for grade, name in limits if GRADES_DOWN.index(Grade(grade)) > worth]
    sheet.limited_by = "、".join(holding)[:200]
