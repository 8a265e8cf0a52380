"""The report as it was published, on the page and as Word; handing results over; deliveries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hierarchy.actions.organizations import rename_organization
from inspections.actions.deliveries import record_delivery
from inspections.models import Finding, Inspection, ReportDelivery
from inspections.terms import RoundStatus
from tests.inspections.pages import as_person, main, page, word
from tests.inspections.results import PUBLISHED_ON, committees, of_year, publish, published
from tests.inspections.reviews import who
from tests.inspections.scored import said_of, told_sheet
from tests.world import City, World
from workflow.models import AuditEntry

GIVEN = {
    "department": "市委组织部",
    "delivered_on": dt.date(2026, 3, 5),
    "receiver": "考核处",
    "document_number": "",
    "purpose": "纳入部门领导班子年度考核",
}


@pytest.fixture
def city(world: World) -> City:
    return world.home


def sheet_of(city: City, body: str = "mall") -> Inspection:
    """The committee's sheet in the city's round."""
    return Inspection.objects.get(organization=getattr(city, body))


def test_a_report_shows_findings_dimensions_and_each_value_with_the_rows_behind(
    city: City, said: dict[str, Any]
) -> None:
    sheet = published(city, said)
    with as_person(city, "secretary") as client:
        answer = client.get(page("report", sheet.pk))
        opened = client.get(page("report", sheet.pk, rows=1))
        papers = word(client.get(page("report_paper", sheet.pk)))
    words = main(answer)
    assert words.index("发现的问题") < words.index("各维度情况") < words.index("体检单")
    for text in ("3/6", "15/30", "20/25", "标识不全", "2025年7月党员大会", "得分 65/适用满分 100"):
        assert text in words, text
        assert text in papers, text
    assert '<details class="behind" open>' in opened.content.decode()
    assert '<details class="behind" >' in answer.content.decode()


def test_a_report_counts_what_kept_the_grade_down_among_its_findings(
    city: City, said: dict[str, Any]
) -> None:
    """As the sheet, the letter and the hand-over to the departments do."""
    said_of(city, said, value=0)
    sheet = publish(told_sheet(city), city)
    with as_person(city, "secretary") as client:
        words = main(client.get(page("report", sheet.pk)))
        papers = word(client.get(page("report_paper", sheet.pk)))
    assert "黄项 3 个" in words
    for text in (words, papers):
        assert "全年没有党员大会，等次最高为“一般”。" in text


def test_years_later_it_prints_what_was_published(city: City, said: dict[str, Any]) -> None:
    sheet = published(city, said)
    later = dt.date(2028, 6, 1)
    with as_person(city, "mall_leader", PUBLISHED_ON) as client:
        before = word(client.get(page("report_paper", sheet.pk)))
        seen = main(client.get(page("report", sheet.pk)))
    rename_organization(
        organization=city.branch,
        name="观前新商城党支部",
        reason="更名",
        on=later,
        actor=who(city, "mall_leader", later),
    )
    Finding.objects.filter(inspection=sheet).update(settled_on=dt.date(2026, 9, 1))
    said["times"] = {}
    with as_person(city, "mall_leader", later) as client:
        assert word(client.get(page("report_paper", sheet.pk))) == before
        assert main(client.get(page("report", sheet.pk))) == seen
    assert "观前商城党支部" in before


def test_a_report_costs_few_queries(city: City, said: dict[str, Any]) -> None:
    sheet = published(city, said)
    with as_person(city, "city_leader") as client:
        client.get(page("report", sheet.pk))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page("report", sheet.pk)).status_code == 200
    assert len(seen) <= 12, [one["sql"][:90] for one in seen.captured_queries]


def test_a_report_is_read_where_the_body_is_seen_alone(world: World) -> None:
    sheet = of_year(world.home, 2026)
    for city, name, status in (
        (world.home, "secretary", 200),
        (world.home, "town_reader", 200),
        (world.home, "second_secretary", 404),
        (world.home, "lawyer_leader", 404),
        (world.twin, "city_leader", 404),
        (world.twin, "secretary", 404),
    ):
        with as_person(city, name) as client:
            assert client.get(page("report", sheet.pk)).status_code == status, name
            assert client.get(page("report_paper", sheet.pk)).status_code == status, name


def test_the_hand_over_sheet_lists_committees_in_their_order_with_result_and_delivery(
    city: City,
) -> None:
    held = committees(city)
    record_delivery(inspection=sheet_of(city), content=GIVEN, actor=who(city, "city_clerk"))
    with as_person(city, "city_clerk") as client:
        answer = client.get(page("handover_sheet", held.pk))
    said = word(answer)
    assert answer.status_code == 200
    assert said.index("商圈市场行业党建专委会") < said.index("律师行业党委")
    for text in ("82.5/100", "良好", "优秀", "市委组织部", "不分先后", "第十七条"):
        assert text in said, text


def test_the_hand_over_sheet_is_the_citys_and_only_of_published_committee_rounds(
    city: City,
) -> None:
    held = committees(city, status=RoundStatus.REPLY)
    with as_person(city, "city_clerk") as client:
        early = client.get(page("handover_sheet", held.pk), follow=True)
        assert "轮次公布后才能导出移交表" in early.content.decode()
        branches = of_year(city, 2026).round
    with as_person(city, "mall_clerk") as client:
        other = client.get(page("handover_sheet", branches.pk), follow=True)
        assert "两新党组织的体检结果不移交部门" in other.content.decode()
        assert client.get(page("handover_sheet", held.pk)).status_code == 403
    with as_person(city, "secretary") as client:
        assert client.get(page("handover_sheet", held.pk)).status_code == 404


def test_a_delivery_is_recorded_on_the_page_once_a_department(city: City) -> None:
    committees(city)
    sheet = sheet_of(city)
    sent = {**GIVEN, "delivered_on": "2026-03-05"}
    with as_person(city, "city_clerk") as client:
        assert "还没有送达记录" in main(client.get(page("report", sheet.pk)))
        done = client.post(page("delivery_new", sheet.pk), sent, follow=True)
        assert "已登记送达市委组织部" in main(done) or "考核处" in main(done)
        again = client.post(page("delivery_new", sheet.pk), sent)
    assert (again.status_code, "每个部门登记一次" in main(again)) == (422, True)
    assert ReportDelivery.objects.count() == 1
    assert AuditEntry.objects.get(verb="inspection.deliver").after["department"] == "市委组织部"


def test_only_the_organizer_records_a_delivery(city: City) -> None:
    committees(city)
    with pytest.raises(PermissionDenied):
        record_delivery(inspection=sheet_of(city), content=GIVEN, actor=who(city, "mall_leader"))
    with as_person(city, "mall_leader") as client:
        assert client.get(page("delivery_new", sheet_of(city).pk)).status_code == 403


@pytest.mark.parametrize(
    ("day", "code"),
    [(dt.date(2026, 2, 27), "before_publication"), (dt.date(2026, 12, 11), "in_future")],
)
def test_a_delivery_lies_between_publication_and_today(city: City, day: dt.date, code: str) -> None:
    committees(city)
    with pytest.raises(ValidationError) as refused:
        record_delivery(
            inspection=sheet_of(city),
            content={**GIVEN, "delivered_on": day},
            actor=who(city, "city_clerk"),
        )
    assert refused.value.error_dict["delivered_on"][0].code == code


def test_a_branchs_report_or_one_not_yet_published_is_delivered_to_nobody(city: City) -> None:
    committees(city, status=RoundStatus.REPLY)
    for sheet, by, code in (
        (sheet_of(city), "city_clerk", "not_published"),
        (of_year(city, 2026), "mall_clerk", "not_committee"),
    ):
        with pytest.raises(ValidationError) as refused:
            record_delivery(inspection=sheet, content=GIVEN, actor=who(city, by))
        assert refused.value.error_list[0].code == code
