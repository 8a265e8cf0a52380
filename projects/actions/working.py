"""While a project runs: what it did each month, and what stands by its days (实施)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.roles import require, require_anywhere
from hierarchy.terms import Capability
from projects.actions.moving import lock_project, move_project
from projects.actions.news import tell_city
from projects.actions.rounds import open_round
from projects.models import Milestone, ProgressNote, Project
from projects.terms import RUNNING, CheckKind
from workflow import audit
from workflow.models import Notice

_MOST: Final = {"done": 2000, "problems": 1000, "plans": 1000}


@transaction.atomic
def write_note(
    *,
    project: Project,
    month: dt.date,
    done: str,
    actor: Actor,
    problems: str = "",
    plans: str = "",
) -> ProgressNote:
    """What a project did in a month (填报月报); a second writing puts the first right.

    Raises ``PermissionDenied`` but for the applicant's people and the lead; ``ValidationError``
    ``not_running``, ``wrong_month``, ``words_needed``.
    """
    fresh = lock_project(project)
    post = _require_working(fresh, actor)
    first = _month_of(fresh, month, actor)
    if len(done.strip()) < 2:
        raise ValidationError("请填写本月进展。", code="words_needed")
    said = {"done": done, "problems": problems, "plans": plans}
    texts = {name: text.strip()[: _MOST[name]] for name, text in said.items()}
    written = {**texts, "written_by": actor.user, "written_at": actor.at}
    note, is_new = ProgressNote.objects.update_or_create(
        project=fresh, month=first, defaults=written
    )
    audit.record(
        verb="progressnote.write",
        target=note,
        actor=actor,
        organization=fresh.applicant,
        after={"month": f"{first}", "again": not is_new},
        post=post,
    )
    if is_new:
        tell_city(fresh, Notice.Kind.REPORTED, f"{note}：{fresh.name}", body=note.done, actor=actor)
    return note


@transaction.atomic
def reach_milestone(
    *, milestone: Milestone, done_on: dt.date, words: str, actor: Actor
) -> Milestone:
    """Say that a milestone stands, since when and how (完成节点).

    Raises ``PermissionDenied``; ``ValidationError`` ``not_running``, ``reached``,
    ``wrong_day``, ``words_needed``.
    """
    project = lock_project(milestone.project)
    post = _require_working(project, actor)
    fresh = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if fresh.done_on is not None:
        raise ValidationError(
            f"“{fresh.name}”已于 {chinese_date(fresh.done_on)} 完成，请刷新后查看。",
            code="reached",
        )
    if not project.starts_on <= done_on <= actor.on:
        raise ValidationError(
            "完成日期应在项目开始之后、今天及以前，请重新选择。", code="wrong_day"
        )
    if len(words.strip()) < 2:
        raise ValidationError("请写明节点的完成情况。", code="words_needed")
    fresh.done_on, fresh.done_words = done_on, words.strip()[:400]
    fresh.save(update_fields=["done_on", "done_words"])
    audit.record(
        verb="milestone.reach",
        target=fresh,
        actor=actor,
        organization=project.applicant,
        after={"done_on": f"{done_on}"},
        reason=words,
        post=post,
    )
    title = f"节点已完成（{fresh.name}）：{project.name}"
    tell_city(project, Notice.Kind.REPORTED, title, body=fresh.done_words, actor=actor)
    return fresh


@transaction.atomic
def hand_in_midterm(*, project: Project, report: str, actor: Actor) -> Project:
    """Hand the mid-term report up (报送中期报告); each round is a check of its own.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``report_needed``.
    """

    def reported(fresh: Project) -> Mapping[str, Any]:
        open_round(project=fresh, kind=CheckKind.MIDTERM, report=report, actor=actor)
        return {}

    done = move_project(project, "hand_in_midterm", actor=actor, changes=reported)
    tell_city(done, Notice.Kind.REPORTED, f"请中期检查：{done.name}", actor=actor)
    return done


def _month_of(project: Project, day: dt.date, actor: Actor) -> dt.date:
    """The first of a month since the project began, by its paper or by its signatures."""
    first = day.replace(day=1)
    start = min(project.countersigned_on or project.starts_on, project.starts_on)
    if not start.replace(day=1) <= first <= actor.on:
        raise ValidationError("只能填报项目开始以来到本月的月报，请重新选择。", code="wrong_month")
    return first


def _require_working(project: Project, actor: Actor) -> Post | None:
    """Who handles the applicant's work while it goes on; the lead needs no post there."""
    post = actor.post_for(Capability.HANDLE, at=project.applicant)
    if post is None and actor.user is not None and actor.user.pk == project.lead_id:
        post = require_anywhere(actor, Capability.VIEW_WORK, tenant=project.tenant)
    if post is None:
        post = require(actor, Capability.HANDLE, at=project.applicant)
    if project.status not in RUNNING:
        raise ValidationError(
            f"项目现为“{project.get_status_display()}”，不在实施中，请刷新后查看。",
            code="not_running",
        )
    return post
