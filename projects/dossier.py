"""What the page of one project tells: its course in days, its texts, its reviews, its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from projects.models import Amendment, BudgetLine, Milestone, Project, ProjectCheck, ProjectPaper
from projects.terms import (
    GOING,
    AmendmentStatus,
    CheckKind,
    CheckResult,
    PaperKind,
    ProjectStatus,
    Stage,
)
from workflow.history import Entry, told
from workflow.models import Attachment, AuditEntry

HISTORY_MOST: Final = 60
_MONEY: Any = DecimalField(max_digits=14, decimal_places=2)
TEXTS: Final = ("background", "goals", "measures", "outcomes")
_TONES: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("project.approve", "project.accept", "project.recognise", "project.archive"), "done"
    ),
    **dict.fromkeys(
        ("project.reject", "project.stop", "project.fail", "project.revoke_brand"), "stop"
    ),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a project's course: ``state`` is done, late, soon, open or wrong."""

    on: dt.date
    label: str
    words: str = ""
    state: str = "done"


@dataclass(frozen=True, slots=True)
class Papers:
    """The files of one kind."""

    label: str
    rows: list[tuple[ProjectPaper, str]]


def stages_of(project: Project) -> list[tuple[str, str]]:
    """The stages with where the project stands among them: done, now or open."""
    order = [stage.value for stage in Stage]
    here = order.index(project.stage) if project.stage in order else -1
    ended = project.status in (ProjectStatus.ARCHIVED, ProjectStatus.BRAND)
    found = []
    for place, stage in enumerate(Stage):
        state = "now" if place == here and not ended else "open"
        found.append((str(stage.label), "done" if place < here + ended else state))
    return found


def course_of(
    project: Project, *, milestones: Iterable[Milestone], on: dt.date, checks: bool = True
) -> list[Day]:
    """The days of a project in order, those to come included. One query when asked for checks."""
    watched = project.status in GOING
    days = [
        *_own_days(project, on),
        *(_of_milestone(one, on, watched=watched) for one in milestones),
    ]
    if checks:
        rows = ProjectCheck.objects.filter(project=project)
        days += [_of_check(one) for one in rows]
    return sorted(days, key=lambda day: (day.on, day.state != "done"))


def _own_days(project: Project, on: dt.date) -> Iterator[Day]:
    told = (
        (project.submitted_on, "报送申报", ""),
        (project.notice_from, "公示", _until(project.notice_to)),
        (project.approved_on, "立项批复", project.approval_number),
        (project.book_signed_on, "申报单位签订任务书", project.book_signed_as),
        (project.countersigned_on, "会签任务书", project.countersigned_as),
        (project.accepted_on, "验收合格", ""),
        (project.settled_on, "决算审定", ""),
        (project.archived_on, "归档", ""),
        (project.brand_on, "认定为品牌项目", project.brand_number),
    )
    for day, label, words in told:
        if day:
            yield Day(day, label, words)
    if not project.accepted_on and project.stage:
        extended = "已延期" if project.extended_from else ""
        state = _state(project.ends_on, on) if project.status in GOING else "open"
        yield Day(project.ends_on, "完成时限", extended, state)


def _until(day: dt.date | None) -> str:
    return f"至{day.month}月{day.day}日" if day else ""


def _of_milestone(one: Milestone, on: dt.date, *, watched: bool) -> Day:
    if one.done_on:
        return Day(one.done_on, one.name, one.done_words)
    return Day(one.due_on, one.name, "", _state(one.due_on, on) if watched else "open")


def _of_check(one: ProjectCheck) -> Day:
    label = CheckKind(one.kind).label
    if one.decided_on is None:
        return Day(one.handed_in_on, f"报送{label}", "", "done")
    wrong = one.result in (CheckResult.CORRECT, CheckResult.FAILED)
    words = one.get_result_display()
    return Day(one.decided_on, str(label), words, "wrong" if wrong else "done")


def _state(due: dt.date, on: dt.date) -> str:
    if due < on:
        return "late"
    return "soon" if (due - on).days <= 7 else "open"


def texts_of(project: Project) -> list[tuple[str, str]]:
    """What the applicant wrote, by heading."""
    named = [(label_of(name), getattr(project, name)) for name in TEXTS]
    named.append(("任务书约定", project.book_terms))
    named.append(("结项报告", project.closing_report))
    named.append(("品牌申报说明", project.brand_reason))
    return [(heading, text) for heading, text in named if text]


