"""Evidence files over the wire: taken in, handed out, kept from strangers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from checklists.actions.drafting import draft_checklist
from checklists.actions.handling import report_progress
from checklists.models import Checklist
from tests.lists import cascade, given_to
from tests.world import World
from workflow.actions import store_attachment
from workflow.models import Attachment


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def fetch(client: Client, attachment: Any, **query: str) -> Any:
    """The answer for one file, its stream read to the end, which closes the file."""
    response = client.get(reverse("workflow:attachment", args=[attachment.pk]), query)
    if response.streaming:
        response.getvalue()
    return response


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(buffer, format="JPEG")
    return buffer.getvalue()


def kept(world: World, *, body: str = "branch", by: str = "secretary", text: bytes = b"") -> Any:
    content = text or photo()
    name = "说明.txt" if text else "走访照片.jpg"
    return store_attachment(
        organization=getattr(world, body),
        name=name,
        stream=io.BytesIO(content),
        size=len(content),
        actor=world.actor(by),
    )


def test_files_are_kept_and_the_bad_one_is_named(client: Client, world: World) -> None:
    world.login(client, "secretary")
    files = [
        SimpleUploadedFile("走访照片.jpg", photo()),
        SimpleUploadedFile("程序.exe", b"MZ\x90\x00"),
    ]

    response = client.post(
        reverse("workflow:attachment_upload", args=[world.branch.pk]), {"files": files}
    )

    answer = response.json()
    assert response.status_code == 200
    assert [file["name"] for file in answer["files"]] == ["走访照片.jpg"]
    assert "程序.exe" in answer["errors"][0]
    assert fetch(client, Attachment.objects.get(pk=answer["files"][0]["id"])).status_code == 200


def test_nothing_sent_and_too_much_sent_are_refused(client: Client, world: World) -> None:
    world.login(client, "secretary")
    url = reverse("workflow:attachment_upload", args=[world.branch.pk])
    many = [SimpleUploadedFile(f"{number}.txt", b"a") for number in range(21)]

    nothing = client.post(url)
    too_much = client.post(url, {"files": many})

    assert nothing.status_code == too_much.status_code == 422
    assert "没有收到文件" in nothing.json()["errors"][0]
    assert "一次最多上传 20 个" in too_much.json()["errors"][0]
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("sibling_secretary", 404)])
def test_only_who_handles_a_body_sends_its_files(
    client: Client, world: World, who: str, status: int
) -> None:
    world.login(client, who)
    url = reverse("workflow:attachment_upload", args=[world.branch.pk])

    response = client.post(url, {"files": [SimpleUploadedFile("a.jpg", photo())]})

    assert response.status_code == status


def test_a_picture_opens_in_place_and_a_text_is_saved(client: Client, world: World) -> None:
    picture, text = kept(world), kept(world, text="情况说明".encode())
    world.login(client, "officer")

    shown = fetch(client, picture)
    saved = fetch(client, text)
    wanted = fetch(client, picture, download="1")

    assert shown["Content-Disposition"].startswith("inline")
    assert "filename*=utf-8''%E8%B5%B0" in shown["Content-Disposition"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert saved["Content-Disposition"].startswith("attachment")
    assert wanted["Content-Disposition"].startswith("attachment")


def test_a_thumbnail_is_small_and_only_of_pictures(client: Client, world: World) -> None:
    picture, text = kept(world), kept(world, text="情况说明".encode())
    world.login(client, "secretary")

    small = client.get(reverse("workflow:attachment_thumbnail", args=[picture.pk]))
    nothing = client.get(reverse("workflow:attachment_thumbnail", args=[text.pk]))

    assert max(Image.open(io.BytesIO(small.content)).size) <= 192
    assert nothing.status_code == 404


@pytest.mark.parametrize(
    "who", ["sibling_secretary", "lawyer_leader", "twin.secretary", "administrator", "stranger"]
)
def test_strangers_do_not_find_a_file(client: Client, world: World, who: str) -> None:
    picture = kept(world)
    world.login(client, who)

    for name in ("attachment", "attachment_thumbnail"):
        assert client.get(reverse(f"workflow:{name}", args=[picture.pk])).status_code == 404


def test_a_file_of_a_superior_is_read_where_a_list_carries_it(client: Client, world: World) -> None:
    cascade(world)
    letter = kept(world, body="mall", by="mall_leader", text="附件".encode())
    world.login(client, "station_head")
    assert fetch(client, letter).status_code == 404

    Checklist.objects.get(issuer=world.mall).attachments.add(letter)

    assert fetch(client, letter).status_code == 200


def test_a_file_on_a_draft_stays_with_its_authors(client: Client, world: World) -> None:
    letter = kept(world, body="mall", by="mall_leader", text="附件".encode())
    draft = draft_checklist(issuer=world.mall, year=2026, actor=world.actor("mall_leader"))
    draft.attachments.add(letter)
    world.login(client, "station_head")

    assert fetch(client, letter).status_code == 404


def test_a_file_is_read_where_a_report_shows_it(client: Client, world: World) -> None:
    cascade(world)
    picture = kept(world)
    report_progress(
        assignment=given_to(world, "branch"),
        text="已走访",
        evidence=[picture],
        actor=world.actor("secretary"),
    )
    Attachment.objects.filter(pk=picture.pk).update(organization=world.sibling_branch)
    world.login(client, "officer")

    assert fetch(client, picture).status_code == 200


def test_a_file_lost_from_the_store_is_not_found(client: Client, world: World) -> None:
    picture = kept(world)
    Path(picture.file.path).unlink()
    world.login(client, "secretary")

    for name in ("attachment", "attachment_thumbnail"):
        assert client.get(reverse(f"workflow:{name}", args=[picture.pk])).status_code == 404
