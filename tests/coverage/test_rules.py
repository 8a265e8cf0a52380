"""The rule set is tenant data with effective dates; what a city has not set down is the default."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage.actions.rules import change_rule, seed_rules
from coverage.models import CoverageRule
from coverage.rulebook import DEFAULTS, RuleSet, rules_on
from coverage.terms import RuleKey
from tests.world import World
from workflow.models import AuditEntry
from workflow.terms import Force

BEFORE, FROM = dt.date(2026, 5, 31), dt.date(2026, 6, 1)


def test_every_rule_has_a_number_a_force_and_a_source() -> None:
    assert set(DEFAULTS.by_key) == set(RuleKey.values)
    assert all(rule.value and rule.article for rule in DEFAULTS.by_key.values())
    assert {key for key in RuleKey.values if DEFAULTS.force(key) == Force.MUST} == {
        RuleKey.FOUND_FROM,
        RuleKey.COMMITTEE_FROM,
    }


def test_numbers_without_an_official_source_are_marked_as_examples() -> None:
    for key in (RuleKey.POTENTIAL_FROM, RuleKey.STALE_DAYS, RuleKey.PROPOSAL_DAYS):
        assert "示例" in DEFAULTS.article(key)
        assert DEFAULTS.force(key) == Force.CUSTOM


def test_a_city_changes_a_rule_from_a_day_on_and_earlier_days_keep_the_old_one(
    world: World,
) -> None:
    seed_rules(tenant=world.tenant, on=dt.date(2020, 1, 1), actor=world.home.system)
    change_rule(
        tenant=world.tenant,
        key=RuleKey.JOINT_UNITS,
        value=4,
        force=Force.USUALLY,
        article="市委两新工委通知（示例）",
        effective_from=FROM,
        actor=world.actor("city_leader"),
    )

    assert rules_on(tenant=world.tenant, on=BEFORE).joint_units == 5
    changed = rules_on(tenant=world.tenant, on=FROM)
    assert (changed.joint_units, changed.article("joint_units")) == (4, "市委两新工委通知（示例）")
    assert changed.found_from == 3
    assert rules_on(tenant=world.twin.tenant, on=FROM).joint_units == 5
    assert AuditEntry.objects.filter(verb="coveragerule.change").count() == 1


def test_setting_the_defaults_down_twice_adds_nothing(world: World) -> None:
    assert len(seed_rules(tenant=world.tenant, on=BEFORE, actor=world.home.system)) == 8
    assert seed_rules(tenant=world.tenant, on=FROM, actor=world.home.system) == []
    assert CoverageRule.objects.filter(tenant=world.tenant).count() == 8


@pytest.mark.parametrize("who", ["mall_leader", "officer", "twin.city_leader"])
def test_only_the_citys_own_keepers_change_a_rule(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        change_rule(
            tenant=world.tenant,
            key=RuleKey.FOUND_FROM,
            value=2,
            force=Force.MUST,
            article="示例",
            effective_from=FROM,
            actor=world.actor(who),
        )


def test_what_must_be_names_its_source(world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        change_rule(
            tenant=world.tenant,
            key=RuleKey.FOUND_FROM,
            value=2,
            force=Force.MUST,
            article=" ",
            effective_from=FROM,
            actor=world.actor("city_leader"),
        )
    assert caught.value.code == "article_needed"


def test_rules_come_back_from_a_snapshot_as_they_went_in() -> None:
    changed = DEFAULTS.having(found_from=4, stale_days=60)
    assert RuleSet.of_json(changed.as_json()) == changed
    assert RuleSet.of_json({}) == DEFAULTS
