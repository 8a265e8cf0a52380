"""Taking a register out of the house: asked, decided by another, taken once (名册导出)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Kind
from people.actions.member_rows import refuse_without_register
from people.deciding import right_at
from people.export_moves import EXPORT_MOVES
from people.models import Member, RosterExport
from people.policy import policy_of
from people.roster_sheet import roster_workbook
from people.terms import LEFT, ExportStatus
from workflow import audit
from workflow.actions import notify_person, send_notices
from workflow.models import Notice
from workflow.moves import perform
from workflow.superiors import superior_of

_REASON_LEAST: Final = 4


@transaction.atomic
def ask_export(
    *, organization: Organization, reason: str, actor: Actor, is_plain: bool = False
) -> RosterExport:
    """Ask the 隶属党委 for leave to take a branch's register out (申请导出).

    Raises ``PermissionDenied``, ``ValidationError`` ``register_off``, ``no_branch``,
    ``reason_needed``, ``no_superior``, ``asked_already``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_without_register(organization, actor)
    superior, reason = _superior(organization), _checked_reason(reason)
    _refuse_second(organization)
    if actor.user is None:
        raise PermissionDenied("名册只能由本人申请导出，系统不能代为申请。")
    export = RosterExport.objects.create(
        tenant=organization.tenant,
        organization=organization,
        superior=superior,
        asked_by=actor.user,
        asked_at=actor.at,
        reason=reason,
        is_plain=is_plain,
    )
    audit.record(
        verb="roster_export.ask",
        target=export,
        actor=actor,
        organization=organization,
        after={"superior": superior.pk, "is_plain": is_plain},
        reason=reason,
        post=post,
    )
    _tell_superior(export, actor)
    return export


@transaction.atomic
def approve_export(*, export: RosterExport, actor: Actor, is_plain: bool = False) -> RosterExport:
    """Allow it for some days (批准导出); plain numbers only where they were asked for.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``own_request``,
    ``plain_not_asked``.
    """
    fresh = _for_decision(export, actor)
    if is_plain and not fresh.is_plain:
        raise ValidationError("申请的是脱敏名册，不能批准完整号码。", code="plain_not_asked")
    days = policy_of(fresh.tenant, actor.on).export_days
    done = perform(
        fresh,
        "approve",
        table=EXPORT_MOVES,
        actor=actor,
        changes={
            **_decided(actor),
            "is_plain": is_plain,
            "usable_until": actor.on + dt.timedelta(days=days),
        },
        right=_right(fresh),
    )
    until = chinese_date(done.usable_until or actor.on)
    _tell(done, "已批准", f"请在 {until}前下载，只能下载一次。", actor)
    return done


@transaction.atomic
def refuse_export(*, export: RosterExport, reason: str, actor: Actor) -> RosterExport:
    """Refuse it with the reason (不予批准). Raises ``PermissionDenied``, ``ValidationError``
    ``wrong_status``, ``own_request``, ``reason_needed``.
    """
    fresh = _for_decision(export, actor)
    done = perform(
        fresh,
        "refuse",
        table=EXPORT_MOVES,
        actor=actor,
        reason=reason,
        changes=_decided(actor),
        right=_right(fresh),
    )
    _tell(done, "未批准", reason, actor)
    return done


@sensitive_variables()
@transaction.atomic
def take_export(*, export: RosterExport, actor: Actor) -> bytes:
    """The workbook, once, for the person who asked (下载名册); every page says who and what for.

    Who left is not in it. Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``,
    ``too_late``, ``register_off``.
    """
    fresh = RosterExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if actor.user is None or fresh.asked_by_id != actor.user.pk:
        raise PermissionDenied("只有申请人本人可以下载。如需使用，请另行申请。")
    refuse_without_register(fresh.organization, actor)
    if fresh.status == ExportStatus.APPROVED and actor.on > (fresh.usable_until or actor.on):
        raise ValidationError("批准的期限已过，请重新申请。", code="too_late")
    rows = Member.objects.filter(organization=fresh.organization).exclude(presence__in=LEFT)
    members = list(rows.order_by("name_key", "pk"))
    kind = "完整号码" if fresh.is_plain else "脱敏"
    done = perform(
        fresh, "take", table=EXPORT_MOVES, actor=actor, reason=f"{kind}，共 {len(members)} 人"
    )
    return roster_workbook(
        title="党员名册",
        members=members,
        is_plain=done.is_plain,
        watermark=_watermark(done, actor),
    )


def _checked_reason(reason: str) -> str:
    reason = reason.strip()[:200]
    if len(reason) < _REASON_LEAST:
        words = f"请写明导出的用途，不少于 {_REASON_LEAST} 个字。"
        raise ValidationError({"reason": ValidationError(words, code="reason_needed")})
    return reason


def _refuse_second(organization: Organization) -> None:
    """One request of a branch at a time; the branch is locked until this one is written."""
    Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    if RosterExport.objects.filter(organization=organization).waiting().exists():
        raise ValidationError(
            "本支部已有一份待审批的导出申请，请等审批后再申请。", code="asked_already"
        )


def _superior(organization: Organization) -> Organization:
    superior = superior_of(organization).organization
    if superior is None or superior.kind == Kind.WORKING_BODY:
        raise ValidationError(
            "系统内没有登记本支部的隶属党委，无法审批导出。"
            "请先在党组织信息中登记隶属党委；专委会是工作机构，不能审批。",
            code="no_superior",
        )
    return superior


def _for_decision(export: RosterExport, actor: Actor) -> RosterExport:
    fresh = RosterExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    require(actor, _right(fresh), at=fresh.superior)
    if actor.user is not None and fresh.asked_by_id == actor.user.pk:
        raise ValidationError(
            "不能审批本人提出的申请，请由隶属党委的其他负责人审批。", code="own_request"
        )
    return fresh


def _right(export: RosterExport) -> Capability:
    return right_at(export.superior, Capability.ISSUE)


def _decided(actor: Actor) -> dict[str, object]:
    return {"decided_by": actor.user, "decided_at": actor.at}


def _watermark(export: RosterExport, actor: Actor) -> str:
    at = timezone.localtime(actor.at)
    moment = f"{chinese_date(at.date())} {at:%H:%M}"
    return (
        f"内部资料，严禁外传 · {export.organization.name} · 下载人：{actor.name}"
        f"（{actor.post_label}） · {moment} · 用途：{export.reason}"
    )


def _tell_superior(export: RosterExport, actor: Actor) -> None:
    send_notices(
        tenant=export.tenant,
        kind=Notice.Kind.REPORTED,
        title=f"请审批：{export}",
        body=f"用途：{export.reason}",
        key=f"roster_export:ask:{export.pk}",
        path=reverse("people:export_list"),
        organizations=[export.superior],
        actor=actor,
    )


def _tell(export: RosterExport, word: str, body: str, actor: Actor) -> None:
    notify_person(
        recipient=export.asked_by,
        tenant=export.tenant,
        kind=Notice.Kind.ANSWERED,
        title=f"{word}：{export}",
        body=body,
        key=f"roster_export:decide:{export.pk}",
        path=reverse("people:export_list"),
        actor=actor,
    )
