"""What one row wants a unit to be, beside what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coverage.actions.bulk import row_before, row_values
from coverage.imports import unit_checks as checks
from coverage.imports.columns import ATTRIBUTES, WORK_ONLY
from coverage.imports.placing import Placed, Wish
from coverage.models.unit import COUNTS
from coverage.terms import Cover
from documents.intake.fields import parse
from hierarchy.imports.planning import OUTSIDE, Fault, Held, emptied
from hierarchy.imports.regions import Place

if TYPE_CHECKING:
    from coverage.imports.unit_plan import UnitPlanner

# What is read of the ledger: what a row may change, and where the unit lies.
PRESENT: Final = (
    *ATTRIBUTES,
    *("cover", "industry_id", "region_id", "place_id", "counted_on", "district_id", "town_id"),
)
_FIGURES: Final = frozenset({*COUNTS, "operating", "cover", "place_id"})
_NOT_NULL: Final = frozenset({"is_above_scale", "has_union", "has_league", "has_women"})
_GROUPS: Final = ("has_union", "has_league")


class UnitWish:
    """A row worked out: ``after`` is all it says, ``changed`` what of it is new.

    Made for every row of a large file, so it does each thing once.
    """

    __slots__ = (
        *("after", "before", "changed", "region"),
        *("_fault", "_planner", "_row", "_values"),
    )

    def __init__(
        self,
        planner: UnitPlanner,
        row: Held,
        values: dict[str, Any],
        before: dict[str, Any] | None,
        fault: Fault,
    ) -> None:
        self._planner = planner
        self._row = row
        self._values = values
        self._fault = fault
        self.before = before
        self.region: Place | None = None
        attributes = planner.attributes
        self.after = {key: value for key, value in values.items() if key in attributes}
        if row.cleared:
            self._clear()
        cover = values.get("cover")
        if cover:
            self.after["cover"] = Cover.NONE.value if cover == WORK_ONLY else cover
        self._take(self._place())
        self._check()
        self.changed = self._compare() if before is not None else {}
        if "verified_on" in self.after or "verified_by" in self.after:
            self._check_verified()

    def _clear(self) -> None:
        for key in self._row.cleared & self._planner.attributes:
            self.after[key] = False if key in _NOT_NULL else emptied(self._planner.fields[key])

    def _place(self) -> Placed:
        get, before = self._values.get, self.before
        industry_id = int(get("industry") or 0)
        if industry_id:
            self.after["industry_id"] = industry_id
        wish = Wish(
            get("district", ""),
            get("town", ""),
            industry_id,
            get("cover", ""),
            get("party", ""),
            get("officer", ""),
            before["place_id"] if before is not None else None,
            before is not None and before["industry_id"] != industry_id,
            "officer" in self._row.cleared,
        )
        return self._planner.placer.place(wish, get("name", ""))

    def _take(self, placed: Placed) -> None:
        fault, planner = self._fault, self._planner
        if placed.notes:
            fault.notes.extend(placed.notes)
        if placed.key:
            fault.cell(planner.fields[placed.key], placed.text, self._values.get(placed.key))
        region, body = placed.region, placed.body
        if region is None:
            return
        self.region = region
        self.after["region_id"] = region.region_id
        if body is None:
            return
        if not planner.keeping.of(body.pk, region.district_id, region.town_id):
            fault.row(OUTSIDE)
            return
        self.after["place_id"] = body.pk
        if self.after["cover"] == Cover.NONE:
            groups = any(self._now(key) for key in _GROUPS)
            officer = body.officer_id is not None
            checks.check_work(fault, self._values["cover"], officer=officer, groups=groups)

    def _check(self) -> None:
        fault, fields, after = self._fault, self._planner.fields, self.after
        checks.check_days(fault, fields, self._values, on=self._planner.on)
        if self.before is not None or ("employees" in after and "members_here" in after):
            now = after.get if self.before is None else self._now
            checks.check_figures(fault, fields, now, alone_from=self._planner.alone_from)
        code = after.get("credit_code")
        if code and (self.before is None or code != self.before["credit_code"]):
            checks.check_code(fault, code, after.get("kind", ""))

    def _check_verified(self) -> None:
        checks.check_verified(
            self._fault,
            self._planner.fields,
            self.changed if self.before is not None else self.after,
            self._now,
            before=self.before or {},
            importer=self._planner.importer,
        )

    def _now(self, key: str) -> Any:
        """As it will be after the import."""
        if key in self.after:
            return self.after[key]
        return self.before[key] if self.before is not None else None

    def _compare(self) -> dict[str, Any]:
        before = self.before or {}
        changed = {
            key: value
            for key, value in self.after.items()
            if value != before[key] and not self._reads_alike(key, before[key], value)
        }
        checks.check_order(
            self._fault,
            self._planner.fields,
            self._values,
            last=before["counted_on"],
            figures=bool(changed) and not _FIGURES.isdisjoint(changed),
        )
        return changed

    def _reads_alike(self, key: str, before: Any, value: Any) -> bool:
        """Whether the ledger's own text, read from a sheet, would say the same."""
        field = self._planner.fields.get(key)
        return (
            isinstance(value, str)
            and bool(value)
            and field is not None
            and parse(field, str(before)).value == value
        )

    def stored(self, values: dict[str, Any]) -> dict[str, Any]:
        """What the row writes, as ``coverage.actions.bulk`` takes it."""
        facts = {key: value for key, value in values.items() if key not in _FIGURES}
        figures = {key: value for key, value in values.items() if key in _FIGURES}
        day = self._values.get("counted_on") or self._planner.on
        return row_values(facts, figures, day)

    def old_facts(self) -> dict[str, Any]:
        """What undoing needs: the facts that change, as they are now."""
        before = self.before or {}
        return row_before({key: before[key] for key in self.changed if key not in _FIGURES})
