"""What a working body may never do is refused, and the attempt stays on the trail."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hierarchy.actions.statutory import attempt_statutory_act
from hierarchy.rules import STATUTORY_ACTS
from tests.world import World
from workflow.models import AuditEntry


@pytest.mark.parametrize("act", STATUTORY_ACTS)
def test_a_working_body_is_refused_and_the_attempt_is_kept(world: World, act: str) -> None:
    refusal = attempt_statutory_act(
        organization=world.mall, act=act, actor=world.actor("mall_leader")
    )
    assert refusal is not None
    assert "非一级基层党组织（第四条）" in refusal.message
    with pytest.raises(ValidationError), transaction.atomic():
        raise refusal.as_error()
    entry = AuditEntry.objects.about(world.mall).latest("pk")
    assert (entry.verb, entry.after["act"]) == ("organization.refuse_act", act)


def test_an_industry_committee_may_approve_a_branch(world: World) -> None:
    actor = world.actor("lawyer_leader")
    count = AuditEntry.objects.count()
    assert (
        attempt_statutory_act(organization=world.lawyer, act="approve_branch", actor=actor) is None
    )
    assert AuditEntry.objects.count() == count


def test_admitting_members_needs_the_body_s_own_flag(world: World) -> None:
    refusal = attempt_statutory_act(
        organization=world.lawyer, act="approve_member", actor=world.actor("lawyer_leader")
    )
    assert refusal is not None
    assert "只能审议" in refusal.message


def test_who_does_not_see_the_body_cannot_even_ask(world: World) -> None:
    with pytest.raises(PermissionDenied):
        attempt_statutory_act(
            organization=world.mall, act="discipline", actor=world.actor("lawyer_leader")
        )
