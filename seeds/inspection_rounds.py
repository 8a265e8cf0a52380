"""The demo's rounds: last year's of the committees, a branch sample of the first half, two now.

Every round yields the day of its next step like the stories of projects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from hierarchy.actors import Actor
from hierarchy.models import Organization
from inspections.actions.appeals import acknowledge_result, answer_appeal, raise_appeal
from inspections.actions.checking import excuse_inspection, return_inspection
from inspections.actions.deliveries import record_delivery
from inspections.actions.opening import AT_ONCE, lay_sheets, open_round
from inspections.actions.reading import take_readings
from inspections.actions.rounds import draft_round, publish_round, start_scoring, tell_results
from inspections.models import Inspection, Round, Scheme
from inspections.terms import Choice, InspectionStatus, Subject
from seeds.inspection_scoring import Scorers, lowest_reading
from seeds.project_cast import ProjectCast
from seeds.stories import Course

DEPARTMENTS: Final = ("市委组织部干部考核机构（示例）", "市级机关工委考核办公室（示例）")
_MOST, _THIRD = 8, 4
"""So many hand in a self-check, and so many are scored at a time: enough to look at."""
_WORDS: Final = "请对照方案逐项自查，如实填报，附佐证材料。（示例）"


def open_whole(plan: Round, actor: Actor, *, at_once: int = AT_ONCE) -> Round:
    """Open a round with all of its sheets, however many: no worker makes the rest while seeding."""
    opened = open_round(round=plan, actor=actor, at_once=at_once)
    lay_sheets(round_id=opened.pk, actor=actor)
    return Round.objects.get(pk=opened.pk)


class InspectionRounds:
    """Rounds of one demo city, told step by step."""

    def __init__(self, cast: ProjectCast) -> None:
        self.cast, self.scorers = cast, Scorers(cast)
        self.today = cast.clock.today

    def courses(self) -> Iterator[Course]:
        """The committees' round of last year, the branch sample, and the two of this half-year."""
        yield self._of_committees()
        yield self._sample(self.cast.committees[0])
        yield self._in_scoring(self.cast.committees[0])
        yield self._in_self_check(self.cast.committees[1])

    def _of_committees(self) -> Course:
        """All committees by the city: told, appealed against, published, handed over."""
        year = self.today.year - 1
        day = self._day(dt.date(year + 1, 1, 5))
        yield day
        scheme = self._scheme(Subject.COMMITTEE)
        days = (dt.date(year, 1, 1), dt.date(year, 12, 31))
        name = f"{year}年度行业党建体检（示例）"
        plan = self._plan(self.cast.root, scheme, name, days, day)
        held = open_whole(plan, self.cast.leader(self.cast.root, day))
        yield (day := self._day(day + dt.timedelta(days=4)))
        for sheet in _sheets(held):
            self.scorers.self_check(sheet, day)
        yield (day := self._day(day + dt.timedelta(days=5)))
        self._start(held, day)
        yield (day := self._day(day + dt.timedelta(days=3)))
        for place, sheet in enumerate(_sheets(held)):
            self.scorers.score(sheet, day, lost=place % 4)
        yield (day := self._day(day + dt.timedelta(days=2)))
        for sheet in _sheets(held):
            self.scorers.check(sheet, day)
        yield from self._told(held, day)
        yield (day := self._day(day + dt.timedelta(days=25)))
        for sheet in _sheets(held):
            for place, department in enumerate(DEPARTMENTS):
                self._deliver(sheet, department, place, day)

    def _sample(self, body: Organization) -> Course:
        """A fifth of a committee's branches, drawn: the first half of the year, published."""
        year = self.today.year
        day = self._day(dt.date(year, 7, 6))
        yield day
        name = f"{year}年上半年党建体检抽查（示例）"
        days = (dt.date(year, 1, 1), dt.date(year, 6, 30))
        share = 20 if self.cast.city.scale.every_move else 2
        sample: dict[str, Any] = {"choice": Choice.SAMPLE, "share": share}
        plan = self._plan(body, self._scheme(Subject.BRANCH), name, days, day, **sample)
        held = open_whole(plan, self.cast.leader(body, day))
        yield (day := self._day(day + dt.timedelta(days=4)))
        for sheet in self._spoken(held):
            self.scorers.self_check(sheet, day)
        yield (day := self._day(day + dt.timedelta(days=6)))
        self._start(held, day)
        yield (day := self._day(day + dt.timedelta(days=3)))
        self._leave_out_silent(held, day)
        for place, sheet in enumerate(self._spoken(held)):
            self.scorers.score(sheet, day, lost=place % 5)
        yield (day := self._day(day + dt.timedelta(days=2)))
        for sheet in self._spoken(held):
            self.scorers.check(sheet, day)
        yield from self._told(held, day)

    def _in_scoring(self, body: Organization) -> Course:
        """The present half-year's round of the home committee: scored in part, checked in part."""
        day = self._day(self.today - dt.timedelta(days=24))
        yield day
        held = self._of_half_year(body, day, until=14)
        yield (day := self._day(day + dt.timedelta(days=4)))
        for sheet in self._spoken(held)[::2][:_MOST]:
            self.scorers.self_check(sheet, day)
        yield (day := self._day(self.today - dt.timedelta(days=9)))
        self._start(held, day)
        yield (day := self._day(day + dt.timedelta(days=3)))
        sheets = self._spoken(held)
        third = min(max(len(sheets) // 3, 1), _THIRD)
        for place, sheet in enumerate(sheets[: 2 * third]):
            self.scorers.score(sheet, day, lost=place % 5, hand_in=place < third * 3 // 2)
        if sheets[2 * third :]:
            excuse_inspection(
                inspection=sheets[-1],
                reason="正在办理撤销手续（示例）",
                actor=self.cast.leader(body, day),
            )
        yield (day := self._day(day + dt.timedelta(days=2)))
        done = _sheets(held).filter(status=InspectionStatus.SCORED)
        for sheet in done[: third - 1]:
            self.scorers.check(sheet, day)
        for sheet in done.order_by("-pk")[:1]:
            reason = "阵地得分缺少佐证照片，请补充后重评。（示例）"
            return_inspection(inspection=sheet, reason=reason, actor=self.cast.leader(body, day))

    def _in_self_check(self, body: Organization) -> Course:
        """The same of a second committee, not so far: half have handed in their self-check."""
        day = self._day(self.today - dt.timedelta(days=8))
        yield day
        held = self._of_half_year(body, day, until=12)
        yield (day := self._day(day + dt.timedelta(days=3)))
        for sheet in self._spoken(held)[::2][:_MOST]:
            self.scorers.self_check(sheet, day)

    def _of_half_year(self, body: Organization, day: dt.date, *, until: int) -> Round:
        """A round over all branches on the half-year up to the month before."""
        end = day.replace(day=1) - dt.timedelta(days=1)
        half, month = ("上", 1) if end.month <= 6 else ("下", 7)
        name = f"{end.year}年{half}半年党建体检（示例）"
        days = (dt.date(end.year, month, 1), end)
        scheme = self._scheme(Subject.BRANCH)
        plan = self._plan(body, scheme, name, days, day, until=until)
        return open_whole(plan, self.cast.leader(body, day))

    def _told(self, held: Round, day: dt.date) -> Course:
        """Told, signed for, one appeal rejected and one upheld where that changes anything."""
        body = held.organizer
        yield (day := self._day(day + dt.timedelta(days=1)))
        tell_results(round=held, actor=self.cast.leader(body, day))
        yield (day := self._day(day + dt.timedelta(days=1)))
        told = list(_sheets(held).filter(status=InspectionStatus.TOLD))
        for sheet in told:
            actor = self.cast.actor(self.scorers.speaker(sheet.organization), day)
            acknowledge_result(inspection=sheet, actor=actor)
        appeal = self._appeal(told[0], day) if told else None
        yield (day := self._day(day + dt.timedelta(days=2)))
        if appeal is not None:
            answer_appeal(
                appeal=appeal,
                upheld=False,
                answer="经核对，所述活动在数据周期之外，维持原得分。（示例）",
                actor=self.cast.leader(body, day),
            )
        fresh = Round.objects.get(pk=held.pk)
        yield (day := self._day((fresh.reply_until or day) + dt.timedelta(days=1)))
        publish_round(round=fresh, actor=self.cast.leader(body, day))

    def _appeal(self, sheet: Inspection, day: dt.date) -> Any:
        score = lowest_reading(sheet)
        if score is None:
            return None
        actor = self.cast.actor(self.scorers.speaker(sheet.organization), day)
        return raise_appeal(thing=score, words="有一次活动未计入，请核对。（示例）", actor=actor)

    def _plan(
        self,
        body: Organization,
        scheme: Scheme,
        name: str,
        days: tuple[dt.date, dt.date],
        day: dt.date,
        *,
        until: int = 8,
        **given: Any,
    ) -> Round:
        content = {
            "scheme": scheme,
            "name": name,
            "year": days[1].year,
            "period_start": days[0],
            "period_end": days[1],
            "self_check_until": day + dt.timedelta(days=until),
            "scoring_until": day + dt.timedelta(days=until + 14),
            "choice": Choice.ALL,
            "words": _WORDS,
        }
        return draft_round(
            organizer=body, content=content | given, actor=self.cast.clerk(body, day)
        )

    def _start(self, held: Round, day: dt.date) -> None:
        """Over to scoring, and read at once what the rooms know."""
        actor = self.cast.leader(held.organizer, day)
        started = start_scoring(round=held, actor=actor)
        take_readings(round_id=held.pk, ticket=started.reading_ticket, actor=actor)

    def _leave_out_silent(self, held: Round, day: dt.date) -> None:
        """A branch for which nobody speaks cannot take part."""
        spoken = {sheet.pk for sheet in self._spoken(held)}
        for sheet in _sheets(held).exclude(pk__in=spoken):
            actor = self.cast.leader(held.organizer, day)
            excuse_inspection(inspection=sheet, reason="负责人空缺（示例）", actor=actor)

    def _spoken(self, held: Round) -> list[Inspection]:
        """The sheets of bodies, and examiners, for which somebody speaks."""
        voices = self.cast.voices
        return [
            one
            for one in _sheets(held).taking_part()
            if voices.get(one.organization_id) and voices.get(one.examiner_id)
        ]

    def _deliver(self, sheet: Inspection, department: str, place: int, day: dt.date) -> None:
        content = {
            "department": department,
            "delivered_on": day,
            "receiver": "收文岗（示例）",
            "document_number": f"示例函〔{day.year}〕{10 + place}号",
            "purpose": "领导班子和领导干部年度考核参考",
        }
        record_delivery(
            inspection=sheet, content=content, actor=self.cast.clerk(sheet.organizer, day)
        )

    def _scheme(self, subject: str) -> Scheme:
        rows = Scheme.objects.filter(tenant=self.cast.city.tenant, subject=subject)
        return rows.in_use().order_by("pk")[0]

    def _day(self, day: dt.date) -> dt.date:
        return self.cast.clock.workday(day)


def _sheets(held: Round) -> Any:
    rows = Inspection.objects.filter(round=held).select_related(
        "round__organizer__tenant", "round__scheme", "organization__tenant", "examiner__tenant"
    )
    return rows.order_by("pk")
