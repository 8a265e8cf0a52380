"""The table of rates (domain.md §7.1): what each counts, among which units, in which words.

A measure is two conditions on units. They hold on the ledger (``Unit``) and on a snapshot
(``SnapshotUnit``) alike, once ``prepared`` has put the derived columns beside the stored ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from coverage.models import SnapshotUnit, Unit
from coverage.rulebook import RuleSet
from coverage.rules import NOT_ALONE
from coverage.terms import Cover, OperatingState

Side = Literal["numerator", "denominator", "gap"]
Condition = Callable[[RuleSet], Q]
# A body in one snapshot as one number; ids stay far below.
_SNAPSHOT_STEP = 10**10

OPERATING = Q(operating=OperatingState.OPERATING)
COVERED = ~Q(cover=Cover.NONE)


def _operating(rules: RuleSet) -> Q:
    return OPERATING


def _must_found(rules: RuleSet) -> Q:
    return OPERATING & Q(members_here__gte=rules.found_from)


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the table of rates.

    ``kind`` is ``rate`` (per cent), ``count`` (a number beside the denominator) or ``mean``.
    ``numerator`` is asked within ``denominator``. ``light`` is the colour of what is missing
    (of what is counted, in a count): red for 应当, yellow for 一般, blue otherwise.
    """

    key: str
    label: str
    denominator_words: str
    numerator: Condition
    denominator: Condition = _operating
    kind: Literal["rate", "count", "mean"] = "rate"
    light: str = "blue"
    numerator_of: str = "pk"
    denominator_of: str = "pk"

    @property
    def counts_units(self) -> bool:
        """Whether both sides count units, so that parts add up to the whole."""
        return (self.numerator_of, self.denominator_of) == ("pk", "pk")

    def side(self, side: Side, rules: RuleSet) -> Q:
        """The units behind one side; ``gap`` is what a rate lacks, what a count counts."""
        base = self.denominator(rules)
        if side == "denominator":
            return base
        wanted = self.numerator(rules)
        return base & (~wanted if side == "gap" and self.kind == "rate" else wanted)


_WHOLE = "分母为实体运营单位数（空壳、僵尸、注销、重复已剔除）"
_MUST = "分母为应建单位数（正式党员达到应建人数的实体运营单位）"
_ALL: tuple[Measure, ...] = (
    Measure(
        "organization_cover",
        "组织覆盖率",
        f"{_WHOLE}；分子为单独组建和联合组建（含行业统建、区域兜底）所覆盖的单位数，数单位，不数支部",
        lambda rules: COVERED,
    ),
    Measure(
        "alone",
        "单独组建率",
        f"{_WHOLE}；分子为单独组建单位数",
        lambda rules: Q(cover=Cover.ALONE),
    ),
    Measure(
        "founded",
        "应建已建率",
        f"{_MUST}；分子为其中已单独组建的单位数",
        lambda rules: Q(cover=Cover.ALONE),
        _must_found,
        light="red",
    ),
    Measure(
        "work_cover",
        "工作覆盖率",
        f"{_WHOLE}；分子为已覆盖单位，加未覆盖但已选派指导员或建有工会、团组织的单位",
        lambda rules: COVERED | Q(has_work_coverage=True),
        light="yellow",
    ),
    Measure(
        "above_scale",
        "规上单位覆盖率",
        "分母为规模以上的实体运营单位数；分子为其中已组织覆盖的单位数",
        lambda rules: COVERED,
        lambda rules: OPERATING & Q(is_above_scale=True),
    ),
    Measure("must_found", "应建单位", _WHOLE, _must_found, kind="count"),
    Measure(
        "unbuilt",
        "应建未建",
        _MUST,
        lambda rules: ~Q(cover=Cover.ALONE),
        _must_found,
        kind="count",
        light="red",
    ),
    Measure(
        "unbuilt_none",
        "应建未建（完全未建）",
        _MUST,
        lambda rules: Q(cover=Cover.NONE),
        _must_found,
        kind="count",
        light="red",
    ),
    Measure(
        "unbuilt_joint",
        "应单建未单建",
        f"{_MUST}；这些单位已计入组织覆盖",
        lambda rules: Q(cover__in=NOT_ALONE),
        _must_found,
        kind="count",
        light="red",
    ),
    Measure(
        "potential",
        "潜在应建",
        f"{_WHOLE}；两栏党员合计达到应建人数，待核实引导转接",
        lambda rules: (
            ~Q(cover=Cover.ALONE)
            & Q(members_here__lt=rules.found_from, members_both__gte=rules.potential_from)
        ),
        kind="count",
    ),
    Measure(
        "no_members",
        "无党员单位",
        f"{_WHOLE}；正式党员、组织关系在外党员、预备党员均为零",
        lambda rules: Q(members_here=0, members_elsewhere=0, probationary=0),
        kind="count",
    ),
    Measure(
        "joint_too_wide",
        "超上限联合支部",
        "分母为联合党支部数；分子为覆盖单位数超过上限的联合党支部数，一般不超过，超过的提醒",
        lambda rules: Q(is_wide=True),
        lambda rules: OPERATING & Q(cover=Cover.JOINT),
        kind="count",
        light="yellow",
        numerator_of="place_id",
        denominator_of="place_id",
    ),
    Measure(
        "units_per_officer",
        "指导员人均联系单位数",
        "分母为有联系单位的指导员岗位数；分子为已归口到指导员的实体运营单位数",
        lambda rules: Q(officer_id__isnull=False),
        lambda rules: OPERATING & Q(officer_id__isnull=False),
        kind="mean",
        denominator_of="officer_id",
    ),
)
MEASURES: Mapping[str, Measure] = {measure.key: measure for measure in _ALL}


def prepared(units: QuerySet[Any], *, rules: RuleSet) -> QuerySet[Any]:
    """The same units with what measures ask beside the stored columns; nothing is read yet."""
    ready = units.order_by().alias(
        members_both=F("members_here") + F("members_elsewhere"), body_key=_body_key(units.model)
    )
    if units.model is Unit:
        reached = Q(officer_id__isnull=False) | Q(has_union=True) | Q(has_league=True)
        ready = ready.alias(has_work_coverage=_true_when(reached))
    return ready.alias(is_wide=_true_when(Q(body_key__in=_wide(units.model, rules))))


def _true_when(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _body_key(model: type[Any]) -> Any:
    """The party organisation of a unit, told apart by snapshot."""
    own: Any = F("place_id")
    return own if model is Unit else F("snapshot_id") * _SNAPSHOT_STEP + own


def _wide(model: type[Any], rules: RuleSet) -> QuerySet[Any]:
    """The joint branches that cover more units than is usual, counted over all of their units."""
    rows: Any = (Unit if model is Unit else SnapshotUnit).objects
    return (
        rows.filter(OPERATING, cover=Cover.JOINT)
        .annotate(body_key=_body_key(model))
        .order_by()
        .values("body_key")
        .annotate(covered=Count("pk"))
        .filter(covered__gt=rules.joint_units)
        .values("body_key")
    )
