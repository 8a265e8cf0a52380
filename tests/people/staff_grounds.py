"""Recruitments, workers and assessments at each step, made through the actions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hierarchy.actors import Actor
from hierarchy.models import Workday
from people.actions.assessments import draft_assessment, tell_assessment
from people.actions.entrants import enter_candidate, mark_entrants, propose_entrant
from people.actions.recruitments import (
    announce_proposed,
    draft_recruitment,
    examine_entrants,
    note_objections,
    publish_recruitment,
)
from people.actions.workers import link_account, register_worker
from people.models import Assessment, Entrant, Recruitment, Worker
from people.terms import AssessmentGrade, Employment
from tests.world import AT, City

DAY = dt.date(2026, 9, 14)
"""A Monday two weeks before 国庆; the entering ends on the Friday after."""
UNTIL = dt.date(2026, 9, 25)
EXAM = dt.date(2026, 9, 28)
NOTICE = dt.date(2026, 9, 29)
LAST_OF_NOTICE = dt.date(2026, 10, 12)
"""Five working days from 9月30日: 国庆 is off until the 7th, Saturday the 10th is worked."""
OVER = dt.date(2026, 10, 13)
PHONE = "13900006789"


def who(city: City, name: str, day: dt.date = DAY) -> Actor:
    """A person at nine o'clock of a day."""
    return city.actor(name, at=dt.datetime.combine(day, AT.timetz()))


def national_day(city: City) -> None:
    """The exceptions of 国庆 2026, as the city keeps them."""
    days = {dt.date(2026, 10, day): False for day in range(1, 8)} | {dt.date(2026, 10, 10): True}
    for day, is_working in days.items():
        Workday.objects.update_or_create(
            tenant=city.tenant, date=day, defaults={"is_working": is_working, "name": "国庆节"}
        )


def content(**changes: Any) -> dict[str, Any]:
    """What a notice says."""
    return {
        "title": "党务工作岗",
        "openings": 1,
        "requirements": "中共党员，大学本科以上学历。",
        "apply_until": UNTIL,
        "written_share": 60,
    } | changes


def drafted(city: City, **changes: Any) -> Recruitment:
    """A draft of the committee's."""
    clerk = who(city, "mall_clerk")
    return draft_recruitment(organization=city.mall, content=content(**changes), actor=clerk)


def published(city: City, **changes: Any) -> Recruitment:
    """One that people enter for."""
    leader = who(city, "mall_leader")
    return publish_recruitment(recruitment=drafted(city, **changes), actor=leader)


def entered(city: City, row: Recruitment, name: str = "应聘甲", phone: str = PHONE) -> Entrant:
    """Somebody who entered on the first day."""
    return enter_candidate(
        recruitment=row,
        name=name,
        phone=phone,
        is_member=True,
        entered_on=DAY,
        actor=who(city, "mall_clerk"),
    )


def examined(
    city: City, *names: str, marks: tuple[str, str] = ("81.5", "90"), **changes: Any
) -> Recruitment:
    """One whose entrants all have the same marks."""
    row = published(city, **changes)
    for place, name in enumerate(names or ("应聘甲",)):
        entered(city, row, name, phone=f"1390000{place:04}")
    clerk = who(city, "mall_clerk", EXAM)
    row = examine_entrants(recruitment=row, actor=clerk)
    given = (Decimal(marks[0]), Decimal(marks[1]))
    mark_entrants(recruitment=row, marks={one.pk: given for one in row.entrants.all()}, actor=clerk)
    return row


def announced(city: City, *names: str, **changes: Any) -> Recruitment:
    """One whose first entrants are made public, over 国庆."""
    national_day(city)
    row = examined(city, *names, **changes)
    leader = who(city, "mall_leader", NOTICE)
    for one in row.entrants.order_by("pk")[: row.openings]:
        propose_entrant(entrant=one, actor=leader)
    return announce_proposed(recruitment=row, actor=leader)


def noted(city: City, *names: str, **changes: Any) -> Recruitment:
    """One whose notice is over without objection."""
    row = announced(city, *names, **changes)
    clerk = who(city, "mall_clerk", OVER)
    return note_objections(recruitment=row, words="公示期间未收到异议。", actor=clerk)


def contract(**changes: Any) -> dict[str, Any]:
    """On what terms somebody is hired."""
    return {
        "employment": Employment.CONTRACT,
        "hired_on": OVER,
        "contract_until": dt.date(2028, 10, 12),
        "pay_grade": "三级",
        "phone": "0512-00000000",
    } | changes


def worker(city: City, name: str = "专职甲", **changes: Any) -> Worker:
    """A worker of the committee, in post since spring."""
    facts = contract(hired_on=dt.date(2026, 1, 5), **changes)
    return register_worker(
        organization=city.mall,
        content={"name": name, "is_member": True, **facts},
        actor=who(city, "mall_clerk"),
    )


def linked_to(city: City, row: Worker, person: str, by: str = "mall_leader") -> Worker:
    """A worker whose file names somebody's account, known to be the same person's."""
    return link_account(
        worker=row, user=city.user(person), actor=who(city, by), is_same_person=True
    )


def assessed(city: City, of: Worker | None = None) -> Assessment:
    """A draft of the leader's."""
    return draft_assessment(
        worker=of or worker(city),
        year=2026,
        grade=AssessmentGrade.COMPETENT,
        comment="熟悉业务，联系单位及时。",
        actor=who(city, "mall_leader"),
    )


def told(city: City, of: Worker | None = None) -> Assessment:
    """One that the worker was told of, on ``DAY``."""
    row = assessed(city, of)
    return tell_assessment(assessment=row, actor=who(city, "mall_leader"))


def refusal(act: Any, **given: Any) -> str:
    """The code with which an action refuses."""
    with pytest.raises(ValidationError) as caught:
        act(**given)
    error = caught.value
    if hasattr(error, "error_dict"):
        return str(next(iter(error.error_dict.values()))[0].code)
    return str(error.error_list[0].code)
