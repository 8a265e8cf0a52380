"""A demo city's projects, money, paths and fronts over two years, through the actions.

Every thing is a story that yields the day of its next step; the earliest step of all goes
first, so that the ledger and the numbers run in the order of days.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hierarchy.actors import system_actor
from projects.actions.branding import adopt_pack
from projects.actions.budgets import set_budget
from projects.actions.duties import open_year, refresh_duties
from projects.actions.rules import seed_project_rules
from projects.models import ActionTeam, BrandPack, Expense, JointPath, Project, Venue, Voucher
from seeds.city import City
from seeds.landscape import FOUNDED
from seeds.project_cast import ProjectCast
from seeds.project_course import Plan
from seeds.project_fronts import ProjectFronts
from seeds.project_story import ProjectStory
from seeds.rhythm import Clock, morning
from seeds.scales import TWIN
from seeds.stories import Course, tell_stories
from seeds.voices import Voices

# By source: what the year gets, in yuan.
_BUDGETS = (("city", 600_000), ("department", 120_000), ("dues", 80_000))
_ROUNDS = ("", "", "第二期", "第三期")
# The place of the committee, and where its story ends.
_LAST_YEAR = ((0, "brand"), (1, "brand"))
_SPRING = (
    (0, "open_money"),
    (1, "acceptance"),
    (2, "correcting"),
    (3, "amendment"),
    (4, "midterm"),
    (6, "stopped"),
    (7, "rejected"),
)
_AUTUMN = (
    (6, "book_signed", 55),
    (7, "approved", 45),
    (8, "on_notice", 12),
    (9, "in_review", 10),
    (3, "submitted", 4),
    (4, "returned", 8),
    (5, "draft", 3),
)
"""The second round: so many days before today."""


@dataclass(slots=True)
class ProjectLife:
    """The room's whole life in one city, as of the clock's day."""

    city: City
    clock: Clock
    voices: Voices

    def run(self) -> dict[str, int]:
        """Rules, demands of both years, and every story up to now; how many of each."""
        tenant, today = self.city.tenant, self.clock.today
        founding = system_actor(at=morning(FOUNDED))
        seed_project_rules(tenant=tenant, on=FOUNDED, actor=founding)
        for year in (today.year - 1, today.year):
            open_year(tenant=tenant, year=year, actor=system_actor(at=morning(dt.date(year, 1, 1))))
        cast = ProjectCast(self.city, self.clock, self.voices)
        tell_stories(self._stories(cast), until=today)
        refresh_duties(tenant=tenant, actor=system_actor(at=self.clock.now))
        return self._counts()

    def _stories(self, cast: ProjectCast) -> Iterator[Course]:
        for year in (self.clock.today.year - 1, self.clock.today.year):
            yield _budget(cast, year)
        yield from (ProjectStory(cast, plan).run() for plan in self._plans(cast))
        if self.city.scale.name != TWIN.name:
            yield from ProjectFronts(cast).courses()
            yield from (_adopt(cast, place) for place in (0, 1))

    def _plans(self, cast: ProjectCast) -> Iterator[Plan]:
        """The projects of both years; a twin has one, on public notice."""
        rounds = Counter[int]()
        if self.city.scale.name == TWIN.name:
            yield self._plan(cast, 0, "on_notice", self._begin(0, 0), rounds)
            return
        for place, until in _LAST_YEAR:
            yield self._plan(cast, place, until, self._begin(-1, place), rounds)
        for place, until in _SPRING:
            yield self._plan(cast, place, until, self._begin(0, place), rounds)
        for place, until, days in _AUTUMN:
            day = self.clock.today - dt.timedelta(days=days)
            if (day.month, day.day) > (6, 1):
                yield self._plan(cast, place, until, day, rounds)

    def _begin(self, years: int, place: int) -> dt.date:
        return dt.date(self.clock.today.year + years, 3, 2 + place)

    def _plan(
        self, cast: ProjectCast, place: int, until: str, day: dt.date, rounds: Counter[int]
    ) -> Plan:
        """What a committee plans: its trade's own text, told apart by the round."""
        body = cast.committees[place]
        code = body.industry.code if body.industry else ""
        rows = cast.texts["projects"]
        text = next((row for row in rows if row["industry"] == code), rows[place])
        rounds[place] += 1
        name = f"{text['name']}{_ROUNDS[rounds[place]]}"
        return Plan(
            body=body,
            text={**text, "name": name},
            starts=day,
            until="end" if until == "brand" else until,
            brand=until == "brand",
            is_large=until == "open_money",
        )

    def _counts(self) -> dict[str, int]:
        tenant = self.city.tenant
        return {
            "projects": Project.objects.filter(tenant=tenant).count(),
            "expenses": Expense.objects.filter(project__tenant=tenant).count(),
            "vouchers": Voucher.objects.filter(tenant=tenant).count(),
            "brands": BrandPack.objects.filter(tenant=tenant).count(),
            "paths": JointPath.objects.filter(tenant=tenant).count(),
            "teams": ActionTeam.objects.filter(tenant=tenant).count(),
            "venues": Venue.objects.filter(tenant=tenant).count(),
        }


def _budget(cast: ProjectCast, year: int) -> Course:
    """The city puts each source into the year's budget, and once adds to its own."""
    day = cast.clock.workday(dt.date(year, 1, 18))
    yield day
    for code, yuan in _BUDGETS:
        set_budget(
            organization=cast.root,
            year=year,
            source=cast.sources[code],
            amount=Decimal(yuan),
            paper_number=f"示例财〔{year}〕{6 + len(code)}号",
            decided_on=day,
            subject="行业党建专项经费（示例）",
            actor=cast.leader(cast.root, day),
        )


def _adopt(cast: ProjectCast, place: int) -> Course:
    """A committee takes a case of last year up into a draft of its own."""
    day = cast.clock.workday(dt.date(cast.clock.today.year, 6, 10 + place))
    yield day
    packs = BrandPack.objects.filter(tenant=cast.city.tenant).order_by("pk")
    pack = packs[place : place + 1].first()
    body = cast.committees[8 + place]
    if pack is not None:
        adopt_pack(pack=pack, organization=body, actor=cast.clerk(body, day))
