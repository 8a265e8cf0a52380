"""Each paper of a project, told from its rows and read back from Word; and who gets which."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from documents.papers.paper import PaperKind
from hierarchy.models import Organization
from hierarchy.terms import Kind
from projects.models import Appraisal
from projects.papers.listing import slug_of
from tests.projects.grounds import (
    CLOSED,
    DAY,
    HALFWAY,
    a_project,
    approved_project,
    at,
    noticed_project,
    reviewed_project,
    scored_project,
)
from tests.projects.papers import (
    advanced_project,
    asked_tranche,
    finished_brand,
    kinds,
    listed,
    read,
    word_of,
    words_in,
)
from tests.world import World

JUDGED = [PaperKind.APPLICATION, PaperKind.BUDGET]


def fetched(world: World, client: Client, name: str, url: str, day: dt.date = CLOSED):
    with time_machine.travel(at(day), tick=False):
        world.login(client, name)
        return client.get(url)


def test_a_finished_project_has_every_paper_in_the_order_of_its_life(funded: World) -> None:
    papers = listed(funded, finished_brand(funded), "city_clerk")

    assert set(kinds(papers)) == set(PaperKind)
    assert [one.label for one in papers if one.row][:3] == [
        "拨付申请（第1批，市级行业党建专项经费）",
        "月报（2026年4月）",
        "月报（2026年5月）",
    ]
    assert all(one.on for one in papers)
    for one in papers:
        paper = one.build()
        assert not paper.is_draft
        assert paper.on == one.on


def test_early_papers_tell_what_was_agreed_to_then_later_ones_what_stands(funded: World) -> None:
    papers = listed(funded, advanced_project(funded), "mall_clerk")

    for kind in (PaperKind.APPLICATION, PaperKind.TASK_BOOK):
        words = word_of(papers, kind)
        assert "2026年3月15日至11月30日" in words
        assert "20,000.00" in words
        assert "18,000.00" not in words
    assert "2026年3月15日至11月30日" in word_of(papers, PaperKind.MONTHLY)
    assert "2026年3月15日至11月30日" in word_of(papers, PaperKind.APPROVAL)
    budget = word_of(papers, PaperKind.BUDGET)
    assert "18,000.00" in budget
    assert "12,000.00" in budget
    assert "本表为调整后的预算" in budget
    assert "2026年3月15日至12月20日" in budget


def test_a_change_says_what_was_and_what_shall_be_and_who_answered(funded: World) -> None:
    papers = listed(funded, advanced_project(funded), "mall_clerk")

    shift = word_of(papers, PaperKind.CHANGE)
    assert "“商圈红色驿站”项目组" in shift
    assert "培训20,000.00元18,000.00元" in shift
    assert "审批意见同意调整。" in shift
    extension = word_of(papers, PaperKind.CHANGE, 1)
    assert "完成日期2026年11月30日2026年12月20日" in extension
    assert "市委两新工委：" in extension


def test_money_in_a_report_is_that_of_its_day_and_adds_up(funded: World) -> None:
    project = finished_brand(funded)
    papers = listed(funded, project, "mall_clerk")

    midterm = word_of(papers, PaperKind.MIDTERM)
    assert "截至2026年7月20日经费使用情况" in midterm
    assert "15,000.0015,000.000.00" in midterm  # both expenses were booked in March
    assert "未完成" in midterm
    account = word_of(papers, PaperKind.FINAL_ACCOUNT)
    assert "15,000.00" in account
    assert "人民币壹万伍仟元整" in account
    tranche = word_of(papers, PaperKind.TRANCHE)
    assert "15,000.00元（人民币壹万伍仟元整）" in tranche
    assert "本次申请" in tranche


def test_a_tranche_asked_for_has_a_paper_one_only_planned_has_none(funded: World) -> None:
    project = advanced_project(funded)
    asked_tranche(funded, project)

    papers = listed(funded, project, "city_clerk", HALFWAY)

    assert [one.label for one in papers if one.kind is PaperKind.TRANCHE] == [
        "拨付申请（第1批，市级行业党建专项经费）",
        "拨付申请（第2批，市级行业党建专项经费）",
    ]
    words = word_of(papers, PaperKind.TRANCHE, 1)
    assert "按进度申请第二批。" in words
    assert "2026年3月20日已拨付" in words


def test_the_approval_of_the_city_has_a_red_head_that_of_a_working_body_has_none(
    funded: World,
) -> None:
    project = approved_project(funded)
    city = Organization.objects.filter(pk=funded.home.city.pk)

    def built():
        papers = listed(funded, project, "city_clerk")
        return next(one for one in papers if one.kind is PaperKind.APPROVAL).build()

    assert built().has_red_head
    assert built().document_number == "示例两新工委〔2026〕8号"
    city.update(kind=Kind.WORKING_BODY)
    assert not built().has_red_head
    assert built().number == "示例两新工委〔2026〕8号"
    city.update(kind=Kind.INDUSTRY_COMMITTEE)
    assert built().has_red_head
    city.update(may_issue_documents=False)
    assert not built().has_red_head


def test_a_draft_leaves_its_day_open(funded: World) -> None:
    papers = listed(funded, a_project(funded), "mall_clerk", DAY)

    assert kinds(papers) == JUDGED
    assert all(one.on is None and one.build().is_draft for one in papers)


def test_the_city_reads_who_gave_which_score_the_applicant_the_average_alone(
    funded: World,
) -> None:
    project = noticed_project(funded)
    names = [row.reviewer.name for row in Appraisal.objects.filter(project=project)]
    Appraisal.objects.filter(project=project, reviewer__name=names[0]).update(opinion="甲意见")

    city = word_of(listed(funded, project, "city_clerk"), PaperKind.REVIEW)
    own = word_of(listed(funded, project, "mall_clerk"), PaperKind.REVIEW)

    assert all(name in city for name in names)
    assert "平均得分＝270÷3＝90" in city
    assert not any(name in own for name in names)
    assert "270" not in own
    assert "90分" in own
    assert "甲意见" in own
    assert "不对申报单位公开" in own


def test_the_applicant_gets_no_review_while_it_goes_on(funded: World) -> None:
    project = scored_project(funded)

    assert PaperKind.REVIEW not in kinds(listed(funded, project, "mall_clerk", DAY))
    assert PaperKind.REVIEW in kinds(listed(funded, project, "city_clerk", DAY))


def test_a_reviewer_gets_what_is_to_be_judged_and_the_own_sheet(funded: World) -> None:
    waiting = reviewed_project(funded)
    assert kinds(listed(funded, waiting, "lawyer_clerk", DAY)) == JUDGED

    scored = scored_project(funded, name="另一个项目")
    papers = listed(funded, scored, "lawyer_clerk", DAY)
    sheet = word_of(papers, PaperKind.REVIEW)

    assert kinds(papers) == [*JUDGED, PaperKind.REVIEW]
    assert funded.user("lawyer_clerk").name in sheet
    assert funded.user("lawyer_leader").name not in sheet
    assert "合计10090" in sheet


def test_who_reads_a_public_notice_or_takes_part_gets_no_papers(funded: World) -> None:
    project = noticed_project(funded, reviewers=("city_leader", "city_clerk", "lawyer_leader"))

    assert listed(funded, project, "lawyer_clerk", DAY) == []
    assert listed(funded, project, "station_clerk", DAY) == []
    assert listed(funded, project, "secretary", DAY) == []


@pytest.mark.parametrize(
    ("name", "status"),
    [("mall_clerk", 200), ("city_leader", 200), ("lawyer_leader", 404), ("twin.city_leader", 404)],
)
def test_each_paper_is_word_under_its_number_for_those_inside_alone(
    funded: World, client: Client, name: str, status: int
) -> None:
    project = advanced_project(funded)
    Appraisal.objects.filter(project=project, reviewer=funded.user("lawyer_leader")).delete()
    papers = listed(funded, project, "city_clerk")

    for one in papers:
        assert fetched(funded, client, name, one.url).status_code == status


def test_a_file_is_named_by_number_and_title(funded: World, client: Client) -> None:
    project = read(approved_project(funded))
    address = reverse("projects:project_paper", args=[project.pk, slug_of(PaperKind.APPROVAL)])

    answer = fetched(funded, client, "mall_clerk", address)

    told = answer.headers["Content-Disposition"]
    assert told.endswith(
        "%E7%A4%BA%E4%BE%8B%E4%B8%A4%E6%96%B0%E5%B7%A5%E5%A7%94%E3%80%942026%E3%80%95"
        "8%E5%8F%B7_%E5%95%86%E5%9C%88%E7%BA%A2%E8%89%B2%E9%A9%BF%E7%AB%99"
        "%E7%AB%8B%E9%A1%B9%E6%89%B9%E5%A4%8D.docx"
    )
    assert "同意“商圈红色驿站”立项" in words_in(answer.content)


def test_what_there_is_not_is_not_found(funded: World, client: Client) -> None:
    project = approved_project(funded)

    for args in (["certificate"], ["monthly", 1], ["approval", 1], ["nothing"]):
        address = reverse("projects:project_paper", args=[project.pk, *args])
        assert fetched(funded, client, "mall_clerk", address).status_code == 404


def test_the_page_of_a_project_offers_its_papers(funded: World, client: Client) -> None:
    project = approved_project(funded)
    page = reverse("projects:project_detail", args=[project.pk])

    answer = fetched(funded, client, "mall_clerk", f"{page}?part=papers")

    for one in listed(funded, project, "mall_clerk"):
        assert f'href="{one.url}"' in answer.content.decode()
    assert reverse("projects:project_volume", args=[project.pk]) in answer.content.decode()
