"""Moving, merging, splitting and closing organisations (调整隶属、合并、分设、撤销).

Each act changes structure at once, writes the dated history and loses no open work.
Rights follow where a body stands: who moves it must manage both the old and the new superior.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hierarchy import grants, open_work, tree
from hierarchy.actions.appointments import end_locked
from hierarchy.actions.checks import check_name_free, check_open, superior_of
from hierarchy.actions.history import Act, check_effective_day, conclude
from hierarchy.actions.organizations import found_organization
from hierarchy.actors import Actor
from hierarchy.models import Appointment, Organization, OrganizationChange, Position, Region
from hierarchy.roles import require
from hierarchy.rules import may_stand_under
from hierarchy.terms import Capability, Tier

_NAMES_SHOWN = 5
_Verb = OrganizationChange.Verb


@transaction.atomic
def move_organization(
    *,
    organization: Organization,
    parent: Organization,
    on: dt.date,
    reason: str,
    actor: Actor,
    document_no: str = "",
) -> Organization:
    """Hang a body, with all below it, under another superior (调整隶属).

    Its whole past work goes with it into the new line's view (see ``hierarchy.scope``).
    Raises ``ValidationError``: ``root``, ``same_parent``, ``not_under``, ``closed``,
    ``name_taken``, ``other_tenant``, ``inside_itself``, ``no_room`` and the dates' codes.
    """
    tree.lock(nodes=[organization], parents=[parent])
    node, target = _fresh(organization), _fresh(parent)
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(node))
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=target)
    return _move(node, target, Act.of(on=on, reason=reason, actor=actor, document_no=document_no))


@transaction.atomic
def merge_organizations(
    *,
    source: Organization,
    target: Organization,
    on: dt.date,
    reason: str,
    actor: Actor,
    document_no: str = "",
) -> Organization:
    """Merge ``source`` into ``target`` (合并): children and open work go over, it is closed.

    Raises ``ValidationError``: ``same``, ``not_alike``, ``closed``, ``name_taken`` and
    the dates' codes. Returns the target.
    """
    if source.pk == target.pk:
        raise ValidationError("不能与自身合并，请选择另一个组织。", code="same")
    tree.lock(nodes=[source], parents=[target])
    source, target = _fresh(source), _fresh(target)
    act = Act.of(on=on, reason=reason, actor=actor, document_no=document_no)
    for node in (source, target):
        require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(node))
        check_open(node, actor=actor)
        check_effective_day(organization=node, on=on, actor=actor)
    _check_alike(source, target)
    _refuse_root(source)
    # The work first: what is doubled finds its place before the bodies below it move.
    passed_on = open_work.transfer(source=source, target=target, actor=actor)
    move_children(source=source, target=target, act=act)
    _close(source, act)
    for node, other in ((source, target), (target, source)):
        conclude(
            node,
            act,
            verb=_Verb.MERGE,
            before={},
            after={"source": source.pk, "target": target.pk, "open_work": passed_on},
            counterpart=other,
        )
    return target


@transaction.atomic
def split_organization(
    *,
    organization: Organization,
    name: str,
    children: Sequence[Organization],
    on: dt.date,
    reason: str,
    actor: Actor,
    region: Region | None = None,
    code: str = "",
    document_no: str = "",
) -> Organization:
    """Found a body of the same kind beside this one and give it chosen children (分设).

    Open work of the body itself stays with it. Returns the new body. Raises
    ``ValidationError``: ``root``, ``closed``, ``not_a_child``, and what founding raises.
    """
    tree.lock(nodes=[organization])
    node = _fresh(organization)
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(node))
    act = Act.of(on=on, reason=reason, actor=actor, document_no=document_no)
    _refuse_root(node)
    check_open(node, actor=actor)
    check_effective_day(organization=node, on=on, actor=actor)
    fresh = _chosen_children(node, children)
    new = found_organization(
        parent=superior_of(node),
        tier=node.tier,
        kind=node.kind,
        name=name,
        region=region or node.region,
        on=on,
        reason=act.reason,
        actor=actor,
        document_no=document_no,
        code=code,
        industry=node.industry,
    )
    move_children(source=node, target=new, act=act, children=fresh)
    for each, other in ((node, new), (new, node)):
        conclude(
            each,
            act,
            verb=_Verb.SPLIT,
            before={},
            after={"from": node.pk, "new": new.pk, "children": [child.pk for child in fresh]},
            counterpart=other,
        )
    new.refresh_from_db()
    return new


@transaction.atomic
def close_organization(
    *,
    organization: Organization,
    on: dt.date,
    reason: str,
    actor: Actor,
    document_no: str = "",
) -> Organization:
    """Close a body (撤销): its posts are abolished and their appointments end.

    Refused (``still_in_use``) while open bodies stand under it or open work lies on it;
    the message says exactly what. In a tied station the posts pass to the site's other
    nodes. Raises ``ValidationError`` ``root``, ``closed``, ``still_in_use`` besides.
    """
    tree.lock(nodes=[organization])
    node = _fresh(organization)
    require(actor, Capability.MANAGE_ORGANIZATIONS, at=superior_of(node))
    act = Act.of(on=on, reason=reason, actor=actor, document_no=document_no)
    _refuse_root(node)
    check_open(node, actor=actor)
    check_effective_day(organization=node, on=on, actor=actor)
    _refuse_in_use(node)
    _close(node, act)
    conclude(
        node,
        act,
        verb=_Verb.CLOSE,
        before={"closed_on": None},
        after={"closed_on": on},
    )
    return node


def move_children(
    *,
    source: Organization,
    target: Organization,
    act: Act,
    children: Sequence[Organization] | None = None,
) -> list[Organization]:
    """Move open children of one body (all by default) under another, with their history.

    For actions that have locked both and asked for the rights; returns the moved ones.
    """
    chosen = children
    if chosen is None:
        chosen = list(
            Organization.objects.children_of(source).filter(closed_on__isnull=True).order_by("pk")
        )
    return [_move(_fresh(child), target, act) for child in chosen]


def _fresh(organization: Organization) -> Organization:
    return Organization.objects.select_related("tenant", "parent", "region", "industry").get(
        pk=organization.pk
    )


def _chosen_children(node: Organization, children: Sequence[Organization]) -> list[Organization]:
    """The chosen direct subordinates as they stand now; refuses any other."""
    wanted = {child.pk for child in children}
    fresh = list(Organization.objects.children_of(node).filter(pk__in=wanted).order_by("pk"))
    if len(fresh) != len(wanted):
        raise ValidationError(
            f"所选组织不都是“{node.name}”的直接下级，请刷新后重新选择。", code="not_a_child"
        )
    return fresh


def _check_alike(source: Organization, target: Organization) -> None:
    if source.tier != target.tier or source.tenant_id != target.tenant_id:
        raise ValidationError(
            f"“{source.name}”与“{target.name}”不在同一层级，不能合并。请选择同级组织。",
            code="not_alike",
        )


def _refuse_root(node: Organization) -> None:
    if node.tier == Tier.CITY:
        raise ValidationError(
            f"“{node.name}”是本市组织树的根，不能移动、合并、分设或撤销。", code="root"
        )


def _move(node: Organization, target: Organization, act: Act) -> Organization:
    _check_move(node, target, on=act.on, actor=act.actor)
    before = {"parent": node.parent_id}
    industry_id = node.industry_id
    moved = tree.move(node=node, parent=target)
    if industry_id != target.industry_id and target.industry_id:
        Organization.objects.filter(pk__in=moved, industry_id=industry_id).update(
            industry_id=target.industry_id
        )
        node.refresh_from_db()
    open_work.reanchor(moved)
    conclude(
        node,
        act,
        verb=_Verb.MOVE,
        before=before,
        after={"parent": node.parent_id, "moved": len(moved)},
        counterpart=target,
    )
    return node


def _check_move(node: Organization, target: Organization, *, on: dt.date, actor: Actor) -> None:
    _refuse_root(node)
    check_open(node, actor=actor)
    check_open(target, actor=actor)
    check_effective_day(organization=node, on=on, actor=actor)
    if node.parent_id == target.pk:
        raise ValidationError(f"“{node.name}”已在“{target.name}”之下。", code="same_parent")
    if not may_stand_under(tenant=node.tenant, upper=target.tier, lower=node.tier, on=on):
        raise ValidationError(
            f"{Tier(node.tier).label}组织不能直接设在{Tier(target.tier).label}组织之下（第五条）。"
            "请选择规定的上级。",
            code="not_under",
        )
    check_name_free(parent_id=target.pk, name=node.name, besides=node.pk)


def _refuse_in_use(node: Organization) -> None:
    """Say exactly what stands in the way of closing."""
    obstacles = []
    below = Organization.objects.children_of(node).filter(closed_on__isnull=True).by_name()
    if count := below.count():
        names = "、".join(below.values_list("name", flat=True)[:_NAMES_SHOWN])
        more = f"等 {count} 个" if count > _NAMES_SHOWN else f"（{count} 个）"
        obstacles.append(f"下级组织{names}{more}须先移出、合并或撤销")
    if left := open_work.remaining([node.pk]):
        obstacles += [*left[:-1], f"{left[-1]}{_named_work(node)}"]
    if obstacles:
        raise ValidationError(
            f"“{node.name}”还不能撤销：{'；'.join(obstacles)}。", code="still_in_use"
        )


def _named_work(node: Organization) -> str:
    """The first of the open pieces by name; empty when they lie with others to name."""
    lines = open_work.open_lines([node.pk])
    names = "、".join(f"{line.kind}“{line.title}”" for line in lines[:_NAMES_SHOWN])
    more = " 等" if len(lines) > _NAMES_SHOWN else ""
    return f"（有{names}{more}）" if names else ""


def _close(node: Organization, act: Act) -> None:
    """Mark as closed; its posts pass to a tied node or end."""
    tied = (
        Organization.objects.filter(site_id=node.site_id, closed_on__isnull=True)
        .exclude(pk=node.pk)
        .order_by("pk")
        .first()
        if node.site_id
        else None
    )
    if tied:
        Position.objects.filter(organization=node).update(organization=tied)
    else:
        _end_posts(node, act)
    grants.withdraw_from([node.pk])
    node.closed_on = act.on
    node.save(update_fields=["closed_on"])


def _end_posts(node: Organization, act: Act) -> None:
    held = Appointment.objects.filter(position__organization=node).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=act.actor.on)
    )
    for appointment in held.order_by("pk"):
        end_locked(
            appointment=appointment,
            ends_on=max(act.on, appointment.starts_on),
            reason=act.reason,
            actor=act.actor,
            post=None,
        )
    Position.objects.filter(organization=node).update(is_abolished=True)
