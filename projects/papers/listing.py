"""Which papers of a project a reader gets now (项目文书), each with its day and address.

The line of the applicant gets all of them; the body above reads in the review who gave which
score, the applicant does not. Who reviews a project gets what is to be judged, and the own
sheet. Who takes part, or reads a public notice (公示), gets none: they hold money and opinions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils import timezone

from documents.papers.paper import PaperKind, ProjectPaper
from hierarchy.actors import Actor
from projects.account_paper import is_settled
from projects.insight import Insight, insight_of
from projects.models import Project
from projects.papers import asking, ending, founding, going
from projects.papers.reading import Reading
from projects.terms import AppraisalStatus, CheckKind, ProjectStatus, TrancheStatus

_ASKED = (TrancheStatus.REQUESTED, TrancheStatus.APPROVED, TrancheStatus.PAID)


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper there is: ``row`` is what it is of, where a project has several of its kind.

    ``on`` is ``None`` while it is a draft.
    """

    project: Project
    kind: PaperKind
    label: str
    on: dt.date | None
    build: Callable[[], ProjectPaper]
    row: int | None = None

    @property
    def url(self) -> str:
        """Where it is had as Word."""
        parts: list[int | str] = [self.project.pk, slug_of(self.kind)]
        if self.row is not None:
            parts.append(self.row)
        return reverse("projects:project_paper", args=parts)


def slug_of(kind: PaperKind) -> str:
    """How an address names a kind of paper."""
    return kind.name.lower().replace("_", "-")


def papers_of(project: Project, actor: Actor, *, seen: Insight | None = None) -> list[Listed]:
    """The papers there are for this reader, in the order of a project's life.

    ``seen`` spares a query to who has it. At most five queries.
    """
    seen = seen or insight_of(project, actor)
    reading = Reading(project, seen, actor)
    if seen.is_inside:
        return [*_asked(reading), *_founded(reading), *_gone(reading), *_ended(reading)]
    if seen.own_review is None:
        return []
    return [*_asked(reading)]


def _asked(reading: Reading) -> Iterator[Listed]:
    project = reading.project
    day = None if asking.is_being_written(reading) else project.submitted_on
    listed = partial(_listed, reading)
    yield listed(PaperKind.APPLICATION, day, asking.application)
    yield listed(PaperKind.BUDGET, day, asking.budget)
    yield from _reviewed(reading)


def _reviewed(reading: Reading) -> Iterator[Listed]:
    """The sheet of all for the city as soon as it goes on, for its applicant once it is over."""
    seen, own = reading.seen, reading.seen.own_review
    if seen.is_inside:
        day = asking.review_day(reading)
        is_on = seen.is_city and reading.project.status == ProjectStatus.IN_REVIEW
        if day or is_on:
            yield _listed(reading, PaperKind.REVIEW, day, asking.review)
    elif own is not None and own.status == AppraisalStatus.SCORED and own.decided_at:
        day, build = timezone.localdate(own.decided_at), partial(asking.own_review, row=own)
        yield _listed(reading, PaperKind.REVIEW, day, build)


def _founded(reading: Reading) -> Iterator[Listed]:
    project = reading.project
    if project.approved_on is None:
        return
    yield _listed(reading, PaperKind.APPROVAL, project.approved_on, founding.approval)
    yield _listed(reading, PaperKind.TASK_BOOK, project.countersigned_on, founding.task_book)


def _gone(reading: Reading) -> Iterator[Listed]:
    if reading.project.approved_on is None:
        return
    listed = partial(_listed, reading)
    for tranche in reading.tranches:
        if tranche.status in _ASKED:
            label = f"第{tranche.number}批，{tranche.source.name}"
            build = partial(going.tranche_request, tranche=tranche)
            yield listed(PaperKind.TRANCHE, tranche.requested_on, build, tranche.pk, label)
    for note in reading.notes:
        build = partial(going.monthly_note, note=note)
        label, day = f"{note.month.year}年{note.month.month}月", timezone.localdate(note.written_at)
        yield listed(PaperKind.MONTHLY, day, build, note.pk, label)
    for check in reading.checks:
        if check.kind == CheckKind.MIDTERM:
            build = partial(going.midterm_report, check=check)
            label = f"第{check.round}次" if check.round > 1 else ""
            yield listed(PaperKind.MIDTERM, check.handed_in_on, build, check.pk, label)
    for one in reading.amendments:
        build = partial(going.change_request, amendment=one)
        label = str(one.get_kind_display())
        yield listed(PaperKind.CHANGE, one.asked_on, build, one.pk, label)


def _ended(reading: Reading) -> Iterator[Listed]:
    project, listed = reading.project, partial(_listed, reading)
    if project.approved_on is None:
        return
    for check in reading.checks:
        if check.kind != CheckKind.ACCEPTANCE:
            continue
        label = f"第{check.round}次" if check.round > 1 else ""
        build = partial(ending.closing_report, check=check)
        yield listed(PaperKind.CLOSING, check.handed_in_on, build, check.pk, label)
        if check.decided_on is not None:
            build = partial(ending.acceptance, check=check)
            yield listed(PaperKind.ACCEPTANCE, check.decided_on, build, check.pk, label)
    day = project.settled_on if is_settled(project) else None
    yield listed(PaperKind.FINAL_ACCOUNT, day, ending.final_account)
    if project.status == ProjectStatus.BRAND:
        yield listed(PaperKind.CERTIFICATE, project.brand_on, ending.certificate)


def _listed(
    reading: Reading,
    kind: PaperKind,
    on: dt.date | None,
    build: Callable[[Reading], ProjectPaper],
    row: int | None = None,
    label: str = "",
) -> Listed:
    words = f"{kind.value}（{label}）" if label else kind.value
    return Listed(reading.project, kind, words, on, partial(build, reading), row)
