"""Builders of yearly reviews: at any step, through the actions, as people would do it.

The city hears the mall committee: its clerk writes, its leader hands up, the city's leader
comments, asks, grades and feeds back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hierarchy.actors import Actor
from inspections.actions.reviews import (
    close_review,
    comment_review,
    draft_report,
    edit_report,
    grade_review,
    open_reviews,
    open_survey,
    submit_review,
)
from inspections.actions.surveys import cast_survey
from inspections.models import DutyReview
from tests.world import AT, City

DAY = dt.date(2026, 12, 10)
"""When reports are written and heard."""
UNTIL = dt.date(2026, 12, 20)
AFTER = dt.date(2026, 12, 21)
VOTERS = ("station_head", "officer", "secretary", "lawyer_leader")
"""Of bodies below the mall committee, and of another committee."""


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    """A moment of a day, as the world counts it."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=AT.tzinfo)


def who(city: City, name: str, day: dt.date = DAY) -> Actor:
    """A person on a day."""
    return city.actor(name, at=at(day))


def opened(city: City, body: str = "mall", *, day: dt.date = DAY) -> DutyReview:
    """Begun by who hears the body, with all the others of that judge."""
    judge = "city" if body in ("mall", "lawyer") else "mall"
    actor = who(city, f"{judge}_leader", day)
    open_reviews(judge=getattr(city, judge), year=day.year, actor=actor)
    return DutyReview.objects.get(organization=getattr(city, body), year=day.year)


def drafted(city: City) -> DutyReview:
    """Drafted from the data, with who gives it."""
    clerk = who(city, "mall_clerk")
    review = draft_report(review=opened(city), actor=clerk)
    return edit_report(review=review, content={"reporter": "金商主（主任）"}, actor=clerk)


def submitted(city: City) -> DutyReview:
    """Handed up."""
    return submit_review(review=drafted(city), actor=who(city, "mall_leader"))


def commented(city: City) -> DutyReview:
    """Heard in person and commented."""
    return comment_review(
        review=submitted(city),
        comment="清单落实较好，联合支部整改还要加快。",
        on_site=True,
        heard_on=DAY,
        actor=who(city, "city_leader"),
    )


def surveying(city: City, voters: Sequence[str] = VOTERS) -> DutyReview:
    """Under survey until 20 December."""
    return open_survey(
        review=commented(city),
        voters=[city.user(name) for name in voters],
        until=UNTIL,
        actor=who(city, "city_leader"),
    )


def answer_all(city: City, review: DutyReview, grades: Sequence[str]) -> None:
    """As many of the voters answer, one grade each."""
    for name, grade in zip(VOTERS, grades, strict=False):
        cast_survey(review=review, grade=grade, actor=who(city, name))


def graded(city: City, grade: str = "better") -> DutyReview:
    """Surveyed by all and graded."""
    review = surveying(city)
    answer_all(city, review, ("best", "best", "better", "fair"))
    return grade_review(
        review=review, grade=grade, reason="点评和测评结果", actor=who(city, "city_leader")
    )


def closed(city: City, **given: Any) -> DutyReview:
    """Fed back, with one thing to put right by March."""
    lines = given.get("corrections", [("联合支部超过五家的整改", dt.date(2027, 3, 31))])
    return close_review(
        review=graded(city),
        feedback="请对照清单抓好整改。",
        corrections=lines,
        actor=who(city, "city_leader"),
    )
