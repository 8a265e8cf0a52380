"""Building demo cities from nothing to a living year, each in one transaction."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from checklists.models import Assignment, Checklist
from hierarchy.actions.proofs import prove_tree
from hierarchy.actors import system_actor
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Tier
from seeds.cascade import Cascade
from seeds.cast import SEED
from seeds.changes import change_structure, found_home_branch, send_on_leave
from seeds.city import City, plant_city
from seeds.episodes import Episodes
from seeds.evidence import store_evidence
from seeds.filing import file_year
from seeds.happenings import Happenings
from seeds.inboxes import Inboxes, write_trail
from seeds.inspection_life import InspectionLife
from seeds.landscape import found_demo_city
from seeds.ledger import Ledger
from seeds.ledger_life import LedgerLife
from seeds.names import NameBook
from seeds.people_life import PeopleLife
from seeds.project_life import ProjectLife
from seeds.rhythm import SHANGHAI, Clock, at_minute, morning
from seeds.routine_life import RoutineLife
from seeds.routine_papers import RoutinePapers
from seeds.routine_year import RoutineYear
from seeds.scales import Scale
from seeds.voices import Voices, load_voices

# Before this day little of the year's own lists has come down: last year's is seeded, too.
_ALIVE_FROM = (4, 15)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityName:
    """What a demo city is called: the tenant's code and name, and the place's own name."""

    code: str
    name: str
    place: str


@dataclass(slots=True)
class Builder:
    """Builds demo cities as of one day; ``say`` gets a line of progress after each step."""

    year: int
    now: dt.datetime
    say: Say
    book: NameBook

    @property
    def today(self) -> dt.date:
        """The demo's day."""
        return self.now.astimezone(SHANGHAI).date()

    def build(self, name: CityName, scale: Scale) -> City:
        """Found, plant and live one city; all of it or nothing."""
        started = time.monotonic()
        with transaction.atomic():
            city = self._plant(name, scale)
            clock = Clock(tenant=city.tenant, now=self.now)
            with self._step("组织变动"):
                changes = change_structure(city, clock=clock)
            voices = load_voices(city.tenant)
            evidence = self._evidence(city, voices)
            for year in self._years(scale):
                self._live(city, year, clock, voices, evidence)
            episodes = Episodes(city=city, clock=clock, voices=voices)
            with self._step("办理中的事例"):
                episodes.run()
                found_home_branch(city, clock=clock)
                send_on_leave(city, clock=clock)
            self._keep_ledger(city, clock)
            self._keep_routines(city, clock, evidence)
            self._keep_projects(city, clock)
            self._inspect(city, clock)
            self._keep_people(city, clock)
            faults = prove_tree(tenant=city.tenant, actor=system_actor(at=self.now))
        self.say(
            f"{name.name}：组织变动 {changes} 件、办理事例 {sum(episodes.done.values())} 件，"
            f"组织树校验{'通过' if not faults else '未通过'}，"
            f"共用时 {time.monotonic() - started:.1f} 秒。"
        )
        return city

    def _plant(self, name: CityName, scale: Scale) -> City:
        with self._step("组织体系"):
            root = found_demo_city(code=name.code, name=name.name, place=name.place)
            city = plant_city(root=root, scale=scale, book=self.book)
            _analyze(Organization)
        counts = {tier: len(rows) for tier, rows in city.cast.by_tier.items()}
        self.say(
            f"{name.name}：{counts[Tier.COMMITTEE]} 个专委会（党委）、"
            f"{counts[Tier.STATION]} 个工作站、{counts[Tier.OFFICER]} 个指导员岗位、"
            f"{counts[Tier.BRANCH]} 个党组织和未建单位，{city.cast.people} 个账号。"
        )
        return city

    def _keep_ledger(self, city: City, clock: Clock) -> None:
        """The ledger stands on the bodies as they are now, and on who holds them now."""
        with self._step("台账"):
            voices = load_voices(city.tenant)
            counts = Ledger(city, clock, voices, self.book).write()
        with self._step("月末快照、越线事项和联合组建建议"):
            counts |= LedgerLife(city, clock, voices).run()
        self.say(
            f"{city.tenant.name}台账：{counts['units']} 家单位、{counts['states']} 条台账数据、"
            f"{counts['parties']} 个党组织、{counts['contacts']} 次联系、"
            f"{counts['notices']} 份信息变更单、{counts['snapshots']} 个月末快照、"
            f"{counts['proposals']} 条联合组建建议。"
        )

    def _keep_routines(self, city: City, clock: Clock, evidence: dict[int, list[int]]) -> None:
        """What each body owes by the rules since the beginning of the year, and what it held."""
        voices = load_voices(city.tenant)
        life = RoutineLife(city, clock, voices, evidence)
        with self._step("应办事项"):
            life.set_up_groups()
            counts = RoutineYear(city, clock, voices).run()
        with self._step("组织生活"):
            held = life.run()
        with self._step("例会和小结"):
            papers = RoutinePapers(city, clock, voices).run()
        self.say(
            f"{city.tenant.name}制度：{counts['rules']} 条规则、"
            f"{counts['obligations']} 条应办事项、{counts['exceptions']} 件例外办理、"
            f"{held['records']} 条活动记录（完成应办事项 {held['answers']} 次）、"
            f"{held['ballots']} 次表决、{held['talks']} 次谈心谈话、"
            f"{papers['meetings']} 次例会、{papers['summaries']} 份小结。"
        )

    def _keep_projects(self, city: City, clock: Clock) -> None:
        """Projects with their money, paths, teams and venues, of last year and this one."""
        with self._step("项目、经费和阵地"):
            counts = ProjectLife(city, clock, load_voices(city.tenant)).run()
        self.say(
            f"{city.tenant.name}项目：{counts['projects']} 个党建项目、"
            f"{counts['expenses']} 笔支出、{counts['vouchers']} 张凭证、"
            f"{counts['brands']} 个品牌案例、"
            f"{counts['paths']} 条同步推进路径、{counts['teams']} 个行动载体、"
            f"{counts['venues']} 处阵地。"
        )

    def _inspect(self, city: City, clock: Clock) -> None:
        """Rounds with their findings and rectifications, and the yearly reviews."""
        with self._step("体检、整改和述职评议"):
            counts = InspectionLife(city, clock, load_voices(city.tenant)).run()
        self.say(
            f"{city.tenant.name}体检：{counts['rounds']} 轮、{counts['sheets']} 份体检单、"
            f"{counts['findings']} 个问题、{counts['letters']} 份整改、"
            f"{counts['reviews']} 份述职评议。"
        )

    def _keep_people(self, city: City, clock: Clock) -> None:
        """Workers, liaisons and officers' files; members and applicants of the home branch."""
        with self._step("队伍与党员"):
            counts = PeopleLife(city, clock).run()
        self.say(
            f"{city.tenant.name}队伍：{counts['workers']} 名专职党务工作者、"
            f"{counts['liaisons']} 名联络员、名册 {counts['members']} 名党员、"
            f"{counts['admissions']} 份发展党员档案。"
        )

    def _evidence(self, city: City, voices: Voices) -> dict[int, list[int]]:
        """Files for every fifth-tier body, uploaded when the first lists had come down."""
        leaves = [city.ids[index] for index in city.cast.by_tier[Tier.BRANCH]]
        first_year = min(self._years(city.scale))
        at = min(at_minute(dt.date(first_year, 3, 25), 9 * 60), self.now)
        with self._step("佐证材料"):
            return store_evidence(tenant=city.tenant, owners=leaves, voices=voices, at=at)

    def _years(self, scale: Scale) -> list[int]:
        early = self.today < dt.date(self.year, *_ALIVE_FROM)
        return [self.year - 1, self.year] if scale.with_last_year or early else [self.year]

    def _live(
        self, city: City, year: int, clock: Clock, voices: Voices, evidence: dict[int, list[int]]
    ) -> None:
        cascade = Cascade(city=city, year=year, clock=clock, voices=voices)
        with self._step(f"{year}年清单下发"):
            cascade.run()
            _analyze(Checklist, Assignment)
        happenings = Happenings(
            cascade=cascade, evidence=evidence, holdouts=_holdouts(city, year=self.year, of=year)
        )
        inboxes = Inboxes(cascade)
        with self._step(f"{year}年签收、上报与审核"):
            lives = []
            for chunk in happenings.run():
                inboxes.tell_of_moves(chunk)
                lives += chunk if city.scale.every_move else []
            if lives:
                write_trail(cascade, lives)
        if clock.is_filed(year):
            file_year(cascade)
        with self._step("消息"):
            inboxes.tell_of_lists()
            notices = inboxes.write()
        self.say(
            f"{city.tenant.name} {year}年：{cascade.lists} 份清单、{cascade.assignments} 项任务、"
            f"{happenings.counts['reports']} 次上报、{happenings.counts['reviews']} 次审核、"
            f"{notices} 条消息。"
        )

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.say(f"  {what}……{time.monotonic() - started:.1f} 秒")


def demo_now(on: dt.date, *, real: dt.datetime) -> dt.datetime:
    """The demo's present: eight o'clock of its day, but never later than the real moment today."""
    start = morning(on)
    return min(start, real) if on == real.astimezone(SHANGHAI).date() else start


def exists(code: str) -> Tenant | None:
    """The tenant of that code, demo or not."""
    return Tenant.objects.filter(code=code).first()


def name_book() -> NameBook:
    """The one name book of all demo cities, so that twins have equal names."""
    return NameBook(seed=SEED)


def _holdouts(city: City, *, year: int, of: int) -> frozenset[tuple[int, int]]:
    """Around the home officer, what was not signed: for the objection, and for a first step."""
    if of != year:
        return frozenset()
    leaves = city.cast.children[city.home[Tier.OFFICER]]
    wanted = ((0, 14), (2, 16), (3, 18))
    return frozenset(
        (city.ids[leaves[place]], number) for place, number in wanted if place < len(leaves)
    )


def _analyze(*models: type[Organization] | type[Checklist] | type[Assignment]) -> None:
    """Fresh statistics, so that the next large statement is planned for what is there now."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
