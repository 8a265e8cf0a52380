"""The pages of reminders: 消息提醒设置, 提醒设置 and 运行情况."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hierarchy.models import Tenant
from tests.workflow.due_days import at, run, tasks_due
from tests.world import World
from workflow.actions.contact_ways import set_way
from workflow.actions.jobs import note_alive, note_end, note_start
from workflow.models import Channel, ContactWay, Delivery, JobRun, MessagePreference, ReminderPlan
from workflow.operations import next_run

ROBOT = "693a91f6-7aaa-4bc4-97a0-0ec2bbfa5aaa"


@pytest.fixture(autouse=True)
def _now(world: World) -> Any:
    with time_machine.travel(world.at, tick=False):
        yield


def page(client: Client, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(f"workflow:{name}", args=args))
    assert answer.status_code == status
    return answer.content.decode()


def send(client: Client, name: str, *args: object, **data: object) -> tuple[int, str]:
    answer = client.post(reverse(f"workflow:{name}", args=args), data, follow=True)
    status = answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code
    return status, answer.content.decode()


def channel(world: World, kind: str = "feishu") -> Channel:
    return Channel.objects.create(tenant=world.tenant, kind=kind, is_on=True)


def test_one_chooses_ones_hours(world: World, client: Client) -> None:
    world.login(client, "secretary")
    assert 'value="08:30"' in page(client, "message_settings")

    hours = {"digest_at": "17:45", "quiet_from": "20:00", "quiet_until": "08:00"}
    status, html = send(client, "message_settings", **hours)
    assert status == 302
    assert "每天 17:45 汇总发送新消息" in html
    assert MessagePreference.objects.get().user == world.user("secretary")

    status, html = send(client, "message_settings", **(hours | {"digest_at": "22:00"}))
    assert status == 422
    assert "落在免打扰时段内" in html


def test_without_channels_the_page_says_whom_to_ask(world: World, client: Client) -> None:
    world.login(client, "secretary")

    assert "请联系系统管理员" in page(client, "message_settings")
    answer = client.get(reverse("workflow:way_set", args=["feishu"]), follow=True)
    assert "本市尚未启用“飞书”渠道" in answer.content.decode()
    page(client, "way_set", "fax", status=404)


def test_an_address_is_entered_tested_confirmed_paused_and_deleted(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests.post", _taken)
    channel(world)
    world.login(client, "secretary")
    status, html = send(client, "way_set", "feishu", address=f"http://127.0.0.1/{ROBOT}")
    assert status == 422
    assert "不是该渠道机器人的 Webhook 地址" in html

    webhook = f"https://open.feishu.cn/open-apis/bot/v2/hook/{ROBOT}"
    _, html = send(client, "way_set", "feishu", address=webhook)
    assert "请点“发送测试”" in html
    assert ROBOT not in html
    way = ContactWay.objects.get()
    _, html = send(client, "way_test", way.pk)
    assert "已发送测试消息" in html
    assert Delivery.objects.get().state == "sent"
    _, html = send(client, "way_confirm", way.pk, code="x")
    assert "验证码不对" in html
    way.refresh_from_db()
    _, html = send(client, "way_confirm", way.pk, code=way.code)
    assert "已启用飞书" in html
    _, html = send(client, "way_switch", way.pk)
    assert "已暂停飞书" in html
    _, html = send(client, "way_forget", way.pk)
    assert "已删除飞书的地址" in html
    assert not ContactWay.objects.exists()


def _taken(*args: object, **kwargs: object) -> object:
    import requests

    answer = requests.Response()
    answer.status_code = 200
    answer._content = b"{}"
    return answer


def test_nobody_touches_anothers_address(world: World, client: Client) -> None:
    channel(world)
    way = set_way(kind="feishu", address=ROBOT, actor=world.actor("secretary"))
    world.login(client, "city_leader")

    for name in ("way_test", "way_confirm", "way_switch", "way_forget"):
        assert send(client, name, way.pk)[0] == 404


def test_a_city_sets_plans_rules_and_channels(world: World, client: Client) -> None:
    world.login(client, "administrator")
    html = page(client, "reminder_plans")
    assert (
        "到期前第 3 个工作日、到期当天、逾期第 1 个工作日提醒；逾期第 5 个工作日报上一级。" in html
    )
    facts = {"on_day": "on", "after": "", "up_after": "", "effective_from": "2026-03-02"}
    wrong = {"matter": "checklists.task/tasks", "before": "0,x", **facts}
    status, html = send(client, "plan_add", **wrong)
    assert status == 422
    assert "请填 1 到 60 之间的整数" in html

    _, html = send(client, "plan_add", **(wrong | {"before": "10、3"}))
    assert "任务：工作任务清单的任务" in html
    assert "到期前第 10、3 个工作日、到期当天提醒。" in html
    plan = ReminderPlan.objects.get()
    assert (plan.code, plan.before, plan.up_after) == ("tasks", [10, 3], None)

    _, html = send(client, "plan_edit", plan.pk, **(facts | {"before": "1"}))
    assert "已修改提醒方案" in html
    hours = {"digest_at": "09:00", "quiet_from": "21:00", "quiet_until": "07:30"}
    _, html = send(client, "policy_edit", urges_per_day=3, keep_days=400, **hours)
    assert "同一事项对同一人 3 次" in html
    status, html = send(client, "channel_edit", "email", is_on="on")
    assert status == 422
    assert "请填写邮件服务器和发件人地址" in html
    _, html = send(client, "channel_edit", "wecom", is_on="on")
    assert Channel.objects.get(kind="wecom").is_on


def test_a_committee_keeps_no_settings_of_the_city(world: World, client: Client) -> None:
    world.login(client, "mall_leader")

    for name in ("reminder_plans", "plan_add", "policy_edit", "operations"):
        page(client, name, status=403)


def test_the_mail_password_is_never_shown_again(world: World, client: Client) -> None:
    world.login(client, "administrator")
    Channel.objects.create(
        tenant=world.tenant, kind="email", host="mail.example.com", sender="a@example.com"
    )
    send(client, "channel_edit", "email", host="mail.example.com", secret="Haitang-Geheim-1")

    html = page(client, "channel_edit", "email")

    assert Channel.objects.get().secret
    assert "Haitang-Geheim-1" not in html
    assert Channel.objects.get().secret not in html


def test_how_the_system_runs(world: World, client: Client) -> None:
    tasks_due(world, world.on)
    run(world.on)
    note_alive(name="worker", at=world.at)
    note_start(name="remind-due", at=world.at)
    note_end(name="remind-due", started_at=world.at, at=world.at + dt.timedelta(seconds=2))
    note_start(name="prove-trees", at=world.at - dt.timedelta(days=3))
    world.login(client, "administrator")

    html = page(client, "operations")

    assert "2 条，其中今天 2 条" in html
    assert "没有心跳，请检查进程" in html
    assert "超时未运行" in html
    assert "到期提醒" in html
    assert "2.0 秒" in html
    assert "没有未发出或待确认的消息。" in html
    for name in ("金商主", "魏商办"):
        assert name not in html, "figures name nobody and rank nobody"


def test_a_failed_job_and_one_that_was_cut_off_are_told(world: World) -> None:
    note_start(name="a", at=world.at)
    note_end(name="a", started_at=world.at, at=world.at, error="OperationalError: gone")
    note_start(name="a", at=world.at + dt.timedelta(minutes=1))
    note_end(name="a", started_at=world.at, at=world.at, error="too late")

    row = JobRun.objects.get()

    assert (row.outcome, row.runs, row.failures) == ("running", 2, 1)


def test_the_next_run_is_told_by_the_timetable() -> None:
    from celery.schedules import crontab

    last = at(dt.date(2026, 3, 2), 0, 20)
    assert next_run(dt.timedelta(minutes=1), last) == last + dt.timedelta(minutes=1)
    assert next_run(crontab(hour=2, minute=30), last) == at(dt.date(2026, 3, 2), 2, 30)
    late = at(dt.date(2026, 3, 2), 2, 30)
    assert next_run(crontab(hour=2, minute=30), late) == at(dt.date(2026, 3, 3), 2, 30)


def test_a_question_is_answered_by_its_reader_or_the_keeper(world: World, client: Client) -> None:
    rows = [_unknown(world, key) for key in ("1", "2")]
    world.login(client, "secretary")
    assert "待确认" in page(client, "message_settings")
    _, html = send(client, "delivery_act", rows[0].pk, "confirm")
    assert "已记为收到" in html
    _, html = send(client, "delivery_act", rows[0].pk, "resend")
    assert "不需要再处理" in html
    world.login(client, "administrator")
    assert "云支一" in page(client, "operations")
    _, html = send(client, "delivery_act", rows[1].pk, "resend")
    assert "已重新排队" in html
    assert send(client, "delivery_act", rows[1].pk, "drop")[0] == 404


def _unknown(world: World, key: str) -> Delivery:
    return Delivery.objects.create(
        tenant=Tenant.objects.get(pk=world.tenant.pk),
        recipient=world.user("secretary"),
        kind="feishu",
        key=key,
        title="消息",
        body="",
        state=Delivery.State.UNKNOWN,
        created_at=world.at,
        send_after=world.at,
    )
