"""The pages of one sheet: who sees it and what of it, self-check, check, appeal, 加减分."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections.actions.appeals import raise_appeal
from inspections.models import Adjustment, Appeal, Inspection, LimitHit
from inspections.terms import AppealStatus, InspectionStatus
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    as_person,
    page,
    plain,
    reading,
    said_by,
    said_of,
    score,
    scoring,
    self_checking,
    submitted,
    told_sheet,
)
from tests.world import City, World

Said = dict[str, dict[int, Any]]


@pytest.fixture
def city(world: World, said: Said, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    said_of(world.home, said)
    return world.home


def opened(world: World, name: str, address: str) -> Any:
    """A page as a person gets it."""
    with as_person(world, name) as client:
        return client.get(address)


OUTSIDERS = ("second_secretary", "sibling_secretary", "lawyer_leader", "sip_reader", "twin.officer")


@pytest.mark.parametrize("name", OUTSIDERS)
def test_a_sheet_is_no_page_for_outsiders(world: World, city: City, name: str) -> None:
    sheet = told_sheet(city)

    assert opened(world, name, page("inspection_detail", sheet.pk)).status_code == 404
    line = score(sheet, "A1")
    for address in (
        page("score_detail", line.pk),
        page("appeal_new", line.pk),
        page("score_dispute", line.pk),
        page("inspection_score", sheet.pk),
        page("inspection_check", sheet.pk),
        page("adjustment_new", sheet.pk),
    ):
        assert opened(world, name, address).status_code == 404


def test_the_inspected_see_no_points_before_they_are_told(world: World, city: City) -> None:
    sheet = submitted(scoring(city), city)
    shown = plain(opened(world, SECRETARY, page("inspection_detail", sheet.pk)))

    assert "得分和等次在结果告知后显示" in shown
    assert "65.0" not in shown
    assert "谢站长" not in shown
    line = score(sheet, "A1")
    assert opened(world, SECRETARY, page("score_detail", line.pk)).status_code == 403
    assert "65" in plain(opened(world, CHECKER, page("inspection_detail", sheet.pk)))
    assert opened(world, "town_reader", page("score_detail", line.pk)).status_code == 403


@pytest.mark.parametrize("name", [SECRETARY, "town_reader", "district_reader", SCORER, "officer"])
def test_a_told_result_shows_findings_first_then_the_parts(
    world: World, city: City, name: str
) -> None:
    sheet = told_sheet(city)
    shown = plain(opened(world, name, page("inspection_detail", sheet.pk)))

    assert shown.index("黄项") < shown.index("各维度")
    assert "得分 65 / 适用满分 100" in shown
    assert "基本活动 得分 30 / 适用满分 60" in shown
    assert "3 / 6 次（50.0%）" in shown


def test_a_secretary_hands_in_the_self_check_on_the_page(world: World, city: City) -> None:
    sheet = self_checking(city)
    address = page("self_check", sheet.pk)
    manual = sheet.round.scheme.indicators.get(code="B1")
    for name in (SCORER, CHECKER, "town_reader"):
        assert opened(world, name, address).status_code == 403
    with as_person(world, SECRETARY) as client:
        shown = plain(client.get(address))
        assert "B1 固定场所与标识" in shown
        assert "A1 党员大会" not in shown
        too_much = {"words": "已自查", f"i{manual.pk}-points": "26"}
        refused = client.post(address, too_much)
        assert (refused.status_code, "应在 0 至 25 分之间" in plain(refused)) == (422, True)
        photo = SimpleUploadedFile("场所.txt", "示例".encode())
        given = {"words": "已自查", f"i{manual.pk}-points": "24", "uploads": [photo]}
        answer = client.post(address, given, follow=True)
    assert "已提交自查" in plain(answer)
    assert "场所.txt" in plain(answer)
    assert score(sheet, "B1").self_earned == 24


def test_a_self_check_that_is_in_leads_back_to_the_sheet(world: World, city: City) -> None:
    sheet = scoring(city)
    with as_person(world, SECRETARY) as client:
        answer = client.get(page("self_check", sheet.pk))

    assert answer.status_code == 302
    assert "不再填自查" in said_by(answer)


def test_ones_own_sheets_come_by_what_has_to_be_done(world: World, city: City) -> None:
    sheet = submitted(scoring(city), city)
    with as_person(world, CHECKER) as client:
        shown = client.get(page("my_sheets"))
        assert shown.context["duty"].key == "check"
        assert [row.pk for row, _ in shown.context["rows"]] == [sheet.pk]
        assert f'href="{page("inspection_check", sheet.pk)}"' in shown.content.decode()
    with as_person(world, SCORER) as client:
        shown = client.get(page("my_sheets"))
        assert (shown.context["duty"].key, len(shown.context["rows"])) == ("score", 1)
    assert "没有等您自查的体检单" in plain(opened(world, "town_reader", page("my_sheets")))


def test_a_leader_checks_on_the_page_and_goes_on_to_the_next(world: World, city: City) -> None:
    sheet = submitted(scoring(city), city)
    other = Inspection.objects.get(round=sheet.round, organization=city.second_branch)
    submitted(other, city)
    address = page("inspection_check", sheet.pk)
    for name in (SCORER, SECRETARY, "mall_clerk"):
        assert opened(world, name, address).status_code == 403
    with as_person(world, CHECKER) as client:
        assert "复核通过" in plain(client.get(address))
        answer = client.post(address, {"decision": "check"})
    assert answer.url == page("inspection_check", other.pk)
    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.CHECKED


def test_sending_back_asks_for_its_reason_on_the_page(world: World, city: City) -> None:
    sheet = submitted(scoring(city), city)
    address = page("inspection_check", sheet.pk)
    with as_person(world, CHECKER) as client:
        refused = client.post(address, {"decision": "return", "reason": ""})
        assert (refused.status_code, "请填写退回重评的理由" in plain(refused)) == (422, True)
        client.post(address, {"decision": "return", "reason": "依据不足"})
    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.ON_SITE


def test_who_added_points_finds_no_button_to_check(world: World, city: City) -> None:
    sheet = submitted(scoring(city), city)
    with as_person(world, CHECKER) as client:
        client.post(page("adjustment_new", sheet.pk), {"points": "2", "reason": "市级表彰"})
        shown = plain(client.get(page("inspection_check", sheet.pk)))
        assert "须由另一人复核" in shown
        refused = client.post(page("inspection_check", sheet.pk), {"decision": "check"})
    assert (refused.status_code, "须由另一人复核" in plain(refused)) == (422, True)


def test_points_beyond_the_scheme_and_limits_come_and_go_on_pages(world: World, city: City) -> None:
    sheet = submitted(scoring(city), city)
    limit = sheet.round.scheme.limits.get(source="")
    assert opened(world, SECRETARY, page("adjustment_new", sheet.pk)).status_code == 403
    with as_person(world, "mall_clerk") as client:
        refused = client.post(page("adjustment_new", sheet.pk), {"points": "9", "reason": "表彰"})
        assert (refused.status_code, "−5 至 +5 之间" in plain(refused)) == (422, True)
        client.post(page("adjustment_new", sheet.pk), {"points": "-1.5", "reason": "被通报"})
        given = {"limit": limit.pk, "reason": "补造记录"}
        client.post(page("limit_hit_new", sheet.pk), given)
        shown = plain(client.get(page("inspection_detail", sheet.pk)))
        assert "−1.5 分" in shown
        assert "受限于：弄虚作假" in shown
        client.post(page("adjustment_drop", Adjustment.objects.get().pk))
        client.post(page("limit_hit_drop", LimitHit.objects.get().pk))
    assert not Adjustment.objects.exists()
    assert not LimitHit.objects.exists()


def test_a_leader_leaves_a_body_out_on_the_page(world: World, city: City) -> None:
    sheet = scoring(city)
    address = page("inspection_excuse", sheet.pk)
    assert opened(world, "mall_clerk", address).status_code == 403
    with as_person(world, CHECKER) as client:
        answer = client.post(address, {"reason": "正在撤销"}, follow=True)
    assert "不再计入本轮的分母" in plain(answer)
    assert Inspection.objects.get(pk=sheet.pk).status == InspectionStatus.EXCUSED


def test_a_result_is_signed_for_and_appealed_and_answered_on_pages(
    world: World, city: City, said: Said
) -> None:
    sheet = told_sheet(city)
    line = score(sheet, "A1")
    with as_person(world, SECRETARY) as client:
        assert "签收" in plain(client.get(page("inspection_detail", sheet.pk)))
        client.post(page("inspection_acknowledge", sheet.pk))
        assert client.get(page("inspection_acknowledge", sheet.pk)).status_code == 405
        answer = client.post(page("appeal_new", line.pk), {"words": "已补录"}, follow=True)
        assert "待处理" in plain(answer)
        assert client.get(page("appeal_answer", Appeal.objects.get().pk)).status_code == 403
    assert opened(world, CHECKER, page("appeal_new", line.pk)).status_code == 403
    address = page("appeal_answer", Appeal.objects.get().pk)
    said["times"][city.branch.pk] = reading(6, 6)
    with as_person(world, CHECKER) as client:
        assert 'name="points"' not in client.get(address).content.decode()
        answer = client.post(address, {"upheld": "yes", "answer": "已更正"}, follow=True)
    assert "得分由 15 更正为 30" in plain(answer)
    assert Appeal.objects.get().status == AppealStatus.UPHELD
    assert Inspection.objects.get(pk=sheet.pk).seen_at is not None


def test_the_answer_to_what_a_person_scored_asks_for_points(world: World, city: City) -> None:
    sheet = told_sheet(city)
    appeal = raise_appeal(thing=score(sheet, "B1"), words="已补挂", actor=city.actor(SECRETARY))
    address = page("appeal_answer", appeal.pk)
    with as_person(world, CHECKER) as client:
        refused = client.post(address, {"upheld": "yes", "answer": "属实"})
        assert (refused.status_code, "请填更正后的得分" in plain(refused)) == (422, True)
        client.post(address, {"upheld": "yes", "answer": "属实", "points": "25"})
    assert score(sheet, "B1").earned == Decimal(25)


def test_a_score_opens_to_its_rows_as_they_were_kept(world: World, city: City) -> None:
    sheet = told_sheet(city)
    shown = plain(opened(world, SECRETARY, page("score_detail", score(sheet, "A1").pk)))

    assert "2025年7月党员大会" in shown
    assert "2025年7月10日" in shown
    assert "3 / 6 次（50.0%）" in shown
    assert "提出申诉" in shown


PAGES = ("inspection_detail", "inspection_check", "inspection_score", "self_check", "score_detail")


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_a_sheet_cost_a_dozen_queries_at_most(
    world: World, city: City, django_assert_max_num_queries: Any, name: str
) -> None:
    build = {"self_check": self_checking, "inspection_score": scoring}.get(name, told_sheet)
    sheet = build(city)
    person = {"inspection_score": SCORER, "inspection_check": CHECKER}.get(name, SECRETARY)
    pk = score(sheet, "A1").pk if name == "score_detail" else sheet.pk
    with as_person(world, person) as client:
        client.get(page(name, pk))
        with django_assert_max_num_queries(12):
            assert client.get(page(name, pk)).status_code == 200
