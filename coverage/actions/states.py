"""Writing dated figures: parts of several actions, called inside their transaction.

A state is never rewritten. The unit's own columns follow its newest state by day; a late
entry is kept by its day and leaves them alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from coverage.models import FactChange, Unit, UnitState
from coverage.models.unit import COUNTS, STATE_FIELDS
from coverage.standing import line_of
from coverage.terms import Cover, OperatingState
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from workflow.models import ImportRun

_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in the ledger: since when it holds, where it came from, who writes it down."""

    effective_on: dt.date
    source: str
    actor: Actor
    note: str = ""
    run: ImportRun | None = None


def signature(actor: Actor) -> str:
    """Who writes it down, with the post, as text that survives both."""
    post = f"（{actor.post_label}）" if actor.post_label and not actor.is_system else ""
    return f"{actor.name}{post}"[:160]


def locked_unit(unit: Unit) -> Unit:
    """The row as it is now, locked against other writers of the same unit."""
    return (
        Unit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tenant", "place", "region", "industry", "station")
        .get(pk=unit.pk)
    )


def is_party_organization(place: Organization) -> bool:
    """A party organisation that can cover units; a bare unit's own node is none."""
    return place.tier == Tier.BRANCH and not place.is_unit


def check_day(unit: Unit, on: dt.date, *, actor: Actor, late: bool = False) -> None:
    """Refuse a day to come, and one before the newest figures unless it is a late entry."""
    check_not_to_come(on, actor=actor)
    if on < unit.counted_on and not late:
        raise ValidationError(
            f"“{unit.name}”已有 {unit.counted_on:%Y-%m-%d} 的数据，早于这一天的须按补录登记。"
            "补录只补历史，不改变现在的数据；确需补录的，请勾选“补录”后再保存。",
            code="earlier_than_known",
        )


def check_not_to_come(on: dt.date, *, actor: Actor) -> None:
    """Refuse a day that has not come."""
    if on > actor.on:
        raise ValidationError(
            f"日期不能晚于今天（{actor.on:%Y-%m-%d}），请改为实际发生的日期。", code="in_future"
        )


def check_figures(figures: Mapping[str, Any]) -> None:
    """Refuse counts that cannot be and states that are none."""
    for name in COUNTS:
        value = figures.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
            raise ValidationError(
                {name: ValidationError("请填写不小于 0 的整数。", code="not_a_count")}
            )
    if figures.get("under_35", 0) > figures.get("employees", 0):
        raise ValidationError(
            {
                "under_35": ValidationError(
                    "35岁以下人数不能多于从业人数，请核对。", code="more_young_than_staff"
                )
            }
        )
    if figures.get("operating", OperatingState.OPERATING) not in OperatingState.values:
        raise ValidationError("没有这种经营状态，请从列表中选择。", code="no_such_state")
    if figures.get("cover", Cover.NONE) not in Cover.values:
        raise ValidationError("没有这种覆盖方式，请从列表中选择。", code="no_such_cover")


def check_cover(*, place: Organization, cover: str) -> None:
    """A party organisation covers what hangs under it, and nothing else does."""
    if is_party_organization(place) and cover == Cover.NONE:
        raise ValidationError(
            f"归口到党组织“{place.name}”的单位须填写覆盖方式。", code="cover_needed"
        )
    if cover != Cover.NONE and not is_party_organization(place):
        raise ValidationError(
            f"“{place.name}”不是党组织，不能填写“{Cover(cover).label}”。"
            "请先把单位归口到覆盖它的党组织，或登记新建的党组织。",
            code="no_party_organization",
        )


def figures_of(state: Unit | UnitState) -> dict[str, Any]:
    """What a state keeps, by field; the body as such."""
    return {name: getattr(state, name) for name in STATE_FIELDS}


def state_on(unit: Unit, day: dt.date) -> UnitState | None:
    """The unit as it was known for a day."""
    return (
        UnitState.objects.filter(unit=unit, effective_on__lte=day)
        .select_related("place")
        .order_by("-effective_on", "-id")
        .first()
    )


def write_state(unit: Unit, changes: Mapping[str, Any], entry: Entry) -> UnitState | None:
    """Add the state of one day and let the unit follow its newest; ``None`` when nothing changes.

    What ``changes`` does not name is as it was on that day.
    """
    known = state_on(unit, entry.effective_on)
    first = known or unit.states.select_related("place").order_by("effective_on", "id").first()
    before = figures_of(first or unit)
    after = {**before, **changes}
    if known and after == before:
        return None
    check_figures(after)
    state = _add(unit, after, entry, on=entry.effective_on)
    follow_newest(unit)
    return state


def write_from(unit: Unit, changes: Mapping[str, Any], entry: Entry) -> None:
    """What holds from a day on: a state for that day and one for each later day already known."""
    later = (
        UnitState.objects.filter(unit=unit, effective_on__gt=entry.effective_on)
        .order_by("effective_on")
        .values_list("effective_on", flat=True)
        .distinct()
    )
    for day in [entry.effective_on, *later]:
        known = state_on(unit, day)
        _add(unit, {**figures_of(known or unit), **changes}, entry, on=day)
    follow_newest(unit)


def _add(unit: Unit, figures: Mapping[str, Any], entry: Entry, *, on: dt.date) -> UnitState:
    return UnitState.objects.create(
        unit=unit,
        **figures,
        effective_on=on,
        source=entry.source,
        source_note=entry.note[:200],
        import_run=entry.run,
        recorded_at=entry.actor.at,
        recorded_by=signature(entry.actor),
    )


def follow_newest(unit: Unit) -> None:
    """Copy the newest state by day into the unit's own columns, and the line of its place."""
    newest = unit.states.select_related("place").order_by("-effective_on", "-id").first()
    if newest is None:
        return
    written = {
        **figures_of(newest),
        **line_of(newest.place),
        "counted_on": newest.effective_on,
    }
    for name, value in written.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(written))


def note_facts(
    unit: Unit, before: Mapping[str, Any], after: Mapping[str, Any], entry: Entry
) -> None:
    """Keep in the unit's history what its facts were and became, as stored."""
    FactChange.objects.create(
        unit=unit,
        changes={name: [before[name], after[name]] for name in after},
        effective_on=entry.effective_on,
        source=entry.source,
        source_note=entry.note[:200],
        import_run=entry.run,
        recorded_at=entry.actor.at,
        recorded_by=signature(entry.actor),
    )
