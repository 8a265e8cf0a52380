"""Builders of published results: a round told and published, earlier years, committees' rounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from inspections.actions.rounds import publish_round
from inspections.models import Inspection, Round
from inspections.terms import RoundStatus, Subject
from tests.inspections.letters import a_round, an_inspection, found
from tests.inspections.reviews import at
from tests.inspections.scored import said_of, told_sheet
from tests.world import City
from workflow.indicators import Reading

PUBLISHED_ON = dt.date(2026, 4, 20)


def told(city: City, said: dict[str, dict[int, Reading]]) -> Inspection:
    """The branch's sheet, scored, checked and told: 3 of 6 read, so two yellow findings."""
    said_of(city, said)
    return told_sheet(city)


def published(city: City, said: dict[str, dict[int, Reading]]) -> Inspection:
    """The same, published after the days of reply."""
    return publish(told(city, said), city)


def publish(sheet: Inspection, city: City) -> Inspection:
    """A told sheet, once its round is published after the days of reply."""
    leader = city.actor("mall_leader", at=at(PUBLISHED_ON))
    publish_round(round=Round.objects.get(pk=sheet.round_id), actor=leader)
    return Inspection.objects.get(pk=sheet.pk)


def of_year(city: City, year: int, body: str = "branch", **given: Any) -> Inspection:
    """A published result of another year; A1 short, so that there is a finding."""
    held = a_round(city, name=f"{year}年度党建体检")
    Round.objects.filter(pk=held.pk).update(year=year, published_at=at(dt.date(2026, 3, 1)))
    held.refresh_from_db()
    sheet = an_inspection(city, held, body, earned={"A1": "15"}, **given)
    found(city, sheet)
    return sheet


def committees(city: City, *, status: str = RoundStatus.PUBLISHED) -> Round:
    """The city's round over both committees, the mall with a yellow finding."""
    held = a_round(
        city,
        organizer="city",
        status=status,
        subject=Subject.COMMITTEE,
        name="2026年度专委会体检",
    )
    Round.objects.filter(pk=held.pk).update(published_at=at(dt.date(2026, 3, 1)))
    held.refresh_from_db()
    sheets = "published" if status == RoundStatus.PUBLISHED else "told"
    mall = an_inspection(city, held, "mall", earned={"A1": "15"}, status=sheets)
    an_inspection(city, held, "lawyer", status=sheets, grade="excellent")
    found(city, mall)
    return held
