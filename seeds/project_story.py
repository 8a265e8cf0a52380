"""A demo project at work, checked, accepted, settled, filed, and sometimes a brand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from projects.actions.amending import ask_amendment
from projects.actions.applying import add_paper
from projects.actions.branding import ask_brand, publish_pack, recognise_brand
from projects.actions.checking import (
    accept_project,
    ask_acceptance,
    correct_project,
    pass_midterm,
)
from projects.actions.closing import archive_project, settle_project, stop_project
from projects.actions.working import hand_in_midterm, reach_milestone, write_note
from projects.models import Project
from projects.terms import AmendmentKind, PaperKind, ProjectStatus
from seeds.project_money import SPENDING, ProjectMoney
from seeds.stories import Course

Step = tuple[dt.date, Callable[[], object]]
_CLOSING = ("end", "acceptance", "correcting", "accepted")
_WORKING = (ProjectStatus.UNDERWAY, ProjectStatus.MIDTERM, ProjectStatus.ADVANCING)
_PANEL = ("市委两新工委验收组（示例）", "行业主管部门代表（示例）")
_GOOD = "达到任务书约定的目标，材料齐全（示例）。"


class ProjectStory(ProjectMoney):
    """The steps after the task book (实施到品牌)."""

    def run(self) -> Course:
        """From the draft to the end, or to where the plan stops."""
        yield from super().run()
        if self.project is None or self.project.status != ProjectStatus.UNDERWAY:
            return
        for day, act in sorted(self._works(), key=lambda step: step[0]):
            yield day
            act()
        if self.plan.until in _CLOSING:
            yield from self._close()

    def _works(self) -> Iterator[Step]:
        """What happens between the two signatures and the acceptance, each on its day."""
        project, work = self.made, self.cast.clock.workday
        begun = max(project.countersigned_on or self.day(30), project.starts_on)
        middle = begun + (project.ends_on - begun) / 2
        first = work(begun + dt.timedelta(days=4))
        yield first, partial(self.pay_out, 1, first)
        yield from self._notes(first)
        yield from self._milestones(first)
        places = self._places(0)
        span = max((middle - first).days // (len(places) + 1), 1)
        for number, place in enumerate(places, start=1):
            day = work(first + dt.timedelta(days=span * number))
            yield day, partial(self.spend, 0, place, day)
        if self.plan.until == "stopped":
            day = work(middle + dt.timedelta(days=1))
            yield day, partial(self._stop, day)
            return
        yield from self._second_half(work(middle + dt.timedelta(days=2)))

    def _second_half(self, day: dt.date) -> Iterator[Step]:
        work = self.cast.clock.workday
        yield day, partial(self._hand_in, day)
        if self.plan.until == "midterm":
            return
        passed = work(day + dt.timedelta(days=7))
        yield passed, partial(self._pass, passed)
        paid = work(passed + dt.timedelta(days=5))
        yield paid, partial(self.pay_out, 2, paid)
        for place in self._places(1):
            spent = work(paid + dt.timedelta(days=10 + 14 * place))
            yield spent, partial(self.spend, 1, place, spent)
        if self.plan.until == "amendment":
            asked = work(paid + dt.timedelta(days=45))
            yield asked, partial(self._ask_for_time, asked)
        if self.plan.until == "open_money":
            yield from self._open_money(work(paid + dt.timedelta(days=50)))

    def _places(self, phase: int) -> range:
        """Which expenses of a phase there are: all of a large project, else the first ones."""
        return range(len(SPENDING[phase]) if self.plan.is_large else 2 - (phase > 0))

    def _open_money(self, day: dt.date) -> Iterator[Step]:
        """Expenses on their way: one waits for the leader, one to be paid, one came back."""
        yield day, partial(self.mend, day)
        later = self.cast.clock.workday(day + dt.timedelta(days=2))
        yield later, partial(self.spend, 0, 0, later, steps=1)
        yield later, partial(self.spend, 0, 4, later, steps=2)
        yield later, partial(self.turn_down, 0, 3, later)

    def _notes(self, first: dt.date) -> Iterator[Step]:
        """A note for each month, of small projects every second, on a working day from the 26th."""
        month, last = first.replace(day=1), self.made.ends_on - dt.timedelta(days=5)
        while (day := self.cast.clock.workday(month.replace(day=26))) < last:
            if self.plan.is_large or month.month % 2 == 0:
                yield day, partial(self._note, month, day)
            month = (month + dt.timedelta(days=32)).replace(day=1)

    def _milestones(self, first: dt.date) -> Iterator[Step]:
        for number, milestone in enumerate(self.made.milestones.order_by("due_on", "pk")):
            day = self.cast.clock.workday(max(first, milestone.due_on - dt.timedelta(days=3)))
            # Two in three are reached in time; where work goes on, the last one is still to come.
            if number == 2 and self.plan.until not in _CLOSING:
                continue
            yield day, partial(self._reach, number, day)

    def _note(self, month: dt.date, day: dt.date) -> None:
        if self.made.status not in _WORKING:
            return
        times = self.cast.chance.randint(1, 4)
        write_note(
            project=self.made,
            month=month,
            done=f"{month.month}月按计划推进，开展活动 {times} 次（示例）。",
            plans="按任务书安排推进下月工作（示例）。",
            actor=self.cast.clerk(self.body, day, 15),
        )

    def _reach(self, number: int, day: dt.date) -> None:
        milestone = self.made.milestones.order_by("due_on", "pk")[number]
        if self.made.status in _WORKING:
            words = "已按期完成（示例）。"
            actor = self.cast.clerk(self.body, day, 16)
            reach_milestone(milestone=milestone, done_on=day, words=words, actor=actor)

    def _hand_in(self, day: dt.date) -> None:
        report = "主要任务完成过半，经费使用与进度相符（示例）。"
        actor = self.cast.clerk(self.body, day)
        for file in self.cast.files[self.body.pk][:2]:
            add_paper(project=self.made, kind=PaperKind.PROGRESS, attachment=file, actor=actor)
        self.project = hand_in_midterm(project=self.made, report=report, actor=actor)

    def _pass(self, day: dt.date) -> None:
        actor = self.cast.leader(self.cast.root, day)
        self.project = pass_midterm(
            project=self.made, opinion="进度正常，同意继续实施（示例）。", panel=_PANEL, actor=actor
        )

    def _stop(self, day: dt.date) -> None:
        reason = "合作单位退出，项目无法继续（示例）。"
        actor = self.cast.leader(self.cast.root, day)
        self.project = stop_project(project=self.made, reason=reason, actor=actor)

    def _ask_for_time(self, day: dt.date) -> None:
        until = min(self.made.ends_on + dt.timedelta(days=25), dt.date(day.year, 12, 31))
        ask_amendment(
            project=self.made,
            kind=AmendmentKind.EXTENSION,
            reason="活动场地调整，须顺延（示例）。",
            changes={"ends_on": until},
            actor=self.cast.clerk(self.body, day),
        )

    def _close(self) -> Course:
        """Acceptance, the last tranche, the final account, the archive."""
        cast, work = self.cast, self.cast.clock.workday
        day = work(self.made.ends_on - dt.timedelta(days=2))
        yield day
        self.project = ask_acceptance(
            project=self.made,
            closing_report="各项目标均已完成，材料已整理归卷（示例）。",
            actor=cast.clerk(self.body, day, 15),
        )
        if self.plan.until == "acceptance":
            return
        day = work(day + dt.timedelta(days=3))
        yield day
        self._decide(day)
        if self.project.status != ProjectStatus.ACCEPTED or self.plan.until == "accepted":
            return
        day = work(day + dt.timedelta(days=4))
        yield day
        self.pay_out(3, day)
        for place in self._places(2):
            self.spend(2, place, day)
        yield from self._file(work(day + dt.timedelta(days=4)))

    def _decide(self, day: dt.date) -> None:
        actor = self.cast.leader(self.cast.root, day)
        if self.plan.until == "correcting":
            self.project = correct_project(
                project=self.made,
                opinion="请补齐活动台账和受益人员名册（示例）。",
                panel=_PANEL,
                correct_by=day + dt.timedelta(days=30),
                actor=actor,
            )
        else:
            self.project = accept_project(
                project=self.made, opinion=_GOOD, panel=_PANEL, actor=actor
            )

    def _file(self, day: dt.date) -> Course:
        cast = self.cast
        yield day
        self.give_back(day)
        self.project = settle_project(project=self.made, actor=cast.leader(cast.root, day, 16))
        self.project = archive_project(project=self.made, actor=cast.clerk(cast.root, day, 17))
        if not self.plan.brand:
            return
        day = cast.clock.workday(day + dt.timedelta(days=3))
        yield day
        self.project = ask_brand(
            project=self.made,
            reason="成效明显，做法可复制可推广（示例）。",
            actor=cast.clerk(self.body, day),
        )
        self.project = recognise_brand(project=self.made, actor=cast.leader(cast.root, day, 16))
        self._publish(self.made, day)

    def _publish(self, project: Project, day: dt.date) -> None:
        text = self.plan.text
        publish_pack(
            project=project,
            title=f"{text['name']}的做法（示例）",
            summary=text["measures"],
            results=text["outcomes"],
            advice="先摸清底数，再定标准，逐项落实（示例）。",
            attachments=self.cast.files[self.body.pk][:2],
            actor=self.cast.clerk(self.cast.root, day, 17),
        )
