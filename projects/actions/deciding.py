"""Public notice, approval and the task book (公示、立项批复、任务书)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.calendar import add_working_days
from hierarchy.models import Organization
from hierarchy.roles import require, require_anywhere
from hierarchy.terms import Capability
from projects.actions.funding import allocate_budget, plan_tranches
from projects.actions.moving import label_at, lock_project, move_project
from projects.actions.news import tell_applicant, tell_bodies, tell_city
from projects.actions.own_refusals import keep_own_refusals
from projects.conflicts import refuse_own
from projects.models import Objection, Project
from projects.policy import policy_of
from projects.scores import average_of
from projects.terms import ProjectStatus
from workflow import audit
from workflow.models import Notice

SHARES = (50, 30, 20)
"""Per cent of the first tranche, of the second, and of the last (首拨、二拨、尾款)."""


@keep_own_refusals
@transaction.atomic
def publish_project(*, project: Project, actor: Actor) -> Project:
    """Put a project that was scored well enough on public notice (公示), over working days.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``scores_few``, ``score_low``.
    """

    def noticed(fresh: Project) -> Mapping[str, Any]:
        policy = policy_of(fresh.tenant, actor.on)
        _refuse_unscored(fresh, policy.reviewers_needed, policy.pass_score)
        until = add_working_days(
            tenant=fresh.tenant, start=actor.on, days=policy.notice_working_days
        )
        return {"notice_from": actor.on, "notice_to": until}

    done = move_project(project, "publish", actor=actor, changes=noticed)
    committees = Organization.objects.children_of(done.city).open(actor.on)
    until = done.notice_to or actor.on
    tell_bodies(
        done,
        list(committees),
        Notice.Kind.ANSWERED,
        f"项目公示：{done.name}",
        body=f"{done.applicant.name}申报，公示至 {chinese_date(until)}。"
        "有异议的，请在公示期内提出。",
        actor=actor,
    )
    return done


@transaction.atomic
def raise_objection(*, project: Project, raised_by: str, words: str, actor: Actor) -> Objection:
    """Somebody of the city says what speaks against a project on notice (提出异议).

    ``raised_by`` is empty when the name is not to be told. Raises ``PermissionDenied``;
    ``ValidationError`` ``not_on_notice``, ``notice_over``, ``words_needed``, ``raised_already``.
    """
    fresh = lock_project(project)
    require_anywhere(actor, Capability.VIEW_WORK, tenant=fresh.tenant)
    until = _refuse_not_on_notice(fresh)
    if actor.on > until:
        raise ValidationError(
            f"公示已于 {chinese_date(until)} 截止，不能再登记异议。"
            "如有新的情况，请直接向市委两新工委反映。",
            code="notice_over",
        )
    if len(words.strip()) < 2:
        raise ValidationError("请写明异议的内容和理由。", code="words_needed")
    said = {"raised_by": raised_by.strip()[:60], "words": words.strip()[:1000]}
    if fresh.objections.filter(**said, answered_on__isnull=True).exists():
        raise ValidationError("相同的异议已经登记，正在核查，不必重复登记。", code="raised_already")
    objection = Objection.objects.create(project=fresh, received_on=actor.on, **said)
    audit.record(
        verb="objection.raise",
        target=objection,
        actor=actor,
        organization=fresh.city,
        after={"raised_by": objection.raised_by},
        reason=words,
    )
    title = f"收到公示异议：{fresh.name}"
    tell_city(fresh, Notice.Kind.OBJECTED, title, body=objection.words, actor=actor)
    return objection


@keep_own_refusals
@transaction.atomic
def answer_objection(
    *, objection: Objection, answer: str, is_upheld: bool, actor: Actor
) -> Objection:
    """The city says what it found (核查答复); an objection upheld stands against approval.

    Raises ``PermissionDenied``; ``ValidationError`` ``own_project``, ``not_on_notice``,
    ``answered``, ``answer_needed``.
    """
    project = lock_project(objection.project)
    post = require(actor, Capability.HANDLE, at=project.city)
    _refuse_not_on_notice(project)
    refuse_own(project, actor)
    fresh = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if fresh.answered_on is not None:
        raise ValidationError(
            f"该异议已于 {chinese_date(fresh.answered_on)} 答复，请刷新后查看。", code="answered"
        )
    if len(answer.strip()) < 2:
        raise ValidationError("请填写核查情况和答复。", code="answer_needed")
    fresh.answer, fresh.is_upheld = answer.strip()[:1000], is_upheld
    fresh.answered_on = actor.on
    fresh.save(update_fields=["answer", "is_upheld", "answered_on"])
    audit.record(
        verb="objection.answer",
        target=fresh,
        actor=actor,
        organization=project.city,
        after={"is_upheld": is_upheld},
        reason=answer,
        post=post,
    )
    found = "异议成立" if is_upheld else "异议不成立"
    title = f"公示异议已答复（{found}）：{project.name}"
    tell_applicant(project, Notice.Kind.ANSWERED, title, body=fresh.answer, actor=actor)
    return fresh


@keep_own_refusals
@transaction.atomic
def reject_project(*, project: Project, reason: str, actor: Actor) -> Project:
    """The project is not approved (不予立项).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``own_project``.
    """
    done = move_project(project, "reject", actor=actor, reason=reason)
    title = f"未予立项：{done.name}"
    tell_applicant(done, Notice.Kind.STOPPED, title, body=reason, actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def approve_project(*, project: Project, approval_number: str, actor: Actor) -> Project:
    """The notice is over and nothing stands against it (立项批复): its money is arranged.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``notice_runs``, ``objection_open``, ``objection_upheld``, ``number_needed``, and
    ``overdrawn`` when a source has too little left.
    """

    def approved(fresh: Project) -> Mapping[str, Any]:
        _refuse_disputed(fresh, actor)
        if len(approval_number.strip()) < 2:
            raise ValidationError("请填写批复文号。", code="number_needed")
        return {"approved_on": actor.on, "approval_number": approval_number.strip()[:60]}

    done = move_project(project, "approve", actor=actor, changes=approved)
    allocate_budget(project=done, actor=actor)
    tell_applicant(
        done,
        Notice.Kind.ANSWERED,
        f"已立项，请签订任务书：{done.name}",
        body=f"批复文号：{done.approval_number}",
        actor=actor,
    )
    return done


@transaction.atomic
def sign_book(*, project: Project, terms: str, actor: Actor) -> Project:
    """The applicant's leader signs what was agreed (签订任务书).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``terms_needed``.
    """

    def signed(fresh: Project) -> Mapping[str, Any]:
        if len(terms.strip()) < 2:
            raise ValidationError("请填写任务书约定的事项。", code="terms_needed")
        return {
            "book_terms": terms.strip()[:4000],
            "book_signed_on": actor.on,
            "book_signed_as": label_at(fresh.applicant, Capability.ISSUE, actor),
        }

    done = move_project(project, "sign_book", actor=actor, changes=signed)
    tell_city(done, Notice.Kind.REPORTED, f"请会签任务书：{done.name}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def countersign_book(*, project: Project, shares: Sequence[int] = SHARES, actor: Actor) -> Project:
    """The city's leader signs, too (会签任务书): work may begin, and the tranches are planned.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``bad_shares``.
    """

    def signed(fresh: Project) -> Mapping[str, Any]:
        return {
            "countersigned_on": actor.on,
            "countersigned_as": label_at(fresh.city, Capability.ISSUE, actor),
        }

    done = move_project(project, "countersign", actor=actor, changes=signed)
    plan_tranches(project=done, shares=shares, actor=actor)
    tell_applicant(
        done,
        Notice.Kind.ISSUED,
        f"任务书已会签，可以实施：{done.name}",
        body="可以申请首拨。请每月填报进展。",
        actor=actor,
    )
    return done


def _refuse_unscored(project: Project, needed: int, pass_score: Decimal) -> None:
    average, count = average_of(project)
    if average is None or count < needed:
        raise ValidationError(
            f"评分不少于 {needed} 人，现有有效评分 {count} 人。请催办评审人或增聘评审人后再公示。",
            code="scores_few",
        )
    if average < pass_score:
        raise ValidationError(
            f"平均分 {average} 分，低于立项最低平均分 {pass_score} 分，不能公示，请办理不予立项。",
            code="score_low",
        )


def _refuse_not_on_notice(project: Project) -> dt.date:
    """The last day of the notice, while it runs or awaits its end."""
    if project.status != ProjectStatus.ON_NOTICE or project.notice_to is None:
        raise ValidationError(
            f"项目现为“{project.get_status_display()}”，不在公示中，请刷新后查看。",
            code="not_on_notice",
        )
    return project.notice_to


def _refuse_disputed(project: Project, actor: Actor) -> None:
    until = project.notice_to
    if until is not None and actor.on <= until:
        raise ValidationError(
            f"公示到 {chinese_date(until)} 截止，期满后才能立项批复。", code="notice_runs"
        )
    if project.objections.filter(answered_on__isnull=True).exists():
        raise ValidationError("还有公示异议没有答复，请核查答复后再批复。", code="objection_open")
    if project.objections.filter(is_upheld=True).exists():
        raise ValidationError(
            "有公示异议成立，不能立项批复，请办理不予立项。", code="objection_upheld"
        )
