"""What of the routines falls due: everything owed, each rule with a reminder plan of its own;
and what meetings resolved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hierarchy.models import Tenant
from routines.models import Obligation, ObligationRule, Resolution
from routines.rules import period_words
from workflow.reminders import Plan, Subject
from workflow.terms import Force


class ObligationDue:
    """Obligations still owed, by the day they are due; a postponed one by its later day."""

    key = "routines.obligation"
    label = "制度事项"
    body_column = "organization_id"
    due_column = "due_on"
    usual = Plan(before=(3,), after=(1,), up_after=5)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """The rules of the city, by code; of several versions the latest name."""
        rows = ObligationRule.objects.filter(tenant=tenant).order_by("code", "effective_from")
        return dict(rows.values_list("code", "name"))

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """Everything in the denominator that nothing has answered yet."""
        rows = Obligation.objects.filter(tenant=tenant).open()
        if only:
            rows = rows.filter(rule__code__in=only)
        return rows.exclude(rule__code__in=but) if but else rows

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those still owed now."""
        rows = (
            Obligation.objects.filter(pk__in=ids)
            .open()
            .values_list(
                *("pk", "organization_id", "due_on", "period_start", "period_end"),
                *("rule__name", "rule__period", "rule__force"),
            )
        )
        return {
            pk: Subject(
                organization_id=organization_id,
                due_on=due_on,
                title=f"{name}（{period_words(period, start, end)}）",
                path=reverse("routines:obligation_detail", args=[pk]),
                is_binding=force == Force.MUST,
            )
            for pk, organization_id, due_on, start, end, name, period, force in rows
        }


class ResolutionDue:
    """Resolutions not carried out yet, by the day their meeting gave them; one plan for all."""

    key = "routines.resolution"
    label = "议定事项"
    body_column = "responsible_id"
    due_column = "due_on"
    usual = Plan(before=(3,), after=(1,), up_after=5)

    def codes(self, *, tenant: Tenant) -> Mapping[str, str]:
        """One plan for all."""
        return {}

    def owed(
        self, *, tenant: Tenant, only: Collection[str], but: Collection[str]
    ) -> QuerySet[Any, Any]:
        """What is neither done nor taken back."""
        return Resolution.objects.open().filter(record__tenant=tenant)

    def subjects(self, ids: Collection[int]) -> dict[int, Subject]:
        """Those still open now."""
        rows = Resolution.objects.open().filter(pk__in=ids)
        return {
            pk: Subject(
                organization_id=responsible_id,
                due_on=due_on,
                title=text,
                path=reverse("routines:resolution_detail", args=[pk]),
            )
            for pk, responsible_id, due_on, text in rows.values_list(
                "pk", "responsible_id", "due_on", "text"
            )
        }
