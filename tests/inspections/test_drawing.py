"""Whom a round inspects: all, a repeatable sample, or the chosen; never a unit or a closed body."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hierarchy.models import Organization
from inspections.actions.opening import open_round
from inspections.actions.rounds import edit_round
from inspections.models import Inspection, Round
from inspections.round_rules import drawn, inspected_by
from tests.inspections.grounds import a_round, an_open_round
from tests.world import World

IDS = st.lists(st.integers(1, 10**9), unique=True, max_size=60)
# The first draw of whole numbers reads the constants of every module, which takes its time.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow])
SHARES, SEEDS = st.integers(1, 100), st.integers(0, 2**31 - 1)


def names(round: Round) -> set[str]:
    return set(Inspection.objects.filter(round=round).values_list("organization__code", flat=True))


def close(*bodies: Organization, world: World) -> None:
    """The bodies are closed from today on."""
    pks = [body.pk for body in bodies]
    Organization.objects.filter(pk__in=pks).update(closed_on=world.home.on)


@PATIENT
@given(IDS, SHARES, SEEDS)
def test_a_sample_is_repeatable_and_its_share_is_rounded_up(
    ids: Sequence[int], share: int, seed: int
) -> None:
    found = drawn(ids, share=share, seed=seed)

    assert found == drawn(sorted(ids, reverse=True), share=share, seed=seed)
    assert len(found) * 100 >= len(ids) * share > (len(found) - 1) * 100
    assert found == sorted(set(found) & set(ids))


@PATIENT
@given(IDS, SHARES, SHARES, SEEDS)
def test_a_larger_share_draws_the_smaller_one_and_more(
    ids: Sequence[int], one: int, other: int, seed: int
) -> None:
    less, more = sorted((one, other))

    assert set(drawn(ids, share=less, seed=seed)) <= set(drawn(ids, share=more, seed=seed))


def test_different_seeds_draw_differently_and_favour_nobody() -> None:
    ids = range(1, 101)
    draws = [frozenset(drawn(ids, share=20, seed=seed)) for seed in range(400)]

    assert len(set(draws)) == 400
    times = [sum(pk in draw for draw in draws) for pk in ids]
    assert min(times) > 40, "of 80 expected"
    assert max(times) < 125


def test_everybody_but_units_and_the_closed_is_inspected(world: World) -> None:
    close(world.home.second_branch, world=world)

    assert names(an_open_round(world.home)) == {"B-1", "B-3"}


def test_a_body_founded_tomorrow_is_not_inspected_today(world: World) -> None:
    Organization.objects.filter(pk=world.home.branch.pk).update(founded_on="2026-03-03")

    assert names(an_open_round(world.home)) == {"B-2", "B-3"}


def test_a_sample_is_drawn_by_a_seed_that_is_kept(world: World) -> None:
    opened = an_open_round(world.home, choice="sample", share=34)

    assert opened.seed > 0
    drawn_now = inspected_by(opened, on=world.home.on)
    kept = opened.inspections.order_by("organization_id")
    assert list(kept.values_list("organization_id", flat=True)) == drawn_now
    assert len(drawn_now) == 2, "34 per cent of 3, rounded up"


def test_the_chosen_alone_are_inspected(world: World) -> None:
    bodies = [world.home.branch, world.home.sibling_branch]

    assert names(an_open_round(world.home, choice="chosen", chosen=bodies)) == {"B-1", "B-3"}


def test_a_chosen_body_closed_meanwhile_is_left_out(world: World) -> None:
    bodies = [world.home.branch, world.home.sibling_branch]
    round = a_round(world.home, choice="chosen", chosen=bodies)
    close(world.home.branch, world=world)

    open_round(round=round, actor=world.actor("mall_leader"))

    assert names(round) == {"B-3"}


def test_a_round_that_would_inspect_nobody_is_refused_and_stays_a_draft(world: World) -> None:
    round = a_round(world.home, choice="chosen", chosen=[world.home.branch])
    close(world.home.branch, world=world)

    with pytest.raises(ValidationError) as refusal:
        open_round(round=round, actor=world.actor("mall_leader"))

    assert refusal.value.code == "nobody_inspected"


@pytest.mark.parametrize("body", ["unit", "lawyer_branch", "station", "mall"])
def test_a_body_that_is_not_inspected_can_not_be_chosen(world: World, body: str) -> None:
    with pytest.raises(ValidationError, match="不是这一方案的体检对象"):
        a_round(world.home, choice="chosen", chosen=[getattr(world.home, body)])


def test_a_body_of_the_twin_city_can_not_be_chosen(world: World) -> None:
    with pytest.raises(ValidationError, match="不是这一方案的体检对象"):
        a_round(world.home, choice="chosen", chosen=[world.twin.branch])


def test_another_choice_forgets_the_chosen_and_the_share(world: World) -> None:
    round = a_round(world.home, choice="chosen", chosen=[world.home.branch])
    clerk = world.actor("mall_clerk")

    sample = edit_round(round=round, content={"choice": "sample", "share": 50}, actor=clerk)
    assert (list(sample.chosen.all()), sample.share) == ([], 50)

    every = edit_round(round=round, content={"choice": "all"}, actor=clerk)
    assert every.share is None
