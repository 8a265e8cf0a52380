"""Reading a round: what is kept, what a second run adds, and what a fault leaves behind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.actions import reading
from inspections.actions.reading import retake_readings, take_readings
from inspections.actions.rounds import cancel_round, tell_results
from inspections.models import Indicator, Inspection, LimitHit, Round, Score
from inspections.tasks import resume_readings, take_ordered_readings
from inspections.terms import InspectionStatus, RoundStatus
from tests.inspections import told
from tests.inspections.grounds import sheet_of
from tests.inspections.told_scheme import an_ordered_round
from tests.world import AT, World
from workflow.indicators import Reading, RowBehind
from workflow.models import AuditEntry, Notice

Said = dict[str, dict[int, Any]]
NEXT_DAY = AT + dt.timedelta(days=1)


def read(world: World, round: Round, **given: Any) -> int:
    """Do what was ordered of the round."""
    ticket = given.pop("ticket", round.reading_ticket)
    return take_readings(round_id=round.pk, ticket=ticket, actor=world.home.system, **given)


def again(world: World, round: Round, *, at: dt.datetime = NEXT_DAY) -> Round:
    """Order a reading anew as the leader."""
    return retake_readings(round=round, actor=world.actor("mall_leader", at=at))


def fresh(round: Round) -> Round:
    return Round.objects.get(pk=round.pk)


def of_all(world: World, value: int, of: int | None = None) -> dict[int, Reading]:
    """The same reading of every branch of the committee."""
    bodies = (world.home.branch, world.home.second_branch, world.home.sibling_branch)
    return {
        body.pk: Reading(Decimal(value), None if of is None else Decimal(of)) for body in bodies
    }


def lines(round: Round, world: World, body: str = "branch") -> dict[str, Decimal | None]:
    """Points of a body's sheet by code."""
    return dict(sheet_of(round, world.home, body).scores.values_list("indicator__code", "earned"))


def test_a_reading_keeps_numbers_rows_and_points_and_lays_out_what_is_scored_by_hand(
    world: World, said: Said
) -> None:
    rows = (RowBehind("第一季度党员大会", dt.date(2025, 9, 1), counts=True, path="/x/1/"),)
    body = world.home.branch.pk
    said["members"] = {body: Reading(Decimal(3), Decimal(4), rows=rows)}
    said["gaps"] = {body: Reading(Decimal(1))}
    round = an_ordered_round(world.home)

    assert read(world, round) == 12

    kept = Score.objects.get(inspection=sheet_of(round, world.home), indicator__code="A1")
    assert (kept.value, kept.of, kept.earned, kept.is_absent) == (3, 4, 30, False)
    label = {"label": "第一季度党员大会", "day": "2025-09-01", "counts": True, "path": "/x/1/"}
    assert kept.rows == [label]
    assert lines(round, world) == {"A1": 30, "A2": 15, "A3": None, "B1": None}
    absent = Score.objects.filter(inspection__round=round, is_absent=True)
    assert set(absent.values_list("indicator__code", flat=True)) == {"A1", "A3"}
    done = fresh(round)
    assert (done.read_at, done.read_on, done.reading_ticket) == (AT, AT.date(), "")
    entry = AuditEntry.objects.get(verb="round.read")
    assert (entry.user_name, entry.after) == ("系统", {"read_on": "2026-03-02", "inspections": 3})


def test_the_source_is_asked_of_the_rounds_bodies_and_days_alone(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)

    read(world, round)

    bodies = {world.home.branch.pk, world.home.second_branch.pk, world.home.sibling_branch.pk}
    for _, asked, period in told.ASKED:
        assert set(asked) == bodies
        assert (period.start, period.end) == (round.period_start, round.period_end)
        assert period.on == AT.date()
    assert sorted(key for key, _, _ in told.ASKED) == [
        "told.gaps",
        "told.members",
        "told.silent",
        "told.times",
    ]


