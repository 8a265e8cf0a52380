"""Founding the branch of an accepted proposal, and giving it every unit: a part of accepting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from coverage.actions.parties import found_for_unit
from coverage.actions.units import give_unit
from coverage.models import Unit
from coverage.terms import Cover
from hierarchy import open_work
from hierarchy.actions.restructuring import close_organization
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability


@dataclass(frozen=True, slots=True)
class Approval:
    """As what, under which name, since when and by which document the branch is approved."""

    kind: str
    name: str
    on: dt.date
    document_no: str


def officer_of(units: Sequence[Unit]) -> Organization:
    """The officer under whom the branch will stand: the strongest unit's, else the next one's.

    Raises ``ValidationError`` ``no_officer`` when none of the units has been given to one.
    """
    for unit in by_strength(units):
        if unit.officer is not None:
            return unit.officer
    raise ValidationError(
        "所选单位都还没有归口到党建指导员，联合党支部没有可以设立的位置。"
        "请先把其中一家归口到党建指导员。",
        code="no_officer",
    )


def by_strength(units: Sequence[Unit]) -> list[Unit]:
    """Most members first; among equals those whose head is a member."""
    return sorted(units, key=lambda unit: (-unit.members_here, not unit.head_is_member, unit.pk))


def found_joint_branch(
    *,
    officer: Organization,
    units: Sequence[Unit],
    approval: Approval,
    reason: str,
    actor: Actor,
) -> Organization:
    """Found the branch for the strongest unit of the officer, then give it the others.

    A unit's own node (未建单位) that this leaves empty is closed, unless work still lies on it.
    """
    leader = next(unit for unit in by_strength(units) if unit.officer_id == officer.pk)
    nodes = [unit.place for unit in units if unit.place.is_unit]
    party = found_for_unit(
        unit=leader,
        kind=approval.kind,
        name=approval.name,
        on=approval.on,
        reason=reason,
        formation=Cover.JOINT,
        document_no=approval.document_no,
        actor=actor,
    )
    branch = party.organization
    for unit in units:
        if unit.pk != leader.pk:
            give_unit(
                unit=unit,
                place=branch,
                on=approval.on,
                cover=Cover.JOINT,
                reason=reason,
                actor=actor,
            )
    for node in nodes:
        if node.pk != branch.pk:
            _close_if_empty(node, branch, actor)
    return branch


def _close_if_empty(node: Organization, branch: Organization, actor: Actor) -> None:
    above = node.parent or node
    if can(actor, Capability.MANAGE_ORGANIZATIONS, at=above) and not open_work.count_open(
        [node.pk]
    ):
        close_organization(
            organization=node,
            on=actor.on,
            reason=f"所属单位已由“{branch.name}”联合覆盖，不再列为未建单位",
            actor=actor,
        )
