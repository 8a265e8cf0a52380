"""A small named world: two twin cities, built through the actions, for every room's tests.

Both cities have bodies of equal names and codes, so that a test that mixes them up
fails. In each city (attribute of ``City``: what it is)::

    city       市委两新工委
      mall       商圈市场专委会 (工作机构)
        station    平江站, a site that serves both industries (tied with lawyer_station)
          officer    平江 1 岗
            branch, second_branch   two branches
            unit       未建单位
        single     斜塘站 in 工业园区
          sibling_officer
            sibling_branch
      lawyer     律师行业党委
        lawyer_station   平江站 again, the same site
          lawyer_officer
            lawyer_branch

People, by the name that ``actor``, ``user`` and ``login`` take: ``city_leader city_clerk
administrator auditor mall_leader mall_clerk lawyer_leader lawyer_clerk station_head
station_clerk single_head officer sibling_officer lawyer_officer secretary second_secretary
contact sibling_secretary lawyer_secretary district_reader town_reader sip_reader``; and
``expired`` (was officer of 平江 1 岗 until yesterday), ``delegate`` (stands in for ``officer``
this week), ``stranger`` (an account without a post). Prefix ``twin.`` for the other city.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from hierarchy.actions.accounts import open_account
from hierarchy.actions.appointments import appoint, create_position
from hierarchy.actions.delegations import delegate
from hierarchy.actions.organizations import found_organization
from hierarchy.actions.tenants import found_city
from hierarchy.actors import Actor, load_actor, system_actor
from hierarchy.models import Appointment, Industry, Organization, Position, Region, Tenant
from hierarchy.names import pinyin_key
from hierarchy.terms import Kind, Role, Tier

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FOUNDED = dt.date(2020, 1, 1)
STARTED = dt.date(2025, 1, 1)

# By key: code, name, level, administrative and civil parent.
REGIONS = {
    "gusu": ("320508", "姑苏区", "district", "suzhou", "suzhou"),
    "wuzhong": ("320506", "吴中区", "district", "suzhou", "suzhou"),
    "sip": ("320571", "苏州工业园区", "district", "suzhou", "suzhou"),
    "pingjiang": ("320508008", "平江街道", "town", "gusu", "gusu"),
    "jinchang": ("320508015", "金阊街道", "town", "gusu", "gusu"),
    "xietang": ("320506005", "斜塘街道", "town", "sip", "wuzhong"),
}
INDUSTRIES = {"mall": ("MALL", "商圈市场"), "lawyer": ("LAWYER", "律师")}

_B = Tier.BRANCH
# By attribute: parent, tier, kind, name, region and code of each body.
BODIES: dict[str, tuple[str, str, str, str, str, str]] = {
    "mall": ("city", Tier.COMMITTEE, Kind.WORKING_BODY, "商圈市场行业党建专委会", "suzhou", "MALL"),
    "lawyer": ("city", Tier.COMMITTEE, Kind.INDUSTRY_COMMITTEE, "律师行业党委", "suzhou", "LAWYER"),
    "station": ("mall", Tier.STATION, Kind.STATION, "平江区域党建工作站", "pingjiang", "PJ-M"),
    "lawyer_station": ("lawyer", Tier.STATION, Kind.STATION, "", "pingjiang", "PJ-L"),
    "single": ("mall", Tier.STATION, Kind.STATION, "斜塘区域党建工作站", "xietang", "XT-M"),
    "officer": ("station", Tier.OFFICER, Kind.OFFICER_POST, "平江1岗", "pingjiang", "PJ-1"),
    "sibling_officer": ("single", Tier.OFFICER, Kind.OFFICER_POST, "斜塘1岗", "xietang", "XT-1"),
    "lawyer_officer": (
        "lawyer_station",
        Tier.OFFICER,
        Kind.OFFICER_POST,
        "平江2岗",
        "pingjiang",
        "PJ-2",
    ),
    "branch": ("officer", _B, Kind.BRANCH, "观前商城党支部", "pingjiang", "B-1"),
    "second_branch": ("officer", _B, Kind.JOINT_BRANCH, "皮市街联合党支部", "pingjiang", "B-2"),
    "unit": ("officer", _B, Kind.UNIT, "临顿路百货有限公司", "pingjiang", "U-1"),
    "sibling_branch": ("sibling_officer", _B, Kind.BRANCH, "湖东市场党支部", "xietang", "B-3"),
    "lawyer_branch": ("lawyer_officer", _B, Kind.BRANCH, "平江律所党支部", "pingjiang", "B-4"),
}

# By key: the body, the title of the post, the name of the person.
HOLDERS = {
    "city_leader": ("city", "书记", "陆市书"),
    "city_clerk": ("city", "经办人", "朱市办"),
    "mall_leader": ("mall", "主任", "金商主"),
    "mall_clerk": ("mall", "经办人", "魏商办"),
    "lawyer_leader": ("lawyer", "书记", "陶律书"),
    "lawyer_clerk": ("lawyer", "经办人", "姜律办"),
    "station_head": ("station", "站长", "谢站长"),
    "station_clerk": ("station", "经办人", "邹站办"),
    "single_head": ("single", "站长", "喻斜站"),
    "officer": ("officer", "党建指导员", "水指一"),
    "sibling_officer": ("sibling_officer", "党建指导员", "窦指二"),
    "lawyer_officer": ("lawyer_officer", "党建指导员", "章指三"),
    "secretary": ("branch", "书记", "云支一"),
    "second_secretary": ("second_branch", "书记", "苏支二"),
    "contact": ("unit", "联系人", "潘联系"),
    "sibling_secretary": ("sibling_branch", "书记", "葛支三"),
    "lawyer_secretary": ("lawyer_branch", "书记", "范支四"),
}
READERS = {
    "district_reader": ("gusu", "彭区读"),
    "town_reader": ("pingjiang", "郎镇读"),
    "sip_reader": ("sip", "鲁园读"),
}
KEEPERS = {
    "administrator": ("系统管理员", Role.ADMINISTRATOR, "韦管理"),
    "auditor": ("审计管理员", Role.AUDITOR, "昌审计"),
}
OTHERS = {"expired": "马往届", "delegate": "苗代办", "stranger": "凤无岗"}


@dataclass
class City:
    """One city of the world; bodies, regions and people by name."""

    code: str
    at: dt.datetime = AT
    bodies: dict[str, Organization] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    industries: dict[str, Industry] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Organization:
        """A body, as the database has it now (each test changes its own)."""
        bodies = self.__dict__.get("bodies", {})
        if name not in bodies:
            raise AttributeError(f"no body called {name!r} in this city")
        return Organization.objects.get(pk=bodies[name].pk)

    @property
    def tenant(self) -> Tenant:
        """The tenant, fresh."""
        return Tenant.objects.get(code=self.code)

    @property
    def on(self) -> dt.date:
        """Today in the world."""
        return self.at.date()

    @property
    def system(self) -> Actor:
        """The actor of tasks and commands."""
        return system_actor(at=self.at)

    def user(self, name: str) -> User:
        """A person, fresh."""
        return User.objects.get(pk=self.users[name].pk)

    def appointment(self, name: str) -> Appointment:
        """The appointment by which a person stands in this world, fresh."""
        return Appointment.objects.select_related("position", "user").get(
            pk=self.appointments[name].pk
        )

    def actor(self, name: str, *, at: dt.datetime | None = None, **kwargs: Any) -> Actor:
        """A person as an actor, at nine o'clock of the world's day or at another moment."""
        return load_actor(self.user(name), at=at or self.at, **kwargs)

    def login(self, client: Client, name: str) -> Client:
        """Sign a person in without a password."""
        client.force_login(self.user(name), backend="hierarchy.backends.ScopedBackend")
        return client


@dataclass
class World:
    """Both cities; whatever is asked of the world itself is asked of the first."""

    home: City
    twin: City

    def __getattr__(self, name: str) -> Any:
        """``world.branch`` is ``world.home.branch``, ``world.tenant`` its tenant."""
        if name.startswith("__") or "home" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.home, name)

    def _find(self, name: str) -> tuple[City, str]:
        city, _, rest = name.rpartition(".")
        return (self.twin if city == "twin" else self.home), rest

    def user(self, name: str) -> User:
        """A person: ``officer``, ``twin.officer``."""
        city, rest = self._find(name)
        return city.user(rest)

    def actor(self, name: str, *, at: dt.datetime | None = None, **kwargs: Any) -> Actor:
        """A person as an actor: ``officer``, ``twin.officer``."""
        city, rest = self._find(name)
        return city.actor(rest, at=at, **kwargs)

    def login(self, client: Client, name: str) -> Client:
        """Sign a person in: ``officer``, ``twin.officer``."""
        city, rest = self._find(name)
        return city.login(client, rest)


def build_world() -> World:
    """Build both cities in the database in use; about a second."""
    return World(
        home=_build_city(code="suzhou", name="苏州（示例）", prefix=""),
        twin=_build_city(code="twin", name="对照市（示例）", prefix="twin_"),
    )


def _build_city(*, code: str, name: str, prefix: str) -> City:
    city = City(code=code)
    root = found_city(
        code=code,
        name=name,
        region_code="320500",
        region_name="苏州市",
        committee_name="市委两新工委",
        on=FOUNDED,
        actor=city.system,
        is_demo=True,
    )
    city.bodies["city"] = root
    city.regions["suzhou"] = root.region
    _build_reference(city, root.tenant)
    for key in BODIES:
        _found(city, key)
    _build_people(city, prefix)
    return city


def _build_reference(city: City, tenant: Tenant) -> None:
    for key, (code, name, level, parent, civil) in REGIONS.items():
        city.regions[key] = Region.objects.create(
            tenant=tenant,
            code=code,
            name=name,
            name_key=pinyin_key(name),
            level=level,
            parent=city.regions[parent],
            civil_parent=city.regions[civil],
        )
    for order, (key, (code, name)) in enumerate(INDUSTRIES.items()):
        city.industries[key] = Industry.objects.create(
            tenant=tenant, code=code, name=name, sort_order=order, effective_from=FOUNDED
        )


def _found(city: City, key: str) -> None:
    parent, tier, kind, name, region, code = BODIES[key]
    details: dict[str, Any] = {"code": code}
    if key in city.industries:
        details["industry"] = city.industries[key]
    if key == "lawyer":
        details["may_issue_documents"] = True
    if key == "lawyer_station":
        details["site"] = city.bodies["station"].site
    city.bodies[key] = found_organization(
        parent=city.bodies[parent],
        tier=tier,
        kind=kind,
        name=name,
        region=city.regions[region],
        on=FOUNDED,
        reason="设立",
        actor=city.system,
        **details,
    )


def _build_people(city: City, prefix: str) -> None:
    system = city.system
    for key, (body, title, name) in HOLDERS.items():
        position = Position.objects.get(organization=city.bodies[body], title=title)
        _hold(city, prefix, key, name, position)
    for key, (region, name) in READERS.items():
        position = create_position(
            region=city.regions[region], title="联络员", role=Role.READER, actor=system
        )
        _hold(city, prefix, key, name, position)
    for key, (title, role, name) in KEEPERS.items():
        position = create_position(
            organization=city.bodies["city"], title=title, role=role, actor=system
        )
        _hold(city, prefix, key, name, position)
    _build_others(city, prefix)


def _build_others(city: City, prefix: str) -> None:
    """Those whose rights hang on a day: one who left yesterday, one who stands in."""
    officer = city.appointments["officer"]
    yesterday = city.on - dt.timedelta(days=1)
    _hold(city, prefix, "expired", OTHERS["expired"], officer.position, until=yesterday)
    delegate(
        appointment=officer,
        user=_open(city, prefix, "delegate", OTHERS["delegate"]),
        starts_on=city.on,
        ends_on=city.on + dt.timedelta(days=6),
        reason="参加培训",
        actor=city.system,
    )
    _open(city, prefix, "stranger", OTHERS["stranger"])


def _open(city: City, prefix: str, key: str, name: str) -> User:
    user, _ = open_account(username=f"{prefix}{key}", name=name, actor=city.system)
    city.users[key] = user
    return user


def _hold(
    city: City,
    prefix: str,
    key: str,
    name: str,
    position: Position,
    *,
    until: dt.date | None = None,
) -> None:
    city.appointments[key] = appoint(
        user=_open(city, prefix, key, name),
        position=position,
        starts_on=STARTED,
        ends_on=until,
        actor=city.system,
        reason="任职",
    )
