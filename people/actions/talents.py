"""Talents of party work (党建人才, article 14): listed, changed, trained, used, left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.names import pinyin_key
from hierarchy.roles import require
from hierarchy.terms import Capability, Kind
from people.models import Talent, TalentDeed
from people.terms import TalentDeedKind
from workflow import audit
from workflow.once import once_key
from workflow.undertakings import named

CONTENT: Final = ("name", "kind", "work_place", "strengths", "is_member", "listed_on")


@transaction.atomic
def list_talent(
    *, organization: Organization, content: Mapping[str, Any], consents: bool, actor: Actor
) -> Talent:
    """Put somebody who agreed on the list (入库): ``content`` are the fields of ``CONTENT``.

    A form sent again (its key is ``once``) lists nobody and finds the first. Raises
    ``PermissionDenied``, ``ValidationError`` of the fields, ``no_consent``,
    ``no_talents_here``, ``not_yet``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    if organization.kind == Kind.UNIT:
        raise ValidationError(
            f"“{organization.name}”还没有党组织，不能推荐。请由上级党组织推荐。",
            code="no_talents_here",
        )
    if not consents:
        raise ValidationError(
            {
                "consents": ValidationError(
                    "入库须本人同意。请征得本人同意后勾选。", code="no_consent"
                )
            }
        )
    facts = (content.get(name) for name in CONTENT)
    key = once_key(content.get("once"), organization, *facts)
    if (first := _sent_before(organization, key)) is not None:
        return first
    talent = Talent(tenant_id=organization.tenant_id, organization=organization, once_key=key)
    _fill(talent, content, actor.on)
    talent.save(force_insert=True)
    _record("talent.list", talent, actor, post, after=_plain(talent))
    return talent


