"""队伍规则 in the administration pages: read by all, kept by the city's keepers.

Each change is a version from a day on; what was done before keeps its numbers.
"""

from __future__ import annotations

from django.contrib import admin

from hierarchy.admin.versions import AddVersionForm, StopVersionForm, VersionAdmin
from people.actions.policies import POLICY_FIELDS, add_policy, stop_policy
from people.models import PeoplePolicy


class AddPolicyForm(AddVersionForm):
    """A new version, set down by the room's action."""

    add = staticmethod(add_policy)

    class Meta:
        fields = (*POLICY_FIELDS, "effective_from")


class StopPolicyForm(StopVersionForm):
    """停用 of the last version."""

    stop = staticmethod(stop_policy)


@admin.register(PeoplePolicy)
class PeoplePolicyAdmin(VersionAdmin):
    """The numbers and switches of people."""

    list_display = (
        *("effective_from", "register_on", "points_on", "workers_least", "caseload_most"),
        *("visit_days", "is_example", "effective_to"),
    )
    ordering = ("-effective_from",)
    copied = POLICY_FIELDS
    facts = (*POLICY_FIELDS, "effective_from", "effective_to")
    add_form = AddPolicyForm
    add_help = (
        "以生效日期最近的一版为准，从生效日期起适用；以前的办理仍按原规则。"
        "启用党员名册后，各党支部可以登记党员；停用后只保留党员人数。"
    )
    change_form = StopPolicyForm
    change_help = "这里只办理停用。调整数值请增加新的一版，原来一版自动到前一日为止。"
