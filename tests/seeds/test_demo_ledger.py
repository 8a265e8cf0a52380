"""The demo's ledger is lawful: valid codes, sums, places, and every verdict there is."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.db.models import Count, F, Q, Sum
from stdnum.cn import uscc

from coverage.models import (
    ChangeNotice,
    CommitteeMember,
    ContactRecord,
    CoverageRule,
    CoverageSnapshot,
    Crossing,
    JointProposal,
    PartyOrganization,
    SnapshotUnit,
    Unit,
    UnitState,
)
from coverage.models.unit import PLACE_COLUMNS, STATE_FIELDS
from coverage.rates import rates
from coverage.rulebook import rules_on
from coverage.rules import VerdictKey, verdicts_of
from coverage.terms import Cover, CrossingKind, OperatingState, ProposalStatus, RuleKey
from coverage.todos import CoverageTodos
from documents.intake.phones import tidy_phone
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Kind, Tier
from tests.seeds.conftest import DEMO_DAY

HOME = "suzhou"


def home_units():
    return Unit.objects.filter(tenant__code=HOME)


def rules():
    return rules_on(tenant=Tenant.objects.get(code=HOME), on=DEMO_DAY)


def test_it_has_the_size_of_the_scale(demo):
    assert home_units().count() == 900
    assert Unit.objects.filter(tenant__code="duizhao").count() == 240


def test_every_body_of_the_fifth_tier_has_its_units(demo):
    leaves = Organization.objects.filter(tenant__code=HOME, tier=Tier.BRANCH).open(DEMO_DAY)
    counted = leaves.annotate(count=Count("units"))

    assert not counted.filter(count=0).exists()
    assert not counted.filter(kind=Kind.UNIT).exclude(count=1).exists()
    joint = counted.filter(kind=Kind.JOINT_BRANCH).annotate(
        joined=Count("units", filter=Q(units__cover=Cover.JOINT))
    )
    assert set(joint.values_list("joined", flat=True)) <= set(range(2, 7))
    assert joint.filter(joined=6).exists()


def test_every_code_is_valid_and_one_in_twenty_five_is_still_to_come(demo):
    codes = list(home_units().exclude(credit_code="").values_list("credit_code", flat=True))

    assert all(uscc.is_valid(code) for code in codes)
    assert len(codes) == len(set(codes))
    assert 0.01 < 1 - len(codes) / home_units().count() < 0.08


def test_where_a_unit_stands_is_where_its_body_stands(demo):
    line = [name for name in PLACE_COLUMNS if name not in ("district", "town")]
    wrong = Q()
    for name in line:
        column = {f"{name}_id": F(f"place__{name}_id")}
        wrong |= ~Q(**column) & ~Q(**{f"{name}__isnull": True, f"place__{name}__isnull": True})

    assert not Unit.objects.filter(wrong).exists()
    assert not Unit.objects.exclude(town_id=F("region_id")).exists()
    assert not Unit.objects.exclude(district_id=F("region__parent_id")).exists()
    assert not Unit.objects.exclude(industry_id=F("place__industry_id")).exists()


def test_covered_is_what_hangs_under_a_party_organisation(demo):
    in_party = Q(place__tier=Tier.BRANCH) & ~Q(place__kind=Kind.UNIT)

    assert not Unit.objects.filter(in_party, cover=Cover.NONE).exists()
    assert not Unit.objects.exclude(cover=Cover.NONE).exclude(in_party).exists()
    assert set(home_units().values_list("cover", flat=True)) == set(Cover.values)


def test_the_figures_are_those_of_the_newest_state(demo):
    newest = UnitState.objects.order_by("unit_id", "-effective_on", "-id").distinct("unit_id")
    states = {state.unit_id: state for state in newest}

    for unit in Unit.objects.all():
        state = states[unit.pk]
        assert unit.counted_on == state.effective_on
        for name in STATE_FIELDS:
            assert getattr(unit, name) == getattr(state, name), (unit, name)


def test_states_reach_a_year_back_and_never_into_the_future(demo):
    assert not UnitState.objects.filter(effective_on__gt=DEMO_DAY).exists()
    assert not ContactRecord.objects.filter(contacted_on__gt=DEMO_DAY).exists()
    early = UnitState.objects.filter(effective_on__lte=DEMO_DAY - dt.timedelta(days=366))
    assert early.values("unit").distinct().count() > 0.85 * Unit.objects.count()
    assert UnitState.objects.count() > 1.4 * Unit.objects.count()


def test_every_verdict_occurs(demo):
    wide = dict(
        home_units()
        .filter(cover=Cover.JOINT)
        .values("place_id")
        .annotate(count=Count("pk"))
        .values_list("place_id", "count")
    )
    found = {
        verdict.key
        for unit in home_units()
        for verdict in verdicts_of(unit, rules(), covered_units=wide.get(unit.place_id))
    }
    kinds = set(Crossing.objects.filter(tenant__code=HOME).values_list("kind", flat=True))

    assert found >= set(VerdictKey) - {
        VerdictKey.BRANCH_TOO_LARGE,
        VerdictKey.COMMITTEE_DUE,
        VerdictKey.UNCOVERED,
    }
    assert kinds == set(CrossingKind.values)


def test_no_rate_is_empty_and_none_is_full(demo):
    for rate in rates(home_units(), rules=rules()):
        assert rate.denominator > 0, rate.label
        assert rate.numerator > 0, rate.label


def test_operating_states_all_occur(demo):
    assert set(home_units().values_list("operating", flat=True)) == set(OperatingState.values)


def test_month_ends_are_kept_and_coverage_grows(demo):
    kept = CoverageSnapshot.objects.filter(tenant__code=HOME).order_by("taken_for")

    assert kept.count() == 12
    assert kept.last().taken_for == dt.date(2026, 10, 31)
    covered = [
        SnapshotUnit.objects.filter(snapshot=one).exclude(cover=Cover.NONE).count() for one in kept
    ]
    assert covered == sorted(covered)
    assert covered[-1] > covered[0]


def test_party_organisations_have_particulars_terms_and_secretaries(demo):
    bodies = Organization.objects.filter(tenant__code=HOME, tier=Tier.BRANCH).exclude(
        kind=Kind.UNIT
    )
    parties = PartyOrganization.objects.filter(tenant__code=HOME)

    assert parties.count() == bodies.open(DEMO_DAY).count()
    assert parties.filter(term_to__lt=DEMO_DAY).exists()
    assert parties.filter(term_to__range=(DEMO_DAY, DEMO_DAY + dt.timedelta(days=180))).exists()
    heads = CommitteeMember.objects.filter(party_organization__in=parties, duty="secretary")
    assert heads.count() == parties.count()
    assert not parties.filter(formation=Cover.JOINT, formation_reason="").exists()


def test_members_of_a_committee_follow_from_those_of_the_branch(demo):
    seats = PartyOrganization.objects.filter(tenant__code=HOME).annotate(
        seats=Count("committee_members", distinct=True)
    )
    members = dict(
        home_units()
        .values("place_id")
        .annotate(sum=Sum("members_here"))
        .values_list("place_id", "sum")
    )

    for party in seats.select_related("organization"):
        if members[party.organization_id] < 7 and party.organization.kind == Kind.BRANCH:
            assert party.seats == 1, party
        assert 1 <= party.seats <= 7


def test_rules_notices_and_proposals_wait_to_be_looked_at(demo):
    rules_kept = CoverageRule.objects.filter(tenant__code=HOME)
    statuses = set(
        ChangeNotice.objects.filter(unit__tenant__code=HOME).values_list("status", flat=True)
    )
    proposals = JointProposal.objects.filter(tenant__code=HOME)

    assert set(rules_kept.values_list("key", flat=True)) == set(RuleKey.values)
    assert statuses == {"submitted", "asked_back"}
    assert set(proposals.values_list("status", flat=True)) >= {
        ProposalStatus.OFFERED,
        ProposalStatus.REFUSED,
        ProposalStatus.ACCEPTED,
    }
    assert set(proposals.values_list("nearness", flat=True)) >= {"building", "industry"}


def test_the_officer_and_the_station_owe_something(demo, actor_of):
    for key in ("officer", "station"):
        verbs = {todo.verb for todo in CoverageTodos().todos(actor_of(f"{HOME}-{key}"))}
        assert verbs, key
    assert "联系" in {todo.verb for todo in CoverageTodos().todos(actor_of(f"{HOME}-officer"))}


def test_twins_have_equal_names_and_not_one_row_in_common(demo):
    home = set(home_units().values_list("pk", flat=True))
    twin = Unit.objects.filter(tenant__code="duizhao")

    assert home.isdisjoint(twin.values_list("pk", flat=True))
    assert set(home_units().values_list("name", flat=True)) & set(
        twin.values_list("name", flat=True)
    )


def test_everything_says_that_it_is_an_example(demo):
    assert not Unit.objects.exclude(note="示例数据").exists()
    assert not Unit.objects.exclude(building="").exclude(building__contains="示例").exists()
    assert not Unit.objects.exclude(phone__startswith="000").exists()
    assert not ContactRecord.objects.exclude(words__contains="示例").exists()


def test_every_number_is_kept_as_a_sheet_reads_it_so_that_an_export_returns(demo):
    for model in (Unit, PartyOrganization):
        numbers = set(model.objects.exclude(phone="").values_list("phone", flat=True))
        assert numbers
        assert {number for number in numbers if tidy_phone(number) != number} == set()


def test_the_rows_obey_the_models(demo):
    sample = Random(11).sample
    for model in (Unit, UnitState, ContactRecord, PartyOrganization, CommitteeMember, Crossing):
        for pk in sample(sorted(model.objects.values_list("pk", flat=True)), 40):
            row = model.objects.get(pk=pk)
            blank = [f.name for f in row._meta.fields if getattr(row, f.name) in (None, "")]
            row.full_clean(exclude=blank, validate_unique=False)
