"""The city's rules of inspections in the administration pages: read by all, kept by its keepers.

Each change is a version from a day on; what was told before keeps its days.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from hierarchy.admin.versions import AddVersionForm, StopVersionForm, VersionAdmin
from inspections.actions.policies import add_policy, stop_policy
from inspections.actions.schemes import seed_schemes
from inspections.models import InspectionPolicy
from inspections.policy import POLICY_FIELDS, has_examples


class AddPolicyForm(AddVersionForm):
    """A new version, set down by the room's action."""

    add = staticmethod(add_policy)

    class Meta:
        fields = (*POLICY_FIELDS, "effective_from")


class StopPolicyForm(StopVersionForm):
    """停用 of the last version."""

    stop = staticmethod(stop_policy)


@admin.register(InspectionPolicy)
class InspectionPolicyAdmin(VersionAdmin):
    """The numbers that inspections and rectification ask for."""

    list_display = (
        *("effective_from", "rounds_a_year", "reply_days", "at_once_days", "usual_days"),
        *("complex_days", "days_are_working", "is_example", "effective_to"),
    )
    ordering = ("-effective_from",)
    copied = POLICY_FIELDS
    facts = (*POLICY_FIELDS, "effective_from", "effective_to")
    examples = staticmethod(seed_schemes)
    add_form = AddPolicyForm
    add_help = "以生效日期最近的一版为准，从生效日期起适用；以前下发的整改和告知的结果，期限不变。"
    change_form = StopPolicyForm
    change_help = "这里只办理停用。调整天数请增加新的一版，原来一版自动到前一日为止。"

    def lacks_examples(self, request: HttpRequest) -> bool:
        """The example schemes come with the rules: also where one of both is missing."""
        tenant = request.actor.tenant  # type: ignore[attr-defined]
        return tenant is not None and not has_examples(tenant)
