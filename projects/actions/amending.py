"""Changing a project while it runs (变更): asked with a reason, decided by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.funding import adjust_budget
from projects.actions.moving import label_at, lock_project
from projects.actions.news import tell_applicant, tell_bodies
from projects.actions.own_refusals import keep_own_refusals
from projects.amendment_rules import AMENDABLE, budget_from, goes_to_city, last_agreed, wanted
from projects.conflicts import refuse_own
from projects.course_moves import AMENDMENT_MOVES
from projects.models import Amendment, Project
from projects.policy import policy_of
from projects.terms import AmendmentKind, AmendmentStatus
from workflow import audit
from workflow.models import Notice
from workflow.moves import perform


@transaction.atomic
def ask_amendment(
    *, project: Project, kind: str, reason: str, changes: Mapping[Any, Any], actor: Actor
) -> Amendment:
    """Ask for a change of a running project (申请变更), one at a time.

    ``changes`` are texts and ``lead`` by field for a change of content; every line as it is to
    stand, by ids of source and category, for a budget; ``ends_on`` for an extension, with the
    new days of open milestones by their ids as ``milestones``. Raises ``PermissionDenied``;
    ``ValidationError`` ``not_amendable``, ``asked``, ``reason_needed`` and what
    ``amendment_rules.wanted`` raises.
    """
    fresh = lock_project(project)
    post = require(actor, Capability.HANDLE, at=fresh.applicant)
    _refuse_not_now(fresh)
    if len(reason.strip()) < 2:
        raise ValidationError("请填写变更理由。", code="reason_needed")
    before, after = wanted(fresh, kind, changes, on=actor.on)
    amendment = Amendment.objects.create(
        project=fresh,
        kind=kind,
        reason=reason.strip()[:1000],
        before=before,
        after=after,
        goes_to_city=_goes_to_city(fresh, kind, before, after, on=actor.on),
        asked_by=actor.user,
        asked_on=actor.on,
    )
    audit.record(
        verb="amendment.ask",
        target=amendment,
        actor=actor,
        organization=fresh.applicant,
        before=_told(kind, before),
        after=_told(kind, after),
        reason=reason,
        post=post,
    )
    _tell_decider(amendment, fresh, actor)
    return amendment


@keep_own_refusals
@transaction.atomic
def decide_amendment(*, amendment: Amendment, agreed: bool, answer: str, actor: Actor) -> Amendment:
    """Say yes or no to a change (审批变更); with a yes it is done at once.

    By the city for an extension, another sum, or more than its limit; by the applicant's leader
    otherwise; never by who asked. Raises ``PermissionDenied``; ``ValidationError``
    ``wrong_status``, ``own_project``, ``own_asking``, ``not_amendable``, ``reason_needed``,
    and what ``funding.adjust_budget`` raises.
    """
    project = lock_project(amendment.project)

    def decided(fresh: Amendment) -> Mapping[str, Any]:
        _refuse_partial(fresh, project, actor)
        return {
            "answer": answer.strip()[:1000],
            "decided_as": label_at(fresh.decider, Capability.ISSUE, actor),
            "decided_on": actor.on,
        }

    done = perform(
        amendment,
        "approve" if agreed else "refuse",
        table=AMENDMENT_MOVES,
        actor=actor,
        reason=answer,
        changes=decided,
    )
    if agreed:
        _refuse_not_amendable(project)
        _apply(done, project, actor)
    word = "已批准" if agreed else "未批准"
    tell_applicant(
        project,
        Notice.Kind.ANSWERED if agreed else Notice.Kind.RETURNED,
        f"{done.get_kind_display()}{word}：{project.name}",
        body=done.answer,
        actor=actor,
        path=_page_of(done),
    )
    return done


def _goes_to_city(
    project: Project,
    kind: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    on: dt.date,
) -> bool:
    most = policy_of(project.tenant, on).city_budget_change
    agreed = last_agreed(project, before) if kind == AmendmentKind.BUDGET else before
    return goes_to_city(kind, agreed, after, most=most)


def _tell_decider(amendment: Amendment, project: Project, actor: Actor) -> None:
    tell_bodies(
        project,
        [amendment.decider],
        Notice.Kind.REPORTED,
        f"请审批{amendment.get_kind_display()}：{project.name}",
        body=amendment.reason,
        actor=actor,
        path=_page_of(amendment),
    )


def _apply(amendment: Amendment, project: Project, actor: Actor) -> None:
    """Write what was agreed: texts and days here, money through the ledger."""
    after = amendment.after
    if amendment.kind == AmendmentKind.BUDGET:
        adjust_budget(project=project, after=budget_from(after), actor=actor)
        return
    values: dict[str, Any] = dict(after)
    if amendment.kind == AmendmentKind.EXTENSION:
        values["ends_on"] = dt.date.fromisoformat(after["ends_on"])
        values["extended_from"] = project.ends_on
        _date_anew(project, values.pop("milestones", {}))
    if "lead" in values:
        values["lead_id"] = values.pop("lead")
    for name, value in values.items():
        setattr(project, name, value)
    project.save(update_fields=list(values))


def _date_anew(project: Project, days: Mapping[str, str]) -> None:
    """Give milestones their new day; one that was reached in the meantime keeps its own."""
    rows = project.milestones.select_for_update().filter(pk__in=days, done_on__isnull=True)
    for milestone in rows.order_by("pk"):
        milestone.due_on = dt.date.fromisoformat(days[f"{milestone.pk}"])
        milestone.save(update_fields=["due_on"])


def _told(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What changes as the trail tells it: of a budget its lines and its sum."""
    if kind == AmendmentKind.EXTENSION and "milestones" in values:
        return {**values, "milestones": len(values["milestones"])}
    if kind != AmendmentKind.BUDGET:
        return dict(values)
    return {"lines": len(values), "total": f"{sum(budget_from(values).values())}"}


def _refuse_not_now(project: Project) -> None:
    _refuse_not_amendable(project)
    if project.amendments.filter(status=AmendmentStatus.ASKED).exists():
        raise ValidationError("上一项变更尚未批复，请待批复后再申请。", code="asked")


def _refuse_not_amendable(project: Project) -> None:
    if project.status not in AMENDABLE:
        raise ValidationError(
            f"项目现为“{project.get_status_display()}”，不能变更；只有实施中的项目可以变更。",
            code="not_amendable",
        )


def _refuse_partial(amendment: Amendment, project: Project, actor: Actor) -> None:
    """Nobody decides what they asked for, and the city's people none of their own projects."""
    if amendment.goes_to_city:
        refuse_own(project, actor)
    if actor.user is not None and actor.user.pk == amendment.asked_by_id:
        raise ValidationError(
            "变更不能由申请人本人审批，请由单位其他负责人办理。", code="own_asking"
        )


def _page_of(amendment: Amendment) -> str:
    return reverse("projects:amendment_detail", args=[amendment.pk])
