"""What of people falls due: the next step of a file, owed by the branch or by its committee."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.urls import reverse

from hierarchy.models import Tenant
from people.models import Admission, ProcessStep, StepRecord
from people.terms import Conclusion, StepActor
from workflow.reminders import Plan, Subject

ABOVE: Final = (StepActor.SUPERIOR, StepActor.DEPARTMENT)


def next_steps() -> QuerySet[ProcessStep]:
    """The step that comes after the last one done, for a subquery about files."""
    return ProcessStep.objects.filter(
        process=OuterRef("process"), number=OuterRef("step") + 1
    ).order_by()


def next_records() -> QuerySet[StepRecord]:
    """What was recorded of that step so far, the latest first, for a subquery about files."""
    records = StepRecord.objects.filter(
        admission=OuterRef("pk"), number=OuterRef("step") + 1, corrected_by__isnull=True
    )
    return records.order_by("-done_on", "-pk")


def was_refused() -> Q:
    """The files whose next step was refused: the branch decides what becomes of them."""
    last = next_records().values("conclusion")[:1]
    return Q(Exact(Coalesce(Subquery(last), Value("")), Value(Conclusion.REFUSED.value)))


def waits_above() -> Q:
    """The files whose next step is a committee's that is in the system and has not refused it."""
    above = Q(Exists(next_steps().filter(actor__in=ABOVE)), superior__isnull=False)
    return above & ~was_refused()


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
