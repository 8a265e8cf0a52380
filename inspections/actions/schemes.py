"""Schemes (体检方案): drafted, adopted, followed by a new version, retired; and the examples.

A version in use is never changed: what was judged by it must stay readable as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from inspections.actions.scheme_copying import copy_parts, lay_parts
from inspections.default_schemes import DEFAULT_SCHEMES
from inspections.models import InspectionPolicy, Scheme
from inspections.scheme_data import SchemeData
from inspections.scheme_moves import SCHEME_MOVES
from inspections.scheme_rules import HEADER, check_complete, check_is_draft, check_owner
from inspections.terms import SchemeStatus
from workflow import audit
from workflow.moves import perform


@transaction.atomic
def draft_scheme(
    *,
    owner: Organization,
    subject: str,
    name: str,
    actor: Actor,
    content: Mapping[str, Any] | None = None,
) -> Scheme:
    """Begin an empty scheme (起草体检方案): version 1, no dimension yet.

    ``content`` are fields of ``HEADER``. Raises ``PermissionDenied``, ``ValidationError`` of
    the fields, ``no_schemes_here``, ``wrong_subject``, ``name_taken``.
    """
    post = require(actor, Capability.DRAFT, at=owner)
    check_owner(owner, subject)
    _one_at_a_time(owner)
    scheme = Scheme(
        tenant_id=owner.tenant_id,
        owner=owner,
        subject=subject,
        name=name.strip(),
        created_at=actor.at,
    )
    _fill(scheme, content or {})
    _refuse_taken(scheme)
    scheme.full_clean()
    scheme.save(force_insert=True)
    audit.record(
        verb="scheme.draft",
        target=scheme,
        actor=actor,
        organization=owner,
        after={"subject": subject, "name": scheme.name, **_header(scheme)},
        post=post,
    )
    return scheme


@transaction.atomic
def edit_scheme(*, scheme: Scheme, changes: Mapping[str, Any], actor: Actor) -> Scheme:
    """Change the head of a draft (修改方案): ``name`` and fields of ``HEADER``.

    A later version keeps the name of the first. Raises ``PermissionDenied``,
    ``ValidationError`` of the fields, ``not_draft``, ``name_kept``, ``name_taken``,
    ``nothing_changed``.
    """
    _one_at_a_time(scheme.owner)
    fresh = _locked(scheme)
    post = require(actor, Capability.DRAFT, at=fresh.owner)
    check_is_draft(fresh)
    before = {"name": fresh.name, **_header(fresh)}
    name = str(changes.get("name", fresh.name)).strip()
    if name != fresh.name and fresh.follows_id:
        raise _at_name(
            f"这是“{fresh.name}”的新版本，名称应与原版本一致。另立名称的，请起草新的方案。",
            "name_kept",
        )
    fresh.name = name
    _fill(fresh, changes)
    after = {"name": fresh.name, **_header(fresh)}
    changed = [key for key in after if after[key] != before[key]]
    if not changed:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    if "name" in changed:
        _refuse_taken(fresh)
    fresh.full_clean()
    fresh.save(update_fields=changed)
    audit.record(
        verb="scheme.edit",
        target=fresh,
        actor=actor,
        organization=fresh.owner,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
        post=post,
    )
    return fresh


@transaction.atomic
def adopt_scheme(*, scheme: Scheme, actor: Actor) -> Scheme:
    """Put a draft in use (启用); the version that it follows is retired the same day.

    Rounds begun by the version before go on by it. Raises ``PermissionDenied``,
    ``ValidationError`` ``wrong_status`` and everything of ``check_complete``.
    """
    require(actor, Capability.ISSUE, at=scheme.owner)
    if _locked(scheme).status == SchemeStatus.DRAFT:
        check_complete(scheme)
    adopted = perform(
        scheme,
        "adopt",
        table=SCHEME_MOVES,
        actor=actor,
        changes={"adopted_on": actor.on},
    )
    older = adopted.follows
    if older is not None and older.status == SchemeStatus.IN_USE:
        perform(
            older,
            "retire",
            table=SCHEME_MOVES,
            actor=actor,
            reason=f"由第 {adopted.version} 版替代",
            changes={"retired_on": actor.on},
        )
    return adopted


@transaction.atomic
def follow_scheme(*, scheme: Scheme, actor: Actor) -> Scheme:
    """Draft a new version that starts as a copy of one in use or retired (起草新版本).

    Raises ``PermissionDenied``, ``ValidationError`` ``still_draft``, ``draft_open``.
    """
    post = require(actor, Capability.DRAFT, at=scheme.owner)
    _one_at_a_time(scheme.owner)
    fresh = _locked(scheme)
    if fresh.status == SchemeStatus.DRAFT:
        raise ValidationError(
            "这一版还在起草中，可以直接修改，不需要另起新版本。", code="still_draft"
        )
    versions = Scheme.objects.filter(owner=fresh.owner, name=fresh.name).order_by("-version")
    if taken := versions.filter(status=SchemeStatus.DRAFT).first():
        raise ValidationError(
            f"“{taken}”正在起草。请继续修改它，或删除后再起草新版本。", code="draft_open"
        )
    follower = Scheme(
        tenant_id=fresh.tenant_id,
        owner=fresh.owner,
        subject=fresh.subject,
        name=fresh.name,
        version=versions[0].version + 1,
        follows=_in_use(fresh) or fresh,
        created_at=actor.at,
        **_header(fresh),
    )
    follower.full_clean()
    follower.save(force_insert=True)
    copied = copy_parts(fresh, follower)
    audit.record(
        verb="scheme.follow",
        target=follower,
        actor=actor,
        organization=fresh.owner,
        after={"follows": str(fresh), "version": follower.version, "indicators": copied},
        post=post,
    )
    return follower


@transaction.atomic
def retire_scheme(*, scheme: Scheme, reason: str, actor: Actor) -> Scheme:
    """Take a version out of use (停用); rounds begun by it go on.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    return perform(
        scheme,
        "retire",
        table=SCHEME_MOVES,
        actor=actor,
        reason=reason,
        changes={"retired_on": actor.on},
    )


