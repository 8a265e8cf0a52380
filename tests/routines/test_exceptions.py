"""Exempt bodies leave the denominator with their reason; closed rows stay as they were."""

from __future__ import annotations

import datetime as dt

from routines.actions.exceptions import end_exemption, exempt
from routines.models import Obligation
from tests.routines.conftest import owed, refreshed, standings
from tests.world import World

MARCH = dt.date(2026, 3, 1)


def test_an_exemption_takes_the_rows_due_in_its_days_out_and_its_end_brings_them_back(
    ruled: World,
) -> None:
    refreshed(ruled)
    actor = ruled.actor("officer")
    given = exempt(
        organization=ruled.branch,
        starts_on=MARCH,
        reason="场所搬迁",
        rule_code="R-13",
        actor=actor,
    )

    told = standings(ruled.branch, "R-13")
    assert (told["2026-02-01"], told["2026-03-01"]) == ("expected", "exempt")
    assert told["2026-04-01"] == "exempt"
    assert owed(ruled.branch, "R-13", period_start=MARCH).reason == "场所搬迁"
    assert "exempt" not in standings(ruled.second_branch, "R-13").values()
    assert "exempt" not in standings(ruled.branch, "R-16").values()
    assert refreshed(ruled).written == 0

    end_exemption(exemption=given, ends_on=dt.date(2026, 3, 31), actor=actor)

    told = standings(ruled.branch, "R-13")
    assert (told["2026-03-01"], told["2026-04-01"]) == ("exempt", "expected")


def test_an_exemption_given_after_a_period_closed_changes_nothing_of_it(ruled: World) -> None:
    refreshed(ruled)
    march = owed(ruled.branch, "R-13", period_start=MARCH)
    yesterday = ruled.on - dt.timedelta(days=1)
    Obligation.objects.filter(pk=march.pk).update(freezes_on=yesterday)

    exempt(organization=ruled.branch, starts_on=MARCH, reason="事后", actor=ruled.actor("officer"))
    refreshed(ruled)

    march.refresh_from_db()
    assert (march.standing, march.reason, march.freezes_on) == ("expected", "", yesterday)
