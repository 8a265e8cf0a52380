"""What still stands between a draft and its issue (下发前检查): read-only, shown on the board.

Blocking problems stop the issue; hints do not. Each names its item, says what is wrong,
by how much, and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from checklists.carrying import count_carried
from checklists.models import Allocation, Assignment, Checklist, ChecklistItem
from checklists.querysets import AssignmentQuerySet
from checklists.rules import plain_day, plain_number, shortfall
from checklists.terms import VOID_STATUSES, AssignmentStatus, Direction, IndicatorKind, Reach
from hierarchy.models import Organization

# An upper item in one of these may be passed on.
WORKABLE = (AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a draft; ``gap`` is the missing figure, if it is one."""

    code: str
    text: str
    item: ChecklistItem | None = None
    upper: Assignment | None = None
    gap: Decimal | None = None
    blocks: bool = True


@dataclass(slots=True)
class UpperState:
    """One upper item on the decompose board: what it asks and what the draft gives."""

    assignment: Assignment
    items: list[ChecklistItem] = field(default_factory=list)
    waiver_reason: str = ""
    elsewhere: list[Decimal] = field(default_factory=list)
    """The targets that other lists have passed on of it, in its own unit."""
    given: Decimal | None = None
    gap: Decimal | None = None

    @property
    def is_answered(self) -> bool:
        """Passed on, or said why not."""
        return bool(self.items) or bool(self.waiver_reason)


@dataclass(slots=True)
class DraftState:
    """A draft with its items and their shares, everything it answers, and what is wrong with it."""

    checklist: Checklist
    uppers: list[UpperState]
    problems: list[Problem]
    items: list[ChecklistItem] = field(default_factory=list)
    shares: dict[int, list[Allocation]] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """Upper items answered."""
        return sum(upper.is_answered for upper in self.uppers)

    @property
    def is_issuable(self) -> bool:
        """Nothing blocks the issue."""
        return not any(problem.blocks for problem in self.problems)


def inspect_draft(
    checklist: Checklist, *, on: dt.date, receivers: Sequence[int] | None = None
) -> DraftState:
    """Judge a draft as of a day. The number of queries does not grow with items.

    ``receivers`` are the ids of the issuer's subordinates, when the caller has read them.
    """
    items = list(checklist.items.select_related("answers__item", "previous").order_by("serial"))
    if receivers is None:
        bodies = Organization.objects.children_of(checklist.issuer).open(on)
        receivers = list(bodies.values_list("pk", flat=True))
    carried = count_carried(issuer=checklist.issuer, year=checklist.year)
    shares: dict[int, list[Allocation]] = defaultdict(list)
    for share in Allocation.objects.filter(item__checklist=checklist).select_related("receiver"):
        shares[share.item_id].append(share)
    uppers = _uppers(checklist, items)
    problems = [
        *_list_problems(checklist, items, receivers, carried=carried, on=on),
        *(
            problem
            for item in items
            for problem in _item_problems(item, shares[item.pk], receivers, on=on)
        ),
        *(
            problem
            for upper in uppers
            for problem in _upper_problems(upper, shares, len(receivers))
        ),
    ]
    return DraftState(
        checklist=checklist, uppers=uppers, problems=problems, items=items, shares=dict(shares)
    )


def _uppers(checklist: Checklist, items: list[ChecklistItem]) -> list[UpperState]:
    """The upper items this list has to answer.

    Those it answers or waives; of a new version those that the version before did, as
    long as they are open (nothing just disappears); and those that nothing answers yet.
    """
    if checklist.issuer.parent_id is None:
        return []
    waivers = {waiver.answers_id: waiver.reason for waiver in checklist.waivers.all()}
    by_upper: dict[int, list[ChecklistItem]] = defaultdict(list)
    for item in items:
        if item.answers_id:
            by_upper[item.answers_id].append(item)
    mine = {*by_upper, *waivers, *_answered_before(checklist)}
    nobodys = _not_answered_elsewhere(checklist).exclude(pk__in=mine)
    assignments = (
        (Assignment.objects.filter(pk__in=mine) | nobodys)
        .select_related("item")
        .annotate(elsewhere=ArraySubquery(_given_elsewhere(checklist)))
        .order_by("item__serial", "id")
    )
    return [
        UpperState(
            assignment=assignment,
            items=by_upper[assignment.pk],
            waiver_reason=waivers.get(assignment.pk, ""),
            elsewhere=assignment.elsewhere,
        )
        for assignment in assignments
    ]


