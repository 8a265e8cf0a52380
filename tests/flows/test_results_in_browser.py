"""A survey answered with one thumb, and results drawn beside their tables, on phone and desk."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from inspections.models import DutyReview, Inspection, Round, Score, SurveyTally
from inspections.terms import InspectionStatus, RoundStatus
from tests.browser import needs_browser
from tests.inspections.grounds import scheme_of, seeded
from tests.inspections.letters import found
from tests.inspections.reviews import surveying
from tests.world import AT, City, World

pytestmark = [pytest.mark.browser, needs_browser]

HEIGHTS = """() => [...document.querySelectorAll(".survey-choice")]
    .map((one) => one.getBoundingClientRect().height)"""


def a_year(city: City, year: int, share: str) -> Inspection:
    """A published result of the city's full scheme: so much of each indicator's points."""
    held = Round.objects.create(
        tenant=city.tenant,
        organizer=city.mall,
        scheme=scheme_of(city),
        name=f"{year}年度党建体检",
        year=year,
        period_start=dt.date(year, 1, 1),
        period_end=dt.date(year, 1, 31),
        self_check_until=dt.date(year, 2, 1),
        scoring_until=dt.date(year, 2, 20),
        status=RoundStatus.PUBLISHED,
        published_at=AT - dt.timedelta(days=1 + 365 * (2026 - year)),
        created_at=AT,
    )
    sheet = Inspection.objects.create(
        tenant=city.tenant,
        round=held,
        organization=city.branch,
        examiner=city.station,
        status=InspectionStatus.PUBLISHED,
        points=Decimal(share) * 100,
        full=Decimal(100),
        total=Decimal(share) * 100,
        grade="fair",
    )
    for place, one in enumerate(held.scheme.indicators.order_by("pk")):
        part = Decimal(share) if place % 3 else Decimal("0.5")
        earned = (one.points * part).quantize(Decimal("0.0001"))
        Score.objects.create(inspection=sheet, indicator=one, earned=earned, reason="现场核验")
    found(city, sheet)
    return sheet


def test_a_secretary_answers_a_survey_on_a_phone(arrive: Any, committed_world: World) -> None:
    review = surveying(committed_world.home)
    DutyReview.objects.filter(pk=review.pk).update(survey_until=dt.date(2026, 3, 20))
    secretary = arrive("secretary", phone=True)
    secretary.opens("/inspections/reviews/?year=2026")
    secretary.sees("请您测评")
    secretary.opens(f"/inspections/reviews/{review.pk}/survey/")
    heights = secretary.page.evaluate(HEIGHTS)
    assert len(heights) == 4
    assert min(heights) >= 44
    secretary.page.get_by_role("button", name="较好", exact=True).click()
    secretary.sees("您评价为“较好”")
    secretary.page.locator("#confirm-accept").click()
    secretary.sees("已收到您的评价", "您已测评")
    assert SurveyTally.objects.get(review=review, grade="better").count == 1


@pytest.mark.parametrize("phone", [True, False])
def test_a_card_a_report_and_the_city_draw_beside_their_tables(
    arrive: Any, committed_world: World, phone: bool
) -> None:
    city = committed_world.home
    seeded(city)
    sheet = [a_year(city, year, share) for year, share in ((2025, "0.7"), (2026, "0.9"))][-1]
    leader = arrive("mall_leader", phone=phone)
    leader.opens(f"/inspections/cards/{city.branch.pk}/")
    leader.sees("没有销号的问题", "最近一次体检", "历次体检")
    pictures = leader.page.locator("[data-chart] svg")
    expect(pictures).to_have_count(2)
    leader.inspect()
    leader.opens(f"/inspections/sheets/{sheet.pk}/report/")
    expect(leader.page.locator("[data-chart=radar] svg")).to_have_count(1)
    leader.inspect()
    leader.opens("/inspections/overview/")
    leader.sees("体检覆盖", "发现的问题")
    expect(leader.page.locator("[data-chart=counts] svg")).to_have_count(1)
    leader.inspect()
