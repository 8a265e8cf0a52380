"""The city's money on pages: by source and year, the rows behind each figure, budget, ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.accounts import final_account
from projects.city_funds import city_funds, sums_of_year
from projects.models import Voucher, YearBudget
from projects.terms import VoucherKind
from tests.projects.grounds import YEAR, at, source, with_budget
from tests.projects.money import SPENT_ON, an_expense, money, paid_expense, paid_project
from tests.world import World

TWO_SOURCES = (
    ("city", "training", "20000.00"),
    ("city", "print", "10000.00"),
    ("own", "training", "333.33"),
)


@pytest.fixture(autouse=True)
def _on_the_day(funded: World) -> Iterator[None]:
    with time_machine.travel(at(SPENT_ON, 10), tick=False):
        yield


def text(response: Any) -> str:
    return str(response.content.decode())


def opened(world: World, name: str, page: str, **asked: Any) -> str:
    return text(world.login(Client(), name).get(reverse(f"projects:{page}"), asked))


def picture(html: str, kind: str) -> Any:
    found = re.search(rf'data-chart="{kind}"\s+data-figures="([^"]+)"', html)
    assert found, kind
    return json.loads(unescape(found[1]))


def test_bars_table_and_tiles_say_the_same_of_each_source(funded: World) -> None:
    paid_expense(funded, paid_project(funded), "1000.50")
    page = opened(funded, "city_leader", "funds")
    bars = picture(page, "bars")

    figures = {one["label"]: one["texts"] for one in bars["series"]}
    assert figures == {
        "预算": ["500,000.00"],
        "已安排": ["30,000.00"],
        "已拨付": ["15,000.00"],
        "已支出": ["1,000.50"],
    }
    for texts in figures.values():
        assert page.count(texts[0]) >= 2
    assert "6.67%" in page
    assert "1,000.50÷<wbr>15,000.00" in page


def test_a_project_tells_the_same_rate_as_the_city_does(funded: World) -> None:
    project = paid_project(funded)
    paid_expense(funded, project, "1000.50")

    page = text(
        funded.login(Client(), "city_leader").get(
            reverse("projects:project_detail", args=[project.pk])
        )
    )

    assert "6.67%" in page
    assert "1,000.50÷<wbr>15,000.00" in page


def test_every_bar_leads_to_rows_that_add_up_to_it(funded: World) -> None:
    with_budget(funded, "8000.00", code="own")
    paid_expense(funded, paid_project(funded, lines=TWO_SOURCES), "1000.00")
    client = funded.login(Client(), "city_leader")
    bars = picture(text(client.get(reverse("projects:funds"))), "bars")

    for one in bars["series"]:
        for url, amount in zip(one["urls"], one["texts"], strict=True):
            assert amount in text(client.get(url)), url


def test_a_committee_reads_its_own_projects_and_not_the_citys_budget(funded: World) -> None:
    paid_project(funded)

    page = opened(funded, "mall_leader", "funds")

    assert "30,000.00" in page
    assert "500,000.00" not in page
    assert "全市预算由市委两新工委查看" in page


@pytest.mark.parametrize("name", ["lawyer_leader", "secretary", "twin.city_leader"])
def test_other_lines_read_no_figure(funded: World, name: str) -> None:
    paid_project(funded)

    page = opened(funded, name, "funds")

    assert "30,000.00" not in page
    assert "500,000.00" not in page


def test_the_sums_of_sources_are_the_sum_of_the_year(funded: World) -> None:
    with_budget(funded, "8000.10", code="own")
    paid_project(funded, lines=TWO_SOURCES)
    actor = funded.actor("city_leader", at=at(SPENT_ON))

    found = city_funds(tenant=funded.tenant, year=YEAR, since=YEAR - 4, actor=actor)

    assert found.years == {YEAR: found.whole}
    assert found.whole == sums_of_year(tenant=funded.tenant, year=YEAR, actor=actor)
    assert found.whole.budget == money("508000.10")
    assert found.whole.available == money("508000.10") - money("30333.33")
    assert found.whole.carried == 0


def test_a_budget_is_set_and_cut_by_its_papers(funded: World) -> None:
    client = funded.login(Client(), "city_clerk")
    page = reverse("projects:budget_set")
    given = {
        "act": "cut",
        "year": YEAR,
        "source": source(funded).pk,
        "amount": "20000.00",
        "paper_number": "示例财〔2026〕9号",
        "decided_on": "2026-03-18",
    }

    done = client.post(page, given, follow=True)
    too_much = client.post(page, {**given, "amount": "480000.01"})
    papers = opened(funded, "city_leader", "budget_list", year=YEAR)

    assert "已调减 2026年" in text(done)
    assert too_much.status_code == 422
    assert "480,000.00" in text(too_much)
    assert YearBudget.objects.count() == 2
    assert "-20,000.00" in papers
    assert "480,000.00" in papers


def test_what_is_left_is_carried_to_the_next_year(funded: World) -> None:
    client = funded.login(Client(), "city_clerk")

    done = client.post(
        reverse("projects:budget_carry"),
        {"year": YEAR, "source": source(funded).pk, "amount": "1000.00"},
        follow=True,
    )

    assert "结转到2027年" in text(done)
    assert "1,000.00" in opened(funded, "city_leader", "funds", year=YEAR + 1)
    assert "-1,000.00" in opened(funded, "city_leader", "funds", year=YEAR)


def test_money_carried_in_stands_in_the_ledger_of_the_year_that_it_came_to(funded: World) -> None:
    client = funded.login(Client(), "city_clerk")
    client.post(
        reverse("projects:budget_carry"),
        {"year": YEAR, "source": source(funded).pk, "amount": "1000.00"},
    )
    carried = Voucher.objects.get(kind=VoucherKind.CARRY)

    for year, is_listed in ((YEAR, True), (YEAR + 1, True), (YEAR + 2, False)):
        shown = opened(funded, "city_clerk", "voucher_list", year=year)
        assert (carried.number in shown) is is_listed, year

    leader = funded.login(Client(), "city_leader")
    leader.post(reverse("projects:voucher_reverse", args=[carried.pk]), {"reason": "金额有误"})
    taken_back = Voucher.objects.get(reverses=carried)
    assert taken_back.number in opened(funded, "city_clerk", "voucher_list", year=YEAR + 1)


@pytest.mark.parametrize("page", ["budget_set", "budget_carry"])
def test_a_committee_is_told_that_the_city_sets_the_budget(funded: World, page: str) -> None:
    answer = funded.login(Client(), "mall_leader").get(reverse(f"projects:{page}"))

    assert answer.status_code == 403
    assert "由市委两新工委办理" in text(answer)


def test_a_voucher_shows_its_lines_in_balance(funded: World) -> None:
    paid_expense(funded, paid_project(funded), "1000.50")
    voucher = Voucher.objects.get(kind=VoucherKind.SPEND)

    page = text(
        funded.login(Client(), "mall_clerk").get(
            reverse("projects:voucher_detail", args=[voucher.pk])
        )
    )

    assert page.count("2,001.00") == 2
    assert "已支出：培训" in page
    assert "人民币壹仟元伍角整" in page


def test_a_voucher_whose_city_side_one_does_not_read_adds_nothing_up(funded: World) -> None:
    paid_project(funded)
    voucher = Voucher.objects.get(kind=VoucherKind.ALLOCATE)
    page = reverse("projects:voucher_detail", args=[voucher.pk])

    of_committee, of_city = (
        text(funded.login(Client(), name).get(page)) for name in ("mall_clerk", "city_clerk")
    )

    assert "可安排预算" in of_city
    assert of_city.count("60,000.00") == 2
    assert "可安排预算" not in of_committee
    assert "60,000.00" not in of_committee
    assert "不列合计" in of_committee


def test_a_budget_booked_by_mistake_is_reversed_on_its_voucher(funded: World) -> None:
    voucher = Voucher.objects.get(kind=VoucherKind.BUDGET)
    page = reverse("projects:voucher_reverse", args=[voucher.pk])

    done = funded.login(Client(), "city_leader").post(page, {"reason": "文号有误"}, follow=True)
    again = funded.login(Client(), "city_leader").post(page, {"reason": "再来一次"})

    assert "已冲销" in text(done)
    assert again.status_code == 422
    assert "500,000.00" not in opened(funded, "city_leader", "funds")


def test_a_spending_voucher_is_reversed_at_its_expense(funded: World) -> None:
    paid_expense(funded, paid_project(funded), "1000.00")
    voucher = Voucher.objects.get(kind=VoucherKind.SPEND)

    answer = funded.login(Client(), "city_leader").post(
        reverse("projects:voucher_reverse", args=[voucher.pk]), {"reason": "付错了"}
    )

    assert answer.status_code == 422
    assert "请到该笔支出的页面冲销" in text(answer)


def test_the_ledger_is_searched_for_what_stands_there_in_either_case(funded: World) -> None:
    voucher = Voucher.objects.get(kind=VoucherKind.BUDGET)
    page = reverse("projects:voucher_detail", args=[voucher.pk])
    asked = {
        voucher.number: True,
        voucher.number.lower(): True,
        "财〔2026〕1": True,
        "没有这样的摘要": False,
        "%": False,
        "_": False,
    }
    for words, is_found in asked.items():
        assert (page in opened(funded, "city_clerk", "voucher_list", q=words)) is is_found, words


def test_the_ledger_is_found_by_kind_and_words_and_taken_home(funded: World) -> None:
    project = paid_project(funded)
    paid_expense(funded, project, "1000.00", purpose="红色驿站展板制作")
    client = funded.login(Client(), "city_leader")

    listed = opened(funded, "city_leader", "voucher_list", kind="spend", q="展板")
    sheet = client.get(reverse("projects:voucher_excel"), {"project": project.pk})

    assert "红色驿站展板制作" in listed
    assert "立项安排：" not in listed
    head, *rows = openpyxl.load_workbook(BytesIO(sheet.content)).worksheets[0].values
    kind, amount = head.index("类别"), head.index("金额（元）")
    assert {row[kind] for row in rows} == {"立项安排", "拨付", "支出"}
    assert sum(Decimal(str(row[amount])) for row in rows) == Decimal(46000)


def test_the_final_account_adds_up_to_the_cent_on_page_and_in_word(funded: World) -> None:
    with_budget(funded, "8000.00", code="own")
    project = paid_project(funded, lines=TWO_SOURCES)
    paid_expense(funded, project, "1234.57")
    paid_expense(funded, project, "99.99", of="own")
    account = final_account(project)
    client = funded.login(Client(), "mall_clerk")

    page = text(client.get(reverse("projects:final_account", args=[project.pk])))
    word = client.get(reverse("projects:final_account_word", args=[project.pk]))

    spent = account.sum_of("spent")
    assert spent == money("1334.56")
    paid_out = account.sum_of("paid")
    assert paid_out == spent + account.sum_of("handed_back") + account.sum_of("held")
    for amount in ("1,334.56", "1,234.57", "99.99", f"{paid_out:,.2f}"):
        assert amount in page
    assert "人民币壹仟叁佰叁拾肆元伍角陆分" in page
    assert "决算还没有审定" in page
    paper = docx.Document(BytesIO(b"".join(word)))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert {"1,334.56", "1,234.57", "小计", "合计"} <= cells


def test_the_final_account_of_others_is_not_found(funded: World) -> None:
    project = paid_project(funded)
    page = reverse("projects:final_account", args=[project.pk])

    for name in ("lawyer_leader", "station_clerk", "twin.city_leader"):
        assert funded.login(Client(), name).get(page).status_code == 404, name


def test_waiting_money_is_counted_for_the_reader(funded: World) -> None:
    project = paid_project(funded)
    an_expense(funded, project)

    page = opened(funded, "city_leader", "funds")

    assert "待审批拨付" in page
    assert "审批中支出" in page
