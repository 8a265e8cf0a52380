"""What the lists tell an inspection: signed, passed on and done in time (签收、分解、按期完成).

Only what a body itself had to do is judged: what waits for its issuer (an objection, a report
handed in by its day) is neither in time nor late, and what was cancelled, carried over or paused
is owed by nobody for the time being.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from checklists.models import Assignment, Waiver
from checklists.terms import VOID_STATUSES, AssignmentStatus, ListKind
from hierarchy.calendar import end_of
from hierarchy.models import Tenant
from hierarchy.terms import Tier
from workflow.indicators import (
    IndicatorTable,
    Offered,
    Period,
    Reader,
    Reading,
    RowBehind,
    pages,
    rated_by_body,
)

BRANCH, COMMITTEE = (Tier.BRANCH,), (Tier.COMMITTEE,)
_OWN: Final = Q()
_KEY_POINTS: Final = Q(item__checklist__kind=ListKind.KEY_POINTS)
_NOT_JUDGED: Final = "异议待答复、暂缓、已取消、已结转的不计"


class _Task(NamedTuple):
    """What of an assignment is judged."""

    pk: int
    receiver: int
    title: str
    status: str
    sign_by: dt.date
    due_on: dt.date
    signed: dt.date | None
    reported: dt.date | None
    settled: dt.date | None
    has_objected: bool


_Judge = Callable[[_Task, dt.date], bool | None]
_Days = Callable[[_Task], tuple[dt.date | None, dt.date]]
_COLUMNS: Final = (
    *("pk", "receiver_id", "item__title", "status", "sign_due_date", "due_date"),
    *("signed_at", "last_report_at", "settled_at", "has_objected"),
)


def _tasks(tenant: Tenant, bodies: Sequence[int], asked: Q) -> Iterator[_Task]:
    """What some bodies received and still counts. One query."""
    rows = (
        Assignment.objects.filter(asked, tenant=tenant, receiver_id__in=bodies)
        .exclude(status__in=(*VOID_STATUSES, AssignmentStatus.PAUSED, AssignmentStatus.OBJECTED))
        .order_by("due_date", "pk")
    )
    for pk, body, title, status, sign_by, due_on, *times, objected in rows.values_list(*_COLUMNS):
        signed, reported, settled = (_day(time) for time in times)
        yield _Task(pk, body, title, status, sign_by, due_on, signed, reported, settled, objected)


def _day(time: Any) -> dt.date | None:
    return None if time is None else timezone.localdate(time)


def _by(day: dt.date | None, last: dt.date) -> bool:
    return day is not None and day <= last


def _signed(asked: Q) -> Reader:
    """Signed for by the last day, of what had to be signed for in the days. One query."""

    def read(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
        in_days = Q(sign_due_date__range=(period.start, min(period.end, period.on)))
        return rated_by_body(
            _judged(_tasks(tenant, bodies, asked & in_days), period, _is_signed, _signing)
        )

    return read


def _judged(
    tasks: Iterable[_Task], period: Period, judge: _Judge, days: _Days
) -> Iterator[tuple[int, RowBehind]]:
    """The tasks on which there is a judgement; the day of a row is when it was done, else due."""
    page = pages("checklists:assignment_detail")
    for task in tasks:
        counts = judge(task, period.on)
        if counts is not None:
            done, due = days(task)
            day = done if done is not None and done <= period.on else due
            yield task.receiver, RowBehind(task.title, day, counts, page(task.pk))


def _signing(task: _Task) -> tuple[dt.date | None, dt.date]:
    return task.signed, task.sign_by


def _settling(task: _Task) -> tuple[dt.date | None, dt.date]:
    return task.settled, task.due_on


def _is_signed(task: _Task, on: dt.date) -> bool | None:
    """Whether it was signed for in time; ``None`` while it may be, or where an objection that
    had to be answered first made it late."""
    if _by(task.signed, min(task.sign_by, on)):
        return True
    if task.sign_by >= on or (task.has_objected and _by(task.signed, on)):
        return None
    return False


def _settled(asked: Q) -> Reader:
    """Done by the last day, of what was due in the days. One query."""

    def read(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
        in_days = Q(due_date__range=(period.start, min(period.end, period.on)))
        return rated_by_body(
            _judged(_tasks(tenant, bodies, asked & in_days), period, _is_settled, _settling)
        )

    return read


def _is_settled(task: _Task, on: dt.date) -> bool | None:
    """Whether it was accepted, and asked for by its last day; ``None`` while that is open."""
    in_time = _by(task.reported, min(task.due_on, on)) or _by(task.settled, min(task.due_on, on))
    if task.status == AssignmentStatus.ACCEPTED and _by(task.settled, on):
        return in_time
    waits = task.status in (AssignmentStatus.REPORTED, AssignmentStatus.ACCEPTED)
    if task.due_on >= on or (waits and in_time):
        return None
    return False


def _decomposed(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Key points passed on (or waived with a reason) of those received. One query.

    What was received in the days or runs on in them, once the days for signing are over.
    """
    page = pages("checklists:assignment_detail")
    last = end_of(period.on)
    children = Assignment.objects.filter(parent_id=OuterRef("pk"), issued_at__lte=last)
    waivers = Waiver.objects.filter(answers_id=OuterRef("pk"), checklist__issued_at__lte=last)
    rows = (
        Assignment.objects.filter(_KEY_POINTS, tenant=tenant, receiver_id__in=bodies)
        .filter(
            issued_at__lte=end_of(min(period.end, period.on)),
            due_date__gte=period.start,
            sign_due_date__lt=period.on,
        )
        .exclude(status__in=(*VOID_STATUSES, AssignmentStatus.OBJECTED))
        .annotate(is_passed_on=Exists(children) | Exists(waivers))
        .order_by("item__serial", "pk")
    )
    found = rows.values_list("pk", "receiver_id", "item__title", "due_date", "is_passed_on")
    return rated_by_body(
        (body, RowBehind(title, due, passed_on, page(pk)))
        for pk, body, title, due, passed_on in found
    )


