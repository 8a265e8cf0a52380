"""The objects that addresses are asked about: own, child, parent, sibling or foreign to each.

Each kind has a few, so chosen that every person of the cast meets one inside and one
outside the own reach, and one of the other city.
"""

from __future__ import annotations

from typing import Any

from coverage.models import CoverageRule
from hierarchy.models import (
    Industry,
    OrganizationChange,
    Region,
    Tenant,
    Term,
    TierPlacement,
    Workday,
)
from inspections.models import InspectionPolicy
from projects.actions.rules import AMENDABLE, VERSIONED
from routines.models import ObligationRule
from tests.house.matrix.cast import PEOPLE, everyone, seers, superior
from tests.house.matrix.front_things import front_things
from tests.house.matrix.fund_things import fund_things
from tests.house.matrix.halves import Stage
from tests.house.matrix.import_things import import_things
from tests.house.matrix.inspection_things import inspection_things
from tests.house.matrix.joining_things import joining_things
from tests.house.matrix.ledger_things import ledger_things
from tests.house.matrix.life_things import life_things
from tests.house.matrix.message_things import message_things
from tests.house.matrix.owing_things import owing_things
from tests.house.matrix.papers_things import papers_things
from tests.house.matrix.people_things_admissions import admission_things
from tests.house.matrix.people_things_care import care_things
from tests.house.matrix.people_things_growth import growth_things
from tests.house.matrix.people_things_guidance import guidance_things
from tests.house.matrix.people_things_register import register_things
from tests.house.matrix.people_things_staff import staff_things
from tests.house.matrix.project_things import project_things
from tests.house.matrix.row import Thing
from tests.house.matrix.work_things import work_things
from workflow.models import AuditEntry, Notice, SavedFilter

BODIES = ("officer", "lawyer_branch", "twin.branch")
UNITS = ("unit", "twin.unit")
# The superior is where the right to act on a body is asked.
HOLDERS = ("officer", "lawyer_officer", "twin.officer")


def things_of(stage: Stage) -> dict[str, list[Thing]]:
    """All things by kind."""
    return {
        "bodies": [_body(stage, key) for key in BODIES],
        "units": [_body(stage, key) for key in UNITS],
        "handlers": [_body(stage, key) for key in ("branch", "station", "twin.branch")],
        "sites": [_site(stage, key) for key in ("station", "single", "twin.station")],
        "regions": [_of_city(stage.half(p)[0].city.regions["gusu"], p) for p in ("", "twin.")],
        "positions": [_position(stage, key) for key in HOLDERS],
        "region_positions": [_region_position(stage, prefix) for prefix in ("", "twin.")],
        "appointments": [_appointment(stage, key) for key in HOLDERS],
        "delegations": [_delegation(stage, prefix) for prefix in ("", "twin.")],
        "handovers": [
            _handover(stage, key) for key in ("officer", "sibling_officer", "twin.officer")
        ],
        "people": [_person(stage, key) for key in HOLDERS],
        "users": [_person(stage, key, right="appoint") for key in HOLDERS],
        "posts": _posts(stage),
        **_personal(stage),
        **_reference(stage),
        **work_things(stage),
        **import_things(stage),
        **message_things(stage),
        **joining_things(stage),
        **ledger_things(stage),
        **owing_things(stage),
        **life_things(stage),
        **papers_things(stage),
        **fund_things(stage),
        **project_things(stage),
        **front_things(stage),
        **inspection_things(stage),
        **register_things(stage),
        **admission_things(stage),
        **care_things(stage),
        **guidance_things(stage),
        **growth_things(stage),
        **staff_things(stage),
    }


def _named(stage: Stage, key: str) -> tuple[Any, str]:
    half, name = stage.half(key)
    return half.city, name


def _body(stage: Stage, key: str) -> Thing:
    city, name = _named(stage, key)
    places = {"at": key, "superior": superior(key)}
    return Thing(key, (city.bodies[name].pk,), seers(key), places)


def _site(stage: Stage, key: str) -> Thing:
    city, name = _named(stage, key)
    served = (key, f"{key.removesuffix('station')}lawyer_station") if "station" in key else (key,)
    return Thing(f"site of {key}", (city.bodies[name].site_id,), seers(*served))


def _position(stage: Stage, key: str) -> Thing:
    city, name = _named(stage, key)
    pk = city.appointments[name].position_id
    return Thing(f"post of {key}", (pk,), seers(key), {"at": key})


def _region_position(stage: Stage, prefix: str) -> Thing:
    """The territory's posts belong to the city, and are seen from their region."""
    city, _ = _named(stage, prefix)
    seen_by = _city_body(prefix) | {f"{prefix}district_reader"}
    pk = city.appointments["district_reader"].position_id
    return Thing(f"{prefix}district post", (pk,), seen_by, {"at": f"{prefix}city"})


