"""What of the lists falls due: tasks to be done, and tasks to be signed for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from checklists.models import Assignment
from checklists.terms import RECEIVER_STATUSES, AssignmentStatus, ListKind
from hierarchy.models import Tenant
from workflow.reminders import Plan, Subject


class TaskDue:
    """Tasks that their receiver has to move, by the day they are due; a plan for each list."""

    key = "checklists.task"
    label = "任务"
    body_column = "receiver_id"
    due_column = "due_date"
    usual = Plan(before=(3,), after=(1,), up_after=5)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """The four lists."""
        return {str(kind): f"{kind.label}的任务" for kind in ListKind}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """Tasks that wait for their receiver."""
        rows = Assignment.objects.filter(tenant=tenant, status__in=RECEIVER_STATUSES)
        if only:
            rows = rows.filter(item__checklist__kind__in=only)
        return rows.exclude(item__checklist__kind__in=but) if but else rows

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those not reported yet."""
        return _subjects(ids, statuses=RECEIVER_STATUSES, due_column=self.due_column)


class SigningDue:
    """Tasks nobody has signed for, by the day they are to be (domain.md §4.2: 超时自动催办)."""

    key = "checklists.signing"
    label = "待签收任务"
    body_column = "receiver_id"
    due_column = "sign_due_date"
    usual = Plan(on_day=False, after=(1,), up_after=5)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """One plan for all."""
        return {}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """Tasks to be signed for."""
        return Assignment.objects.filter(tenant=tenant, status=AssignmentStatus.TO_SIGN)

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those not signed for yet."""
        statuses = (AssignmentStatus.TO_SIGN,)
        return _subjects(ids, statuses=statuses, due_column=self.due_column)


def _subjects(
    ids: Collection[int], *, statuses: Collection[str], due_column: str
) -> dict[int, Subject]:
    rows = Assignment.objects.filter(pk__in=ids, status__in=statuses)
    return {
        pk: Subject(
            organization_id=receiver_id,
            due_on=due_on,
            title=title,
            path=reverse("checklists:assignment_detail", args=[pk]),
        )
        for pk, receiver_id, due_on, title in rows.values_list(
            "pk", "receiver_id", due_column, "item__title"
        )
    }
