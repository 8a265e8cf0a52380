"""Planning joint branches: near before far, nobody left who could have joined, equal every time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.joining.planning import Candidate, Plan, digest, propose
from coverage.rulebook import DEFAULTS
from coverage.terms import Nearness


@dataclass(frozen=True, slots=True)
class Numbers:
    """A rule set's two numbers."""

    found_from: int = 3
    joint_units: int = 5


def unit(pk: int, members: int = 1, **facts: object) -> Candidate:
    known: dict[str, object] = {
        "tenant_id": 1,
        "industry_id": 1,
        "industry": "商圈市场",
        "district_id": 1,
        "town_id": 1,
        "town": "平江街道",
        "place_id": 90,
    }
    return Candidate(unit_id=pk, name=f"单位{pk}", members=members, **{**known, **facts})  # type: ignore[arg-type]


def plan(*units: Candidate, **options: object) -> Plan:
    return propose(units, rules=DEFAULTS, **options)  # type: ignore[arg-type]


def sets(found: Plan) -> list[set[int]]:
    return [{one.unit_id for one in group.units} for group in found.groups]


def test_neighbours_of_one_building_join_before_those_of_the_town() -> None:
    units = [unit(pk, building="观前大厦") for pk in (1, 4, 6)] + [unit(pk) for pk in (2, 3, 5)]

    found = plan(*units)

    assert sets(found) == [{1, 4, 6}, {2, 3, 5}]
    assert [group.nearness for group in found.groups] == [Nearness.BUILDING, Nearness.INDUSTRY]
    assert [group.ground for group in found.groups] == ["观前大厦", "平江街道 · 商圈市场"]
    assert [group.rank for group in found.groups] == [1, 2]


def test_the_grounds_come_in_their_order() -> None:
    away = {"town_id": 2, "town": "金阊街道"}
    units = [
        *(unit(pk, association="商会") for pk in (1, 2, 3)),
        *(unit(4, association="协会", **away), unit(5, 2, association="协会")),
        *(unit(pk, industry_id=2, industry="律师") for pk in (6, 7, 8)),
        *(unit(9, 2, industry_id=3, industry="税务师"), unit(10, 2)),
    ]

    found = plan(*units)

    assert [(group.nearness, group.ground) for group in found.groups] == [
        (Nearness.ASSOCIATION, "平江街道 · 商会"),
        (Nearness.ASSOCIATION, "协会"),
        (Nearness.INDUSTRY, "平江街道 · 律师"),
        (Nearness.TOWN, "平江街道"),
    ]


def test_equal_names_of_buildings_in_two_districts_are_two_buildings() -> None:
    units = [unit(pk, building="万和广场", district_id=pk, town_id=pk) for pk in (1, 2, 3)]

    assert plan(*units).groups == ()


def test_spaces_and_case_make_no_other_building() -> None:
    units = [unit(1, building="A 座"), unit(2, building="a座"), unit(3, building=" A座 ")]

    assert [group.nearness for group in plan(*units).groups] == [Nearness.BUILDING]


def test_cities_never_meet() -> None:
    units = [unit(1, 2, building="同名大厦"), unit(2, 2, building="同名大厦", tenant_id=2)]

    found = plan(*units)

    assert found.groups == ()
    assert {left.missing for left in found.leftovers} == {1}


def test_units_without_a_member_and_those_that_must_stand_alone_take_no_part() -> None:
    found = plan(unit(1, 0), unit(2, 3), unit(3, 2), unit(4, 2))

    assert sets(found) == [{3, 4}]
    assert found.leftovers == ()


@pytest.mark.parametrize(("count", "sizes"), [(5, [5]), (6, [3, 3]), (7, [4, 3]), (11, [4, 4, 3])])
def test_nobody_is_left_over_where_all_can_join(count: int, sizes: list[int]) -> None:
    found = plan(*(unit(pk) for pk in range(1, count + 1)))

    assert sorted((len(group.units) for group in found.groups), reverse=True) == sizes
    assert found.leftovers == ()


