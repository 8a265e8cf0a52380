"""Evening out caseloads: a pure proposal that never overfills, loses or shuffles a unit."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from people.balancing import Movable, Post, Shift, propose, still_over

STATIONS = st.integers(1, 3)
TOWNS = st.one_of(st.none(), st.integers(10, 13))


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[Post], list[Movable]]:
    """Posts over a few stations and towns, with the units that they look after."""
    posts, units = [], []
    for pk in range(1, draw(st.integers(1, 7)) + 1):
        load = draw(st.integers(0, 9))
        units += [Movable(100 * pk + number, pk, draw(TOWNS)) for number in range(load)]
        posts.append(Post(pk, draw(STATIONS), draw(TOWNS), load, draw(st.booleans())))
    return posts, units


LIMITS = st.integers(0, 8)


def loads_after(posts: list[Post], shifts: list[Shift]) -> Counter[int]:
    loads = Counter({post.pk: post.load for post in posts})
    loads.subtract(shift.giver_id for shift in shifts)
    loads.update(shift.taker_id for shift in shifts)
    return loads


@given(offices(), LIMITS)
def test_nobody_who_receives_goes_over_the_limit(
    office: tuple[list[Post], list[Movable]], most: int
) -> None:
    posts, units = office
    shifts = propose(posts, units, most=most)
    loads = loads_after(posts, shifts)

    assert all(loads[shift.taker_id] <= most for shift in shifts)


@given(offices(), LIMITS)
def test_the_total_is_kept_and_no_unit_moves_twice(
    office: tuple[list[Post], list[Movable]], most: int
) -> None:
    posts, units = office
    shifts = propose(posts, units, most=most)

    assert sum(loads_after(posts, shifts).values()) == len(units)
    assert len({shift.unit_id for shift in shifts}) == len(shifts)
    assert all(
        (shift.unit_id, shift.giver_id) in {(unit.pk, unit.post_id) for unit in units}
        for shift in shifts
    )


@given(offices(), LIMITS)
def test_no_move_is_pointless(office: tuple[list[Post], list[Movable]], most: int) -> None:
    posts, units = office
    shifts = propose(posts, units, most=most)
    loads = loads_after(posts, shifts)
    givers = {shift.giver_id for shift in shifts}

    assert givers.isdisjoint(shift.taker_id for shift in shifts)
    assert all(loads[giver] >= most for giver in givers)


@given(offices(), LIMITS)
def test_a_unit_stays_in_its_station_or_its_town_and_goes_to_nobody_absent(
    office: tuple[list[Post], list[Movable]], most: int
) -> None:
    posts, units = office
    known, places = {post.pk: post for post in posts}, {unit.pk: unit.town_id for unit in units}

    for shift in propose(posts, units, most=most):
        giver, taker = known[shift.giver_id], known[shift.taker_id]
        town = places[shift.unit_id]
        assert taker.station_id == giver.station_id or (town and taker.town_id == town)
        assert not taker.is_vacant


@given(offices(), LIMITS, st.randoms())
def test_the_order_of_what_is_told_does_not_matter(
    office: tuple[list[Post], list[Movable]], most: int, random: object
) -> None:
    posts, units = office
    expected = propose(posts, units, most=most)
    random.shuffle(posts)  # type: ignore[attr-defined]
    random.shuffle(units)  # type: ignore[attr-defined]

    assert propose(posts, units, most=most) == expected


@given(offices(), LIMITS)
def test_whoever_stays_over_had_nobody_near_with_room(
    office: tuple[list[Post], list[Movable]], most: int
) -> None:
    posts, units = office
    shifts = propose(posts, units, most=most)
    loads, known = loads_after(posts, shifts), {post.pk: post for post in posts}

    for pk in still_over(posts, shifts, most=most):
        near = [
            post
            for post in posts
            if post.station_id == known[pk].station_id and post.pk != pk and not post.is_vacant
        ]
        assert all(loads[post.pk] >= most for post in near)


def units_of(post: int, count: int, town: int | None = 10) -> list[Movable]:
    return [Movable(100 * post + number, post, town) for number in range(count)]


def test_the_officer_of_the_units_town_goes_first_though_another_has_less() -> None:
    posts = [Post(1, 1, 10, 4), Post(2, 1, 11, 0), Post(3, 1, 10, 2)]

    assert propose(posts, units_of(1, 4), most=3) == [Shift(100, 1, 3)]


def test_among_equals_in_place_the_one_with_the_least_units_takes() -> None:
    posts = [Post(1, 1, 10, 5), Post(2, 1, 10, 2), Post(3, 1, 10, 1)]

    shifts = propose(posts, units_of(1, 5), most=3)

    assert [shift.taker_id for shift in shifts] == [3, 2]


def test_another_station_helps_in_the_same_town_only() -> None:
    posts = [Post(1, 1, 10, 4), Post(2, 2, 11, 0), Post(3, 2, 10, 1)]

    assert propose(posts, units_of(1, 4), most=3) == [Shift(100, 1, 3)]
    assert propose(posts[:2], units_of(1, 4), most=3) == []


def test_an_exact_fit_asks_for_nothing() -> None:
    assert propose([Post(1, 1, 10, 3), Post(2, 1, 10, 0)], units_of(1, 3), most=3) == []


def test_what_stays_over_is_told_with_its_number() -> None:
    posts = [Post(1, 1, 10, 9), Post(2, 1, 10, 2)]
    shifts = propose(posts, units_of(1, 9), most=3)

    assert still_over(posts, shifts, most=3) == {1: 5}
