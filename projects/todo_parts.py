"""The parts of the one query behind the room's to-dos: which rows wait for whom.

Each part is told in the columns of ``Line``. Rights are asked where the step is made; here only
the bodies of the person's posts decide, and whose own project it is (回避).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import (
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Cast, Concat, TruncDate

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from projects.amounts import InYuan
from projects.application_rules import COMMITTEES
from projects.duties import ASKED_ELSEWHERE, NEAR_DAYS
from projects.expense_chain import NextSigner, signed_now
from projects.models import (
    ActionTeam,
    Amendment,
    Appraisal,
    Booking,
    Expense,
    JointPath,
    Milestone,
    Objection,
    ProgressNote,
    Project,
    Tranche,
    YearDuty,
)
from projects.terms import (
    RUNNING,
    AmendmentStatus,
    AppraisalStatus,
    BookingStatus,
    ExpenseStatus,
    PathStatus,
    ProjectStatus,
    Signer,
    TeamStatus,
    TrancheStatus,
)
from workflow.desks import Desk
from workflow.todo_lines import text, told

MOST: Final = 30
"""Of one sort; nobody reads more of one."""
MILESTONE_DAYS: Final = 7
RENEW_DAYS: Final = 60
"""So long before a brand runs out it is asked for again; it may be renewed earlier."""
OWN, CITY = "applicant", "applicant__parent"
_TIERS: Final = {OWN: COMMITTEES, CITY: (Tier.CITY,)}
"""Whose step it is: a project is the committee's, and the city decides on it."""
S = ProjectStatus


class Line(NamedTuple):
    """One row of the query; ``place`` is the row that its page is called by."""

    sort: str
    pk: int
    body: int
    place: int
    title: str
    due: dt.date | None
    since: dt.date | None
    sender: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a project's life that waits in some states for who holds a right somewhere."""

    sort: str
    capability: Capability
    at: str
    statuses: tuple[str, ...]
    since: str = ""
    due: str = ""


