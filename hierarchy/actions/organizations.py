"""Founding, renaming and amending organisations.

The structure of a body is decided one tier above it: every act asks for
``MANAGE_ORGANIZATIONS`` at the parent (at the root itself for the root).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy import grants, open_work, tree
from hierarchy.actions.checks import (
    check_amendment,
    check_code,
    check_founding,
    check_name,
    check_name_free,
    check_open,
    superior_of,
)
from hierarchy.actions.history import Act, check_effective_day, conclude
from hierarchy.actions.locks import locked, locked_with_tied
from hierarchy.actions.sites import check_site_name_free, site_for
from hierarchy.actors import Actor
from hierarchy.models import (
    Appointment,
    Industry,
    Organization,
    OrganizationChange,
    Position,
    Region,
    StationSite,
)
from hierarchy.names import pinyin_key
from hierarchy.roles import require
from hierarchy.rules import DEFAULT_POSITIONS, check_kind
from hierarchy.terms import Capability, Kind, Tier


class Details(TypedDict, total=False):
    """What may be said of an organisation beyond its name and place."""

    short_name: str
    code: str
    industry: Industry | None
    may_issue_documents: bool
    may_approve_members: bool


class StationDetails(Details, total=False):
    """The same with what belongs to a station's site; ``site`` joins an existing one."""

    site: StationSite
    address: str
    phone: str


@transaction.atomic
def found_organization(
    *,
    parent: Organization,
    tier: str,
    kind: str,
    name: str,
    region: Region,
    on: dt.date,
    reason: str,
    actor: Actor,
    document_no: str = "",
    **details: Unpack[StationDetails],
) -> Organization:
    """Found a body under ``parent`` with its default posts (设立).

    A station gets a site (its name and place); given an existing ``site`` it is tied to
    that site's other nodes, takes its name and is served by the same holders.
    Raises ``ValidationError``: ``parent_closed``, ``not_under``, ``kind_not_of_tier``,
    ``name_needed``, ``name_taken``, ``code_taken``, ``other_tenant``, ``in_future``,
    ``before_parent``, ``reason_needed``, ``no_room``.
    """
    parent = locked(parent)
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=parent)
    act = Act.of(on=on, reason=reason, actor=actor, document_no=document_no)
    check_kind(tier=tier, kind=kind)
    site = details.pop("site", None)
    place = {key: details.pop(key, "") for key in ("address", "phone")}  # type: ignore[misc]
    name = site.name if site else check_name(name)
    check_founding(parent, tier=tier, name=name, region=region, act=act)
    check_code(tenant_id=parent.tenant_id, code=details.get("code", ""))
    if tier == Tier.STATION:
        site = site_for(parent=parent, site=site, name=name, region=region, place=place)
    node = tree.insert(
        parent=parent,
        tier=tier,
        name=name,
        kind=kind,
        region=region,
        founded_on=on,
        site=site,
        **{"industry": parent.industry, **details},
    )
    furnish(node)
    _conclude_founding(node, act)
    return node


@transaction.atomic
def found_branch(
    *,
    unit: Organization,
    kind: str,
    name: str,
    on: dt.date,
    reason: str,
    actor: Actor,
    document_no: str = "",
) -> Organization:
    """Turn a unit without a party organisation into the one it has founded (建立党组织).

    The row stays the same: work, evidence and history are carried on, and its contact
    (联系人) becomes its secretary (书记). Raises ``ValidationError`` ``not_a_unit`` and
    what ``found_organization`` raises. How many members are needed is a rule of coverage.
    """
    unit = locked(unit)
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(unit))
    act = Act.of(on=on, reason=reason, actor=actor, document_no=document_no)
    check_open(unit, actor=actor)
    _check_founds_branch(unit, kind)
    check_effective_day(organization=unit, on=on, actor=actor)
    tidy_name = check_name(name)
    check_name_free(parent_id=unit.parent_id, name=tidy_name, besides=unit.pk)
    before = {"name": unit.name, "kind": unit.kind}
    unit.kind = kind
    _write_name(unit, tidy_name)
    _promote_contacts(unit)
    conclude(
        unit,
        act,
        verb=OrganizationChange.Verb.FOUND_BRANCH,
        before=before,
        after={"name": unit.name, "kind": unit.kind},
    )
    return unit


@transaction.atomic
def rename_organization(
    *,
    organization: Organization,
    name: str,
    on: dt.date,
    reason: str,
    actor: Actor,
    short_name: str | None = None,
    document_no: str = "",
) -> Organization:
    """Rename a body (更名); a tied station is renamed on every node of its site.

    ``short_name`` ``None`` keeps the present one. Raises ``ValidationError``: ``closed``,
    ``same_name``, ``name_needed``, ``name_taken`` and the dates' codes.
    """
    nodes = locked_with_tied(organization)
    node = next(each for each in nodes if each.pk == organization.pk)
    act = Act.of(on=on, reason=reason, actor=actor, document_no=document_no)
    tidy_name = check_name(name)
    if tidy_name == node.name and short_name in (None, node.short_name):
        raise ValidationError(f"新名称与现名“{node.name}”相同，无需更名。", code="same_name")
    if node.site_id:
        check_site_name_free(node, tidy_name)
        StationSite.objects.filter(pk=node.site_id).update(name=tidy_name)
    for each in nodes:
        require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(each))
        check_open(each, actor=actor)
        check_effective_day(organization=each, on=on, actor=actor)
        check_name_free(parent_id=each.parent_id, name=tidy_name, besides=each.pk)
        before = {"name": each.name, "short_name": each.short_name}
        each.short_name = each.short_name if short_name is None else short_name.strip()
        _write_name(each, tidy_name)
        conclude(
            each,
            act,
            verb=OrganizationChange.Verb.RENAME,
            before=before,
            after={"name": each.name, "short_name": each.short_name},
        )
    return node