@transaction.atomic
def edit_talent(*, talent: Talent, content: Mapping[str, Any], actor: Actor) -> Talent:
    """Change what is said of a talent (修改).

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``has_left``,
    ``nothing_changed``.
    """
    fresh, post = _locked(talent, actor)
    before = _plain(fresh)
    _fill(fresh, content, actor.on)
    after = _plain(fresh)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    fresh.save(update_fields=[*changed, "name_key"])
    _record(
        "talent.edit",
        fresh,
        actor,
        post,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return fresh


@transaction.atomic
def leave_list(*, talent: Talent, left_on: dt.date, reason: str, actor: Actor) -> Talent:
    """Take a talent off the list from a day on (出库); what was done stays on file.

    Raises ``PermissionDenied``, ``ValidationError`` ``has_left``, ``reason_needed``,
    ``days_in_order``, ``not_yet``.
    """
    fresh, post = _locked(talent, actor)
    if not reason.strip():
        raise ValidationError("请写明出库的原因，以便日后查阅。", code="reason_needed")
    if left_on < fresh.listed_on:
        raise ValidationError(
            {"left_on": ValidationError("出库日期不能早于入库日期。", code="days_in_order")}
        )
    if left_on > actor.on:
        raise ValidationError(
            {"left_on": ValidationError("出库日期不能晚于今天。", code="not_yet")}
        )
    fresh.left_on, fresh.leaving_reason = left_on, reason.strip()
    fresh.clean_fields()
    fresh.save(update_fields=["left_on", "leaving_reason"])
    _record("talent.leave", fresh, actor, post, after={"left_on": left_on}, reason=reason.strip())
    return fresh


@transaction.atomic
def record_deed(
    *,
    talent: Talent,
    kind: str,
    done_on: dt.date,
    words: str,
    actor: Actor,
    project: int | None = None,
    once: UUID | None = None,
) -> TalentDeed:
    """Set down how a talent was trained or used, or what project it took part in (培养使用).

    A form sent again (``once``) sets nothing down and finds the first. Raises
    ``PermissionDenied``, ``ValidationError`` of the fields, ``has_left``, ``not_yet``,
    ``project_needed``, ``foreign_project``.
    """
    fresh, post = _locked(talent, actor)
    key = once_key(once, fresh, kind, done_on, words, project)
    if key and (first := TalentDeed.objects.filter(once_key=key).first()):
        return first
    if done_on > actor.on:
        raise ValidationError(
            {"done_on": ValidationError("日期还没有到，请在办理之后登记。", code="not_yet")}
        )
    deed = TalentDeed(
        talent=fresh,
        tenant_id=fresh.tenant_id,
        kind=kind,
        done_on=done_on,
        words=words.strip(),
        project=project,
        project_name=_project_name(kind, project, actor),
        once_key=key,
    )
    deed.full_clean()
    deed.save(force_insert=True)
    _record("talent.deed", fresh, actor, post, after=_told(deed))
    return deed


@transaction.atomic
def withdraw_deed(*, deed: TalentDeed, reason: str, actor: Actor) -> None:
    """Take off what was entered wrongly (撤销记录); the trail keeps what it was.

    Raises ``PermissionDenied``, ``ValidationError`` ``has_left``, ``reason_needed``,
    ``withdrawn``.
    """
    fresh, post = _locked(deed.talent, actor)
    if not reason.strip():
        raise ValidationError("请写明撤销的原因，以便日后查阅。", code="reason_needed")
    known = TalentDeed.objects.select_for_update(of=("self",)).filter(pk=deed.pk)
    if (gone := known.first()) is None:
        raise ValidationError("这条记录已经撤销，请刷新后查看。", code="withdrawn")
    _record("talent.withdraw_deed", fresh, actor, post, before=_told(gone), reason=reason.strip())
    gone.delete()


def _told(deed: TalentDeed) -> dict[str, Any]:
    """What the trail keeps of a deed."""
    told = {"deed_kind": deed.get_kind_display(), "deed_on": deed.done_on, "deed": deed.words}
    return told | ({"project_name": deed.project_name} if deed.project_name else {})


def _sent_before(organization: Organization, key: UUID | None) -> Talent | None:
    """The talent whom the same form listed before, also a moment ago."""
    if key is None:
        return None
    # One at a time a body: the second sees the first.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    return Talent.objects.filter(once_key=key).first()


def _project_name(kind: str, project: int | None, actor: Actor) -> str:
    """What the project is called now: the name stays, should the reader not see the project."""
    if project is None:
        if kind == TalentDeedKind.PROJECT:
            raise ValidationError(
                {"project": ValidationError("请选择参与的项目。", code="project_needed")}
            )
        return ""
    known = named(actor, [project])
    if project not in known:
        raise ValidationError(
            {
                "project": ValidationError(
                    "所选项目不存在或不在您的范围内，请重新选择。", code="foreign_project"
                )
            }
        )
    return known[project].title[:120]


def _locked(talent: Talent, actor: Actor) -> tuple[Talent, Post | None]:
    rows = Talent.objects.select_for_update(of=("self",)).select_related("organization")
    fresh = rows.get(pk=talent.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    if fresh.left_on is not None:
        raise ValidationError(
            f"{fresh.name}已出库，资料保留备查，不能再改动。再次推荐的，请重新入库。",
            code="has_left",
        )
    return fresh, post


def _fill(talent: Talent, content: Mapping[str, Any], on: dt.date) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(talent, name, value.strip() if isinstance(value, str) else value)
    talent.name_key = pinyin_key(talent.name)[:160]
    talent.full_clean()
    if talent.listed_on > on:
        raise ValidationError(
            {"listed_on": ValidationError("入库日期不能晚于今天。", code="not_yet")}
        )


def _record(verb: str, talent: Talent, actor: Actor, post: Post | None, **told: Any) -> None:
    audit.record(
        verb=verb,
        target=talent,
        actor=actor,
        organization=talent.organization,
        post=post,
        **told,
    )


def _plain(talent: Talent) -> dict[str, Any]:
    return {name: getattr(talent, name) for name in CONTENT}
