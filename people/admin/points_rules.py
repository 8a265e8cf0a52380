"""积分项目 in the administration pages: read by all, kept by the city's keepers, as versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from hierarchy.admin.acting import ActForm
from hierarchy.admin.reference import AddForm, ReferenceAdmin
from people.actions.points_rules import add_points_rule, stop_points_rule
from people.models import PointsRule


class AddPointsRuleForm(AddForm):
    """A new project or a new version of one, set down by the room's action."""

    class Meta:
        fields = ("side", "name", "points", "most", "is_example", "effective_from")

    def act(self) -> Any:
        row = PointsRule(tenant=self.tenant, **self.cleaned_data)
        return add_points_rule(row=row, actor=self.actor)


class StopPointsRuleForm(ActForm):
    """停用: the last day and why."""

    reason = forms.CharField(label="停用原因", max_length=200)

    class Meta:
        fields = ("effective_to",)

    def act(self) -> Any:
        return stop_points_rule(
            row=self.instance,
            effective_to=self.cleaned_data["effective_to"],
            reason=self.cleaned_data["reason"],
            actor=self.actor,
        )


@admin.register(PointsRule)
class PointsRuleAdmin(ReferenceAdmin):
    """What is worth points, and the most that a year can bring."""

    list_display = (
        *("name", "side", "points", "most", "is_example", "effective_from", "effective_to"),
    )
    list_filter = ("side",)
    ordering = ("side", "name", "-effective_from")
    facts = ("side", "name", "points", "most", "is_example", "effective_from", "effective_to")
    add_form = AddPointsRuleForm
    add_help = (
        "只在启用党员积分后使用。同名项目自生效日期起以新的一版为准，已申报的分值不变；"
        "扣分项目也填正数，由类别决定加减。"
    )
    change_form = StopPointsRuleForm
    change_help = "这里只办理停用。调整分值请以同一名称增加新的一版，原来一版自动到前一日为止。"
