"""The officer's pages and acts: whom to see first, a contact, a correction, and its answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from coverage.actions.contacts import record_contact
from coverage.actions.notices import ask_back, submit_notice
from coverage.forms.units import CorrectForm
from coverage.models import ChangeNotice, ContactRecord, Unit
from coverage.terms import Cover, NoticeStatus
from hierarchy.models import Organization
from tests.coverage.conftest import entered
from tests.world import World
from workflow.models import AuditEntry, Notice

MINE = reverse("coverage:unit_mine")
QUEUE = reverse("coverage:notice_queue")


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def url(name: str, *args: object) -> str:
    return reverse(f"coverage:{name}", args=args)


def noticed(world: World, unit: Unit, *, members: int = 3) -> ChangeNotice:
    return submit_notice(
        unit=unit,
        changes={"members_here": members},
        seen_on=world.home.on,
        words="上门走访时核对。",
        actor=world.actor("officer"),
    )


def test_my_units_stand_in_the_order_of_need(client: Client, world: World) -> None:
    officer = world.actor("officer")
    quiet = entered(world, "近来联系示例", members_here=1)
    record_contact(unit=quiet, actor=officer)
    overdue = entered(world, "约定过期示例", members_here=1)
    record_contact(
        unit=overdue,
        contacted_on=dt.date(2026, 2, 10),
        next_on=dt.date(2026, 2, 20),
        actor=officer,
    )
    entered(world, "从未联系示例", members_here=1)
    entered(world, "重点无党员示例", employees=80)
    entered(world, "应建未建示例", members_here=3)
    world.login(client, "officer")

    html = client.get(MINE).content.decode()

    assert re.findall(r"unit_detail|([\u4e00-\u9fff]+示例)</a>", html) == [
        "应建未建示例",
        "约定过期示例",
        "重点无党员示例",
        "从未联系示例",
        "近来联系示例",
    ]


def test_a_phone_is_called_by_one_tap(client: Client, world: World) -> None:
    entered(world, phone="0512-65000000")
    world.login(client, "officer")

    assert 'href="tel:0512-65000000"' in client.get(MINE).content.decode()


def test_units_of_others_are_not_mine(client: Client, world: World) -> None:
    entered(world, "斜塘示例", place=world.sibling_officer, region="xietang")
    world.login(client, "officer")

    html = client.get(MINE).content.decode()

    assert "斜塘示例" not in html
    assert "还没有单位归口到您的岗位" in html


def test_the_bottom_bar_of_an_officer_leads_to_the_units(client: Client, world: World) -> None:
    bars = {}
    for person in ("officer", "station_head"):
        world.login(client, person)
        bar = client.get("/").content.decode().split('class="bottombar"')[1].split("</nav>")[0]
        bars[person] = re.findall(r"<span>(.+?)</span>", bar)

    assert bars["officer"] == ["待办", "组织生活", "单位", "记录", "我的"]
    assert bars["station_head"] == ["待办", "清单", "组织生活", "消息", "我的"]


def test_a_contact_is_written_with_the_days_already_filled_in(client: Client, world: World) -> None:
    unit = entered(world)
    officer = world.actor("officer")
    for day in (dt.date(2026, 1, 30), dt.date(2026, 2, 9), dt.date(2026, 2, 19)):
        record_contact(unit=unit, contacted_on=day, actor=officer)
    world.login(client, "officer")

    html = client.get(url("unit_contact", unit.pk)).content.decode()

    assert 'value="2026-03-02"' in html
    assert 'value="2026-03-12"' in html, "every ten days, by habit"


def test_a_contact_is_saved_and_the_next_day_is_told(client: Client, world: World) -> None:
    unit = entered(world)
    world.login(client, "officer")

    answer = client.post(
        url("unit_contact", unit.pk),
        {
            "kind": "call",
            "words": "约好周五上门。",
            "contacted_on": "2026-03-02",
            "next_on": "2026-03-06",
        },
        follow=True,
    )

    assert "下次联系定在 3月6日" in answer.content.decode()
    contact = ContactRecord.objects.get(unit=unit)
    assert (contact.kind, contact.words, contact.next_on) == (
        "call",
        "约好周五上门。",
        dt.date(2026, 3, 6),
    )


def test_a_contact_to_come_is_refused_in_the_form(client: Client, world: World) -> None:
    unit = entered(world)
    world.login(client, "officer")

    answer = client.post(
        url("unit_contact", unit.pk), {"kind": "visit", "contacted_on": "2026-03-03"}
    )

    assert answer.status_code == 422
    assert "日期不能晚于今天" in answer.content.decode()
    assert not ContactRecord.objects.exists()


def corrected(world: World, unit: Unit, **changes: object) -> dict[str, object]:
    """What a browser sends: everything as it stands, with some changes."""
    form = CorrectForm(unit=unit, actor=world.actor("officer"))
    sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    kept = {name: value for name, value in {**sent, **changes}.items() if value is not None}
    return {
        name: "on" if value is True else value for name, value in kept.items() if value is not False
    }


def test_a_correction_holds_at_once_and_waits_for_the_station(client: Client, world: World) -> None:
    unit = entered(world, members_here=2)
    world.login(client, "officer")

    answer = client.post(
        url("unit_correct", unit.pk), corrected(world, unit, members_here=3), follow=True
    )

    unit.refresh_from_db()
    notice = ChangeNotice.objects.get(unit=unit)
    assert "已更正，台账即时更新" in answer.content.decode()
    assert unit.members_here == 3
    assert list(notice.changes) == ["members_here"]
    world.login(client, "station_head")
    html = client.get(QUEUE).content.decode()
    assert "<del>2</del> → <ins>3</ins>" in html


def test_a_correction_of_nothing_is_refused(client: Client, world: World) -> None:
    unit = entered(world)
    world.login(client, "officer")

    answer = client.post(url("unit_correct", unit.pk), corrected(world, unit))

    assert answer.status_code == 422
    assert "没有需要反馈的变更" in answer.content.decode()


def test_a_station_confirms_several_notices_at_once(client: Client, world: World) -> None:
    notices = [noticed(world, entered(world, f"示例{number}店")) for number in range(2)]
    foreign = noticed_of_sibling(world)
    world.login(client, "station_head")

    answer = client.post(
        url("notice_confirm"),
        {"ids": [*(notice.pk for notice in notices), foreign.pk]},
        follow=True,
    )

    assert "已核实 2 份信息变更单" in answer.content.decode()
    statuses = ChangeNotice.objects.filter(status=NoticeStatus.CONFIRMED)
    assert set(statuses) == set(notices)
    assert notices[0].unit.verified_on is None
    assert Unit.objects.get(pk=notices[0].unit_id).verified_on == world.home.on


def noticed_of_sibling(world: World) -> ChangeNotice:
    unit = entered(world, "斜塘示例", place=world.sibling_officer, region="xietang")
    return submit_notice(
        unit=unit,
        changes={"members_here": 1},
        seen_on=world.home.on,
        words="",
        actor=world.actor("sibling_officer"),
    )


def test_the_notices_open_where_the_reader_has_something_to_do(
    client: Client, world: World
) -> None:
    usual = {"station_head": "待本单位核实", "officer": "待我答复", "city_leader": "全部"}
    for who, label in usual.items():
        client.force_login(world.user(who))
        answer = client.get(reverse("coverage:notice_queue"))
        assert [q["label"] for q in answer.context["queues"] if q["is_current"]] == [label]
        has_own = who != "city_leader"
        assert ("我的单位" in answer.content.decode()) is has_own


def test_a_notice_is_asked_back_and_answered(client: Client, world: World) -> None:
    notice = noticed(world, entered(world))
    world.login(client, "station_head")
    client.post(url("notice_move", notice.pk, "ask_back"), {"words": "有没有党员名册？"})
    world.login(client, "officer")

    queue = client.get(QUEUE).content.decode()
    answer = client.post(
        url("notice_move", notice.pk, "answer"), {"words": "已看名册，共 3 名。"}, follow=True
    )

    notice.refresh_from_db()
    assert "有没有党员名册？" in queue
    assert "已答复，送工作站核实" in answer.content.decode()
    assert (notice.status, notice.answer) == (NoticeStatus.SUBMITTED, "已看名册，共 3 名。")


def test_asking_back_without_words_says_what_is_missing(client: Client, world: World) -> None:
    notice = noticed(world, entered(world))
    world.login(client, "station_head")

    answer = client.post(url("notice_move", notice.pk, "ask_back"), {"words": ""}, follow=True)

    assert "请填写问回的理由" in answer.content.decode()


def test_the_officer_does_not_confirm_the_own_notice(client: Client, world: World) -> None:
    notice = noticed(world, entered(world))
    world.login(client, "officer")

    assert client.post(url("notice_move", notice.pk, "confirm")).status_code == 403


def test_an_answer_may_not_be_given_for_a_settled_notice(client: Client, world: World) -> None:
    notice = noticed(world, entered(world))
    ask_back(notice=notice, question="人数是否属实？", actor=world.actor("station_head"))
    world.login(client, "officer")
    client.post(url("notice_move", notice.pk, "answer"), {"words": "属实。"})

    again = client.post(
        url("notice_move", notice.pk, "answer"), {"words": "再答一次。"}, follow=True
    )

    assert "不能再答复" in again.content.decode()


def test_a_unit_is_given_to_a_branch_that_then_covers_it(client: Client, world: World) -> None:
    unit = entered(world)
    world.login(client, "station_head")

    answer = client.post(
        url("unit_give", unit.pk),
        {"place": world.second_branch.pk, "on": "2026-03-02", "reason": "就近联合"},
        follow=True,
    )

    unit.refresh_from_db()
    assert "已将“示例单位”归口到" in answer.content.decode()
    assert (unit.place_id, unit.cover) == (world.second_branch.pk, Cover.JOINT)


def test_a_founding_is_registered_and_leads_to_the_new_body(client: Client, world: World) -> None:
    unit = entered(world, members_here=4)
    world.login(client, "station_head")

    answer = client.post(
        url("unit_found", unit.pk),
        {
            "kind": "branch",
            "formation": "alone",
            "name": "中共示例单位支部委员会",
            "on": "2026-03-02",
            "superior": "平江街道党工委",
            "document_no": "示例〔2026〕1号",
            "reason": "正式党员达到应建人数",
        },
        follow=True,
    )

    branch = Organization.objects.get(name="中共示例单位支部委员会")
    unit.refresh_from_db()
    assert answer.redirect_chain[-1][0] == url("party_detail", branch.pk)
    assert (unit.place_id, unit.cover) == (branch.pk, Cover.ALONE)


def test_verifying_is_for_another_than_who_entered_it(client: Client, world: World) -> None:
    unit = entered(world)
    noticed(world, unit)
    world.login(client, "station_head")

    client.post(url("unit_verify", unit.pk))

    unit.refresh_from_db()
    assert unit.verified_on == world.home.on
    world.login(client, "officer")
    assert client.post(url("unit_verify", unit.pk)).status_code == 403


def test_words_typed_beside_a_confirmation_are_kept_and_told(client: Client, world: World) -> None:
    notice = noticed(world, entered(world))
    world.login(client, "station_head")
    client.post(url("notice_move", notice.pk, "confirm"), {"words": "已看过转入手续。"})

    assert AuditEntry.objects.about(notice).latest("pk").reason == "已看过转入手续。"
    told = Notice.objects.get(recipient=world.user("officer"), kind=Notice.Kind.ANSWERED)
    assert told.body == "已看过转入手续。"
    world.login(client, "officer")
    assert "核实意见：已看过转入手续。" in client.get(told.path).content.decode()


def test_a_confirmation_without_words_sends_no_message(client: Client, world: World) -> None:
    notice = noticed(world, entered(world))
    world.login(client, "station_head")
    client.post(url("notice_move", notice.pk, "confirm"), {"words": " "})

    assert ChangeNotice.objects.get(pk=notice.pk).status == NoticeStatus.CONFIRMED
    assert not Notice.objects.filter(recipient=world.user("officer")).exists()
