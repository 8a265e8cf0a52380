"""Expected rows: who is asked, for what, when, and who is not and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coverage.actions.units import record_state
from coverage.models import CommitteeMember
from hierarchy.actions.organizations import found_branch, found_organization
from hierarchy.actions.restructuring import close_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from routines.actions.rules import change_rule, stop_rule
from routines.models import Obligation, ObligationRule, PartyGroup
from routines.terms import Standing
from tests.routines.conftest import members, night, owed, party, refreshed, standings, with_rules
from tests.world import World

D = dt.date
EXPECTED, UNFIT, GONE = Standing.EXPECTED, Standing.NOT_APPLICABLE, Standing.WITHDRAWN


def founded(world: World, on: D, **given: Any) -> Organization:
    """A branch founded under 平江1岗 on a day."""
    return found_organization(
        parent=world.officer,
        tier=Tier.BRANCH,
        kind=given.get("kind", Kind.BRANCH),
        name="新设示例党支部",
        region=world.home.regions["pingjiang"],
        on=on,
        reason="设立",
        actor=night(on),
    )


def test_a_second_run_on_the_same_day_writes_nothing(ruled: World) -> None:
    party(ruled.branch, officers=3, term_from=D(2023, 3, 16), term_to=D(2026, 3, 15))

    first = refreshed(ruled)
    again = refreshed(ruled)

    assert first.made == Obligation.objects.count() > 0
    assert (again.made, again.changed) == (0, 0)


def test_a_run_the_next_day_writes_only_what_a_day_changes(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))

    assert refreshed(ruled, D(2026, 3, 3)).written == 0


def test_each_body_is_asked_for_this_period_and_the_next_one(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))

    months = standings(ruled.branch, "R-13")
    assert list(months) == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    assert set(months.values()) == {EXPECTED}
    assert list(standings(ruled.mall, "S-09-2")) == ["2026-01-01"]
    assert standings(ruled.officer, "S-09-1") == {}
    assert standings(ruled.unit, "R-13") == {}


def test_a_rule_looks_no_further_ahead_than_two_months(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))

    assert list(standings(ruled.branch, "R-12-2")) == ["2026-01-01"]
    refreshed(ruled, D(2026, 11, 15))
    assert "2027-01-01" in standings(ruled.branch, "R-12-2")


def test_six_members_without_a_committee_are_not_asked_and_seven_are_from_the_next_month(
    ruled: World,
) -> None:
    """domain.md §11 case 3."""
    party(ruled.branch)
    unit = members(ruled.branch, ruled, 6, on=D(2026, 1, 15))
    refreshed(ruled, D(2026, 3, 2))
    assert standings(ruled.branch, "R-10")["2026-03-01"] == UNFIT
    assert owed(ruled.branch, "R-10", period_start=D(2026, 3, 1)).reason == "未设支部委员会"

    record_state(
        unit=unit,
        figures={"members_here": 7},
        effective_on=D(2026, 3, 10),
        actor=night(D(2026, 3, 11)),
    )
    refreshed(ruled, D(2026, 3, 11))

    after = standings(ruled.branch, "R-10")
    assert (after["2026-03-01"], after["2026-04-01"]) == (UNFIT, EXPECTED)


def test_a_committee_of_three_is_asked_however_few_the_members(ruled: World) -> None:
    party(ruled.branch, officers=3)
    members(ruled.branch, ruled, 4, on=D(2025, 12, 1))

    refreshed(ruled, D(2026, 3, 2))

    assert standings(ruled.branch, "R-10")["2026-03-01"] == EXPECTED
    assert standings(ruled.branch, "R-16-1")["2026-01-01"] == EXPECTED


def test_a_branch_without_any_member_is_asked_for_no_meeting_of_members(ruled: World) -> None:
    members(ruled.branch, ruled, 0, on=D(2025, 12, 1))

    refreshed(ruled, D(2026, 3, 2))

    assert owed(ruled.branch, "R-09", period_start=D(2026, 1, 1)).reason == "没有党员"
    assert standings(ruled.second_branch, "R-09")["2026-01-01"] == EXPECTED


def test_groups_are_counted_on_the_eve_of_the_month(ruled: World) -> None:
    branch = ruled.branch
    for number, start in enumerate((D(2025, 1, 1), D(2025, 1, 1), D(2026, 3, 10)), start=1):
        PartyGroup.objects.create(organization=branch, name=f"第{number}小组", starts_on=start)

    refreshed(ruled, D(2026, 3, 12))

    assert owed(branch, "R-11", period_start=D(2026, 3, 1)).needed == 2
    assert owed(branch, "R-11", period_start=D(2026, 4, 1)).needed == 3
    assert owed(ruled.second_branch, "R-11", period_start=D(2026, 3, 1)).reason == "未划分党小组"


def test_a_new_branch_is_asked_from_the_period_after_its_founding(ruled: World) -> None:
    new = founded(ruled, D(2026, 3, 2))

    refreshed(ruled, D(2026, 3, 20))

    assert standings(new, "R-13") == {"2026-03-01": UNFIT, "2026-04-01": EXPECTED}
    assert standings(new, "R-09") == {"2026-01-01": UNFIT, "2026-04-01": EXPECTED}
    assert owed(new, "R-13", period_start=D(2026, 3, 1)).reason == "新成立，自下一周期起计"
    assert standings(new, "R-12-2") == {"2026-01-01": UNFIT}


def test_founded_in_july_it_holds_its_life_meeting_in_the_fourth_quarter(ruled: World) -> None:
    new = founded(ruled, D(2026, 7, 1))

    refreshed(ruled, D(2026, 10, 2))

    assert standings(new, "R-14") == {"2026-01-01": EXPECTED}


def test_the_day_of_approval_counts_where_it_is_later_than_the_entry(ruled: World) -> None:
    new = founded(ruled, D(2026, 2, 10))
    party(new, approved_on=D(2026, 3, 5))

    refreshed(ruled, D(2026, 3, 20))

    assert standings(new, "R-13")["2026-03-01"] == UNFIT
    assert standings(new, "R-13")["2026-04-01"] == EXPECTED


def test_a_unit_that_founds_a_branch_is_asked_from_the_next_month(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))
    found_branch(
        unit=ruled.unit,
        kind=Kind.BRANCH,
        name="临顿路百货党支部",
        on=D(2026, 3, 10),
        reason="设立",
        actor=night(D(2026, 3, 10)),
    )

    refreshed(ruled, D(2026, 3, 11))

    assert standings(ruled.unit, "R-13")["2026-03-01"] == UNFIT
    assert standings(ruled.unit, "R-13")["2026-04-01"] == EXPECTED


def test_the_month_of_a_closing_is_withdrawn_and_earlier_ones_stay(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))
    branch = ruled.second_branch
    close_organization(
        organization=branch, on=D(2026, 3, 20), reason="撤销", actor=night(D(2026, 3, 20))
    )

    refreshed(ruled, D(2026, 3, 21))

    assert standings(branch, "R-13") == {
        "2026-01-01": EXPECTED,
        "2026-02-01": EXPECTED,
        "2026-03-01": GONE,
        "2026-04-01": GONE,
    }
    assert owed(branch, "R-13", period_start=D(2026, 3, 1)).reason == "已于2026年3月20日撤销"
    refreshed(ruled, D(2026, 5, 2))
    assert "2026-05-01" not in standings(branch, "R-13")


def test_a_closed_period_never_changes_again(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))
    before = owed(ruled.branch, "R-10", period_start=D(2026, 1, 1))
    assert before.freezes_on == D(2026, 3, 2)

    party(ruled.branch, officers=3)
    refreshed(ruled, D(2026, 3, 3))

    assert owed(ruled.branch, "R-10", period_start=D(2026, 1, 1)).standing == UNFIT
    assert owed(ruled.branch, "R-10", period_start=D(2026, 2, 1)).standing == EXPECTED


def test_a_new_version_rules_the_periods_that_begin_on_its_day_or_later(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))
    new = change_rule(
        tenant=ruled.tenant,
        content={"code": "R-13", "needed": 2, "due_days": 5},
        effective_from=D(2026, 3, 15),
        actor=ruled.actor("city_leader"),
    )
    assert new.article == ObligationRule.objects.get(code="R-13", needed=1).article

    refreshed(ruled, D(2026, 3, 16))

    march = owed(ruled.branch, "R-13", period_start=D(2026, 3, 1))
    april = owed(ruled.branch, "R-13", period_start=D(2026, 4, 1))
    assert (march.needed, march.due_on) == (1, D(2026, 3, 31))
    assert (april.needed, april.due_on, april.rule_id) == (2, D(2026, 5, 5), new.pk)
    assert refreshed(ruled, D(2026, 3, 16)).written == 0


def test_a_rule_with_another_period_withdraws_what_its_old_version_asked(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))
    change_rule(
        tenant=ruled.tenant,
        content={"code": "S-13", "period": "quarter"},
        effective_from=D(2026, 4, 1),
        actor=ruled.actor("city_leader"),
    )

    refreshed(ruled, D(2026, 3, 3))

    rows = Obligation.objects.filter(organization=ruled.officer, rule__code="S-13")
    assert [(row.period_end, row.standing) for row in rows.order_by("period_start")] == [
        (D(2026, 1, 31), EXPECTED),
        (D(2026, 2, 28), EXPECTED),
        (D(2026, 3, 31), EXPECTED),
        (D(2026, 6, 30), EXPECTED),
    ]


def test_a_stopped_rule_asks_for_no_later_period(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))
    stop_rule(
        row=ObligationRule.objects.get(tenant=ruled.tenant, code="R-12-1"),
        effective_to=D(2026, 3, 31),
        reason="按新规定不再单列",
        actor=ruled.actor("city_leader"),
    )

    refreshed(ruled, D(2026, 3, 3))

    assert standings(ruled.branch, "R-12-1") == {"2026-01-01": EXPECTED, "2026-04-01": GONE}
    row = owed(ruled.branch, "R-12-1", period_start=D(2026, 4, 1))
    assert row.reason == "规则已调整或停用"


def test_a_whole_year_may_be_made_afterwards_and_frozen_rows_stay(ruled: World) -> None:
    refreshed(ruled, D(2026, 3, 2))
    done = refreshed(ruled, D(2026, 3, 2), since=D(2025, 7, 1), until=D(2026, 12, 31))

    months = standings(ruled.branch, "R-13")
    assert (min(months), max(months), len(months)) == ("2025-07-01", "2026-12-01", 18)
    assert done.made > 0
    again = refreshed(ruled, D(2026, 3, 2), since=D(2025, 7, 1), until=D(2026, 12, 31))
    assert again.written == 0


def test_one_city_never_touches_the_other(ruled: World) -> None:
    with_rules(ruled.twin)

    refreshed(ruled)

    assert not Obligation.objects.filter(tenant=ruled.twin.tenant).exists()
    refreshed(ruled.twin)
    assert Obligation.objects.filter(tenant=ruled.twin.tenant).exists()
    foreign = Obligation.objects.exclude(rule__tenant_id=0).exclude(
        organization__tenant_id=ruled.tenant.pk, tenant_id=ruled.tenant.pk
    )
    assert not foreign.exclude(
        organization__tenant_id=ruled.twin.tenant.pk, rule__tenant_id=ruled.twin.tenant.pk
    ).exists()


def test_a_committee_member_who_left_in_the_middle_of_the_month_still_counts_for_it(
    ruled: World,
) -> None:
    """Judged on the eve of the window, whatever comes later in the month."""
    row = party(ruled.branch, officers=3)
    CommitteeMember.objects.filter(party_organization=row, name="示例2").update(
        ends_on=D(2026, 3, 8)
    )

    refreshed(ruled, D(2026, 3, 10))

    months = standings(ruled.branch, "R-10")
    assert (months["2026-03-01"], months["2026-04-01"]) == (EXPECTED, UNFIT)
