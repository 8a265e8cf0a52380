"""The demo's living ledger: units, their past, party organisations, contacts, snapshots.

Rows are drawn here and written by COPY, 60,000 units in seconds. Everything belongs to a
demo city and says 示例; names and codes are fictitious (``seeds.names``, ``seeds.credit_codes``).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from coverage.models import ContactRecord, Unit, UnitState
from coverage.models.unit import STATE_FIELDS
from coverage.terms import ContactKind, Cover, OperatingState, Source
from hierarchy.copying import copy_rows, take_ids
from hierarchy.models import Region
from hierarchy.names import pinyin_key
from hierarchy.terms import Kind, Tier
from seeds import ledger_units
from seeds.cast import SEED
from seeds.city import City
from seeds.ledger_parties import Parties
from seeds.ledger_units import Register
from seeds.names import NameBook, phone_number
from seeds.rhythm import Clock, at_minute
from seeds.voices import Voice, Voices

_FIGURES = tuple("place_id" if name == "place" else name for name in STATE_FIELDS)
_UNIT_COLUMNS = (
    *("id", "tenant_id", "credit_code", "name", "name_key", "kind", "industry_id"),
    *("national_code", "region_id", "building", "association", "address", "established_on"),
    *("has_three_haves", "is_above_scale", "head_name", "head_is_member", "phone"),
    *("has_union", "has_league", "has_women", "department", "reason", "note"),
    *("committee_id", "county_id", "station_id", "officer_id", "district_id", "town_id"),
    *("counted_on", "verified_on", "verified_by", "created_at"),
    *_FIGURES,
)
_STATE_COLUMNS = (
    *("unit_id", "effective_on", "source", "source_note", "recorded_at", "recorded_by"),
    *_FIGURES,
)
_CONTACT_COLUMNS = (
    *("unit_id", "contacted_on", "kind", "person", "words", "talks", "next_on"),
    *("recorded_by_id", "recorded_as", "recorded_at"),
)
# Classes of national industries (GB/T 4754-2017) that the demo's units belong to.
_NATIONAL: dict[str, tuple[str, ...]] = {
    "INTERNET": ("6513", "6420", "6490"),
    "MALL": ("5211", "7221", "6210"),
    "DEVZONE": ("3489", "2770", "3979"),
    "BUILDING": ("7020", "7246", "7263"),
    "NGO": ("8521", "8690", "9521"),
    "HOSPITAL": ("8411", "8425", "8412"),
    "SCHOOL": ("8321", "8331", "8391"),
    "LAWYER": ("7231",),
    "CPA": ("7241",),
    "CTA": ("7243",),
}
_WORDS_WITHOUT = (
    "介绍党的政策和源泉工程，与两名骨干职工谈话，企业表示支持（示例）。",
    "了解职工队伍情况，建议推荐优秀青年递交入党申请书（示例）。",
    "走访车间和办公区，核对从业人数，留下联系卡（示例）。",
)
_WORDS_WITH = (
    "核对党员人数和组织关系，提醒按期参加联合组织生活（示例）。",
    "商量组建事宜，负责人表示愿意提供活动场所（示例）。",
    "了解流动党员情况，引导转接组织关系（示例）。",
)
_REASONS = ("没有正式党员", "正式党员不足三名", "正在筹备，拟于近期提出成立申请")
_BATCH = 5_000


@dataclass(slots=True)
class Ledger:
    """Writes the ledger of one planted city."""

    city: City
    clock: Clock
    voices: Voices
    book: NameBook
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _members: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def write(self) -> dict[str, int]:
        """Units with their past, party organisations, contacts; how many of each."""
        register = Register(self.city, book=self.book, today=self.clock.today)
        rng = Random(f"{SEED}:ledger:life")  # noqa: S311 - the same each time, on purpose
        chunk: list[ledger_units.Unit] = []
        for unit in register.units():
            chunk.append(unit)
            if len(chunk) == _BATCH:
                self._write(chunk, rng)
                chunk = []
        self._write(chunk, rng)
        parties = [
            spot
            for pk, spot in register.spots.items()
            if spot.kind in ledger_units.COVER_OF_KIND and spot.kind != Kind.UNIT
        ]
        towns = {region.pk: region for region in Region.objects.filter(tenant=self.city.tenant)}
        home = self.city.ids[self.city.home[Tier.BRANCH]]
        affiliated = {home: self.city.organization(self.city.party)}
        self.counts["parties"] = Parties(
            self.city.tenant, self.voices, self.book, self.clock.today, towns, affiliated
        ).write(sorted(parties, key=lambda spot: spot.pk), members=self._members)
        return self.counts

    def _write(self, units: Sequence[ledger_units.Unit], rng: Random) -> None:
        for pk, unit in zip(take_ids(Unit, len(units)), units, strict=True):
            unit.pk = pk
            self._members[unit.spot.pk] += unit.now.figures.members_here
        self.counts["units"] += copy_rows(
            Unit, _UNIT_COLUMNS, (self._unit(unit, rng) for unit in units)
        )
        self.counts["states"] += copy_rows(UnitState, _STATE_COLUMNS, self._states(units))
        self.counts["contacts"] += copy_rows(
            ContactRecord, _CONTACT_COLUMNS, self._contacts(units, rng)
        )

    def _unit(self, unit: ledger_units.Unit, rng: Random) -> tuple[object, ...]:
        figures, town, today = unit.now.figures, unit.town, self.clock.today
        voice = self._voice(unit)
        verified = today - dt.timedelta(days=rng.randrange(2, 320)) if rng.random() < 0.8 else None
        begun = unit.past[0].on
        return (
            *(unit.pk, self.city.tenant.pk, unit.code, unit.named.name),
            *(pinyin_key(unit.named.name), unit.kind.value, unit.industry.pk),
            *(rng.choice(_NATIONAL[unit.industry.code]), town.pk, unit.building, unit.association),
            f"{town.name}示例路{rng.randrange(1, 400)}号",
            dt.date(rng.randrange(2004, 2024), rng.randrange(1, 13), rng.randrange(1, 29)),
            figures.employees >= 10,
            figures.employees >= 200,
            self.book.person(index=unit.serial * 7 % len(self.book.person_names)),
            figures.members_here > 0 and rng.random() < 0.35,
            phone_number(index=1_000_000 + unit.serial),
            *(rng.random() < 0.35, rng.random() < 0.12, rng.random() < 0.1),
            *(unit.industry.competent_department, _reason(figures.cover, figures.members_here)),
            "示例数据",
            *unit.spot.line,
            *(town.parent_id, town.pk),
            unit.now.on,
            verified,
            f"{voice.post} {voice.name}" if verified and voice else "示例" if verified else "",
            at_minute(begun, 9 * 60),
            *figures.row,
        )

    def _states(self, units: Sequence[ledger_units.Unit]) -> Iterator[tuple[object, ...]]:
        for unit in units:
            voice = self._voice(unit)
            name = f"{voice.post} {voice.name}" if voice else "示例"
            for dated in unit.past:
                seeded = dated.source == Source.SEED
                yield (
                    *(unit.pk, dated.on, dated.source.value, "示例数据" if seeded else ""),
                    *(at_minute(dated.on, 9 * 60 + 30), "示例" if seeded else name),
                    *dated.figures.row,
                )

    def _contacts(
        self, units: Sequence[ledger_units.Unit], rng: Random
    ) -> Iterator[tuple[object, ...]]:
        """How often the officer was there; only the latest contact names a next day."""
        for unit in units:
            voice = self._voice(unit)
            figures = unit.now.figures
            if voice is None or figures.operating != OperatingState.OPERATING:
                continue
            words = _WORDS_WITH if figures.members_here else _WORDS_WITHOUT
            age, first = rng.randrange(1, 60), True
            for _ in range(rng.choices((0, 1, 2, 3), weights=(25, 40, 25, 10))[0]):
                day = self.clock.today - dt.timedelta(days=age)
                yield (
                    *(unit.pk, day, rng.choice(ContactKind.values), "示例联系人"),
                    *(rng.choice(words), rng.randrange(0, 4) if rng.random() < 0.6 else 0),
                    day + dt.timedelta(days=rng.randrange(20, 60)) if first else None,
                    *(voice.user_id, voice.post, at_minute(day, 16 * 60)),
                )
                age, first = age + rng.randrange(20, 70), False

    def _voice(self, unit: ledger_units.Unit) -> Voice | None:
        officer = unit.spot.line[-1]
        return next(iter(self.voices.get(officer or 0, ())), None)


def _reason(cover: str, members: int) -> str:
    """Why a unit has no party organisation (未建原因)."""
    if cover != Cover.NONE:
        return ""
    return _REASONS[0] if members == 0 else _REASONS[1] if members < 3 else _REASONS[2]
