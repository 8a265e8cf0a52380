"""The ledger as an import needs it: who is who by code and name, and present values by chunks."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import connection

from coverage.imports.bodies import Bodies
from coverage.models import Unit
from documents.intake.terms import FieldKind
from documents.intake.tidying import tidy
from hierarchy.actors import Actor
from hierarchy.imports.near import NearNames
from hierarchy.imports.planning import Held
from hierarchy.imports.reach import Reach
from hierarchy.models import Tenant
from hierarchy.scope import Stand
from hierarchy.terms import Capability

_IDS_AT_ONCE: Final = 1000
_PLACE: Final = (1 << 24) - 1
_ALL: Final = (1 << 64) - 1


class Known(NamedTuple):
    """A unit of the ledger, as far as it takes to recognise it and to ask for the right."""

    pk: int
    credit_code: str
    name: str
    place_id: int
    district_id: int | None
    town_id: int | None


@dataclass(slots=True)
class Recognised:
    """Which unit each row is, by the row's place among the rows; 0 where it is none.

    ``doubts`` are the units that a row could be where it can't be told, ``namesakes`` others
    of its very name.
    """

    units: array[int]
    doubts: dict[int, list[Known]]
    namesakes: dict[int, list[Known]]


def recognise(rows: Sequence[Held], tenant: Tenant) -> Recognised:
    """By code; else by exact name, where the row or the ledger has no code.

    The ledger passes by once, and only what the file names is kept of it.
    """
    by_code, by_name = _Places(rows, "credit_code"), _Places(rows, "name")
    units = array("q", bytes(8 * len(rows)))
    named: dict[int, list[Known]] = defaultdict(list)
    ledger = Unit.objects.filter(tenant=tenant).order_by("pk").values_list(*Known._fields)
    for entry in ledger.iterator(chunk_size=5000):
        own = next(by_code.of(entry[1]), None) if entry[1] else None
        if own is not None:
            units[own] = entry[0]
        for index in by_name.of(tidy(entry[2], FieldKind.TEXT)):
            if index != own:
                named[index].append(Known._make(entry))
    found = Recognised(units, {}, {})
    for index, namesakes in named.items():
        _by_name(found, index, namesakes, code=rows[index].get("credit_code"))
    return found


class _Places:
    """Where the rows with a mark (a code, a name) stand, first to last, in eight bytes a row.

    A dictionary of a hundred thousand marks would weigh as much as a fifth of the sheet itself,
    just when the whole of it is held; most of the ledger's marks are looked for in vain. Each
    row is one number: some bits of its mark's hash, then its place.
    """

    def __init__(self, rows: Sequence[Held], key: str) -> None:
        self._rows = rows
        self._key = key
        found = [_hashed(row.get(key)) | place for place, row in enumerate(rows)]
        found.sort()
        self._found = array("Q", found)

    def of(self, mark: str) -> Iterator[int]:
        """The rows that have it."""
        sought = _hashed(mark)
        for at in range(bisect_left(self._found, sought), len(self._found)):
            if self._found[at] & ~_PLACE != sought:
                return
            place = self._found[at] & _PLACE
            if self._rows[place].get(self._key) == mark:
                yield place


def _hashed(mark: object) -> int:
    return hash(mark) << _PLACE.bit_length() & _ALL


def _by_name(found: Recognised, index: int, namesakes: list[Known], *, code: object) -> None:
    fitting = [each for each in namesakes if not code or not each.credit_code]
    if found.units[index] or not fitting:
        found.namesakes[index] = namesakes
    elif len(fitting) == 1:
        found.units[index] = fitting[0].pk
    else:
        found.doubts[index] = fitting


class Keeping:
    """Where the importer keeps the ledger, asked for units and for places."""

    def __init__(self, tenant: Tenant, actor: Actor, bodies: Bodies) -> None:
        self._tenant = tenant
        self._bodies = bodies
        self._reach = Reach(actor, Capability.KEEP_LEDGER)

    def of(self, place_id: int, district_id: int | None, town_id: int | None) -> bool:
        """Whether a unit that hangs there and lies there is the importer's to keep."""
        key = (place_id, district_id, town_id)
        return self._reach.covers(key, lambda: self._stand(place_id, district_id, town_id))

    def of_unit(self, unit: Known) -> bool:
        """The same for a unit of the ledger."""
        return self.of(unit.place_id, unit.district_id, unit.town_id)

    def _stand(self, place_id: int, district_id: int | None, town_id: int | None) -> Stand:
        body = self._bodies.by_id[place_id]
        return Stand(
            tenant_id=self._tenant.pk,
            pk=place_id,
            name=body.name,
            committee_id=body.committee_id,
            county_id=body.county_id,
            station_id=body.station_id,
            officer_id=body.officer_id,
            district_id=district_id,
            town_id=town_id,
        )


class Neighbours:
    """Names within a town that may be the same unit written in another way."""

    def __init__(self, tenant: Tenant, keeping: Keeping) -> None:
        self._tenant = tenant
        self._keeping = keeping
        self._by_town: dict[tuple[int | None, int | None], NearNames] = {}

    def of(self, district_id: int | None, town_id: int | None) -> NearNames:
        """The names of one town that the importer keeps; read when first asked for."""
        key = district_id, town_id
        if key not in self._by_town:
            rows = Unit.objects.filter(
                tenant=self._tenant, district_id=district_id, town_id=town_id
            ).values_list("name", "name_key", "place_id")
            self._by_town[key] = NearNames(
                (name, sound)
                for name, sound, place_id in rows
                if self._keeping.of(place_id, district_id, town_id)
            )
        return self._by_town[key]


def new_ids() -> Iterator[int]:
    """Ids for new units, a thousand fetched at a time; those never used are never given again."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [Unit._meta.db_table, _IDS_AT_ONCE],
            )
            fetched = cursor.fetchall()
        for (pk,) in fetched:
            yield pk


def present(ids: Iterable[int], columns: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
    """The present values of some units, by id, in the order of ``columns``.

    Asked with one array instead of a thousand parameters, which is most of its time.
    """
    wanted = [pk for pk in ids if pk]
    if not wanted:
        return {}
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {names} FROM {Unit._meta.db_table} WHERE id = ANY(%s)",  # noqa: S608
            [wanted],
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}
