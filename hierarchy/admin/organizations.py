"""Organisations (组织) as an indented tree, their dated history, and the acts on them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from documents.spreadsheets.writer import Column, ColumnKind
from hierarchy.actions.checks import superior_of
from hierarchy.actors import Actor
from hierarchy.admin.acting import Act
from hierarchy.admin.filters import ScopedRelationFilter
from hierarchy.admin.organization_forms import (
    AmendForm,
    CloseForm,
    FoundBranchForm,
    FoundForm,
    MergeForm,
    MoveForm,
    RenameForm,
)
from hierarchy.admin.scoped import ScopedAdmin
from hierarchy.models import Organization, OrganizationChange
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier


def _manages(actor: Actor, row: Organization) -> bool:
    """Whether the actor decides on this body's structure: one tier above it."""
    return row.is_open(actor.on) and can(
        actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(row)
    )


def _may_restructure(actor: Actor, row: Organization) -> bool:
    return row.tier != Tier.CITY and _manages(actor, row)


def _may_found_branch(actor: Actor, row: Organization) -> bool:
    return row.is_unit and _manages(actor, row)


@admin.register(Organization)
class OrganizationAdmin(ScopedAdmin):
    """The tree in its own order; superiors before those below them."""

    list_display = (
        "indented_name",
        "whole_tier",
        "kind",
        "industry",
        "region",
        "code",
        "closed_on",
    )
    list_filter = (
        "tier",
        "kind",
        ("industry", ScopedRelationFilter),
        ("district", ScopedRelationFilter),
        ("closed_on", admin.EmptyFieldListFilter),
    )
    list_select_related = ("industry", "region")
    search_fields = ("name", "name_key", "code")
    search_help_text = "名称、拼音或代码"
    ordering = ("tree_id", "lft")
    sortable_by = ()
    facts = (
        *("name", "short_name", "tier", "kind", "parent", "code", "industry", "region"),
        *("site", "may_issue_documents", "may_approve_members", "founded_on", "closed_on"),
    )
    add_form = FoundForm
    add_help = "按第五条，各级组织设在规定的上级之下。设立时同时设立默认岗位。"
    change_form = AmendForm
    change_help = "只填写需要变更的项目。名称、隶属关系的变更请用右上方“更名”“调整隶属”办理。"
    acts = (
        Act("rename", "更名", RenameForm, _manages, "原名称保留在组织沿革中，可按日期查阅。"),
        Act(
            "move",
            "调整隶属",
            MoveForm,
            _may_restructure,
            "连同下级组织一并调整，历年工作随之转入新上级的查看范围。",
        ),
        Act(
            "merge",
            "并入其他组织",
            MergeForm,
            _may_restructure,
            "下级组织和未销号任务转入所选组织，本组织随后撤销。",
        ),
        Act(
            "found-branch",
            "建立党组织",
            FoundBranchForm,
            _may_found_branch,
            "未建单位建立党组织后，原有任务、佐证和沿革继续保留。",
        ),
        Act(
            "close",
            "撤销",
            CloseForm,
            _may_restructure,
            "仍有下级组织或未销号任务的不能撤销。撤销后岗位一并撤销，历史可查。",
        ),
    )
    sheet_kinds = ("organizations",)
    export_columns = (
        Column("name", "全称", 40),
        Column("short_name", "简称", 20),
        Column("code", "代码", 20),
        Column("tier", "层级"),
        Column("kind", "类别", 24),
        Column("parent", "上级", 40),
        Column("industry", "行业"),
        Column("region", "区域"),
        Column("founded_on", "设立日期", kind=ColumnKind.DATE),
        Column("closed_on", "撤销日期", kind=ColumnKind.DATE),
    )

    def place_of(self, row: Organization) -> Organization:
        return superior_of(row)

    def may_write(self, actor: Actor, row: Organization) -> bool:
        return _manages(actor, row)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("parent", "industry", "region", "site")

    @admin.display(description="名称")
    def indented_name(self, row: Organization) -> str:
        """The name, moved in by the depth at which the body stands."""
        return format_html(
            '<span style="padding-inline-start:{}rem">{}</span>', row.level * 1.25, row.name
        )

    @admin.display(description="层级")
    def whole_tier(self, row: Organization) -> str:
        """The tier, never broken in two by a narrow column."""
        return format_html('<span class="whitespace-nowrap">{}</span>', row.get_tier_display())

    def export_row(self, row: Organization) -> dict[str, object]:
        return {
            "name": row.name,
            "short_name": row.short_name,
            "code": row.code,
            "tier": row.get_tier_display(),
            "kind": row.get_kind_display(),
            "parent": row.parent.name if row.parent else "",
            "industry": row.industry.name if row.industry else "",
            "region": row.region.name,
            "founded_on": row.founded_on,
            "closed_on": row.closed_on,
        }


@admin.register(OrganizationChange)
class OrganizationChangeAdmin(ScopedAdmin):
    """The dated history, read only."""

    list_display = ("effective_on", "verb", "name", "parent", "document_no", "reason")
    list_filter = ("verb",)
    list_select_related = ("parent",)
    search_fields = ("name", "document_no", "reason")
    search_help_text = "名称、文号或事由"
    ordering = ("-effective_on", "-pk")
    facts = (
        *("organization", "verb", "effective_on", "name", "kind", "parent", "region"),
        *("counterpart", "document_no", "reason", "recorded_at", "recorded_by"),
    )
