"""What our people owe, for the front page: sign, decompose, do, report, decide, confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from checklists.models import Assignment, Checklist
from checklists.rules import light_of
from checklists.terms import (
    OPEN_STATUSES,
    RECEIVER_STATUSES,
    AssignmentStatus,
    Light,
    ListStatus,
    ReportKind,
)
from hierarchy.actors import Actor
from hierarchy.served import ServedAs, committee_of
from hierarchy.terms import Capability, Tier
from workflow.todos import Todo

# More than this nobody reads on one page; the rest stands behind a link with its number.
MOST = 60
URGE = "督促下级"
ASKING = (ReportKind.COMPLETION, ReportKind.OBJECTION, ReportKind.EXTENSION)


class AssignmentTodos:
    """The lists' to-dos. Six queries, however much there is."""

    def todos(self, actor: Actor) -> Iterable[Todo]:
        """Everything the person owes as any of the posts held."""
        handles = ServedAs.of(actor, Capability.HANDLE)
        reviews = ServedAs.of(actor, Capability.REVIEW)
        found: list[Todo] = []
        if handles.labels:
            found += _to_sign(handles, actor)
            found += _to_decompose(handles, actor)
            found += _to_do(handles, actor)
            found += _to_confirm(handles, actor)
        if reviews.labels:
            found += _to_decide(reviews, actor)
            found += _drafts_to_review(actor)
        return found


def _grouped_by_list(owed: Any) -> Any:
    return (
        owed.values(
            "receiver_id",
            checklist=F("item__checklist_id"),
            list_title=F("item__checklist__title"),
            sender=F("issuer__name"),
            industry_body=committee_of("receiver"),
        )
        .annotate(count=Count("id"), first_due=Min("due_date"), sign_by=Min("sign_due_date"))
        .order_by("sign_by", "checklist")[:MOST]
    )


def _to_sign(posts: ServedAs, actor: Actor) -> Iterator[Todo]:
    owed = Assignment.objects.filter(receiver_id__in=posts.bodies, status=AssignmentStatus.TO_SIGN)
    for row in _grouped_by_list(owed):
        yield Todo(
            key=f"sign:{row['checklist']}:{row['receiver_id']}",
            verb="签收",
            title=row["list_title"],
            path=reverse("checklists:checklist_detail", args=[row["checklist"]]),
            due=row["sign_by"],
            light=_plain_light(row["sign_by"], actor),
            came_from=row["sender"],
            acting_for=posts.name(row["receiver_id"], row["industry_body"]),
            hint=f"共 {row['count']} 项",
            count=row["count"],
        )


def _to_decompose(posts: ServedAs, actor: Actor) -> Iterator[Todo]:
    owed = Assignment.objects.filter(receiver_id__in=posts.bodies).exclude(tier=Tier.BRANCH)
    for row in _grouped_by_list(owed.not_decomposed()):
        year = {"receiver": row["receiver_id"]}
        yield Todo(
            key=f"decompose:{row['checklist']}:{row['receiver_id']}",
            verb="分解",
            title=row["list_title"],
            path=f"{reverse('checklists:decompose_start')}?{urlencode(year)}",
            due=row["first_due"],
            light=_plain_light(row["first_due"], actor),
            came_from=row["sender"],
            acting_for=posts.name(row["receiver_id"], row["industry_body"]),
            hint=f"{row['count']} 项尚未分解到下级",
            count=row["count"],
        )


def _to_do(posts: ServedAs, actor: Actor) -> Iterator[Todo]:
    """Work to report: a branch's own, and a superior's once all below is settled, or late."""
    open_below = Assignment.objects.filter(parent=OuterRef("pk"), status__in=OPEN_STATUSES)
    owed = (
        Assignment.objects.filter(
            receiver_id__in=posts.bodies,
            status__in=(AssignmentStatus.IN_PROGRESS, AssignmentStatus.RETURNED),
        )
        .filter(
            Q(tier=Tier.BRANCH)
            | Q(status=AssignmentStatus.RETURNED)
            | (Q(is_decomposed=True) & (Q(due_date__lt=actor.on) | ~Q(Exists(open_below))))
        )
        .annotate(waits_below=Exists(open_below))
        .select_related("item", "receiver__committee", "issuer", "tenant")
        .soonest()[:MOST]
    )
    for assignment in owed:
        verb, hint = _next_step(assignment, waits_below=assignment.waits_below)
        yield Todo(
            key=f"do:{assignment.pk}",
            verb=verb,
            title=assignment.item.title,
            path=_open_below_of(assignment)
            if verb == URGE
            else reverse("checklists:assignment_detail", args=[assignment.pk]),
            due=assignment.due_date,
            light=light_of(assignment, tenant=assignment.tenant, on=actor.on),
            came_from=assignment.issuer.name,
            acting_for=posts.name(assignment.receiver_id, assignment.receiver.committee),
            hint=hint,
        )