_LIFE: Final = (
    Step("returned", Capability.HANDLE, OWN, (S.RETURNED,)),
    Step("form", Capability.HANDLE, CITY, (S.SUBMITTED,), since="submitted_on"),
    Step("publish", Capability.HANDLE, CITY, (S.IN_REVIEW,)),
    Step("approve", Capability.ISSUE, CITY, (S.ON_NOTICE,), since="notice_to"),
    Step("sign", Capability.ISSUE, OWN, (S.APPROVED,), since="approved_on"),
    Step("countersign", Capability.ISSUE, CITY, (S.BOOK_SIGNED,), since="book_signed_on"),
    Step("midterm", Capability.REVIEW, CITY, (S.MIDTERM,)),
    Step("accept", Capability.REVIEW, CITY, (S.ACCEPTANCE,)),
    Step("correct", Capability.HANDLE, OWN, (S.CORRECTING, S.UNDERWAY), due="correct_by"),
    Step("finish", Capability.HANDLE, OWN, (S.ADVANCING,), due="ends_on"),
    Step("settle", Capability.REVIEW, CITY, (S.ACCEPTED,), since="accepted_on"),
    Step("archive", Capability.HANDLE, CITY, (S.SETTLED, S.FAILED, S.STOPPED)),
    Step("brand", Capability.ISSUE, CITY, (S.BRAND_ASKED,)),
    Step("renew", Capability.ISSUE, CITY, (S.BRAND,), due="brand_until"),
    Step("note", Capability.HANDLE, OWN, RUNNING),
)


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Every part that can concern the person; each of at most ``MOST`` rows."""
    return [part[:MOST] for part in _all(desk)]


def _all(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    for step in _LIFE:
        if bodies := desk.at(step.capability, *_TIERS[step.at]):
            yield _project(step, bodies, desk.actor)
    yield from _personal(desk)
    yield from _money(desk)
    yield from _course(desk)
    yield from _fronts(desk)


def _project(step: Step, bodies: list[int], actor: Actor) -> QuerySet[Any, Any]:
    rows: Any = Project.objects.filter(
        **{f"{step.at}__in": bodies}, status__in=step.statuses
    ).filter(_ripe(step.sort, actor.on))
    if step.at == CITY and actor.user is not None:
        rows = rows.exclude(Q(lead=actor.user) | Q(created_by=actor.user))
    given: dict[str, Any] = {"title": F("name"), "body": F(f"{step.at}_id")}
    given |= {name: F(asked) for name, asked in (("since", step.since), ("due", step.due)) if asked}
    sender = F("applicant__name") if step.at == CITY else text("")
    return told(
        rows.order_by("pk"), Line, step.sort, pk=F("pk"), place=F("pk"), sender=sender, **given
    )


def _ripe(sort: str, on: dt.date) -> Q:
    """What besides its state makes a step due."""
    month = on.replace(day=1)
    last = (month - dt.timedelta(days=1)).replace(day=1)
    judged = Appraisal.objects.filter(project=OuterRef("pk"))
    conditions = {
        "publish": Q(Exists(judged.filter(status=AppraisalStatus.SCORED)))
        & ~Q(Exists(judged.filter(status=AppraisalStatus.ASKED))),
        "approve": Q(notice_to__lt=on),
        "correct": Q(correct_by__isnull=False),
        "renew": Q(brand_until__lte=on + dt.timedelta(days=RENEW_DAYS)),
        "finish": Q(ends_on__lte=on + dt.timedelta(days=NEAR_DAYS)),
        "settle": ~Q(Exists(_open_tranches())) & ~Q(Exists(_open_expenses())),
        "note": Q(countersigned_on__lt=month, starts_on__lt=month)
        & ~Q(Exists(ProgressNote.objects.filter(project=OuterRef("pk"), month=last))),
    }
    return conditions.get(sort, Q())


def _open_tranches() -> QuerySet[Any, Any]:
    settled = (TrancheStatus.PAID, TrancheStatus.CANCELLED)
    return Tranche.objects.filter(project=OuterRef("pk")).exclude(status__in=settled)


def _open_expenses() -> QuerySet[Any, Any]:
    settled = (ExpenseStatus.PAID, ExpenseStatus.REVERSED, ExpenseStatus.CANCELLED)
    return Expense.objects.filter(project=OuterRef("pk")).exclude(status__in=settled)


def _personal(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """What is asked of the person, not of a body: reviews, own drafts, own returned expenses."""
    user = desk.actor.user
    if user is None:
        return
    asked = Appraisal.objects.filter(
        reviewer=user, status=AppraisalStatus.ASKED, project__status=S.IN_REVIEW
    )
    yield _hanging("appraisal", asked, due=F("due_on"), place=F("pk"))
    own = desk.at(Capability.HANDLE, *COMMITTEES)
    drafts = Project.objects.filter(created_by=user, status=S.DRAFT, applicant__in=own)
    yield told(
        drafts.order_by("pk"),
        Line,
        "draft",
        pk=F("pk"),
        place=F("pk"),
        title=F("name"),
        body=F("applicant_id"),
    )
    returned = Expense.objects.filter(entered_by=user, status=ExpenseStatus.RETURNED)
    yield _expense("expense_returned", returned, OWN)


def _money(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    if own := desk.at(Capability.HANDLE, *COMMITTEES):
        ready = (
            Q(number=1, project__status__in=RUNNING)
            | Q(number=2, project__status__in=(S.ADVANCING, S.ACCEPTANCE, S.CORRECTING, S.ACCEPTED))
            | Q(number__gte=3, project__status=S.ACCEPTED)
        )
        yield _tranche("tranche_ask", TrancheStatus.PLANNED, OWN, own, ready)
        yield _expense("expense_pay", _payable(own, desk.actor), OWN)
    if paying := desk.at(Capability.HANDLE, Tier.CITY):
        yield _tranche("tranche_pay", TrancheStatus.APPROVED, CITY, paying)
    if city := desk.at(Capability.ISSUE, Tier.CITY):
        yield _tranche("tranche_approve", TrancheStatus.REQUESTED, CITY, city)
    yield from _signing(desk)


_TRANCHE_SINCE: Final[dict[str, str]] = {
    TrancheStatus.PLANNED: "project__countersigned_on",
    TrancheStatus.REQUESTED: "requested_on",
    TrancheStatus.APPROVED: "approved_on",
}


def _tranche(
    sort: str, status: str, at: str, bodies: list[int], ripe: Q | None = None
) -> QuerySet[Any, Any]:
    rows = Tranche.objects.filter(status=status, **{f"project__{at}__in": bodies})
    rows = rows.filter(ripe or Q())
    title = Concat(
        F("project__name"),
        text("第"),
        Cast("number", CharField()),
        text("批·"),
        F("source__name"),
        output_field=CharField(),
    )
    return _hanging(sort, rows, at=at, title=title, since=F(_TRANCHE_SINCE[status]))


def _payable(bodies: list[int], actor: Actor) -> QuerySet[Expense]:
    """What is agreed to: paid by one who neither leads the project nor agreed to it."""
    rows = Expense.objects.filter(status=ExpenseStatus.APPROVED, project__applicant__in=bodies)
    if actor.user is None:
        return rows
    return rows.exclude(project__lead=actor.user).exclude(signed_now(actor.user))


def _signing(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Expenses whose next step of approval is the person's."""
    user = desk.actor.user
    if user is None:
        return
    rows = (
        Expense.objects.filter(status=ExpenseStatus.SUBMITTED)
        .exclude(entered_by=user)
        .exclude(signed_now(user))
        .annotate(turn=NextSigner(F("signers"), Cast("step", IntegerField())))
    )
    yield _expense("expense_sign", rows.filter(turn=Signer.PROJECT_LEAD, project__lead=user), OWN)
    if own := desk.at(Capability.ISSUE, *COMMITTEES):
        leaders = (Signer.COMMITTEE_LEADER, Signer.COMMITTEE_MEETING)
        here = rows.filter(turn__in=leaders, project__applicant__in=own)
        yield _expense("expense_sign", here, OWN)
    if city := desk.at(Capability.ISSUE, Tier.CITY):
        above = rows.filter(turn=Signer.CITY_LEADER, project__applicant__parent__in=city)
        yield _expense("expense_sign", above, CITY)


