"""What the lists can say in a summary: what fell due in some days, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from checklists.filters import DONE, IN_TIME, LATE, outcome_condition
from checklists.models import Assignment, Report
from checklists.terms import VOID_STATUSES
from hierarchy.actors import Actor
from hierarchy.calendar import end_of, start_of
from hierarchy.models import Organization
from workflow.figures import Figure

SECTION: Final = "清单落实"
# By side: the column of the body, whose tasks these are, and the rule of the denominator.
_SIDES: Final = {
    "receiver": ("本级任务", "分母为完成时限在期内的本级任务数，已取消、已结转的不计"),
    "issuer": ("下发任务", "分母为本级下发、完成时限在期内的任务数，已取消、已结转的不计"),
}


class ListFigures:
    """The lists' figures of a body: what it owed, and what it was owed. Three queries."""

    def figures(
        self, *, organization: Organization, start: dt.date, end: dt.date, actor: Actor
    ) -> Iterator[Figure]:
        """Own tasks first, then those given to the direct subordinates, then the reports."""
        seen = Assignment.objects.visible_to(actor).filter(tenant=organization.tenant_id)
        for side, (words, rule) in _SIDES.items():
            tasks = seen.filter(**{side: organization})
            yield from _lines(
                _counted(tasks, start, end, on=actor.on),
                words,
                rule,
                {side: organization.pk, "due_from": start, "due_to": end},
            )
        reports = Report.objects.visible_to(actor).filter(
            assignment__issuer=organization,
            at__range=(start_of(start), end_of(end)),
        )
        yield Figure(
            section=SECTION,
            label="收到下级上报",
            value=reports.count(),
            note="期内下级对本级下发任务的填报、申请销号、异议和延期申请的次数",
        )


def _lines(found: dict[str, int], words: str, rule: str, asked: dict[str, Any]) -> Iterator[Figure]:
    wanted = {
        DONE: (f"{words}已销号", "分子为其中已销号的"),
        IN_TIME: (f"{words}按期销号", "分子为其中在完成时限当日或之前销号的"),
        LATE: (f"{words}逾期未办结", "分子为其中统计当日已过时限、仍待接收单位办理的"),
    }
    for key, (label, numerator) in wanted.items():
        yield Figure(
            section=SECTION,
            label=label,
            value=found[key],
            of=found["due"],
            note=f"{rule}；{numerator}",
            path=_roll({**asked, "outcome": key}),
        )


def _counted(tasks: Any, start: dt.date, end: dt.date, *, on: dt.date) -> dict[str, int]:
    outcomes = {
        key: Count("pk", filter=outcome_condition(key, on=on)) for key in (DONE, IN_TIME, LATE)
    }
    found: dict[str, int] = (
        tasks.exclude(status__in=VOID_STATUSES)
        .filter(due_date__range=(start, end))
        .order_by()
        .aggregate(due=Count("pk"), **outcomes)
    )
    return found


def _roll(asked: dict[str, Any]) -> str:
    """Where the tasks that a figure counts are listed."""
    return f"{reverse('checklists:assignment_list')}?{urlencode(asked)}"
