"""What committees and the city owe in papers: meetings to call, summaries to write, to answer;
and resolutions to carry out, for whoever they were given to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability
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
_ANSWERED: Final = {SummaryStatus.SUBMITTED: "点评", SummaryStatus.COMMENTED: "归档"}


class PaperTodos:
    """Papers and resolutions owed. Five queries, however much there is."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """Everything the person owes as any of the posts held."""
        handles = _posts(actor, Capability.HANDLE)
        reviews = _posts(actor, Capability.REVIEW)
        found: list[Todo] = []
        if handles:
            found += _to_carry_out(handles, actor)
            found += _to_write(handles, actor)
        if handles or reviews:
            found += _to_answer(handles, reviews, actor)
        return found


def _posts(actor: Actor, capability: Capability) -> dict[int, str]:
    """The bodies at which the person holds a right, and as which post; the acting one first."""
    labels = {post.pk: post.label for post in actor.posts}
    acting = actor.acting.pk if actor.acting else None
    found: dict[int, str] = {}
    for grant in actor.scope(capability).nodes:
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
    owed = list(
        Obligation.objects.in_window(actor.on)
        .filter(organization__in=posts, freezes_on__gte=actor.on)
        .filter(rule__answered_by__overlap=kinds, rule__marks=[])
        .select_related("rule")
        .order_by("due_on", "pk")[:MOST]
    )
    if not owed:
        return
    drafts = _drafts(posts)
    meetings = _meetings(posts)
    for row in owed:
        kind = next(kind for kind in kinds if kind in row.rule.answered_by)
        if kind in _WRITTEN:
            verb, path = _paper(row, SummaryKind(_WRITTEN[kind]), drafts, actor)
        else:
            verb, path = _meeting(row, meetings)
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


def _drafts(posts: dict[int, str]) -> dict[tuple[int, str, dt.date], int]:
    """Papers that are open, by body, kind and first day."""
    rows = Summary.objects.filter(
        organization__in=posts, status__in=(SummaryStatus.DRAFT, SummaryStatus.RETURNED)
    )
    return {(row.organization_id, row.kind, row.days[0]): row.pk for row in rows}


def _meetings(posts: dict[int, str]) -> dict[tuple[int, int, int], int]:
    """Meetings being prepared, by body, year and month."""
    rows = Record.objects.filter(
        organization__in=posts, kind=RecordKind.MONTHLY_MEETING, status=RecordStatus.DRAFT
    )
    return {
        (row.organization_id, row.happened_on.year, row.happened_on.month): row.pk
        for row in rows.only("organization", "happened_on")
    }


def _paper(
    row: Obligation,
    kind: SummaryKind,
    drafts: dict[tuple[int, str, dt.date], int],
    actor: Actor,
) -> tuple[str, str]:
    """What to do about a paper that is owed: go on with its draft, or begin it."""
    draft = drafts.get((row.organization_id, str(kind), row.period_start))
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


def _meeting(row: Obligation, meetings: dict[tuple[int, int, int], int]) -> tuple[str, str]:
    """What to do about a meeting that is owed: register the one prepared, or prepare it."""
    place = (row.organization_id, row.period_start.year, row.period_start.month)
    if place in meetings:
        return "登记", reverse("routines:meeting_detail", args=[meetings[place]])
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
