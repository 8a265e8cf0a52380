"""The second look at a scoring: another person, back with a reason, many at once, left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from inspections.actions.adjusting import add_adjustment
from inspections.actions.checking import (
    check_inspection,
    check_inspections,
    excuse_inspection,
    return_inspection,
)
from inspections.models import Inspection, Score
from inspections.terms import InspectionStatus, Subject
from tests.inspections.grounds import a_scoring_round, sheet_of
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    page,
    plain,
    refused,
    said_of,
    scoring,
    submitted,
    told_scheme,
    told_sheet,
)
from tests.world import AT, City, World
from workflow.models import AuditEntry, Notice

Said = dict[str, dict[int, Any]]


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


def test_the_organizers_leader_checks_and_is_named(city: City) -> None:
    sheet = submitted(scoring(city), city)
    for name in (SCORER, SECRETARY, "mall_clerk", "city_leader"):
        with pytest.raises(PermissionDenied):
            check_inspection(inspection=sheet, actor=city.actor(name))

    done = check_inspection(inspection=sheet, actor=city.actor(CHECKER))

    assert (done.status, done.checked_by) == (InspectionStatus.CHECKED, city.user(CHECKER))
    assert (done.checked_at, "主任" in done.checked_as) == (AT, True)


def test_nobody_checks_what_one_has_scored_or_added_to(city: City) -> None:
    sheet = submitted(scoring(city), city)
    own = city.actor(CHECKER)
    add_adjustment(inspection=sheet, points=Decimal(1), reason="市级表彰", actor=own)

    with refused("second_person_needed"):
        check_inspection(inspection=sheet, actor=own)
    with refused("second_person_needed"):
        return_inspection(inspection=sheet, reason="重评", actor=own)
    assert check_inspections(inspections=Inspection.objects.all(), actor=own) == 0
    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.SCORED


def test_a_scoring_goes_back_with_a_reason_and_keeps_what_was_scored(city: City) -> None:
    sheet = submitted(scoring(city), city)
    checker = city.actor(CHECKER)
    with refused("reason_needed"):
        return_inspection(inspection=sheet, reason=" ", actor=checker)

    back = return_inspection(inspection=sheet, reason="B1 依据不足", actor=checker)

    assert back.status == InspectionStatus.ON_SITE
    assert Score.objects.filter(inspection=sheet, earned__isnull=True).count() == 0
    notice = Notice.objects.get(recipient=city.user(SCORER), kind=Notice.Kind.RETURNED)
    assert "B1 依据不足" in notice.body
    assert submitted(back, city).status == InspectionStatus.SCORED


def test_a_checked_one_may_still_go_back_until_it_is_told(city: City) -> None:
    sheet = check_inspection(inspection=submitted(scoring(city), city), actor=city.actor(CHECKER))
    back = return_inspection(inspection=sheet, reason="加分重复", actor=city.actor(CHECKER))

    assert (back.status, back.checked_by, back.checked_as) == (
        InspectionStatus.ON_SITE,
        None,
        "",
    )


def test_what_is_told_goes_back_no_more(city: City) -> None:
    sheet = told_sheet(city)

    with refused("not_scoring"):
        return_inspection(inspection=sheet, reason="重评", actor=city.actor(CHECKER))


def test_many_are_checked_at_once_with_one_entry(city: City) -> None:
    sheet = scoring(city)
    others = Inspection.objects.filter(round=sheet.round).order_by("pk")
    submitted(sheet, city)
    submitted(others.get(organization=city.second_branch), city)

    count = check_inspections(inspections=others, actor=city.actor(CHECKER))

    assert count == 2
    assert (
        others.filter(status=InspectionStatus.CHECKED, checked_by=city.user(CHECKER)).count() == 2
    )
    assert others.get(organization=city.sibling_branch).status == InspectionStatus.ON_SITE
    entry = AuditEntry.objects.get(verb="inspection.check_all")
    assert (entry.after["inspections"], entry.target_id) == (2, sheet.round_id)


@pytest.mark.parametrize("name", ["mall_clerk", SCORER, "lawyer_leader", "twin.mall_leader"])
def test_nobody_else_checks_many_at_once(city: City, world: World, name: str) -> None:
    sheet = submitted(scoring(city), city)

    with pytest.raises(PermissionDenied):
        check_inspections(
            inspections=Inspection.objects.filter(pk=sheet.pk), actor=world.actor(name)
        )


def test_a_body_is_left_out_with_a_reason_and_told(city: City) -> None:
    sheet = scoring(city)
    with pytest.raises(PermissionDenied):
        excuse_inspection(inspection=sheet, reason="撤销中", actor=city.actor("mall_clerk"))
    with refused("reason_needed"):
        excuse_inspection(inspection=sheet, reason="", actor=city.actor(CHECKER))

    left = excuse_inspection(inspection=sheet, reason="正在撤销", actor=city.actor(CHECKER))

    assert (left.status, left.excused_reason) == (InspectionStatus.EXCUSED, "正在撤销")
    assert Notice.objects.filter(
        recipient=city.user(SECRETARY), kind=Notice.Kind.STOPPED, body="正在撤销"
    ).exists()


def test_the_city_scores_a_committee_by_two_of_its_own(city: City) -> None:
    scheme = told_scheme(city, Subject.COMMITTEE)
    sheet = sheet_of(a_scoring_round(city, "city", scheme=scheme), city, "mall")
    assert sheet.examiner == city.city
    with pytest.raises(PermissionDenied):
        submitted(sheet, city, by=CHECKER)

    scored = submitted(sheet, city, by="city_leader")
    with refused("second_person_needed"):
        check_inspection(inspection=scored, actor=city.actor("city_leader"))
    return_reason = {"inspection": scored, "reason": "由经办人评分", "actor": city.system}
    again = submitted(return_inspection(**return_reason), city, by="city_clerk")

    # The leader's hand is still in the points that were not given anew.
    with refused("second_person_needed"):
        check_inspection(inspection=again, actor=city.actor("city_leader"))


def test_a_clerk_scores_a_committee_and_the_citys_leader_checks(city: City) -> None:
    scheme = told_scheme(city, Subject.COMMITTEE)
    sheet = sheet_of(a_scoring_round(city, "city", scheme=scheme), city, "mall")
    scored = submitted(sheet, city, by="city_clerk")

    checked = check_inspection(inspection=scored, actor=city.actor("city_leader"))

    assert checked.status == InspectionStatus.CHECKED


def test_who_takes_part_no_more_has_no_result_in_the_list(city: City, world: World) -> None:
    """Scored and checked before it was left out: its total stands nowhere."""
    sheet = submitted(scoring(city), city)
    assert sheet.total is not None
    actor = city.actor(CHECKER)
    excuse_inspection(inspection=sheet, reason="正在撤销", actor=actor)
    with as_person(world, CHECKER) as client:
        listed = plain(client.get(page("round_inspections", sheet.round_id)))
        graded = client.get(f"{page('round_inspections', sheet.round_id)}?grade={sheet.grade}")

    assert f" {sheet.total} " not in listed
    assert graded.context["page"].rows == []
