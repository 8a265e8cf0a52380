"""What the part care asks of people now: hosts to confirm, contacts due, months to enter.

Of branches alone; who serves none is asked nothing. Titles name no member.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from hierarchy.terms import Capability, Tier
from people import care_lines
from people.care_lines import CONFIRM, DUES, PLACE, WARNING, Line
from people.months import first_of, in_words, months_later
from people.stay_rules import days_between, next_contact
from people.terms import StaySide
from workflow.desks import Desk, light_by
from workflow.todos import Todo

_AHEAD: Final = dt.timedelta(days=7)
"""So long before a contact is due the branch is told of it."""
_DAY: Final = dt.timedelta(days=1)


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Every part that can concern the person's branches."""
    own = [
        grant.organization_id
        for grant in desk.actor.scope(Capability.HANDLE).nodes
        if grant.tier == Tier.BRANCH
    ]
    return care_lines.parts_for(own, desk.actor.on) if own else []


def answered(found: Sequence[Line], desk: Desk) -> Iterator[Todo]:
    """The steps that wait for this person's branches."""
    yield from _contacts([line for line in found if line.sort in StaySide.values], desk)
    for line in found:
        if line.sort in (CONFIRM, PLACE):
            yield _of_stay(line, desk)
        elif line.sort in (DUES, WARNING):
            yield _counted(line, desk)


def _contacts(found: Iterable[Line], desk: Desk) -> Iterator[Todo]:
    """One line a branch and side: how many contacts are due within the week, and the first."""
    due: dict[tuple[int, str], list[dt.date]] = defaultdict(list)
    for line in found:
        if line.begun is None:
            continue
        days = days_between(line.abroad, stay_days=line.stay_days, abroad_days=line.abroad_days)
        day = next_contact(begun=line.begun, last=line.last, days=days)
        if day <= desk.actor.on + _AHEAD:
            due[line.body, line.sort].append(day)
    for (body, side), days_due in due.items():
        first = min(days_due)
        yield Todo(
            key=f"people-stay-{side}:{body}",
            verb="联系",
            title="流动党员" if side == StaySide.HOME else "在本支部流动的党员",
            path=f"{reverse('people:stay_list')}?side={'out' if side == StaySide.HOME else 'in'}",
            due=first,
            light=light_by(first, on=desk.actor.on),
            acting_for=desk.post_at(body),
            hint=f"{len(days_due)} 名待联系，联系后登记",
            count=len(days_due),
        )


def _of_stay(line: Line, desk: Desk) -> Todo:
    asked = line.sort == CONFIRM
    return Todo(
        key=f"people-stay-{line.sort}:{line.pk}",
        verb="确认接收" if asked else "落实流入地",
        title="流动党员",
        path=reverse("people:stay_detail", args=[line.pk]),
        due=None,
        light="yellow" if asked else "red",
        came_from=line.sender,
        acting_for=desk.post_at(line.body),
        hint="确认后双方共同管理" if asked else "流入地党组织没有接收，请核实去向",
        waiting_since=line.begun,
    )


def _counted(line: Line, desk: Desk) -> Todo:
    on = desk.actor.on
    if line.sort == WARNING:
        return Todo(
            key=f"people-warnings:{line.body}",
            verb="核实",
            title="党员提醒",
            path=reverse("people:warning_list"),
            due=None,
            light="yellow",
            acting_for=desk.post_at(line.body),
            hint=f"{line.many} 条，只有本支部看得到",
            count=line.many,
            waiting_since=line.begun,
        )
    month_end = months_later(first_of(on), 1) - _DAY
    return Todo(
        key=f"people-dues:{line.body}",
        verb="登记",
        title=f"{in_words(on)}党费",
        path=f"{reverse('people:dues_board')}?body={line.body}",
        due=month_end,
        light=light_by(month_end, on=on),
        acting_for=desk.post_at(line.body),
        hint=f"{line.many} 名还没有登记交纳",
        count=line.many,
    )
