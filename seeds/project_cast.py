"""Who does what in the demo's projects, and with what: people, lists, money sources, files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from accounts.models import User
from hierarchy.actors import Actor, load_actor
from hierarchy.models import Organization
from hierarchy.terms import Role, Tier
from projects.models import CatalogueEntry, FundSource
from projects.terms import Catalogue
from seeds.city import City
from seeds.evidence import store_evidence
from seeds.reference import read_json
from seeds.rhythm import SHANGHAI, Clock, morning
from seeds.voices import Voices
from workflow.models import Attachment


@dataclass
class ProjectCast:
    """The people and lists of one demo city, each looked up once."""

    city: City
    clock: Clock
    voices: Voices
    chance: Random = field(init=False)
    _users: dict[int, User] = field(default_factory=dict)
    _actors: dict[tuple[int, dt.date, int], Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(f"projects {self.city.tenant.code}")  # noqa: S311 - the same each time

    @cached_property
    def root(self) -> Organization:
        """The city's own body."""
        return self.city.root

    @cached_property
    def texts(self) -> dict[str, Any]:
        """What is written in the demo's projects."""
        found: dict[str, Any] = read_json(name="project_texts.json")
        return found

    @cached_property
    def committees(self) -> list[Organization]:
        """The committees, the home one first."""
        home = self.city.ids[self.city.home[Tier.COMMITTEE]]
        rows = Organization.objects.filter(tenant=self.city.tenant, tier=Tier.COMMITTEE)
        found = rows.open(self.clock.today).select_related("tenant", "parent", "industry")
        return sorted(found, key=lambda body: (body.pk != home, body.pk))

    @cached_property
    def files(self) -> dict[int, list[Attachment]]:
        """By committee: its demo files, uploaded before the first of its projects began."""
        at = morning(dt.date(self.clock.today.year - 1, 2, 1))
        owners = [body.pk for body in self.committees]
        stored = store_evidence(tenant=self.city.tenant, owners=owners, voices=self.voices, at=at)
        rows = Attachment.objects.in_bulk([pk for ids in stored.values() for pk in ids])
        return {owner: [rows[pk] for pk in ids] for owner, ids in stored.items()}

    @cached_property
    def _entries(self) -> dict[tuple[str, str], CatalogueEntry]:
        rows = CatalogueEntry.objects.filter(tenant=self.city.tenant)
        return {(row.catalogue, row.code): row for row in rows}

    @cached_property
    def sources(self) -> dict[str, FundSource]:
        """The sources of money by code."""
        return {row.code: row for row in FundSource.objects.filter(tenant=self.city.tenant)}

    def entry(self, catalogue: Catalogue, code: str) -> CatalogueEntry:
        """One name of one list."""
        return self._entries[catalogue.value, code]

    def stations(self, body: Organization) -> list[Organization]:
        """The stations of a committee that somebody speaks for."""
        rows = Organization.objects.filter(parent=body, tier=Tier.STATION)
        open_ones = rows.open(self.clock.today).select_related("tenant", "parent", "region")
        return [row for row in open_ones.order_by("pk") if self.voices.get(row.pk)]

    def user(self, body: Organization, role: Role) -> User:
        """Who holds a role at a body; whoever speaks for it where nobody does."""
        voices = self.voices[body.pk]
        voice = next((one for one in voices if one.role == role), voices[0])
        if voice.user_id not in self._users:
            self._users[voice.user_id] = User.objects.get(pk=voice.user_id)
        return self._users[voice.user_id]

    def leader(self, body: Organization, day: dt.date, hour: int = 16) -> Actor:
        """A body's leader on a day."""
        return self.actor(self.user(body, Role.LEADER), day, hour)

    def clerk(self, body: Organization, day: dt.date, hour: int = 10) -> Actor:
        """A body's clerk on a day."""
        return self.actor(self.user(body, Role.CLERK), day, hour)

    def actor(self, user: User, day: dt.date, hour: int = 10) -> Actor:
        """A person in the morning or the afternoon of a day, never after now; loaded once."""
        hour = 10 if hour < 12 else 16
        key = (user.pk, day, hour)
        if key not in self._actors:
            at = dt.datetime.combine(day, dt.time(hour), SHANGHAI)
            self._actors[key] = load_actor(user, at=min(at, self.clock.now))
        return self._actors[key]
