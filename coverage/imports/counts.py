"""Member counts (党员数) as a spreadsheet: figures of known units, and nothing else of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from coverage.actions.bulk import row_before, row_values
from coverage.imports import unit_checks as checks
from coverage.imports.bodies import Bodies
from coverage.imports.columns import COUNT_FIELDS, COUNTED_ON, CREDIT_CODE, NAME
from coverage.imports.ledger import LedgerKind
from coverage.imports.register import Keeping, Known, present, recognise
from coverage.models import Unit
from coverage.models.unit import COUNTS
from coverage.rulebook import rules_on
from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from documents.intake.terms import PENDING
from hierarchy.actors import Actor
from hierarchy.imports.planning import Fault, Held, emptied, hold, others, repeated, said
from hierarchy.models import Tenant
from hierarchy.terms import Capability
from workflow.importing import PlannedRow
from workflow.models import ImportRow

_CHUNK: Final = 2000
_VERDICT: Final = ImportRow.Verdict
_PRESENT: Final = (
    *("name", "credit_code", *COUNTS, "cover", "counted_on"),
    *("place_id", "district_id", "town_id"),
)
_UNKNOWN: Final = (
    "台账中没有这家单位，或不在您的管理范围内。请核对代码和名称；新单位请先用“两新组织”导入。"
)
FIELDS: Final = (
    replace(CREDIT_CODE, required=False, note="与单位名称至少填一项；有代码的按代码识别。"),
    replace(NAME, required=False, note="代码待补的单位按名称识别。"),
    *(replace(field, required=field.key == "members_here") for field in COUNT_FIELDS),
    COUNTED_ON,
)


class CountsKind(LedgerKind):
    """Counts of known units, one unit a row."""

    key: Final = "counts"
    label: Final = "党员数"
    guide: Final = (
        "每行一家台账中已有的单位，按统一社会信用代码识别；没有代码的，按单位名称识别。",
        "只改人数，不改单位的其他信息；留空的人数不改动。",
        "人数按“数据日期”入账，原有数据作为历史保留；旧数据不能覆盖新数据。",
    )

    def fields(self, *, tenant: Tenant, actor: Actor) -> Sequence[Field]:
        """Code, name, the counts and their day."""
        return FIELDS

    def plan(
        self, rows: Iterable[ReadRow], *, tenant: Tenant, actor: Actor
    ) -> Iterator[PlannedRow]:
        """Every row judged; see ``_CountPlanner``."""
        return _CountPlanner(tenant=tenant, actor=actor).run(rows)

    def export(self, *, tenant: Tenant, actor: Actor) -> Iterator[Mapping[str, object]]:
        """The counts of the units that the actor keeps, in the order of their names."""
        columns = ("credit_code", "name", *COUNTS, "counted_on")
        units = Unit.objects.filter(tenant=tenant)
        if not actor.is_system:
            units = units.within(actor, capability=Capability.KEEP_LEDGER)
        rows = units.by_name().values_list(*columns).iterator(chunk_size=2000)
        return (
            {**dict(zip(columns, row, strict=True)), "credit_code": row[0] or PENDING}
            for row in rows
        )


class _CountPlanner:
    def __init__(self, *, tenant: Tenant, actor: Actor) -> None:
        self._fields = {field.key: field for field in FIELDS}
        self._tenant = tenant
        self._keeping = Keeping(tenant, actor, Bodies(tenant, actor))
        self._on = actor.on
        self._alone_from = rules_on(tenant=tenant, on=actor.on).found_from

    def run(self, rows: Iterable[ReadRow]) -> Iterator[PlannedRow]:
        """One planned row for each row, in their order."""
        held = list(hold(rows, FIELDS))
        found = recognise(held, self._tenant)
        twice = repeated((pk, row.number) for pk, row in zip(found.units, held, strict=True) if pk)
        for start in range(0, len(held), _CHUNK):
            indexes = range(start, min(start + _CHUNK, len(held)))
            now = present((found.units[index] for index in indexes), _PRESENT)
            for index in indexes:
                row, unit = held[index], found.units[index]
                before = dict(zip(_PRESENT, now[unit], strict=True)) if unit else None
                fault = Fault(row)
                if unit in twice:
                    numbers = others(twice[unit], row.number)
                    fault.row(f"与{numbers}是台账中的同一单位，请只保留一行。")
                if before is None or not self._keeps(before):
                    self._unknown(row, found.doubts.get(index, ()), fault)
                    yield _refused(row, fault)
                else:
                    self._check_name(row, before, fault)
                    yield self._judge(row, unit, before, fault)

    def _keeps(self, before: dict[str, Any]) -> bool:
        return self._keeping.of(before["place_id"], before["district_id"], before["town_id"])

    def _unknown(self, row: Held, doubts: Sequence[Known], fault: Fault) -> None:
        """Why a row is no unit that the importer keeps; where it is, is not told."""
        if not row.get("credit_code") and not row.get("name"):
            if not row.errors:
                fault.row("统一社会信用代码和单位名称至少填一项，才知道是哪家单位。")
        elif any(self._keeping.of_unit(each) for each in doubts):
            fault.row("台账中同名的单位不止一家，请填写统一社会信用代码。")
        else:
            fault.errors[:] = row.errors
            fault.row(_UNKNOWN)

    def _check_name(self, row: Held, before: dict[str, Any], fault: Fault) -> None:
        code, name = row.get("credit_code"), row.get("name")
        if code and name and before["credit_code"] == code and before["name"] != name:
            fault.cell(
                self._fields["name"],
                f"与台账中该代码的单位名称“{before['name']}”不同。请核对代码；"
                "更名的请先用“两新组织”导入，或将本格留空。",
                name,
            )

    def _judge(self, row: Held, unit: int, before: dict[str, Any], fault: Fault) -> PlannedRow:
        values = row.values()
        after = {key: values[key] for key in COUNTS if key in values}
        after |= {key: emptied(self._fields[key]) for key in row.cleared if key in COUNTS}
        checks.check_days(fault, self._fields, values, on=self._on)
        checks.check_figures(
            fault, self._fields, {**before, **after}.get, alone_from=self._alone_from
        )
        changed = {key: value for key, value in after.items() if value != before[key]}
        checks.check_order(
            fault, self._fields, values, last=before["counted_on"], figures=bool(changed)
        )
        if fault.errors:
            return _refused(row, fault, before["name"])
        if not changed:
            return PlannedRow(
                row.number, _VERDICT.UNCHANGED, before["name"], target_id=unit, notes=fault.notes
            )
        day: Any = values.get("counted_on") or self._on
        return PlannedRow(
            row.number,
            _VERDICT.CHANGED,
            before["name"],
            values=row_values({}, changed, day),
            target_id=unit,
            before=row_before({}),
            changes={
                self._fields[key].label: [said(self._fields[key], before[key]), str(new)]
                for key, new in changed.items()
            },
            notes=fault.notes,
        )


def _refused(row: Held, fault: Fault, title: str = "") -> PlannedRow:
    title = title or str(row.get("name") or row.get("credit_code") or "")
    return PlannedRow(row.number, _VERDICT.REFUSED, title, errors=fault.errors, notes=fault.notes)
