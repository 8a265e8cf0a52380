"""Proving and rebuilding the tree's numbers, and remembering the outcome."""

from __future__ import annotations

from django.db import transaction

from hierarchy import proof, trail
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.proof import Fault

_FAULTS_KEPT = 50


@transaction.atomic
def prove_tree(*, tenant: Tenant, actor: Actor) -> list[Fault]:
    """Prove one city's tree and remember when and how it went; the faults found.

    With any fault, rights in that city fail closed until the next proof succeeds.
    """
    faults = list(proof.faults_of(tenant))
    _remember(tenant, faults, actor)
    return faults


@transaction.atomic
def rebuild_tree(*, tenant: Tenant, actor: Actor) -> list[Fault]:
    """Write the numbers anew from ``parent`` and prove again; the faults that remain."""
    before = list(proof.faults_of(tenant))
    changed = proof.renumber(tenant)
    after = list(proof.faults_of(tenant))
    trail.record(
        verb="tree.rebuild",
        target=tenant,
        actor=actor,
        tenant=tenant,
        before={"faults": [str(fault) for fault in before[:_FAULTS_KEPT]]},
        after={"rows": changed, "faults": [str(fault) for fault in after[:_FAULTS_KEPT]]},
        reason="check_tree --fix",
    )
    _remember(tenant, after, actor)
    return after


def _remember(tenant: Tenant, faults: list[Fault], actor: Actor) -> None:
    """Write the outcome; only a change of it goes on the trail."""
    sound = not faults
    was_sound = Tenant.objects.values_list("tree_is_sound", flat=True).get(pk=tenant.pk)
    tenant.tree_is_sound = sound
    tenant.tree_proved_at = actor.at
    tenant.save(update_fields=["tree_is_sound", "tree_proved_at"])
    if sound != was_sound:
        trail.record(
            verb="tree.prove",
            target=tenant,
            actor=actor,
            tenant=tenant,
            before={"sound": was_sound},
            after={"sound": sound, "faults": [str(fault) for fault in faults[:_FAULTS_KEPT]]},
        )