_SIGNED_WORDS: Final = (
    f"分母为签收截止日在期内且已到期或者已签收的{{what}}数，{_NOT_JUDGED}；"
    "分子为其中截止日及以前签收的；提出异议经答复后签收的不按逾期计"
)
_SETTLED_WORDS: Final = (
    f"分母为完成时限在期内且已到期或者已办结的{{what}}数，{_NOT_JUDGED}；"
    "分子为其中时限及以前申请销号并已销号的；按期申请、待上级审核的不计"
)


class ListIndicators(IndicatorTable):
    """Tasks of branches, key points of committees."""

    lines = (
        (
            Offered(
                "checklists.signed_in_time",
                "清单签收及时率",
                "项",
                BRANCH,
                _SIGNED_WORDS.format(what="任务"),
            ),
            _signed(_OWN),
        ),
        (
            Offered(
                "checklists.settled_in_time",
                "清单按期完成率",
                "项",
                BRANCH,
                _SETTLED_WORDS.format(what="任务"),
            ),
            _settled(_OWN),
        ),
        (
            Offered(
                "checklists.points_signed",
                "工作要点签收及时率",
                "项",
                COMMITTEE,
                _SIGNED_WORDS.format(what="工作要点"),
            ),
            _signed(_KEY_POINTS),
        ),
        (
            Offered(
                "checklists.decomposed",
                "工作要点分解率",
                "项",
                COMMITTEE,
                "分母为期内下发或者仍在办理、签收期限已过的工作要点数，异议待答复、已取消、"
                "已结转的不计；分子为其中截至取数日已分解下发或者已说明不涉及的",
            ),
            _decomposed,
        ),
        (
            Offered(
                "checklists.points_settled",
                "工作要点按期完成率",
                "项",
                COMMITTEE,
                _SETTLED_WORDS.format(what="工作要点"),
            ),
            _settled(_KEY_POINTS),
        ),
    )
