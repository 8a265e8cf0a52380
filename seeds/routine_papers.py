"""A demo city's committees at work: monthly meetings, what they resolve, quarterly summaries.

All through the actions that people use, as the committees' own posts on the days of then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from accounts.models import User
from hierarchy.actors import Actor, load_actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from routines.actions.meetings import hold_meeting, prepare_meeting
from routines.actions.resolutions import finish_resolution
from routines.actions.summaries import comment_summary, draft_summary, submit_summary
from routines.agenda import Item, Resolved
from routines.models import Resolution, Summary
from routines.summary_periods import Span
from routines.terms import SummaryKind
from seeds.city import City
from seeds.rhythm import SHANGHAI, Clock
from seeds.voices import Voices

_TALKED_OF = (
    ("传达上级会议精神", "各工作站组织学习，结合行业实际抓好落实（示例）。"),
    ("听取各工作站工作情况", "进度总体正常，落后的事项月底前补上（示例）。"),
    ("研究应建未建单位推进办法", "逐户明确指导员，按月通报进展（示例）。"),
    ("研究联合党支部规范化", "覆盖单位较多的联合支部提出调整方案（示例）。"),
)
_RESOLVED = (
    "走访应建未建单位并报送组建计划（示例）",
    "核对本月组织生活登记情况并补录（示例）",
    "梳理联合党支部覆盖单位变动（示例）",
)
# One meeting in so many is not held, one thing resolved in so many is not done in time.
_MISSED, _UNDONE = 9, 3
_WRITERS = 3
"""So many committees hand up summaries: each is read from all data, which takes its time."""


@dataclass(slots=True)
class RoutinePapers:
    """What the committees of one city held and wrote this year, as of the clock's day."""

    city: City
    clock: Clock
    voices: Voices

    def run(self) -> dict[str, int]:
        """Meetings of the home committee, summaries of it and two more; how many of each.

        The other committees' meetings are written by ``RoutineLife``, in bulk.
        """
        home = self.city.ids[self.city.home[Tier.COMMITTEE]]
        bodies = Organization.objects.filter(tenant=self.city.tenant, tier=Tier.COMMITTEE)
        counts = {"meetings": 0, "summaries": 0}
        found = sorted(bodies.open(self.clock.today), key=lambda body: (body.pk != home, body.pk))
        for body in found[:_WRITERS]:
            chance = Random(f"papers {body.name}")  # noqa: S311 - the same demo every time
            if body.pk == home:
                held = [self._meet(body, day, chance) for day in self._days(chance)]
                counts["meetings"] += sum(held)
            counts["summaries"] += sum(self._write(body, quarter) for quarter in self._quarters())
        return counts

    def _days(self, chance: Random) -> Iterator[dt.date]:
        """A working day in the first half of each month that has come."""
        today = self.clock.today
        for month in range(1, today.month + 1):
            day = dt.date(today.year, month, chance.randint(8, 15))
            day -= dt.timedelta(days=max(0, day.weekday() - 4))
            if day < today and chance.randrange(_MISSED):
                yield day

    def _quarters(self) -> range:
        """The quarters whose summary is already due."""
        return range(1, (self.clock.today.month - 1) // 3 + 1)

    def _meet(self, body: Organization, day: dt.date, chance: Random) -> bool:
        chair = self._person(body, day)
        if chair is None:
            return False
        talked = chance.sample(_TALKED_OF, k=2)
        content = {
            "title": f"{day.year}年{day.month}月例会（示例）",
            "place": "会议室（示例）",
            "chair": chair.user.name if chair.user else "",
            "expected_count": 9,
            "present_count": 9 - chance.randrange(3),
        }
        record = prepare_meeting(
            organization=body,
            happened_on=day,
            content=content,
            agenda=[Item(title=title) for title, _ in talked],
            actor=chair,
        )
        items = record.agenda.order_by("order")
        said = {item.pk: words for item, (_, words) in zip(items, talked, strict=True)}
        hold_meeting(
            record=record,
            content=content,
            words=said,
            resolved=self._resolved(body, day, chance),
            actor=chair,
        )
        self._carry_out(record.pk, chance)
        return True

    def _resolved(self, body: Organization, day: dt.date, chance: Random) -> list[Resolved]:
        stations = list(Organization.objects.children_of(body).open(day).order_by("pk")[:3])
        if not stations:
            return []
        text, station = chance.choice(_RESOLVED), chance.choice(stations)
        return [Resolved(text=text, responsible=station, due_on=day + dt.timedelta(days=20))]

    def _carry_out(self, record_id: int, chance: Random) -> None:
        for row in Resolution.objects.filter(record_id=record_id).select_related("responsible"):
            done_on = row.due_on - dt.timedelta(days=chance.randint(1, 9))
            is_left = row.due_on >= self.clock.today or not chance.randrange(_UNDONE)
            doer = None if is_left else self._person(row.responsible, done_on)
            if doer is not None:
                finish_resolution(resolution=row, words="已按要求完成（示例）。", actor=doer)

    def _write(self, body: Organization, quarter: int) -> bool:
        """Drafted and handed up right after the quarter; the last one waits for the city."""
        year = self.clock.today.year
        day = dt.date(year, quarter * 3 + 1, 8)
        writer = self._person(body, day)
        if day >= self.clock.today or writer is None:
            return False
        span = Span(SummaryKind.QUARTERLY, year, quarter)
        summary = draft_summary(organization=body, span=span, actor=writer)
        submit_summary(summary=summary, actor=writer)
        if quarter < self._quarters().stop - 1:
            self._comment(summary, day + dt.timedelta(days=5))
        return True

    def _comment(self, summary: Summary, day: dt.date) -> None:
        above = summary.organization.parent
        reader = self._person(above, day) if above else None
        if reader is not None:
            words = "工作扎实，下季度重点抓好应建未建单位清零（示例）。"
            comment_summary(summary=summary, words=words, actor=reader)

    def _person(self, body: Organization, day: dt.date) -> Actor | None:
        """Who speaks for a body, as an actor of the afternoon of a day."""
        voice = next(iter(self.voices.get(body.pk, ())), None)
        if voice is None:
            return None
        at = dt.datetime.combine(day, dt.time(16), SHANGHAI)
        return load_actor(User.objects.get(pk=voice.user_id), at=at)