def _next_step(assignment: Assignment, *, waits_below: bool) -> tuple[str, str]:
    """The button and the hint: what moves this piece of work on."""
    if assignment.status == AssignmentStatus.RETURNED:
        return "补充上报", "上级已退回，请补充"
    if waits_below:
        return URGE, "下级任务尚未全部办结，可以催办"
    needed = assignment.item.evidence_minimum if assignment.tier == Tier.BRANCH else 0
    return "上报", f"佐证至少 {needed} 份" if needed else ""


def _open_below_of(assignment: Assignment) -> str:
    """The list of what is still open below, where those who are late can be urged together."""
    query = urlencode({"parent": assignment.pk, "open": "on"})
    return f"{reverse('checklists:assignment_list')}?{query}"


def _to_confirm(posts: ServedAs, actor: Actor) -> Iterator[Todo]:
    changed = (
        Assignment.objects.filter(
            receiver_id__in=posts.bodies, status__in=OPEN_STATUSES, amended_at__isnull=False
        )
        .exclude(status=AssignmentStatus.TO_SIGN)
        .exclude(signed_at__gte=F("amended_at"))
        .exclude(confirmed_at__gte=F("amended_at"))
        .select_related("item", "receiver__committee", "issuer", "tenant")
        .soonest()[:MOST]
    )
    for assignment in changed:
        yield Todo(
            key=f"confirm:{assignment.pk}",
            verb="确认调整",
            title=assignment.item.title,
            path=reverse("checklists:assignment_detail", args=[assignment.pk]),
            due=assignment.due_date,
            light=light_of(assignment, tenant=assignment.tenant, on=actor.on),
            came_from=assignment.issuer.name,
            acting_for=posts.name(assignment.receiver_id, assignment.receiver.committee),
            hint="内容、目标或时限有调整，请看变化并确认",
            counts_down=assignment.is_owed,
        )


def _to_decide(posts: ServedAs, actor: Actor) -> Iterator[Todo]:
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
        .annotate(count=Count("id", distinct=True), since=Min("reports__at", filter=unanswered))
        .order_by("since", "item_id")[:MOST]
    )
    for row in rows:
        query = urlencode({"item": row["item_id"]})
        yield Todo(
            key=f"decide:{row['item_id']}:{row['issuer_id']}",
            verb="审核",
            title=row["item_title"],
            path=f"{reverse('checklists:review_queue')}?{query}",
            due=None,
            light=Light.GREEN,
            acting_for=posts.name(row["issuer_id"], row["industry_body"]),
            hint=f"{row['count']} 件等待审核",
            count=row["count"],
            waiting_since=timezone.localdate(row["since"]) if row["since"] else actor.on,
        )


def _drafts_to_review(actor: Actor) -> Iterator[Todo]:
    posts = ServedAs.of(actor, Capability.ISSUE)
    drafts = (
        Checklist.objects.filter(issuer_id__in=posts.bodies, status=ListStatus.IN_REVIEW)
        .select_related("issuer__committee")
        .order_by("id")[:MOST]
    )
    for draft in drafts:
        yield Todo(
            key=f"issue:{draft.pk}",
            verb="审核下发",
            title=draft.title,
            path=reverse("checklists:checklist_detail", args=[draft.pk]),
            due=draft.sign_due_date,
            light=_plain_light(draft.sign_due_date, actor) if draft.sign_due_date else Light.GREEN,
            acting_for=posts.name(draft.issuer_id, draft.issuer.committee),
            hint="经办人已送审",
        )


def _plain_light(due: dt.date, actor: Actor) -> str:
    if due < actor.on:
        return Light.RED
    return Light.YELLOW if due - actor.on <= dt.timedelta(days=2) else Light.GREEN


def overdue_count(actor: Actor) -> int:
    """How many assignments of the actor's own bodies are past their day."""
    ids = actor.organization_ids(Capability.HANDLE)
    return Assignment.objects.filter(
        receiver_id__in=ids, status__in=RECEIVER_STATUSES, due_date__lt=actor.on
    ).count()