def _expense(sort: str, rows: QuerySet[Expense], at: str) -> QuerySet[Any, Any]:
    title = Concat(
        F("purpose"), text("，"), InYuan("amount"), text(" 元"), output_field=CharField()
    )
    return _hanging(sort, rows, at=at, title=title, since=F("submitted_on"), place=F("pk"))


def _course(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Amendments, objections, milestones, and what the year still asks."""
    if own := desk.at(Capability.HANDLE, *COMMITTEES):
        near = desk.actor.on + dt.timedelta(days=MILESTONE_DAYS)
        milestones = Milestone.objects.filter(
            done_on__isnull=True,
            due_on__lte=near,
            project__applicant__in=own,
            project__status__in=RUNNING,
        )
        title = Concat(F("project__name"), text("："), F("name"), output_field=CharField())
        yield _hanging("milestone", milestones, title=title, due=F("due_on"))
    if city := desk.at(Capability.HANDLE, Tier.CITY):
        objections = Objection.objects.filter(
            answered_on__isnull=True,
            project__applicant__parent__in=city,
            project__status=S.ON_NOTICE,
        )
        yield _hanging("objection", objections, at=CITY, since=F("received_on"))
    if asked := desk.at(Capability.HANDLE, Tier.CITY, *COMMITTEES):
        yield _duties(asked, desk.actor)
    yield from _amendments(desk)


def _amendments(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Amendments that the committee or the city decides; nobody decides on the own one."""
    asked = Amendment.objects.filter(status=AmendmentStatus.ASKED)
    if desk.actor.user is not None:
        asked = asked.exclude(asked_by=desk.actor.user)
    if own := desk.at(Capability.ISSUE, *COMMITTEES):
        here = asked.filter(goes_to_city=False, project__applicant__in=own)
        yield _hanging("amendment", here, since=F("asked_on"), place=F("pk"))
    if city := desk.at(Capability.ISSUE, Tier.CITY):
        above = asked.filter(goes_to_city=True, project__applicant__parent__in=city)
        yield _hanging("amendment", above, at=CITY, since=F("asked_on"), place=F("pk"))


def _duties(bodies: list[int], actor: Actor) -> QuerySet[Any, Any]:
    rows = YearDuty.objects.filter(
        organization__in=bodies,
        met_on__isnull=True,
        due_on__lte=actor.on + dt.timedelta(days=NEAR_DAYS),
    ).exclude(kind__in=ASKED_ELSEWHERE)
    return told(
        rows.order_by("due_on", "pk"),
        Line,
        "duty",
        pk=F("pk"),
        place=F("year"),
        title=F("kind"),
        body=F("organization_id"),
        due=F("due_on"),
    )


def _fronts(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Paths, teams and bookings that wait for an answer, and what came back."""
    if handle := desk.at(Capability.HANDLE):
        back = ActionTeam.objects.filter(status=TeamStatus.RETURNED, organization__in=handle)
        yield _front("team_returned", back, body=F("organization_id"))
        over = ActionTeam.objects.filter(
            status=TeamStatus.ACTIVE, ends_on__lt=desk.actor.on, organization__in=handle
        )
        yield _front("team_over", over, body=F("organization_id"), due=F("ends_on"))
        asked = Booking.objects.filter(
            status=BookingStatus.ASKED,
            venue__organization__in=handle,
            starts_at__gte=desk.actor.at,
        )
        yield _front(
            "booking",
            asked,
            body=F("venue__organization_id"),
            title=F("venue__name"),
            due=TruncDate("starts_at"),
            sender=F("organization__name"),
        )
    if above := desk.at(Capability.REVIEW, Tier.CITY, *COMMITTEES):
        told_of = JointPath.objects.filter(
            status=PathStatus.REPORTED, organization__parent__in=above
        )
        yield _front(
            "path",
            told_of,
            body=F("organization__parent_id"),
            since=F("reported_on"),
            sender=F("organization__name"),
        )
    if review := desk.at(Capability.REVIEW):
        yield from _to_register(review)


def _to_register(review: list[int]) -> Iterator[QuerySet[Any, Any]]:
    """Teams to be kept on file: by the station for what stands below it, else by the parent."""
    below = Q(
        organization__tier__in=(Tier.OFFICER, Tier.BRANCH), organization__station__isnull=False
    )
    rows = ActionTeam.objects.filter(status=TeamStatus.ASKED)
    for rule, column in ((below, "station"), (~below, "parent")):
        found = rows.filter(rule, **{f"organization__{column}__in": review})
        yield _front(
            "team",
            found,
            body=F(f"organization__{column}_id"),
            since=TruncDate("created_at"),
            sender=F("organization__name"),
        )


def _front(sort: str, rows: QuerySet[Any, Any], **given: Any) -> QuerySet[Any, Any]:
    columns = {"title": F("name"), **given} if "title" not in given else given
    return told(rows.order_by("pk"), Line, sort, pk=F("pk"), place=F("pk"), **columns)


def _hanging(
    sort: str, rows: QuerySet[Any, Any], *, at: str = OWN, **given: Any
) -> QuerySet[Any, Any]:
    """Rows that hang on a project, by default called by the project's page and name."""
    columns: dict[str, Any] = {"title": F("project__name"), "place": F("project_id"), **given}
    if at == CITY:
        columns["sender"] = F("project__applicant__name")
    return told(rows.order_by("pk"), Line, sort, pk=F("pk"), body=F(f"project__{at}_id"), **columns)
