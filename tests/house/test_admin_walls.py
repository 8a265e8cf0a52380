"""No administration page sees or acts over a wall: twins, siblings, superusers, free lookups."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from hierarchy.actions.reference import add_reference
from hierarchy.models import Appointment, Industry, Organization
from tests.world import World
from workflow.models import AuditEntry

CANARY = "金丝雀"


@pytest.fixture(autouse=True)
def _plain_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client copies the context of every included template: half the time here."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)


@pytest.fixture
def canaries(world: World) -> World:
    """Whatever the home city must not see bears a word that appears nowhere else."""
    Organization.objects.filter(tenant=world.twin.tenant).update(short_name=CANARY)
    for body in Organization.objects.filter(tenant=world.twin.tenant):
        Organization.objects.filter(pk=body.pk).update(name=f"{CANARY}{body.name}")
    for user in world.twin.users.values():
        User.objects.filter(pk=user.pk).update(name=f"{CANARY}{user.name}"[:64])
    for model in (Industry,):
        model.objects.filter(tenant=world.twin.tenant).update(name=CANARY)
    for region in world.twin.regions.values():
        type(region).objects.filter(pk=region.pk).update(name=CANARY)
    row = Industry(
        tenant=world.twin.tenant, code="CAN", name=f"{CANARY}业", effective_from=world.on
    )
    add_reference(row=row, actor=world.actor("twin.city_leader"))
    return world


def stem(model: type) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def test_only_scoped_pages_are_registered() -> None:
    assert admin.site._registry
    assert all(page.stays_in_scope for page in admin.site._registry.values())
    assert {model._meta.app_label for model in admin.site._registry} == {
        "accounts",
        "routines",
        "hierarchy",
        "workflow",
        "checklists",
        "coverage",
        "projects",
        "inspections",
        "people",
    }


def test_no_page_deletes_or_writes_by_itself() -> None:
    for page in admin.site._registry.values():
        assert not page.inlines
        assert not page.list_editable
        names = {url.name or "" for url in page.get_urls()}
        assert not any(name.endswith(("_delete", "_history")) for name in names)


def test_structure_is_editable_in_no_form() -> None:
    page = admin.site._registry[Organization]
    fields = set(page.change_form.base_fields) | set(page.change_form.Meta.fields)

    assert not fields & {"parent", "tier", "lft", "rght", "tree_id", "level", "closed_on"}


def test_whoever_is_not_signed_in_is_sent_to_the_portals_door(client: Client, db: None) -> None:
    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["officer", "secretary", "district_reader", "stranger", "expired"])
def test_who_is_not_staff_is_told_so(world: World, client: Client, name: str) -> None:
    world.login(client, name)

    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.status_code == 403
    assert "管理后台供市" in answer.content.decode()


def test_a_superuser_without_a_post_stays_outside(world: World, client: Client) -> None:
    user = world.user("stranger")
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
    world.login(client, "stranger")

    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    assert client.get(reverse(f"{stem(Organization)}_changelist"), follow=True).status_code == 403


def test_a_superuser_with_a_post_sees_no_more_than_the_post(
    canaries: World, client: Client
) -> None:
    User.objects.filter(pk=canaries.user("mall_leader").pk).update(is_superuser=True)
    canaries.login(client, "mall_leader")

    html = client.get(reverse(f"{stem(Organization)}_changelist")).content.decode()

    assert canaries.station.name in html
    assert canaries.lawyer.name not in html
    assert CANARY not in html
    lawyer = reverse(f"{stem(Organization)}_change", args=[canaries.lawyer.pk])
    assert client.get(lawyer).status_code == 404


def test_model_permissions_open_nothing(world: World, client: Client) -> None:
    user = world.user("officer")
    user.user_permissions.set(Permission.objects.all())
    User.objects.filter(pk=user.pk).update(is_staff=True)
    world.login(client, "officer")

    answer = client.get(reverse(f"{stem(User)}_changelist"))

    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["city_leader", "auditor"])
def test_no_list_or_form_shows_the_other_city(canaries: World, client: Client, name: str) -> None:
    canaries.login(client, name)
    for model in admin.site._registry:
        for page in ("changelist", "add"):
            answer = client.get(reverse(f"{stem(model)}_{page}"))
            assert CANARY not in answer.content.decode(), (model, page)


def test_a_foreign_row_is_not_there(canaries: World, client: Client) -> None:
    canaries.login(client, "city_leader")
    twin = canaries.twin
    for row in (
        twin.branch,
        twin.appointment("officer"),
        twin.user("officer"),
        twin.industries["mall"],
        twin.regions["gusu"],
        twin.tenant,
    ):
        base = reverse(f"{stem(type(row))}_change", args=[row.pk])
        acts = [
            reverse(f"{stem(type(row))}_{act.name}", args=[row.pk])
            for act in admin.site._registry[type(row)].acts
        ]
        for address in (base, f"{base}?_to_field=id", f"{base}?_popup=1", *acts):
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"reason": "试"}).status_code == 404, address


def test_search_boxes_offer_nothing_foreign(canaries: World, client: Client) -> None:
    query = {"app_label": "hierarchy", "model_name": "organization", "field_name": "parent"}
    canaries.login(client, "mall_leader")

    own = client.get(reverse("admin:autocomplete"), {**query, "term": "平江"})
    foreign = client.get(reverse("admin:autocomplete"), {**query, "term": CANARY})
    sibling = client.get(reverse("admin:autocomplete"), {**query, "term": "律师"})

    assert own.json()["results"]
    assert foreign.json()["results"] == []
    assert sibling.json()["results"] == []


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (User, "password__startswith"),
        (User, "appointments__position__title"),
        (Appointment, "user__password__startswith"),
        (Appointment, "position__organization__name__startswith"),
        (Organization, "parent__name__startswith"),
        (AuditEntry, "user__password__startswith"),
    ],
)
def test_an_address_asks_nothing_that_no_filter_asks(
    world: World, client: Client, model: type, lookup: str
) -> None:
    world.login(client, "auditor" if model is AuditEntry else "city_leader")

    assert client.get(reverse(f"{stem(model)}_changelist"), {lookup: "p"}).status_code == 400


def test_a_filter_by_a_foreign_id_finds_nothing(canaries: World, client: Client) -> None:
    canaries.login(client, "city_leader")
    foreign = canaries.twin.industries["mall"].pk

    answer = client.get(
        reverse(f"{stem(Organization)}_changelist"), {"industry__id__exact": foreign}
    )

    html = answer.content.decode()
    assert CANARY not in html
    assert canaries.mall.name not in re.sub(r"<title>.*?</title>", "", html)


def test_a_foreign_superior_can_not_be_posted(canaries: World, client: Client) -> None:
    canaries.login(client, "mall_leader")
    address = reverse(f"{stem(Organization)}_move", args=[canaries.officer.pk])

    answer = client.post(
        address,
        {"parent": canaries.lawyer_station.pk, "on": "2026-03-01", "reason": "试移"},
    )

    assert answer.status_code == 200
    assert canaries.officer.parent_id == canaries.station.pk


def test_who_may_look_but_not_keep_gets_no_form(world: World, client: Client) -> None:
    world.login(client, "auditor")

    for model in (Organization, Appointment, Industry):
        assert client.get(reverse(f"{stem(model)}_add")).status_code == 403
    move = reverse(f"{stem(Organization)}_move", args=[world.officer.pk])
    assert client.post(move, {"reason": "试"}).status_code == 403
    change = client.get(reverse(f"{stem(Organization)}_change", args=[world.officer.pk]))
    assert 'name="reason"' not in change.content.decode()


def test_only_auditors_read_the_trail(world: World, client: Client) -> None:
    page = reverse(f"{stem(AuditEntry)}_changelist")
    world.login(client, "city_leader")
    assert client.get(page).status_code == 403

    world.login(client, "auditor")
    assert client.get(page).status_code == 200


def test_the_export_holds_the_readers_scope_only(canaries: World, client: Client) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    canaries.login(client, "mall_leader")

    answer = client.get(reverse(f"{stem(Organization)}_export"))

    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    names = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert canaries.station.name in names
    assert canaries.lawyer.name not in names
    assert not any(CANARY in name for name in names)


def test_scripts_may_evaluate_under_admin_only(world: World, client: Client) -> None:
    world.login(client, "city_leader")

    inside = client.get(reverse("admin:index"))["Content-Security-Policy"]
    outside = client.get(reverse("account_change_password"))["Content-Security-Policy"]

    assert "'unsafe-eval'" in inside
    assert "'unsafe-eval'" not in outside
    assert "script-src 'self' 'unsafe-inline'" not in inside
