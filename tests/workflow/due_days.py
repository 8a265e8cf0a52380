"""What the tests of reminders share: lists whose tasks fall due on a chosen day, and the clock."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import time_machine

from checklists.models import Assignment
from hierarchy.actors import Actor, system_actor
from tests.lists import city_list
from tests.world import City, World
from workflow.models import Notice, Reminder
from workflow.tasks import remind_due

BEIJING = ZoneInfo("Asia/Shanghai")


def at(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A moment of a day in Beijing."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=BEIJING)


def clock(moment: dt.datetime) -> Actor:
    """The actor of the clock at a moment."""
    return system_actor(at=moment)


def run(moment: dt.datetime | dt.date) -> int:
    """What the timetable does at a moment."""
    moment = moment if isinstance(moment, dt.datetime) else at(moment)
    with time_machine.travel(moment, tick=False):
        return int(remind_due())


def tasks_due(world: World | City, day: dt.date, *, count: int = 1, **facts: Any) -> list[int]:
    """So many tasks of the mall committee, signed for and due that day; nothing else is owed."""
    city_list(world)
    keep = Assignment.objects.filter(receiver=world.mall).order_by("pk")[:count]
    ids = [one.pk for one in keep]
    Assignment.objects.exclude(pk__in=ids).delete()
    facts = {"status": "in_progress", "due_date": day, **facts}
    Assignment.objects.filter(pk__in=ids).update(**facts)
    Notice.objects.all().delete()
    return ids


def told(name: str = "mall_leader", *, world: World) -> list[str]:
    """The titles in one person's inbox, oldest first."""
    own = Notice.objects.filter(recipient=world.user(name)).order_by("pk")
    return list(own.values_list("title", flat=True))


def steps(**conditions: Any) -> list[str]:
    """The steps sent so far, in order, each once."""
    rows = Reminder.objects.filter(state=Reminder.State.SENT, **conditions).order_by("pk")
    return list(dict.fromkeys(rows.values_list("step", flat=True)))
