"""Expected rows: who is asked, for what, when, and who is not and why."""

from __future__ import annotations

import datetime as dt

from routines.models import Obligation
from tests.routines.conftest import refreshed
from tests.world import World

MARCH = dt.date(2026, 3, 2)


def test_a_second_run_on_the_same_day_writes_nothing(ruled: World) -> None:
    first = refreshed(ruled)
    again = refreshed(ruled)

    assert first.made == Obligation.objects.count() > 0
    assert again.written == 0
