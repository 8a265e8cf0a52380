"""Proving a city's ledger of funds by night (账目校验), and telling who keeps it what is wrong."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Role, Tier
from projects.ledger_proof import faults_of
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice

_KEPT: Final = 50
"""So many faults are told; the others are found by ``manage.py check_ledger``."""
_TOLD_TO: Final = (Role.LEADER, Role.CLERK)


@transaction.atomic
def prove_ledger(*, tenant: Tenant, actor: Actor) -> list[str]:
    """Prove one city's books; the faults found, each in a sentence (校验经费账).

    Of a fault the city's head and clerks are told once a day, and an entry is left. Nothing is
    put right and nothing stopped: what is true stands in the papers, and people must look.
    """
    faults = list(faults_of(tenant))
    if not faults:
        return faults
    audit.record(
        verb="ledger.prove",
        target=tenant,
        actor=actor,
        tenant=tenant,
        after={"faults": faults[:_KEPT]},
    )
    send_notices(
        tenant=tenant,
        kind=Notice.Kind.OVERDUE,
        title=f"经费账校验发现 {len(faults)} 处不符",
        body=f"{'；'.join(faults[:_KEPT])}。请先暂停记账，并联系系统管理员核对备份。",
        key=f"ledger:{tenant.pk}:{actor.on}",
        path=reverse("projects:voucher_list"),
        organizations=Organization.objects.filter(tenant=tenant, tier=Tier.CITY),
        roles=_TOLD_TO,
        actor=actor,
    )
    return faults
