"""Judging a sheet of units: who each row is, where it belongs, and what would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from coverage.imports.bodies import Bodies
from coverage.imports.columns import ATTRIBUTES
from coverage.imports.placing import Placer
from coverage.imports.register import (
    Keeping,
    Known,
    Neighbours,
    Recognised,
    new_ids,
    present,
    recognise,
)
from coverage.imports.unit_wish import PRESENT, UnitWish
from coverage.rulebook import rules_on
from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from documents.intake.terms import PENDING
from hierarchy.actors import Actor
from hierarchy.imports.planning import (
    OUTSIDE,
    Fault,
    Held,
    first_labels,
    hold,
    others,
    repeated,
    said,
)
from hierarchy.imports.regions import Place, Regions
from hierarchy.models import Tenant
from hierarchy.names import pinyin_key
from workflow.importing import PlannedRow
from workflow.models import ImportRow

_CHUNK: Final = 2000
_VERDICT: Final = ImportRow.Verdict
_SEVERAL: Final = (
    "台账中同名的单位不止一家，无法确定是哪一家。请填写该单位在台账中的统一社会信用代码；"
    "台账中代码待补的，请先在台账中补齐。"
)
_LABELS: Final = {
    "industry_id": "行业",
    "region_id": "所属区域",
    "place_id": "归口组织",
}


class UnitPlanner:
    """The plan of one file, over one state of the ledger."""

    def __init__(self, fields: Sequence[Field], *, tenant: Tenant, actor: Actor) -> None:
        self.fields = {field.key: field for field in fields}
        self.attributes = frozenset(ATTRIBUTES) & self.fields.keys()
        self.regions = Regions(tenant)
        self.bodies = Bodies(tenant, actor)
        self.placer = Placer(self.bodies, self.regions)
        self.keeping = Keeping(tenant, actor, self.bodies)
        self.on = actor.on
        self.alone_from = rules_on(tenant=tenant, on=actor.on).found_from
        self.importer = "" if actor.is_system else actor.name
        self._labels = {field.key: first_labels(field) for field in fields if field.choices}
        self._tenant = tenant
        self._neighbours = Neighbours(tenant, self.keeping)
        self._clashes: dict[int, str] = {}
        self._ids = new_ids()

    def run(self, rows: Iterable[ReadRow]) -> Iterator[PlannedRow]:
        """One planned row for each row, in their order."""
        held = list(hold(rows, list(self.fields.values())))
        found = recognise(held, self._tenant)
        self._find_clashes(held, found)
        for start in range(0, len(held), _CHUNK):
            indexes = range(start, min(start + _CHUNK, len(held)))
            now = present((found.units[index] for index in indexes), PRESENT)
            for index in indexes:
                yield self._judge(held[index], index, found, now)

    def _find_clashes(self, held: Sequence[Held], found: Recognised) -> None:
        """Rows that mean the same unit refuse each other by number."""
        codes = [row.get("credit_code") for row in held]
        by_code = repeated((code, index) for index, code in enumerate(codes) if code)
        for indexes in by_code.values():
            self._clash([held[index].number for index in indexes], "统一社会信用代码相同")
        names = (row.get("name") for row in held)
        by_name = repeated((name, index) for index, name in enumerate(names) if name)
        for indexes in by_name.values():
            if not all(codes[index] for index in indexes):
                self._clash([held[index].number for index in indexes], "单位名称相同")
        by_unit = repeated((pk, index) for index, pk in enumerate(found.units) if pk)
        for indexes in by_unit.values():
            self._clash([held[index].number for index in indexes], "是台账中的同一单位")

    def _clash(self, numbers: Sequence[int], why: str) -> None:
        for number in numbers:
            text = f"与{others(numbers, number)}{why}，请只保留一行。"
            self._clashes.setdefault(number, text)

    def _judge(
        self, row: Held, index: int, found: Recognised, now: dict[int, tuple[Any, ...]]
    ) -> PlannedRow:
        fault = Fault(row)
        values = row.values()
        title = str(values.get("name") or values.get("credit_code") or "")
        if row.number in self._clashes:
            fault.row(self._clashes[row.number])
        unit = found.units[index] or None
        before = dict(zip(PRESENT, now[unit], strict=True)) if unit else None
        if before is not None and not self.keeping.of(
            before["place_id"], before["district_id"], before["town_id"]
        ):
            fault.row(OUTSIDE)
            return PlannedRow(row.number, _VERDICT.REFUSED, title, errors=fault.errors)
        wish = UnitWish(self, row, values, before, fault)
        if unit is None and not fault.errors:
            self._look_around(found.doubts.get(index), values, wish.region, fault)
        if fault.errors:
            return PlannedRow(
                row.number, _VERDICT.REFUSED, title, errors=fault.errors, notes=fault.notes
            )
        if index in found.namesakes:
            self._mention(found.namesakes[index], fault)
        return self._verdict(row.number, title, unit, wish, fault.notes)

    def _verdict(
        self, number: int, title: str, unit: int | None, wish: UnitWish, notes: list[str]
    ) -> PlannedRow:
        if unit is None:
            values = wish.stored(wish.after)
            pk = next(self._ids)
            return PlannedRow(number, _VERDICT.NEW, title, values, target_id=pk, notes=notes)
        if not wish.changed:
            return PlannedRow(number, _VERDICT.UNCHANGED, title, target_id=unit, notes=notes)
        return PlannedRow(
            number,
            _VERDICT.CHANGED,
            title,
            values=wish.stored(wish.changed),
            target_id=unit,
            before=wish.old_facts(),
            changes=self._told(wish),
            notes=notes,
        )

    def _look_around(
        self,
        doubts: Sequence[Known] | None,
        values: dict[str, Any],
        place: Place | None,
        fault: Fault,
    ) -> None:
        """A new unit may be one of the ledger under another spelling; a person decides."""
        name = values["name"]
        if doubts:
            if any(self.keeping.of_unit(each) for each in doubts):
                fault.cell(self.fields["name"], _SEVERAL, name)
            else:
                fault.row(OUTSIDE)
            return
        if place is None:
            return
        neighbours = self._neighbours.of(place.district_id, place.town_id)
        near = neighbours.find(name, lambda: pinyin_key(name))
        if not near:
            return
        listed = "、".join(f"“{other}”" for other in near)
        if values.get("credit_code"):
            fault.note(f"台账中同镇街有名称相近的单位：{listed}，请留意是否重复。")
        else:
            fault.cell(
                self.fields["name"],
                f"疑似重复：台账中同镇街有名称相近的单位{listed}。如是同一单位，请改用台账中的"
                "名称；不是的，请填写统一社会信用代码以示区别。",
                name,
            )

    def _mention(self, namesakes: Sequence[Known], fault: Fault) -> None:
        seen = [each for each in namesakes if self.keeping.of_unit(each)]
        if seen:
            codes = "、".join(each.credit_code or PENDING for each in seen[:3])
            fault.note(f"台账中另有同名单位（代码：{codes}），请留意是否重复。")

    def _told(self, wish: UnitWish) -> dict[str, list[str]]:
        """Changes as people read them, by the column's label."""
        before = wish.before or {}
        return {
            _LABELS.get(key) or self.fields[key].label: [
                self._word(key, before[key]),
                self._word(key, value),
            ]
            for key, value in wish.changed.items()
        }

    def _word(self, key: str, value: Any) -> str:
        if key == "place_id":
            return self.bodies.by_id[value].name
        if key == "region_id":
            district, town = self.regions.names_of(value)
            return district if district == town else f"{district}{town}"
        if key == "industry_id":
            return self._labels["industry"].get(str(value), "其他行业")
        if key == "credit_code" and not value:
            return PENDING
        return said(self.fields[key], value, self._labels.get(key))
