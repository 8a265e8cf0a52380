"""A demo city's people: accounts, the planted tree, keepers and territory readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from accounts.models import User
from hierarchy.actions.appointments import appoint, create_position
from hierarchy.actions.planting import plant_bulk
from hierarchy.actors import Actor, system_actor
from hierarchy.bulk import HolderSpec
from hierarchy.models import Industry, Organization, Position, Region, StationSite, Tenant
from hierarchy.names import pinyin_key
from hierarchy.terms import Kind, Role, Tier
from seeds.cast import HOME_DISTRICT, Cast, Casting
from seeds.landscape import FOUNDED, regions_by_code
from seeds.names import NameBook, phone_number
from seeds.rhythm import morning
from seeds.scales import Scale

# One password for every demo account. Production refuses demo data and this list of logins.
DEMO_PASSWORD = "Haitang-2018-Demo"  # noqa: S105 - public on purpose
STARTED = dt.date(2023, 3, 1)
# Persons of the city's own posts come after everyone in the tree.
_OWN_PEOPLE = 60_000


@dataclass(slots=True)
class City:
    """A planted demo city: its root, what was planned, and the ids the plan was given."""

    root: Organization
    cast: Cast
    ids: list[int]
    scale: Scale

    @property
    def tenant(self) -> Tenant:
        """The tenant."""
        return self.root.tenant

    def organization(self, index: int) -> Organization:
        """A planned node, fresh from the database."""
        return Organization.objects.select_related("tenant", "parent").get(pk=self.ids[index])

    @property
    def home(self) -> dict[str, int]:
        """The indexes of the line that the listed logins stand on, by tier."""
        committee = self.cast.first(Tier.COMMITTEE)
        station = self.cast.first(Tier.STATION, under=committee)
        officer = self.cast.first(Tier.OFFICER, under=station)
        branch = self.cast.first(Tier.BRANCH, under=officer)
        return {
            Tier.COMMITTEE: committee,
            Tier.STATION: station,
            Tier.OFFICER: officer,
            Tier.BRANCH: branch,
        }

    @property
    def party(self) -> int:
        """The index of the party committee to which the home branch is affiliated (隶属党委)."""
        committees = self.cast.by_tier[Tier.COMMITTEE]
        return next(
            index for index in committees if self.cast.specs[index].kind == Kind.INDUSTRY_COMMITTEE
        )


def plant_city(*, root: Organization, scale: Scale, book: NameBook) -> City:
    """Plant everything below ``root`` and fill its posts."""
    casting = Casting(
        root=root,
        regions=regions_by_code(root.tenant),
        industries={row.code: row for row in Industry.objects.filter(tenant=root.tenant)},
        book=book,
        scale=scale,
    )
    cast = casting.fill()
    StationSite.objects.bulk_create(casting.sites)
    city = City(root=root, cast=cast, ids=[], scale=scale)
    users = _open_accounts(city, book)
    city.ids = plant_bulk(
        tenant=root.tenant,
        specs=cast.specs,
        on=FOUNDED,
        reason="建立组织体系（示例）",
        actor=system_actor(at=morning(STARTED)),
        holders=[
            HolderSpec(part.node, part.title, users[part.person].pk, STARTED) for part in cast.parts
        ],
    )
    _fill_own_posts(city, book)
    return city


def login_of(tenant: Tenant, key: str) -> str:
    """The name that a listed person signs in with."""
    return f"{tenant.code}-{key}"


def _open_accounts(city: City, book: NameBook) -> list[User]:
    """One account a person; those of the home line have names that can be remembered."""
    home, cast = city.home, city.cast
    keys = {home[Tier.COMMITTEE]: "committee", home[Tier.STATION]: "station"}
    keys |= {home[Tier.OFFICER]: "officer", home[Tier.BRANCH]: "secretary"}
    keys[city.party] = "party"
    known: dict[int, str] = {}
    for part in cast.parts:
        if key := keys.get(part.node):
            clerk = part.title == "经办人"
            known[part.person] = f"{key}-clerk" if clerk else key
    encoded = _encoded_password()
    return User.objects.bulk_create(
        (
            _account(city.tenant, known.get(number, f"p{number:05d}"), book, number, encoded)
            for number in range(cast.people)
        ),
        batch_size=2000,
    )


@cache
def _encoded_password() -> str:
    """Hashed once: hashing is slow on purpose, and every demo account has the same password."""
    return make_password(DEMO_PASSWORD)


def _account(tenant: Tenant, key: str, book: NameBook, number: int, encoded: str) -> User:
    name = book.person(index=number)
    return User(
        username=login_of(tenant, key),
        password=encoded,
        name=name,
        name_key=pinyin_key(name)[:160],
        phone=phone_number(index=number),
    )


def _fill_own_posts(city: City, book: NameBook) -> None:
    """The city's leader and clerk, the two keepers, the readers of districts and some towns."""
    system = system_actor(at=morning(STARTED))
    root = city.root
    posts = [
        ("leader", Position.objects.get(organization=root, role=Role.LEADER)),
        ("clerk", Position.objects.get(organization=root, role=Role.CLERK)),
        *(
            (key, create_position(organization=root, title=title, role=role, actor=system))
            for key, title, role in (
                ("admin", "系统管理员", Role.ADMINISTRATOR),
                ("audit", "审计管理员", Role.AUDITOR),
            )
        ),
        *_reader_posts(city.tenant, system),
    ]
    encoded = _encoded_password()
    for number, (key, position) in enumerate(posts, start=_OWN_PEOPLE):
        user = _account(city.tenant, key, book, number, encoded)
        user.save(force_insert=True)
        appoint(user=user, position=position, starts_on=STARTED, actor=system, reason="任职")


def _reader_posts(tenant: Tenant, system: Actor) -> list[tuple[str, Position]]:
    """A 联络员 in every district, and in the first town of each."""
    found = []
    districts = Region.objects.filter(tenant=tenant, level=Region.Level.DISTRICT).order_by("code")
    for district in districts:
        towns = Region.objects.filter(parent=district).order_by("code")[:1]
        for kind, region in (("district", district), *(("town", town) for town in towns)):
            key = kind if district.code == HOME_DISTRICT else f"{kind}-{district.code}"
            position = create_position(
                region=region, title="联络员", role=Role.READER, actor=system
            )
            found.append((key, position))
    return found