def test_the_self_checks_own_points_are_left_alone(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    sheet = sheet_of(round, world.home)
    by_hand = Indicator.objects.get(scheme=round.scheme, code="B1")
    Score.objects.create(
        inspection=sheet, indicator=by_hand, self_earned=Decimal(18), self_words="已挂牌"
    )

    assert read(world, round) == 11

    kept = Score.objects.get(inspection=sheet, indicator=by_hand)
    assert (kept.self_earned, kept.self_words, kept.earned) == (18, "已挂牌", None)


def test_the_excused_are_not_read(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    excused = sheet_of(round, world.home, "second_branch")
    Inspection.objects.filter(pk=excused.pk).update(status=InspectionStatus.EXCUSED)

    assert read(world, round) == 8
    assert excused.scores.count() == 0


def test_a_read_limit_bites_where_its_bound_is_reached(world: World, said: Said) -> None:
    said["silent"] = {
        world.home.branch.pk: Reading(Decimal(2)),
        world.home.second_branch.pk: Reading(Decimal(1)),
    }
    round = an_ordered_round(world.home)

    read(world, round)

    hit = LimitHit.objects.get()
    assert (hit.inspection, hit.value, hit.added_by) == (sheet_of(round, world.home), 2, None)


def nothing() -> None:
    """The room is asked in peace."""


def die() -> None:
    """The worker's process ends."""
    raise SystemExit(1)


def fault() -> None:
    """The room breaks down."""
    raise RuntimeError("told")


def test_a_second_run_of_the_same_ticket_adds_only_what_is_missing(
    world: World, said: Said
) -> None:
    """The worker dies in its second batch; the next takes up where the first ended."""
    said["members"] = of_all(world, 1, 2)
    round = an_ordered_round(world.home)
    told.INTERRUPTIONS[:] = [die, nothing]
    with pytest.raises(SystemExit):
        read(world, round, batch=1)
    first = set(Score.objects.values_list("pk", flat=True))
    assert (len(first), fresh(round).read_at) == (4, None)
    said["members"] = of_all(world, 2, 2)

    assert read(world, round, batch=1) == 8

    assert Score.objects.filter(pk__in=first, earned=20, indicator__code="A1").count() == 1
    assert Score.objects.filter(earned=40, indicator__code="A1").count() == 2
    assert fresh(round).read_at == AT


def test_a_late_worker_with_an_old_ticket_does_nothing(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    old = round.reading_ticket
    newer = again(world, round)
    assert newer.reading_ticket not in ("", old)

    assert read(world, round, ticket=old) == 0
    assert (Score.objects.count(), fresh(round).read_at) == (0, None)
    assert read(world, newer) == 12
    assert read(world, newer) == 0, "done already"
    assert read(world, newer, ticket="") == 0


def test_a_worker_overtaken_half_way_stops_at_its_next_batch(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    rows = Round.objects.filter(pk=round.pk)
    told.INTERRUPTIONS[:] = [lambda: rows.update(reading_ticket="another") and None]

    assert read(world, round, batch=1) == 4
    assert (fresh(round).read_at, fresh(round).reading_ticket) == (None, "another")


def test_a_cancelled_round_is_read_no_more(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    cancel_round(round=round, reason="方案有误", actor=world.actor("mall_leader"))

    assert read(world, round) == 0


def test_a_fault_keeps_its_reason_in_chinese_and_what_was_read(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    told.INTERRUPTIONS[:] = [fault]

    with pytest.raises(RuntimeError, match="told"):
        read(world, round)

    failed = fresh(round)
    assert failed.reading_failed == reading.FAULT
    assert (failed.read_at, Score.objects.count()) == (None, 0)
    entry = AuditEntry.objects.get(verb="round.reading_failed")
    assert entry.after == {"reading_failed": reading.FAULT}

    said["times"] = of_all(world, 6)
    ordered = again(world, failed)
    assert (ordered.reading_failed, ordered.read_on) == ("", AT.date()), "carried on, same day"
    assert read(world, ordered) == 12
    assert fresh(round).read_on == AT.date()


def test_a_source_that_is_gone_is_named_and_nothing_is_read(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    Indicator.objects.filter(scheme=round.scheme, code="A2").update(source="gone.key")

    assert read(world, round) == 0

    failed = fresh(round)
    assert "A2 班子健全" in failed.reading_failed
    assert "取数来源已停用" in failed.reading_failed
    assert Score.objects.count() == 0


def test_results_wait_for_a_reading_under_way(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    read(world, round)
    Inspection.objects.filter(round=round).update(status=InspectionStatus.CHECKED)
    again(world, round)

    with pytest.raises(ValidationError) as refusal:
        tell_results(round=round, actor=world.actor("mall_leader"))

    assert refusal.value.code == "reading_runs"


def test_reading_anew_writes_what_differs_and_asks_again_for_confirmation(
    world: World, said: Said
) -> None:
    said["members"] = of_all(world, 1, 2)
    round = an_ordered_round(world.home)
    read(world, round)
    Score.objects.filter(inspection__round=round).exclude(indicator__code="B1").update(
        is_confirmed=True
    )
    Score.objects.filter(indicator__code="B1").update(earned=15, reason="缺标识")
    said["members"] = of_all(world, 1, 2) | {world.home.branch.pk: Reading(Decimal(2), Decimal(2))}

    assert read(world, again(world, round)) == 1

    assert lines(round, world) == {"A1": 40, "A2": 20, "A3": None, "B1": 15}
    assert lines(round, world, "second_branch")["A1"] == 20
    waiting = Score.objects.filter(is_confirmed=False).exclude(indicator__code="B1")
    assert [one.indicator.code for one in waiting] == ["A1"]
    assert fresh(round).read_on == NEXT_DAY.date()


def test_sheets_scored_on_other_numbers_go_back_to_who_scored_them(
    world: World, said: Said
) -> None:
    said["members"] = of_all(world, 1, 2)
    round = an_ordered_round(world.home)
    read(world, round)
    Inspection.objects.filter(round=round).update(
        status=InspectionStatus.CHECKED, checked_by=world.user("mall_leader"), checked_at=AT
    )
    said["members"] = said["members"] | {world.home.branch.pk: Reading(Decimal(0), Decimal(2))}

    read(world, again(world, round))

    back = sheet_of(round, world.home)
    assert (back.status, back.checked_by, back.checked_at) == ("on_site", None, None)
    assert sheet_of(round, world.home, "second_branch").status == InspectionStatus.CHECKED
    entry = AuditEntry.objects.get(verb="inspection.return_all")
    assert entry.after == {"inspections": 1}
    assert Notice.objects.filter(
        recipient__username="station_head", kind=Notice.Kind.RETURNED
    ).exists()


def test_a_limit_comes_and_goes_with_a_new_reading(world: World, said: Said) -> None:
    body = world.home.branch.pk
    said["silent"] = {body: Reading(Decimal(2))}
    round = an_ordered_round(world.home)
    read(world, round)
    said["silent"] = {world.home.second_branch.pk: Reading(Decimal(3))}

    read(world, again(world, round))

    hit = LimitHit.objects.get()
    assert (hit.inspection.organization, hit.value) == (world.home.second_branch, 3)


@pytest.mark.parametrize("name", ["mall_clerk", "city_leader", "station_head", "secretary"])
def test_only_the_organizers_leader_orders_a_reading_anew(
    world: World, said: Said, name: str
) -> None:
    round = an_ordered_round(world.home)

    with pytest.raises(PermissionDenied):
        retake_readings(round=round, actor=world.actor(name))


def test_nothing_is_read_anew_outside_scoring(world: World, said: Said) -> None:
    round = an_ordered_round(world.home)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.REPLY)

    with pytest.raises(ValidationError) as refusal:
        again(world, round)

    assert refusal.value.code == "not_scoring"


def test_the_task_reads_as_the_system_and_the_clock_takes_up_what_was_left(
    world: World, said: Said
) -> None:
    round = an_ordered_round(world.home)

    assert take_ordered_readings(round.pk, "wrong") == 0
    assert resume_readings() == 1
    assert fresh(round).read_at is not None
    assert resume_readings() == 0


def test_the_number_of_queries_depends_on_batches_and_not_on_bodies(
    world: World, said: Said
) -> None:
    round = an_ordered_round(world.home)
    with CaptureQueriesContext(connection) as one_batch:
        read(world, round)
    Score.objects.all().delete()
    Round.objects.filter(pk=round.pk).update(reading_ticket="again", read_at=None)
    with CaptureQueriesContext(connection) as three_batches:
        read(world, fresh(round), batch=1)

    each = (len(three_batches) - len(one_batch)) / 2
    assert each < 30, "of one batch, whatever stands in it"
