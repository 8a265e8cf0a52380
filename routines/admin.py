"""The rules of the city in the administration pages: looked up by all, changed by its keepers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from hierarchy.admin.reference import AddForm
from hierarchy.admin.versions import StopVersionForm, VersionAdmin
from hierarchy.terms import Kind
from routines.actions.rules import change_rule, seed_rules, stop_rule
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


class StopRuleForm(StopVersionForm):
    """停用 of the last version."""

    stop = staticmethod(stop_rule)


# Lists of keys, read in words.
_WORDED = {"kinds": "kinds_told", "answered_by": "answered_told", "marks": "marks_told"}


def _told(keys: list[str], words: type[Kind] | type[RecordKind] | type[Mark]) -> str:
    return "、".join(str(words(key).label) for key in keys) or "不限"


@admin.register(ObligationRule)
class ObligationRuleAdmin(VersionAdmin):
    """Each rule with the day from which it holds; a version, once written, stays."""

    list_display = (
        *("code", "name", "tier", "period", "needed", "force", "article"),
        *("is_example", "effective_from", "effective_to"),
    )
    list_filter = ("tier", "period", "force", "is_example")
    search_fields = ("code", "name", "article")
    search_help_text = "编号、名称或依据"
    ordering = ("code", "-effective_from")
    facts = tuple(_WORDED.get(name, name) for name in (*CONTENT, "effective_from"))
    examples = staticmethod(seed_rules)
    add_form = ChangeRuleForm
    add_help = (
        "同一编号以生效日期最近的一版为准，从生效日期以后开始的周期起适用，以前的周期仍按原规则。"
        "从“制度规则”页点“调整”进来的，各项已按现行一版填好，只改要改的；注明“示例”的频次和日期可按本市要求调整。"
    )
    copied = CONTENT
    change_form = StopRuleForm
    change_help = "这里只办理停用。调整内容请在“制度规则”页点“调整”，登记新的一版。"

    @admin.display(description="对象类别")
    def kinds_told(self, rule: ObligationRule) -> str:
        """Which kinds of bodies are asked."""
        return _told(rule.kinds, Kind)

    @admin.display(description="可完成的记录")
    def answered_told(self, rule: ObligationRule) -> str:
        """Which records answer it."""
        return _told(rule.answered_by, RecordKind)

    @admin.display(description="记录须属于")
    def marks_told(self, rule: ObligationRule) -> str:
        """What a record must be marked as."""
        return _told(rule.marks, Mark)
