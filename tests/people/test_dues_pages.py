"""The pages of dues: the branch's month, sums opened once and on the trail, counts above."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Dues, Member
from tests.people.care_grounds import unpaid
from tests.people.care_pages import address, as_person, said, words
from tests.people.grounds import member, register_on
from tests.world import AT, City, World
from workflow.models import AuditEntry

MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


def earner(city: City, name: str = "示例甲") -> Member:
    return member(city.branch, name, income="5000", identity="", phone="")


def test_the_month_is_made_when_the_branch_opens_its_page(city: City) -> None:
    earner(city)
    with as_person(city, "secretary") as client:
        shown = words(client.get(address("dues_board")))

    assert "示例甲" in shown
    assert "已交 0/1 名" in shown
    assert "50.00" not in shown
    assert Dues.objects.get().month == MARCH
    with as_person(city, "secretary", AT.replace(month=4)) as client:
        past = words(client.get(address("dues_board", month="2026-02-01")))
    assert "以前月份不补生成" in past


def test_many_are_ticked_and_entered_at_once(city: City) -> None:
    people = [earner(city, f"示例{name}") for name in "甲乙丙"]
    rows = [unpaid(who, "2026-03")[0] for who in people]
    given = {"action": "pay", "ids": [row.pk for row in rows[:2]], "paid_on": "2026-03-02"}
    with as_person(city, "secretary") as client:
        answer = client.post(address("dues_board"), given)
        assert answer.status_code == 302
        assert "已登记 2 名党员交纳2026年3月党费" in said(answer)
        shown = words(client.get(answer.url))
    assert "已交 2/3 名" in shown
    assert Dues.objects.filter(paid_on__isnull=False).count() == 2


def test_a_refused_payment_stays_on_the_page_with_its_reason(city: City) -> None:
    row = unpaid(earner(city), "2026-03")[0]
    with as_person(city, "secretary") as client:
        for given, told in (
            ({"paid_on": "2026-03-02"}, "请勾选已交纳党费的党员"),
            ({"ids": [row.pk], "paid_on": "2026-03-09"}, "还没有到"),
            ({"ids": [row.pk], "paid_on": ""}, "请填写交纳日期"),
        ):
            answer = client.post(address("dues_board"), {"action": "pay"} | given)
            assert (answer.status_code, told in words(answer)) == (422, True)
    assert Dues.objects.get().paid_on is None


def test_sums_are_shown_once_are_not_kept_and_leave_an_entry(city: City) -> None:
    unpaid(earner(city), "2026-03")
    with as_person(city, "secretary") as client:
        answer = client.post(address("dues_board"), {"action": "open"})
        assert answer.status_code == 200
        assert "应交合计 50.00 元" in words(answer)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "50.00" not in words(client.get(address("dues_board")))
    entry = AuditEntry.objects.get(verb="dues.open")
    assert entry.user == city.user("secretary")
    assert "50.00" not in str(entry.after)


def test_owed_sums_follow_a_new_income_on_demand(city: City) -> None:
    who = earner(city)
    unpaid(who, "2026-03")
    Member.objects.filter(pk=who.pk).update(income="10000")
    with as_person(city, "secretary") as client:
        answer = client.post(address("dues_board"), {"action": "recompute"})
        assert "更新 1 名党员" in said(answer)
    assert Dues.objects.get().owed.plain() == "150.00"


def test_a_reason_and_its_undoing_are_entered_on_pages(city: City) -> None:
    row = unpaid(earner(city), "2026-03")[0]
    with as_person(city, "secretary") as client:
        page = address("dues_excuse", row.pk)
        assert client.post(page, {"words": ""}).status_code == 422
        assert client.post(page, {"words": "经批准免交"}).status_code == 302
        assert "有正当理由" in words(client.get(address("dues_board")))
        page = address("dues_undo", row.pk)
        assert client.post(page, {"reason": "登记错误"}).status_code == 302
        assert "未交" in words(client.get(address("dues_board")))


@pytest.mark.parametrize("name", ["officer", "station_head", "mall_leader", "town_reader"])
def test_above_the_branch_there_are_counts_alone(city: City, name: str) -> None:
    who = earner(city)
    row = unpaid(who, "2026-03")[0]
    with as_person(city, name) as client:
        shown = words(client.get(address("dues_board")))
        assert "0/1 名" in shown
        assert who.name not in shown
        assert "50" not in shown.replace("2026", "")
        for page in ("dues_excuse", "dues_undo"):
            assert client.get(address(page, row.pk)).status_code == 404
        answer = client.post(address("dues_board"), {"action": "open"})
        assert "50.00" not in words(answer)
    assert not AuditEntry.objects.filter(verb="dues.open").exists()


def test_a_full_branch_costs_as_few_queries_as_a_small_one(city: City) -> None:
    for number in range(3):
        unpaid(earner(city, f"示例{number}"), "2026-03")
    with as_person(city, "secretary") as client:
        client.get(address("dues_board"))
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(address("dues_board"))
        for number in range(3, 20):
            unpaid(earner(city, f"示例{number}"), "2026-03")
        with CaptureQueriesContext(connection) as many:
            client.get(address("dues_board"))
    assert len(few) == len(many) <= 12, [one["sql"][:90] for one in many.captured_queries]
