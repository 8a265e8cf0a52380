"""The demo's year of routines: rules, what is owed, and what stands aside."""

from __future__ import annotations

from collections import Counter

from routines.figures import tallies, tally
from routines.models import (
    Exemption,
    Obligation,
    ObligationRule,
    Postponement,
    Resolution,
    Summary,
)
from routines.rulebook import default_rules
from routines.terms import Standing
from tests.seeds.conftest import DEMO_DAY


def test_the_default_rules_say_whom_they_ask_and_on_whose_word():
    rules = default_rules()

    assert len(rules) == len({rule.code for rule in rules}) == 24
    assert all(rule.article for rule in rules)
    assert all(rule.is_example for rule in rules if "示例" in rule.article)


def test_every_rule_asks_somebody_since_january(demo):
    rows = Obligation.objects.filter(tenant__code="suzhou")
    asked = set(rows.values_list("rule__code", flat=True))

    repeating = ObligationRule.objects.filter(tenant__code="suzhou", event="")
    assert asked >= {rule.code for rule in repeating} | {"R-20"}
    assert rows.filter(rule__code="R-13").dates("period_start", "month").count() == 12


def test_what_stands_aside_says_why_and_is_in_no_denominator(demo):
    rows = Obligation.objects.filter(tenant__code="suzhou")
    kinds = Counter(rows.values_list("standing", flat=True))

    assert all(kinds[standing] for standing in Standing.values)
    assert not rows.exclude(standing=Standing.EXPECTED).filter(reason="").exists()
    whole = tally(rows, on=DEMO_DAY)
    assert whole.expected == kinds[Standing.EXPECTED]
    assert whole.aside == rows.count() - whole.expected


def test_a_committee_is_asked_for_twelve_meetings_a_year(demo):
    rows = Obligation.objects.filter(tenant__code="suzhou", rule__code="S-09-1")
    per_month = tallies(rows, by=("period",), on=DEMO_DAY)

    assert {figures.expected for figures in per_month.values()} == {10}


def test_terms_run_out_and_one_goes_on_with_an_approval(demo):
    rows = Obligation.objects.filter(tenant__code="suzhou", rule__code="R-20")

    assert rows.overdue(DEMO_DAY).exists()
    assert Postponement.objects.filter(obligation__tenant__code="suzhou").count() == 1
    assert Exemption.objects.filter(organization__tenant__code="suzhou").count() == 1


def test_committees_met_and_handed_up_what_they_owe(demo):
    held = Obligation.objects.filter(
        tenant__code="suzhou", rule__code="S-09-1", met_on__lt=DEMO_DAY
    )
    handed = Obligation.objects.filter(tenant__code="suzhou", rule__code="S-09-2", done=1)
    given = Resolution.objects.filter(record__tenant__code="suzhou")

    assert held.exists()
    assert handed.exists()
    assert set(Summary.objects.filter(tenant__code="suzhou").values_list("status", flat=True)) == {
        "submitted",
        "commented",
    }
    assert given.open().exists()
    assert given.filter(done_on__isnull=False).exists()
    assert not Summary.objects.filter(tenant__code="suzhou", figures=[]).exists()