def _not_answered_elsewhere(checklist: Checklist) -> AssignmentQuerySet[Assignment]:
    elsewhere = (
        ChecklistItem.objects.filter(
            checklist__issuer=checklist.issuer,
            checklist__year=checklist.year,
            answers__isnull=False,
        )
        .exclude(checklist=checklist)
        .values("answers_id")
    )
    return Assignment.objects.filter(
        receiver=checklist.issuer,
        item__checklist__year=checklist.year,
        is_decomposed=False,
        status__in=WORKABLE,
    ).exclude(pk__in=elsewhere)


def _answered_before(checklist: Checklist) -> set[int]:
    """The open upper items that the version before answered or waived."""
    if checklist.supersedes_id is None:
        return set()
    before = Q(lower_items__checklist=checklist.supersedes_id) | Q(
        waivers__checklist=checklist.supersedes_id
    )
    return set(Assignment.objects.open().filter(before).values_list("pk", flat=True))


def _list_problems(
    checklist: Checklist,
    items: list[ChecklistItem],
    receivers: Sequence[int],
    *,
    carried: int,
    on: dt.date,
) -> Iterator[Problem]:
    if not items and not checklist.waivers.exists():
        yield Problem("empty", "清单还没有事项，请先添加事项。")
    if not receivers:
        yield Problem("no_receivers", "本单位没有直接下级，清单无处下发。请先维护组织。")
    if checklist.sign_due_date and checklist.sign_due_date < on:
        yield Problem("sign_due_past", "签收截止日已过，请改为今天或以后的日期。")
    if carried:
        yield Problem(
            "carried_left",
            f"上年结转的 {carried} 项还没有列入今年的清单，请选入，或确认不再办理。",
            blocks=False,
        )


def _item_problems(
    item: ChecklistItem, shares: list[Allocation], receivers: Sequence[int], *, on: dt.date
) -> Iterator[Problem]:
    if item.reach == Reach.CHOSEN and not shares:
        yield Problem("nobody_chosen", "没有选定接收单位，请选择下发给谁。", item=item)
    for share in shares:
        if share.receiver_id not in receivers:
            yield Problem(
                "receiver_gone",
                f"“{share.receiver.name}”已不是直接下级，请从分配中去掉。",
                item=item,
            )
    if item.due_date < on and item.previous_id is None:
        yield Problem(
            "due_past",
            "完成时限已过，下发即逾期。请改晚，或先向上级申请延期。",
            item=item,
            blocks=False,
        )
    yield from _share_problems(item, shares, receivers)
    if item.answers:
        yield from _against_upper(item, item.answers, shares)


def _share_problems(
    item: ChecklistItem, shares: list[Allocation], receivers: Sequence[int]
) -> Iterator[Problem]:
    """What is shared out must be shared out among all, and be enough where nothing is above."""
    named = {share.receiver_id for share in shares if share.target_value is not None}
    if not named or item.target_value is None or item.indicator_kind == IndicatorKind.RATIO:
        return
    asked = receivers if item.reach == Reach.ALL else [share.receiver_id for share in shares]
    without = len(set(asked) - named)
    unit = item.indicator_unit
    if without:
        yield Problem(
            "share_missing",
            f"还有 {without} 个接收单位没有分到目标值，将各按整项目标 "
            f"{plain_number(item.target_value)} {unit}下达。请补填目标值，或平均分配。",
            item=item,
        )
        return
    given = _targets(item, shares, len(receivers))
    gap = shortfall(
        kind=item.indicator_kind, direction=item.direction, asked=item.target_value, given=given
    )
    if gap is not None and item.answers is None:
        yield _target_problem(
            item, asked=item.target_value, given=given, gap=gap, place={"item": item}
        )


