"""Structural episodes of the demo city, through the real actions: history people can read."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from hierarchy.actions.delegations import delegate
from hierarchy.actions.organizations import found_branch, rename_organization
from hierarchy.actions.restructuring import close_organization, move_organization
from hierarchy.actors import Actor, load_actor
from hierarchy.models import Appointment, Organization, Position
from hierarchy.terms import Kind, Role, Tier
from seeds.city import City, login_of
from seeds.names import branch_name
from seeds.rhythm import SHANGHAI, Clock, at_minute

_CLOSED_UNITS = 2


def change_structure(city: City, *, clock: Clock) -> int:
    """A station renamed, a branch moved, units closed, all in the year before; how many."""
    year = clock.today.year - 1
    leader = _leader(city, at_minute(dt.date(year, 6, 16), 600))
    stations = city.cast.by_tier[Tier.STATION]
    single = next(index for index in stations if len(_site_nodes(city, index)) == 1)
    station = city.organization(single)
    rename_organization(
        organization=station,
        name=f"{station.name.removesuffix('区域党建工作站')}中心区域党建工作站",
        on=dt.date(year, 6, 16),
        reason="迁入新址，按属地申请规范站名（示例）",
        actor=leader,
    )
    source, target = city.cast.children[single][:2]
    moving = city.cast.children[source][-1]
    move_organization(
        organization=city.organization(moving),
        parent=city.organization(target),
        on=dt.date(year, 9, 15),
        reason="按就近就便原则调整联系指导员（示例）",
        actor=_leader(city, at_minute(dt.date(year, 9, 15), 600)),
    )
    units = [
        index for index in city.cast.children[target] if city.cast.specs[index].kind == Kind.UNIT
    ][:_CLOSED_UNITS]
    for index in units:
        close_organization(
            organization=city.organization(index),
            on=dt.date(year, 11, 20),
            reason="单位已办理注销登记（示例）",
            actor=_leader(city, at_minute(dt.date(year, 11, 20), 600)),
        )
    return 2 + len(units)


def found_home_branch(city: City, *, clock: Clock) -> Organization | None:
    """The home officer's unit founds its branch; its work and history go on."""
    officer = city.organization(city.home[Tier.OFFICER])
    unit = (
        Organization.objects.children_of(officer)
        .open(clock.today)
        .filter(kind=Kind.UNIT)
        .order_by("pk")
        .first()
    )
    if unit is None:
        return None
    day = clock.today - dt.timedelta(days=20)
    return found_branch(
        unit=unit,
        kind=Kind.BRANCH,
        name=branch_name(unit_name=unit.name),
        on=day,
        reason="正式党员达到三名，经隶属党委批复单独建立党支部（示例）",
        document_no=f"示例〔{day.year}〕6号",
        actor=_leader(city, at_minute(day, 10 * 60)),
    )


def send_on_leave(city: City, *, clock: Clock) -> None:
    """The station's clerk stands in for its head for a week."""
    head = Appointment.objects.select_related("user").get(
        user__username=login_of(city.tenant, "station"),
        position__in=Position.objects.filter(role=Role.LEADER),
    )
    delegate(
        appointment=head,
        user=User.objects.get(username=login_of(city.tenant, "station-clerk")),
        starts_on=clock.today,
        ends_on=clock.today + dt.timedelta(days=6),
        reason="参加市委党校培训（示例）",
        actor=load_actor(head.user, at=clock.now.astimezone(SHANGHAI)),
    )


def _leader(city: City, at: dt.datetime) -> Actor:
    return load_actor(User.objects.get(username=login_of(city.tenant, "leader")), at=at)


def _site_nodes(city: City, index: int) -> list[int]:
    site = city.cast.specs[index].site
    return [
        other for other in city.cast.by_tier[Tier.STATION] if city.cast.specs[other].site is site
    ]
