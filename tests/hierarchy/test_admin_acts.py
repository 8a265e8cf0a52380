"""What committee staff do in the administration pages goes through the same actions."""

from __future__ import annotations

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from accounts.models import User
from hierarchy.actions.appointments import appoint
from hierarchy.models import Appointment, Organization, Position, Region, Term
from tests.lists import cascade
from tests.world import World
from workflow.models import AuditEntry

ORGANIZATION = "admin:hierarchy_organization"
APPOINTMENT = "admin:hierarchy_appointment"


@pytest.fixture(autouse=True)
def _plain_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client copies the context of every included template: half the time here."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)


def last_verb() -> str:
    return AuditEntry.objects.order_by("-pk").values_list("verb", flat=True)[0]


def test_a_body_is_founded_under_its_superior(world: World, client: Client) -> None:
    world.login(client, "mall_leader")
    asked = {
        "parent": world.station.pk,
        "tier": "officer",
        "kind": "officer_post",
        "name": "平江9岗",
        "region": world.regions["pingjiang"].pk,
        "on": "2026-03-01",
        "reason": "增设岗位",
    }

    answer = client.post(reverse(f"{ORGANIZATION}_add"), asked)

    founded = Organization.objects.get(name="平江9岗")
    assert answer.url == reverse(f"{ORGANIZATION}_change", args=[founded.pk])
    assert founded.parent == world.station
    assert last_verb() == "organization.found"


def test_what_the_action_refuses_stands_on_the_form(world: World, client: Client) -> None:
    world.login(client, "mall_leader")
    asked = {
        "parent": world.station.pk,
        "tier": "branch",
        "kind": "branch",
        "name": "越级党支部",
        "region": world.regions["pingjiang"].pk,
        "on": "2026-03-01",
        "reason": "试",
    }

    answer = client.post(reverse(f"{ORGANIZATION}_add"), asked)

    assert answer.status_code == 200
    assert "不能直接设在" in answer.content.decode()
    assert not Organization.objects.filter(name="越级党支部").exists()


def test_a_body_is_amended_renamed_and_moved(world: World, client: Client) -> None:
    world.login(client, "mall_leader")
    officer = world.officer.pk
    dated = {"on": "2026-03-01", "reason": "工作需要"}
    facts = {"kind": "officer_post", "region": world.regions["pingjiang"].pk}

    client.post(
        reverse(f"{ORGANIZATION}_change", args=[officer]),
        {**dated, **facts, "code": "PJ-1", "short_name": "一岗"},
    )
    client.post(
        reverse(f"{ORGANIZATION}_rename", args=[officer]),
        {**dated, "name": "平江新岗", "short_name": "一岗"},
    )
    client.post(
        reverse(f"{ORGANIZATION}_move", args=[officer]), {**dated, "parent": world.single.pk}
    )

    moved = world.officer
    assert (moved.short_name, moved.name, moved.parent) == ("一岗", "平江新岗", world.single)


def test_a_body_in_use_is_not_closed_and_the_page_says_why(world: World, client: Client) -> None:
    world.login(client, "mall_leader")

    answer = client.post(
        reverse(f"{ORGANIZATION}_close", args=[world.officer.pk]),
        {"on": "2026-03-01", "reason": "试"},
    )

    assert "还不能撤销" in answer.content.decode()
    assert world.officer.closed_on is None


def test_an_account_is_opened_appointed_and_ended(world: World, client: Client) -> None:
    world.login(client, "mall_leader")
    opened = client.post(
        reverse("admin:accounts_user_add"), {"username": "newcomer", "name": "新同志"}
    )
    user = User.objects.get(username="newcomer")
    assert "初始密码" in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]

    client.post(
        reverse(f"{APPOINTMENT}_add"),
        {
            "position": world.appointment("mall_clerk").position_id,
            "username": "newcomer",
            "starts_on": "2026-03-01",
            "reason": "任职",
        },
    )
    held = Appointment.objects.get(user=user)
    assert User.objects.get(pk=user.pk).is_staff

    chosen = {"action": "end_each", ACTION_CHECKBOX_NAME: [held.pk]}
    address = reverse(f"{APPOINTMENT}_changelist")
    asked = client.post(address, {**chosen, "index": "0"})
    assert "所选 1 条" in asked.content.decode()
    answer = client.post(
        address, {**chosen, "apply": "1", "ends_on": "2026-03-02", "reason": "调离"}
    )

    assert "办理 1 条" in answer.content.decode()
    assert not User.objects.get(pk=user.pk).is_staff
    assert last_verb() == "appointment.end"


