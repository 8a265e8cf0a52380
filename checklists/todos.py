"""What our people owe, for the front page: sign, decompose, do, report, decide, confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from checklists.models import Assignment, Checklist
from checklists.rules import light_of
from checklists.terms import (
    OPEN_STATUSES,
    AssignmentStatus,
    Light,
    ListStatus,
    ReportKind,
)
from hierarchy.actors import Actor
from hierarchy.served import ServedAs, committee_of
from hierarchy.terms import Capability, Tier
from workflow.todo_lines import lines, text, told
from workflow.todos import Todo

# More than this nobody reads on one page; the rest stands behind a link with its number.
MOST = 60
URGE = "督促下级"
ADD = "补充上报"
ASKING = (ReportKind.COMPLETION, ReportKind.OBJECTION, ReportKind.EXTENSION)


class Line(NamedTuple):
    """One row of the counted sorts, whatever it is about; each sort fills what it has."""

    sort: str
    pk: int
    holder: int
    committee: str | None
    title: str
    sender: str | None
    due: dt.date | None
    since: dt.datetime | None
    number: int


class AssignmentTodos:
    """The lists' to-dos. Two queries, however much there is: what is counted, and what is named."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """Everything the person owes as any of the posts held."""
        handles = ServedAs.of(actor, Capability.HANDLE)
        reviews = ServedAs.of(actor, Capability.REVIEW)
        issues = ServedAs.of(actor, Capability.ISSUE)
        parts: list[QuerySet[Any, Any]] = []
        if handles.labels:
            parts += [_to_sign(handles), _to_decompose(handles)]
        if reviews.labels:
            parts += [_to_decide(reviews), _drafts_to_review(issues)]
        posts = {"decide": reviews, "issue": issues}
        for line in lines(parts, Line):
            served = posts.get(line.sort, handles)
            made = _MAKERS[line.sort](line, actor)
            yield replace(made, acting_for=served.name(line.holder, line.committee))
        if handles.labels:
            yield from _named(handles, actor)


# What is counted: one line a list and body, or an item and body.


def _grouped_by_list(owed: Any, sort: str, *, due: str) -> QuerySet[Any, Any]:
    rows = (
        owed.values(
            "receiver_id",
            checklist=F("item__checklist_id"),
            list_title=F("item__checklist__title"),
            issuer_name=F("issuer__name"),
            industry_body=committee_of("receiver"),
        )
        .annotate(
            count_of=Count("id"), first_due=Min("due_date"), first_sign_by=Min("sign_due_date")
        )
        .order_by("first_sign_by", "checklist")
    )
    return told(
        rows,
        Line,
        sort,
        pk=F("checklist"),
        holder=F("receiver_id"),
        committee=F("industry_body"),
        title=F("list_title"),
        sender=F("issuer_name"),
        due=F(due),
        number=F("count_of"),
    )[:MOST]


def _to_sign(posts: ServedAs) -> QuerySet[Any, Any]:
    owed = Assignment.objects.filter(receiver_id__in=posts.bodies, status=AssignmentStatus.TO_SIGN)
    return _grouped_by_list(owed, "sign", due="first_sign_by")


def _to_decompose(posts: ServedAs) -> QuerySet[Any, Any]:
    owed = Assignment.objects.filter(receiver_id__in=posts.bodies).exclude(tier=Tier.BRANCH)
    return _grouped_by_list(owed.not_decomposed(), "decompose", due="first_due")


def _to_decide(posts: ServedAs) -> QuerySet[Any, Any]:
    """What waits for the direct issuer, one line an item: a queue, not a flood.

    The day of the receiver is no day of the issuer's: what counts is how long it waits.
    """
    unanswered = Q(reports__kind__in=ASKING, reports__review__isnull=True)
    rows = (
        Assignment.objects.filter(issuer_id__in=posts.bodies)
        .awaiting_issuer()
        .values(
            "item_id",
            "issuer_id",
            item_title=F("item__title"),
            industry_body=committee_of("issuer"),
        )
        .annotate(count_of=Count("id", distinct=True), waits=Min("reports__at", filter=unanswered))
        .order_by("waits", "item_id")
    )
    return told(
        rows,
        Line,
        "decide",
        pk=F("item_id"),
        holder=F("issuer_id"),
        committee=F("industry_body"),
        title=F("item_title"),
        since=F("waits"),
        number=F("count_of"),
    )[:MOST]


def _drafts_to_review(posts: ServedAs) -> QuerySet[Any, Any]:
    rows = Checklist.objects.filter(issuer_id__in=posts.bodies, status=ListStatus.IN_REVIEW)
    return told(
        rows.order_by("id"),
        Line,
        "issue",
        pk=F("id"),
        holder=F("issuer_id"),
        committee=committee_of("issuer"),
        title=F("title"),
        due=F("sign_due_date"),
    )[:MOST]


def _sign(line: Line, actor: Actor) -> Todo:
    return Todo(
        key=f"sign:{line.pk}:{line.holder}",
        verb="签收",
        title=line.title,
        path=reverse("checklists:checklist_detail", args=[line.pk]),
        due=line.due,
        light=_plain_light(line.due, actor),
        came_from=line.sender or "",
        hint=f"共 {line.number} 项",
        count=line.number,
    )


