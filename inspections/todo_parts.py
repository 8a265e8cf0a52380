"""The parts of the one query behind the room's to-dos: which rows wait for whom.

Each part is told in the columns of ``Line``. What comes by the hundred (sheets to score or to
check, letters to sign, reviews to hear) is told as one line with its number. Rights are asked
where the step is made; here the bodies of the person's posts decide, and who scored already.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from hierarchy.models import Organization
from hierarchy.terms import Capability, Kind, Tier
from inspections.attendance import unattended
from inspections.models import (
    Appeal,
    Correction,
    DutyReview,
    Inspection,
    InspectionPolicy,
    Rectification,
    Round,
    Voter,
)
from inspections.rectification_rules import INSPECTED, ISSUERS
from inspections.round_rules import ORGANIZERS
from inspections.score_rules import own_to, touched_by
from inspections.terms import (
    AppealStatus,
    InspectionStatus,
    RectificationKind,
    RectificationStatus,
    ReviewStatus,
    RoundStatus,
    Subject,
)
from workflow.desks import Desk
from workflow.todo_lines import text, told

MOST: Final = 30
"""Of one sort; nobody reads more of one."""
S, R, T = InspectionStatus, RoundStatus, RectificationStatus
_READY: Final = (S.CHECKED, S.EXCUSED)
_MONTHS: Final = 12


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
    many: int


def parts_for(desk: Desk) -> list[QuerySet[Any, Any]]:
    """Every part that can concern the person; each of at most ``MOST`` rows."""
    return [part[:MOST] for part in _all(desk)]


def _all(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    yield from _plans(desk)
    yield from _rounds(desk)
    yield from _sheets(desk)
    yield from _letters_out(desk)
    yield from _letters_in(desk)
    yield from _reviews(desk)
    yield from _own(desk)


def _plans(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Committees that lack a round of the year: each is asked for in the last month of its share.

    With two a year in June and in December; ``many`` is how many should be planned by now.
    """
    committees, on = desk.at(Capability.HANDLE, Tier.COMMITTEE), desk.actor.on
    if not committees:
        return
    branches = Organization.objects.of_tier(Tier.BRANCH).exclude(kind=Kind.UNIT).open(on)
    of_year = Round.objects.filter(
        organizer=OuterRef("pk"), year=on.year, scheme__subject=Subject.BRANCH
    )
    planned = (
        of_year.exclude(status=R.CANCELLED)
        .order_by()
        .values("organizer")
        .annotate(planned=Count("pk"))
        .values("planned")
    )
    lacking = _wanted_by(on) - Coalesce(Subquery(planned), 0)
    bodies = Organization.objects.filter(pk__in=committees).open(on)
    yield told(
        bodies.filter(Exists(branches.filter(committee=OuterRef("pk"))))
        .alias(lacking=lacking)
        .filter(lacking__gt=0)
        .order_by("pk"),
        Line,
        "round_plan",
        pk=F("pk"),
        place=F("pk"),
        title=text(f"{on.year}年党建体检"),
        body=F("pk"),
        due=Value(_month_end(on), output_field=DateField()),
        many=lacking,
    )


def _wanted_by(on: dt.date) -> Any:
    """How many rounds of the year should be planned by a day, by the rules of the body's city."""
    rules = InspectionPolicy.objects.filter(tenant=OuterRef("tenant_id")).effective(on)
    newest = rules.order_by("-effective_from").values("rounds_a_year")[:1]
    usual = InspectionPolicy._meta.get_field("rounds_a_year").default
    return Coalesce(Subquery(newest), Value(usual)) * on.month / _MONTHS


def _month_end(on: dt.date) -> dt.date:
    return on.replace(day=monthrange(on.year, on.month)[1])


