"""What of projects falls due: the year's demands, milestones, and what must be put right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from hierarchy.models import Tenant
from projects.duties import ASKED_ELSEWHERE, counts_of
from projects.models import Milestone, Project, YearDuty
from projects.terms import RUNNING, DutyKind, ProjectStatus
from workflow.reminders import Plan, Subject
from workflow.terms import Force

_IN_CORRECTION: Final = Q(
    status__in=(ProjectStatus.CORRECTING, ProjectStatus.UNDERWAY), correct_by__isnull=False
)


class YearDutyDue:
    """What the year still asks, by its day; the path of article 8 is left to the rule S-06."""

    key = "projects.duty"
    label = "年度项目任务"
    body_column = "organization_id"
    due_column = "due_on"
    usual = Plan(before=(20, 5), after=(1,), up_after=5)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """Each demand may have a plan of its own."""
        return {kind: str(label) for kind, label in DutyKind.choices if kind not in ASKED_ELSEWHERE}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """What was not found met when it was last looked at; judged anew before it is sent."""
        rows = YearDuty.objects.filter(
            tenant=tenant, met_on__isnull=True, organization__closed_on__isnull=True
        ).exclude(kind__in=ASKED_ELSEWHERE)
        if only:
            rows = rows.filter(kind__in=only)
        return rows.exclude(kind__in=but) if but else rows

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those not met by what stands now: what was done today is urged no more."""
        rows = YearDuty.objects.filter(
            pk__in=ids, organization__closed_on__isnull=True
        ).select_related("rule")
        duties = list(rows)
        counts = counts_of(duties)
        return {
            duty.pk: Subject(
                organization_id=duty.organization_id,
                due_on=duty.due_on,
                title=f"{duty.get_kind_display()}（{duty.year}年）",
                path=reverse("projects:project_year", args=[duty.organization_id, duty.year]),
                is_binding=duty.rule.force == Force.MUST,
            )
            for duty in duties
            if counts[duty.organization_id, duty.year, duty.kind] < duty.needed
        }


class MilestoneDue:
    """Milestones of running projects; one plan for all."""

    key = "projects.milestone"
    label = "项目节点"
    body_column = "project__applicant_id"
    due_column = "due_on"
    usual = Plan(before=(5,), after=(1,), up_after=10)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """One plan for all."""
        return {}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """What is not reached yet of projects being carried out."""
        return _open_milestones().filter(project__tenant=tenant)

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those still open now."""
        rows = _open_milestones().filter(pk__in=ids)
        return {
            pk: Subject(
                organization_id=applicant_id,
                due_on=due_on,
                title=f"{project}：{name}",
                path=reverse("projects:project_detail", args=[project_id]),
            )
            for pk, applicant_id, due_on, project, name, project_id in rows.values_list(
                *("pk", "project__applicant_id", "due_on", "project__name", "name", "project_id")
            )
        }


class CorrectionDue:
    """Projects that must put right what a mid-term check or the acceptance found."""

    key = "projects.correction"
    label = "限期整改"
    body_column = "applicant_id"
    due_column = "correct_by"
    usual = Plan(before=(5, 1), after=(1,), up_after=3)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """One plan for all."""
        return {}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """What was given a day and has not been handed in again."""
        return Project.objects.filter(_IN_CORRECTION, tenant=tenant)

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those still being put right."""
        rows = Project.objects.filter(_IN_CORRECTION, pk__in=ids)
        return {
            pk: Subject(
                organization_id=applicant_id,
                due_on=correct_by,
                title=f"{name}（限期整改）",
                path=reverse("projects:project_detail", args=[pk]),
                is_binding=True,
            )
            for pk, applicant_id, correct_by, name in rows.values_list(
                "pk", "applicant_id", "correct_by", "name"
            )
            if correct_by is not None
        }


def _open_milestones() -> QuerySet[Milestone]:
    return Milestone.objects.filter(done_on__isnull=True, project__status__in=RUNNING)
