"""The city's lists and rules of projects in the administration pages: read by all, kept by its
keepers. Names and sources are amended where they stand; the rest gets a version from a day on."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from hierarchy.actors import Actor
from hierarchy.admin.acting import Act, ActForm
from hierarchy.admin.reference import ReferenceAdmin
from hierarchy.admin.versions import AddVersionForm, StopVersionForm, VersionAdmin
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier
from projects.actions.rules import AMENDABLE, add_rule, amend_rule, seed_project_rules, stop_rule
from projects.models import (
    ApprovalBand,
    CatalogueEntry,
    DutyRule,
    ForbiddenUse,
    FundSource,
    ProjectPolicy,
)
from projects.terms import Catalogue, Signer
from workflow.actions.versions import content_fields

_BETWEEN = re.compile(r"[、，,；;\s]+")
_VERSIONS = "以生效日期最近的一版为准，从生效日期起适用，以前的办理仍按原规则。"


class _AddRuleForm(AddVersionForm):
    """A new row or version, set down by the room's action."""

    add = staticmethod(add_rule)


class _AmendRuleForm(ActForm):
    """What may be corrected of a row that others refer to."""

    def act(self) -> Any:
        changes = self.changed(*self.fields)
        return amend_rule(row=self.instance, changes=changes, actor=self.actor)


class StopRuleForm(StopVersionForm):
    """停用 of a row or the last version."""

    stop = staticmethod(stop_rule)


def _keeps(actor: Actor, row: Any) -> bool:
    """Whether the actor keeps the lists of the row's city."""
    roots = Organization.objects.visible_to(actor).filter(tenant_id=row.tenant_id, tier=Tier.CITY)
    return any(can(actor, Capability.MANAGE_ORGANIZATIONS, at=root) for root in roots)


def _running(actor: Actor, row: Any) -> bool:
    return row.effective_to is None and _keeps(actor, row)


class _ListAdmin(ReferenceAdmin):
    """A list whose rows are amended in place and ended on a page of its own."""

    examples = staticmethod(seed_project_rules)
    acts = (
        Act("stop", "停用", StopRuleForm, _running, "自失效日期次日起不能再选用，已有的办理不变。"),
    )


class _RuleAdmin(VersionAdmin):
    """A list of versions: a new one follows, the last one is ended."""

    examples = staticmethod(seed_project_rules)
    add_help = _VERSIONS
    change_form = StopRuleForm
    change_help = "这里只办理停用。调整内容请增加新的一版，原来一版自动到前一日为止。"

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.copied = content_fields(model)


class AddEntryForm(_AddRuleForm):
    class Meta:
        fields = (*content_fields(CatalogueEntry), "effective_from")


class AmendEntryForm(_AmendRuleForm):
    class Meta:
        fields = AMENDABLE[CatalogueEntry]


@admin.register(CatalogueEntry)
class CatalogueEntryAdmin(_ListAdmin):
    """Names that the city keeps itself: categories, levers, criteria, kinds of teams and venues."""

    list_display = (
        *("name", "catalogue", "points", "note", "is_example"),
        *("effective_from", "effective_to"),
    )
    list_filter = ("catalogue", "is_example")
    search_fields = ("name", "note")
    search_help_text = "名称或说明"
    ordering = ("catalogue", "sort_order", "pk")
    facts = ("catalogue", "effective_from", "effective_to")
    add_form = AddEntryForm
    add_help = "代码用字母、数字，登记后不能修改。评审指标的满分合计应为 100 分，其他目录满分填 0。"
    change_form = AmendEntryForm
    change_help = "已引用的名称随之改变；含义不同的请停用原项，另行登记。"


def _paid_for() -> forms.MultipleChoiceField:
    """The categories that a source may pay for; the form offers the city's by name."""
    return forms.MultipleChoiceField(
        label="可列支科目",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选即不限科目。",
    )


class AddSourceForm(_AddRuleForm):
    categories = _paid_for()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_categories(self)

    class Meta:
        fields = (*content_fields(FundSource), "effective_from")


class AmendSourceForm(_AmendRuleForm):
    categories = _paid_for()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_categories(self)

    class Meta:
        fields = AMENDABLE[FundSource]


def _offer_categories(form: ActForm) -> None:
    """The city's expense categories, by name."""
    field: Any = form.fields["categories"]
    field.choices = list(_category_names(form.actor).items())


def _category_names(actor: Actor) -> dict[str, str]:
    rows = CatalogueEntry.objects.visible_to(actor).filter(catalogue=Catalogue.EXPENSE_CATEGORY)
    return dict(rows.order_by("sort_order").values_list("code", "name"))


