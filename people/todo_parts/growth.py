"""What the part growth asks of people now: courses to close, points to decide and to publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse

from people.growth_lines import CLOSE, DECIDE, Line, parts_for
from people.points_rules import ended_quarters
from people.terms import PointsStatus
from workflow.desks import Desk
from workflow.todos import Todo

__all__ = ["Line", "answered", "parts_for"]


def answered(found: Iterable[Line], desk: Desk) -> Iterator[Todo]:
    """The steps that wait for this person; titles name no member."""
    for line in found:
        yield _of_course(line, desk) if line.sort == CLOSE else _of_points(line, desk)


def _of_course(line: Line, desk: Desk) -> Todo:
    return Todo(
        key=f"people-course-close:{line.pk}",
        verb="结束登记",
        title=line.title,
        path=reverse("people:course_detail", args=[line.pk]),
        due=None,
        light="green",
        acting_for=desk.post_at(line.body),
        hint="课程已结束，核对参加人员后结束登记",
        waiting_since=line.since,
    )


def _of_points(line: Line, desk: Desk) -> Todo:
    decides = line.sort == DECIDE
    state = PointsStatus.CLAIMED if decides else PointsStatus.SETTLED
    quarter = ended_quarters(desk.actor.on, many=1)[0]
    return Todo(
        key=f"people-points-{line.sort}:{line.body}",
        verb="核定" if decides else "公示",
        title="党员积分" if decides else f"{quarter.label}党员积分",
        path=f"{reverse('people:points_list')}?state={state}"
        if decides
        else reverse("people:points_publish"),
        due=None,
        light="yellow" if decides else "green",
        came_from=line.title if decides else "",
        acting_for=desk.post_at(line.body),
        hint=f"{line.many} 项待核定" if decides else f"{line.many} 项已核定，按季在支部内公示",
        count=line.many,
        waiting_since=line.since,
    )
