"""Application, budget and review sheet (申报书、预算表、评审表)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db.models import Max
from django.utils import timezone

from documents.papers.paper import PaperKind, PaperTable, ProjectPaper, SignatureBlock
from documents.papers.tables import Criterion, ExpertScore, criteria_table, experts_table, mark
from documents.word.table import TableColumn
from projects.models import Appraisal, CatalogueEntry
from projects.models.project import CENT
from projects.papers.money import budget_tables, yuan_in_words
from projects.papers.original import total_of
from projects.papers.reading import Reading, milestone_table, span
from projects.review_rules import criteria_of
from projects.scores import average_of, counted_scores
from projects.terms import AmendmentKind, AmendmentStatus, AppraisalStatus, ProjectStatus

AVERAGE_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("评审指标", 5),
    TableColumn("满分", 2, centered=True),
    TableColumn("平均得分", 2, centered=True),
)
OPINION_COLUMNS: Final = (
    TableColumn("序号", 1, centered=True),
    TableColumn("评审意见", 10),
)
ADJUSTED: Final = "本表为调整后的预算，调整事项见变更申请。"


def application(reading: Reading) -> ProjectPaper:
    """The application (申报书) as it was handed up; a draft while it is being written."""
    project = reading.project
    first, lines = reading.words(), reading.lines()
    told = (
        ("项目组成员", "、".join(person.name for person in project.members.all())),
        ("参与单位", "、".join(body.name for body in project.participants.all())),
        ("申请经费", yuan_in_words(total_of(lines))),
        ("借鉴案例", project.adopted_from.title if project.adopted_from else ""),
        ("超过上限的理由", project.more_reason),
    )
    parts = (
        ("立项背景", first.background),
        ("项目目标", first.goals),
        ("主要做法", first.measures),
        ("预期成果", first.outcomes),
    )
    return ProjectPaper(
        kind=PaperKind.APPLICATION,
        project=first.name,
        issuer=reading.applicant.name,
        on=project.submitted_on or reading.on,
        is_draft=is_being_written(reading),
        number=project.number,
        facts=[*reading.facts(), *(fact for fact in told if fact[1])],
        parts=[part for part in parts if part[1]],
        tables=(milestone_table(reading.milestones()), *budget_tables(lines)),
        signatures=_signed(reading),
    )


def budget(reading: Reading) -> ProjectPaper:
    """The budget in force (预算表), with a word where an amendment changed it."""
    project = reading.project
    adjusted = any(
        one.kind == AmendmentKind.BUDGET and one.status == AmendmentStatus.APPROVED
        for one in reading.amendments
    )
    return ProjectPaper(
        kind=PaperKind.BUDGET,
        project=project.name,
        issuer=reading.applicant.name,
        on=project.submitted_on or reading.on,
        is_draft=is_being_written(reading),
        number=project.number,
        facts=reading.facts(reading.on),
        tables=budget_tables(reading.lines(reading.on), notes=(ADJUSTED,) if adjusted else ()),
        signatures=_signed(reading)[1:],
    )


def is_being_written(reading: Reading) -> bool:
    """Whether the applicant still writes, or writes again."""
    return reading.project.is_editable or reading.project.submitted_on is None


def review_day(reading: Reading) -> dt.date | None:
    """When the review was over: on notice, or at the last score of what was not approved."""
    project = reading.project
    if project.notice_from or project.status != ProjectStatus.REJECTED:
        return project.notice_from
    scored = project.appraisals.filter(status=AppraisalStatus.SCORED)
    last = scored.aggregate(last=Max("decided_at"))["last"]
    return timezone.localdate(last) if last else None


def review(reading: Reading) -> ProjectPaper:
    """The review (评审表): who gave what for the city, for the applicant the average alone.

    A reviewer reads the own sheet; see ``own_review``.
    """
    project = reading.project
    rows = counted_scores(project)
    average, count = average_of(project)
    facts = reading.facts()
    facts.append(("评审人数", f"{count}人"))
    if average is not None:
        facts.append(("平均得分", f"{mark(average)}分"))
    if project.notice_from and project.notice_to:
        facts.append(("公示期限", span(project.notice_from, project.notice_to)))
    told = _named(reading, rows) if reading.seen.is_city else _nameless(rows)
    days = [timezone.localdate(row.decided_at) for row in rows if row.decided_at]
    return ProjectPaper(
        kind=PaperKind.REVIEW,
        project=project.name,
        issuer=reading.city.name,
        on=max(days, default=reading.on),
        is_draft=review_day(reading) is None,
        number=project.number,
        facts=facts,
        tables=[_averages(rows, _criteria(reading, rows)), told],
        signatures=[
            SignatureBlock("评审组组长"),
            SignatureBlock("组织评审单位", reading.city.name, on=project.notice_from),
        ],
    )


def own_review(reading: Reading, row: Appraisal) -> ProjectPaper:
    """One reviewer's own sheet, criterion by criterion."""
    project = reading.project
    decided = timezone.localdate(row.decided_at) if row.decided_at else reading.on
    criteria = [
        Criterion(entry.name, Decimal(entry.points), Decimal(str(row.points[entry.code])))
        for entry in _criteria(reading, [row])
    ]
    return ProjectPaper(
        kind=PaperKind.REVIEW,
        project=project.name,
        issuer=reading.city.name,
        on=decided,
        number=project.number,
        facts=reading.facts(),
        tables=[criteria_table(criteria)],
        parts=[("评审意见", row.opinion)] if row.opinion else [],
        signatures=[SignatureBlock("评审人", name=row.reviewer.name, on=decided)],
    )


