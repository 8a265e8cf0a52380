"""到期提醒: soon and late, one notice a body and day, never twice."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from checklists.models import Assignment
from checklists.tasks import remind_due
from tests.lists import city_list
from tests.world import World
from workflow.models import Notice

DUE = dt.date(2026, 10, 31)


def run(day: dt.date) -> int:
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), dt.UTC), tick=False):
        return remind_due(day.isoformat())


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-4, ""), (-3, "due_soon"), (0, "due_soon"), (1, "overdue"), (7, "overdue"), (8, "")],
)
def test_a_body_is_told_from_three_days_before_to_a_week_after(
    world: World, days: int, kind: str
) -> None:
    city_list(world)
    Notice.objects.all().delete()

    run(DUE + dt.timedelta(days=days))

    assert set(Notice.objects.values_list("kind", flat=True)) == ({kind} if kind else set())


def test_three_items_of_one_day_are_one_notice(world: World) -> None:
    city_list(world)
    Notice.objects.all().delete()

    run(DUE)

    told = Notice.objects.filter(recipient=world.user("mall_leader"))
    assert [notice.title for notice in told] == ["有 3 项任务将于 10月31日 到期"]


def test_a_second_run_tells_nobody_twice(world: World) -> None:
    city_list(world)
    run(DUE)
    count = Notice.objects.count()

    run(DUE)
    run(DUE - dt.timedelta(days=1))

    assert Notice.objects.count() == count


def test_what_waits_for_the_issuer_or_is_settled_is_nobodys_delay(world: World) -> None:
    city_list(world)
    Notice.objects.all().delete()
    for status in ("reported", "objected", "paused", "accepted", "cancelled"):
        Assignment.objects.update(status=status)
        run(DUE + dt.timedelta(days=1))

    assert not Notice.objects.exists()


def test_a_city_whose_tree_failed_its_proof_is_left_alone(world: World) -> None:
    city_list(world)
    Notice.objects.all().delete()
    tenant = world.tenant
    tenant.tree_is_sound = False
    tenant.save(update_fields=["tree_is_sound"])

    assert run(DUE) == 0


def test_who_let_the_days_for_signing_pass_is_urged_once(world: World) -> None:
    checklist = city_list(world)
    late = checklist.sign_due_date + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(late, dt.time(8), tzinfo=world.at.tzinfo)):
        remind_due()
        remind_due()

    told = Notice.objects.filter(recipient=world.user("mall_leader"), kind=Notice.Kind.REMINDED)

    day = checklist.sign_due_date
    assert [notice.title for notice in told] == [
        f"有 3 项任务超过签收期限（{day.month}月{day.day}日）"
    ]
