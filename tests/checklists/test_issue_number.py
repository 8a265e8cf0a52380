"""发文字号: registered by hand, before or after issue; without it there is no red head."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from docx import Document

from checklists.actions.decomposing import start_decomposition
from checklists.actions.drafting import edit_checklist
from checklists.actions.issuing import issue_checklist
from checklists.actions.registering import register_issue_number
from checklists.models import Checklist
from tests.lists import YEAR, city_list, signed_by
from tests.world import World
from workflow.models import AuditEntry

NUMBER = "苏律党〔2026〕1号"


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    time_machine.move_to(world.home.at)


@pytest.fixture
def checklist(world: World) -> Checklist:
    """A list of a body that may issue documents, itself based on a document."""
    signed_by(world, city_list(world, titles=("甲",)), "lawyer", "lawyer_leader")
    leader = world.actor("lawyer_leader")
    draft = start_decomposition(receiver=world.lawyer, year=YEAR, source="upper", actor=leader)
    return edit_checklist(
        checklist=draft, changes={"document_no": "苏办发〔2018〕12号"}, actor=leader
    )


def word(client: Client, checklist: Checklist) -> str:
    answer = client.get(reverse("checklists:checklist_word", args=[checklist.pk]))
    return "\n".join(line.text for line in Document(io.BytesIO(answer.content)).paragraphs)


def register(client: Client, checklist: Checklist, number: str) -> list[str]:
    address = reverse("checklists:checklist_number", args=[checklist.pk])
    answer = client.post(address, {"number": number})
    return [str(message) for message in answer.wsgi_request._messages]  # type: ignore[attr-defined]


def test_what_it_is_based_on_gives_no_red_head_the_own_number_does(
    client: Client, world: World, checklist: Checklist
) -> None:
    world.login(client, "lawyer_clerk")
    plain = word(client, checklist)

    told = register(client, checklist, f" {NUMBER} ")

    assert told == [f"已登记发文字号 {NUMBER}，导出的 Word 带红头。"]
    assert "依据：苏办发〔2018〕12号" in plain
    assert "通知" not in plain
    red = word(client, checklist)
    assert NUMBER in red
    assert f"根据苏办发〔2018〕12号，现将《{checklist.title}》印发给你们" in red


def test_it_is_registered_after_issue_too_and_taken_back(
    client: Client, world: World, checklist: Checklist
) -> None:
    issue_checklist(checklist=checklist, actor=world.actor("lawyer_leader"))
    world.login(client, "lawyer_clerk")
    page = client.get(reverse("checklists:checklist_detail", args=[checklist.pk]))
    assert "未登记的，Word 导出为无红头清单表" in page.content.decode()

    register(client, checklist, NUMBER)
    told = register(client, checklist, "")

    assert told[-1] == "已撤销发文字号，导出的 Word 为无红头清单表。"
    entries = AuditEntry.objects.about(checklist).filter(verb="checklist.register_issue_number")
    assert [entry.after["issue_number"] for entry in entries.order_by("id")] == [NUMBER, ""]


@pytest.mark.parametrize(
    "number",
    ["1号", "苏律党[2026]1号", "苏律党〔2026〕第1号", "苏律党〔2026〕01号", "苏律党2026-1"],
)
def test_a_number_that_is_none_is_refused_with_an_example(
    client: Client, world: World, checklist: Checklist, number: str
) -> None:
    world.login(client, "lawyer_clerk")

    (told,) = register(client, checklist, number)

    assert "如“苏两新〔2026〕1号”，请改正" in told
    checklist.refresh_from_db()
    assert checklist.issue_number == ""


def test_a_body_without_the_right_to_issue_documents_has_no_number(world: World) -> None:
    signed_by(world, city_list(world, titles=("甲",)), "mall", "mall_leader")
    leader = world.actor("mall_leader")
    draft = start_decomposition(receiver=world.mall, year=YEAR, source="upper", actor=leader)

    with pytest.raises(ValidationError, match="不具备发文资格") as refusal:
        register_issue_number(checklist=draft, number=NUMBER, actor=leader)
    assert refusal.value.code == "issues_no_documents"


def test_others_do_not_register_it(client: Client, world: World, checklist: Checklist) -> None:
    with pytest.raises(PermissionDenied):
        register_issue_number(checklist=checklist, number=NUMBER, actor=world.actor("mall_leader"))
    world.login(client, "twin.city_leader")
    address = reverse("checklists:checklist_number", args=[checklist.pk])
    assert client.post(address, {"number": NUMBER}).status_code == 404
