"""队伍规则 in the administration pages: read by all, kept by the city's keepers.

Each change is a version from a day on; what was done before keeps its numbers.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from hierarchy.admin.acting import ActForm
from hierarchy.admin.reference import AddForm, ReferenceAdmin
from hierarchy.numbers import row_id
from people.actions.policies import POLICY_FIELDS, add_policy, stop_policy
from people.models import PeoplePolicy


class AddPolicyForm(AddForm):
    """A new version, set down by the room's action."""

    class Meta:
        fields = (*POLICY_FIELDS, "effective_from")

    def act(self) -> Any:
        row = PeoplePolicy(tenant=self.tenant, **self.cleaned_data)
        return add_policy(row=row, actor=self.actor)


class StopPolicyForm(ActForm):
    """停用: the last day and why."""

    reason = forms.CharField(label="停用原因", max_length=200)

    class Meta:
        fields = ("effective_to",)

    def act(self) -> Any:
        return stop_policy(
            row=self.instance,
            effective_to=self.cleaned_data["effective_to"],
            reason=self.cleaned_data["reason"],
            actor=self.actor,
        )


@admin.register(PeoplePolicy)
class PeoplePolicyAdmin(ReferenceAdmin):
    """The numbers and switches of people."""

    list_display = (
        *("effective_from", "register_on", "points_on", "workers_least", "caseload_most"),
        *("visit_days", "is_example", "effective_to"),
    )
    ordering = ("-effective_from",)
    facts = (*POLICY_FIELDS, "effective_from", "effective_to")
    add_form = AddPolicyForm
    add_help = (
        "以生效日期最近的一版为准，从生效日期起适用；以前的办理仍按原规则。"
        "启用党员名册后，各党支部可以登记党员；停用后只保留党员人数。"
    )
    change_form = StopPolicyForm
    change_help = "这里只办理停用。调整数值请增加新的一版，原来一版自动到前一日为止。"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version starts from the one it follows (``?from=``), where the reader sees it."""
        asked = row_id(request.GET.get("from", ""))
        row = self.get_queryset(request).filter(pk=asked).first() if asked else None
        if row is None:
            return super().get_changeform_initial_data(request)
        return {name: getattr(row, name) for name in POLICY_FIELDS}
