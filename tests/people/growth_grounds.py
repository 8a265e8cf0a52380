"""What the tests of courses, points and talents start from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hierarchy.models import Organization
from people.actions.courses import hold_course
from people.actions.points_rules import seed_points_rules
from people.models import Course, Member, OfficerFile, PointsRule, Talent, Worker
from people.terms import Employment, Learner, OfficerOrigin, StudyKind, TalentKind
from tests.people.grounds import member, register_on
from tests.world import City

DAY = dt.date(2026, 3, 2)


def a_course(city: City, body: str = "branch", person: str = "secretary", **content: Any) -> Course:
    """A course of four hours for members, today."""
    learner = content.pop("learner", Learner.MEMBER)
    given = {
        "title": "党的创新理论专题培训",
        "kind": StudyKind.TRAINING,
        "starts_on": DAY,
        "ends_on": DAY,
        "hours": Decimal(4),
    } | content
    return hold_course(
        organization=getattr(city, body), learner=learner, content=given, actor=city.actor(person)
    )


def a_worker(city: City, body: str = "mall", name: str = "示例丙", **facts: Any) -> Worker:
    """A full-time worker of a committee."""
    organization: Organization = getattr(city, body)
    content = {"employment": Employment.CONTRACT, "hired_on": dt.date(2024, 5, 6)} | facts
    return Worker.objects.create(
        tenant=city.tenant, organization=organization, name=name, **content
    )


def an_officer(city: City, body: str = "officer", person: str = "officer") -> OfficerFile:
    """The file of the officer in a post."""
    return OfficerFile.objects.create(
        tenant=city.tenant,
        organization=getattr(city, body),
        user=city.user(person),
        origin=OfficerOrigin.GRID,
        is_member=True,
        sent_on=dt.date(2025, 1, 1),
    )


def members(city: City, *names: str, body: str = "branch", **facts: Any) -> list[Member]:
    """Members of a branch, without numbers."""
    branch = getattr(city, body)
    return [member(branch, name, **{"identity": "", "phone": ""} | facts) for name in names]


def points_on(city: City, **numbers: Any) -> dict[str, PointsRule]:
    """Register and points switched on, with the examples; rules by name."""
    register_on(city, points_on=True, **numbers)
    seed_points_rules(tenant=city.tenant, on=dt.date(2026, 1, 1), actor=city.actor("city_leader"))
    return {rule.name: rule for rule in PointsRule.objects.filter(tenant=city.tenant)}


def a_talent(city: City, body: str = "mall", name: str = "示例丁", **facts: Any) -> Talent:
    """A talent whom a committee named."""
    content = {
        "kind": TalentKind.PROFESSIONAL,
        "work_place": "示例商城党群办主任",
        "strengths": "党建品牌策划",
        "listed_on": dt.date(2025, 6, 1),
    } | facts
    return Talent.objects.create(
        tenant=city.tenant, organization=getattr(city, body), name=name, **content
    )
