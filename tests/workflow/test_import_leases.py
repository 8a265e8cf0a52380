"""Two imports at once, and workers that die: nobody writes twice, nothing stays stuck."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.db.models.functions import Now

from coverage.models import Unit
from hierarchy.actors import Actor
from tests.live import at_once
from tests.workflow.unit_sheets import checked, csv_file, shop
from tests.world import World
from workflow.actions import import_leases
from workflow.actions.import_leases import Lease, LeaseLostError, Sideline
from workflow.actions.imports import confirm_import, start_import, undo_import, work_on
from workflow.models import ImportRun, Notice
from workflow.tasks import resume_imports, work_on_import

Status = ImportRun.Status


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def uploaded(world: World, *, by: str = "mall_leader", serial: int = 1) -> ImportRun:
    return start_import(
        kind="units",
        upload=csv_file([shop(serial)]),
        tenant=world.tenant,
        actor=world.actor(by),
    )


def confirmed(world: World, serial: int = 1, *, by: str = "mall_leader") -> ImportRun:
    return confirm_import(run=checked(world, shop(serial), by=by), actor=world.actor(by))


def died(run: ImportRun, actor: Actor) -> None:
    """Somebody has taken the run and given no sign of life for ten minutes."""
    assert Lease.take(run, run.status, actor=actor) is not None
    ImportRun.objects.filter(pk=run.pk).update(seen_at=Now() - dt.timedelta(minutes=10))


def test_the_second_of_two_is_told_who_is_at_it_and_since_when(world: World) -> None:
    confirmed(world, 1)
    second = checked(world, shop(2), by="mall_clerk")

    with pytest.raises(ValidationError) as refused:
        confirm_import(run=second, actor=world.actor("mall_clerk"))

    assert refused.value.code == "busy"
    assert refused.value.messages == ["金商主 于 3月2日 09:00 起正在导入两新组织，请稍后再试。"]
    second.refresh_from_db()
    assert second.status == Status.READY


def test_the_twin_city_does_not_wait_for_the_other(world: World) -> None:
    confirmed(world, 1)
    twin = start_import(
        kind="units",
        upload=csv_file([shop(1)]),
        tenant=world.twin.tenant,
        actor=world.actor("twin.mall_leader"),
    )
    twin = work_on(run=twin, actor=world.actor("twin.mall_leader"))

    assert confirm_import(run=twin, actor=world.actor("twin.mall_leader")).status == Status.WRITING


def test_two_confirmed_at_the_same_moment_one_goes_first(committed_world: World) -> None:
    runs = [
        (checked(committed_world, shop(1)), committed_world.actor("mall_leader")),
        (checked(committed_world, shop(2), by="mall_clerk"), committed_world.actor("mall_clerk")),
    ]

    results = at_once(
        *[lambda run=run, actor=actor: confirm_import(run=run, actor=actor) for run, actor in runs]
    )

    refused = [one for one in results if isinstance(one, ValidationError)]
    assert [one.code for one in refused] == ["busy"]
    assert ImportRun.objects.filter(status=Status.WRITING).count() == 1


def test_a_doubled_message_writes_once(committed_world: World) -> None:
    run = confirmed(committed_world)
    actor = committed_world.actor("mall_leader")

    at_once(*[lambda: work_on(run=run, actor=actor) for _ in range(3)])

    run.refresh_from_db()
    assert run.status == Status.DONE
    assert Unit.objects.count() == 1
    assert work_on(run=run, actor=actor).status == Status.DONE


def test_while_somebody_alive_is_at_it_a_second_worker_leaves_it(world: World) -> None:
    run = uploaded(world)
    actor = world.actor("mall_leader")
    assert Lease.take(run, Status.READING, actor=actor) is not None

    assert work_on(run=run, actor=actor).status == Status.READING


def test_a_check_whose_worker_died_is_done_by_another(world: World) -> None:
    run = uploaded(world)
    died(run, world.actor("mall_leader"))

    assert work_on(run=run, actor=world.actor("mall_leader")).status == Status.READY


def test_a_worker_that_wakes_up_too_late_changes_nothing(world: World) -> None:
    run = confirmed(world)
    actor = world.actor("mall_leader")
    late = Lease.take(run, Status.WRITING, actor=actor)
    assert late is not None
    ImportRun.objects.filter(pk=run.pk).update(seen_at=Now() - dt.timedelta(minutes=10))
    assert work_on(run=run, actor=actor).status == Status.DONE

    with pytest.raises(LeaseLostError):
        late.settle("write")
    with pytest.raises(LeaseLostError):
        late.tell(progress_done=1)


def test_a_write_whose_worker_died_makes_way_for_the_next(world: World) -> None:
    first = confirmed(world, 1)
    died(first, world.actor("mall_leader"))
    second = checked(world, shop(2), by="mall_clerk")

    second = confirm_import(run=second, actor=world.actor("mall_clerk"))

    first.refresh_from_db()
    assert (first.status, second.status) == (Status.READY, Status.WRITING)
    assert Unit.objects.count() == 0


def test_what_kills_every_worker_is_given_up_with_advice(world: World) -> None:
    run = uploaded(world)
    for _ in range(3):
        died(run, world.actor("mall_leader"))

    run = work_on(run=run, actor=world.actor("mall_leader"))

    assert run.status == Status.REFUSED
    assert "分成几份" in run.refusal
    write = confirmed(world)
    for _ in range(3):
        died(write, world.actor("mall_leader"))
    write = work_on(run=write, actor=world.actor("mall_leader"))
    assert write.status == Status.READY
    assert "中途停止" in write.notes[0]


def test_a_fault_of_ours_leaves_no_run_stuck_and_is_not_hidden(world: World) -> None:
    actor = world.actor("mall_leader")
    broken, run = uploaded(world), confirmed(world, 2)
    ImportRun.objects.filter(pk=run.pk).update(stamp="")
    for one in (broken, run):
        Path(one.file.path).unlink()

    with pytest.raises(FileNotFoundError):
        work_on(run=broken, actor=actor)
    with pytest.raises(FileNotFoundError):
        work_on(run=run, actor=actor)

    broken.refresh_from_db()
    run.refresh_from_db()
    assert (broken.status, run.status) == (Status.REFUSED, Status.READY)
    assert actor.request_id in broken.refusal
    assert actor.request_id in run.notes[0]
    assert Unit.objects.count() == 0


def test_the_clock_wakes_whoever_was_forgotten(world: World) -> None:
    forgotten, dead, fresh = uploaded(world), uploaded(world), confirmed(world)
    died(dead, world.actor("mall_leader"))
    with time_machine.travel(world.at + dt.timedelta(seconds=30), tick=False):
        ImportRun.objects.filter(pk=forgotten.pk).update(
            working_since=world.at - dt.timedelta(minutes=2)
        )
        assert resume_imports() == 2

    for run in (forgotten, dead, fresh):
        run.refresh_from_db()
    assert [run.status for run in (forgotten, dead, fresh)] == [
        *(Status.READY, Status.READY, Status.WRITING),
    ]


def test_the_task_works_as_the_person_who_ordered_it(world: World) -> None:
    run = confirmed(world)
    with time_machine.travel(world.at, tick=False):
        assert work_on_import(run.pk) == Status.DONE
        colleague = world.actor("mall_clerk")
        run.refresh_from_db()
        undo_import(run=run, reason="经办人复核有误", actor=colleague)
        assert work_on_import(run.pk) == Status.UNDONE

    run.refresh_from_db()
    assert (run.user, run.ordered_by) == (world.user("mall_leader"), world.user("mall_clerk"))
    assert not Notice.objects.filter(kind=Notice.Kind.IMPORTED).exists()


def test_progress_of_a_write_is_seen_while_its_transaction_is_open(committed_world: World) -> None:
    run = confirmed(committed_world)
    lease = Lease.take(run, Status.WRITING, actor=committed_world.actor("mall_leader"))
    assert lease is not None
    with transaction.atomic(), Sideline(lease) as progress:
        Unit.objects.count()
        progress(999)
        progress(2500)
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT progress_done FROM workflow_importrun WHERE id = %s", [run.pk])
            seen = cursor.fetchone()
        other.close()
        ImportRun.objects.select_for_update().get(pk=run.pk)
        progress(9000)

    assert seen == (2500,)
    run.refresh_from_db()
    assert run.progress_done == 2500


def test_slow_rows_are_told_though_they_are_few(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bodies are founded one by one: their progress moves by the clock, not by the thousand."""
    monkeypatch.setattr(import_leases, "PATIENCE", 0)
    run = confirmed(committed_world)
    lease = Lease.take(run, Status.WRITING, actor=committed_world.actor("mall_leader"))
    assert lease is not None
    with transaction.atomic(), Sideline(lease) as progress:
        progress(3)
        progress(7)
    run.refresh_from_db()
    assert run.progress_done == 7
