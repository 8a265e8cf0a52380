"""What is said of one unit: every verdict with its force, its reason and its article."""

from __future__ import annotations

import pytest

from coverage.models import Unit
from coverage.rulebook import DEFAULTS
from coverage.rules import BranchFacts, Verdict, branch_verdicts_of, verdicts_of
from coverage.terms import Cover, OperatingState
from hierarchy.terms import Kind
from workflow.terms import Force


def unit(**facts: object) -> Unit:
    """An operating unit with twenty people and no members, until said otherwise."""
    return Unit(**{"employees": 20, "cover": Cover.NONE, **facts})


def found(unit: Unit, **kwargs: int) -> dict[str, Verdict]:
    return {verdict.key: verdict for verdict in verdicts_of(unit, DEFAULTS, **kwargs)}


def test_two_formal_members_and_one_on_probation_do_not_have_to_found() -> None:
    """Case 1 of domain.md §11."""
    verdicts = found(unit(members_here=2, probationary=1))
    assert verdicts.keys() == {"uncovered"}


def test_three_formal_members_in_a_joint_branch_are_covered_and_still_unfounded() -> None:
    """Case 2: 组织覆盖 counts it, 应单建未单建 counts it too."""
    verdicts = found(unit(members_here=3, cover=Cover.JOINT), covered_units=4)
    assert verdicts.keys() == {"unbuilt_joint", "joint"}
    gap = verdicts["unbuilt_joint"]
    assert (gap.force, gap.label) == (Force.MUST, "应单建未单建")
    assert "第十一条" in gap.article
    assert "3 名" in gap.text


@pytest.mark.parametrize("cover", [Cover.INDUSTRY, Cover.FALLBACK])
def test_covered_by_another_than_a_joint_branch_is_not_founded_alone_either(cover: str) -> None:
    assert found(unit(members_here=3, cover=cover)).keys() == {"unbuilt_joint", str(cover)}


def test_three_formal_members_without_any_party_organisation_must_found() -> None:
    verdicts = found(unit(members_here=3))
    assert verdicts["unbuilt_none"].force == Force.MUST
    assert verdicts["unbuilt_none"].is_gap


def test_founded_alone_is_no_gap() -> None:
    verdicts = verdicts_of(unit(members_here=3, cover=Cover.ALONE), DEFAULTS)
    assert [verdict.key for verdict in verdicts] == ["must_found", "alone"]
    assert not any(verdict.is_gap for verdict in verdicts)


def test_founded_alone_with_two_members_is_a_warning_not_a_breach() -> None:
    verdicts = found(unit(members_here=2, cover=Cover.ALONE))
    assert verdicts["below_founding"].force == Force.USUALLY


def test_six_units_in_a_joint_branch_are_yellow_and_five_are_nothing() -> None:
    """Case 12."""
    joint = unit(members_here=1, cover=Cover.JOINT)
    assert found(joint, covered_units=5).keys() == {"joint"}
    verdicts = found(joint, covered_units=6)
    assert verdicts["joint_too_wide"].force == Force.USUALLY
    assert "6 家" in verdicts["joint_too_wide"].text
    assert "第五条" in verdicts["joint_too_wide"].article


def test_both_columns_together_make_a_unit_that_might_have_to_found() -> None:
    verdicts = found(unit(members_here=1, members_elsewhere=2))
    assert verdicts["potential"].force == Force.CUSTOM
    assert "potential" not in found(unit(members_here=1, members_elsewhere=1))
    assert "potential" not in found(unit(members_here=3, members_elsewhere=2))


def test_a_unit_without_members_comes_first_from_fifty_staff_on() -> None:
    assert "no_members" in found(unit(employees=49))
    first = found(unit(employees=50))["spring_first"]
    assert first.force == Force.USUALLY
    assert "no_members" not in found(unit(employees=50))
    for member in ("members_here", "members_elsewhere", "probationary"):
        assert found(unit(employees=50, **{member: 1})).keys() == {"uncovered"}


@pytest.mark.parametrize("fact", [{"officer_id": 7}, {"has_union": True}, {"has_league": True}])
def test_an_officer_a_union_or_a_league_reach_a_unit_with_party_work(fact: dict) -> None:  # type: ignore[type-arg]
    verdicts = found(unit(members_here=1, **fact))
    assert verdicts.keys() == {"work_only"}
    assert "uncovered" in found(unit(members_here=1, has_women=True))


@pytest.mark.parametrize("state", [state for state in OperatingState if state != "operating"])
def test_what_does_not_operate_is_in_no_denominator_and_says_why(state: OperatingState) -> None:
    verdicts = verdicts_of(unit(members_here=5, operating=state), DEFAULTS)
    assert [verdict.key for verdict in verdicts] == ["out"]
    assert state.label in verdicts[0].text


def test_another_rule_set_gives_another_verdict() -> None:
    asked = unit(members_here=3)
    four = DEFAULTS.having(found_from=4, potential_from=4)
    assert {verdict.key for verdict in verdicts_of(asked, four)} == {"uncovered"}


@pytest.mark.parametrize(("members", "seats", "due"), [(6, 0, False), (7, 0, True), (7, 3, False)])
def test_a_committee_is_due_at_the_seventh_member(members: int, seats: int, due: bool) -> None:
    """Case 3: six members need none, the seventh does; three members of it settle it."""
    facts = BranchFacts(Kind.BRANCH, members, joint_units=0, committee_members=seats)
    verdicts = branch_verdicts_of(facts, DEFAULTS)
    assert [verdict.key for verdict in verdicts] == (["committee_due"] if due else [])
    assert all(verdict.force == Force.MUST for verdict in verdicts)


def test_a_temporary_branch_is_led_by_whom_its_superior_names() -> None:
    facts = BranchFacts(Kind.TEMPORARY_BRANCH, 7, joint_units=0, committee_members=0)
    assert branch_verdicts_of(facts, DEFAULTS) == []


def test_a_branch_of_more_than_fifty_is_yellow_and_a_general_branch_is_not() -> None:
    large = BranchFacts(Kind.BRANCH, 51, joint_units=0, committee_members=3)
    assert [(v.key, v.force) for v in branch_verdicts_of(large, DEFAULTS)] == [
        ("branch_too_large", Force.USUALLY)
    ]
    general = BranchFacts(Kind.GENERAL_BRANCH, 51, joint_units=0, committee_members=0)
    assert branch_verdicts_of(general, DEFAULTS) == []
