"""A project as one reader opens its papers: who reads, how much, and the rows already at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from documents.papers.paper import PaperTable
from documents.word.names import chinese_date
from documents.word.table import TableColumn
from hierarchy.actors import Actor
from hierarchy.models import Organization
from projects.insight import Insight
from projects.models import (
    Amendment,
    Milestone,
    ProgressNote,
    Project,
    ProjectCheck,
    Tranche,
)
from projects.papers.original import (
    Line,
    Words,
    lines_before,
    made_since,
    milestones_before,
    words_before,
)

MILESTONE_COLUMNS: Final = (
    TableColumn("序号", 1.1, centered=True),
    TableColumn("节点", 3.6),
    TableColumn("完成时限", 3.8, centered=True),
)
DONE_COLUMNS: Final = (
    *MILESTONE_COLUMNS,
    TableColumn("完成日期", 3.8, centered=True),
    TableColumn("完成情况", 3.2),
)


class Reading:
    """A project and its reader; each sort of rows is asked once, when a paper needs it."""

    def __init__(self, project: Project, seen: Insight, actor: Actor) -> None:
        self.project = project
        self.seen = seen
        self.actor = actor

    @property
    def on(self) -> dt.date:
        """Today."""
        return self.actor.on

    @property
    def applicant(self) -> Organization:
        """Who carries the project out."""
        return self.project.applicant

    @property
    def city(self) -> Organization:
        """Who approves, pays and accepts it."""
        return self.project.city

    @cached_property
    def tranches(self) -> list[Tranche]:
        """All tranches in the order of payment."""
        rows = self.project.tranches.select_related("source", "requested_by", "approved_by")
        return list(rows.order_by("number", "source__sort_order", "pk"))

    @cached_property
    def notes(self) -> list[ProgressNote]:
        """All monthly notes, the oldest first."""
        return list(self.project.notes.select_related("written_by").order_by("month"))

    @cached_property
    def checks(self) -> list[ProjectCheck]:
        """All mid-term checks and acceptances, round by round."""
        return list(self.project.checks.order_by("handed_in_on", "pk"))

    @cached_property
    def amendments(self) -> list[Amendment]:
        """All amendments, the oldest first."""
        return list(self.project.amendments.select_related("asked_by").order_by("pk"))

    @cached_property
    def _milestones(self) -> list[Milestone]:
        return list(self.project.milestones.order_by("due_on", "pk"))

    def words(self, day: dt.date | None = None) -> Words:
        """What the project said of itself on a day; without one, before all amendments."""
        return words_before(self.project, made_since(self.amendments, day))

    def milestones(self, day: dt.date | None = None) -> list[Milestone]:
        """All milestones by their day of then; without one, before all amendments."""
        return milestones_before(self._milestones, made_since(self.amendments, day))

    def lines(self, day: dt.date | None = None) -> list[Line]:
        """What it was to cost on a day; without one, before all amendments."""
        return lines_before(self.project, made_since(self.amendments, day))

    def facts(self, day: dt.date | None = None) -> list[tuple[str, str]]:
        """What every form begins with, as it stood on a day or before all amendments."""
        project, words = self.project, self.words(day)
        return [
            ("项目名称", words.name),
            ("申报单位", project.applicant.name),
            ("项目类别", project.category.name),
            ("项目负责人", words.lead),
            ("实施期限", span(project.starts_on, words.ends_on)),
        ]


def span(first: dt.date, last: dt.date) -> str:
    """``2026年3月15日至11月30日``; the second year only where it is another."""
    until = f"{last.month}月{last.day}日" if first.year == last.year else chinese_date(last)
    return f"{chinese_date(first)}至{until}"


def milestone_table(
    milestones: Iterable[Milestone], *, reached_by: dt.date | None = None
) -> PaperTable:
    """Milestones with their days; given a day, also which were reached by then, and how."""
    rows = []
    for place, one in enumerate(milestones, start=1):
        row = [str(place), one.name, chinese_date(one.due_on)]
        if reached_by:
            is_done = one.done_on is not None and one.done_on <= reached_by
            day = chinese_date(one.done_on) if one.done_on and is_done else "未完成"
            row += [day, one.done_words if is_done else ""]
        rows.append(row)
    columns = DONE_COLUMNS if reached_by else MILESTONE_COLUMNS
    return PaperTable(title="项目节点", columns=columns, rows=rows)
