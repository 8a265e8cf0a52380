"""Issuing a list (送审、下发) and its end (归档)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from checklists.actions.amending import amend
from checklists.checks import inspect_draft
from checklists.fanout import fan_out
from checklists.models import Assignment, Checklist
from checklists.rules import LIST_MOVES, plain_day
from hierarchy.actors import Actor
from hierarchy.calendar import add_working_days
from hierarchy.models import Organization
from workflow.actions import send_notices
from workflow.models import Notice
from workflow.moves import perform
from workflow.numbers import take_number


@transaction.atomic
def submit_checklist(*, checklist: Checklist, actor: Actor) -> Checklist:
    """Send a draft to its own body's leader for review (送审)."""
    fresh = perform(checklist, "submit", table=LIST_MOVES, actor=actor)
    _refuse_problems(fresh, actor)
    send_notices(
        tenant=fresh.tenant,
        kind=Notice.Kind.REPORTED,
        title=f"请审核清单：{fresh.title}",
        key=f"checklist-submit:{fresh.pk}:{actor.at.isoformat()}",
        path=reverse("checklists:checklist_detail", args=[fresh.pk]),
        organizations=[fresh.issuer],
        roles=("leader", "officer"),
        actor=actor,
    )
    return fresh


@transaction.atomic
def send_back_checklist(*, checklist: Checklist, reason: str, actor: Actor) -> Checklist:
    """Return a draft under review to whoever drafts (退回修改)."""
    return perform(checklist, "send_back", table=LIST_MOVES, actor=actor, reason=reason)


@transaction.atomic
def issue_checklist(*, checklist: Checklist, actor: Actor) -> tuple[Checklist, int]:
    """Issue a list to its receivers, all or nothing; returns it and the new assignments.

    Raises ``ValidationError`` with every blocking problem. Upper items that the list
    answers or waives count as decomposed from now on. A new version keeps the work that
    exists: see ``checklists.actions.amending``.
    """
    _hold_place(checklist)
    fresh = perform(
        checklist,
        "issue",
        table=LIST_MOVES,
        actor=actor,
        changes=lambda current: _at_issue(current, actor),
    )
    _lock_uppers(fresh)
    _refuse_problems(fresh, actor)
    told = amend(checklist=fresh, actor=actor)
    new = fan_out(checklist=fresh, sign_due=_sign_by(fresh, actor), at=actor.at, on=actor.on)
    _mark_decomposed(fresh)
    _announce(fresh, amended=told, actor=actor)
    return fresh, new


@transaction.atomic
def archive_checklist(*, checklist: Checklist, actor: Actor) -> Checklist:
    """File a list away, and with it its assignments, once none of them is open (归档).

    Raises ``ValidationError`` ``still_open`` besides what ``perform`` raises.
    """
    fresh = perform(checklist, "archive", table=LIST_MOVES, actor=actor)
    open_ones = Assignment.objects.filter(item__checklist=checklist).open().count()
    if open_ones:
        raise ValidationError(
            f"还有 {open_ones} 项任务未销号，请先销号、说明销号或结转，再归档。",
            code="still_open",
        )
    return fresh


def _at_issue(checklist: Checklist, actor: Actor) -> dict[str, Any]:
    """What an issue settles of a list: its number, its signer, by when to sign for it."""
    return {
        "number": checklist.number or _number(checklist),
        "issued_at": actor.at,
        "sign_due_date": _sign_by(checklist, actor),
        "signer": checklist.signer or actor.name,
    }


def _sign_by(checklist: Checklist, actor: Actor) -> dt.date:
    """The day set for signing, else the city's working days from now."""
    tenant = checklist.tenant
    return checklist.sign_due_date or add_working_days(
        tenant=tenant, start=actor.on, days=tenant.sign_working_days
    )


def _refuse_problems(checklist: Checklist, actor: Actor) -> None:
    problems = [p for p in inspect_draft(checklist, on=actor.on).problems if p.blocks]
    if problems:
        raise ValidationError(
            [ValidationError(problem.text, code=problem.code) for problem in problems]
        )


def _number(checklist: Checklist) -> str:
    """QD-2026-L1-SZ-001 (domain.md §9): year, tier, the body's code, a running number."""
    issuer = checklist.issuer
    code = issuer.code or f"N{issuer.pk}"
    series = f"QD-{checklist.year}-L{issuer.tier_number}-{code}"
    return f"{series}-{take_number(tenant=checklist.tenant, series=series):03d}"


def _uppers(checklist: Checklist) -> list[int]:
    answered = checklist.items.filter(answers__isnull=False).values_list("answers_id", flat=True)
    return sorted({*answered, *checklist.waivers.values_list("answers_id", flat=True)})


def _hold_place(checklist: Checklist) -> None:
    """Hold the issuer, so that nobody is founded or moved below it while its list goes out.

    A move locks the old and the new superior, a founding the superior: with this one row
    held, what the list reaches is what stands there when it is committed. The version
    before is held next, ahead of the upper items, in the order in which it is reopened.
    """
    bodies = Organization.objects.select_for_update(no_key=True, of=("self",))
    bodies.get(pk=checklist.issuer_id)
    if checklist.supersedes_id:
        Checklist.objects.select_for_update(of=("self",)).get(pk=checklist.supersedes_id)


def _lock_uppers(checklist: Checklist) -> None:
    """Hold the upper items, so that none is reported as done while its parts go out."""
    uppers = Assignment.objects.filter(pk__in=_uppers(checklist)).order_by("pk")
    list(uppers.select_for_update(of=("self",)).values_list("pk", flat=True))


def _mark_decomposed(checklist: Checklist) -> None:
    uppers = Assignment.objects.filter(pk__in=_uppers(checklist), is_decomposed=False)
    uppers.update(is_decomposed=True)


def _announce(checklist: Checklist, *, amended: set[int], actor: Actor) -> None:
    """Tell whoever got something new; of a new version, whoever it changed something for."""
    received = Assignment.objects.filter(
        item__checklist=checklist, issued_at=F("item__checklist__issued_at")
    )
    new = set(received.values_list("receiver_id", flat=True).distinct()) - amended
    _tell(
        checklist,
        kind=Notice.Kind.ISSUED,
        title=f"{checklist.issuer.label}下发：{checklist.title}",
        body=f"请于 {plain_day(_sign_by(checklist, actor), on=actor.on)} 前签收。",
        receivers=new,
        actor=actor,
    )
    _tell(
        checklist,
        kind=Notice.Kind.AMENDED,
        title=f"清单有调整，请确认：{checklist.title}（第 {checklist.version} 版）",
        body="请查看调整内容并确认；新增的事项请签收。",
        receivers=amended,
        actor=actor,
    )


def _tell(
    checklist: Checklist,
    *,
    kind: str,
    title: str,
    body: str,
    receivers: Iterable[int],
    actor: Actor,
) -> None:
    send_notices(
        tenant=checklist.tenant,
        kind=kind,
        title=title,
        body=body,
        key=f"checklist-issue:{checklist.pk}",
        path=reverse("checklists:checklist_detail", args=[checklist.pk]),
        organizations=sorted(receivers),
        actor=actor,
    )
