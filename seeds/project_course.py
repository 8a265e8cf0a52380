"""One demo project from its draft to wherever its story ends, step by step on the days of then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from hierarchy.models import Organization
from hierarchy.terms import Role
from projects.actions.applying import (
    add_paper,
    draft_project,
    set_budget_lines,
    set_milestones,
    submit_project,
)
from projects.actions.deciding import (
    approve_project,
    countersign_book,
    publish_project,
    reject_project,
    sign_book,
)
from projects.actions.reviewing import pass_form, score_project, send_back_project
from projects.models import Project
from projects.review_rules import criteria_of
from projects.terms import Catalogue, PaperKind
from projects.wishes import BudgetWish
from seeds.project_cast import ProjectCast
from seeds.stories import Course

# Source, category, yuan. Dues pay for what 党费规定第十九条 names.
BUDGET = (
    ("city", "training", 24_000),
    ("city", "print", 12_000),
    ("city", "materials", 8_000),
    ("department", "rent", 6_000),
    ("dues", "media", 5_000),
)
_OPINIONS = (
    "目标明确，做法可行（示例）。",
    "预算有据，惠及面较广（示例）。",
    "建议细化考核指标（示例）。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A project to be: whose, what it says, when it is applied for, where its story stops.

    A large one has a third source of money, more expenses and a note for every month.
    """

    body: Organization
    text: Mapping[str, str]
    starts: dt.date
    until: str = "end"
    brand: bool = False
    is_large: bool = False


class ProjectCourse:
    """The steps from the draft to the countersigned task book (申报到会签)."""

    def __init__(self, cast: ProjectCast, plan: Plan) -> None:
        self.cast, self.plan = cast, plan
        self.body = plan.body
        self.project: Project | None = None

    @property
    def made(self) -> Project:
        """The project, once it is there."""
        if self.project is None:
            raise LookupError("the project has not been drafted yet")
        return self.project

    def day(self, days: int) -> dt.date:
        """The working day so many days after the application was begun."""
        return self.cast.clock.workday(self.plan.starts + dt.timedelta(days=days))

    def run(self) -> Course:
        """The whole story; it ends early where the plan says so."""
        yield self.day(0)
        self._draft()
        if self.plan.until == "draft":
            return
        yield self.day(2)
        self.project = submit_project(
            project=self.made, actor=self.cast.clerk(self.body, self.day(2), 15)
        )
        yield from self._judge()

    def _draft(self) -> None:
        actor, text = self.cast.clerk(self.body, self.day(0)), self.plan.text
        start = self.day(0) + dt.timedelta(days=30)
        end = min(start + dt.timedelta(days=230), dt.date(start.year, 11, 30))
        end = max(end, start + dt.timedelta(days=20))
        content: dict[str, Any] = {
            "name": f"{text['name']}（示例）",
            "category": self.cast.entry(Catalogue.PROJECT_CATEGORY, text["category"]),
            "lead": self._lead(),
            "starts_on": min(start, dt.date(self.plan.starts.year, 12, 1)),
            "ends_on": end,
            "year": self.plan.starts.year,
            **{name: text[name] for name in ("background", "goals", "measures", "outcomes")},
        }
        content["participants"] = self.cast.stations(self.body)[:2]
        project = draft_project(applicant=self.body, content=content, actor=actor)
        lines = [self._wish(*line) for line in BUDGET if self.pays(line[0])]
        set_budget_lines(project=project, lines=lines, actor=actor)
        middle = start + (end - start) / 2
        steps = [("方案制定并动员部署", start), ("阶段任务完成", middle), ("总结推广", end)]
        set_milestones(project=project, milestones=steps, actor=actor)
        for file in self.cast.files[self.body.pk][2:3]:
            add_paper(project=project, kind=PaperKind.APPLICATION, attachment=file, actor=actor)
        self.project = project

    def pays(self, source: str) -> bool:
        """Whether a source has a part in the project."""
        return self.plan.is_large or source != "department"

    def _lead(self) -> User:
        """The head of the committee's first station, else its leader."""
        stations = self.cast.stations(self.body)
        return self.cast.user(stations[0] if stations else self.body, Role.LEADER)

    def _wish(self, source: str, category: str, yuan: int) -> BudgetWish:
        return BudgetWish(
            self.cast.sources[source],
            self.cast.entry(Catalogue.EXPENSE_CATEGORY, category),
            Decimal(yuan),
            "按上年标准测算（示例）",
        )

    def _judge(self) -> Course:
        """Form, scores, notice, approval, both signatures."""
        cast, until = self.cast, self.plan.until
        if until == "submitted":
            return
        yield self.day(5)
        clerk = cast.clerk(cast.root, self.day(5), 15)
        if until == "returned":
            reason = "请补充预算测算依据（示例）。"
            self.project = send_back_project(project=self.made, reason=reason, actor=clerk)
            return
        self.project = pass_form(
            project=self.made,
            reviewers=self._reviewers(),
            due_on=self.day(12),
            actor=clerk,
        )
        yield self.day(8)
        self._score(left=1 if until == "in_review" else 0)
        if until == "in_review":
            return
        yield self.day(9)
        if until == "rejected":
            reason = "与已立项的项目内容重复（示例）。"
            actor = cast.leader(cast.root, self.day(9))
            self.project = reject_project(project=self.made, reason=reason, actor=actor)
            return
        self.project = publish_project(project=self.made, actor=cast.clerk(cast.root, self.day(9)))
        if until != "on_notice":
            yield from self._sign()

    def _sign(self) -> Course:
        cast = self.cast
        notice_to = self.made.notice_to or self.day(16)
        day = cast.clock.workday(notice_to + dt.timedelta(days=1))
        yield day
        number = f"示例两新工委〔{day.year}〕{10 + self.made.pk % 80}号"
        self.project = approve_project(
            project=self.made, approval_number=number, actor=cast.leader(cast.root, day)
        )
        if self.plan.until == "approved":
            return
        day = cast.clock.workday(day + dt.timedelta(days=3))
        yield day
        terms = "按期完成各节点，经费专款专用，按月报送进展（示例）。"
        self.project = sign_book(
            project=self.made, terms=terms, actor=cast.leader(self.body, day, 10)
        )
        if self.plan.until == "book_signed":
            return
        day = cast.clock.workday(day + dt.timedelta(days=2))
        yield day
        self.project = countersign_book(project=self.made, actor=cast.leader(cast.root, day))

    def _reviewers(self) -> list[User]:
        """The leaders of three other committees."""
        others = [body for body in self.cast.committees if body.pk != self.body.pk]
        place = self.cast.committees.index(self.body)
        turned = others[place:] + others[:place]
        return [self.cast.user(body, Role.LEADER) for body in turned[:3]]

    def _score(self, *, left: int) -> None:
        """Everybody asked scores, but for so many."""
        project = self.made
        rows = list(project.appraisals.select_related("reviewer").order_by("pk"))
        criteria = criteria_of(project, on=self.day(8))
        for place, row in enumerate(rows[: len(rows) - left]):
            lost = self.cast.chance.randint(1, 4)
            score_project(
                appraisal=row,
                points={one.code: Decimal(one.points - lost) for one in criteria},
                opinion=_OPINIONS[place % len(_OPINIONS)],
                actor=self.cast.actor(row.reviewer, self.day(8), 14),
            )
