"""The rules of the city in the administration pages: looked up by all, changed by its keepers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from hierarchy.admin.acting import ActForm
from hierarchy.admin.reference import AddForm, ReferenceAdmin
from hierarchy.terms import Kind
from routines.actions.rules import change_rule, stop_rule
from routines.models import ObligationRule
from routines.rulebook import CONTENT
from routines.terms import Mark, RecordKind


class ChangeRuleForm(AddForm):
    """A rule from a day on."""

    kinds = forms.MultipleChoiceField(
        label="对象类别",
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选即该层级的全部组织（未建单位除外）。",
    )
    answered_by = forms.MultipleChoiceField(
        label="可完成的记录", choices=RecordKind.choices, widget=forms.CheckboxSelectMultiple
    )
    marks = forms.MultipleChoiceField(
        label="记录须属于",
        choices=Mark.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        fields = (*CONTENT, "effective_from")

    def act(self) -> ObligationRule:
        content: dict[str, Any] = dict(self.cleaned_data)
        day = content.pop("effective_from")
        return change_rule(
            tenant=self.tenant, content=content, effective_from=day, actor=self.actor
        )


class StopRuleForm(ActForm):
    """停用: the last day and why."""

    reason = forms.CharField(label="停用原因", max_length=200)

    class Meta:
        fields = ("effective_to",)

    def act(self) -> ObligationRule:
        return stop_rule(
            rule=self.instance,
            effective_to=self.cleaned_data["effective_to"],
            reason=self.cleaned_data["reason"],
            actor=self.actor,
        )


@admin.register(ObligationRule)
class ObligationRuleAdmin(ReferenceAdmin):
    """Each rule with the day from which it holds; a version, once written, stays."""

    list_display = (
        *("code", "name", "tier", "period", "needed", "force", "article"),
        *("is_example", "effective_from", "effective_to"),
    )
    list_filter = ("tier", "period", "force", "is_example")
    search_fields = ("code", "name", "article")
    search_help_text = "编号、名称或依据"
    ordering = ("code", "-effective_from")
    facts = tuple(name for name in (*CONTENT, "effective_from"))
    add_form = ChangeRuleForm
    add_help = (
        "同一编号以生效日期最近的一版为准，从生效日期以后开始的周期起适用，以前的周期仍按原规则。"
        "登记新版请写全各项；注明“示例”的频次和日期可按本市要求调整。"
    )
    change_form = StopRuleForm
    change_help = "这里只办理停用。调整内容请按同一编号登记新的一版。"
