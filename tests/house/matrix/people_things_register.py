"""Members and requests for exports on the stage; a number bears a word that nobody may read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from people.models import Member, MemberImport, RosterExport
from people.terms import ExportStatus
from tests.house.matrix.cast import PEOPLE, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.people.grounds import affiliate, member, register_on

CITIES = ("", "twin.")
PHONES = {"": "13800005678", "twin.": "13900001234"}
Kinds = dict[str, list[Thing]]


def register_things(stage: Stage) -> Kinds:
    """In both cities members of a branch, one of the lawyers', an import, and two requests."""
    kinds: Kinds = {}
    for prefix in CITIES:
        register_on(stage.half(f"{prefix}branch")[0].city)
        stage.words.plant(PHONES[prefix], readers=frozenset())
        for key, superior in (("branch", ""), ("lawyer_branch", "lawyer")):
            if prefix and superior:
                continue
            _members(stage, kinds, prefix, key, superior)
        for kind, status in (
            ("asked_exports", ExportStatus.ASKED),
            ("approved_exports", ExportStatus.APPROVED),
        ):
            kinds.setdefault(kind, []).append(_export(stage, prefix, status))
        kinds.setdefault("member_imports", []).append(_import(stage, prefix))
    return kinds


def _members(stage: Stage, kinds: Kinds, prefix: str, key: str, superior: str) -> None:
    city: Any = stage.half(f"{prefix}{key}")[0].city
    whole = staff_of(f"{prefix}{key}")
    if superior:
        affiliate(getattr(city, key), getattr(city, superior))
        whole |= frozenset(
            name for name in staff_of(f"{prefix}{superior}") if PEOPLE[name].role != "reader"
        )
    officer, station = (
        ("officer", "station")
        if key == "branch"
        else (
            "lawyer_officer",
            "lawyer_station",
        )
    )
    masked = staff_of(f"{prefix}{officer}") | staff_of(f"{prefix}{station}")
    end = "律" if superior else "商"
    name = stage.words.plant(f"鹈{'对' if prefix else ''}{end}员", readers=whole)
    row: Member = member(getattr(city, key), name, identity="", phone=PHONES[prefix])
    places = {"at": f"{prefix}{key}"}
    args = (row.pk,)
    kinds.setdefault("members", []).append(Thing(f"member of {key}", args, whole | masked, places))
    kinds.setdefault("whole_members", []).append(Thing(f"member of {key}", args, whole, places))


def _import(stage: Stage, prefix: str) -> Thing:
    """Imported by the secretary: nobody above the branch knows of it."""
    city: Any = stage.half(f"{prefix}branch")[0].city
    row = MemberImport.objects.create(
        tenant=city.tenant,
        organization=city.branch,
        imported_by=city.user("secretary"),
        imported_at=city.at,
        rows=1,
    )
    branch = f"{prefix}branch"
    return Thing(f"import of {branch}", (row.pk,), staff_of(branch), {"at": branch})


def _export(stage: Stage, prefix: str, status: str) -> Thing:
    """Asked by the secretary; both sides of it learn each other's name."""
    city: Any = stage.half(f"{prefix}branch")[0].city
    branch, superior = f"{prefix}branch", f"{prefix}lawyer"
    own, deciding = staff_of(branch), staff_of(superior)
    stage.words.show(city.lawyer.name, to=own)
    stage.words.show(city.branch.name, to=deciding)
    for person, readers in (("secretary", deciding), ("lawyer_leader", own)):
        stage.words.show(city.user(person).name, to=readers)
    mark = "批" if status == ExportStatus.APPROVED else "申"
    row = RosterExport.objects.create(
        tenant=city.tenant,
        organization=city.branch,
        superior=city.lawyer,
        asked_by=city.user("secretary"),
        asked_at=city.at,
        reason=stage.words.plant(f"鹈{'对' if prefix else ''}{mark}出", readers=own | deciding),
        status=status,
        usable_until=city.on + dt.timedelta(days=3),
    )
    places = {"at": branch, "superior": superior}
    return Thing(f"{status} export of {branch}", (row.pk,), own | deciding, places)
