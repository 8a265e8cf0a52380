"""Synchronised paths (同步推进路径, article 8): drafted, set, reported, looked at, carried on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from projects.actions.enclosing import enclose, write_edit
from projects.actions.telling import tell
from projects.entries import check_entry, latest_of
from projects.models import JointPath
from projects.path_moves import PATH_MOVES
from projects.path_rules import (
    CONTENT,
    USUAL_MOST,
    a_year_on,
    check_days,
    check_shares,
    counted_beside,
)
from projects.terms import Catalogue, PathStatus
from workflow import audit
from workflow.models import Attachment, Notice
from workflow.moves import perform


@transaction.atomic
def draft_path(
    *,
    organization: Organization,
    year: int,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] = (),
) -> JointPath:
    """Begin a path of a committee for a year (起草同步推进路径).

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``no_paths_here``,
    ``foreign_entry``, ``outside_year``, ``days_in_order``, ``share_falls``, ``drafted_already``,
    ``foreign_file``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    if organization.tier not in (Tier.COMMITTEE, Tier.COUNTY):
        raise ValidationError(
            "同步推进路径由行业党建专委会（党委）研究确定，其他单位不单独确定。请切换到专委会的岗位。",
            code="no_paths_here",
        )
    path = JointPath(
        tenant_id=organization.tenant_id,
        organization=organization,
        year=year,
        created_at=actor.at,
    )
    _fill(path, content)
    _refuse_drafted_already(path)
    path.save(force_insert=True)
    names = enclose(path, files, actor=actor)
    audit.record(
        verb="path.draft",
        target=path,
        actor=actor,
        organization=organization,
        after=_plain(path, CONTENT) | {"year": year} | ({"files": names} if names else {}),
        post=post,
    )
    return path


