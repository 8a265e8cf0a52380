"""Lists, assignments and the library in the administration pages: the portal's own actions."""

from __future__ import annotations

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from checklists.actions.drafting import add_item, draft_checklist
from checklists.actions.library import add_library_item
from checklists.models import Assignment, Checklist, LibraryItem
from tests.world import World
from workflow.models import AuditEntry

CHECKLIST = "admin:checklists_checklist"
ASSIGNMENT = "admin:checklists_assignment"
LIBRARY = "admin:checklists_libraryitem"


@pytest.fixture(autouse=True)
def _plain_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client copies the context of every included template: half the time here."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)


def draft(world: World, *, items: int) -> Checklist:
    leader = world.actor("city_leader")
    checklist = draft_checklist(issuer=world.city, year=2026, actor=leader)
    for number in range(items):
        content = {
            "category": "coverage",
            "title": f"要点{number}",
            "starts_on": world.on,
            "due_date": world.on.replace(month=12),
        }
        add_item(checklist=checklist, content=content, actor=leader)
    return checklist


def test_chosen_lists_are_issued_each_with_its_own_answer(world: World, client: Client) -> None:
    full, empty = draft(world, items=1), draft(world, items=0)
    world.login(client, "city_leader")

    answer = client.post(
        reverse(f"{CHECKLIST}_changelist"),
        {"action": "issue_each", ACTION_CHECKBOX_NAME: [full.pk, empty.pk], "apply": "1"},
    )

    assert "共 2 条，办理 1 条" in answer.content.decode()
    assert Assignment.objects.filter(item__checklist=full).count() == 2
    assert Checklist.objects.get(pk=empty.pk).status == "draft"


def test_a_list_is_issued_by_its_own_leader_only(world: World, client: Client) -> None:
    page = reverse(f"{CHECKLIST}_issue", args=[draft(world, items=1).pk])
    world.login(client, "city_clerk")
    assert client.post(page).status_code == 403
    world.login(client, "mall_leader")
    assert client.post(page).status_code == 404

    world.login(client, "city_leader")
    assert client.post(page).status_code == 302

    assert AuditEntry.objects.filter(verb="checklist.issue").exists()


def test_an_issued_list_has_no_form(world: World, client: Client) -> None:
    checklist = draft(world, items=1)
    world.login(client, "city_leader")
    client.post(reverse(f"{CHECKLIST}_issue", args=[checklist.pk]))

    change = reverse(f"{CHECKLIST}_change", args=[checklist.pk])

    assert 'name="title"' not in client.get(change).content.decode()
    assert client.post(change, {"title": "改名"}).status_code == 403


def test_a_reminder_goes_once_a_day(world: World, client: Client) -> None:
    checklist = draft(world, items=1)
    world.login(client, "city_leader")
    client.post(reverse(f"{CHECKLIST}_issue", args=[checklist.pk]))
    chosen = list(Assignment.objects.filter(item__checklist=checklist).values_list("pk", flat=True))
    asked = {"action": "remind_each", ACTION_CHECKBOX_NAME: chosen, "apply": "1", "words": "请办"}

    first = client.post(reverse(f"{ASSIGNMENT}_changelist"), asked).content.decode()
    second = client.post(reverse(f"{ASSIGNMENT}_changelist"), asked).content.decode()

    assert "办理 2 条" in first
    assert "办理 0 条" in second


@pytest.mark.parametrize(("name", "status"), [("administrator", 302), ("mall_leader", 403)])
def test_the_library_is_kept_by_the_city(
    world: World, client: Client, name: str, status: int
) -> None:
    content = {"tier": "city", "category": "coverage", "title": "示例", "frequency": "once"}
    item = add_library_item(
        tenant=world.tenant, content=content, actor=world.actor("administrator")
    )
    world.login(client, name)

    answer = client.post(
        reverse(f"{LIBRARY}_change", args=[item.pk]),
        {**content, "title": "改后", "evidence_minimum": "1"},
    )

    assert answer.status_code == status
    kept = LibraryItem.objects.get(pk=item.pk)
    assert kept.title == ("改后" if status == 302 else "示例")


def test_who_keeps_the_system_sees_no_business(world: World, client: Client) -> None:
    world.login(client, "administrator")

    assert client.get(reverse(f"{CHECKLIST}_changelist")).status_code == 403
    assert client.get(reverse(f"{ASSIGNMENT}_changelist")).status_code == 403
