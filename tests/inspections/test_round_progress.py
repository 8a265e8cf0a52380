"""A round by dimension: what was earned of what applied, of the sheets that are scored."""

from __future__ import annotations

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from inspections.models import Inspection, Round, Score
from inspections.round_progress import dimension_averages
from inspections.terms import InspectionStatus, RoundStatus
from tests.inspections.grounds import a_scoring_round, sheet_of
from tests.world import World


def scored(world: World) -> Round:
    """Of 30, 30, 25 and 15 points: 15, 不适用, 20 and 15; the second sheet all but the first."""
    round = a_scoring_round(world.home)
    for body, first in (("branch", "15"), ("second_branch", None)):
        sheet = sheet_of(round, world.home, body)
        for code, got in (("A1", first), ("A2", None), ("B1", "20"), ("B2", "15")):
            row = Score.objects.filter(inspection=sheet, indicator__code=code)
            row.update(earned=got and Decimal(got), is_absent=got is None)
        Inspection.objects.filter(pk=sheet.pk).update(status=InspectionStatus.SCORED)
    return round


def test_each_dimension_has_its_numerator_and_denominator(world: World) -> None:
    round = scored(world)

    found = dimension_averages(Inspection.objects.filter(round=round))

    assert [(one.name, one.earned, one.full, one.rate) for one in found] == [
        ("基本活动", 15, 30, Decimal("50.0")),
        ("基本阵地", 70, 80, Decimal("87.5")),
    ]
    assert found[1].text == "87.5%（70/80 分）"


def test_sheets_that_nobody_scored_yet_say_nothing(world: World) -> None:
    round = a_scoring_round(world.home)

    assert dimension_averages(Inspection.objects.filter(round=round)) == []


def test_the_page_of_a_told_round_shows_them_without_any_body_beside_another(
    world: World, client: Client
) -> None:
    round = scored(world)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.REPLY)
    world.login(client, "mall_leader")

    page = client.get(reverse("inspections:round_detail", args=[round.pk])).content.decode()

    assert "各维度得分率" in page
    assert "87.5%（70/80 分）" in page
    assert "观前商城党支部" not in page
