"""How a project ends: stopped, settled, filed away (终止、决算、归档)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from projects.actions.funding import release_rest
from projects.actions.holding import SPENDING
from projects.actions.moving import move_project
from projects.actions.news import tell_applicant
from projects.actions.own_refusals import keep_own_refusals
from projects.models import Expense, Project
from projects.terms import AccountKind, ExpenseStatus, ProjectStatus, TrancheStatus
from workflow.models import Notice

_OPEN_EXPENSES = (
    *(ExpenseStatus.DRAFT, ExpenseStatus.SUBMITTED),
    *(ExpenseStatus.RETURNED, ExpenseStatus.APPROVED),
)
_ASKED_TRANCHES = (TrancheStatus.REQUESTED, TrancheStatus.APPROVED)


@keep_own_refusals
@transaction.atomic
def stop_project(*, project: Project, reason: str, actor: Actor) -> Project:
    """The city ends a project before its time (终止): what was not paid out is taken back.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``own_project``.
    """
    done = move_project(project, "stop", actor=actor, reason=reason, changes={"correct_by": None})
    release_rest(project=done, actor=actor)
    tell_applicant(
        done,
        Notice.Kind.STOPPED,
        f"项目已终止：{done.name}",
        body=f"{reason} 未拨指标已收回，已拨结余请交回。",
        actor=actor,
    )
    return done


@keep_own_refusals
@transaction.atomic
def settle_project(*, project: Project, actor: Actor) -> Project:
    """The final account stands (审定决算): all is paid, no money is held, the rest goes back.

    Raises ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``expenses_open``, ``tranche_open``, ``money_held``.
    """

    def settled(fresh: Project) -> Mapping[str, Any]:
        _refuse_open_money(fresh)
        if fresh.tranches.filter(status__in=_ASKED_TRANCHES).exists():
            raise ValidationError(
                "还有拨付申请在办，请拨付或退回后再审定决算。", code="tranche_open"
            )
        return {"settled_on": actor.on}

    done = move_project(project, "settle", actor=actor, changes=settled)
    release_rest(project=done, actor=actor)
    tell_applicant(done, Notice.Kind.ANSWERED, f"决算已审定：{done.name}", actor=actor)
    return done


@keep_own_refusals
@transaction.atomic
def archive_project(*, project: Project, actor: Actor) -> Project:
    """The volume is complete and filed away (归档).

    What failed or was stopped has paid its bills and returned what it held by then. Raises
    ``PermissionDenied``; ``ValidationError`` ``wrong_status``, ``own_project``,
    ``expenses_open``, ``money_held``.
    """

    def archived(fresh: Project) -> Mapping[str, Any]:
        if fresh.status != ProjectStatus.SETTLED:
            _refuse_open_money(fresh)
        return {"archived_on": actor.on}

    done = move_project(project, "archive", actor=actor, changes=archived)
    body = "可以申报品牌项目。" if done.accepted_on else ""
    tell_applicant(done, Notice.Kind.ANSWERED, f"已归档：{done.name}", body=body, actor=actor)
    return done


def _refuse_open_money(project: Project) -> None:
    """No expense is on its way, and the applicant holds nothing of any source."""
    count = Expense.objects.filter(project=project, status__in=_OPEN_EXPENSES).count()
    if count:
        do = "支付或取消" if project.status in SPENDING else "取消"
        raise ValidationError(
            f"还有 {count} 笔支出没有办结，请{do}后再办理。", code="expenses_open"
        )
    held = project.accounts.filter(kind=AccountKind.HELD, balance__gt=0).select_related("source")
    left = "、".join(f"{one.source.name} {one.balance:,.2f} 元" for one in held)
    if left:
        raise ValidationError(
            f"已拨资金还有结余：{left}。请申报单位交回结余后再办理。", code="money_held"
        )
