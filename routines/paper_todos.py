"""What committees and the city owe in papers: meetings to call, summaries to write, to answer;
and resolutions to carry out, for whoever they were given to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.db.models.functions import ExtractQuarter, ExtractYear
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from routines.kinds import COMMITTEES
from routines.matching import words_of
from routines.models import Obligation, Record, Resolution, Summary
from routines.summary_periods import Span, spans
from routines.terms import RecordKind, RecordStatus, SummaryKind, SummaryStatus
from workflow.todos import Todo

MOST: Final = 40
_NEAR: Final = dt.timedelta(days=3)
_WRITTEN: Final = {
    RecordKind.QUARTERLY_SUMMARY: SummaryKind.QUARTERLY,
    RecordKind.ANNUAL_REPORT: SummaryKind.ANNUAL,
}
# A meeting gives to its own body and to those directly below: committees, and what stands there.
_GIVEN_TO: Final = (*COMMITTEES, Tier.STATION)
_ABOVE: Final = (Tier.CITY, Tier.COMMITTEE)
_ANSWERED: Final = {SummaryStatus.SUBMITTED: "点评", SummaryStatus.COMMENTED: "归档"}


class PaperTodos:
    """Papers and resolutions owed. A query for each part that can concern the person's tier."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """Everything the person owes as any of the posts held."""
        found: list[Todo] = []
        if given := _posts(actor, Capability.HANDLE, _GIVEN_TO):
            found += _to_carry_out(given, actor)
        if writers := _posts(actor, Capability.HANDLE, COMMITTEES):
            found += _to_write(writers, actor)
        handles = _posts(actor, Capability.HANDLE, _ABOVE)
        reviews = _posts(actor, Capability.REVIEW, _ABOVE)
        if handles or reviews:
            found += _to_answer(handles, reviews, actor)
        return found


def _posts(actor: Actor, capability: Capability, tiers: Collection[str]) -> dict[int, str]:
    """Bodies of some tiers at which the person holds a right, and as which post; the acting
    one first."""
    labels = {post.pk: post.label for post in actor.posts}
    acting = actor.acting.pk if actor.acting else None
    found: dict[int, str] = {}
    for grant in actor.scope(capability).nodes:
        if grant.tier not in tiers:
            continue
        if grant.organization_id not in found or grant.appointment_id == acting:
            found[grant.organization_id] = labels.get(grant.appointment_id, "")
    return found


def _to_carry_out(posts: dict[int, str], actor: Actor) -> Iterator[Todo]:
    owed = Resolution.objects.open().filter(responsible__in=posts)
    for row in owed.select_related("record__organization").order_by("due_on", "pk")[:MOST]:
        yield Todo(
            key=f"resolution:{row.pk}",
            verb="落实",
            title=row.text,
            path=reverse("routines:resolution_detail", args=[row.pk]),
            due=row.due_on,
            light=_light(row.due_on, actor),
            came_from=row.record.organization.name,
            acting_for=posts[row.responsible_id],
            hint="例会议定事项，办结后写明情况",
        )


def _to_write(posts: dict[int, str], actor: Actor) -> Iterator[Todo]:
    kinds = [*_WRITTEN, RecordKind.MONTHLY_MEETING]
    owed: Any = (
        Obligation.objects.in_window(actor.on)
        .filter(organization__in=posts, freezes_on__gte=actor.on)
        .filter(rule__answered_by__overlap=kinds, rule__marks=[])
        .annotate(
            quarterly=_paper_of(
                SummaryKind.QUARTERLY, quarter=ExtractQuarter(OuterRef("period_start"))
            ),
            annual=_paper_of(SummaryKind.ANNUAL),
            meeting=_meeting_of(),
        )
        .select_related("rule")
        .order_by("due_on", "pk")[:MOST]
    )
    for row in owed:
        kind = next(kind for kind in kinds if kind in row.rule.answered_by)
        if kind in _WRITTEN:
            verb, path = _paper(row, SummaryKind(_WRITTEN[kind]), actor)
        else:
            verb, path = _meeting(row)
        if not path:
            continue
        yield Todo(
            key=f"paper:{row.pk}",
            verb=verb,
            title=words_of(row),
            path=path,
            due=row.due_on,
            light=_light(row.due_on, actor),
            acting_for=posts[row.organization_id],
            hint=row.rule.article,
        )


def _paper_of(kind: SummaryKind, **period: Any) -> Subquery:
    """The open paper of a kind for the row's body and period, where one was begun."""
    rows = Summary.objects.filter(
        organization=OuterRef("organization"),
        kind=kind,
        status__in=(SummaryStatus.DRAFT, SummaryStatus.RETURNED),
        year=ExtractYear(OuterRef("period_start")),
        **period,
    )
    return Subquery(rows.values("pk")[:1])


def _meeting_of() -> Subquery:
    """The meeting being prepared for the row's body and month."""
    rows = Record.objects.filter(
        organization=OuterRef("organization"),
        kind=RecordKind.MONTHLY_MEETING,
        status=RecordStatus.DRAFT,
        happened_on__range=(OuterRef("period_start"), OuterRef("period_end")),
    )
    return Subquery(rows.values("pk")[:1])


def _paper(row: Any, kind: SummaryKind, actor: Actor) -> tuple[str, str]:
    """What to do about a paper that is owed: go on with its draft, or begin it."""
    draft = row.quarterly if kind == SummaryKind.QUARTERLY else row.annual
    if draft is not None:
        return "报送", reverse("routines:summary_detail", args=[draft])
    span = _span_of(row, kind, actor)
    if span is None:
        return "", ""
    query = urlencode({"body": row.organization_id, "span": span.key})
    return "起草", f"{reverse('routines:summary_list')}?{query}"


def _span_of(row: Obligation, kind: SummaryKind, actor: Actor) -> Span | None:
    return next(
        (
            span
            for span in spans(actor.on)
            if span.kind == kind and span.days[0] == row.period_start
        ),
        None,
    )


def _meeting(row: Any) -> tuple[str, str]:
    """What to do about a meeting that is owed: register the one prepared, or prepare it."""
    if row.meeting is not None:
        return "登记", reverse("routines:meeting_detail", args=[row.meeting])
    return "筹备", f"{reverse('routines:meeting_prepare')}?body={row.organization_id}"


def _to_answer(handles: dict[int, str], reviews: dict[int, str], actor: Actor) -> Iterator[Todo]:
    bodies = {SummaryStatus.SUBMITTED: reviews, SummaryStatus.COMMENTED: handles}
    rows = Summary.objects.filter(
        status__in=bodies, organization__parent__in={*handles, *reviews}
    ).select_related("organization")
    for row in rows.order_by("submitted_at", "pk")[:MOST]:
        posts = bodies[SummaryStatus(row.status)]
        superior = row.organization.parent_id
        if superior in posts and row.submitted_at is not None:
            yield Todo(
                key=f"summary:{row.pk}",
                verb=_ANSWERED[SummaryStatus(row.status)],
                title=row.title,
                path=reverse("routines:summary_detail", args=[row.pk]),
                due=None,
                light="green",
                came_from=row.organization.name,
                acting_for=posts[superior],
                waiting_since=_local(row.submitted_at, actor),
            )


def _local(at: dt.datetime, actor: Actor) -> dt.date:
    return at.astimezone(actor.at.tzinfo).date()


def _light(due: dt.date, actor: Actor) -> str:
    if due < actor.on:
        return "red"
    return "yellow" if due - actor.on <= _NEAR else "green"
