"""The wall of a year (年度墙): rules or bodies down, months across; a cell leads to its rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from routines.figures import Tally, tallies
from routines.models import Obligation, ObligationRule
from routines.rules import light_of
from routines.terms import MONTHS_OF_PERIOD, Standing
from workflow.terms import Force

MONTHS = range(1, 13)
_MISSED = {Force.MUST: ("red", "■"), Force.USUALLY: ("yellow", "▲"), Force.CUSTOM: ("blue", "◇")}


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: the months it covers, figure or word, light in shape and word, the way in."""

    span: int
    label: str
    text: str = ""
    colour: str = ""
    shape: str = ""
    said: str = ""
    url: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing is asked in these months."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the wall: its head, where that leads, and its cells."""

    name: str
    note: str
    url: str
    boxes: Sequence[Box]


def rows_of_year(rows: QuerySet[Obligation], year: int) -> QuerySet[Obligation]:
    """Those of the periods that end, and the events that fall, in a year."""
    return rows.filter(period_end__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)))


def lines_by_rule(
    rows: QuerySet[Obligation],
    rules: Iterable[ObligationRule],
    *,
    asked: Mapping[str, object],
    on: dt.date,
) -> list[Line]:
    """One line a rule with figures of all bodies. One grouped query."""
    by_code = _codes(rules)
    found: dict[str, dict[int, tuple[int, Tally]]] = defaultdict(dict)
    for (rule_id, end), tally in tallies(rows, by=("rule", "end"), on=on).items():
        rule = by_code.rule(rule_id)
        span = MONTHS_OF_PERIOD.get(rule.period, 1)
        _, before = found[rule.code].get(end.month, (span, Tally()))
        found[rule.code][end.month] = (span, before + tally)
    return [
        Line(
            name=rule.name,
            note=f"{rule.code}　{Force(rule.force).label}",
            url=_url("routines:wall", {**asked, "rule": rule.code}),
            boxes=_laid(
                {
                    month: _summed(tally, span, month, rule, asked)
                    for month, (span, tally) in found[rule.code].items()
                }
            ),
        )
        for rule in by_code.latest
        if rule.code in found
    ]


def lines_by_body(
    rows: QuerySet[Obligation],
    bodies: Iterable[tuple[int, str]],
    *,
    asked: Mapping[str, object],
    on: dt.date,
) -> list[Line]:
    """One line a body, for one rule. One query."""
    cells: dict[int, dict[int, Box]] = defaultdict(dict)
    ids = [pk for pk, _ in bodies]
    for row in rows.filter(organization_id__in=ids).select_related("rule").order_by("pk"):
        _put(cells[row.organization_id], row, on)
    return [
        Line(
            name=name,
            note="",
            url=_url("routines:wall", {"year": asked.get("year"), "body": pk}),
            boxes=_laid(cells[pk]),
        )
        for pk, name in bodies
    ]


def lines_of_body(
    rows: QuerySet[Obligation], rules: Iterable[ObligationRule], *, on: dt.date
) -> list[Line]:
    """One line a rule, for one body. One query."""
    by_code = _codes(rules)
    cells: dict[str, dict[int, Box]] = defaultdict(dict)
    for row in rows.select_related("rule").order_by("pk"):
        _put(cells[row.rule.code], row, on)
    return [
        Line(
            name=rule.name,
            note=f"{rule.code}　{Force(rule.force).label}",
            url=f"{reverse('routines:rule_list')}#rule-{rule.code}",
            boxes=_laid(cells[rule.code]),
        )
        for rule in by_code.latest
        if rule.code in cells
    ]


@dataclass(frozen=True, slots=True)
class _Codes:
    """The versions of rules by their id, and the latest of each."""

    by_id: Mapping[int, ObligationRule]
    latest: Sequence[ObligationRule]

    def rule(self, pk: int) -> ObligationRule:
        return self.by_id[pk]


def _codes(rules: Iterable[ObligationRule]) -> _Codes:
    versions = sorted(rules, key=lambda rule: (rule.code, rule.effective_from))
    latest = {rule.code: rule for rule in versions}
    return _Codes({rule.pk: rule for rule in versions}, list(latest.values()))


def _put(cells: dict[int, Box], row: Obligation, on: dt.date) -> None:
    """Put one row into its month; of two in a month the one that counts goes first."""
    month = row.period_end.month
    if month in cells and row.standing != Standing.EXPECTED:
        return
    light = light_of(row, rule=row.rule, on=on)
    span = MONTHS_OF_PERIOD.get(row.rule.period, 1)
    progress = f" {row.done}/{row.needed}" if row.needed > 1 else ""
    cells[month] = Box(
        span=span,
        label=_months_words(month, span),
        text=f"{light.word}{progress}",
        colour=light.colour,
        shape=light.shape,
        said=row.reason or f"截止 {row.due_on.month}月{row.due_on.day}日",
        url=reverse("routines:obligation_detail", args=[row.pk]),
    )


def _summed(
    tally: Tally, span: int, month: int, rule: ObligationRule, asked: Mapping[str, object]
) -> Box:
    colour, shape, said = _judged(tally, rule.force)
    day = dt.date(int(str(asked["year"])), month, 1)
    query = {**asked, "rule": rule.code, "month": day.isoformat()}
    query.pop("year")
    return Box(
        span=span,
        label=_months_words(month, span),
        text=f"{tally.done}/{tally.expected}" if tally.expected else "不计入",
        colour=colour,
        shape=shape,
        said=said,
        url=_url("routines:obligation_list", query),
    )


def _judged(tally: Tally, force: str) -> tuple[str, str, str]:
    """Colour, shape and word of the figures together."""
    aside = f"，另有 {tally.aside} 个不计入" if tally.aside else ""
    if not tally.expected:
        return "grey", "‖", f"{tally.aside} 个均不计入"
    if tally.overdue:
        colour, shape = _MISSED[Force(force)]
        return colour, shape, f"逾期未办 {tally.overdue} 个{aside}"
    if tally.done == tally.expected:
        return "green", "✓", f"全部办成，其中按期 {tally.in_time} 个{aside}"
    return "", "●", f"尚有 {tally.missing} 个在期限内{aside}"


def _laid(cells: Mapping[int, Box]) -> list[Box]:
    """The cells of a year in order, each over its own months, with blanks between."""
    begins = {month - box.span + 1: box for month, box in cells.items()}
    found: list[Box] = []
    month = 1
    while month <= 12:
        box = begins.get(month, Box(span=1, label=f"{month}月"))
        found.append(box)
        month += box.span
    return found


def _months_words(month: int, span: int) -> str:
    if span == 12:
        return "全年"
    return f"{month}月" if span == 1 else f"{month - span + 1}—{month}月"


def _url(name: str, asked: Mapping[str, object]) -> str:
    return f"{reverse(name)}?{urlencode({key: value for key, value in asked.items() if value})}"
