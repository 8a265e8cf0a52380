"""A working body named as 隶属党委 by mistake opens no register (第四条)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from people.actions.revealing import reveal_fact
from people.models import Admission, Member
from tests.people.files import approving, walked
from tests.people.grounds import affiliate
from tests.world import World


def test_a_working_body_reads_totals_alone(world: World) -> None:
    approving(world.home)
    walked(world.home, 17)
    affiliate(world.branch, world.mall)
    for name in ("mall_clerk", "mall_leader"):
        actor = world.actor(name)
        assert not Member.objects.visible_to(actor).exists()
        assert not Admission.objects.visible_to(actor).exists()
        with pytest.raises(PermissionDenied):
            reveal_fact(member=Member.objects.get(), field="phone", reason="核对材料", actor=actor)