def label_of(name: str) -> str:
    """What a field of a project is called."""
    field: Any = Project._meta.get_field(name)
    return str(field.verbose_name)


def budget_of(project: Project) -> dict[str, Any]:
    """The planned lines, their sum, and what each source pays. One query."""
    lines = list(
        project.budget.select_related("source", "category").order_by(
            "source__sort_order", "source_id", "category__sort_order", "pk"
        )
    )
    by_source: dict[str, Decimal] = {}
    for line in lines:
        name = line.source.name
        by_source[name] = by_source.get(name, Decimal(0)) + line.amount
    return {
        "lines": lines,
        "by_source": list(by_source.items()),
        "total": sum(by_source.values(), Decimal(0)),
    }


def planned_total(project: Project) -> Decimal:
    """The sum of the planned lines. One query."""
    found = project.budget.aggregate(total=Sum("amount"))["total"]
    return Decimal(found or 0)


def with_totals(rows: Any) -> Any:
    """Projects with the sum of their planned lines, as ``budget_total``."""
    return rows.annotate(budget_total=_sum_of_lines())


def _sum_of_lines() -> Any:
    lines = BudgetLine.objects.filter(project=OuterRef("pk")).order_by().values("project")
    total = Subquery(lines.annotate(total=Sum("amount")).values("total"), output_field=_MONEY)
    return Coalesce(total, Value(Decimal(0)), output_field=_MONEY)


def with_own_totals(rows: Any, actor: Actor) -> Any:
    """The same, with a sum for those alone in whose line the reader is, or that they lead."""
    own = actor.scope(Capability.VIEW_WORK).condition(prefix="applicant__", own="id")
    if actor.user is not None:
        own |= Q(lead=actor.user)
    told = Case(When(own, then=F("all_lines")), output_field=_MONEY)
    return rows.annotate(all_lines=_sum_of_lines()).annotate(budget_total=told)


def with_company(rows: Any) -> Any:
    """Projects with their total, who and which bodies take part, and the change that waits."""
    members = Project.members.through.objects.filter(project_id=OuterRef("pk")).order_by("pk")
    bodies = Project.participants.through.objects.filter(project_id=OuterRef("pk")).order_by("pk")
    asked = Amendment.objects.filter(project=OuterRef("pk"), status=AmendmentStatus.ASKED)
    return with_totals(rows).annotate(
        member_names=ArraySubquery(members.values("user__name")),
        partner_names=ArraySubquery(bodies.values("organization__name")),
        asked_amendment=Subquery(asked.values("pk")[:1]),
    )


def with_filled(rows: Any) -> Any:
    """Projects with whether lines, milestones and files are there already."""
    return rows.annotate(
        has_budget=Exists(BudgetLine.objects.filter(project=OuterRef("pk"))),
        has_milestones=Exists(Milestone.objects.filter(project=OuterRef("pk"))),
        has_papers=Exists(ProjectPaper.objects.filter(project=OuterRef("pk"))),
    )


def papers_by_kind(project: Project, actor: Actor) -> list[Papers]:
    """The files of the volume that the reader opens, by kind in the volume's order. One query."""
    seen = ProjectPaper.objects.visible_to(actor).filter(project=project)
    rows = seen.select_related("attachment").order_by("added_at", "pk")
    found: dict[str, list[tuple[ProjectPaper, str]]] = {kind.value: [] for kind in PaperKind}
    for row in rows:
        found[row.kind].append((row, file_url(row.attachment)))
    return [Papers(str(PaperKind(kind).label), rows) for kind, rows in found.items() if rows]


def file_url(file: Attachment) -> str:
    """Where a file is opened."""
    return reverse("workflow:attachment", args=[file.pk])


def history_of(project: Project, actor: Actor) -> list[Entry]:
    """What was done to a project and its parts, the newest first. At most eight queries."""
    rows = AuditEntry.objects.filter(_about(project)).order_by("-id")[:HISTORY_MOST]
    return told(rows, tones=_TONES)


def _about(project: Project) -> Q:
    """The project itself and what hangs on it; who gave which score stays out."""
    found = Q(target_type=project._meta.label_lower, target_id=project.pk)
    for name in ("milestones", "notes", "checks", "amendments", "tranches"):
        rows = getattr(project, name)
        label = rows.model._meta.label_lower
        found |= Q(target_type=label, target_id__in=rows.order_by().values("pk"))
    return found
