"""Paths, teams, venues and bookings on the stage, of two lines and of both cities."""

from __future__ import annotations

from tests.house.matrix.cast import MAY, PEOPLE, city_of, seers
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.projects.fronts import a_booking, a_path, a_regulation, a_team, a_venue

COMMITTEES = ("mall", "lawyer", "twin.mall")
# By branch: who writes for it, and the station that keeps its teams on file.
BRANCHES = {
    "branch": ("secretary", "station"),
    "lawyer_branch": ("lawyer_secretary", "lawyer_station"),
    "twin.branch": ("secretary", "twin.station"),
}
# By station that keeps a venue: the branch that books it.
STATIONS = {"station": "lawyer_branch", "single": "branch", "twin.station": "twin.branch"}
KEEPERS = {"station": "station_clerk", "single": "single_head"}


def front_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each bears a word that only its readers may read."""
    kinds: dict[str, list[Thing]] = {
        "paths": [_path(stage, key) for key in COMMITTEES],
        "teams": [_team(stage, key) for key in BRANCHES],
        "regulations": [_regulation(stage, key) for key in COMMITTEES],
        "venues": [],
        "bookings": [],
    }
    for key, booker in STATIONS.items():
        _venue(stage, key, booker, kinds)
    return kinds


def _readers(key: str) -> frozenset[str]:
    return seers(key, right="see work")


def _plant(stage: Stage, key: str, end: str, readers: frozenset[str]) -> str:
    half, name = stage.half(key)
    return stage.words.plant(f"鸬{getattr(half.city, name).pk}{end}", readers=readers)


def _path(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    path = a_path(half.city, name, name=_plant(stage, key, "径", _readers(key)))
    places = {"at": key, "superior": f"{city_of(key)}city"}
    return Thing(f"path of {key}", (path.pk,), _readers(key), places)


def _regulation(stage: Stage, key: str) -> Thing:
    """Read by the whole city, kept by its committee."""
    half, name = stage.half(key)
    known = _of_city(city_of(key))
    row = a_regulation(half.city, name, title=_plant(stage, key, "规", known))
    stage.words.show(getattr(half.city, name).name, to=known)
    return Thing(f"regulation of {key}", (row.pk,), known, {"at": key})


def _team(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    person, registrar = BRANCHES[key]
    word = _plant(stage, key, "队", _readers(key))
    team = a_team(half.city, name, person, name=word)
    places = {"at": key, "registrar": registrar}
    return Thing(f"team of {key}", (team.pk,), _readers(key), places)


def _venue(stage: Stage, key: str, booker: str, kinds: dict[str, list[Thing]]) -> None:
    """A venue is known to the whole city, who booked it to both sides alone."""
    half, name = stage.half(key)
    known = _of_city(city_of(key))
    word = _plant(stage, key, "阵", known)
    venue = a_venue(half.city, name, KEEPERS[name], name=word)
    kinds["venues"].append(Thing(f"venue of {key}", (venue.pk,), known, {"at": key}))
    both = _readers(key) | _readers(booker)
    _, body = stage.half(booker)
    # Who keeps a venue is told to all who may book it, who comes to whoever keeps it.
    stage.words.show(getattr(half.city, name).name, to=known)
    stage.words.show(getattr(half.city, body).name, to=both)
    booking = a_booking(
        half.city,
        venue,
        body,
        BRANCHES[booker][0],
        purpose=_plant(stage, key, "约", both),
    )
    places = {"at": booker, "keeper": key}
    kinds["bookings"].append(Thing(f"booking at {key}", (booking.pk,), both, places))


def _of_city(prefix: str) -> frozenset[str]:
    """All who see business anywhere in a city."""
    return frozenset(
        person.name
        for person in PEOPLE.values()
        if person.city == prefix and person.role in MAY["see work"]
    )