def test_six_units_are_not_put_into_one_branch_unless_the_rule_says_so() -> None:
    units = [unit(pk) for pk in range(1, 7)]

    assert max(map(len, sets(plan(*units)))) <= 5
    assert max(map(len, sets(propose(units, rules=Numbers(joint_units=6))))) == 6
    assert max(map(len, sets(plan(*units, most_units=3)))) == 3


def test_alike_trades_stay_together() -> None:
    trades = {1: "5211", 2: "7221", 3: "5211", 4: "7221", 5: "5211", 6: "7221"}
    found = plan(*(unit(pk, building="大厦", trade=trade) for pk, trade in trades.items()))

    assert sets(found) == [{1, 3, 5}, {2, 4, 6}]


def test_who_is_left_over_is_told_how_many_members_are_missing() -> None:
    found = plan(unit(1, 1), unit(2, 1), unit(3, 2, town_id=7), unit(4, 1, town_id=None))

    assert {left.unit.unit_id: left.missing for left in found.leftovers} == {1: 1, 2: 1, 3: 1, 4: 2}


def test_the_secretary_may_come_from_most_members_then_from_a_head_who_is_one() -> None:
    equal = plan(unit(1), unit(2, head_is_member=True), unit(3))
    larger = plan(unit(1), unit(2, head_is_member=True), unit(3, 2))

    assert equal.groups[0].secretary_from.unit_id == 2
    assert larger.groups[0].secretary_from.unit_id == 3


def test_a_refused_set_is_not_proposed_until_a_fact_changes() -> None:
    units = [unit(1), unit(2), unit(3)]
    refused = {plan(*units).groups[0].facts}

    assert plan(*units, refused=refused).groups == ()
    assert {left.missing for left in plan(*units, refused=refused).leftovers} == {0}
    units[2] = replace(units[2], members=2)
    assert len(plan(*units, refused=refused).groups) == 1


def test_the_units_of_a_refused_set_look_for_other_company() -> None:
    near = [unit(1, building="大厦"), unit(2, 2, building="大厦")]
    refused = {plan(*near).groups[0].facts}

    found = plan(*near, unit(3), refused=refused)

    assert sets(found) == [{1, 2, 3}]
    assert found.groups[0].nearness == Nearness.INDUSTRY


@pytest.mark.parametrize(
    "change",
    [{"members": 2}, {"place_id": 91}, {"building": "别处"}, {"association": "商会"}],
)
def test_the_digest_is_of_members_place_building_and_association(change: dict[str, object]) -> None:
    units = [unit(1), unit(2)]

    assert digest(units) == digest(reversed(units))
    assert digest([replace(units[0], **change), units[1]]) != digest(units)  # type: ignore[arg-type]
    assert digest([replace(units[0], name="新名称"), units[1]]) == digest(units)


facts = st.builds(
    unit,
    st.integers(1, 10**6),
    st.integers(0, 4),
    tenant_id=st.integers(1, 2),
    industry_id=st.integers(1, 3),
    town_id=st.sampled_from([None, 1, 2, 3]),
    building=st.sampled_from(["", "", "甲座", "乙座"]),
    association=st.sampled_from(["", "", "商会", "协会"]),
    trade=st.sampled_from(["1", "2"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(facts, max_size=60, unique_by=lambda one: one.unit_id), st.randoms())
def test_every_plan_is_lawful_complete_and_the_same_in_any_order(
    units: list[Candidate], random: Random
) -> None:
    found = plan(*units)
    shuffled = list(units)
    random.shuffle(shuffled)

    placed = Counter(one.unit_id for group in found.groups for one in group.units)
    placed.update(left.unit.unit_id for left in found.leftovers)
    assert placed == Counter(one.unit_id for one in units if 0 < one.members < 3)
    for group in found.groups:
        assert 2 <= len(group.units) <= 5
        assert group.members >= 3
        assert len({one.tenant_id for one in group.units}) == 1
    assert plan(*shuffled) == found


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 2), min_size=1, max_size=40))
def test_within_one_ground_only_those_are_left_who_are_too_few(members: list[int]) -> None:
    found = plan(*(unit(pk, count) for pk, count in enumerate(members, start=1)))

    if len(members) > 1 and sum(members) >= 3:
        assert found.leftovers == ()
    else:
        assert found.groups == ()