def _signed(reading: Reading) -> list[SignatureBlock]:
    submitted = None if is_being_written(reading) else reading.project.submitted_on
    return [
        SignatureBlock("项目负责人"),
        SignatureBlock("申报单位", reading.applicant.name, on=submitted),
        SignatureBlock("审核单位", reading.city.name),
    ]


def _criteria(reading: Reading, rows: Sequence[Appraisal]) -> list[CatalogueEntry]:
    """The criteria that were scored, as they were called then."""
    days = [timezone.localdate(row.decided_at) for row in rows if row.decided_at]
    known = criteria_of(reading.project, on=max(days, default=reading.on))
    return [entry for entry in known if all(entry.code in row.points for row in rows)]


def _averages(rows: Sequence[Appraisal], criteria: Iterable[CatalogueEntry]) -> PaperTable:
    """What each criterion got on average; a single sheet has none."""
    printed = []
    for place, entry in enumerate(criteria if len(rows) > 1 else (), start=1):
        got = sum((Decimal(str(row.points[entry.code])) for row in rows), Decimal(0))
        average = (got / len(rows)).quantize(CENT, rounding=ROUND_HALF_UP)
        printed.append((str(place), entry.name, mark(Decimal(entry.points)), mark(average)))
    return PaperTable(title="各指标平均得分", columns=AVERAGE_COLUMNS, rows=printed)


def _named(reading: Reading, rows: Sequence[Appraisal]) -> PaperTable:
    """Each reviewer's score and opinion, and who stood aside."""
    scores = [ExpertScore(row.reviewer.name, row.score or Decimal(0), row.opinion) for row in rows]
    table = experts_table(scores)
    aside = reading.project.appraisals.filter(status=AppraisalStatus.RECUSED)
    recused = [
        f"{row.reviewer.name}（{row.recusal_reason}）" if row.recusal_reason else row.reviewer.name
        for row in aside.select_related("reviewer").order_by("pk")
    ]
    notes = [*table.notes, f"回避：{'、'.join(recused)}。"] if recused else table.notes
    return PaperTable(table.title, table.columns, table.rows, total=table.total, notes=notes)


def _nameless(rows: Sequence[Appraisal]) -> PaperTable:
    """The opinions alone, in an order that tells nothing of who wrote which."""
    opinions = sorted({row.opinion for row in rows if row.opinion})
    return PaperTable(
        title="评审意见",
        columns=OPINION_COLUMNS,
        rows=[(str(place), opinion) for place, opinion in enumerate(opinions, start=1)],
        notes=("评审人姓名和个人评分由组织评审单位保存，不对申报单位公开。",),
    )