@transaction.atomic
def amend_organization(
    *,
    organization: Organization,
    on: dt.date,
    reason: str,
    actor: Actor,
    region: Region | None = None,
    kind: str | None = None,
    **details: Unpack[Details],
) -> Organization:
    """Change what is recorded of a body: place, kind, short name, code, flags (信息变更).

    A new region moves the body itself, and every node of a tied station; what stands
    below keeps its own place, for each body has its own address. A unit becomes a branch
    by ``found_branch`` only. Raises ``ValidationError``: ``closed``, ``nothing_changed``,
    ``code_taken``, ``other_tenant``, ``kind_not_of_tier``, ``found_branch_instead``.
    """
    nodes = locked_with_tied(organization) if region else [locked(organization)]
    node = next(each for each in nodes if each.pk == organization.pk)
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(node))
    act = Act.of(on=on, reason=reason, actor=actor)
    check_open(node, actor=actor)
    check_effective_day(organization=node, on=on, actor=actor)
    wanted: dict[str, object] = {**details, **({"kind": kind} if kind else {})}
    check_amendment(node, wanted, region)
    before = _state(node, wanted)
    for key, value in wanted.items():
        setattr(node, key, value)
    node.save(update_fields=list(wanted))
    if region and region.pk != node.region_id:
        _relocate(nodes, region, actor)
        node.refresh_from_db()
    after = _state(node, wanted)
    if before == after:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    for each in nodes:
        each.refresh_from_db()
        conclude(
            each,
            act,
            verb=OrganizationChange.Verb.AMEND,
            before=before,
            after=after,
        )
    return node


def furnish(node: Organization) -> None:
    """Give a new body its default posts, or, in a tied station, the holders it shares."""
    tied = Organization.objects.filter(site_id=node.site_id, closed_on__isnull=True)
    if node.site_id and tied.exclude(pk=node.pk).exists():
        shared = Appointment.objects.filter(
            position__organization__site_id=node.site_id, organization_grants__isnull=False
        )
        grants.write(shared.select_related("position__organization").order_by("pk").distinct())
        return
    Position.objects.bulk_create(
        [
            Position(tenant_id=node.tenant_id, organization=node, title=title, role=role)
            for title, role in DEFAULT_POSITIONS[node.kind]
        ]
    )


def _check_founds_branch(unit: Organization, kind: str) -> None:
    if not unit.is_unit:
        raise ValidationError(
            f"“{unit.name}”已是{unit.get_kind_display()}，不能再次建立党组织。"
            "如需变更形式，请使用“修改组织信息”。",
            code="not_a_unit",
        )
    check_kind(tier=unit.tier, kind=kind)
    if kind == Kind.UNIT:
        raise ValidationError("请选择要建立的党组织形式。", code="kind_needed")


def _relocate(nodes: list[Organization], region: Region, actor: Actor) -> None:
    for each in nodes:
        require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(each))
    ids = [each.pk for each in nodes]
    tree.relocate(organization_ids=ids, region=region)
    sites = {each.site_id for each in nodes if each.site_id}
    StationSite.objects.filter(pk__in=sites).update(region=region)
    open_work.reanchor(ids)


def _write_name(node: Organization, name: str) -> None:
    node.name = name
    node.name_key = pinyin_key(name)
    node.save(update_fields=["name", "name_key", "short_name", "kind"])


def _promote_contacts(unit: Organization) -> None:
    """The unit's contact post becomes the new branch's secretary post."""
    before = DEFAULT_POSITIONS[Kind.UNIT][0][0]
    after = DEFAULT_POSITIONS[unit.kind][0][0]
    Position.objects.filter(organization=unit, title=before).update(title=after)


def _conclude_founding(node: Organization, act: Act) -> None:
    after = {
        "name": node.name,
        "kind": node.kind,
        "tier": node.tier,
        "parent": node.parent_id,
        "region": node.region_id,
        "code": node.code,
    }
    conclude(node, act, verb=OrganizationChange.Verb.FOUND, before={}, after=after)


def _state(node: Organization, names: Iterable[str]) -> dict[str, object]:
    """These fields and the place, as the trail keeps them."""
    values = {name: getattr(node, name) for name in names}
    return {
        **{name: getattr(value, "pk", value) for name, value in values.items()},
        "region": node.region_id,
    }
