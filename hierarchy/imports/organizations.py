"""Organisations (组织) as a spreadsheet: stations, officers' posts and what stands below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.db.models import Max

from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from hierarchy.actions.sheets import (
    SheetRow,
    SheetRun,
    organization_obstacles,
    undo_organizations,
    write_organizations,
)
from hierarchy.actors import Actor
from hierarchy.imports.organization_columns import TIERS, organization_fields
from hierarchy.imports.organization_plan import OrganizationPlanner
from hierarchy.imports.planning import Planned
from hierarchy.imports.regions import Regions
from hierarchy.models import Organization, OrganizationChange, Tenant
from hierarchy.terms import Capability
from hierarchy.vocabulary import words_of


class OrganizationsKind:
    """Bodies of the third tier and below, one a row."""

    key: Final = "organizations"
    label: Final = "组织"
    capability: Final = Capability.MANAGE_ORGANIZATIONS
    writer: Final = Capability.MANAGE_ORGANIZATIONS
    url_name: Final = "hierarchy:organization_list"
    guide: Final = (
        "每行一个工作站、指导员岗位或两新党组织；上级可以在系统中，也可以在本表中，次序不限。",
        "有代码的按代码识别，没有代码的按上级和全称识别。",
        "导入只设立和修改，不改变上级；调整上级请用“调整隶属”办理。",
    )

    def fields(self, *, tenant: Tenant, actor: Actor) -> Sequence[Field]:
        """All columns, in the city's own words for its tiers."""
        words = words_of(tenant=tenant, on=actor.on)
        regions = Regions(tenant)
        return organization_fields(
            tier_words={words.tier(tier): tier.value for tier in TIERS},
            region_names=[*regions.district_names, *regions.town_names],
        )

    def stamp(self, *, tenant: Tenant) -> str:
        """What the history of the tree has reached."""
        changes = OrganizationChange.objects.filter(tenant=tenant)
        return str(changes.aggregate(reached=Max("pk"))["reached"] or 0)

    def plan(self, rows: Iterable[ReadRow], *, tenant: Tenant, actor: Actor) -> Iterator[Planned]:
        """Every row judged; see ``OrganizationPlanner``."""
        fields = self.fields(tenant=tenant, actor=actor)
        return OrganizationPlanner(fields, tenant=tenant, actor=actor).run(rows)

    def write(
        self,
        rows: Iterator[SheetRow],
        *,
        run: SheetRun,
        actor: Actor,
        progress: Callable[[int], None],
    ) -> None:
        """Found and amend through the ordinary actions."""
        write_organizations(rows=rows, run=run, actor=actor, progress=progress)

    def obstacles(self, run: SheetRun, *, on: dt.date) -> list[str]:
        """What was built upon the bodies of a run."""
        return organization_obstacles(run=run)

    def undo(self, run: SheetRun, *, actor: Actor) -> int:
        """Close what was founded, amend back what was changed."""
        return undo_organizations(run=run, actor=actor)

    def export(self, *, tenant: Tenant, actor: Actor) -> Iterator[Mapping[str, object]]:
        """The bodies whose structure the actor decides, superiors first."""
        nodes = Organization.objects.filter(tenant=tenant, tier__in=TIERS).open(actor.on)
        if not actor.is_system:
            managed = Organization.objects.within(actor, capability=Capability.MANAGE_ORGANIZATIONS)
            nodes = nodes.filter(parent__in=managed.values("pk"))
        regions = Regions(tenant)
        for node in nodes.select_related("parent").order_by("level", "lft"):
            yield {
                "tier": node.tier,
                "kind": node.kind,
                "name": node.name,
                "short_name": node.short_name,
                "code": node.code,
                "parent": (node.parent.code or node.parent.name) if node.parent else "",
                "region": regions.name_of(node.region_id),
                "founded_on": node.founded_on,
            }
