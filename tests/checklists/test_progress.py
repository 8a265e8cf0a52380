"""汇总: reach, fulfilment, breaks and sums, beside a world counted by hand.

One key point, aiming at 30 户, has come down to 平江1岗 and its three bodies; the other
station (斜塘) and the lawyers' line have passed nothing on.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from checklists.actions.deciding import accept_assignment, stop_assignment
from checklists.actions.drafting import draft_checklist, waive
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.progress import Tally, tallies, thread_of
from hierarchy.actions.restructuring import close_organization
from tests.lists import YEAR, cascade, city_list, completed, figure, given_to, signed_by
from tests.world import World


@pytest.fixture
def key_point(world: World) -> ChecklistItem:
    """观前 accepted with 4, 皮市街 reported with 5, 临顿路 still at it."""
    first = cascade(world, titles=("应建未建清零",), **figure(30))[0]
    done = completed(world, given_to(world, "branch"), "secretary", actual_value=Decimal(4))
    accept_assignment(assignment=done, actor=world.actor("officer"))
    completed(world, given_to(world, "second_branch"), "second_secretary", actual_value=Decimal(5))
    return first.items.get()


def tally(world: World, key_point: ChecklistItem, person: str, **kwargs: object) -> Tally:
    found = tallies(
        key_point=key_point.pk,
        below=world.city,
        actor=world.actor(person),
        on=kwargs.pop("on", world.on),  # type: ignore[arg-type]
    )
    return found[None]


def test_the_citys_two_figures(world: World, key_point: ChecklistItem) -> None:
    assert tally(world, key_point, "city_leader") == Tally(
        targets=5, reached=3, due=3, accepted=1, overdue=0, breaks=2, total=Decimal(4)
    )


def test_the_committee_counts_its_own_line(world: World, key_point: ChecklistItem) -> None:
    assert tally(world, key_point, "mall_leader") == Tally(
        targets=4, reached=3, due=3, accepted=1, overdue=0, breaks=1, total=Decimal(4)
    )


@pytest.mark.parametrize(
    ("person", "targets", "reached"),
    [("district_reader", 4, 3), ("town_reader", 4, 3), ("sip_reader", 1, 0)],
)
def test_a_reader_of_a_territory_counts_only_it(
    world: World, key_point: ChecklistItem, person: str, targets: int, reached: int
) -> None:
    found = tally(world, key_point, person)

    assert (found.targets, found.reached, found.due) == (targets, reached, reached)


def test_the_twin_and_the_stranger_count_nothing(world: World, key_point: ChecklistItem) -> None:
    for person in ("twin.city_leader", "stranger", "expired"):
        assert tally(world, key_point, person) == Tally()


def test_by_station_a_body_that_passed_nothing_on_is_a_break_not_a_zero(
    world: World, key_point: ChecklistItem
) -> None:
    found = tallies(
        key_point=key_point.pk,
        below=world.mall,
        actor=world.actor("mall_leader"),
        on=world.on,
        by="station",
    )

    assert found[world.station.pk].accepted == 1
    single = found[world.single.pk]
    assert (single.targets, single.reached, single.breaks) == (1, 0, 1)
    assert found[world.station.pk].reached > 0


def test_late_is_what_the_receiver_has_not_moved(world: World, key_point: ChecklistItem) -> None:
    after = dt.date(2026, 11, 30)

    # The city's two, the stations' two, the officer's and 临顿路; not what waits for a decision.
    assert tally(world, key_point, "city_leader", on=after).overdue == 6


def test_what_was_taken_back_is_owed_by_nobody(world: World, key_point: ChecklistItem) -> None:
    stop_assignment(
        assignment=given_to(world, "unit"),
        verb="cancel",
        reason="单位注销",
        actor=world.actor("officer"),
    )

    found = tally(world, key_point, "city_leader")

    assert (found.reached, found.due, found.accepted) == (2, 2, 1)


def test_figures_in_another_unit_and_ratios_do_not_add_up(
    world: World, key_point: ChecklistItem
) -> None:
    leaf = given_to(world, "branch").item
    for odd in ({"indicator_unit": "人"}, {"indicator_kind": "ratio"}):
        ChecklistItem.objects.filter(pk=leaf.pk).update(**odd)
        assert tally(world, key_point, "city_leader").total == 0


def test_a_key_point_that_came_nowhere_still_has_its_targets(
    world: World, key_point: ChecklistItem
) -> None:
    found = tallies(key_point=0, below=world.city, actor=world.actor("city_leader"), on=world.on)

    assert found == {None: Tally(targets=5)}


def test_the_thread_lists_every_body_on_each_step(world: World, key_point: ChecklistItem) -> None:
    def step(body: str, person: str) -> dict[str, tuple[int, int, bool]]:
        found = thread_of(
            key_point=key_point,
            below=getattr(world, body),
            actor=world.actor(person),
            on=world.on,
        )
        return {
            row.organization.code: (row.tally.reached, row.tally.accepted, row.is_break)
            for row in found.rows
        }

    assert step("city", "city_leader") == {"MALL": (3, 1, False), "LAWYER": (0, 0, True)}
    assert step("mall", "mall_leader") == {"PJ-M": (3, 1, False), "XT-M": (0, 0, True)}
    assert step("station", "station_head") == {"PJ-1": (3, 1, False)}
    assert step("officer", "officer") == {
        "B-1": (1, 1, False),
        "B-2": (1, 0, False),
        "U-1": (1, 0, False),
    }
    assert step("branch", "secretary") == {}


def test_only_what_was_accepted_counts_as_done_however_it_is_filed(
    world: World, key_point: ChecklistItem
) -> None:
    before = tally(world, key_point, "city_leader")
    Assignment.objects.filter(status="accepted").update(status="unfulfilled")
    Checklist.objects.update(status="archived")

    found = tally(world, key_point, "city_leader")

    assert (before.accepted, before.total) == (1, Decimal(4))
    assert (found.due, found.accepted, found.total) == (before.due, 0, Decimal(0))


def test_what_a_body_waived_is_meant_for_nobody_below_it(world: World) -> None:
    (upper,) = signed_by(world, city_list(world, titles=("源泉工程",)), "mall", "mall_leader")
    mall, leader = world.actor("mall_leader"), world.actor("city_leader")
    before = _tally(world, leader)
    draft = draft_checklist(issuer=world.mall, year=YEAR, actor=mall)
    waive(checklist=draft, answers=upper, reason="本行业没有此类单位", actor=mall)
    issue_checklist(checklist=draft, actor=mall)

    point = ChecklistItem.objects.get()
    rows = thread_of(key_point=point, below=world.city, actor=leader, on=world.on).rows

    assert (before.targets, _tally(world, leader).targets) == (5, 1)
    assert {row.organization.pk: (row.waived, row.tally.targets) for row in rows} == {
        world.mall.pk: ("本行业没有此类单位", 0),
        world.lawyer.pk: ("", 1),
    }


def test_a_body_closed_since_still_counts_where_its_work_does(world: World) -> None:
    cascade(world, titles=("源泉工程",))
    owed = completed(world, given_to(world, "unit"), "contact")
    accept_assignment(assignment=owed, actor=world.actor("officer"))
    close_organization(organization=world.unit, on=world.on, reason="注销", actor=world.home.system)

    tally = _tally(world, world.actor("city_leader"), below=world.officer)

    assert (tally.reached, tally.targets, tally.accepted) == (3, 3, 1)


def _tally(world: World, actor, *, below=None) -> Tally:
    point = ChecklistItem.objects.get(key_point__isnull=True)
    found = tallies(key_point=point.pk, below=below or world.city, actor=actor, on=world.on)
    return found[None]
