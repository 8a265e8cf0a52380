"""What falls due as an iCalendar file, for calendar programs on a phone or a desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Alarm, Calendar, Event

from routines.models import Obligation
from routines.rules import light_of, period_words

BACK, AHEAD = dt.timedelta(days=31), dt.timedelta(days=186)
MOST = 500


def calendar_of(rows: Iterable[Obligation], *, name: str, base_url: str, at: dt.datetime) -> bytes:
    """One all-day event for each row, on the day it is due; no names of persons."""
    calendar = Calendar()
    calendar.add("prodid", "-//五级协同//制度日历//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"value": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row, base_url=base_url, at=at))
    return bytes(calendar.to_ical())


def _event(row: Obligation, *, base_url: str, at: dt.datetime) -> Event:
    rule, on = row.rule, at.date()
    period = period_words(rule.period, row.period_start, row.period_end)
    light = light_of(row, rule=rule, on=on)
    event = Event()
    event.add("uid", f"obligation-{row.pk}@{row.tenant_id}.wujixietong")
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", row.due_on)
    event.add("dtend", row.due_on + dt.timedelta(days=1))
    event.add("summary", f"{light.shape} {rule.name}（{period}）截止")
    event.add("description", f"{row.organization.name}：{light.word}。依据：{rule.article}")
    event.add("url", f"{base_url}/routines/obligations/{row.pk}/")
    event.add("transp", "TRANSPARENT")
    if row.met_on is None:
        event.add_component(_alarm(rule.name))
    return event


def _alarm(name: str) -> Alarm:
    """Two days before, at nine in the morning."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{name}将于 2 天后截止")
    alarm.add("trigger", dt.timedelta(days=-2, hours=9))
    return alarm
