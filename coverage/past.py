"""The history of one unit: figures and facts from day to day, and who covered it when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from coverage.models import FactChange, Unit, UnitState
from coverage.models.unit import COUNTS, MOVING_FIELDS
from coverage.terms import Cover, OperatingState

_CHOICES: dict[str, dict[str, str]] = {
    "cover": {str(key): str(label) for key, label in Cover.choices},
    "operating": {str(key): str(label) for key, label in OperatingState.choices},
}
_SHOWN = (*COUNTS, "operating", "cover")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure as it was and as it became, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """What became known with one dated state; the first one is where the ledger begins."""

    state: UnitState | FactChange
    changes: list[Change]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of days under one body, in one form of cover."""

    place: Any
    cover: str
    since: dt.date
    until: dt.date | None


def _label(name: str) -> str:
    return str(Unit._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _worded(name: str, value: Any) -> str:
    return _CHOICES[name][str(value)] if name in _CHOICES else f"{value:,}"


def steps_of(states: Iterable[UnitState]) -> list[Step]:
    """What changed from state to state, the newest on top; states come in by day."""
    found: list[Step] = []
    before: UnitState | None = None
    for state in states:
        found.append(Step(state, _changes(before, state), is_first=before is None))
        before = state
    return [step for step in reversed(found) if step.changes or step.is_first]


def _changes(before: UnitState | None, state: UnitState) -> list[Change]:
    if before is None:
        return []
    changed = [
        Change(_label(name), _worded(name, old), _worded(name, new))
        for name in _SHOWN
        if (old := getattr(before, name)) != (new := getattr(state, name))
    ]
    if before.place_id != state.place_id:
        changed.append(Change("归口组织", before.place.label, state.place.label))
    return changed


def fact_steps_of(rows: Iterable[FactChange]) -> list[Step]:
    """What facts became others, in words; names of industries and regions are looked up once."""
    kept = list(rows)
    names = {name: _names(name, kept) for name in MOVING_FIELDS}
    return [
        Step(
            row,
            [
                Change(_label(name), *(_told(name, value, names.get(name)) for value in pair))
                for name, pair in row.changes.items()
            ],
            is_first=False,
        )
        for row in kept
    ]


def by_day(*lists: list[Step]) -> list[Step]:
    """Several histories in one, the newest on top."""
    steps = [step for steps in lists for step in steps]
    key = attrgetter("state.effective_on", "state.recorded_at")
    return sorted(steps, key=key, reverse=True)


def _names(name: str, rows: list[FactChange]) -> dict[int, str]:
    ids = {pk for row in rows for pk in row.changes.get(name, ())}
    if not ids:
        return {}
    model: Any = Unit._meta.get_field(name).related_model
    return dict(model.objects.filter(pk__in=ids).values_list("pk", "name"))


def _told(name: str, value: Any, names: dict[int, str] | None) -> str:
    if value is None or value == "":
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if names is not None:
        return names.get(value, str(value))
    return str(dict(getattr(Unit._meta.get_field(name), "choices", None) or ()).get(value, value))


def stays_of(states: Sequence[UnitState]) -> list[Stay]:
    """Which body it hung under and how that covered it, the newest on top."""
    found: list[Stay] = []
    for state in states:
        last = found[-1] if found else None
        if last and (last.place.pk, last.cover) == (state.place_id, state.cover):
            continue
        if last:
            found[-1] = Stay(last.place, last.cover, last.since, state.effective_on)
        found.append(Stay(state.place, state.cover, state.effective_on, None))
    return found[::-1]
