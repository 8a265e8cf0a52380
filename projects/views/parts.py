"""What each part of a project's page shows; a part asks only what it needs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from projects import dossier, insight
from projects.accounts import FinalAccount, final_account
from projects.amendment_rules import AMENDABLE
from projects.insight import Insight, is_told_to_all
from projects.models import Project
from projects.money_panel import money_panel
from projects.paper_rules import open_kinds
from projects.papers.listing import papers_of
from projects.policy import policy_of
from projects.scores import average_of
from projects.terms import RUNNING, AmendmentKind, AmendmentStatus, ProjectStatus
from projects.views.keeping import may_work

Part = Callable[[Project, Insight, Actor], dict[str, Any]]


def _overview(project: Project, seen: Insight, actor: Actor) -> dict[str, Any]:
    """What it is, money at a glance, and its course in days."""
    milestones = project.milestones.order_by("due_on", "pk")
    account = final_account(project) if seen.is_inside else None
    shown: Any = project
    return {
        "members": "、".join(shown.member_names),
        "participants": shown.partner_names,
        "total": shown.budget_total,
        "asked": shown.asked_amendment if seen.is_inside else None,
        "sums": _at_a_glance(account) if account and account.sources else None,
        "course": dossier.course_of(project, milestones=milestones, on=actor.on),
    }


def _at_a_glance(account: FinalAccount) -> dict[str, Decimal]:
    """Paid out and not handed back, spent of it, and still held."""
    spent, held = account.sum_of("spent"), account.sum_of("held")
    return {"spent": spent, "held": held, "paid_out": spent + held}


def _content(project: Project, seen: Insight, actor: Actor) -> dict[str, Any]:
    """What was applied for, in words and in figures."""
    return {
        "texts": dossier.texts_of(project),
        "budget": dossier.budget_of(project) if seen.reads_money else None,
        "milestones": project.milestones.order_by("due_on", "pk"),
    }


def _review(project: Project, seen: Insight, actor: Actor) -> dict[str, Any]:
    """Scores, as far as they are told, the notice, and what was said against it."""
    average, count = average_of(project) if seen.is_inside else (None, 0)
    appraisals = project.appraisals.select_related("reviewer").order_by("pk")
    on_notice = project.status == ProjectStatus.ON_NOTICE
    return {
        "policy": None if project.notice_from else policy_of(project.tenant, actor.on),
        "average": average,
        "count": count,
        "appraisals": list(appraisals) if seen.is_city else [],
        "objections": list(project.objections.order_by("pk"))
        if seen.is_inside and project.notice_from
        else [],
        "may_name": project.status == ProjectStatus.IN_REVIEW
        and can(actor, Capability.HANDLE, at=project.city),
        "may_object": on_notice and project.notice_to is not None and actor.on <= project.notice_to,
        "may_answer": on_notice and can(actor, Capability.HANDLE, at=project.city),
    }


def _progress(project: Project, seen: Insight, actor: Actor) -> dict[str, Any]:
    """Milestones, monthly notes, checks and amendments."""
    amendments = list(project.amendments.order_by("-pk"))
    handles = can(actor, Capability.HANDLE, at=project.applicant)
    waits = any(one.status == AmendmentStatus.ASKED for one in amendments)
    return {
        "milestones": list(project.milestones.order_by("due_on", "pk")),
        "notes": list(project.notes.select_related("written_by").order_by("-month")),
        "checks": list(project.checks.order_by("pk")),
        "amendments": [one for one in amendments if seen.reads_money or is_told_to_all(one)],
        "may_note": may_work(project, actor) and project.status in RUNNING,
        "amendable": AmendmentKind.choices
        if handles and not waits and project.status in AMENDABLE
        else [],
    }


def _money(project: Project, seen: Insight, actor: Actor) -> dict[str, Any]:
    """The money of the project, as the funds' own panel draws it."""
    return money_panel(project, actor)


def _papers(project: Project, seen: Insight, actor: Actor) -> dict[str, Any]:
    """The papers there are for this reader, and the files of the volume, by kind."""
    may_add = any(can(actor, Capability.HANDLE, at=at) for at in (project.applicant, project.city))
    return {
        "listed": papers_of(project, actor, seen=seen),
        "groups": dossier.papers_by_kind(project, actor),
        "may_add": may_add and bool(open_kinds(project)),
    }


def _history(project: Project, seen: Insight, actor: Actor) -> dict[str, Any]:
    """Who did what, when and why."""
    return {"entries": dossier.history_of(project, actor)}


PARTS: dict[str, Part] = {
    insight.OVERVIEW: _overview,
    insight.CONTENT: _content,
    insight.REVIEW: _review,
    insight.PROGRESS: _progress,
    insight.MONEY: _money,
    insight.PAPERS: _papers,
    insight.HISTORY: _history,
}
