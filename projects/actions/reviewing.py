"""The city looks at an application and has it scored (形式审查、评审)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.roles import require, require_anywhere
from hierarchy.terms import Capability
from projects.actions.moving import lock_project, move_project
from projects.actions.news import tell_applicant, tell_city, tell_people
from projects.actions.own_refusals import keep_own_refusals
from projects.conflicts import refuse_own
from projects.course_moves import APPRAISAL_MOVES
from projects.models import Appraisal, Project
from projects.policy import policy_of
from projects.review_rules import check_reviewers, checked_points, criteria_of
from projects.terms import ProjectStatus
from workflow import audit
from workflow.models import Notice
from workflow.moves import perform


@keep_own_refusals
@transaction.atomic
def send_back_project(*, project: Project, reason: str, actor: Actor) -> Project:
    """The application is not complete: back to its writers (退回补正).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``own_project``.
    """
    done = move_project(project, "send_back", actor=actor, reason=reason)
    tell_applicant(done, Notice.Kind.RETURNED, f"退回补正：{done.name}", body=reason, actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def pass_form(
    *, project: Project, reviewers: Sequence[User], due_on: dt.date, actor: Actor
) -> Project:
    """The form is in order; so many reviewers are asked for their scores (通过形式审查).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``reviewers_few``, ``foreign_reviewer``, ``conflicted_reviewer``, ``day_past``.
    """

    def checked(fresh: Project) -> Mapping[str, Any]:
        needed = policy_of(fresh.tenant, actor.on).reviewers_needed
        if len({one.pk for one in reviewers}) < needed:
            raise ValidationError(
                f"评审人不少于 {needed} 人，现有 {len(reviewers)} 人，请补足。",
                code="reviewers_few",
            )
        check_reviewers(fresh, reviewers, on=actor.on)
        _refuse_past(due_on, actor)
        return {}

    done = move_project(project, "pass_form", actor=actor, changes=checked)
    for reviewer in dict.fromkeys(reviewers):
        _ask(done, reviewer, due_on, actor)
    tell_applicant(done, Notice.Kind.ANSWERED, f"已通过形式审查：{done.name}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def name_reviewers(
    *,
    project: Project,
    reviewers: Sequence[User],
    actor: Actor,
    due_on: dt.date | None = None,
) -> list[Appraisal]:
    """Ask more people for a score while the review runs, all or none (增聘评审人).

    The day is that of the others unless given. Raises ``PermissionDenied``;
    ``ValidationError`` ``not_in_review``, ``own_project``, ``named``, ``foreign_reviewer``,
    ``conflicted_reviewer``, ``day_past``.
    """
    fresh = lock_project(project)
    require(actor, Capability.HANDLE, at=fresh.city)
    _refuse_not_in_review(fresh)
    refuse_own(fresh, actor)
    asked = list(dict.fromkeys(reviewers))
    check_reviewers(fresh, asked, on=actor.on)
    if known := fresh.appraisals.filter(reviewer__in=asked).select_related("reviewer").first():
        raise ValidationError(
            f"{known.reviewer.name}已是本项目评审人，请选择其他人。", code="named"
        )
    latest = fresh.appraisals.order_by("-due_on").values_list("due_on", flat=True).first()
    day = due_on or max(latest or actor.on, actor.on)
    _refuse_past(day, actor)
    return [_ask(fresh, reviewer, day, actor) for reviewer in asked]


@keep_own_refusals
@transaction.atomic
def score_project(
    *, appraisal: Appraisal, points: Mapping[str, Decimal], opinion: str, actor: Actor
) -> Appraisal:
    """A reviewer's points, criterion by criterion, and what they think (评分).

    May be put right until the project leaves the review. Raises ``PermissionDenied`` for
    anybody but the reviewer; ``ValidationError`` ``not_in_review``, ``wrong_status``,
    ``own_project``, ``no_criteria``, ``points_missing``, ``points_out_of_range``,
    ``opinion_needed``.
    """
    project = lock_project(appraisal.project)
    if actor.user is None or actor.user.pk != appraisal.reviewer_id:
        raise PermissionDenied("评分由评审人本人填写，请用评审人的账号登录后办理。")
    post = require_anywhere(actor, Capability.VIEW_WORK, tenant=project.tenant)
    _refuse_not_in_review(project)
    refuse_own(project, actor)
    given = checked_points(project, points, on=actor.on)
    if len(opinion.strip()) < 2:
        raise ValidationError("请填写评审意见。", code="opinion_needed")
    done = perform(
        appraisal,
        "score",
        table=APPRAISAL_MOVES,
        actor=actor,
        changes={
            "score": sum(given.values(), Decimal(0)),
            "opinion": opinion.strip()[:1000],
            "decided_at": actor.at,
        },
        allowed_as=post,
    )
    _write_points(done, project, given, post=post, actor=actor)
    tell_city(project, Notice.Kind.REPORTED, f"收到评审意见：{project.name}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def recuse(*, appraisal: Appraisal, reason: str, actor: Actor) -> Appraisal:
    """A reviewer stands aside, or the city lets one stand aside (回避): the score falls away.

    Raises ``PermissionDenied``; ``ValidationError`` ``not_in_review``, ``wrong_status``,
    ``reason_needed``, ``own_project`` when the city's clerk belongs to the project.
    """
    project = lock_project(appraisal.project)
    in_person = actor.user is not None and actor.user.pk == appraisal.reviewer_id
    if in_person:
        post = require_anywhere(actor, Capability.VIEW_WORK, tenant=project.tenant)
    else:
        post = require(actor, Capability.HANDLE, at=project.city)
    _refuse_not_in_review(project)
    if not in_person:
        refuse_own(project, actor)
    done = perform(
        appraisal,
        "recuse",
        table=APPRAISAL_MOVES,
        actor=actor,
        reason=reason,
        changes={"recusal_reason": reason.strip()[:200], "decided_at": actor.at},
        allowed_as=post,
    )
    title = f"评审人回避：{project.name}"
    if in_person:
        tell_city(project, Notice.Kind.ANSWERED, title, body=reason, actor=actor)
    else:
        tell_people(project, [done.reviewer], Notice.Kind.STOPPED, title, body=reason, actor=actor)
    return done


def _write_points(
    appraisal: Appraisal,
    project: Project,
    given: Mapping[str, Decimal],
    *,
    post: Post | None,
    actor: Actor,
) -> None:
    """Keep the points by the criteria's codes, and on the trail by their names, as people read."""
    names = {entry.code: entry.name for entry in criteria_of(project, on=actor.on)}
    before = {names.get(code, code): value for code, value in appraisal.points.items()}
    appraisal.points = {code: f"{value}" for code, value in given.items()}
    appraisal.save(update_fields=["points"])
    audit.record(
        verb="appraisal.mark",
        target=appraisal,
        actor=actor,
        organization=project.city,
        before={"points": before} if before else {},
        after={"points": {names[code]: value for code, value in appraisal.points.items()}},
        post=post,
    )


