"""Importing people and their appointments: accounts opened, rights given, nothing leaked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.utils import timezone

from accounts.models import User
from hierarchy.actions.delegations import delegate
from hierarchy.models import Appointment, OrganizationGrant
from tests.sheets import carry_out, complaints, exported, plan, verdicts
from tests.world import World
from workflow.importing import kinds
from workflow.models import AuditEntry

PERSON = {
    "工号": "zdy-007",
    "姓名": "任示例",
    "手机": "13800000000",
    "组织": "平江1岗",
    "职务": "党建指导员",
    "任职日期": "2026-03-01",
}


def judged(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> list[Any]:
    return plan("appointments", lines, tenant=world.tenant, actor=world.actor(by))


def imported(world: World, *lines: dict[str, Any], by: str = "mall_leader") -> Any:
    return carry_out("appointments", lines, tenant=world.tenant, actor=world.actor(by))


def test_an_account_is_opened_and_its_holder_appointed(world: World) -> None:
    run = imported(world, PERSON)

    user = User.objects.get(username="zdy-007")
    appointment = Appointment.objects.get(user=user)
    assert (user.name, user.phone, user.is_active) == ("任示例", "13800000000", True)
    assert appointment.position.organization == world.officer
    assert str(appointment.starts_on) == "2026-03-01"
    assert OrganizationGrant.objects.filter(appointment=appointment).exists()
    assert run.rows.get().target_id == appointment.pk


def test_no_password_is_written_anywhere(world: World) -> None:
    run = imported(world, PERSON)

    row = run.rows.get()
    assert set(row.values) == {"username", "name", "phone", "position_id", "starts_on"}
    assert any("初始密码不写入表格" in note for note in row.notes)
    user = User.objects.get(username="zdy-007")
    assert user.has_usable_password()
    for entry in AuditEntry.objects.filter(verb__startswith="account."):
        assert not any(check_password(str(word), user.password) for word in entry.after.values())


def test_importing_the_same_sheet_again_changes_nothing(world: World) -> None:
    imported(world, PERSON)

    assert verdicts(judged(world, PERSON)) == ["unchanged"]
    assert verdicts(judged(world, {**PERSON, "任职日期": "", "手机": ""})) == ["unchanged"]


def test_one_person_may_hold_several_posts(world: World) -> None:
    rows = [PERSON, {**PERSON, "组织": "XT-1"}]
    imported(world, *rows)

    user = User.objects.get(username="zdy-007")
    bodies = user.appointments.values_list("position__organization__name", flat=True)
    assert set(bodies) == {"平江1岗", "斜塘1岗"}


def test_the_only_post_of_a_body_need_not_be_named(world: World) -> None:
    alone = judged(world, {**PERSON, "职务": ""})[0]
    several = judged(world, {**PERSON, "组织": "PJ-M", "职务": ""})[0]
    unknown = judged(world, {**PERSON, "职务": "站长"})[0]

    assert alone.verdict == "new"
    assert "的岗位有：站长、经办人" in complaints(several)[0]
    assert complaints(unknown) == ["职务：“平江1岗”的岗位有：党建指导员。请填写其中一个职务。"]


def test_a_tied_station_is_one_body_under_either_code(world: World) -> None:
    by_name = {**PERSON, "组织": "平江区域党建工作站", "职务": "站长"}
    rows = judged(world, by_name, {**by_name, "工号": "zdy-008", "组织": "PJ-L"}, by="city_leader")

    assert verdicts(rows) == ["new", "new"]
    assert rows[0].values["position_id"] == rows[1].values["position_id"]


def test_bodies_outside_are_refused_without_telling(world: World) -> None:
    known = judged(world, {**PERSON, "组织": "B-4"})[0]
    unknown = judged(world, {**PERSON, "组织": "B-9"})[0]

    assert "不在您的管理范围内" in complaints(known)[0]
    assert complaints(known)[0].replace("B-4", "B-9") == complaints(unknown)[0]


def test_whose_account_it_is_is_never_told(world: World) -> None:
    """Of another person, of another city, or closed: the same words."""
    rows = judged(
        world,
        {**PERSON, "工号": "secretary"},
        {**PERSON, "工号": "twin_officer", "姓名": "水指一"},
        {**PERSON, "工号": "officer", "姓名": "水指一", "组织": "XT-1"},
    )

    assert verdicts(rows) == ["refused", "refused", "new"]
    assert complaints(rows[0]) == complaints(rows[1])
    assert "已有账号" in complaints(rows[0])[0]


def test_nobody_appoints_themselves(world: World) -> None:
    row = judged(world, {**PERSON, "工号": "mall_leader", "姓名": "金商主"})[0]

    assert complaints(row)[0].startswith("工号：不能为本人任职")


def test_rows_of_one_person_agree(world: World) -> None:
    twice = judged(world, PERSON, PERSON)
    names = judged(world, PERSON, {**PERSON, "姓名": "别人", "组织": "XT-1"})

    assert complaints(twice[0]) == ["与第 3 行是同一人的同一岗位，请只保留一行。"]
    assert complaints(names[1]) == ["姓名：同一工号在第 2 行是另一个姓名，请核对。"]


def test_keepers_hold_no_second_post(world: World) -> None:
    keeper = {**PERSON, "工号": "administrator", "姓名": "韦管理"}
    both = [
        {**PERSON, "组织": "市委两新工委", "职务": "审计管理员"},
        PERSON,
    ]

    assert "须分立" in complaints(judged(world, keeper, by="city_leader")[0])[0]
    assert verdicts(judged(world, *both, by="city_leader")) == ["refused"] * 2


def test_a_day_to_come_is_refused(world: World) -> None:
    row = judged(world, {**PERSON, "任职日期": "2026-03-03"})[0]

    assert complaints(row)[0].startswith("任职日期：晚于今天")


def test_who_left_a_post_comes_back_after_that_day(world: World) -> None:
    back = {**PERSON, "工号": "expired", "姓名": "马往届", "任职日期": "2026-03-01"}

    assert "曾任这一岗位至 2026-03-01" in complaints(judged(world, back)[0])[0]
    assert verdicts(judged(world, {**back, "任职日期": "2026-03-02"})) == ["new"]


def test_twins_are_never_matched_across_cities(world: World) -> None:
    foreign = plan(
        "appointments", [PERSON], tenant=world.twin.tenant, actor=world.actor("mall_leader")
    )

    assert verdicts(foreign) == ["refused"]


def test_what_is_exported_imports_again_without_change(world: World) -> None:
    imported(world, {**PERSON, "姓名": "=任示例"})
    for who in ("city_leader", "mall_leader", "station_head"):
        lines = exported("appointments", tenant=world.tenant, actor=world.actor(who))
        rows = judged(world, *lines, by=who)
        assert len(lines) > 3
        assert set(verdicts(rows)) == {"unchanged"}, [complaints(row) for row in rows]
        assert {line["联系电话"] for line in lines} == {""}


def test_an_import_is_taken_back_and_may_be_repeated(world: World) -> None:
    run = imported(world, PERSON)
    kind = kinds()["appointments"]
    assert kind.obstacles(run, on=world.on) == []

    assert kind.undo(run, actor=world.actor("mall_leader")) == 1
    assert not Appointment.objects.filter(user__username="zdy-007").exists()
    assert not OrganizationGrant.objects.filter(user__username="zdy-007").exists()
    assert verdicts(judged(world, PERSON)) == ["new"]
    imported(world, PERSON)


def test_what_stands_in_the_way_of_taking_back_is_named(world: World) -> None:
    run = imported(world, PERSON)
    appointment = Appointment.objects.get(user__username="zdy-007")
    delegate(
        appointment=appointment,
        user=world.user("stranger"),
        starts_on=world.on,
        ends_on=world.on,
        reason="学习",
        actor=world.home.system,
    )
    run.written_at = world.home.at
    User.objects.filter(username="zdy-007").update(last_login=timezone.now())

    assert kinds()["appointments"].obstacles(run, on=world.on) == [
        "“任示例”导入后已登录使用",
        "“任示例”已授权他人代办",
    ]


TERRITORY = {**PERSON, "工号": "sd-001", "组织": "姑苏区两新工委", "职务": "联络员"}


def test_a_post_of_the_territory_line_is_filled_by_the_city(world: World) -> None:
    run = imported(
        world, TERRITORY, {**TERRITORY, "工号": "sd-002", "组织": "平江街道"}, by="city_leader"
    )

    held = Appointment.objects.filter(user__username__startswith="sd-").order_by("user__username")
    assert [each.position.region for each in held] == [
        world.home.regions["gusu"],
        world.home.regions["pingjiang"],
    ]
    assert run.rows.order_by("number")[0].title == "任示例 姑苏区两新工委 联络员"
    again = judged(world, TERRITORY, by="city_leader")
    assert verdicts(again) == ["unchanged"]


def test_the_territorys_posts_go_out_and_come_back_without_change(world: World) -> None:
    leader = world.actor("city_leader")
    lines = exported("appointments", tenant=world.tenant, actor=leader)
    assert "平江街道两新工委" in {line["组织"] for line in lines}
    assert set(verdicts(judged(world, *lines, by="city_leader"))) == {"unchanged"}


def test_who_appoints_below_the_city_fills_no_post_of_the_territory(world: World) -> None:
    row = judged(world, TERRITORY, by="mall_leader")[0]
    assert row.verdict == "refused"
    assert "不在您的管理范围内" in complaints(row)[0]
    lines = exported("appointments", tenant=world.tenant, actor=world.actor("mall_leader"))
    assert not any("两新工委" in line["组织"] for line in lines)