def _decompose(line: Line, actor: Actor) -> Todo:
    query = urlencode({"receiver": line.holder})
    return Todo(
        key=f"decompose:{line.pk}:{line.holder}",
        verb="分解",
        title=line.title,
        path=f"{reverse('checklists:decompose_start')}?{query}",
        due=line.due,
        light=_plain_light(line.due, actor),
        came_from=line.sender or "",
        hint=f"{line.number} 项尚未分解到下级",
        count=line.number,
    )


def _decide(line: Line, actor: Actor) -> Todo:
    query = urlencode({"item": line.pk})
    return Todo(
        key=f"decide:{line.pk}:{line.holder}",
        verb="审核",
        title=line.title,
        path=f"{reverse('checklists:review_queue')}?{query}",
        due=None,
        light=Light.GREEN,
        hint=f"{line.number} 件等待审核",
        count=line.number,
        waiting_since=timezone.localdate(line.since) if line.since else actor.on,
    )


def _issue(line: Line, actor: Actor) -> Todo:
    return Todo(
        key=f"issue:{line.pk}",
        verb="审核下发",
        title=line.title,
        path=reverse("checklists:checklist_detail", args=[line.pk]),
        due=line.due,
        light=_plain_light(line.due, actor),
        hint="经办人已送审",
    )


_MAKERS: dict[str, Callable[[Line, Actor], Todo]] = {
    "sign": _sign,
    "decompose": _decompose,
    "decide": _decide,
    "issue": _issue,
}


def _plain_light(due: dt.date | None, actor: Actor) -> str:
    if due is None:
        return Light.GREEN
    if due < actor.on:
        return Light.RED
    return Light.YELLOW if due - actor.on <= dt.timedelta(days=2) else Light.GREEN


# What is named one by one: work to report, and changes to confirm.


def _named(posts: ServedAs, actor: Actor) -> Iterator[Todo]:
    rows = _to_do(posts, actor).union(_to_confirm(posts), all=True)
    for assignment in rows:
        light = light_of(assignment, tenant=assignment.tenant, on=actor.on)
        make = _do if assignment.sort == "do" else _confirm
        post = posts.name(assignment.receiver_id, assignment.receiver.committee)
        yield replace(make(assignment, light), acting_for=post)


def _to_do(posts: ServedAs, actor: Actor) -> Any:
    """Work to report: a branch's own, and a superior's once all below is settled, or late."""
    open_below = Assignment.objects.filter(parent=OuterRef("pk"), status__in=OPEN_STATUSES)
    return (
        Assignment.objects.filter(
            receiver_id__in=posts.bodies,
            status__in=(AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED),
        )
        .filter(
            Q(tier=Tier.BRANCH)
            | Q(status=AssignmentStatus.RETURNED)
            | (Q(is_decomposed=True) & (Q(due_date__lt=actor.on) | ~Q(Exists(open_below))))
        )
        .annotate(sort=text("do"), waits_below=Exists(open_below))
        .select_related("item", "receiver__committee", "issuer", "tenant")
        .soonest()[:MOST]
    )


def _to_confirm(posts: ServedAs) -> Any:
    """Work whose item was changed since the receiver signed for it or last confirmed."""
    return (
        Assignment.objects.filter(
            receiver_id__in=posts.bodies, status__in=OPEN_STATUSES, amended_at__isnull=False
        )
        .exclude(status=AssignmentStatus.TO_SIGN)
        .exclude(signed_at__gte=F("amended_at"))
        .exclude(confirmed_at__gte=F("amended_at"))
        .annotate(sort=text("confirm"), waits_below=Value(value=False))
        .select_related("item", "receiver__committee", "issuer", "tenant")
        .soonest()[:MOST]
    )


def _do(assignment: Any, light: str) -> Todo:
    verb, hint = _next_step(assignment, waits_below=assignment.waits_below)
    return Todo(
        key=f"do:{assignment.pk}",
        verb=verb,
        title=assignment.item.title,
        path=_where(assignment, verb),
        due=assignment.due_date,
        light=light,
        came_from=assignment.issuer.name,
        hint=hint,
    )


def _confirm(assignment: Any, light: str) -> Todo:
    return Todo(
        key=f"confirm:{assignment.pk}",
        verb="确认调整",
        title=assignment.item.title,
        path=reverse("checklists:assignment_detail", args=[assignment.pk]),
        due=assignment.due_date,
        light=light,
        came_from=assignment.issuer.name,
        hint="内容、目标或时限有调整，请看变化并确认",
        counts_down=assignment.is_owed,
    )


def _next_step(assignment: Assignment, *, waits_below: bool) -> tuple[str, str]:
    """The button and the hint: what moves this piece of work on."""
    if assignment.status == AssignmentStatus.RETURNED:
        return ADD, "上级已退回，请补充"
    if waits_below:
        return URGE, "下级任务尚未全部办结，可以催办"
    needed = assignment.item.evidence_minimum if assignment.tier == Tier.BRANCH else 0
    return "上报", f"佐证至少 {needed} 份" if needed else ""


def _where(assignment: Assignment, verb: str) -> str:
    """Where the step is made: what came back is known, so its form opens at once."""
    if verb == URGE:
        return _open_below_of(assignment)
    page = "assignment_report" if verb == ADD else "assignment_detail"
    return reverse(f"checklists:{page}", args=[assignment.pk])


def _open_below_of(assignment: Assignment) -> str:
    """The list of what is still open below, where those who are late can be urged together."""
    query = urlencode({"parent": assignment.pk, "open": "on"})
    return f"{reverse('checklists:assignment_list')}?{query}"
