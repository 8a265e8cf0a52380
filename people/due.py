"""What of people falls due: the next step of a file, owed by the branch or by its committee."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from hierarchy.models import Tenant
from people.models import Admission, ProcessStep
from people.terms import StepActor
from workflow.reminders import Plan, Subject

ABOVE: Final = (StepActor.SUPERIOR, StepActor.DEPARTMENT)


def next_steps() -> QuerySet[ProcessStep]:
    """The step that comes after the last one done, for a subquery about files."""
    return ProcessStep.objects.filter(
        process=OuterRef("process"), number=OuterRef("step") + 1
    ).order_by()


def waits_above() -> Q:
    """The files whose next step is a committee's that is in the system."""
    return Q(Exists(next_steps().filter(actor__in=ABOVE)), superior__isnull=False)


class _OfFiles:
    """Files on their way, due by the day that was reckoned at the last record."""

    due_column = "due_on"
    usual = Plan(before=(10, 3), on_day=True, after=(1, 5))
    body_column: str
    label: ClassVar[str]

    def condition(self) -> Q:
        """Whose next step it is."""
        raise NotImplementedError

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """One plan for all."""
        return {}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """Every file on its way with a day."""
        rows = Admission.objects.filter(tenant=tenant, due_on__isnull=False).running()
        return rows.filter(self.condition())

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those still on their way; named by their step, never by the person."""
        rows = Admission.objects.filter(pk__in=ids, due_on__isnull=False).running()
        waiting = rows.filter(self.condition()).annotate(
            ahead=Subquery(next_steps().values("name")[:1])
        )
        return {
            pk: Subject(
                organization_id=body,
                due_on=due_on,
                title=f"发展党员第{step + 1}步：{name}",
                path=reverse("people:admission_detail", args=[pk]),
            )
            for pk, body, due_on, step, name in waiting.values_list(
                "pk", self.body_column, "due_on", "step", "ahead"
            )
        }


class AdmissionDue(_OfFiles):
    """Steps that a branch has to take."""

    key = "people.admission"
    label = "发展党员步骤"
    body_column = "organization_id"

    def condition(self) -> Q:
        """Not a committee's of the system."""
        return ~waits_above()


class ApprovalDue(_OfFiles):
    """Steps that the approving committee has to take."""

    key = "people.approval"
    label = "发展党员审批"
    body_column = "superior_id"

    def condition(self) -> Q:
        """A committee's."""
        return waits_above()