def _ask(project: Project, reviewer: User, due_on: dt.date, actor: Actor) -> Appraisal:
    """Name a reviewer and tell them by when."""
    appraisal = Appraisal(project=project, reviewer=reviewer, due_on=due_on)
    appraisal.full_clean(exclude=["points"])
    appraisal.save()
    audit.record(
        verb="appraisal.ask",
        target=appraisal,
        actor=actor,
        organization=project.city,
        after={"reviewer": reviewer.name, "due_on": f"{due_on}"},
    )
    tell_people(
        project,
        [reviewer],
        Notice.Kind.ISSUED,
        f"请评审项目：{project.name}",
        body=f"请于 {chinese_date(due_on)} 前评分。与项目有关联的，请申请回避。",
        actor=actor,
        path=reverse("projects:appraisal_detail", args=[appraisal.pk]),
    )
    return appraisal


def _refuse_past(day: dt.date, actor: Actor) -> None:
    if day < actor.on:
        raise ValidationError("评审期限已过，请重新选择。", code="day_past")


def _refuse_not_in_review(project: Project) -> None:
    if project.status != ProjectStatus.IN_REVIEW:
        raise ValidationError(
            f"项目现为“{project.get_status_display()}”，不在评审中，请刷新后查看。",
            code="not_in_review",
        )
