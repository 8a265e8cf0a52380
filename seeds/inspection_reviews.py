"""The demo's yearly reviews: last year's of all committees, and of a few branches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Role
from inspections.actions.reviews import (
    close_review,
    comment_review,
    draft_report,
    edit_report,
    finish_correction,
    grade_review,
    open_reviews,
    open_survey,
    submit_review,
)
from inspections.actions.surveys import cast_survey
from inspections.electors import electors_of
from inspections.models import DutyReview
from inspections.terms import ReviewGrade
from seeds.project_cast import ProjectCast
from seeds.stories import Course

_COMMENT: Final = "清单任务抓得实，应建未建还要加快；联合支部整改要有时间表。（示例）"
_FEEDBACK: Final = "请对照点评和测评意见抓好整改，完成情况通过本系统报送。（示例）"
_CORRECTIONS: Final = (
    ("完成剩余联合支部的整改（示例）", 180),
    ("提高活动记录登记的及时性（示例）", 90),
)
_GRADES: Final = (ReviewGrade.BEST, ReviewGrade.BETTER, ReviewGrade.BEST, ReviewGrade.BETTER)
_SURVEYED: Final = 3
"""So many committees are surveyed."""
_VOTERS: Final = 8


class InspectionReviews:
    """Yearly reviews of one demo city."""

    def __init__(self, cast: ProjectCast) -> None:
        self.cast = cast
        self.year = cast.clock.today.year

    def courses(self) -> Iterator[Course]:
        """Last year's, heard in January; this year's is begun in December and being written."""
        yield self._last_year()
        yield self._this_year()

    def _last_year(self) -> Course:
        day = self._day(dt.date(self.year, 1, 6))
        yield day
        root = self.cast.root
        open_reviews(judge=root, year=self.year - 1, actor=self.cast.leader(root, day))
        yield (day := self._day(day + dt.timedelta(days=5)))
        for review in self._reviews(self.year - 1):
            self._write(review, day)
        yield (day := self._day(day + dt.timedelta(days=6)))
        for place, review in enumerate(self._reviews(self.year - 1)):
            comment_review(
                review=review,
                comment=_COMMENT,
                on_site=place < _SURVEYED,
                heard_on=day if place < _SURVEYED else None,
                actor=self.cast.leader(root, day),
            )
        yield (day := self._day(day + dt.timedelta(days=1)))
        for review in self._reviews(self.year - 1)[:_SURVEYED]:
            self._survey(review, day)
        yield (day := self._day(day + dt.timedelta(days=8)))
        for place, review in enumerate(self._reviews(self.year - 1)):
            self._settle(review, place, day)
        yield (day := self._day(day + dt.timedelta(days=80)))
        for review in self._reviews(self.year - 1)[::2]:
            for line in review.corrections.order_by("-due_on", "pk")[1:]:
                finish_correction(
                    correction=line,
                    result="已完成，材料留存。（示例）",
                    actor=self._clerk(review.organization, day),
                )

    def _this_year(self) -> Course:
        day = self._day(dt.date(self.year, 12, 1))
        yield day
        root = self.cast.root
        open_reviews(judge=root, year=self.year, actor=self.cast.leader(root, day))
        yield (day := self._day(day + dt.timedelta(days=8)))
        for review in self._reviews(self.year)[:4]:
            self._write(review, day)

    def _reviews(self, year: int) -> list[DutyReview]:
        """Those that are told of: all of a small city, a few of a large one."""
        rows = DutyReview.objects.filter(tenant=self.cast.city.tenant, year=year)
        found = rows.select_related("organization__tenant", "judge__tenant", "tenant")
        return list(found.order_by("pk")[: None if self.cast.city.scale.every_move else 4])

    def _write(self, review: DutyReview, day: dt.date) -> None:
        """Drafted from the data by the clerk, handed up by the leader."""
        body = review.organization
        clerk = self._clerk(body, day)
        drafted = draft_report(review=review, actor=clerk)
        reporter = self.cast.user(body, Role.LEADER).name
        edited = edit_report(review=drafted, content={"reporter": reporter}, actor=clerk)
        submit_review(review=edited, actor=self.cast.leader(body, day))

    def _survey(self, review: DutyReview, day: dt.date) -> None:
        """A few representatives below the committee are asked; all but one answer."""
        electors = electors_of(review, on=day)[:_VOTERS]
        if len(electors) < _VOTERS:
            return
        users = list(User.objects.filter(pk__in=[one.user for one in electors]).order_by("pk"))
        leader = self.cast.leader(self.cast.root, day)
        until = day + dt.timedelta(days=5)
        asked = open_survey(review=review, voters=users, until=until, actor=leader)
        for place, user in enumerate(users[:-1]):
            grade = _GRADES[place % len(_GRADES)]
            cast_survey(review=asked, grade=grade, actor=self.cast.actor(user, day, 16))

    def _settle(self, review: DutyReview, place: int, day: dt.date) -> None:
        """Graded, and fed back with what to put right."""
        leader = self.cast.leader(self.cast.root, day)
        graded = grade_review(
            review=review,
            grade=_GRADES[place % len(_GRADES)],
            reason="综合点评、测评和年度体检结果（示例）",
            actor=leader,
        )
        lines = [(words, day + dt.timedelta(days=days)) for words, days in _CORRECTIONS]
        close_review(review=graded, feedback=_FEEDBACK, corrections=lines, actor=leader)

    def _clerk(self, body: Organization, day: dt.date) -> Actor:
        return self.cast.clerk(body, day)

    def _day(self, day: dt.date) -> dt.date:
        return self.cast.clock.workday(day)
