"""What committees and the city owe in papers: meetings to call, summaries to write, to answer;
and resolutions to carry out, for whoever they were given to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractQuarter, ExtractYear, JSONObject
from django.urls import reverse
from django.utils import timezone

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Tier
from routines.kinds import COMMITTEES
from routines.matching import named
from routines.models import Obligation, Record, Resolution, Summary
from routines.summary_periods import Span, spans
from routines.terms import RecordKind, RecordStatus, SummaryKind, SummaryStatus
from workflow.todo_lines import lines, told
from workflow.todos import Todo

MOST: Final = 40
_NEAR: Final = dt.timedelta(days=3)
_WRITTEN: Final = {
    RecordKind.QUARTERLY_SUMMARY: SummaryKind.QUARTERLY,
    RecordKind.ANNUAL_REPORT: SummaryKind.ANNUAL,
}
_KINDS: Final = (*_WRITTEN, RecordKind.MONTHLY_MEETING)
# A meeting gives to its own body and to those directly below: committees, and what stands there.
_GIVEN_TO: Final = (*COMMITTEES, Tier.STATION)
_ABOVE: Final = (Tier.CITY, Tier.COMMITTEE)
_ANSWERED: Final = {SummaryStatus.SUBMITTED: "点评", SummaryStatus.COMMENTED: "归档"}


class Line(NamedTuple):
    """One row of the query, whatever it is about; each sort fills what it has."""

    sort: str
    pk: int
    body: int
    title: str
    due: dt.date | None
    since: dt.datetime | None
    sender: str
    status: str
    facts: dict[str, Any] | None


class PaperTodos:
    """Papers and resolutions owed. One query, of the parts that can concern the person's tier."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """Everything the person owes as any of the posts held."""
        given = _posts(actor, Capability.HANDLE, _GIVEN_TO)
        writers = _posts(actor, Capability.HANDLE, COMMITTEES)
        comment = _posts(actor, Capability.REVIEW, _ABOVE)
        file = _posts(actor, Capability.HANDLE, _ABOVE)
        parts: list[QuerySet[Any, Any]] = []
        if given:
            parts.append(_to_carry_out(given))
        if writers:
            parts.append(_to_write(writers, actor))
        if comment:
            parts.append(_to_answer(SummaryStatus.SUBMITTED, comment))
        if file:
            parts.append(_to_answer(SummaryStatus.COMMENTED, file))
        posts = {
            "resolution": given,
            "paper": writers,
            SummaryStatus.SUBMITTED.value: comment,
            SummaryStatus.COMMENTED.value: file,
        }
        for line in lines(parts, Line):
            made = _MAKERS[line.sort](line, actor)
            if made is not None:
                yield replace(made, acting_for=posts[line.status or line.sort][line.body])


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


# The query's parts, each a row of ``Line``.


def _to_carry_out(posts: dict[int, str]) -> QuerySet[Any, Any]:
    owed = Resolution.objects.open().filter(responsible__in=posts)
    return told(
        owed.order_by("due_on", "pk"),
        Line,
        "resolution",
        pk=F("pk"),
        body=F("responsible_id"),
        title=F("text"),
        due=F("due_on"),
        sender=F("record__organization__name"),
    )[:MOST]


def _to_write(posts: dict[int, str], actor: Actor) -> QuerySet[Any, Any]:
    owed: Any = (
        Obligation.objects.in_window(actor.on)
        .filter(organization__in=posts, freezes_on__gte=actor.on)
        .filter(rule__answered_by__overlap=_KINDS, rule__marks=[])
        .order_by("due_on", "pk")
    )
    facts = JSONObject(
        kinds="rule__answered_by",
        rule="rule__name",
        article="rule__article",
        period="rule__period",
        start="period_start",
        end="period_end",
        quarterly=_paper_of(
            SummaryKind.QUARTERLY, quarter=ExtractQuarter(OuterRef("period_start"))
        ),
        annual=_paper_of(SummaryKind.ANNUAL),
        meeting=_meeting_of(),
    )
    return told(
        owed,
        Line,
        "paper",
        pk=F("pk"),
        body=F("organization_id"),
        due=F("due_on"),
        facts=facts,
    )[:MOST]


def _to_answer(status: str, posts: dict[int, str]) -> QuerySet[Any, Any]:
    """Papers of the bodies directly below that wait for a comment, or to be filed."""
    rows = Summary.objects.filter(
        status=status, organization__parent__in=posts, submitted_at__isnull=False
    )
    return told(
        rows.order_by("submitted_at", "pk"),
        Line,
        "summary",
        pk=F("pk"),
        body=F("organization__parent_id"),
        title=F("title"),
        since=F("submitted_at"),
        sender=F("organization__name"),
        status=F("status"),
    )[:MOST]


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


# From a row to what the page shows.


def _resolution(line: Line, actor: Actor) -> Todo:
    return Todo(
        key=f"resolution:{line.pk}",
        verb="落实",
        title=line.title,
        path=reverse("routines:resolution_detail", args=[line.pk]),
        due=line.due,
        light=_light(line.due, actor),
        came_from=line.sender,
        hint="例会议定事项，办结后写明情况",
    )


def _paper(line: Line, actor: Actor) -> Todo | None:
    """A paper or a meeting that is owed; nothing where no page is there to write it."""
    facts = line.facts or {}
    start, end = (dt.date.fromisoformat(facts[name]) for name in ("start", "end"))
    verb, path = _step(line.body, facts, start, actor)
    if not path:
        return None
    return Todo(
        key=f"paper:{line.pk}",
        verb=verb,
        title=named(facts["rule"], facts["period"], start, end),
        path=path,
        due=line.due,
        light=_light(line.due, actor),
        hint=facts["article"],
    )


def _step(body: int, facts: dict[str, Any], start: dt.date, actor: Actor) -> tuple[str, str]:
    """What to do about it: go on with what was begun, or begin it."""
    kind = next(kind for kind in _KINDS if kind in facts["kinds"])
    if kind not in _WRITTEN:
        if facts["meeting"] is not None:
            return "登记", reverse("routines:meeting_detail", args=[facts["meeting"]])
        return "筹备", f"{reverse('routines:meeting_prepare')}?body={body}"
    written = SummaryKind(_WRITTEN[kind])
    draft = facts["quarterly" if written == SummaryKind.QUARTERLY else "annual"]
    if draft is not None:
        return "报送", reverse("routines:summary_detail", args=[draft])
    span = _span_of(start, written, actor)
    if span is None:
        return "", ""
    query = urlencode({"body": body, "span": span.key})
    return "起草", f"{reverse('routines:summary_list')}?{query}"


def _span_of(start: dt.date, kind: SummaryKind, actor: Actor) -> Span | None:
    of_kind = (span for span in spans(actor.on) if span.kind == kind)
    return next((span for span in of_kind if span.days[0] == start), None)


def _summary(line: Line, actor: Actor) -> Todo:
    return Todo(
        key=f"summary:{line.pk}",
        verb=_ANSWERED[SummaryStatus(line.status)],
        title=line.title,
        path=reverse("routines:summary_detail", args=[line.pk]),
        due=None,
        light="green",
        came_from=line.sender,
        waiting_since=timezone.localdate(line.since) if line.since else actor.on,
    )


_MAKERS: dict[str, Callable[[Line, Actor], Todo | None]] = {
    "resolution": _resolution,
    "paper": _paper,
    "summary": _summary,
}


def _light(due: dt.date | None, actor: Actor) -> str:
    if due is None:
        return "green"
    if due < actor.on:
        return "red"
    return "yellow" if due - actor.on <= _NEAR else "green"
