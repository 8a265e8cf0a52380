"""What organisational life asks of people now, for the front page: a few lines, never a flood.

A body's rows stand together in one line a day, and only once they press: in the last third of
their window, or within a week of their day. An officer sees the number of branches behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from routines.kinds import DRAFTED_ELSEWHERE
from routines.models import Obligation
from routines.rules import light_of, period_words
from routines.terms import RecordKind
from workflow.terms import Force
from workflow.todos import Todo

MOST = 60
NEAR_DAYS = 7
NAMES = 4
"""A line names so many rules; more are counted."""
# Kinds whose to-dos come from the pages that write them.
_ELSEWHERE = [*DRAFTED_ELSEWHERE, RecordKind.MONTHLY_MEETING]


class RoutineTodos:
    """Own obligations by the day, and for officers the branches that are behind. Two queries."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """Everything of organisational life that the person owes now."""
        posts = {post.pk: post.label for post in actor.posts}
        bodies: dict[int, str] = {}
        officers: dict[int, str] = {}
        for grant in actor.scope(Capability.HANDLE).nodes:
            bodies[grant.organization_id] = posts.get(grant.appointment_id, "")
            if grant.tier == Tier.OFFICER:
                officers[grant.organization_id] = posts.get(grant.appointment_id, "")
        found: list[Todo] = []
        if bodies:
            found += _own(bodies, actor)
        if officers:
            found += _behind(officers, actor)
        return sorted(found, key=lambda todo: (todo.day, todo.key))[:MOST]


def presses(row: Obligation, *, on: dt.date) -> bool:
    """Whether a row is worth a line: late, near its day, or in the last third of its window."""
    if on > row.due_on - dt.timedelta(days=NEAR_DAYS + 1):
        return True
    window = (row.due_on - row.opens_on).days
    return (row.due_on - on).days * 3 <= window


def _own(bodies: dict[int, str], actor: Actor) -> Iterator[Todo]:
    on = actor.on
    rows = (
        Obligation.objects.visible_to(actor)
        .in_window(on)
        .filter(organization_id__in=list(bodies), freezes_on__gte=on)
        .exclude(rule__answered_by__overlap=_ELSEWHERE)
        .select_related("rule", "organization")
        .order_by("due_on", "rule__code", "pk")[: MOST * 4]
    )
    groups: dict[tuple[int, dt.date, bool], list[Obligation]] = {}
    for row in rows:
        if presses(row, on=on):
            late = row.due_on < on
            day = dt.date.min if late else row.due_on
            groups.setdefault((row.organization_id, day, late), []).append(row)
    for (body, _, late), several in groups.items():
        yield _line(several, late=late, post=bodies[body], on=on)


def _line(rows: list[Obligation], *, late: bool, post: str, on: dt.date) -> Todo:
    first = rows[0]
    names = "、".join(dict.fromkeys(row.rule.name for row in rows[:NAMES]))
    more = f"等 {len(rows)} 项" if len(rows) > NAMES else ""
    period = period_words(first.rule.period, first.period_start, first.period_end)
    binding = [row for row in rows if row.rule.force == Force.MUST]
    hint = "已开展的请补录，未开展的请说明情况" if late else f"{period}，开展后一分钟登记"
    return Todo(
        key=f"routine:{first.organization_id}:{'late' if late else first.due_on}",
        verb="登记",
        title=f"{names}{more}",
        path=reverse("routines:life_of", args=[first.organization_id]),
        due=first.due_on,
        light=_worst(rows, on=on),
        acting_for=post,
        hint=f"{first.organization.label}：{hint}",
        count=len(rows),
        counts_down=bool(binding) or not late,
    )


def _worst(rows: Iterable[Obligation], *, on: dt.date) -> str:
    """One light for a line: red only where something binding is late."""
    colours = {light_of(row, rule=row.rule, on=on).colour for row in rows}
    if "red" in colours:
        return "red"
    near = any((row.due_on - on).days <= NEAR_DAYS for row in rows)
    return "yellow" if near or "yellow" in colours else "green"


def _behind(officers: dict[int, str], actor: Actor) -> Iterator[Todo]:
    """One line an officer's post: how many branches are late with what they must do."""
    rows: Any = Obligation.objects.visible_to(actor).overdue(actor.on)
    found = (
        rows.filter(
            organization__officer_id__in=list(officers),
            organization__tier=Tier.BRANCH,
            freezes_on__gte=actor.on,
            rule__force=Force.MUST,
        )
        .order_by()
        .values("organization__officer_id")
        .annotate(
            bodies=Count("organization_id", distinct=True),
            late=Count("pk"),
            first_due=Min("due_on"),
        )
    )
    for row in found:
        officer = row["organization__officer_id"]
        yield Todo(
            key=f"routine-behind:{officer}",
            verb="督促",
            title=f"{row['bodies']} 个党组织有应当办理而逾期的组织生活事项",
            path=reverse("routines:life"),
            due=row["first_due"],
            light="red",
            acting_for=officers[officer],
            hint=f"共 {row['late']} 项，可代录或提醒补录",
            count=row["late"],
            counts_down=False,
        )
