"""The rounds of a check: what was handed in, and what the city found (检查轮次)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.terms import Capability
from projects.actions.moving import label_at
from projects.models import Project, ProjectCheck
from projects.terms import CheckKind, CheckResult
from workflow import audit

_NAME = 48


@dataclass(frozen=True, slots=True)
class Finding:
    """What the city found: the result, its opinion, who looked, and by when to put it right."""

    kind: CheckKind
    result: CheckResult
    opinion: str
    panel: Sequence[str]
    correct_by: dt.date | None = None


@transaction.atomic
def open_round(*, project: Project, kind: CheckKind, report: str, actor: Actor) -> ProjectCheck:
    """Begin the next round of a check with what the applicant reports; part of its move.

    Raises ``ValidationError`` ``report_needed``.
    """
    if len(report.strip()) < 2:
        raise ValidationError("请填写自查报告，写明完成情况。", code="report_needed")
    check = ProjectCheck.objects.create(
        project=project,
        kind=kind,
        round=project.checks.filter(kind=kind).count() + 1,
        report=report.strip()[:8000],
        handed_in_on=actor.on,
    )
    audit.record(
        verb="projectcheck.hand_in",
        target=check,
        actor=actor,
        organization=project.applicant,
        after={"round": check.round},
    )
    return check


@transaction.atomic
def close_round(*, project: Project, finding: Finding, actor: Actor) -> ProjectCheck:
    """Write down what was found; part of its move.

    A project that failed while it was being corrected has no round waiting: it gets one of its
    own. Raises ``ValidationError`` ``opinion_needed``, ``panel_needed``, ``panel_conflicted``,
    ``day_past``.
    """
    panel = _checked(project, finding, actor)
    rows = project.checks.filter(kind=finding.kind).order_by("-round")
    check = rows.filter(result=CheckResult.WAITING).first() or ProjectCheck(
        project=project, kind=finding.kind, round=rows.count() + 1, handed_in_on=actor.on
    )
    check.result, check.opinion = finding.result, finding.opinion.strip()[:2000]
    check.panel, check.correct_by = panel, finding.correct_by
    check.decided_by, check.decided_on = actor.user, actor.on
    check.decided_as = label_at(project.city, Capability.REVIEW, actor)
    check.save()
    audit.record(
        verb="projectcheck.decide",
        target=check,
        actor=actor,
        organization=project.city,
        after={"result": check.result, "round": check.round, "panel": panel},
        reason=check.opinion,
    )
    return check


def _checked(project: Project, finding: Finding, actor: Actor) -> list[str]:
    """The names of the panel, each once; nobody of the project's own sits on it (回避)."""
    if len(finding.opinion.strip()) < 2:
        raise ValidationError("请填写检查意见。", code="opinion_needed")
    if finding.correct_by is not None and finding.correct_by <= actor.on:
        raise ValidationError("整改期限应在今天之后，请重新选择。", code="day_past")
    panel = list(dict.fromkeys(name.strip()[:_NAME] for name in finding.panel if name.strip()))
    if not panel:
        raise ValidationError("请填写检查组成员。", code="panel_needed")
    own = {project.lead.name, *project.members.values_list("name", flat=True)}
    mine = "、".join(name for name in panel if name in own)
    if mine:
        raise ValidationError(
            f"{mine}是项目负责人或成员，应当回避，请调整检查组成员。", code="panel_conflicted"
        )
    return panel
