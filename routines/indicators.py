"""What this room tells an inspection: what was held of what was owed, elections, papers, typing.

A row is judged once its last day is over, grace included, or once it is met: what may still be
done by that day is neither held nor missing. A row belongs to the days in which its period ends,
so that each is judged once. What is exempt, inapplicable or withdrawn is in neither number.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Q
from django.utils import timezone

from documents.word.names import chinese_date
from hierarchy.models import Tenant
from hierarchy.terms import Tier
from routines.matching import named
from routines.models import Obligation, ObligationRule, Record
from routines.rules import months_later
from routines.terms import Event, Mark, RecordKind, Source
from workflow.indicators import (
    IndicatorTable,
    Offered,
    Period,
    Reader,
    Reading,
    RowBehind,
    capped,
    gathered,
    pages,
    rated_by_body,
)

K = RecordKind
BRANCH, COMMITTEE = (Tier.BRANCH,), (Tier.COMMITTEE,)
TYPED_WITHIN_DAYS: Final = 7
"""A record typed so many days after it took place is in time (台账及时, domain.md §5.1 D4, 丁)."""
OTHER_DUTIES: Final = (Mark.JOINT_PATH, Mark.HEALTH_CHECK)
"""A rule that asks for one of these is another duty, though the same meeting answers it (S-06)."""
_OWED: Final = (
    "分母为周期止于期内、已过最后期限或者已办成的应办事项，豁免、不适用、已剔除的不计；"
    "分子为其中截至取数日已办成的"
)
_ELECTIONS: Final = "经批准延期的按延期后的日期计"


class _Owed(NamedTuple):
    """One judged row."""

    pk: int
    body: int
    rule: int
    start: dt.date
    end: dt.date
    due_on: dt.date
    met_on: dt.date | None


def _rules_of(tenant: Tenant, asked: Q) -> dict[int, tuple[str, str]]:
    """The rules of a city that ask for something: name and period of each version. One query."""
    rows = ObligationRule.objects.filter(asked, tenant=tenant)
    return {pk: (name, period) for pk, name, period in rows.values_list("pk", "name", "period")}


def _asking_for(kinds: Sequence[str], marks: Sequence[str]) -> Q:
    found = Q(answered_by__overlap=list(kinds)) & ~Q(marks__overlap=list(OTHER_DUTIES))
    return found | Q(marks__overlap=list(marks)) if marks else found


def _owed(
    tenant: Tenant, bodies: Sequence[int], period: Period, rules: Iterable[int]
) -> list[_Owed]:
    """The judged rows of some bodies for some rules, by the day they were due. One query."""
    rows = (
        Obligation.objects.expected()
        .filter(
            tenant=tenant,
            organization_id__in=bodies,
            rule_id__in=list(rules),
            period_end__range=(period.start, period.end),
            due_on__lte=period.on,
        )
        .filter(Q(met_on__lte=period.on) | Q(grace_until__lt=period.on))
        .order_by("due_on", "pk")
    )
    return [_Owed(*row) for row in rows.values_list(*_COLUMNS)]


_COLUMNS: Final = (
    *("pk", "organization_id", "rule_id", "period_start", "period_end"),
    *("due_on", "met_on"),
)


def _is_met(row: _Owed, on: dt.date) -> bool:
    return row.met_on is not None and row.met_on <= on


class _Labels:
    """Labels and pages of rows; what several rows have in common is worded once."""

    def __init__(self, rules: Mapping[int, tuple[str, str]]) -> None:
        self._rules = rules
        self._known: dict[tuple[int, dt.date, dt.date], str] = {}
        self.page = pages("routines:obligation_detail")

    def row(self, row: _Owed, *, counts: bool, on: dt.date, before: str = "") -> RowBehind:
        """One row behind a reading; its day is when it was met, else when it was due."""
        asked = (row.rule, row.start, row.end)
        if asked not in self._known:
            self._known[asked] = named(*self._rules[row.rule], row.start, row.end)
        day = row.met_on if _is_met(row, on) else row.due_on
        return RowBehind(f"{before}{self._known[asked]}", day, counts, self.page(row.pk))


def _done(*kinds: str, marks: Sequence[str] = (), but: Sequence[str] = ()) -> Reader:
    """Obligations that such records answer: done of expected. Two queries.

    ``but`` leaves out what other kinds answer, too.
    """

    def read(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
        rules = _rules_of(tenant, _asking_for(kinds, marks) & ~Q(answered_by__overlap=list(but)))
        labels = _Labels(rules)
        return rated_by_body(
            (row.body, labels.row(row, counts=_is_met(row, period.on), on=period.on))
            for row in _owed(tenant, bodies, period, rules)
        )

    return read


def _quarters_without(*kinds: str) -> Reader:
    """The longest run of consecutive quarters in which nothing of the sort was held."""

    def read(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
        rules = _rules_of(tenant, _asking_for(kinds, ()))
        labels = _Labels(rules)
        held: dict[int, dict[int, bool]] = defaultdict(dict)
        rows = _owed(tenant, bodies, period, rules)
        for row in rows:
            quarter = row.end.year * 4 + (row.end.month - 1) // 3
            own = held[row.body]
            own[quarter] = own.get(quarter, False) or _is_met(row, period.on)
        behind = gathered(
            (row.body, labels.row(row, counts=not _is_met(row, period.on), on=period.on))
            for row in rows
        )
        return {
            body: Reading(value=Decimal(longest_run(quarters)), rows=capped(behind[body]))
            for body, quarters in held.items()
        }

    return read


def longest_run(held: Mapping[int, bool]) -> int:
    """The longest run of numbered quarters without; one that isn't judged breaks a run."""
    longest = run = 0
    before: int | None = None
    for quarter in sorted(held):
        follows = before is not None and quarter == before + 1
        run = 0 if held[quarter] else (run if follows else 0) + 1
        longest, before = max(longest, run), quarter
    return longest


