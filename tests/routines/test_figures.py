"""Five figures counted by hand on the world, and what falls due as reminders see it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from routines.due import ObligationDue
from routines.figures import Tally, tallies, tally
from routines.models import Obligation
from routines.terms import Standing
from tests.routines.conftest import owed, refreshed
from tests.world import World

D = dt.date
MARCH = D(2026, 3, 1)


def met(world: World, body: str, day: D) -> None:
    """A 主题党日 of March held on a day, as fulfilments would write it."""
    row = owed(getattr(world, body), "R-13", period_start=MARCH)
    Obligation.objects.filter(pk=row.pk).update(done=1, met_on=day)


def march(world: World, person: str) -> Tally:
    """The figures of 主题党日 in March, in a person's scope, on 10 April."""
    rows = Obligation.objects.visible_to(world.actor(person))
    return tally(rows.filter(rule__code="R-13", period_start=MARCH), on=D(2026, 4, 10))


def test_five_figures_are_those_counted_by_hand(ruled: World) -> None:
    """Four branches: one in time, one late, one exempt, one missing."""
    refreshed(ruled)
    met(ruled, "branch", D(2026, 3, 31))
    met(ruled, "second_branch", D(2026, 4, 1))
    exempted = owed(ruled.lawyer_branch, "R-13", period_start=MARCH)
    Obligation.objects.filter(pk=exempted.pk).update(standing=Standing.EXEMPT, reason="搬迁")

    city = march(ruled, "city_leader")

    assert city == Tally(expected=3, done=2, in_time=1, overdue=1, aside=1)
    assert (city.rate, city.rate_in_time) == (Decimal("66.7"), Decimal("33.3"))
    assert march(ruled, "mall_leader") == Tally(3, 2, 1, 1, 0)
    assert march(ruled, "station_head") == Tally(2, 2, 1, 0, 1)
    assert march(ruled, "lawyer_leader") == Tally(0, 0, 0, 0, 1)
    assert march(ruled, "lawyer_leader").rate is None
    assert march(ruled, "second_secretary") == Tally(1, 1, 0, 0, 0)
    assert march(ruled, "twin.city_leader") == Tally()


def test_parts_add_up_to_the_whole_by_any_dimension(ruled: World) -> None:
    refreshed(ruled)
    met(ruled, "branch", D(2026, 3, 31))
    rows = Obligation.objects.visible_to(ruled.actor("city_leader"))
    whole = tally(rows, on=D(2026, 4, 10))

    for by in (("rule",), ("rule", "period"), ("committee",), ("station", "code"), ("district",)):
        parts = tallies(rows, by=by, on=D(2026, 4, 10)).values()
        assert sum(parts, start=Tally()) == whole


def test_figures_of_a_rule_and_period_cost_one_query(
    ruled: World, django_assert_num_queries: object
) -> None:
    refreshed(ruled)
    rows = Obligation.objects.visible_to(ruled.actor("mall_leader"))

    with django_assert_num_queries(1):  # type: ignore[operator]
        tallies(rows, by=("rule", "period", "station"), on=D(2026, 4, 10))


def test_reminders_ask_for_what_is_still_owed_and_no_longer(ruled: World) -> None:
    refreshed(ruled)
    source = ObligationDue()
    row = owed(ruled.branch, "R-13", period_start=MARCH)
    other = owed(ruled.second_branch, "R-13", period_start=MARCH)
    met(ruled, "second_branch", D(2026, 3, 9))

    mine = source.owed(tenant=ruled.tenant, only=["R-13"], but=[])

    assert row in mine
    assert other not in mine
    assert not source.owed(tenant=ruled.tenant, only=[], but=["R-13"]).filter(pk=row.pk).exists()
    assert not source.owed(tenant=ruled.twin.tenant, only=[], but=[]).exists()
    told = source.subjects([row.pk, other.pk])
    assert list(told) == [row.pk]
    assert told[row.pk].title == "主题党日（2026年3月）"
    assert (told[row.pk].due_on, told[row.pk].is_binding) == (D(2026, 3, 31), True)
    assert source.codes(tenant=ruled.tenant)["R-10"] == "支部委员会会议"