def _city_body(prefix: str) -> frozenset[str]:
    return frozenset(p.name for p in PEOPLE.values() if p.body == f"{prefix}city")


def _appointment(stage: Stage, key: str) -> Thing:
    city, name = _named(stage, key)
    places = {"at": key}
    return Thing(f"{key} in post", (city.appointments[name].pk,), seers(key), places)


def _delegation(stage: Stage, prefix: str) -> Thing:
    city, _ = _named(stage, prefix)
    pk = city.appointments["officer"].delegations.get().pk
    at = f"{prefix}officer"
    return Thing(f"{prefix}stand-in", (pk,), seers(at), {"at": at})


def _handover(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    return Thing(f"handover of {key}", (half.handovers[name].pk,), seers(key), {"at": key})


def _person(stage: Stage, key: str, *, right: str = "see") -> Thing:
    city, name = _named(stage, key)
    seen_by = seers(key, right=right)
    return Thing(f"person {key}", (city.users[name].pk,), seen_by, {"at": key})


def _posts(stage: Stage) -> list[Thing]:
    """What the post switch sends: an appointment that is one's own to use."""
    found = []
    for key in HOLDERS:
        city, name = _named(stage, key)
        own = {p.name for p in PEOPLE.values() if p.body == key and p.role}
        data = {"post": city.appointments[name].pk}
        found.append(Thing(f"switch to {key}", (), frozenset(own), data=data))
    return found


def _personal(stage: Stage) -> dict[str, list[Thing]]:
    """Notices and saved searches: one person's, and nobody else's."""
    kinds: dict[str, list[Thing]] = {"notices": [], "filters": []}
    for key in ("officer", "secretary", "twin.officer"):
        city, name = _named(stage, key)
        user = city.users[name]
        notice = Notice.objects.filter(recipient=user).order_by("id")[0]
        saved = SavedFilter.objects.get(user=user)
        own = frozenset({key})
        kinds["notices"].append(Thing(f"notice of {key}", (notice.pk,), own))
        kinds["filters"].append(Thing(f"search of {key}", (saved.pk,), own))
    return kinds


def _of_city(row: Any, prefix: str) -> Thing:
    """What a whole city shares: all who hold a post there read it."""
    label = f"{prefix}{row._meta.model_name}"
    return Thing(label, (row.pk,), everyone(city=prefix), {"at": f"{prefix}city"})


def _first(rule: Any, tenant: Tenant) -> Any:
    return rule.objects.filter(tenant=tenant).order_by("id")[0]


def _reference(stage: Stage) -> dict[str, list[Thing]]:
    """Reference data, the trail and the history of bodies."""
    kinds: dict[str, list[Thing]] = {}
    for prefix in ("", "twin."):
        half, _ = stage.half(prefix)
        tenant = half.city.tenant
        Term.objects.create(
            tenant=tenant, key="tier.station", name="工作站", effective_from=half.city.on
        )
        Workday.objects.create(tenant=tenant, date=half.city.on, is_working=False, name="调休")
        rows: dict[str, Any] = {
            "tenants": Tenant.objects.get(pk=tenant.pk),
            "region_rows": Region.objects.filter(tenant=tenant).order_by("id")[0],
            "industries": Industry.objects.filter(tenant=tenant).order_by("id")[0],
            "terms": Term.objects.get(tenant=tenant, key="tier.station"),
            "workdays": Workday.objects.get(tenant=tenant, date=half.city.on),
            "placements": TierPlacement.objects.filter(tenant=tenant).order_by("id")[0],
            "library": half.library,
            "coverage_rules": CoverageRule.objects.filter(tenant=tenant).order_by("id")[0],
            "obligation_rules": ObligationRule.objects.filter(tenant=tenant).order_by("id")[0],
            "inspection_policies": _first(InspectionPolicy, tenant),
            **{
                f"{rule._meta.model_name}_rows": _first(rule, tenant)
                for rule in (*AMENDABLE, *VERSIONED)
            },
        }
        for kind, row in rows.items():
            kinds.setdefault(kind, []).append(_of_city(row, prefix))
        _history(kinds, half.city, prefix)
    return kinds


def _history(kinds: dict[str, list[Thing]], city: Any, prefix: str) -> None:
    body = city.bodies["officer"]
    at = f"{prefix}officer"
    change = OrganizationChange.objects.filter(organization=body).order_by("id")[0]
    thing = Thing(f"history of {at}", (change.pk,), seers(at), {"at": at})
    kinds.setdefault("changes", []).append(thing)
    entry = AuditEntry.objects.filter(organization=body).order_by("id")[0]
    readers = seers(at, right="audit")
    kinds.setdefault("entries", []).append(Thing(f"entry of {at}", (entry.pk,), readers))
