"""A remark on a rectification carries files of its own, seen by whoever sees the letter."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inspections.actions.remarks import remark_rectification
from inspections.models import Rectification, RectificationRemark
from tests.inspections.letters import reported
from tests.inspections.scored import as_person, plain, refused
from tests.world import World
from workflow.models import Attachment, AuditEntry


@pytest.fixture
def remarked(world: World, settings: Any, tmp_path: Any) -> Rectification:
    """A letter that the city's leader remarked upon with a file."""
    settings.MEDIA_ROOT = tmp_path
    letter = reported(world.home)
    data = {"words": "请对照样式核实。", "uploads": [SimpleUploadedFile("样式.txt", "例".encode())]}
    with as_person(world, "city_leader") as client:
        answer = client.post(reverse("inspections:rectification_remark", args=[letter.pk]), data)
    assert answer.status_code == 302
    return letter


def test_the_file_stands_under_its_remark_and_not_among_the_evidence(
    world: World, remarked: Rectification
) -> None:
    file = RectificationRemark.objects.get().attachments.get()
    with as_person(world, "secretary") as client:
        answer = client.get(reverse("inspections:rectification_detail", args=[remarked.pk]))
    said = [one for one in answer.context["entries"] if one.title == "批注"]

    assert [picture.name for picture in said[0].files] == ["样式.txt"]
    assert reverse("workflow:attachment", args=[file.pk]) in answer.content.decode()
    assert "样式.txt" in plain(answer)
    assert not remarked.attachments.exists()


def test_the_trail_names_the_file(world: World, remarked: Rectification) -> None:
    entry = AuditEntry.objects.about(remarked).get(verb="rectification.remark")

    assert entry.after == {"files": "样式.txt"}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("secretary", 200),
        ("mall_clerk", 200),
        ("town_reader", 200),
        ("second_secretary", 404),
        ("lawyer_leader", 404),
        ("twin.city_leader", 404),
    ],
)
def test_whoever_sees_the_letter_opens_the_file(
    world: World, remarked: Rectification, name: str, status: int
) -> None:
    file = Attachment.objects.get(name="样式.txt")
    with as_person(world, name) as client:
        answer = client.get(reverse("workflow:attachment", args=[file.pk]))
    answer.close()

    assert answer.status_code == status


def test_a_file_one_may_not_read_is_refused(world: World, remarked: Rectification) -> None:
    foreign = Attachment.objects.get(name="样式.txt")
    Attachment.objects.filter(pk=foreign.pk).update(organization=world.home.lawyer)
    RectificationRemark.objects.get().attachments.clear()

    with refused("foreign_file"):
        remark_rectification(
            rectification=remarked,
            words="见附件。",
            actor=world.actor("secretary"),
            files=[foreign],
        )

    assert RectificationRemark.objects.count() == 1
