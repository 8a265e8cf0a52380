"""The ledger in the administration pages, to look up and to carry in and out; and its rule set.

Rows are read here and kept on the portal's pages, where a fact has its day and a figure its
source.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from coverage.actions.rules import change_rule, seed_rules
from coverage.models import CoverageRule, PartyOrganization, Unit
from hierarchy.admin.filters import ScopedRelationFilter
from hierarchy.admin.reference import AddForm, ReferenceAdmin
from hierarchy.admin.scoped import ScopedAdmin
from hierarchy.models import Organization
from hierarchy.terms import Capability


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
    examples = staticmethod(seed_rules)
    add_form = ChangeRuleForm
    add_help = (
        "同一规则以生效日期最近的一条为准，之前的统计仍按原规则。"
        "依据中注明“示例”的数值没有统一规定，可按本市要求调整。"
    )


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    """Units in scope: looked up here, kept on their own pages."""

    view_capability = Capability.VIEW_WORK
    sheet_kinds = ("units", "counts")
    list_display = (
        *("name", "code_text", "kind", "industry", "district", "town", "cover"),
        *("members_here", "operating", "counted_on", "verified_on"),
    )
    list_filter = (
        *("kind", "cover", "operating"),
        ("industry", ScopedRelationFilter),
        ("district", ScopedRelationFilter),
        ("verified_on", admin.EmptyFieldListFilter),
    )
    list_select_related = ("industry", "district", "town")
    search_fields = ("name", "name_key", "credit_code")
    search_help_text = "名称、拼音或统一社会信用代码"
    ordering = ("name_key", "pk")
    facts = (
        *("name", "code_text", "kind", "industry", "national_code", "region", "building"),
        *("association", "address", "established_on", "operating", "has_three_haves"),
        *("is_above_scale", "head_name", "head_is_member", "phone", "department"),
        *("place", "cover", "reason", "has_union", "has_league", "has_women"),
        *("employees", "under_35", "members_here", "members_elsewhere", "probationary"),
        *("prospects", "activists", "applicants", "counted_on", "verified_on", "verified_by"),
        "note",
    )

    def place_of(self, row: Unit) -> Organization:
        return row.place

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("industry", "region", "place")

    def _links(self, request: HttpRequest, row: Unit) -> Any:
        page = reverse("coverage:unit_detail", args=[row.pk])
        return [("台账页面", page), *super()._links(request, row)]

    @admin.display(description="统一社会信用代码", ordering="credit_code")
    def code_text(self, row: Unit) -> str:
        return row.code_text


@admin.register(PartyOrganization)
class PartyOrganizationAdmin(ScopedAdmin):
    """Particulars of party organisations in scope: terms, superior committees, venues."""

    view_capability = Capability.VIEW_WORK
    sheet_kinds = ("parties",)
    list_display = (
        *("organization", "kind_of_body", "formation", "superior"),
        *("term_from", "term_to", "updated_on"),
    )
    list_filter = ("formation", ("term_to", admin.EmptyFieldListFilter))
    list_select_related = ("organization",)
    search_fields = ("organization__name", "organization__name_key", "superior", "document_no")
    search_help_text = "党组织名称、拼音、隶属党委或文号"
    ordering = ("organization__name_key", "pk")
    facts = (
        *("organization", "kind_of_body", "formation", "formation_reason", "party_code"),
        *("superior", "superior_organization", "approved_on", "document_no", "term_from"),
        *("term_to", "meeting_day", "venue", "phone", "seats", "updated_on"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("organization")

    def _links(self, request: HttpRequest, row: PartyOrganization) -> Any:
        page = reverse("coverage:party_detail", args=[row.organization_id])
        return [("党组织页面", page), *super()._links(request, row)]

    @admin.display(description="类别")
    def kind_of_body(self, row: PartyOrganization) -> str:
        return row.organization.get_kind_display()

    @admin.display(description="书记、支委")
    def seats(self, row: PartyOrganization) -> str:
        sitting = row.committee_members.filter(ends_on__isnull=True).order_by("pk")
        return "、".join(str(member) for member in sitting) or "没有登记"