def _rounds(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Rounds whose next step is the organizer's leader's."""
    issue, on = desk.at(Capability.ISSUE, *ORGANIZERS), desk.actor.on
    if not issue:
        return
    rows = Round.objects.filter(organizer__in=issue)
    sheets = Inspection.objects.filter(round=OuterRef("pk"))
    unready = Exists(sheets.exclude(status__in=_READY))
    appealed = Exists(
        Appeal.objects.filter(inspection__round=OuterRef("pk"), status=AppealStatus.RAISED)
    )
    scoring = rows.filter(status=R.SCORING)
    yield _by_round(
        "round_short",
        unattended(Inspection.objects.filter(round__organizer__in=issue), on=on),
        by=("round_id",),
        body=F("round__organizer_id"),
    )
    drafts = rows.filter(status=R.DRAFT)
    yield _round("round_open", drafts, since=TruncDate("created_at"))
    over = rows.filter(status=R.SELF_CHECK, is_opening=False, self_check_until__lt=on)
    yield _round("round_score", over, due=F("self_check_until"))
    yield _round("round_reread", scoring.exclude(reading_failed=""))
    ready = scoring.filter(~unready, read_at__isnull=False, reading_failed="")
    yield _round("round_tell", ready, due=F("scoring_until"))
    answered = rows.filter(~appealed, status=R.REPLY, reply_until__lt=on)
    yield _round("round_publish", answered, since=F("reply_until"))


def _round(sort: str, rows: QuerySet[Round], **given: Any) -> QuerySet[Any, Any]:
    columns = {"pk": F("pk"), "place": F("pk"), "title": F("name"), "body": F("organizer_id")}
    return told(rows.order_by("pk"), Line, sort, **columns, **given)


def _sheets(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Sheets to self-check, to sign for, to score, to check, and appeals to answer."""
    rows = Inspection.objects.all()
    if inspected := desk.at(Capability.HANDLE, *INSPECTED):
        own = rows.filter(organization__in=inspected)
        asked = own.filter(status=S.SELF_CHECK, round__status=R.SELF_CHECK)
        yield _sheet("self_check", asked, due=F("round__self_check_until"))
        unseen = own.filter(status__in=(S.TOLD, S.APPEALED), seen_at__isnull=True)
        yield _sheet("result", unseen, due=F("round__reply_until"))
    if examining := desk.at(Capability.HANDLE, Tier.STATION, *ORGANIZERS):
        visits = rows.filter(examiner__in=examining, status=S.ON_SITE, round__status=R.SCORING)
        visits = visits.exclude(own_to(desk.actor))
        due = F("round__scoring_until")
        yield _by_round(
            "score",
            visits,
            by=("round_id", "examiner_id"),
            body=F("examiner_id"),
            due=due,
            sender=F("round__organizer__name"),
        )
    if review := desk.at(Capability.REVIEW, *ORGANIZERS):
        scored = rows.filter(round__organizer__in=review, status=S.SCORED)
        appeals = Appeal.objects.filter(
            status=AppealStatus.RAISED, inspection__round__organizer__in=review
        )
        if desk.actor.user is not None:
            own = Inspection.objects.filter(touched_by(desk.actor.user))
            scored = scored.exclude(pk__in=own.values("pk"))
            appeals = appeals.exclude(inspection__in=own.values("pk"))
        since = Min(TruncDate("scored_at"))
        body = F("round__organizer_id")
        yield _by_round("check", scored, by=("round_id",), body=body, since=since)
        yield _appeals(appeals)


def _sheet(sort: str, rows: QuerySet[Inspection], **given: Any) -> QuerySet[Any, Any]:
    return told(
        rows.order_by("pk"),
        Line,
        sort,
        pk=F("pk"),
        place=F("pk"),
        title=F("round__name"),
        body=F("organization_id"),
        sender=F("round__organizer__name"),
        **given,
    )


def _by_round(
    sort: str, rows: QuerySet[Inspection], *, by: tuple[str, ...], **given: Any
) -> QuerySet[Any, Any]:
    """One line a round (and body), with how many sheets wait; ``pk`` is the first of them."""
    grouped: Any = rows.order_by().values(*by)
    columns = {"pk": Min("pk"), "place": F("round_id"), "title": F("round__name")}
    return told(grouped, Line, sort, **columns, many=Count("pk"), **given)


def _appeals(rows: QuerySet[Appeal]) -> QuerySet[Any, Any]:
    return told(
        rows.order_by("pk"),
        Line,
        "appeal",
        pk=F("pk"),
        place=F("pk"),
        title=F("about"),
        body=F("inspection__round__organizer_id"),
        since=TruncDate("raised_at"),
        sender=F("inspection__organization__name"),
    )


def _letters_out(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """What the issuer has to do: sign drafts, agree to plans, look again."""
    if issue := desk.at(Capability.ISSUE, *ISSUERS):
        drafts = Rectification.objects.filter(issuer__in=issue, status=T.DRAFT)
        alone = drafts.filter(inspection__isnull=True)
        drafted = TruncDate("created_at")
        yield _letter("letter_issue", alone, body=F("issuer_id"), since=drafted, sender=text(""))
        # Before a round is published no letter of it goes out.
        of_rounds: Any = drafts.filter(inspection__round__status=R.PUBLISHED).order_by()
        yield told(
            of_rounds.values("inspection__round_id", "issuer_id"),
            Line,
            "letters_issue",
            pk=Min("pk"),
            place=F("inspection__round_id"),
            title=F("inspection__round__name"),
            body=F("issuer_id"),
            since=Min(TruncDate("inspection__round__published_at")),
            many=Count("pk"),
        )
    if review := desk.at(Capability.REVIEW, *ISSUERS):
        sent = Rectification.objects.filter(issuer__in=review)
        waiting = (
            ("letter_plan", T.PLANNED, "planned_on"),
            ("letter_look", T.RECHECK, "reported_on"),
        )
        for sort, status, day in waiting:
            yield _letter(
                sort,
                sent.filter(status=status),
                body=F("issuer_id"),
                since=F(day),
                sender=F("organization__name"),
            )


def _letters_in(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """What the body that was told has to do, by its day."""
    inspected = desk.at(Capability.HANDLE, *INSPECTED)
    if not inspected:
        return
    rows = Rectification.objects.filter(organization__in=inspected)
    ordered = Q(kind=RectificationKind.ORDER)
    steps = (
        ("letter_sign", Q(status=T.ISSUED)),
        ("letter_draw", Q(status=T.SIGNED) & ordered),
        ("letter_explain", Q(status=T.SIGNED) & ~ordered),
        ("letter_work", Q(status=T.WORKING, second_since__isnull=True)),
        ("letter_again", Q(status=T.WORKING, second_since__isnull=False)),
    )
    for sort, condition in steps:
        yield _letter(
            sort,
            rows.filter(condition),
            body=F("organization_id"),
            due=F("due_on"),
            sender=F("issuer__name"),
        )


def _letter(sort: str, rows: QuerySet[Rectification], **given: Any) -> QuerySet[Any, Any]:
    columns = {"pk": F("pk"), "place": F("pk"), "title": F("title")}
    return told(rows.order_by("due_on", "pk"), Line, sort, **columns, **given)


def _reviews(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Reviews to write and to hear; what is heard goes by year, with its number."""
    if handle := desk.at(Capability.HANDLE):
        drafts = DutyReview.objects.filter(status=ReviewStatus.DRAFT, organization__in=handle)
        yield told(
            drafts.order_by("pk"),
            Line,
            "review_write",
            pk=F("pk"),
            place=F("pk"),
            title=_of_year(F("year")),
            body=F("organization_id"),
            since=TruncDate("created_at"),
            sender=F("judge__name"),
        )
    if judging := desk.at(Capability.REVIEW, *ORGANIZERS):
        rows = DutyReview.objects.filter(judge__in=judging)
        over = Q(status=ReviewStatus.SURVEYING, survey_until__lt=desk.actor.on)
        heard = rows.filter(Q(status=ReviewStatus.COMMENTED) | over)
        handed = rows.filter(status=ReviewStatus.SUBMITTED)
        yield _heard("review_comment", handed, since=Min("submitted_on"))
        yield _heard("review_grade", heard)
        graded = rows.filter(status=ReviewStatus.GRADED)
        yield _heard("review_close", graded, since=Min("graded_on"))


def _heard(sort: str, rows: QuerySet[DutyReview], **given: Any) -> QuerySet[Any, Any]:
    grouped: Any = rows.order_by().values("judge_id", "year")
    return told(
        grouped,
        Line,
        sort,
        pk=Max("pk"),
        place=F("year"),
        title=_of_year(F("year")),
        body=F("judge_id"),
        many=Count("pk"),
        **given,
    )


def _own(desk: Desk) -> Iterator[QuerySet[Any, Any]]:
    """Surveys that the person may answer, and corrections of the person's bodies."""
    handle, user = desk.at(Capability.HANDLE), desk.actor.user
    # Whoever is asked holds a working post; others cost no query.
    if not handle or user is None:
        return
    asked = Voter.objects.filter(
        user=user,
        has_answered=False,
        review__status=ReviewStatus.SURVEYING,
        review__survey_until__gte=desk.actor.on,
    )
    named = (F("review__organization__name"), _of_year(F("review__year")))
    yield told(
        asked.order_by("pk"),
        Line,
        "survey",
        pk=F("pk"),
        place=F("review_id"),
        title=Concat(*named, output_field=CharField()),
        due=F("review__survey_until"),
        sender=F("review__judge__name"),
    )
    lines = Correction.objects.filter(done_on__isnull=True, review__organization__in=handle)
    yield told(
        lines.order_by("due_on", "pk"),
        Line,
        "correction",
        pk=F("pk"),
        place=F("review_id"),
        title=F("words"),
        body=F("review__organization_id"),
        due=F("due_on"),
        sender=F("review__judge__name"),
    )


def _of_year(year: Any) -> Any:
    """How a year's review is called, as text in SQL."""
    return Concat(Cast(year, CharField()), text("年度述职评议"), output_field=CharField())
