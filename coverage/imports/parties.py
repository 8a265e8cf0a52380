"""Party organisations (两新党组织) as a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from coverage.actions.party_sheets import (
    committees_of,
    party_obstacles,
    undo_parties,
    write_parties,
)
from coverage.imports.party_columns import DUTIES, FACTS, FIELDS, KINDS
from coverage.imports.party_plan import PartyPlanner
from coverage.models import PartyOrganization
from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from hierarchy.actors import Actor
from hierarchy.imports.regions import Regions
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Capability, Tier
from workflow.importing import PlannedRow, Progress
from workflow.models import ImportRow, ImportRun


class PartiesKind:
    """Party organisations with their particulars and committee, one a row."""

    key: Final = "parties"
    label: Final = "两新党组织"
    capability: Final = Capability.KEEP_LEDGER
    writer: Final = Capability.KEEP_LEDGER
    url_name: Final = "hierarchy:organization_list"
    guide: Final = (
        "每行一个党组织；填了代码的按代码识别，没有的按全称识别。",
        "系统中没有的，设在“上级”一栏的指导员岗位之下；须有“维护组织”的权限和隶属党委的批复。",
        "更名、变更类别和调整上级请用“组织”导入或在组织页面办理。",
        "选填的格留空表示不改动，要清除原有内容的填“清空”；支委多人用顿号分开。",
    )

    def fields(self, *, tenant: Tenant, actor: Actor) -> Sequence[Field]:
        """Name, place, particulars, committee."""
        return FIELDS

    def stamp(self, *, tenant: Tenant) -> str:
        """Never the same: particulars keep no history of ids, and the sheets are small."""
        return ""

    def plan(
        self, rows: Iterable[ReadRow], *, tenant: Tenant, actor: Actor
    ) -> Iterator[PlannedRow]:
        """Every row judged; see ``PartyPlanner``."""
        return PartyPlanner(tenant=tenant, actor=actor).run(rows)

    def write(
        self, rows: Iterator[ImportRow], *, run: ImportRun, actor: Actor, progress: Progress
    ) -> None:
        """Found and amend through the ordinary actions."""
        write_parties(rows=rows, run=run, actor=actor, progress=progress)

    def obstacles(self, run: ImportRun, *, on: dt.date) -> list[str]:
        """What was built upon the party organisations of a run."""
        return party_obstacles(run=run)

    def undo(self, run: ImportRun, *, actor: Actor) -> int:
        """Put back what was changed, close what was founded."""
        return undo_parties(run=run, actor=actor)

    def export(self, *, tenant: Tenant, actor: Actor) -> Iterator[Mapping[str, object]]:
        """The party organisations whose facts the actor keeps, in the order of their names."""
        nodes = Organization.objects.filter(tenant=tenant, tier=Tier.BRANCH, kind__in=KINDS)
        if not actor.is_system:
            kept = Organization.objects.within(actor, capability=Capability.KEEP_LEDGER)
            nodes = nodes.filter(pk__in=kept.values("pk"))
        found = list(nodes.open(actor.on).select_related("parent").by_name())
        ids = [node.pk for node in found]
        parties = {
            party.organization_id: party
            for party in PartyOrganization.objects.filter(organization__in=ids)
        }
        committees = committees_of(ids, on=actor.on)
        regions = Regions(tenant)
        for node in found:
            party = parties.get(node.pk) or PartyOrganization()
            seats = committees.get(node.pk, {})
            yield {
                "kind": node.kind,
                "name": node.name,
                "code": node.code,
                "parent": (node.parent.code or node.parent.name) if node.parent else "",
                "region": regions.name_of(node.region_id),
                "founded_on": node.founded_on,
                **{key: getattr(party, key) for key in FACTS},
                **{key: "、".join(seats.get(duty.value, [])) for key, duty in DUTIES.items()},
            }
