"""Reference data of a city (基础数据), kept by those who keep its organisations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import URLPattern

from hierarchy.actions.reference import EDITABLE, add_reference, amend_reference
from hierarchy.actors import Actor
from hierarchy.admin.acting import ActForm, choice_field
from hierarchy.admin.examples import Examples
from hierarchy.admin.filters import ScopedRelationFilter
from hierarchy.admin.scoped import ScopedAdmin
from hierarchy.models import (
    Industry,
    Organization,
    Region,
    Tenant,
    Term,
    TierPlacement,
    Workday,
)
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier
from hierarchy.vocabulary import DEFAULT_TERMS

DATED_HELP = "名称等有变化的，请填写原记录的失效日期，再登记一条新记录，以便查阅历史口径。"


class AddForm(ActForm):
    """A new row of the actor's own city."""

    def act(self) -> Any:
        row = self._meta.model(tenant=self.tenant, **self.cleaned_data)
        return add_reference(row=row, actor=self.actor)


class AmendForm(ActForm):
    """What may be corrected of a row."""

    def act(self) -> Any:
        changes = self.changed(*self.fields)
        return amend_reference(row=self.instance, changes=changes, actor=self.actor)


class ReferenceAdmin(Examples, ScopedAdmin):
    """Rows of a whole city: everyone there may read them, the city's keepers write them."""

    def get_urls(self) -> list[URLPattern]:
        """With the page that begins an empty list from the examples."""
        return [*self.examples_urls(), *super().get_urls()]

    def place_of(self, row: Any) -> Organization | None:
        tenant_id = row.pk if isinstance(row, Tenant) else row.tenant_id
        return Organization.objects.filter(tenant_id=tenant_id, tier=Tier.CITY).first()

    def has_add_permission(self, request: Any) -> bool:
        return self.add_form is not None and _keeps(request.actor)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        if obj is None:
            return self.change_form is not None and _keeps(request.actor)
        return super().has_change_permission(request, obj)


def _keeps(actor: Actor) -> bool:
    """Whether the actor keeps the reference data of the city of the acting post."""
    roots = Organization.objects.within(actor, capability=Capability.MANAGE_ORGANIZATIONS)
    return any(
        can(actor, Capability.MANAGE_ORGANIZATIONS, at=root) for root in roots.of_tier(Tier.CITY)
    )


class AmendTenantForm(AmendForm):
    class Meta:
        fields = EDITABLE[Tenant]


@admin.register(Tenant)
class TenantAdmin(ReferenceAdmin):
    """The settings of one's own city; cities are opened by a command."""

    list_display = ("name", "code", "is_demo", "tree_is_sound", "tree_proved_at")
    ordering = ("code",)
    facts = ("code", "is_demo", "tree_is_sound", "tree_proved_at", "created_at")
    change_form = AmendTenantForm
    change_help = "期限和提醒天数为示例值，可按本市规定调整，自保存时起适用于新下发的清单。"


class AddRegionForm(AddForm):
    class Meta:
        fields = ("code", "name", "level", "kind", "parent", "civil_parent", "note")


class AmendRegionForm(AmendForm):
    class Meta:
        fields = EDITABLE[Region]


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    """The territory line."""

    list_display = ("name", "code", "level", "parent", "civil_parent")
    list_filter = ("level", ("parent", ScopedRelationFilter))
    list_select_related = ("parent", "civil_parent")
    search_fields = ("name", "name_key", "code")
    search_help_text = "名称、拼音或区划代码"
    ordering = ("code", "pk")
    facts = ("level", "parent")
    add_form = AddRegionForm
    change_form = AmendRegionForm
    change_help = "级别和管理上级登记后不能修改。"


class AddIndustryForm(AddForm):
    class Meta:
        fields = ("code", *EDITABLE[Industry])


class AmendIndustryForm(AmendForm):
    class Meta:
        fields = EDITABLE[Industry]


@admin.register(Industry)
class IndustryAdmin(ReferenceAdmin):
    """The ten industries, dated."""

    list_display = ("name", "code", "competent_department", "effective_from", "effective_to")
    search_fields = ("name", "code")
    search_help_text = "名称或代码"
    ordering = ("sort_order", "pk")
    facts = ("code",)
    add_form = AddIndustryForm
    change_form = AmendIndustryForm
    change_help = DATED_HELP


class AddTermForm(AddForm):
    field_order = ("key",)
    key = choice_field("项", list(DEFAULT_TERMS.items()), help_text="列表中为默认用语。")

    class Meta:
        fields = EDITABLE[Term]


class AmendTermForm(AmendForm):
    class Meta:
        fields = EDITABLE[Term]


@admin.register(Term)
class TermAdmin(ReferenceAdmin):
    """What the city calls its tiers and lists."""

    list_display = ("default_name", "name", "short_name", "effective_from", "effective_to")
    ordering = ("key", "-effective_from")
    facts = ("default_name",)
    add_form = AddTermForm
    add_help = "各级组织和清单的名称可按本市用语调整，页面、清单标题随之改变。"
    change_form = AmendTermForm
    change_help = DATED_HELP

    @admin.display(description="默认用语")
    def default_name(self, row: Term) -> str:
        return DEFAULT_TERMS.get(row.key, row.key)


class AddPlacementForm(AddForm):
    class Meta:
        fields = ("upper", "lower", "effective_from", "effective_to")


class AmendPlacementForm(AmendForm):
    class Meta:
        fields = EDITABLE[TierPlacement]


@admin.register(TierPlacement)
class TierPlacementAdmin(ReferenceAdmin):
    """Which tier may stand directly under which."""

    list_display = ("upper", "lower", "effective_from", "effective_to")
    ordering = ("pk",)
    facts = ("upper", "lower")
    add_form = AddPlacementForm
    add_help = "规定哪一层级可以直接设在哪一层级之下（第五条）。"
    change_form = AmendPlacementForm


class AddWorkdayForm(AddForm):
    class Meta:
        fields = ("date", *EDITABLE[Workday])


class AmendWorkdayForm(AmendForm):
    class Meta:
        fields = EDITABLE[Workday]


@admin.register(Workday)
class WorkdayAdmin(ReferenceAdmin):
    """Days that depart from Monday to Friday."""

    list_display = ("date", "is_working", "name", "is_official")
    list_filter = ("is_working", "is_official")
    search_fields = ("name",)
    search_help_text = "节假日名称"
    ordering = ("-date",)
    facts = ("date",)
    add_form = AddWorkdayForm
    add_help = "只登记与周一至周五上班不同的日子：放假，或周末调休上班。"
    change_form = AmendWorkdayForm
