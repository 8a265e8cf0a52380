"""提醒: each step once, by working days, to whoever serves the body; late ones say so."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from checklists.models import Assignment
from hierarchy.actors import system_actor
from hierarchy.models import Appointment, Workday
from tests.workflow.due_days import at, run, steps, tasks_due, told
from tests.world import World
from workflow.actions.reminder_sending import send_reminders
from workflow.actions.reminding import plan_reminders
from workflow.models import Notice, Reminder, ReminderPlan, ReminderScan

DUE = dt.date(2026, 10, 30)  # a Friday
DAY = dt.timedelta(days=1)


def plan(world: World, **facts: object) -> ReminderPlan:
    row = {"source": "checklists.task", "effective_from": dt.date(2026, 1, 1), **facts}
    return ReminderPlan.objects.create(tenant=world.tenant, **row)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 10, 26), []),
        (dt.date(2026, 10, 27), ["before:3"]),
        (dt.date(2026, 10, 28), []),
        (DUE, ["on"]),
        (dt.date(2026, 10, 31), []),
        (dt.date(2026, 11, 1), []),
        (dt.date(2026, 11, 2), ["after:1"]),
        (dt.date(2026, 11, 6), ["up:5"]),
        (dt.date(2026, 11, 9), []),
    ],
)
def test_the_usual_plan_counts_working_days(
    world: World, day: dt.date, expected: list[str]
) -> None:
    tasks_due(world, DUE)

    run(day)

    assert steps() == expected


def test_three_of_one_day_are_one_notice_and_one_is_called_by_its_name(world: World) -> None:
    tasks_due(world, DUE, count=3)
    run(DUE)
    assert told(world=world) == ["有 3 项任务今天到期"]

    (left,) = tasks_due_again(world)
    title = left.item.title
    run(DUE + 3 * DAY)

    notice = Notice.objects.filter(recipient=world.user("mall_leader")).latest("pk")
    assert notice.title == f"“{title}”已于 10月30日 到期，尚未办结"
    assert notice.path == f"/assignments/{left.pk}/"
    assert notice.body == f"承办：{world.mall.name}。请尽快办理；确有困难的，请说明原因。"
    assert notice.kind == Notice.Kind.OVERDUE


def tasks_due_again(world: World) -> list[Assignment]:
    """All but one are reported."""
    first = Assignment.objects.order_by("pk")[0]
    Assignment.objects.exclude(pk=first.pk).update(status="reported")
    return [first]


def test_the_tier_above_is_told_once_whose_work_it_is(world: World) -> None:
    plan(world, on_day=False, up_after=2)
    tasks_due(world, DUE)

    run(dt.date(2026, 11, 3))
    run(dt.date(2026, 11, 4))

    assert told("mall_leader", world=world) == []
    (notice,) = Notice.objects.filter(recipient=world.user("city_leader"))
    assert notice.title.startswith("下级“")
    assert notice.title.endswith("已于 10月30日 到期，尚未办结")
    assert notice.body.startswith(f"承办：{world.mall.name}。")


def test_what_is_done_in_the_meantime_is_not_told(world: World) -> None:
    ids = tasks_due(world, DUE)
    run(dt.date(2026, 10, 27))
    Assignment.objects.filter(pk__in=ids).update(status="reported")

    for days in range(20):
        run(DUE + days * DAY)

    assert steps() == ["before:3"]


def test_what_is_done_between_planning_and_sending_is_dropped(world: World) -> None:
    ids = tasks_due(world, DUE, count=2)
    actor = system_actor(at=at(DUE))
    plan_reminders(actor=actor)
    Assignment.objects.filter(pk=ids[0]).update(status="accepted")
    Assignment.objects.filter(pk=ids[1]).update(due_date=DUE + DAY)

    assert send_reminders(actor=actor) == 0
    assert set(Reminder.objects.values_list("state", flat=True)) == {"dropped"}
    assert not Notice.objects.exists()


def test_an_extension_starts_the_steps_again(world: World) -> None:
    ids = tasks_due(world, DUE)
    run(DUE)
    Assignment.objects.filter(pk__in=ids).update(due_date=DUE + 7 * DAY)

    run(DUE + 7 * DAY)

    own = Reminder.objects.filter(recipient=world.user("mall_leader"), step="on")
    assert [row.due_on for row in own.order_by("pk")] == [DUE, DUE + 7 * DAY]


def test_a_second_run_and_a_third_tell_nobody_twice(world: World) -> None:
    tasks_due(world, DUE, count=3)
    run(DUE)
    count = Notice.objects.count()

    assert run(DUE) == 0
    assert run(at(DUE, 23, 59)) == 0
    assert Notice.objects.count() == count


def test_what_comes_up_later_in_the_day_is_told_the_same_day(world: World) -> None:
    tasks_due(world, DUE + DAY)
    run(at(DUE, 9))
    Assignment.objects.update(due_date=DUE)

    run(at(DUE, 16))

    assert len(told(world=world)) == 1


def test_after_six_dead_hours_across_midnight_the_missed_day_is_told_as_late(
    world: World,
) -> None:
    tasks_due(world, DUE)
    run(at(DUE - DAY, 20))

    run(at(DUE + DAY, 2))

    (notice,) = Notice.objects.filter(recipient=world.user("mall_leader"))
    assert notice.kind == Notice.Kind.OVERDUE
    assert notice.body.endswith("本提醒应于 10月30日 发出，系统中断后补发。")
    assert set(Reminder.objects.values_list("is_late", flat=True)) == {True}


def test_dead_for_a_week_every_step_is_kept_but_told_in_one_notice(world: World) -> None:
    tasks_due(world, DUE)
    run(dt.date(2026, 10, 26))

    run(dt.date(2026, 11, 3))

    own = Reminder.objects.filter(recipient=world.user("mall_leader"))
    assert [row.step for row in own.order_by("pk")] == ["before:3", "on", "after:1"]
    assert own.values("notice").distinct().count() == 1
    assert len(told(world=world)) == 1


def test_one_looks_back_no_further_than_a_month(world: World) -> None:
    tasks_due(world, DUE)
    run(DUE - 10 * DAY)

    run(DUE + 60 * DAY)

    assert Notice.objects.count() == 0
    assert ReminderScan.objects.get(source="checklists.task", tenant=world.tenant).done_through == (
        DUE + 59 * DAY
    )


def test_a_new_city_is_not_flooded_with_the_past(world: World) -> None:
    tasks_due(world, DUE)

    run(DUE + 20 * DAY)

    assert not Notice.objects.exists()


def test_a_clock_moved_forward_and_back_doubles_and_loses_nothing(world: World) -> None:
    tasks_due(world, DUE)
    run(DUE - 4 * DAY)
    run(DUE + 3 * DAY)
    sent = Reminder.objects.count()

    for days in range(-4, 4):
        run(DUE + days * DAY)

    assert Reminder.objects.count() == sent
    run(DUE + 7 * DAY)
    assert steps() == ["before:3", "on", "after:1", "up:5"]


def test_a_city_whose_tree_failed_its_proof_is_left_alone(world: World) -> None:
    tasks_due(world, DUE)
    tenant = world.tenant
    tenant.tree_is_sound = False
    tenant.save(update_fields=["tree_is_sound"])

    assert run(DUE) == 0
    assert not Reminder.objects.exists()


# Who is told


def test_a_stand_in_is_told_beside_the_holder(world: World) -> None:
    tasks_due(world, world.on, receiver=world.officer)
    run(world.on)

    names = set(Notice.objects.values_list("recipient__name", flat=True))
    assert names == {"水指一", "苗代办"}


def test_a_vacant_posts_reminder_goes_to_the_tier_above(world: World) -> None:
    tasks_due(world, world.on, receiver=world.branch)
    Appointment.objects.filter(position__organization=world.branch).update(ends_on=world.on - DAY)

    run(world.on)

    names = set(Notice.objects.values_list("recipient__name", flat=True))
    assert names == {"水指一", "苗代办"}


def test_whoever_left_before_it_was_sent_is_followed_by_the_new_holder(world: World) -> None:
    tasks_due(world, world.on, receiver=world.branch)
    actor = world.home.system
    plan_reminders(actor=actor)
    held = world.appointment("secretary")
    Appointment.objects.filter(pk=held.pk).update(user=world.user("stranger"))

    assert send_reminders(actor=actor) == 1

    assert set(Notice.objects.values_list("recipient__name", flat=True)) == {"凤无岗"}
    states = dict(Reminder.objects.values_list("recipient__name", "state"))
    assert states == {"云支一": "dropped", "凤无岗": "sent"}


def test_an_account_closed_in_the_meantime_is_told_nothing(world: World) -> None:
    tasks_due(world, world.on, receiver=world.branch)
    User.objects.filter(pk=world.user("secretary").pk).update(is_active=False, closed_at=world.at)

    run(world.on)

    assert set(Notice.objects.values_list("recipient__name", flat=True)) == {"水指一", "苗代办"}


def test_the_twin_city_is_told_of_its_own_only(world: World) -> None:
    tasks_due(world, DUE)
    run(DUE)

    twins = [user.pk for user in world.twin.users.values()]
    assert not Notice.objects.filter(recipient__in=twins).exists()


# Plans


def test_a_plan_of_ones_own_for_one_list_leaves_the_others_alone(world: World) -> None:
    plan(world, code="key_points", on_day=False, before=[10])
    plan(world, code="tasks", before=[7])
    tasks_due(world, DUE)

    run(DUE)
    assert steps() == []
    run(dt.date(2026, 10, 16))
    assert steps() == ["before:10"]


def test_a_plan_out_of_force_is_no_plan(world: World) -> None:
    plan(world, on_day=False, effective_to=DUE - DAY)
    tasks_due(world, DUE)

    run(DUE)

    assert steps() == ["on"]


def test_the_working_days_are_the_citys_own(world: World) -> None:
    plan(world, on_day=False, before=[1])
    for day, works in ((dt.date(2026, 10, 29), False), (dt.date(2026, 10, 25), True)):
        Workday.objects.create(tenant=world.tenant, date=day, is_working=works, name="调休")
    tasks_due(world, DUE)

    run(dt.date(2026, 10, 29))
    assert steps() == []
    run(dt.date(2026, 10, 28))
    assert steps() == ["before:1"]
