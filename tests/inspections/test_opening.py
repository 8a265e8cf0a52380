"""A large round is opened by the press and laid out by the worker, in batches that stand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from hierarchy.models import Organization
from inspections.actions import opening
from inspections.actions.opening import lay_sheets, open_round
from inspections.actions.rounds import cancel_round, start_scoring
from inspections.models import Inspection, Round
from inspections.tasks import lay_ordered_sheets, resume_openings
from inspections.terms import RoundStatus
from tests.inspections.grounds import a_round, an_open_round
from tests.inspections.scored import as_person, plain
from tests.live import at_once
from tests.world import AT, City, World
from workflow.models import AuditEntry, Notice

LEADER = "mall_leader"


def half_open(city: City, **given: Any) -> Round:
    """A round that counts as large: opened by its leader, not a sheet made yet."""
    return open_round(round=a_round(city, **given), actor=city.actor(LEADER), at_once=0)


def lay(city: City, round: Round, batch: int = 2) -> int:
    return lay_sheets(round_id=round.pk, actor=city.system, batch=batch)


def fresh(round: Round) -> Round:
    return Round.objects.get(pk=round.pk)


def bodies(round: Round) -> list[int]:
    rows = Inspection.objects.filter(round=round)
    return sorted(rows.values_list("organization_id", flat=True))


def test_a_small_round_has_its_sheets_when_the_press_returns(world: World) -> None:
    round = an_open_round(world.home)

    assert not round.is_opening
    assert len(bodies(round)) == 3


def test_the_press_of_a_large_round_leaves_the_sheets_to_the_worker(world: World) -> None:
    round = half_open(world.home)

    assert (round.status, round.is_opening) == (RoundStatus.SELF_CHECK, True)
    assert bodies(round) == []
    assert not Notice.objects.filter(title__contains="请开展体检自查").exists()


def test_the_worker_lays_the_same_sheets_as_the_press_of_a_small_round(world: World) -> None:
    small = an_open_round(world.home, name="小轮次")
    round = half_open(world.home)

    assert lay(world.home, round) == 3

    assert bodies(round) == bodies(small)
    assert not fresh(round).is_opening
    examiners = Inspection.objects.order_by("organization_id").values_list("examiner_id", flat=True)
    assert list(examiners.filter(round=round)) == list(examiners.filter(round=small))
    told = Notice.objects.filter(title__contains=round.name, recipient=world.user("secretary"))
    assert told.count() == 1


def test_the_trail_has_the_press_and_the_drawing_once(world: World) -> None:
    round = half_open(world.home)
    assert not AuditEntry.objects.about(round).filter(verb="round.draw").exists()

    lay(world.home, round, batch=1)

    entry = AuditEntry.objects.about(round).get(verb="round.draw")
    assert entry.after["inspections"] == 3
    assert AuditEntry.objects.about(round).get(verb="round.open").user_name


def test_what_a_lost_worker_made_stays_and_the_clock_goes_on_with_the_rest(world: World) -> None:
    round = half_open(world.home)
    assert opening._lay_batch(round.pk, 2, world.home.system) == 2
    assert fresh(round).is_opening
    first = set(Inspection.objects.filter(round=round).values_list("pk", flat=True))

    assert resume_openings() == 1

    rows = Inspection.objects.filter(round=round)
    assert rows.count() == 3
    assert first < set(rows.values_list("pk", flat=True))
    assert resume_openings() == 0


def test_a_late_or_second_worker_makes_nothing(world: World) -> None:
    round = half_open(world.home)
    lay(world.home, round)

    assert lay_ordered_sheets(round.pk) == 0
    assert len(bodies(round)) == 3
    assert Notice.objects.filter(recipient=world.user("secretary")).count() == 1


def test_two_workers_at_once_make_one_set_of_sheets(committed_world: World) -> None:
    round = half_open(committed_world.home)

    def work() -> int:
        return lay(committed_world.home, round, batch=1)

    assert sum(at_once(work, work)) == 3
    assert len(bodies(round)) == 3
    assert AuditEntry.objects.about(round).filter(verb="round.draw").count() == 1


def test_a_double_press_is_refused(world: World) -> None:
    round = half_open(world.home)

    with pytest.raises(ValidationError) as refused:
        open_round(round=round, actor=world.actor(LEADER), at_once=0)

    assert refused.value.code == "wrong_status"


def test_a_sample_is_the_same_in_batches(world: World) -> None:
    round = half_open(world.home, choice="sample", share=67)
    Round.objects.filter(pk=round.pk).update(seed=7)
    at_press = open_round(
        round=a_round(world.home, name="第二轮", choice="sample", share=67),
        actor=world.actor(LEADER),
        at_once=0,
    )
    Round.objects.filter(pk=at_press.pk).update(seed=7)

    lay(world.home, round, batch=1)
    lay(world.home, at_press, batch=9)

    assert len(bodies(round)) == 3
    assert bodies(round) == bodies(at_press)


def test_a_body_closed_meanwhile_gets_no_sheet(world: World) -> None:
    round = half_open(world.home)
    Organization.objects.filter(pk=world.home.branch.pk).update(closed_on=world.home.on)

    lay(world.home, round)

    assert world.home.branch.pk not in bodies(round)
    assert len(bodies(round)) == 2


def test_a_body_founded_after_the_press_gets_no_sheet(world: World) -> None:
    round = half_open(world.home)
    tomorrow = world.home.on + dt.timedelta(days=1)
    Organization.objects.filter(pk=world.home.branch.pk).update(founded_on=tomorrow)

    lay_sheets(round_id=round.pk, actor=world.actor(LEADER, at=AT + dt.timedelta(days=2)))

    assert world.home.branch.pk not in bodies(round)


def test_scoring_waits_for_the_last_sheet(world: World) -> None:
    round = half_open(world.home)

    with pytest.raises(ValidationError) as refused:
        start_scoring(round=round, actor=world.actor(LEADER))
    assert refused.value.code == "still_opening"

    lay(world.home, round)
    assert start_scoring(round=round, actor=world.actor(LEADER)).status == RoundStatus.SCORING


def test_cancelling_half_way_stops_the_worker_and_excuses_what_was_made(world: World) -> None:
    round = half_open(world.home)
    opening._lay_batch(round.pk, 1, world.home.system)

    cancel_round(round=round, reason="改期", actor=world.actor(LEADER))

    assert lay(world.home, round) == 0
    assert not fresh(round).is_opening
    assert list(Inspection.objects.values_list("status", flat=True)) == ["excused"]


def test_only_the_leader_opens_a_large_round(world: World) -> None:
    round = a_round(world.home)

    with pytest.raises(PermissionDenied):
        open_round(round=round, actor=world.actor("mall_clerk"), at_once=0)

    assert fresh(round).status == RoundStatus.DRAFT


def test_the_page_counts_and_asks_again_until_all_sheets_stand(world: World) -> None:
    round = half_open(world.home)
    opening._lay_batch(round.pk, 2, world.home.system)
    detail = reverse("inspections:round_detail", args=[round.pk])
    progress = reverse("inspections:round_opening", args=[round.pk])
    with as_person(world, LEADER) as client:
        half = client.get(detail)
        part = client.get(progress)
        lay(world.home, round)
        done = client.get(progress)
        whole = client.get(detail)

    for answer in (half, part):
        assert "2 / 3 个单位" in plain(answer)
        assert progress in answer.content.decode()
    assert "转入核验评分</a>" not in half.content.decode()
    assert done.headers["HX-Redirect"] == detail
    assert "正在生成体检单" not in plain(whole)
    assert "转入核验评分" in plain(whole)


def test_the_progress_is_no_page_for_outsiders(world: World) -> None:
    round = half_open(world.home)
    with as_person(world, "lawyer_leader") as client:
        answer = client.get(reverse("inspections:round_opening", args=[round.pk]))

    assert answer.status_code == 404
