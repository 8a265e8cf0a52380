"""Organisational life on the front page: a few lines that press, urgent first, never a flood."""

from __future__ import annotations

import datetime as dt

from routines.models import Obligation
from routines.terms import RecordKind
from routines.todos import RoutineTodos, presses
from tests.routines.conftest import at, owed, refreshed
from tests.routines.records import confirmed, held
from tests.world import World
from workflow.todos import Todo

K = RecordKind


def todos(world: World, person: str, day: dt.date) -> list[Todo]:
    return list(RoutineTodos().todos(world.actor(person, at=at(day))))


def test_nothing_is_said_of_what_has_just_opened(ruled: World) -> None:
    refreshed(ruled, dt.date(2026, 4, 1))
    Obligation.objects.filter(due_on__lt=dt.date(2026, 4, 1)).delete()

    assert todos(ruled, "secretary", dt.date(2026, 4, 2)) == []


def test_rows_of_one_day_stand_in_one_line(ruled: World) -> None:
    refreshed(ruled)
    Obligation.objects.filter(due_on__lt=dt.date(2026, 3, 1)).delete()

    (line,) = todos(ruled, "secretary", dt.date(2026, 3, 26))

    assert line.count == 3
    assert line.due == dt.date(2026, 3, 31)
    assert line.light == "yellow"
    assert "主题党日" in line.title
    assert str(ruled.branch.pk) in line.path


def test_late_rows_stand_in_one_line_and_only_a_binding_one_is_red(ruled: World) -> None:
    refreshed(ruled, dt.date(2026, 4, 3))
    late = [one for one in todos(ruled, "secretary", dt.date(2026, 4, 3)) if "late" in one.key]

    assert len(late) == 1
    assert late[0].light == "red"
    assert "补录" in late[0].hint

    confirmed(ruled, held(ruled, K.THEME_DAY, dt.date(2026, 3, 20), typed=dt.date(2026, 4, 3)))
    Obligation.objects.filter(period_end__lt=dt.date(2026, 3, 1)).delete()
    (usual,) = [one for one in todos(ruled, "secretary", dt.date(2026, 4, 3)) if "late" in one.key]
    assert usual.light == "yellow"


def test_what_is_met_is_gone(ruled: World) -> None:
    refreshed(ruled)
    Obligation.objects.filter(due_on__lt=dt.date(2026, 3, 1)).delete()
    confirmed(ruled, held(ruled, K.THEME_DAY, also=[K.MEMBERS_MEETING, K.LECTURE]))

    assert todos(ruled, "secretary", dt.date(2026, 3, 26)) == []


def test_what_is_frozen_is_asked_no_more(ruled: World) -> None:
    refreshed(ruled)
    row = owed(ruled.branch, "R-13", period_start=dt.date(2026, 3, 1))
    after = row.freezes_on + dt.timedelta(days=1)
    Obligation.objects.exclude(pk=row.pk).delete()

    assert todos(ruled, "secretary", after) == []


def test_an_officer_sees_one_line_for_all_branches_that_are_late(ruled: World) -> None:
    refreshed(ruled, dt.date(2026, 4, 3))

    lines = [one for one in todos(ruled, "officer", dt.date(2026, 4, 3)) if "behind" in one.key]

    assert len(lines) == 1
    assert lines[0].title.startswith("2 个党组织")
    assert not lines[0].counts_down


def test_others_see_nothing_of_it(ruled: World) -> None:
    refreshed(ruled, dt.date(2026, 4, 3))

    for person in ("town_reader", "administrator", "auditor", "twin.secretary"):
        assert todos(ruled, person, dt.date(2026, 4, 3)) == []


def test_a_row_presses_in_the_last_third_of_its_window(ruled: World) -> None:
    refreshed(ruled)
    row = owed(ruled.branch, "R-12-2")
    assert (row.opens_on, row.due_on) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))

    assert not presses(row, on=dt.date(2026, 8, 15))
    assert presses(row, on=dt.date(2026, 9, 15))
