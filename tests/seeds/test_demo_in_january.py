"""Early in a year little has come down: last year's list keeps every page alive."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from checklists.models import Checklist
from checklists.todos import AssignmentTodos
from hierarchy.actors import load_actor
from seeds.rhythm import morning

DEMO_DAY = dt.date(2026, 1, 8)


def test_last_years_list_is_still_being_finished(demo):
    lists = Checklist.objects.filter(tenant__code="suzhou")

    assert lists.filter(year=2025, status="issued").count() > 30
    assert not lists.filter(year=2026, issued_at__isnull=False).exists()


def test_the_home_line_has_work(demo):
    for key in ("committee", "station", "officer"):
        user = User.objects.get(username=f"suzhou-{key}")
        assert list(AssignmentTodos().todos(load_actor(user, at=morning(DEMO_DAY)))), key