@transaction.atomic
def edit_path(
    *,
    path: JointPath,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> JointPath:
    """Change a draft, or put right what was set already (修改); the trail keeps what was before.

    A draft is the clerk's; what the committee has set, its leader changes alone.
    Raises ``PermissionDenied``, ``ValidationError`` as ``draft_path``, ``wrong_status``,
    ``nothing_changed``.
    """
    fresh = JointPath.objects.select_for_update(of=("self",)).get(pk=path.pk)
    is_draft = fresh.status == PathStatus.DRAFT
    right = Capability.HANDLE if is_draft else Capability.ISSUE
    post = require(actor, right, at=fresh.organization)
    if not is_draft and fresh.status != PathStatus.ADOPTED:
        raise ValidationError(
            f"这条路径{fresh.get_status_display()}，不能再修改。需要更正的，请上级先退回成效。",
            code="wrong_status",
        )
    before = _plain(fresh, CONTENT)
    _fill(fresh, content)
    write_edit(
        fresh,
        verb="path.edit",
        before=before,
        after=_plain(fresh, CONTENT),
        files=files,
        post=post,
        actor=actor,
    )
    return fresh


@transaction.atomic
def adopt_path(*, path: JointPath, actor: Actor, more_reason: str = "") -> JointPath:
    """Set a path for the year (研究确定, article 8); the body above is told.

    Article 8 asks for one or two a year: a third needs its reason, and is not refused with it.
    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``more_reason_needed``.
    """
    body = path.organization
    # Two of the same committee at once: the second counts the first.
    locked(body)
    reason = more_reason.strip() or path.more_reason.strip()
    beside = counted_beside(path)
    if beside >= USUAL_MOST and not reason:
        raise ValidationError(
            {
                "more_reason": ValidationError(
                    f"{path.year}年已确定 {beside} 种路径，文件要求每年确定 1～2 种。"
                    "确需增加的，请写明理由后再确定。",
                    code="more_reason_needed",
                )
            }
        )
    adopted = perform(
        path,
        "adopt",
        table=PATH_MOVES,
        actor=actor,
        changes={"adopted_on": actor.on, "more_reason": reason},
    )
    tell(
        adopted,
        kind=Notice.Kind.ANSWERED,
        title=f"{body.label}确定同步推进路径：{adopted.name}",
        body=f"{adopted.year}年，载体：{adopted.lever.name}，"
        f"部署 {chinese_date(adopted.deploy_on)}，督查 {chinese_date(adopted.supervise_on)}。",
        to=adopted.superior,
        actor=actor,
    )
    return adopted


@transaction.atomic
def report_effect(
    *,
    path: JointPath,
    share_after: Decimal,
    reached_units: int | None,
    effect: str,
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> JointPath:
    """Say how far the lever moved (报告成效); the body above looks at it.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``wrong_status``,
    ``not_begun``, ``effect_needed``, ``foreign_file``.
    """
    _refuse_reporting(path, effect, on=actor.on)
    written: dict[str, Any] = {
        "share_after": share_after,
        "reached_units": reached_units,
        "effect": effect.strip(),
    }
    for name, value in written.items():
        setattr(path, name, value)
    path.clean_fields()
    written |= {"reported_on": actor.on, "comment": ""}
    reported = perform(path, "report", table=PATH_MOVES, actor=actor, changes=written)
    enclose(reported, files, actor=actor)
    tell(
        reported,
        kind=Notice.Kind.REPORTED,
        title=f"{reported.organization.label}报告同步推进成效：{reported.name}",
        body=f"党建分值占比由 {reported.share_before}% 到 {reported.share_after}%，请核定。",
        to=reported.superior,
        actor=actor,
    )
    return reported


@transaction.atomic
def confirm_effect(*, path: JointPath, actor: Actor, comment: str = "") -> JointPath:
    """The body above finds the effect to be so (核定成效).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``.
    """
    confirmed = perform(
        path,
        "confirm",
        table=PATH_MOVES,
        actor=actor,
        reason=comment,
        changes={"comment": comment.strip()[:1000]},
    )
    tell(
        confirmed,
        kind=Notice.Kind.ANSWERED,
        title=f"同步推进成效已核定：{confirmed.name}",
        body=comment.strip(),
        to=confirmed.organization,
        actor=actor,
    )
    return confirmed


@transaction.atomic
def return_effect(*, path: JointPath, reason: str, actor: Actor) -> JointPath:
    """The body above hands the report back (退回成效): the path is as it was set.

    What was reported stays to be put right. Raises ``PermissionDenied``, ``ValidationError``
    ``wrong_status``, ``reason_needed``.
    """
    returned = perform(
        path,
        "return",
        table=PATH_MOVES,
        actor=actor,
        reason=reason,
        changes={"comment": reason.strip()[:1000], "reported_on": None},
    )
    tell(
        returned,
        kind=Notice.Kind.RETURNED,
        title=f"同步推进成效被退回：{returned.name}",
        body=reason.strip(),
        to=returned.organization,
        actor=actor,
    )
    return returned


@transaction.atomic
def drop_path(*, path: JointPath, reason: str, actor: Actor) -> JointPath:
    """Give a draft up, or take back what was set (撤销); it stays to be read and counts no more.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    was_set = path.status != PathStatus.DRAFT
    dropped = perform(
        path, "drop" if was_set else "discard", table=PATH_MOVES, actor=actor, reason=reason
    )
    if was_set:
        tell(
            dropped,
            kind=Notice.Kind.STOPPED,
            title=f"{dropped.organization.label}撤销同步推进路径：{dropped.name}",
            body=reason.strip(),
            to=dropped.superior,
            actor=actor,
        )
    return dropped


@transaction.atomic
def follow_path(*, path: JointPath, actor: Actor) -> JointPath:
    """Draft next year's path from this one (延续): it begins where this one came to.

    Days move on by a year. Raises ``PermissionDenied``, ``ValidationError`` ``not_reported``,
    ``already_followed``.
    """
    organization = path.organization
    post = require(actor, Capability.HANDLE, at=organization)
    fresh = JointPath.objects.select_for_update(of=("self",)).get(pk=path.pk)
    reached = _share_to_follow(fresh)
    names = ("name", "legal_basis", "measures")
    days = [name for name in CONTENT if name.endswith("_on")]
    follower = JointPath(
        tenant_id=fresh.tenant_id,
        organization=organization,
        year=fresh.year + 1,
        lever=latest_of(fresh.lever, on=actor.on),
        share_before=reached,
        share_planned=reached,
        follows=fresh,
        created_at=actor.at,
        **{name: getattr(fresh, name) for name in names},
        **{name: a_year_on(getattr(fresh, name)) for name in days},
    )
    follower.full_clean()
    follower.save(force_insert=True)
    audit.record(
        verb="path.follow",
        target=follower,
        actor=actor,
        organization=organization,
        after=_plain(follower, CONTENT) | {"year": follower.year, "follows": fresh.pk},
        post=post,
    )
    return follower


def _refuse_drafted_already(path: JointPath) -> None:
    """One body drafts a path of one name and lever once a year, also when pressed twice."""
    body = path.organization
    locked(body)
    rows = JointPath.objects.filter(organization=body, year=path.year, status=PathStatus.DRAFT)
    if rows.filter(name=path.name, lever=path.lever).exists():
        raise ValidationError(
            f"{path.year}年已有同名的草稿“{path.name}”，没有再次保存。请在同步推进列表中打开它。",
            code="drafted_already",
        )


def _refuse_reporting(path: JointPath, effect: str, *, on: dt.date) -> None:
    if on < path.deploy_on:
        raise ValidationError(
            f"党建部署日期是 {chinese_date(path.deploy_on)}，还没有到，不能报告成效。"
            "日期有误的，请先由负责人修改。",
            code="not_begun",
        )
    if not effect.strip():
        raise ValidationError(
            {"effect": ValidationError("请写明成效，上级据此核定。", code="effect_needed")}
        )


def _share_to_follow(path: JointPath) -> Decimal:
    if path.share_after is None or path.status not in (PathStatus.REPORTED, PathStatus.CONFIRMED):
        raise ValidationError(
            f"{path.year}年这条路径还没有报告成效，不知道占比到了多少。"
            "请先报告成效，再延续到下一年。",
            code="not_reported",
        )
    following = path.followers.exclude(status=PathStatus.DROPPED).filter(year=path.year + 1)
    if taken := following.first():
        raise ValidationError(
            f"{taken.year}年已有延续这条的路径“{taken.name}”，请直接打开它修改。",
            code="already_followed",
        )
    return path.share_after


def _fill(path: JointPath, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(path, name, value.strip() if isinstance(value, str) else value)
    path.clean_fields()
    check_entry(path.lever, tenant_id=path.tenant_id, catalogue=Catalogue.LEVER, field="lever")
    check_days(path)
    check_shares(path)


def _plain(path: JointPath, names: Iterable[str]) -> dict[str, Any]:
    return {name: path.lever.name if name == "lever" else getattr(path, name) for name in names}
