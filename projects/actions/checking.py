"""The city looks at a project half way and at its end (中期检查、验收)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from projects.actions.funding import release_rest
from projects.actions.moving import move_project
from projects.actions.news import tell_applicant, tell_city
from projects.actions.own_refusals import keep_own_refusals
from projects.actions.rounds import Finding, close_round, open_round
from projects.models import Project
from projects.terms import AmendmentStatus, CheckKind, CheckResult
from workflow.models import Notice


@keep_own_refusals
@transaction.atomic
def pass_midterm(*, project: Project, opinion: str, panel: Sequence[str], actor: Actor) -> Project:
    """The project is on its way (中期检查合格): the second tranche may be asked for.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``opinion_needed``, ``panel_needed``, ``panel_conflicted``.
    """
    found = Finding(CheckKind.MIDTERM, CheckResult.PASSED, opinion, panel)
    done = _decided(project, "pass_midterm", found, actor)
    title = f"中期检查合格：{done.name}"
    tell_applicant(done, Notice.Kind.ANSWERED, title, body=opinion, actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def correct_midterm(
    *, project: Project, opinion: str, panel: Sequence[str], correct_by: dt.date, actor: Actor
) -> Project:
    """Something must be put right by a day and reported anew (中期限期整改).

    Raises what ``pass_midterm`` raises, and ``ValidationError`` ``day_past``.
    """
    found = Finding(CheckKind.MIDTERM, CheckResult.CORRECT, opinion, panel, correct_by)
    done = _decided(project, "correct_midterm", found, actor)
    _tell_correction(done, "中期检查限期整改", opinion, correct_by, actor)
    return done


@keep_own_refusals
@transaction.atomic
def waive_midterm(*, project: Project, reason: str, actor: Actor) -> Project:
    """A project needs no mid-term check, and why (免于中期检查).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``own_project``.
    """
    done = move_project(
        project, "waive_midterm", actor=actor, reason=reason, changes={"correct_by": None}
    )
    title = f"免于中期检查：{done.name}"
    tell_applicant(done, Notice.Kind.ANSWERED, title, body=reason, actor=actor)
    return done


@transaction.atomic
def ask_acceptance(*, project: Project, closing_report: str, actor: Actor) -> Project:
    """The work is done; the applicant asks the city to look at it (申请验收).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``milestones_open``,
    ``amendment_open``, ``report_needed``.
    """

    def asked(fresh: Project) -> Mapping[str, Any]:
        _refuse_unfinished(fresh)
        open_round(project=fresh, kind=CheckKind.ACCEPTANCE, report=closing_report, actor=actor)
        return {"closing_report": closing_report.strip()[:8000]}

    done = move_project(project, "ask_acceptance", actor=actor, changes=asked)
    tell_city(done, Notice.Kind.REPORTED, f"请验收：{done.name}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def accept_project(
    *, project: Project, opinion: str, panel: Sequence[str], actor: Actor
) -> Project:
    """The project is completed in the sense of article 9 (验收合格).

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``opinion_needed``, ``panel_needed``, ``panel_conflicted``.
    """
    found = Finding(CheckKind.ACCEPTANCE, CheckResult.PASSED, opinion, panel)
    done = _decided(project, "accept", found, actor, accepted_on=actor.on)
    tell_applicant(
        done,
        Notice.Kind.ACCEPTED,
        f"验收合格：{done.name}",
        body="可以申请尾款。支出全部结清、结余交回后审定决算。",
        actor=actor,
    )
    return done


@keep_own_refusals
@transaction.atomic
def correct_project(
    *, project: Project, opinion: str, panel: Sequence[str], correct_by: dt.date, actor: Actor
) -> Project:
    """Something must be put right by a day before acceptance is asked for anew (限期整改).

    Raises what ``accept_project`` raises, and ``ValidationError`` ``day_past``.
    """
    found = Finding(CheckKind.ACCEPTANCE, CheckResult.CORRECT, opinion, panel, correct_by)
    done = _decided(project, "correct", found, actor)
    _tell_correction(done, "验收限期整改", opinion, correct_by, actor)
    return done


@keep_own_refusals
@transaction.atomic
def fail_project(*, project: Project, opinion: str, panel: Sequence[str], actor: Actor) -> Project:
    """The project failed (验收不合格): what was not paid out goes back, the rest is returned.

    Raises what ``accept_project`` raises.
    """
    found = Finding(CheckKind.ACCEPTANCE, CheckResult.FAILED, opinion, panel)
    done = _decided(project, "fail", found, actor)
    release_rest(project=done, actor=actor)
    tell_applicant(
        done,
        Notice.Kind.STOPPED,
        f"验收不合格：{done.name}",
        body=f"{opinion} 未拨指标已收回，已拨结余请交回。",
        actor=actor,
    )
    return done


def _decided(
    project: Project, verb: str, finding: Finding, actor: Actor, **changes: Any
) -> Project:
    """One move by what was found; the day to correct by stands on the project until it passes."""

    def found(fresh: Project) -> Mapping[str, Any]:
        close_round(project=fresh, finding=finding, actor=actor)
        return {"correct_by": finding.correct_by, **changes}

    return move_project(project, verb, actor=actor, reason=finding.opinion, changes=found)


def _tell_correction(
    project: Project, what: str, opinion: str, correct_by: dt.date, actor: Actor
) -> None:
    tell_applicant(
        project,
        Notice.Kind.RETURNED,
        f"{what}：{project.name}",
        body=f"{chinese_date(correct_by)} 前整改完毕并重新报送。{opinion}",
        actor=actor,
    )


def _refuse_unfinished(project: Project) -> None:
    """Every milestone stands, and no amendment waits for its answer."""
    left = list(project.milestones.filter(done_on__isnull=True).values_list("name", flat=True))
    if left:
        raise ValidationError(
            f"节点“{'”、“'.join(left)}”还没有登记完成，请登记后再申请验收。",
            code="milestones_open",
        )
    if project.amendments.filter(status=AmendmentStatus.ASKED).exists():
        raise ValidationError("还有变更申请未批复，请待批复后再申请验收。", code="amendment_open")
