"""The city's lists and rules of projects and money: set down once, then changed by day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.rules import add_rule, amend_rule, seed_project_rules, stop_rule
from projects.models import (
    ApprovalBand,
    CatalogueEntry,
    DutyRule,
    ForbiddenUse,
    FundSource,
    ProjectPolicy,
)
from projects.terms import Catalogue, DutyKind, Signer
from tests.world import FOUNDED, City, World
from workflow.models import AuditEntry

LATER = dt.date(2026, 7, 1)


@pytest.fixture
def home(world: World) -> City:
    """A city with the default lists."""
    seed_project_rules(tenant=world.tenant, on=FOUNDED, actor=world.home.system)
    return world.home


def test_a_city_starts_with_every_list(home: City) -> None:
    in_force = CatalogueEntry.objects.filter(tenant=home.tenant).effective(home.on)

    assert {row.catalogue for row in in_force} == set(Catalogue.values)
    assert {row.kind for row in DutyRule.objects.effective(home.on)} == set(DutyKind.values)
    assert ProjectPolicy.objects.effective(home.on).get().notice_working_days == 5


def test_the_criteria_of_a_review_make_up_a_hundred(home: City) -> None:
    rows = CatalogueEntry.objects.filter(catalogue=Catalogue.CRITERION)

    assert sum(row.points for row in rows) == 100


def test_dues_pay_for_what_article_19_names_and_need_a_meeting(home: City) -> None:
    dues = FundSource.objects.get(code="dues")

    assert dues.needs_meeting
    assert set(dues.categories) == {
        *("training", "lecturer", "media", "commendation", "hardship", "disaster")
    }
    assert "第十九条" in dues.article


def test_larger_sums_go_further_up(home: City) -> None:
    chains = {row.over: row.signers for row in ApprovalBand.objects.all()}

    assert chains[Decimal(0)][-1] == Signer.COMMITTEE_LEADER
    assert chains[Decimal(5000)][-1] == Signer.COMMITTEE_MEETING
    assert chains[Decimal(50000)][-1] == Signer.CITY_LEADER


def test_set_down_again_nothing_is_doubled_and_the_twin_city_has_its_own(world: World) -> None:
    made = seed_project_rules(tenant=world.tenant, on=FOUNDED, actor=world.home.system)
    again = seed_project_rules(tenant=world.tenant, on=FOUNDED, actor=world.home.system)
    twin = seed_project_rules(tenant=world.twin.tenant, on=FOUNDED, actor=world.twin.system)

    assert (made, again) == (twin, 0)
    assert AuditEntry.objects.filter(verb="projectrule.seed").count() == 2


def test_only_a_keeper_of_the_city_sets_rules_down(world: World) -> None:
    with pytest.raises(PermissionDenied):
        seed_project_rules(tenant=world.tenant, on=FOUNDED, actor=world.home.actor("mall_leader"))


def test_a_new_version_ends_the_one_before_it(home: City) -> None:
    band = ApprovalBand(
        tenant=home.tenant,
        over=Decimal(5000),
        signers=[Signer.PROJECT_LEAD, Signer.COMMITTEE_LEADER, Signer.COMMITTEE_MEETING],
        effective_from=LATER,
    )
    add_rule(row=band, actor=home.actor("city_leader"))

    rows = ApprovalBand.objects.filter(over=5000)
    assert len(rows.effective(LATER - dt.timedelta(days=1)).get().signers) == 2
    assert len(rows.effective(LATER).get().signers) == 3
    entry = AuditEntry.objects.get(verb="projectrule.add")
    assert entry.after["effective_from"] == "2026-07-01"


def test_a_version_written_later_for_an_earlier_day_ends_before_the_next(home: City) -> None:
    for day, days in ((LATER, 7), (dt.date(2026, 4, 1), 6)):
        row = ProjectPolicy(tenant=home.tenant, notice_working_days=days, effective_from=day)
        add_rule(row=row, actor=home.actor("city_leader"))

    told = {
        day: ProjectPolicy.objects.effective(day).get().notice_working_days
        for day in (home.on, dt.date(2026, 5, 1), LATER)
    }
    assert list(told.values()) == [5, 6, 7]


def test_a_source_is_amended_where_it_stands_so_that_its_money_stays_one(home: City) -> None:
    source = FundSource.objects.get(code="dues")
    amended = amend_rule(
        row=source,
        changes={"categories": ["training", "media"]},
        actor=home.actor("city_leader"),
    )

    assert amended.pk == source.pk
    assert FundSource.objects.get(code="dues").categories == ["training", "media"]


def test_a_source_pays_for_no_category_that_the_city_does_not_have(home: City) -> None:
    source = FundSource.objects.get(code="dues")
    with pytest.raises(ValidationError) as refused:
        amend_rule(row=source, changes={"categories": ["feasts"]}, actor=home.actor("city_leader"))

    assert refused.value.code == "unknown_category"


def test_a_code_of_a_list_is_given_once(home: City) -> None:
    row = FundSource(tenant=home.tenant, code="dues", name="党费", effective_from=LATER)
    with pytest.raises(ValidationError) as refused:
        add_rule(row=row, actor=home.actor("city_leader"))

    assert refused.value.code == "listed"


def test_a_rule_is_stopped_with_a_reason_and_once(home: City) -> None:
    row = ForbiddenUse.objects.get(code="travel")
    actor = home.actor("city_leader")
    with pytest.raises(ValidationError) as refused:
        stop_rule(row=row, effective_to=LATER, reason=" ", actor=actor)
    assert refused.value.code == "reason_needed"

    stop_rule(row=row, effective_to=LATER, reason="并入新的负面清单", actor=actor)
    with pytest.raises(ValidationError) as refused:
        stop_rule(row=row, effective_to=LATER, reason="再次停用", actor=actor)
    assert refused.value.code == "stopped"
    assert not ForbiddenUse.objects.effective(LATER + dt.timedelta(days=1)).filter(pk=row.pk)


def test_what_others_refer_to_keeps_its_code(home: City) -> None:
    row = CatalogueEntry.objects.get(catalogue=Catalogue.LEVER, code="annual")
    with pytest.raises(ValidationError) as refused:
        amend_rule(row=row, changes={"code": "yearly"}, actor=home.actor("city_leader"))

    assert refused.value.code == "not_editable"