def _life_meetings_held(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """How many were held, of bodies that owed one which is judged. Two queries.

    An appraisal (民主评议) is owed beside it and is no life meeting.
    """
    rates = _done(K.LIFE_MEETING, but=(K.APPRAISAL,))(tenant, bodies, period)
    return {body: Reading(value=one.value, rows=one.rows) for body, one in rates.items()}


def _terms(tenant: Tenant, asked: Q) -> tuple[dict[int, tuple[str, str]], Any]:
    """The rules of elections at the end of a term, and the rows that are asked for."""
    rules = _rules_of(tenant, Q(event=Event.TERM_END))
    rows = Obligation.objects.expected().filter(asked, tenant=tenant, rule_id__in=list(rules))
    return rules, rows.order_by("due_on", "pk")


def _judged_elections(on: dt.date) -> Q:
    return Q(due_on__lt=on) | Q(due_on=on, met_on__lte=on)


def _in_time(row: _Owed, on: dt.date) -> bool:
    return row.met_on is not None and row.met_on <= min(row.due_on, on)


def _elections(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Elections due in the days, and those due earlier that are still owed. Two queries.

    One that was held, be it late, is no longer owed: 逾期无批复 (domain.md §5.1 A2).
    """
    still_owed = Q(due_on__lt=period.start) & (Q(met_on=None) | Q(met_on__gt=period.on))
    asked = Q(organization_id__in=bodies) & _judged_elections(period.on)
    in_days = Q(due_on__range=(period.start, period.end))
    rules, rows = _terms(tenant, asked & (in_days | still_owed))
    labels = _Labels(rules)
    return rated_by_body(
        (row.body, labels.row(row, counts=_is_met(row, period.on), on=period.on))
        for row in (_Owed(*values) for values in rows.values_list(*_COLUMNS))
    )


def _elections_below(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Elections due in the days at the branches below each committee. Two queries."""
    in_days = Q(due_on__range=(period.start, period.end)) & _judged_elections(period.on)
    rules, rows = _terms(tenant, in_days & Q(organization__committee_id__in=bodies))
    labels = _Labels(rules)

    def told() -> Iterator[tuple[int, RowBehind]]:
        values = rows.values_list("organization__committee_id", "organization__name", *_COLUMNS)
        for committee, name, *rest in values:
            row = _Owed(*rest)
            counts = _in_time(row, period.on)
            yield committee, labels.row(row, counts=counts, on=period.on, before=f"{name}：")

    return rated_by_body(told())


def _overdue_months(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Months begun since the oldest election still owed was due; 0 for none. Two queries.

    A body without a registered term has nothing to judge.
    """
    rules, rows = _terms(tenant, Q(organization_id__in=bodies))
    labels = _Labels(rules)
    found: dict[int, Reading] = {}
    for row in (_Owed(*values) for values in rows.values_list(*_COLUMNS)):
        months = 0 if _is_met(row, period.on) else begun_months(row.due_on, period.on)
        known = found.get(row.body)
        if known is None or months > known.value:
            behind = (labels.row(row, counts=True, on=period.on),) if months else ()
            found[row.body] = Reading(value=Decimal(months), rows=behind)
    return found


def begun_months(since: dt.date, on: dt.date) -> int:
    """How many months have begun since a day: none on it, one from the next day on."""
    months = max((on.year - since.year) * 12 + on.month - since.month, 0)
    return months + (months_later(since, months) < on)


def _typed_in_time(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Records held in the days: typed within ``TYPED_WITHIN_DAYS`` of all. One query.

    What another system, a sheet or a round brought was not typed here and is not judged.
    Neither title nor words are told: of a talk they would name persons.
    """
    page = pages("routines:record_detail")
    labels = dict(RecordKind.choices)
    rows = (
        Record.objects.kept()
        .held(period.start, min(period.end, period.on))
        .filter(tenant=tenant, organization_id__in=bodies)
        .exclude(source__in=(Source.PLATFORM, Source.SHEET, Source.INSPECTION))
        .order_by("happened_on", "pk")
    )

    def told() -> Iterator[tuple[int, RowBehind]]:
        columns = ("pk", "organization_id", "kind", "happened_on", "entered_at")
        for pk, body, kind, day, entered_at in rows.values_list(*columns):
            typed = timezone.localdate(entered_at)
            if typed <= period.on:
                label = f"{labels[kind]}（{chinese_date(typed)}录入）"
                counts = (typed - day).days <= TYPED_WITHIN_DAYS
                yield body, RowBehind(label, day, counts, page(pk))

    return rated_by_body(told())


def _rate(
    key: str, name: str, read: Reader, *, tiers: tuple[Tier, ...] = BRANCH, unit: str = "期"
) -> tuple[Offered, Reader]:
    return Offered(f"routines.{key}", name, unit, tiers, _OWED), read


_LIMITS: Final[tuple[tuple[Offered, Reader], ...]] = (
    (
        Offered(
            "routines.quarters_without_members_meeting",
            "连续无党员大会的季度数",
            "季度",
            BRANCH,
            "期内已过最后期限的各季度中，连续没有召开支部党员大会的最多季度数，豁免的季度不连续计",
            has_denominator=False,
        ),
        _quarters_without(K.MEMBERS_MEETING),
    ),
    (
        Offered(
            "routines.life_meetings_held",
            "组织生活会召开次数",
            "次",
            BRANCH,
            "期内应开的组织生活会中截至取数日已召开的次数；未到最后期限的不判定",
            has_denominator=False,
        ),
        _life_meetings_held,
    ),
    (
        Offered(
            "routines.election_overdue_months",
            "逾期未换届月数",
            "个月",
            BRANCH,
            f"应换届之日次日起至取数日的月数，不足一个月的按一个月计，已换届的计 0，{_ELECTIONS}；"
            "未登记任期的不判定",
            has_denominator=False,
        ),
        _overdue_months,
    ),
)


class RoutineIndicators(IndicatorTable):
    """Obligations of branches and committees by the kind of record that answers them."""

    lines = (
        (
            Offered(
                "routines.election",
                "按期换届",
                "届",
                BRANCH,
                f"分母为期内应换届和期前应换届至今未换的届数，"
                f"分子为其中截至取数日已换届的，{_ELECTIONS}",
            ),
            _elections,
        ),
        _rate(
            "duty_report",
            "书记述职与轮训",
            _done(K.DUTY_REPORT, marks=(Mark.ROTATION,)),
            unit="项",
        ),
        _rate("members_meeting", "支部党员大会", _done(K.MEMBERS_MEETING)),
        _rate("branch_committee", "支部委员会会议", _done(K.BRANCH_COMMITTEE)),
        _rate("group_meeting", "党小组会", _done(K.GROUP_MEETING)),
        _rate("lecture", "党课", _done(K.LECTURE)),
        _rate("theme_day", "主题党日", _done(K.THEME_DAY)),
        _rate(
            "life_meeting",
            "组织生活会和民主评议党员",
            _done(K.LIFE_MEETING, K.APPRAISAL),
            unit="项",
        ),
        _rate("talk", "谈心谈话", _done(K.TALK), unit="项"),
        (
            Offered(
                "routines.typed_in_time",
                "台账登记及时率",
                "条",
                BRANCH,
                "分母为期内发生的活动记录数，外部系统和表格导入的、已撤回的不计，"
                f"分子为其中活动后 {TYPED_WITHIN_DAYS} 日内录入的",
            ),
            _typed_in_time,
        ),
        *_LIMITS,
        _rate("monthly_meetings", "月度例会", _done(K.MONTHLY_MEETING), tiers=COMMITTEE),
        _rate("quarterly_summaries", "季度小结", _done(K.QUARTERLY_SUMMARY), tiers=COMMITTEE),
        _rate("annual_report", "年度述职报告", _done(K.ANNUAL_REPORT), tiers=COMMITTEE),
        (
            Offered(
                "routines.elections_in_time",
                "所辖党组织按期换届率",
                "届",
                COMMITTEE,
                f"分母为所辖党组织期内应换届的届数，分子为其中按期换届的，{_ELECTIONS}",
            ),
            _elections_below,
        ),
    )
