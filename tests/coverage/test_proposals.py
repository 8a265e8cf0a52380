"""Joint-group proposals: made for the lowest body, decided once, founded or passed on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage.actions.proposals import accept_proposal, refuse_proposal
from coverage.actions.proposing import make_proposals
from coverage.actions.units import give_unit, record_state
from coverage.joining.moves import PROPOSAL_MOVES
from coverage.models import Crossing, JointProposal, PartyOrganization, Unit
from coverage.terms import Cover, CrossingKind, ProposalStatus
from hierarchy.models import Organization, Position
from hierarchy.terms import Kind
from tests.coverage.joint_units import joining_unit, three_neighbours
from tests.world import World
from workflow.models import AuditEntry, Notice


def made(world: World, body: str = "station", person: str = "station_head") -> JointProposal:
    """The one proposal that a making comes to."""
    make_proposals(organization=getattr(world, body), actor=world.actor(person))
    return JointProposal.objects.get(status=ProposalStatus.OFFERED)


def accepted(world: World, proposal: JointProposal, person: str, **given: Any) -> JointProposal:
    asked = {
        "units": [row.unit for row in proposal.rows.all()],
        "name": "观前大厦联合党支部",
        "on": world.on - dt.timedelta(days=1),
        "document_no": "平街组〔2026〕3号",
        **given,
    }
    return accept_proposal(proposal=proposal, actor=world.actor(person), **asked)


def test_a_set_goes_to_the_lowest_body_that_all_its_units_hang_under(world: World) -> None:
    three_neighbours(world.home)
    alone = [
        joining_unit(world.home, "东一", association="商会"),
        joining_unit(
            world.home,
            "东二",
            2,
            association="商会",
            place=world.sibling_officer,
            region=world.regions["xietang"],
        ),
    ]

    outcome = make_proposals(organization=world.mall, actor=world.actor("mall_leader"))

    found = {row.organization.name: row for row in JointProposal.objects.all()}
    assert outcome.offered == 2
    assert set(found) == {world.officer.name, world.mall.name}
    near = found[world.officer.name]
    assert (near.ground, near.members, near.rank) == ("观前大厦", 3, 1)
    assert near.secretary_from.name == "观前2号商贸有限公司"
    assert {row.unit_id for row in found[world.mall.name].rows.all()} == {u.pk for u in alone}


def test_the_other_city_is_neither_asked_nor_joined(world: World) -> None:
    three_neighbours(world.twin)

    outcome = make_proposals(organization=world.city, actor=world.actor("city_leader"))

    assert (outcome.offered, outcome.leftovers) == (0, 0)


def test_only_working_uncovered_units_with_a_member_or_two_are_asked(world: World) -> None:
    joining_unit(world.home, "无党员")
    Unit.objects.update(members_here=0)
    joining_unit(world.home, "应建", 3)
    joining_unit(world.home, "已覆盖", 2, place=world.second_branch)
    joining_unit(world.home, "僵尸", 2, figures={"operating": "dormant"})
    joining_unit(world.home, "可联合", 2)

    outcome = make_proposals(organization=world.station, actor=world.actor("station_clerk"))

    assert (outcome.offered, outcome.leftovers) == (0, 1)


def test_a_second_making_keeps_what_still_holds(world: World) -> None:
    three_neighbours(world.home)
    first = made(world)

    outcome = make_proposals(organization=world.station, actor=world.actor("station_head"))

    assert (outcome.kept, outcome.offered, outcome.outdated) == (1, 0, 0)
    assert JointProposal.objects.get() == first


def test_what_facts_have_overtaken_is_outdated_and_comes_back_with_them(world: World) -> None:
    units = three_neighbours(world.home)
    first = made(world)
    system = world.system
    record_state(unit=units[0], figures={"members_here": 3}, effective_on=world.on, actor=system)

    changed = make_proposals(organization=world.station, actor=world.actor("station_head"))

    first.refresh_from_db()
    assert first.status == ProposalStatus.OUTDATED
    assert (changed.outdated, changed.offered) == (1, 0)
    record_state(unit=units[0], figures={"members_here": 1}, effective_on=world.on, actor=system)
    again = make_proposals(organization=world.station, actor=world.actor("station_head"))
    first.refresh_from_db()
    assert (again.renewed, first.status) == (1, ProposalStatus.OFFERED)


def test_a_refused_set_is_not_offered_again_until_a_fact_changes(world: World) -> None:
    units = three_neighbours(world.home)
    proposal = made(world)

    refuse_proposal(proposal=proposal, reason="两家正在搬迁", actor=world.actor("station_clerk"))

    station = {"organization": world.station, "actor": world.actor("station_head")}
    assert make_proposals(**station).offered == 0
    record_state(
        unit=units[2], figures={"members_here": 2}, effective_on=world.on, actor=world.system
    )
    assert make_proposals(**station).offered == 1
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == (ProposalStatus.REFUSED, "两家正在搬迁")


def test_refusing_asks_for_the_reason(world: World) -> None:
    three_neighbours(world.home)
    proposal = made(world)

    with pytest.raises(ValidationError) as refusal:
        refuse_proposal(proposal=proposal, reason=" ", actor=world.actor("station_head"))

    assert refusal.value.code == "reason_needed"


def test_units_that_another_body_studies_are_left_to_it(world: World) -> None:
    three_neighbours(world.home, place=world.officer)
    away = joining_unit(world.home, "斜塘", 2, association="商会", place=world.sibling_officer)
    Unit.objects.exclude(pk=away.pk).update(building="", association="商会")
    make_proposals(organization=world.mall, actor=world.actor("mall_leader"))
    studied = JointProposal.objects.get(organization=world.mall)

    outcome = make_proposals(organization=world.station, actor=world.actor("station_head"))

    assert studied.rows.count() >= 2
    assert outcome.offered == 0
    studied.refresh_from_db()
    assert studied.status == ProposalStatus.OFFERED


def test_who_may_found_founds_the_branch_and_every_unit_is_covered_jointly(world: World) -> None:
    units = three_neighbours(world.home)

    done = accepted(world, made(world), "station_head")

    branch = done.branch
    assert done.status == ProposalStatus.ACCEPTED
    assert (branch.kind, branch.parent, branch.region_id) == (
        Kind.JOINT_BRANCH,
        world.officer,
        world.regions["pingjiang"].pk,
    )
    assert Position.objects.filter(organization=branch, title="书记").exists()
    party = PartyOrganization.objects.get(organization=branch)
    assert (party.formation, party.document_no) == (Cover.JOINT, "平街组〔2026〕3号")
    assert party.formation_reason == "同楼宇、园区或商圈：观前大厦"
    for unit in Unit.objects.filter(pk__in=[one.pk for one in units]):
        assert (unit.place_id, unit.cover) == (branch.pk, Cover.JOINT)
        assert unit.states.latest("pk").effective_on == world.on - dt.timedelta(days=1)


def test_a_units_own_node_becomes_the_branch_with_its_work(world: World) -> None:
    node = world.unit
    strongest = joining_unit(world.home, node.name, 2, place=node, building="观前大厦")
    three_neighbours(world.home)[0]

    done = accepted(world, made(world), "station_head")

    assert done.branch == Organization.objects.get(pk=node.pk)
    assert done.branch.kind == Kind.JOINT_BRANCH
    strongest.refresh_from_db()
    assert (strongest.place_id, strongest.cover) == (node.pk, Cover.JOINT)


def test_who_may_not_found_passes_it_on_and_the_head_is_told(world: World) -> None:
    units = three_neighbours(world.home)
    proposal = made(world)

    done = accepted(world, proposal, "officer", reason="三家同层办公")

    assert (done.status, done.branch) == (ProposalStatus.ACCEPTED, None)
    assert Unit.objects.get(pk=units[0].pk).cover == Cover.NONE
    notice = Notice.objects.get(key__startswith=f"jointproposal:{proposal.pk}:")
    assert notice.recipient == world.user("station_head")
    assert "观前大厦联合党支部" in notice.title
    again = make_proposals(organization=world.station, actor=world.actor("station_head"))
    assert (again.offered, again.leftovers) == (0, 0)


def test_what_was_passed_on_is_founded_or_refused_by_who_founds(world: World) -> None:
    three_neighbours(world.home)
    passed_on = accepted(world, made(world), "officer")

    founded = accepted(world, passed_on, "station_head")

    assert founded.branch is not None
    with pytest.raises(ValidationError, match="已设立“观前大厦联合党支部”"):
        refuse_proposal(proposal=founded, reason="不合适", actor=world.actor("station_head"))


def test_what_was_passed_on_is_not_passed_on_twice(world: World) -> None:
    three_neighbours(world.home)
    passed_on = accepted(world, made(world), "officer")

    with pytest.raises(ValidationError) as refusal:
        accepted(world, passed_on, "officer")

    assert refusal.value.code == "wrong_status"
    assert "转报" in refusal.value.messages[0]


def test_the_set_may_be_changed_before_it_is_accepted(world: World) -> None:
    units = three_neighbours(world.home)
    proposal = made(world)
    other = joining_unit(world.home, "皮市街二号", 2)

    done = accepted(world, proposal, "station_head", units=[units[0], other])

    assert {row.unit_id for row in done.rows.all()} == {units[0].pk, other.pk}
    assert done.members == 3
    assert Unit.objects.get(pk=units[1].pk).cover == Cover.NONE


def test_six_units_are_yellow_and_ask_for_a_reason(world: World) -> None:
    """domain.md §11 case 12: a joint branch of six is a warning, never a breach."""
    units = [
        *three_neighbours(world.home),
        *(joining_unit(world.home, f"近{n}") for n in (4, 5, 6)),
    ]
    make_proposals(organization=world.station, actor=world.actor("station_head"))
    proposal = JointProposal.objects.order_by("rank")[0]

    with pytest.raises(ValidationError) as refusal:
        accepted(world, proposal, "station_head", units=units)
    assert refusal.value.code == "reason_needed"
    done = accepted(world, proposal, "station_head", units=units, reason="同一层楼办公")

    assert done.rows.count() == 6
    crossing = Crossing.objects.get(kind=CrossingKind.JOINT_TOO_WIDE, organization=done.branch)
    assert (crossing.value, crossing.threshold) == (6, 5)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"members_here": 3}, "not_joinable", "应当单独建立党组织"),
        ({"members_here": 0}, "not_joinable", "没有正式党员"),
        ({"cover": Cover.ALONE}, "not_joinable", "已有党组织覆盖"),
        ({"operating": "shell"}, "not_joinable", "空壳"),
    ],
)
def test_a_unit_that_may_not_join_is_named_with_the_reason(
    world: World, change: dict[str, Any], code: str, words: str
) -> None:
    units = three_neighbours(world.home)
    proposal = made(world)
    Unit.objects.filter(pk=units[0].pk).update(**change)

    with pytest.raises(ValidationError, match=words) as refusal:
        accepted(world, proposal, "station_head")

    assert refusal.value.code == code
    assert units[0].name in refusal.value.messages[0]


@pytest.mark.parametrize(("count", "code"), [(1, "too_few_units"), (2, "too_few_members")])
def test_too_few_are_refused(world: World, count: int, code: str) -> None:
    units = three_neighbours(world.home)
    proposal = made(world)

    with pytest.raises(ValidationError) as refusal:
        accepted(world, proposal, "station_head", units=units[:count])

    assert refusal.value.code == code


def test_units_elsewhere_are_refused(world: World) -> None:
    units = three_neighbours(world.home)
    proposal = made(world)
    foreign = joining_unit(world.home, "斜塘", 2, place=world.sibling_officer)
    twin = joining_unit(world.twin, "对照", 2)

    for stranger in (foreign, twin):
        with pytest.raises(ValidationError) as refusal:
            accepted(world, proposal, "station_head", units=[*units, stranger])
        assert refusal.value.code == "outside_body"


def test_units_without_an_officer_have_no_place_for_a_branch(world: World) -> None:
    units = three_neighbours(world.home, place=world.station)
    proposal = made(world)

    with pytest.raises(ValidationError) as refusal:
        accepted(world, proposal, "station_head")
    assert refusal.value.code == "no_officer"
    give_unit(unit=units[2], place=world.officer, on=world.on, actor=world.system)
    proposal = made_again(world, proposal)
    assert accepted(world, proposal, "station_head", on=world.on).branch.parent == world.officer


def made_again(world: World, before: JointProposal) -> JointProposal:
    make_proposals(organization=world.station, actor=world.actor("station_head"))
    return JointProposal.objects.exclude(pk=before.pk).get()


@pytest.mark.parametrize(
    "person", ["single_head", "lawyer_leader", "secretary", "auditor", "twin.city_leader"]
)
def test_who_does_not_keep_the_ledger_there_decides_nothing(world: World, person: str) -> None:
    three_neighbours(world.home)
    proposal = made(world)
    stranger = world.actor(person)

    with pytest.raises(PermissionDenied):
        make_proposals(organization=world.station, actor=stranger)
    with pytest.raises(PermissionDenied):
        refuse_proposal(proposal=proposal, reason="不合适", actor=stranger)
    with pytest.raises(PermissionDenied):
        accepted(world, proposal, person)


def test_every_decision_is_on_the_trail_with_its_words(world: World) -> None:
    three_neighbours(world.home)
    proposal = made(world)

    accepted(world, proposal, "station_head", reason="同层办公")

    entry = AuditEntry.objects.about(proposal).get()
    assert (entry.verb, entry.reason) == ("jointproposal.found", "同层办公")
    assert entry.user == world.user("station_head")
    making = AuditEntry.objects.filter(verb="jointproposal.make").get()
    assert making.after["offered"] == 1


@pytest.mark.parametrize("status", ProposalStatus.values)
@pytest.mark.parametrize("verb", ["refuse", "found"])
def test_a_settled_proposal_stays_settled(world: World, status: str, verb: str) -> None:
    three_neighbours(world.home)
    proposal = made(world)
    JointProposal.objects.update(status=status)
    proposal.refresh_from_db()

    def decide() -> JointProposal:
        if verb == "found":
            return accepted(world, proposal, "station_head")
        return refuse_proposal(
            proposal=proposal, reason="不合适", actor=world.actor("station_head")
        )

    if status in PROPOSAL_MOVES[verb].sources:
        assert decide().status == PROPOSAL_MOVES[verb].target
    else:
        with pytest.raises(ValidationError) as refusal:
            decide()
        assert refusal.value.code == "wrong_status"


def test_a_proposal_is_seen_where_its_body_lies(world: World) -> None:
    three_neighbours(world.home)
    proposal = made(world)

    def sees(person: str) -> bool:
        return JointProposal.objects.visible_to(world.actor(person)).exists()

    assert all(map(sees, ("officer", "station_head", "mall_leader", "city_leader", "town_reader")))
    assert not any(map(sees, ("single_head", "lawyer_leader", "sip_reader", "twin.city_leader")))
    assert proposal.organization == world.officer
