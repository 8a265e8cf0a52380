"""The list of budget papers: what was reversed is off the list and out of its sum."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from projects.actions.posting import reverse_voucher
from projects.models import YearBudget
from tests.projects.grounds import YEAR, who, with_budget, with_rules
from tests.world import World


@pytest.fixture
def page(world: World, client: Client) -> str:
    """With 1000 元 and 234 元, the latter reversed."""
    with_rules(world)
    with_budget(world, "1000.00")
    with_budget(world, "234.00")
    wrong = YearBudget.objects.get(amount=234)
    reverse_voucher(voucher=wrong.voucher, reason="重复登记", actor=who(world, "city_leader"))
    world.login(client, "city_leader")
    answer = client.get(reverse("projects:budget_list"), {"year": YEAR})
    return answer.content.decode()


def test_a_reversed_budget_is_off_the_list_and_out_of_its_sum(page: str) -> None:
    assert "1,000.00" in page
    assert "234.00" not in page
