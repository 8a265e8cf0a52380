"""What the lists tell an inspection: each reading counted by hand, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext

from checklists.actions.deciding import accept_assignment, send_back_assignment, stop_assignment
from checklists.actions.handling import object_to_assignment, report_completion, sign_assignment
from checklists.indicators import ListIndicators
from checklists.models import Assignment
from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from tests.lists import cascade, city_list, owed, passed_on, signed_by
from tests.world import FOUNDED, World
from workflow.indicators import Period, Reading

D = dt.date
YEAR = Period(D(2026, 1, 1), D(2026, 12, 31), D(2027, 1, 5))
SIGN_BY = D(2026, 3, 5)
"""Three working days after the world's day."""
DUE = D(2026, 10, 31)


def read(
    world: World, key: str, bodies: Sequence[Organization], period: Period = YEAR
) -> dict[int, Reading]:
    """One indicator of some bodies."""
    tenant = world.home.bodies["city"].tenant
    pks = [body.pk for body in bodies]
    return dict(
        ListIndicators().readings(f"checklists.{key}", tenant=tenant, bodies=pks, period=period)
    )


def parts(found: dict[int, Reading], body: Organization) -> tuple[int, int] | None:
    """Value and denominator of a body as whole numbers."""
    reading = found.get(body.pk)
    return None if reading is None else (int(reading.value), int(reading.of or 0))


def later(world: World, day: dt.date) -> dt.datetime:
    """Nine o'clock of a day."""
    return dt.datetime.combine(day, dt.time(9), tzinfo=world.home.at.tzinfo)


def done(world: World, assignment: Assignment, day: dt.date, accepted: dt.date | None) -> None:
    """Reported by the branch on a day and accepted by the officer on another, if at all."""
    report_completion(
        assignment=assignment, text="已完成", actor=world.actor("secretary", at=later(world, day))
    )
    if accepted:
        officer = world.actor("officer", at=later(world, accepted))
        accept_assignment(assignment=assignment, opinion="同意", actor=officer)


def test_key_points_signed_for_by_the_third_working_day(world: World) -> None:
    issued = city_list(world)
    first, second, third = owed(issued, world.mall)
    sign_assignment(assignment=first, actor=world.actor("mall_clerk", at=later(world, SIGN_BY)))
    late = world.actor("mall_clerk", at=later(world, D(2026, 3, 6)))
    sign_assignment(assignment=second, actor=late)

    found = read(world, "points_signed", [world.mall, world.lawyer])

    assert (parts(found, world.mall), parts(found, world.lawyer)) == ((1, 3), (0, 3))
    rows = {row.label: row for row in found[world.mall.pk].rows}
    assert (rows[first.item.title].counts, rows[first.item.title].day) == (True, SIGN_BY)
    assert (rows[second.item.title].counts, rows[second.item.title].day) == (False, late.on)
    assert rows[third.item.title].day == SIGN_BY
    assert rows[third.item.title].path == f"/assignments/{third.pk}/"


def test_what_may_still_be_signed_for_is_not_judged(world: World) -> None:
    city_list(world)
    on_the_day = Period(YEAR.start, YEAR.end, SIGN_BY)
    day_after = Period(YEAR.start, YEAR.end, SIGN_BY + dt.timedelta(days=1))

    assert read(world, "points_signed", [world.mall], on_the_day) == {}
    assert parts(read(world, "points_signed", [world.mall], day_after), world.mall) == (0, 3)


def test_an_objection_that_waits_for_its_answer_is_not_judged(world: World) -> None:
    first, second, _ = owed(city_list(world), world.mall)
    leader = world.actor("mall_leader")
    object_to_assignment(assignment=first, reason="不涉及本行业", actor=leader)
    city = world.actor("city_leader")
    stop_assignment(assignment=second, verb="cancel", reason="重复", actor=city)

    assert parts(read(world, "points_signed", [world.mall]), world.mall) == (0, 1)


def test_an_item_asked_for_by_its_day_is_done_in_time_whenever_it_was_accepted(
    world: World,
) -> None:
    *_, last = cascade(world)
    in_time, late, _ = owed(last, world.branch)
    due = in_time.due_date
    done(world, in_time, due, due + dt.timedelta(days=4))
    done(world, late, due + dt.timedelta(days=1), due + dt.timedelta(days=1))

    found = read(world, "settled_in_time", [world.branch, world.second_branch])

    assert parts(found, world.branch) == (1, 3)
    assert parts(found, world.second_branch) == (0, 3)


def test_what_was_handed_in_by_its_day_and_waits_for_review_is_not_judged(world: World) -> None:
    *_, last = cascade(world)
    waiting, returned, accepted = owed(last, world.branch)
    due = waiting.due_date
    done(world, waiting, due, None)
    done(world, returned, due, None)
    officer = world.actor("officer", at=later(world, due))
    send_back_assignment(assignment=returned, opinion="请补充", actor=officer)
    done(world, accepted, due, due + dt.timedelta(days=9))

    assert parts(read(world, "settled_in_time", [world.branch]), world.branch) == (1, 2)
    before = Period(YEAR.start, YEAR.end, due + dt.timedelta(days=5))
    assert parts(read(world, "settled_in_time", [world.branch], before), world.branch) == (0, 1)


def test_only_what_is_due_in_the_days_is_judged(world: World) -> None:
    cascade(world)
    first_half = Period(D(2026, 1, 1), D(2026, 6, 30), D(2026, 7, 5))

    assert read(world, "settled_in_time", [world.branch], first_half) == {}
    assert parts(read(world, "signed_in_time", [world.branch], first_half), world.branch) == (3, 3)


def test_key_points_passed_on_of_those_received(world: World) -> None:
    issued = city_list(world)
    signed_by(world, issued, "mall", "mall_leader")

    before = read(world, "decomposed", [world.mall, world.lawyer])
    passed_on(world, "mall", "mall_leader")
    after = read(world, "decomposed", [world.mall, world.lawyer])

    assert parts(before, world.mall) == parts(after, world.lawyer) == (0, 3)
    assert parts(after, world.mall) == (3, 3)
    still_signing = Period(YEAR.start, YEAR.end, SIGN_BY)
    assert read(world, "decomposed", [world.mall], still_signing) == {}


def test_key_points_settled_in_time_leave_out_what_is_not_the_citys(world: World) -> None:
    cascade(world)

    found = read(world, "points_settled", [world.mall, world.station])

    assert parts(found, world.mall) == (0, 3)
    assert parts(found, world.station) is None


def test_another_citys_bodies_are_never_read(world: World) -> None:
    cascade(world)
    for one in ListIndicators().offered():
        key = one.key.removeprefix("checklists.")
        assert not read(world, key, [world.twin.branch, world.twin.mall]), key


def test_one_query_for_many_bodies(world: World) -> None:
    more = [_founded(world, number) for number in range(18)]
    cascade(world)
    for one in ListIndicators().offered():
        key = one.key.removeprefix("checklists.")
        branches = [world.branch, world.second_branch, *more]
        bodies = branches if Tier.BRANCH in one.tiers else [world.mall, world.lawyer]
        for some in (bodies[:1], bodies):
            with CaptureQueriesContext(connection) as queries:
                found = read(world, key, some)
            assert len(queries) == 1, key
            assert len(found) == len(some), key


def _founded(world: World, number: int) -> Organization:
    return found_organization(
        parent=world.officer,
        tier=Tier.BRANCH,
        kind=Kind.BRANCH,
        name=f"示例{number}党支部",
        region=world.home.regions["pingjiang"],
        on=FOUNDED,
        reason="设立",
        actor=world.home.system,
    )
