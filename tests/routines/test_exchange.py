"""Records from 苏州智慧党建: taken once, judged one by one, answering what they fit."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from routines.actions.recording import amend_record, register_record
from routines.models import Fulfilment, Record, Talk
from routines.terms import RecordKind, RecordStatus, Source
from routines.wire import MOST, RecordIn
from tests.routines.conftest import owed, refreshed, with_rules
from tests.routines.exchange import ADDRESS, fetch, key, push, results, sent
from tests.world import World
from workflow.models import AuditEntry


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    cache.clear()
    with time_machine.travel(world.home.at, tick=False):
        yield


def test_a_record_is_taken_once_however_often_it_is_sent(world: World, client: Client) -> None:
    secret = key(world)

    first = results(push(client, secret, [sent()]))
    second = results(push(client, secret, [sent()]))

    assert (first, second) == ([("created", "")], [("unchanged", "")])
    record = Record.objects.get()
    assert (record.source, record.external_id) == (Source.PLATFORM, "ZHDJ-00001")
    assert record.organization_id == world.branch.pk
    assert record.status == RecordStatus.KEPT
    assert record.entered_as == "苏州智慧党建（苏州智慧党建）"


def test_a_changed_record_is_corrected_and_its_history_kept(world: World, client: Client) -> None:
    secret = key(world)
    push(client, secret, [sent()])

    assert results(push(client, secret, [sent(present_count=11)])) == [("updated", "")]
    assert Record.objects.get().present_count == 11
    assert AuditEntry.objects.filter(verb="record.exchange").count() == 2


def test_a_record_answers_what_it_fits_and_stops_when_it_is_withdrawn(
    world: World, client: Client
) -> None:
    with_rules(world)
    refreshed(world)
    secret = key(world)

    answer = push(client, secret, [sent()]).json()
    row = owed(world.branch, "R-13", period_start=dt.date(2026, 2, 1))
    assert answer["results"][0]["answered"] == ["主题党日（2026年2月）"]
    assert row.met_on == dt.date(2026, 2, 25)
    assert [link.post for link in Fulfilment.objects.all()] == ["系统对应"]

    assert results(push(client, secret, [sent(withdrawn=True)])) == [("updated", "")]
    row.refresh_from_db()
    assert row.met_on is None
    assert Record.objects.get().status == RecordStatus.WITHDRAWN
    assert results(push(client, secret, [sent(withdrawn=True)])) == [("unchanged", "")]
    assert "已撤回" in results(push(client, secret, [sent(present_count=9)]))[0][1]


def test_a_corrected_day_moves_the_answer_along(world: World, client: Client) -> None:
    with_rules(world)
    refreshed(world)
    secret = key(world)
    push(client, secret, [sent(happened_on="2026-01-20")])

    push(client, secret, [sent(happened_on="2026-02-20")])

    assert owed(world.branch, "R-13", period_start=dt.date(2026, 1, 1)).met_on is None
    assert owed(world.branch, "R-13", period_start=dt.date(2026, 2, 1)).done == 1


def test_an_organisation_may_be_named_by_code_or_by_its_exact_name(
    world: World, client: Client
) -> None:
    secret = key(world)
    by_name = sent(1, organization_code="", organization_name="观前商城党支部")
    wrong = sent(2, organization_name="别的党支部")
    neither = sent(3, organization_code="")

    told = results(push(client, secret, [by_name, wrong, neither]))

    assert [one for one, _ in told] == ["created", "refused", "refused"]
    assert "组织代码和组织全称" in told[2][1]


@pytest.mark.parametrize("code", ["NOBODY", "U-1", "TWIN-ONLY"])
def test_unknown_and_foreign_organisations_are_refused_in_the_same_words(
    world: World, client: Client, code: str
) -> None:
    world.twin.bodies["branch"].__class__.objects.filter(pk=world.twin.branch.pk).update(
        code="TWIN-ONLY"
    )

    told = results(push(client, key(world), [sent(organization_code=code)]))

    assert told == [("refused", "没有代码、全称与此相符的党组织，请核对组织代码和全称。")]
    assert not Record.objects.exists()


def test_equal_codes_stay_in_the_city_of_the_key(world: World, client: Client) -> None:
    push(client, key(world.twin), [sent()])

    record = Record.objects.get()
    assert record.tenant_id == world.twin.tenant.pk
    assert record.organization_id == world.twin.branch.pk
    assert fetch(client, key(world)).json()["records"] == []


def test_a_thousand_records_are_taken_at_once_and_one_more_is_refused(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    secret = key(world)
    many = [sent(number) for number in range(MOST)]

    with django_assert_max_num_queries(40):
        answer = push(client, secret, many).json()

    assert (answer["received"], answer["created"]) == (1000, 1000)
    refused = push(client, secret, [*many, sent(MOST)])
    assert refused.status_code == 422
    assert "一次最多推送 1000 条，本次 1001 条" in refused.json()["message"]
    assert Record.objects.count() == 1000


def test_one_bad_record_stops_no_other(world: World, client: Client) -> None:
    bad = [
        sent(1, kind="monthly_meeting"),
        sent(2, happened_on="2026-13-01"),
        sent(3, happened_on="2026-03-03"),
        sent(4, present_count=13),
        sent(5, title="长" * 101),
        sent(6, strange="x"),
        sent(7, kind="guidance"),
        "not an object",
        sent(9, kind="talk"),
        sent(10, happened_on="2019-12-31"),
    ]

    answer = push(client, key(world), [*bad, sent(99)]).json()

    assert [one["result"] for one in answer["results"]] == [*["refused"] * 10, "created"]
    reasons = [one["reason"] for one in answer["results"]]
    for words, reason in zip(
        ("“类别”", "“日期”", "晚于今天", "多于应到", "不能超过 100 个字", "不认识的字段“strange”"),
        reasons,
        strict=False,
    ):
        assert words in reason
    assert "不开展这一类活动" in reasons[6]
    assert "谈心谈话的内容不在系统间交换" in reasons[8]
    assert "设立日期" in reasons[9]


def test_the_same_number_twice_in_one_call_counts_once(world: World, client: Client) -> None:
    told = results(push(client, key(world), [sent(), sent(title="又一次")]))

    assert told[0] == ("created", "")
    assert told[1] == ("refused", "与第 1 条是同一条记录，请只保留一条。")


def test_a_number_stays_with_its_organisation(world: World, client: Client) -> None:
    secret = key(world)
    push(client, secret, [sent()])

    told = results(push(client, secret, [sent(organization_code="B-2")]))

    assert told[0][0] == "refused"
    assert "已用于另一个组织" in told[0][1]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "bad_json"),
        ("", 400, "bad_json"),
        ("[" * 100_000, 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        ('{"records": [NaN]}', 400, "bad_json"),
        ('{"records": ' + "9" * 5000 + "}", 400, "bad_json"),
        ("[]", 422, "bad_shape"),
        ('{"records": {}}', 422, "bad_shape"),
        ('{"records": [], "more": 1}', 422, "bad_shape"),
        ('{"records": []}', 422, "no_records"),
    ],
)
def test_a_body_that_is_no_list_of_records_is_refused_in_chinese(
    world: World, client: Client, body: Any, status: int, code: str
) -> None:
    answer = push(client, key(world), None, body=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "请" in answer.json()["message"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"title": "主题\x00党日"},
        {"title": "\ud800"},
        {"external_id": {"$ne": ""}},
        {"external_id": "x" * 65},
        {"organization_code": ["B-1"]},
        {"happened_on": 1772000000},
        {"happened_on": "2026-02-25T00:00:00"},
        {"starts_at": "25:00"},
        {"expected_count": True},
        {"expected_count": -1},
        {"expected_count": 10**30},
        {"hours": 1e300},
        {"hours": 1.25},
        {"marks": ["root"]},
        {"marks": "study"},
        {"withdrawn": "yes"},
        {"title": "   "},
        {"status": "draft"},
        {"tenant": 2},
    ],
)
def test_hostile_fields_are_refused_and_write_nothing(
    world: World, client: Client, hostile: dict[str, Any]
) -> None:
    answer = push(client, key(world), [sent(**hostile)])

    assert [one for one, _ in results(answer)] == ["refused"]
    assert not Record.objects.exists()


def test_markup_is_kept_as_text_and_formulas_harm_no_sheet(world: World, client: Client) -> None:
    secret = key(world)
    push(client, secret, [sent(title="<script>alert(1)</script>", place="=cmd()")])

    world.login(client, "secretary")
    record = Record.objects.get()
    assert record.title == "<script>alert(1)</script>"
    assert fetch(client, secret).json()["records"][0]["place"] == "=cmd()"


def test_a_body_too_large_is_refused(world: World, client: Client) -> None:
    answer = push(client, key(world), None, body="x" * (5 * 1024 * 1024 + 1))

    assert answer.status_code == 413
    assert "不能超过 5 MB" in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("put", ADDRESS, 405), ("delete", ADDRESS, 405), ("get", "/api/v2/records", 404)],
)
def test_other_methods_and_addresses_are_refused_in_chinese_json(
    world: World, client: Client, method: str, path: str, status: int
) -> None:
    answer = getattr(client, method)(path)

    assert answer.status_code == status
    assert "接口说明" in answer.json()["message"]


def test_a_record_from_outside_is_not_edited_here(world: World, client: Client) -> None:
    push(client, key(world), [sent()])

    with pytest.raises(ValidationError) as refused:
        amend_record(
            record=Record.objects.get(),
            content={"title": "改"},
            actor=world.actor("secretary"),
        )

    assert refused.value.code == "from_outside"
    assert "苏州智慧党建" in refused.value.messages[0]


def test_records_go_out_page_by_page(world: World, client: Client) -> None:
    secret = key(world)
    push(client, secret, [sent(number) for number in range(5)])

    first = fetch(client, secret, "?size=3").json()
    second = fetch(client, secret, f"?size=3&after={first['next']}").json()

    numbers = [one["external_id"] for one in first["records"] + second["records"]]
    assert numbers == [f"ZHDJ-{number:05d}" for number in range(5)]
    assert second["next"] == ""


def test_what_goes_out_may_be_asked_by_day_kind_and_organisation(
    world: World, client: Client
) -> None:
    secret = key(world)
    push(
        client,
        secret,
        [
            sent(1),
            sent(2, happened_on="2026-01-10"),
            sent(3, kind="lecture"),
            sent(4, organization_code="B-2"),
        ],
    )

    def told(query: str) -> list[str]:
        return [one["external_id"][-1] for one in fetch(client, secret, query).json()["records"]]

    assert told("?since=2026-02-01") == ["1", "3", "4"]
    assert told("?until=2026-01-31") == ["2"]
    assert told("?kind=lecture") == ["3"]
    assert told("?organization_code=B-2") == ["4"]
    assert fetch(client, secret, "?size=0").json()["code"] == "bad_parameters"
    assert fetch(client, secret, "?since=yesterday").status_code == 422


def test_drafts_and_what_was_said_in_talks_never_go_out(world: World, client: Client) -> None:
    secret = key(world)
    record = register_record(
        organization=world.branch,
        kind=RecordKind.TALK,
        content={"title": "谈心谈话", "happened_on": dt.date(2026, 2, 20), "place": "会议室"},
        actor=world.actor("secretary"),
    )
    Talk.objects.create(record=record, talker="云支一", partner="示例", points="秘密内容")
    Record.objects.filter(pk=record.pk).update(minutes="秘密内容", topics="秘密内容")

    text = fetch(client, secret).content.decode()

    assert json.loads(text)["records"][0]["kind"] == "talk"
    for word in ("秘密内容", "云支一"):
        assert word not in text


def test_what_goes_out_may_be_sent_into_another_city_unchanged(
    world: World, client: Client
) -> None:
    home, twin = key(world), key(world.twin)
    push(client, home, [sent(1, marks=["study"]), sent(2, kind="lecture", hours=1.5)])
    out = fetch(client, home).json()["records"]
    again = [{name: one[name] for name in RecordIn.model_fields} for one in out]

    assert results(push(client, twin, again)) == [("created", "")] * 2

    there = fetch(client, twin).json()["records"]
    assert [{name: one[name] for name in RecordIn.model_fields} for one in there] == again
    assert results(push(client, home, again)) == [("unchanged", "")] * 2