def _against_upper(
    item: ChecklistItem, upper: Assignment, shares: list[Allocation]
) -> Iterator[Problem]:
    """An item beside the upper item it answers: status, days, evidence."""
    if item.previous_id is None and upper.status not in WORKABLE:
        yield Problem(
            "upper_not_workable",
            f"上级事项“{upper.item.title}”现为“{upper.get_status_display()}”，"
            "不能再向下分解。请删除这条承接事项，或待其恢复办理。",
            item=item,
            upper=upper,
        )
    latest = max([item.due_date, *(share.due_date for share in shares if share.due_date)])
    if latest > upper.due_date:
        yield Problem(
            "due_after_upper",
            f"完成时限{plain_day(latest)}晚于上级的{plain_day(upper.due_date)}，请提前。",
            item=item,
            upper=upper,
        )
    if item.evidence_minimum < upper.item.evidence_minimum:
        yield Problem(
            "less_evidence",
            f"上级要求佐证至少 {upper.item.evidence_minimum} 份，这里只要求 "
            f"{item.evidence_minimum} 份。",
            item=item,
            upper=upper,
            blocks=False,
        )


def _given_elsewhere(checklist: Checklist) -> QuerySet[Assignment, Decimal | None]:
    """What lists other than this one and the version before have passed on of an upper item."""
    return (
        Assignment.objects.filter(
            parent=OuterRef("pk"),
            target_value__isnull=False,
            item__indicator_unit=OuterRef("item__indicator_unit"),
        )
        .exclude(status__in=VOID_STATUSES)
        .exclude(item__checklist_id__in=(checklist.pk, checklist.supersedes_id or checklist.pk))
        .values_list("target_value", flat=True)
    )


def _upper_problems(
    upper: UpperState, shares: dict[int, list[Allocation]], receivers: int
) -> Iterator[Problem]:
    asked = upper.assignment
    if not upper.is_answered:
        yield Problem(
            "not_answered",
            f"上级事项“{asked.item.title}”还没有承接，请添加承接事项或说明不涉及。",
            upper=asked,
        )
        return
    if not upper.items or asked.target_value is None:
        return
    unit = asked.item.indicator_unit
    given = [
        value
        for item in upper.items
        if item.indicator_unit == unit
        for value in _targets(item, shares[item.pk], receivers)
    ]
    given += upper.elsewhere
    ratio = asked.item.indicator_kind == IndicatorKind.RATIO
    upper.given = None if ratio else sum(given, Decimal(0))
    upper.gap = shortfall(
        kind=asked.item.indicator_kind,
        direction=asked.item.direction,
        asked=asked.target_value,
        given=given,
    )
    if upper.gap is not None:
        yield _target_problem(
            asked.item, asked=asked.target_value, given=given, gap=upper.gap, place={"upper": asked}
        )


def _target_problem(
    item: ChecklistItem,
    *,
    asked: Decimal,
    given: list[Decimal],
    gap: Decimal,
    place: dict[str, Any],
) -> Problem:
    """The gap in words: 目标 30 户，分解合计 29 户，差 1。"""
    at_most = item.direction == Direction.AT_MOST
    unit = item.indicator_unit
    if not given:
        found = "没有分解到数值，"
    elif item.indicator_kind == IndicatorKind.RATIO:
        weakest = plain_number(max(given) if at_most else min(given))
        found = f"分解{'最高' if at_most else '最低'}一项 {weakest} {unit}，"
    else:
        found = f"分解合计 {plain_number(sum(given, Decimal(0)))} {unit}，"
    advice = "超出 {}。请调减后再下发。" if at_most else "差 {}。请补足后再下发。"
    return Problem(
        "target_short",
        f"“{item.title}”目标{item.get_direction_display()} {plain_number(asked)} {unit}，"
        f"{found}{advice.format(plain_number(gap))}",
        gap=gap,
        **place,
    )


def _targets(item: ChecklistItem, shares: list[Allocation], receivers: int) -> list[Decimal]:
    """What each receiver of a draft item will be asked for."""
    own = [share.target_value for share in shares]
    if item.reach == Reach.ALL:
        own += [None] * max(receivers - len(own), 0)
    return [
        value
        for share in own
        if (value := share if share is not None else item.target_value) is not None
    ]
