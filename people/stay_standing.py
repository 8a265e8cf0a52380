"""Where a stay stands today, as its pages tell: each side's contacts and what is next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from people.models import MobileStay, PeoplePolicy
from people.querysets import StayQuerySet
from people.stay_rules import days_between, next_contact, should_move
from people.terms import Abroad, StaySide


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two branches: who keeps in touch, when last, and by when again."""

    key: str
    label: str
    body: str
    contact: str
    last: dt.date | None
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A stay with both its sides, in words and a light."""

    stay: MobileStay
    home: Side
    host: Side
    light: str
    words: str
    should_move: bool

    @property
    def sides(self) -> tuple[Side, Side]:
        """Home first."""
        return self.home, self.host


def with_lasts(rows: StayQuerySet[MobileStay]) -> StayQuerySet[MobileStay]:
    """The stays, each with the last contact of either side; in the same query."""
    lasts = {
        f"{side}_last": Max("contacts__contacted_on", filter=Q(contacts__side=side))
        for side in StaySide.values
    }
    return rows.select_related("member", "home", "host").annotate(**lasts)


def standing_of(stay: Any, policy: PeoplePolicy, on: dt.date) -> Standing:
    """How a stay of ``with_lasts`` stands on a day. No query."""
    state = _state(stay)
    days = days_between(stay.abroad, stay_days=policy.stay_days, abroad_days=policy.abroad_days)
    is_open = stay.ends_on is None
    home_due = next_contact(begun=stay.starts_on, last=stay.home_last, days=days)
    host_due = (
        next_contact(begun=stay.confirmed_on, last=stay.host_last, days=days)
        if stay.confirmed_on
        else None
    )
    light, words = _late(state, [home_due, host_due], on) if is_open else state
    return Standing(
        stay=stay,
        home=Side(
            key=StaySide.HOME,
            label=StaySide.HOME.label,
            body=stay.home.label,
            contact=stay.home_contact,
            last=stay.home_last,
            due=home_due if is_open else None,
        ),
        host=Side(
            key=StaySide.HOST,
            label=StaySide.HOST.label,
            body=stay.host.label if stay.host else stay.host_name,
            contact=stay.host_contact,
            last=stay.host_last,
            due=host_due if is_open else None,
        ),
        light=light,
        words=words,
        should_move=is_open
        and should_move(
            abroad=stay.abroad,
            starts_on=stay.starts_on,
            has_place=bool(stay.host_id or stay.host_name),
            on=on,
        ),
    )


def _state(stay: MobileStay) -> tuple[str, str]:
    if stay.ends_on is not None:
        return "grey", "已结束"
    if stay.confirmed_on is not None:
        return "green", "双向共管"
    if stay.host_id is not None:
        return "yellow", "待流入地确认"
    if stay.host_name:
        return "green", "流入地在系统外"
    return ("green", "出国（境）") if stay.abroad == Abroad.ABROAD else ("red", "未落实流入地")


def _late(state: tuple[str, str], days: list[dt.date | None], on: dt.date) -> tuple[str, str]:
    """Red, and in words, where a contact is overdue."""
    is_late = any(day is not None and day < on for day in days)
    return ("red", f"{state[1]}，联系逾期") if is_late else state