def test_a_post_with_open_work_is_handed_over_or_left_vacant_by_word(
    world: World, client: Client
) -> None:
    cascade(world)
    world.login(client, "mall_leader")
    held = world.appointment("officer")
    address = reverse(f"{APPOINTMENT}_end", args=[held.pk])
    asked = {"ends_on": "2026-03-02", "reason": "调离"}

    refused = client.post(address, asked)
    shared = world.appointment("station_clerk")
    form = client.get(reverse(f"{APPOINTMENT}_hand-over", args=[shared.pk])).content.decode()

    assert "请改用“交接”" in refused.content.decode()
    assert "接收岗位" not in form
    client.post(address, {**asked, "vacancy": "on"})
    assert world.appointment("officer").ends_on is not None


def test_many_rows_each_get_their_own_answer(world: World, client: Client) -> None:
    world.login(client, "mall_leader")
    own = world.appointment("station_clerk")
    past = world.appointment("expired")
    foreign = world.home.appointment("lawyer_clerk")
    rows = [own.pk, past.pk, foreign.pk]

    answer = client.post(
        reverse(f"{APPOINTMENT}_changelist"),
        {
            "action": "end_each",
            ACTION_CHECKBOX_NAME: rows,
            "apply": "1",
            "ends_on": "2026-11-01",
            "reason": "机构调整",
        },
    )

    html = answer.content.decode()
    assert "共 2 条，办理 1 条" in html
    assert "已于" in html
    assert Appointment.objects.get(pk=foreign.pk).ends_on is None


def test_nobody_appoints_someone_of_another_city(world: World, client: Client) -> None:
    world.login(client, "city_leader")

    answer = client.post(
        reverse(f"{APPOINTMENT}_add"),
        {
            "position": world.appointment("mall_clerk").position_id,
            "username": world.twin.user("officer").username,
            "starts_on": "2026-03-01",
            "reason": "试",
        },
    )

    assert "没有找到登录名" in answer.content.decode()


@pytest.mark.parametrize(("name", "may"), [("administrator", True), ("mall_leader", False)])
def test_reference_data_is_kept_by_the_city(
    world: World, client: Client, name: str, may: bool
) -> None:
    world.login(client, name)

    client.post(
        reverse("admin:hierarchy_term_add"),
        {"key": "tier.station", "name": "片区党建工作站", "effective_from": "2026-03-01"},
    )

    assert Term.objects.filter(name="片区党建工作站").exists() is may
    if may:
        assert last_verb() == "term.add"


def test_a_regions_level_and_superior_stay(world: World, client: Client) -> None:
    world.login(client, "administrator")
    town = world.regions["pingjiang"]

    client.post(
        reverse("admin:hierarchy_region_change", args=[town.pk]),
        {
            "code": town.code,
            "name": "平江新街道",
            "level": "city",
            "parent": world.regions["wuzhong"].pk,
            "civil_parent": town.civil_parent_id,
        },
    )

    fresh = Region.objects.get(pk=town.pk)
    assert (fresh.name, fresh.level, fresh.parent_id) == ("平江新街道", "town", town.parent_id)
    assert last_verb() == "region.amend"


def test_of_a_persons_posts_those_in_sight_are_told(world: World, client: Client) -> None:
    elsewhere = Position.objects.get(organization=world.lawyer, role="clerk")
    appoint(
        user=world.user("officer"),
        position=elsewhere,
        starts_on=world.on,
        actor=world.actor("city_leader"),
    )
    world.login(client, "mall_leader")

    address = reverse("admin:accounts_user_change", args=[world.user("officer").pk])
    page = client.get(address).content.decode()

    assert world.appointment("officer").position.label in page
    assert elsewhere.label not in page
