"""Units, notices, party organisations and snapshots on the stage, each with a word of its own."""

from __future__ import annotations

import datetime as dt

from coverage.actions.contacts import record_contact
from coverage.actions.notices import submit_notice
from coverage.actions.parties import amend_party
from coverage.actions.snapshots import take_snapshot
from coverage.actions.units import register_unit
from coverage.models import PartyOrganization, Unit
from coverage.rules import Seat
from coverage.terms import Duty, UnitKind
from tests.house.matrix.cast import everyone, seers, superior
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing

KEPT_AT = ("officer", "lawyer_officer", "twin.officer")
PARTIES = ("branch", "lawyer_branch", "twin.branch")


def ledger_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each of the own line, of another and of the other city."""
    return {
        "ledger_units": [_unit(stage, key) for key in KEPT_AT],
        "change_notices": [_notice(stage, key) for key in KEPT_AT],
        "parties": [_party(stage, key) for key in PARTIES],
        "party_rows": [_party_row(stage, key) for key in PARTIES],
        "snapshots": [_snapshot(stage, prefix) for prefix in ("", "twin.")],
    }


def _entered(stage: Stage, key: str, mark: str) -> Unit:
    """A unit under an officer, with a contact; its name and what was said bear words."""
    half, name = stage.half(key)
    officer = half.city.bodies[name]
    readers = seers(key, right="see work")
    stem = f"鹮{officer.pk}{mark}"
    title, told = (stage.words.plant(stem + end, readers=readers) for end in "户联")
    unit = register_unit(
        place=officer,
        facts={
            "name": f"{title}示例",
            "kind": UnitKind.PRIVATE,
            "industry": officer.industry,
            "region": officer.region,
            "head_name": told,
        },
        figures={"employees": 20, "members_here": 3},
        effective_on=dt.date(2026, 2, 1),
        actor=half.city.system,
    )
    record_contact(unit=unit, words=told, actor=half.city.actor(name))
    return unit


def _places(key: str) -> dict[str, str]:
    return {"at": key, "station": superior(key)}


def _unit(stage: Stage, key: str) -> Thing:
    unit = _entered(stage, key, "甲")
    return Thing(f"unit at {key}", (unit.pk,), seers(key, right="see work"), _places(key))


def _notice(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    readers = seers(key, right="see work")
    unit = _entered(stage, key, "乙")
    notice = submit_notice(
        unit=unit,
        changes={"members_here": 4},
        seen_on=half.city.on,
        words=stage.words.plant(f"鹮{unit.pk}变更", readers=readers),
        actor=half.city.actor(name),
    )
    return Thing(f"notice at {key}", (notice.pk,), readers, _places(key))


def _party(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    organization = half.city.bodies[name]
    readers = seers(key, right="see work")
    member = stage.words.plant(f"鹮{organization.pk}委", readers=readers)
    amend_party(
        organization=organization,
        on=half.city.on,
        facts={"venue": stage.words.plant(f"鹮{organization.pk}阵地", readers=readers)},
        committee=[Seat(member, Duty.SECRETARY)],
        actor=half.city.system,
    )
    return Thing(f"party {key}", (organization.pk,), readers, {"at": key})


def _party_row(stage: Stage, key: str) -> Thing:
    """The same particulars, as the administration pages name them."""
    half, name = stage.half(key)
    row = PartyOrganization.objects.get(organization=half.city.bodies[name])
    return Thing(f"particulars of {key}", (row.pk,), seers(key, right="see work"), {"at": key})


def _snapshot(stage: Stage, prefix: str) -> Thing:
    """Taken once all units stand: whoever holds a post in the city opens the own part of it."""
    half, _ = stage.half(f"{prefix}city")
    taken = take_snapshot(
        tenant=half.city.tenant, taken_for=dt.date(2026, 2, 28), actor=half.city.system
    )
    return Thing(f"{prefix}snapshot", (taken.pk,), everyone(city=prefix))
