"""附件: files that go out with a list, uploaded once, read by whoever the list reaches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from checklists.actions.amending import revise_checklist
from checklists.actions.attaching import attach_files
from checklists.actions.issuing import issue_checklist
from checklists.models import Checklist
from tests.lists import city_draft
from tests.world import World
from workflow.models import Attachment, AuditEntry


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(world.home.at)


@pytest.fixture
def draft(world: World) -> Checklist:
    return city_draft(world, titles=("甲",))


def send(client: Client, checklist: Checklist, name: str = "填表说明.txt", **cited: Any) -> Any:
    address = reverse("checklists:checklist_attachments", args=[checklist.pk])
    files = [SimpleUploadedFile(name, "先填单位名称。".encode())] if name else []
    return client.post(address, {"uploads": files, **cited})


def told(answer: Any) -> str:
    return "；".join(str(message) for message in answer.wsgi_request._messages)


def fetch(client: Client, file: Attachment) -> int:
    answer = client.get(reverse("workflow:attachment", args=[file.pk]))
    if answer.streaming:
        answer.getvalue()  # type: ignore[attr-defined]  # reading it to the end closes the file
    return answer.status_code


def test_a_file_goes_out_with_the_list_and_is_read_by_its_receivers_only(
    client: Client, world: World, draft: Checklist
) -> None:
    world.login(client, "city_clerk")
    assert "已添加 1 个附件" in told(send(client, draft))
    file = draft.attachments.get()
    receiver = world.login(Client(), "mall_clerk")
    assert fetch(receiver, file) == 404

    issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    page = receiver.get(reverse("checklists:checklist_detail", args=[draft.pk]))
    assert "附件（1 个）" in page.content.decode()
    assert "填表说明.txt" in page.content.decode()
    assert fetch(receiver, file) == 200
    assert fetch(world.login(Client(), "secretary"), file) == 404
    assert fetch(world.login(Client(), "twin.city_leader"), file) == 404


def test_an_earlier_file_is_cited_not_uploaded_again(
    client: Client, world: World, draft: Checklist
) -> None:
    world.login(client, "city_clerk")
    send(client, draft)
    file = Attachment.objects.get()
    other = city_draft(world, titles=("乙",))

    page = client.get(reverse("checklists:checklist_attachments", args=[other.pk]))
    send(client, other, name="", cited=[file.pk])

    assert "填表说明.txt（" in page.content.decode()
    assert other.attachments.get() == file
    assert Attachment.objects.count() == 1


def test_it_is_taken_off_a_draft_and_stays_in_the_bodys_files(
    client: Client, world: World, draft: Checklist
) -> None:
    world.login(client, "city_clerk")
    send(client, draft)
    file = draft.attachments.get()
    address = reverse("checklists:checklist_detach", args=[draft.pk, file.pk])

    assert "已移除附件“填表说明.txt”" in told(client.post(address))

    assert not draft.attachments.exists()
    assert Attachment.objects.filter(pk=file.pk).exists()
    assert "这个附件已移除，请刷新页面" in told(client.post(address))
    verbs = AuditEntry.objects.about(draft).values_list("verb", flat=True)
    assert {"checklist.attach", "checklist.detach"} <= set(verbs)


def test_a_bad_file_is_named_and_the_good_one_kept(
    client: Client, world: World, draft: Checklist
) -> None:
    world.login(client, "city_clerk")
    address = reverse("checklists:checklist_attachments", args=[draft.pk])
    good = SimpleUploadedFile("说明.txt", "说明".encode())
    bad = SimpleUploadedFile("程序.exe", b"MZ\x90\x00")

    answer = client.post(address, {"uploads": [good, bad]})

    assert answer.status_code == 422
    assert "程序.exe" in answer.content.decode()
    assert draft.attachments.get().name == "说明.txt"
    assert send(client, draft, name="").status_code == 422


def test_an_issued_list_keeps_its_files_and_its_next_version_begins_with_them(
    client: Client, world: World, draft: Checklist
) -> None:
    world.login(client, "city_clerk")
    send(client, draft)
    issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    refused = send(client, draft, name="补充.txt")

    assert "只有草稿可以改动附件" in told(refused)
    assert draft.attachments.count() == 1
    version = revise_checklist(checklist=draft, actor=world.actor("city_clerk"))
    assert list(version.attachments.all()) == list(draft.attachments.all())


def test_files_one_may_not_read_are_not_attached(world: World, draft: Checklist) -> None:
    theirs = Attachment.objects.create(
        tenant=world.twin.tenant,
        organization=world.twin.city,
        name="他市.txt",
        content_type="text/plain",
        size=1,
        sha256="0" * 64,
        uploaded_at=world.at,
        uploaded_by=world.twin.user("city_clerk"),
    )
    with pytest.raises(ValidationError, match="不在您的范围内") as refusal:
        attach_files(checklist=draft, files=[theirs], actor=world.actor("city_clerk"))
    assert refusal.value.code == "foreign_file"


@pytest.mark.parametrize(("person", "status"), [("mall_clerk", 404), ("twin.city_leader", 404)])
def test_others_do_not_reach_the_files_of_a_draft(
    client: Client, world: World, draft: Checklist, person: str, status: int
) -> None:
    world.login(client, person)

    assert send(client, draft).status_code == status
