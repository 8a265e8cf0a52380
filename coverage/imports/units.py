"""The unit ledger (两新组织台账) as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from coverage.imports.columns import unit_fields
from coverage.imports.ledger import LedgerKind
from coverage.imports.unit_export import exported_units
from coverage.imports.unit_plan import UnitPlanner
from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from hierarchy.actors import Actor
from hierarchy.choices import industries_of
from hierarchy.imports.regions import Regions
from hierarchy.models import Tenant
from workflow.importing import PlannedRow


class UnitsKind(LedgerKind):
    """Units of the ledger, one a row."""

    key: Final = "units"
    label: Final = "两新组织"
    guide: Final = (
        "每行一家单位，按统一社会信用代码识别；代码待补的，按单位名称识别。",
        "行业、区县、镇街、党组织、指导员岗位填写系统中的名称；党组织须先设立。",
        "选填的格留空表示不改动，要清除原有内容的填“清空”。",
        "人数、经营状态和覆盖方式按“数据日期”入账，原有数据作为历史保留。",
    )

    def fields(self, *, tenant: Tenant, actor: Actor) -> Sequence[Field]:
        """All columns of §7.2, with the industries in force and the places of the city."""
        regions = Regions(tenant)
        return unit_fields(
            industries={
                industry.name: str(industry.pk)
                for industry in industries_of(tenant.pk, actor=actor)
            },
            districts={name: name for name in regions.district_names},
            towns={name: name for name in regions.town_names},
        )

    def plan(
        self, rows: Iterable[ReadRow], *, tenant: Tenant, actor: Actor
    ) -> Iterator[PlannedRow]:
        """Every row judged; see ``UnitPlanner``."""
        fields = self.fields(tenant=tenant, actor=actor)
        return UnitPlanner(fields, tenant=tenant, actor=actor).run(rows)

    def export(self, *, tenant: Tenant, actor: Actor) -> Iterator[Mapping[str, object]]:
        """The units that the actor keeps, in the order of their names."""
        return exported_units(tenant=tenant, actor=actor)
