"""The pages of findings and rectification, as people open and send them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from inspections.models import Finding, Rectification
from inspections.terms import RectificationStatus, RoundStatus
from tests.inspections.letters import (
    CONTENT,
    a_finding,
    a_letter,
    a_round,
    an_inspection,
    found,
    issued,
    planned,
    reported,
    signed,
    working,
)
from tests.projects.pages import as_person
from tests.world import World

pytestmark = pytest.mark.django_db

LIST = "inspections:rectification_list"


def url(name: str, *args: object, **asked: object) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(f"inspections:{name}", args=args) + (f"?{query}" if query else "")


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def test_the_list_tells_what_waits_and_what_is_late(world: World) -> None:
    letter = issued(world.home, urgency="at_once")
    late = world.home.on + dt.timedelta(days=40)
    with as_person(world, "mall_leader", late) as client:
        page = text_of(client, url("rectification_list"))
        only_late = text_of(client, url("rectification_list", only="late"))
        others = text_of(client, url("rectification_list", status="recheck"))

    assert letter.number in page
    assert "逾期" in page
    assert letter.number in only_late
    assert letter.number not in others
    assert "没有符合条件的整改" in others


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"q": "观前"}, True),
        ({"q": "ZG-2026-0001"}, True),
        ({"q": "不存在"}, False),
        ({"level": "yellow"}, True),
        ({"level": "red"}, False),
        ({"kind": "order"}, True),
        ({"kind": "reminder"}, False),
        ({"only": "second"}, False),
        ({"until": "2026-03-02"}, False),
        ({"until": "2026-12-31"}, True),
        ({"status": "open"}, True),
    ],
)
def test_the_list_is_searched(world: World, asked: dict[str, str], is_found: bool) -> None:
    letter = issued(world.home)
    with as_person(world, "city_leader") as client:
        page = text_of(client, url("rectification_list", **asked))

    assert (letter.title in page) is is_found


def test_a_search_stays_within_a_body(world: World) -> None:
    letter = issued(world.home)
    with as_person(world, "city_leader") as client:
        below = text_of(client, url("rectification_list", within=world.station.pk))
        beside = text_of(client, url("rectification_list", within=world.single.pk))
        own = text_of(client, url("rectification_list", body=world.branch.pk))

    assert letter.title in below
    assert letter.title in own
    assert letter.title not in beside


@pytest.mark.parametrize(
    "person", ["secretary", "officer", "station_head", "mall_clerk", "city_leader", "town_reader"]
)
def test_those_in_whose_scope_the_body_lies_read_it(world: World, person: str) -> None:
    letter = issued(world.home)
    with as_person(world, person) as client:
        page = text_of(client, url("rectification_detail", letter.pk))

    assert "党务公开栏三个月未更新" in page
    assert "办理经过" in page


@pytest.mark.parametrize(
    "person", ["second_secretary", "lawyer_leader", "single_head", "sip_reader", "twin.city_leader"]
)
def test_for_everybody_else_it_does_not_exist(world: World, person: str) -> None:
    letter = issued(world.home)
    with as_person(world, person) as client:
        text_of(client, url("rectification_detail", letter.pk), 404)
        text_of(client, url("rectification_letter", letter.pk), 404)
        text_of(client, url("rectification_move", letter.pk, "sign"), 404)


def test_a_draft_is_read_by_who_writes_it_and_above(world: World) -> None:
    letter = a_letter(world.home)
    seen = {}
    for person in ("mall_clerk", "city_leader", "secretary", "station_head", "town_reader"):
        with as_person(world, person) as client:
            response = client.get(url("rectification_detail", letter.pk))
            seen[person] = response.status_code

    assert seen == {
        "mall_clerk": 200,
        "city_leader": 200,
        "secretary": 404,
        "station_head": 404,
        "town_reader": 404,
    }


def test_a_clerk_drafts_a_letter_about_a_body_that_he_picked(world: World) -> None:
    finding = a_finding(world.home)
    with as_person(world, "mall_clerk") as client:
        bodies = text_of(client, url("rectification_new"))
        address = url("rectification_new", body=world.branch.pk)
        text_of(client, address)
        client.post(address, {**CONTENT, "kind": "order", "findings": [finding.pk]})

    assert "观前商城党支部" in bodies
    assert "平江律所党支部" not in bodies
    letter = Rectification.objects.get()
    assert (letter.issuer, letter.organization) == (world.mall, world.branch)
    assert list(letter.findings.all()) == [finding]


def test_a_letter_without_a_finding_says_what_is_missing(world: World) -> None:
    a_finding(world.home)
    with as_person(world, "mall_clerk") as client:
        answer = client.post(
            url("rectification_new", body=world.branch.pk), {**CONTENT, "kind": "order"}
        )

    assert answer.status_code == 422
    assert "请至少选定一个问题" in answer.content.decode()


def test_a_word_said_on_the_spot_is_noted_and_closed(world: World) -> None:
    finding = a_finding(world.home)
    with as_person(world, "station_clerk") as client:
        address = url("rectification_new", kind="verbal", body=world.branch.pk)
        text_of(client, address)
        client.post(
            address,
            {
                "findings": [finding.pk],
                "title": "公开栏未更新",
                "demands": "当场更换。",
                "closed": "yes",
            },
        )

    letter = Rectification.objects.get()
    assert (letter.status, letter.issuer) == (RectificationStatus.CLOSED, world.station)
    assert Finding.objects.get().settled_on == world.home.on


@pytest.mark.parametrize("person", ["secretary", "town_reader", "officer"])
def test_who_issues_nothing_is_told_so(world: World, person: str) -> None:
    with as_person(world, person) as client:
        text_of(client, url("rectification_new"), 403)


def test_a_finding_is_noted_on_the_phone_of_an_officer(world: World) -> None:
    with as_person(world, "officer") as client:
        assert "观前商城党支部" in text_of(client, url("finding_new"))
        address = url("finding_new", body=world.branch.pk)
        text_of(client, address)
        client.post(address, {"level": "red", "fact": "场所标识缺失。", "found_on": world.home.on})
        page = text_of(client, url("finding_list"))

    assert "场所标识缺失" in page
    assert Finding.objects.get().organization == world.branch


def test_a_body_outside_cannot_be_picked(world: World) -> None:
    with as_person(world, "mall_clerk") as client:
        text_of(client, url("finding_new", body=world.lawyer_branch.pk), 404)
        text_of(client, url("rectification_new", body=world.lawyer_branch.pk), 404)


def test_the_body_signs_plans_and_reports_without_a_picture(world: World) -> None:
    letter = issued(world.home)
    sign, plan, report = (
        url("rectification_move", letter.pk, verb) for verb in ("sign", "plan", "report")
    )
    with as_person(world, "secretary") as client:
        assert "签收" in text_of(client, url("rectification_detail", letter.pk))
        client.post(sign)
        client.post(plan, {"plan": "每月更新。"})
    with as_person(world, "mall_leader") as client:
        client.post(url("rectification_move", letter.pk, "accept_plan"))
    with as_person(world, "secretary") as client:
        client.post(report, {"result": "已更新。"})
    with as_person(world, "mall_leader") as client:
        client.post(url("rectification_move", letter.pk, "close"), {"words": "整改到位。"})

    letter.refresh_from_db()
    assert (letter.status, letter.recheck_words) == (RectificationStatus.CLOSED, "整改到位。")
    assert (letter.plan, letter.result) == ("每月更新。", "已更新。")


def test_buttons_follow_the_table_and_the_kind(world: World) -> None:
    order, reminder = signed(world.home), signed(world.home, kind="reminder")
    with as_person(world, "secretary") as client:
        of_order = text_of(client, url("rectification_detail", order.pk))
        of_reminder = text_of(client, url("rectification_detail", reminder.pk))

    assert "报送方案" in of_order
    assert url("rectification_move", order.pk, "explain") not in of_order
    assert url("rectification_move", reminder.pk, "explain") in of_reminder
    assert url("rectification_move", reminder.pk, "plan") not in of_reminder


def test_a_superior_looks_and_remarks_but_does_not_close(world: World) -> None:
    letter = reported(world.home)
    with as_person(world, "city_leader") as client:
        page = text_of(client, url("rectification_detail", letter.pk))
        text_of(client, url("rectification_move", letter.pk, "close"), 403)
        client.post(url("rectification_remark", letter.pk), {"words": "请核实现场。"})
        after = text_of(client, url("rectification_detail", letter.pk))

    assert url("rectification_move", letter.pk, "close") not in page
    assert "请核实现场" in after


def test_a_reader_of_the_territory_neither_remarks_nor_decides(world: World) -> None:
    letter = reported(world.home)
    with as_person(world, "town_reader") as client:
        page = text_of(client, url("rectification_detail", letter.pk))
        text_of(client, url("rectification_remark", letter.pk), 403)
        text_of(client, url("rectification_move", letter.pk, "close"), 403)

    assert "写批注" not in page


def test_a_refusal_stands_beside_the_field(world: World) -> None:
    letter = signed(world.home)
    with as_person(world, "secretary") as client:
        answer = client.post(
            url("rectification_move", letter.pk, "plan"), {"plan": "联系 13800000000"}
        )

    assert answer.status_code == 422
    assert "不写个人信息" in answer.content.decode()


def test_a_plan_is_handed_back_with_a_reason(world: World) -> None:
    letter = planned(world.home)
    with as_person(world, "mall_leader") as client:
        address = url("rectification_move", letter.pk, "return_plan")
        refused = client.post(address, {"reason": ""})
        client.post(address, {"reason": "没有写时限。"})

    assert refused.status_code == 422
    letter.refresh_from_db()
    assert letter.status == RectificationStatus.SIGNED


def test_a_draft_is_changed_until_it_is_issued(world: World) -> None:
    letter = a_letter(world.home)
    address = url("rectification_edit", letter.pk)
    given = {**CONTENT, "kind": "reminder", "findings": [letter.findings.get().pk]}
    with as_person(world, "mall_clerk") as client:
        text_of(client, address)
        client.post(address, given)
    letter.refresh_from_db()
    assert letter.kind == "reminder"
    with as_person(world, "mall_leader") as client:
        client.post(url("rectification_move", letter.pk, "issue"))
        text_of(client, address, 403)


def test_letters_of_a_round_are_proposed_ticked_and_issued(world: World) -> None:
    round_ = a_round(world.home)
    grave = an_inspection(world.home, round_, earned={"B1": "2"})
    light = an_inspection(world.home, round_, "second_branch", earned={"A1": "16"})
    clean = an_inspection(world.home, round_, "sibling_branch")
    for one in (grave, light, clean):
        found(world.home, one)
    address = url("round_letters", round_.pk)
    with as_person(world, "mall_clerk") as client:
        client.post(address, {"action": "draft"})
        page = text_of(client, address)
        assert 'value="issue"' not in page
    drafts = Rectification.objects.order_by("pk")
    assert [(one.inspection, one.kind) for one in drafts] == [
        (grave, "order"),
        (light, "reminder"),
    ]
    with as_person(world, "mall_leader") as client:
        assert 'value="issue"' in text_of(client, address)
        client.post(address, {"action": "issue", "ids": [one.pk for one in drafts]})

    assert sorted(Rectification.objects.values_list("number", flat=True)) == [
        "ZG-2026-0001",
        "ZG-2026-0002",
    ]


def test_letters_of_a_round_are_the_organizers_alone(world: World) -> None:
    round_ = a_round(world.home, status=RoundStatus.PUBLISHED)
    an_inspection(world.home, round_)
    address = url("round_letters", round_.pk)
    found_ = {}
    for person in ("city_leader", "secretary", "station_head", "lawyer_leader"):
        with as_person(world, person) as client:
            found_[person] = client.get(address).status_code
    with as_person(world, "mall_clerk") as client:
        draft = a_letter(world.home)
        client.post(address, {"action": "issue", "ids": [draft.pk]})

    assert found_ == {
        "city_leader": 403,
        "secretary": 403,
        "station_head": 403,
        "lawyer_leader": 404,
    }
    draft.refresh_from_db()
    assert draft.status == RectificationStatus.DRAFT


@pytest.mark.parametrize("name", ["rectification_list", "finding_list"])
def test_the_lists_cost_no_more_with_more_rows(
    world: World, name: str, django_assert_max_num_queries: object
) -> None:
    for _ in range(6):
        working(world.home)
    with as_person(world, "mall_leader") as client:
        client.get(url(name))
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            client.get(url(name))


def test_from_a_sheet_its_organizer_writes_the_letter(world: World) -> None:
    inspection = an_inspection(world.home, a_round(world.home), earned={"B1": "2"})
    (finding,) = found(world.home, inspection)
    address = url("rectification_new", inspection=inspection.pk)
    with as_person(world, "mall_clerk") as client:
        before = text_of(client, url("inspection_detail", inspection.pk))
        text_of(client, address)
        client.post(address, {**CONTENT, "kind": "order", "findings": [finding.pk]})
        after = text_of(client, url("inspection_detail", inspection.pk))
    with as_person(world, "secretary") as client:
        theirs = text_of(client, url("inspection_detail", inspection.pk))
        text_of(client, address, 403)

    letter = Rectification.objects.get()
    assert (letter.inspection, letter.issuer) == (inspection, world.mall)
    assert address in before
    assert address not in after
    assert url("rectification_detail", letter.pk) in after
    assert url("rectification_detail", letter.pk) not in theirs


def test_from_a_round_its_organizer_reaches_the_letters(world: World) -> None:
    round_ = a_round(world.home)
    found(world.home, an_inspection(world.home, round_, earned={"B1": "2"}))
    with as_person(world, "mall_clerk") as client:
        own = text_of(client, url("round_detail", round_.pk))
        listed = text_of(client, url("finding_list", round=round_.pk))
    with as_person(world, "station_head") as client:
        below = text_of(client, url("round_detail", round_.pk))

    assert url("round_letters", round_.pk) in own
    assert url("round_letters", round_.pk) not in below
    assert "固定场所与标识" in listed