@transaction.atomic
def discard_scheme(*, scheme: Scheme, reason: str, actor: Actor) -> None:
    """Delete a draft with all its parts (删除草稿); the trail keeps what it was called and why.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_draft``, ``reason_needed``.
    """
    fresh = _locked(scheme)
    post = require(actor, Capability.DRAFT, at=fresh.owner)
    check_is_draft(fresh)
    if not reason.strip():
        raise ValidationError("请写明删除草稿的理由，以便日后查阅。", code="reason_needed")
    audit.record(
        verb="scheme.discard",
        target=fresh,
        actor=actor,
        organization=fresh.owner,
        before={"name": fresh.name, "version": fresh.version, "subject": fresh.subject},
        reason=reason.strip(),
        post=post,
    )
    fresh.delete()


@transaction.atomic
def seed_schemes(*, tenant: Tenant, on: dt.date, actor: Actor) -> int:
    """Set the example schemes and the default rules down as the city's own (写入示例方案).

    They are in use from that day, so that a city can begin. What the city has already stays as
    it is. Returns how many rows of schemes and rules were made. Raises ``PermissionDenied``.
    """
    root = Organization.objects.get(tenant=tenant, tier=Tier.CITY)
    post = require(actor, Capability.MANAGE_ORGANIZATIONS, at=root)
    _one_at_a_time(root)
    known = set(Scheme.objects.filter(owner=root).values_list("name", flat=True))
    fresh = [data for data in DEFAULT_SCHEMES if data.name not in known]
    for data in fresh:
        _lay_example(data, root, on=on, actor=actor)
    made = len(fresh)
    if not InspectionPolicy.objects.filter(tenant=tenant).exists():
        InspectionPolicy.objects.create(tenant=tenant, effective_from=on, is_example=True)
        made += 1
    if made:
        audit.record(
            verb="scheme.seed",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={"schemes": [data.name for data in fresh], "effective_from": on},
            post=post,
        )
    return made


def _lay_example(data: SchemeData, root: Organization, *, on: dt.date, actor: Actor) -> None:
    scheme = Scheme.objects.create(
        tenant_id=root.tenant_id,
        owner=root,
        subject=data.subject,
        name=data.name,
        note=data.note,
        article=data.article,
        is_example=True,
        status=SchemeStatus.IN_USE,
        adopted_on=on,
        created_at=actor.at,
    )
    lay_parts(data, scheme)


def _locked(scheme: Scheme) -> Scheme:
    return Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)


def _one_at_a_time(owner: Organization) -> None:
    """Two drafts of one name at once: the second sees the first. Before any lock of a scheme."""
    locked(owner)


def _in_use(scheme: Scheme) -> Scheme | None:
    """The version of the same name that is in use: a new version replaces that one."""
    versions = Scheme.objects.filter(owner_id=scheme.owner_id, name=scheme.name)
    return versions.in_use().order_by("-version").first()


def _refuse_taken(scheme: Scheme) -> None:
    others = Scheme.objects.filter(owner_id=scheme.owner_id, name=scheme.name)
    if others.exclude(pk=scheme.pk).exists():
        raise _at_name(
            f"本单位已有名为“{scheme.name}”的方案。请换一个名称，或在原方案上起草新版本。",
            "name_taken",
        )


def _at_name(words: str, code: str) -> ValidationError:
    return ValidationError({"name": ValidationError(words, code=code)})


def _fill(scheme: Scheme, content: Mapping[str, Any]) -> None:
    for name in _known(content):
        value = content[name]
        setattr(scheme, name, value.strip() if isinstance(value, str) else value)


def _known(content: Mapping[str, Any]) -> Iterable[str]:
    return (name for name in HEADER if name in content)


def _header(scheme: Scheme) -> dict[str, Any]:
    return {name: getattr(scheme, name) for name in HEADER}
