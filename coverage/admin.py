"""The rule set of coverage in the administration pages: looked up by all, changed by the city."""

from __future__ import annotations

from django.contrib import admin

from coverage.actions.rules import change_rule
from coverage.models import CoverageRule
from hierarchy.admin.reference import AddForm, ReferenceAdmin


class ChangeRuleForm(AddForm):
    """A rule from a day on."""

    class Meta:
        fields = ("key", "value", "force", "article", "effective_from")

    def act(self) -> CoverageRule:
        return change_rule(tenant=self.tenant, actor=self.actor, **self.cleaned_data)


@admin.register(CoverageRule)
class CoverageRuleAdmin(ReferenceAdmin):
    """Each number with the day from which it holds; a row, once written, stays."""

    list_display = ("key", "value", "force", "article", "effective_from", "effective_to")
    list_filter = ("key", "force")
    ordering = ("key", "-effective_from")
    facts = ("key", "value", "force", "article", "effective_from", "effective_to")
    add_form = ChangeRuleForm
    add_help = (
        "同一规则以生效日期最近的一条为准，之前的统计仍按原规则。"
        "依据中注明“示例”的数值没有统一规定，可按本市要求调整。"
    )
