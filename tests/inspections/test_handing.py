"""What becomes of inspections when a body is closed, merged or moved."""

from __future__ import annotations

from inspections.actions.handing import follow_moves, hand_inspections
from inspections.models import DutyReview, Finding, Inspection, Rectification, Round
from inspections.open_work import InspectionWork
from inspections.terms import InspectionStatus, Level, RectificationStatus, ReviewStatus
from tests.inspections import grounds
from tests.inspections.test_todos import DAY, a_letter, a_review, who
from tests.world import World
from workflow.models import AuditEntry


def kinds(world: World, *bodies: str) -> list[str]:
    ids = [getattr(world, name).pk for name in bodies]
    return [kind for part in InspectionWork().pieces(ids) for kind, _ in part]


def test_a_body_with_open_work_is_not_closed_silently(world: World) -> None:
    grounds.a_scoring_round(world.home)
    a_letter(world, RectificationStatus.SIGNED)
    a_review(world, ReviewStatus.SUBMITTED)

    assert kinds(world, "branch") == ["sheet", "letter"]
    assert kinds(world, "station") == ["visit", "visit"]
    assert kinds(world, "mall") == ["round", "letter", "hearing"]
    lines = list(InspectionWork().lines([world.branch.pk, world.mall.pk, world.station.pk]))
    assert {line.kind for line in lines} == {"体检轮次", "体检单", "核验评分", "整改", "述职评议"}
    assert all(line.title and line.path and line.state for line in lines)
    named = InspectionWork.namings
    assert set(named) == {"round", "sheet", "visit", "letter", "hearing"}


def test_what_is_settled_keeps_nothing_open(world: World) -> None:
    round = grounds.a_scoring_round(world.home)
    Inspection.objects.filter(round=round).update(status=InspectionStatus.CHECKED)
    a_letter(world, RectificationStatus.CLOSED)
    a_review(world, ReviewStatus.CLOSED, grade="best")

    assert kinds(world, "branch", "station") == []


def test_a_merged_branch_passes_its_letters_on_and_takes_part_no_more(world: World) -> None:
    round = grounds.a_scoring_round(world.home)
    letter = a_letter(world, RectificationStatus.SIGNED)
    Finding.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        rectification=letter,
        level=Level.YELLOW,
        fact="缺记录。",
        found_on=DAY,
    )

    went = hand_inspections(
        source=world.branch, target=world.second_branch, actor=who(world, "mall_leader")
    )

    assert went == 2
    sheet = grounds.sheet_of(round, world.home)
    assert sheet.status == InspectionStatus.EXCUSED
    assert world.second_branch.name in sheet.excused_reason
    assert Rectification.objects.get(pk=letter.pk).organization == world.second_branch
    assert Finding.objects.get().organization == world.second_branch
    assert grounds.sheet_of(round, world.home, "second_branch").status == InspectionStatus.ON_SITE
    entry = AuditEntry.objects.get(verb="inspection.transfer")
    assert entry.after["letters"] == 1


def test_a_merged_committee_passes_on_rounds_letters_and_hearings(world: World) -> None:
    round = grounds.a_scoring_round(world.home)
    grounds.a_round(world.home, "lawyer")
    letter = a_letter(world, RectificationStatus.RECHECK)
    review = a_review(world, ReviewStatus.SUBMITTED)

    hand_inspections(source=world.mall, target=world.lawyer, actor=who(world, "city_leader"))

    taken = Round.objects.get(pk=round.pk)
    assert taken.organizer == world.lawyer
    assert taken.name == "2025年下半年党建体检（商圈市场行业党建专委会）"
    assert Rectification.objects.get(pk=letter.pk).issuer == world.lawyer
    assert DutyReview.objects.get(pk=review.pk).judge == world.lawyer
    assert kinds(world, "mall") == []


def test_a_handed_station_lets_the_other_one_score(world: World) -> None:
    round = grounds.a_scoring_round(world.home)

    hand_inspections(source=world.station, target=world.single, actor=who(world, "mall_leader"))

    assert grounds.sheet_of(round, world.home).examiner == world.single
    assert kinds(world, "station") == []


def test_nothing_handed_leaves_no_entry(world: World) -> None:
    assert not hand_inspections(
        source=world.branch, target=world.second_branch, actor=who(world, "mall_leader")
    )
    assert not AuditEntry.objects.filter(verb="inspection.transfer").exists()


def test_a_moved_branch_is_looked_at_by_the_station_it_stands_under_now(world: World) -> None:
    round = grounds.a_scoring_round(world.home)
    sheet = grounds.sheet_of(round, world.home)
    Inspection.objects.filter(pk=sheet.pk).update(examiner=world.single)

    follow_moves([world.branch.pk])

    assert grounds.sheet_of(round, world.home).examiner == world.station
    other = grounds.sheet_of(round, world.home, "sibling_branch")
    assert other.examiner == world.single