@admin.register(FundSource)
class FundSourceAdmin(_ListAdmin):
    """Where money comes from; sources never mix."""

    list_display = (
        *("name", "needs_meeting", "article", "is_example"),
        *("effective_from", "effective_to"),
    )
    search_fields = ("name", "article")
    search_help_text = "名称或依据"
    ordering = ("sort_order", "pk")
    facts = ("effective_from", "effective_to")
    add_form = AddSourceForm
    add_help = "各来源分别核算，不得混用。上级下拨党费只能用于党费规定第十九条所列用途。"
    change_form = AmendSourceForm
    change_help = "修改后登记的支出按新口径校验，已登记的不重新校验。"


class AddForbiddenForm(_AddRuleForm):
    words = forms.CharField(
        label="识别用词",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="词与词之间用顿号隔开，每词不超过 24 字。支出内容含其中任一词即拦截。",
    )

    class Meta:
        fields = (*content_fields(ForbiddenUse), "effective_from")

    def clean_words(self) -> list[str]:
        """The words, each once."""
        found = [word for word in _BETWEEN.split(self.cleaned_data["words"]) if word]
        if any(len(word) < 2 for word in found):
            raise ValidationError("识别用词至少两个字，单字会误拦正常支出。", code="short_word")
        return list(dict.fromkeys(found))


@admin.register(ForbiddenUse)
class ForbiddenUseAdmin(_RuleAdmin):
    """What may not be paid for, and by which words it is known."""

    list_display = (
        *("name", "words_told", "article", "is_example"),
        *("effective_from", "effective_to"),
    )
    search_fields = ("name", "article")
    search_help_text = "名称或依据"
    ordering = ("name", "-effective_from")
    facts = ("name", "words_told", "article", "is_example", "effective_from", "effective_to")
    add_form = AddForbiddenForm

    @admin.display(description="识别用词")
    def words_told(self, row: ForbiddenUse) -> str:
        """The words in one line."""
        return "、".join(row.words)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Words of the version before in one line, as they are typed."""
        given = super().get_changeform_initial_data(request)
        if isinstance(given.get("words"), list):
            given["words"] = "、".join(given["words"])
        return given


class AddBandForm(_AddRuleForm):
    signers = forms.MultipleChoiceField(
        label="审批环节",
        choices=Signer.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="按所列次序逐环节审批。",
    )

    class Meta:
        fields = (*content_fields(ApprovalBand), "effective_from")


@admin.register(ApprovalBand)
class ApprovalBandAdmin(_RuleAdmin):
    """Who approves an expense of more than an amount."""

    list_display = (
        *("over", "signers_told", "article", "is_example"),
        *("effective_from", "effective_to"),
    )
    ordering = ("over", "-effective_from")
    facts = ("over", "signers_told", "article", "is_example", "effective_from", "effective_to")
    add_form = AddBandForm
    add_help = (
        "金额恰为 5000 元的，按“超过 0 元”一档办理；改变金额界线的，停用原档，另登一档。"
        + _VERSIONS
    )

    @admin.display(description="审批环节")
    def signers_told(self, row: ApprovalBand) -> str:
        """Each step in its order."""
        return "→".join(str(Signer(signer).label) for signer in row.signers)


class AddPolicyForm(_AddRuleForm):
    class Meta:
        fields = (*content_fields(ProjectPolicy), "effective_from")


@admin.register(ProjectPolicy)
class ProjectPolicyAdmin(_RuleAdmin):
    """The numbers that the life of a project asks for."""

    list_display = (
        *("effective_from", "reviewers_needed", "pass_score", "notice_working_days"),
        *("usual_most", "city_budget_change", "brand_years", "is_example", "effective_to"),
    )
    ordering = ("-effective_from",)
    facts = (*content_fields(ProjectPolicy), "effective_from", "effective_to")
    add_form = AddPolicyForm


class AddDutyForm(_AddRuleForm):
    class Meta:
        fields = (*content_fields(DutyRule), "effective_from")


@admin.register(DutyRule)
class DutyRuleAdmin(_RuleAdmin):
    """What articles 8, 9 and 16 ask every year."""

    list_display = (
        *("kind", "needed", "due_month", "due_day", "force", "article"),
        *("is_example", "effective_from", "effective_to"),
    )
    list_filter = ("force", "is_example")
    ordering = ("kind", "-effective_from")
    facts = (*content_fields(DutyRule), "effective_from", "effective_to")
    add_form = AddDutyForm
    add_help = "当年的年度任务按 1 月 1 日有效的一版建立，年中调整的从次年起适用。"
