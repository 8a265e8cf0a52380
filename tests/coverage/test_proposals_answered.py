"""What was passed on is answered, and every night the proposals follow the facts."""

from __future__ import annotations

from coverage.actions.proposals import refuse_proposal
from coverage.models import JointProposal, Unit
from coverage.tasks import refresh_city_proposals, refresh_proposals
from coverage.terms import ProposalStatus
from tests.coverage.joint_units import three_neighbours
from tests.coverage.test_proposals import accepted, made
from tests.world import World
from workflow.models import Notice


def test_whoever_passed_it_on_is_told_what_became_of_it(world: World) -> None:
    three_neighbours(world.home)
    passed = accepted(world, made(world), "officer")
    assert (passed.passed_by, passed.branch) == (world.user("officer"), None)

    founded = accepted(world, passed, "station_head")
    told = Notice.objects.get(recipient=world.user("officer"), kind=Notice.Kind.ANSWERED)
    assert told.title == "已采纳并设立：观前大厦联合党支部"
    assert told.body.startswith("谢站长（平江区域党建工作站 站长）：")
    assert founded.branch is not None
    assert told.path.endswith(f"/parties/{founded.branch.pk}/")


def test_a_refusal_comes_back_with_its_reason(world: World) -> None:
    three_neighbours(world.home)
    passed = accepted(world, made(world), "officer")

    refuse_proposal(proposal=passed, reason="三家业态差异大", actor=world.actor("station_head"))
    told = Notice.objects.get(recipient=world.user("officer"), kind=Notice.Kind.ANSWERED)
    assert "未采纳" in told.title
    assert "三家业态差异大" in told.body


def test_who_decides_without_having_been_asked_tells_nobody(world: World) -> None:
    three_neighbours(world.home)
    accepted(world, made(world), "station_head")
    assert not Notice.objects.filter(kind=Notice.Kind.ANSWERED).exists()


def test_every_night_each_city_with_a_ledger_has_its_proposals_made_anew(world: World) -> None:
    three_neighbours(world.home)
    three_neighbours(world.twin)
    proposal = made(world)
    unit = proposal.rows.order_by("pk")[0].unit
    Unit.objects.filter(pk=unit.pk).update(members_here=3)

    assert refresh_proposals() == 2
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.OUTDATED
    assert JointProposal.objects.filter(tenant=world.twin.tenant).count() == 1
    assert refresh_city_proposals(world.twin.tenant.pk)["offered"] == 0
