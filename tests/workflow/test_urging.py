"""催办: one function for every room; a day, a thing and a person, as often as the city allows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from checklists.actions.deciding import remind_assignment
from checklists.models import Assignment
from hierarchy.models import Appointment
from tests.workflow.due_days import run, tasks_due
from tests.world import World
from workflow.actions.message_settings import set_policy
from workflow.actions.urging import urge
from workflow.models import AuditEntry, Notice


def urge_task(world: World, *, hours: int = 0, who: str = "city_leader") -> int:
    task = Assignment.objects.get()
    actor = world.actor(who, at=world.at + dt.timedelta(hours=hours))
    return remind_assignment(assignment=task, actor=actor, words="请抓紧")


def test_once_a_day_for_one_thing_whoever_urges(world: World) -> None:
    tasks_due(world, world.on)
    assert urge_task(world) == 2

    with pytest.raises(ValidationError, match="今天已催办过，请明天再催"):
        urge_task(world, hours=2, who="city_clerk")

    assert urge_task(world, hours=24) == 2
    assert AuditEntry.objects.filter(verb="assignment.remind").count() == 2
    assert set(Notice.objects.values_list("is_urgent", flat=True)) == {True}


def test_a_city_may_allow_more(world: World) -> None:
    set_policy(tenant=world.tenant, facts={"urges_per_day": 2}, actor=world.actor("administrator"))
    tasks_due(world, world.on)
    urge_task(world)
    urge_task(world, hours=1)

    with pytest.raises(ValidationError, match="今天已催办过 2 次") as refused:
        urge_task(world, hours=2)
    assert refused.value.code == "reminded_today"


def test_whoever_takes_the_post_today_may_be_urged_today(world: World) -> None:
    tasks_due(world, world.on, receiver=world.branch)
    assert urge_task(world) == 1
    held = world.appointment("secretary")
    Appointment.objects.filter(pk=held.pk).update(user=world.user("stranger"))

    assert urge_task(world, hours=1) == 1
    assert set(Notice.objects.values_list("recipient__name", flat=True)) == {"云支一", "凤无岗"}


def test_what_the_clock_sends_does_not_count(world: World) -> None:
    tasks_due(world, world.on)
    run(world.on)

    assert urge_task(world) == 2


def test_where_nobody_is_left_up_to_the_city_it_says_so(world: World) -> None:
    tasks_due(world, world.on)
    Appointment.objects.exclude(user=world.user("administrator")).update(
        ends_on=world.on - dt.timedelta(days=1)
    )
    with pytest.raises(ValidationError) as refused:
        urge(
            target=Assignment.objects.get(),
            organization=world.mall,
            title="事项",
            words="",
            path="/",
            verb="assignment.remind",
            actor=world.home.system,
        )
    assert refused.value.code == "nobody_there"
