"""What is private where it is kept is no evidence: superiors read what a report cites."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from checklists.actions.attaching import attach_files
from checklists.forms.lists import AttachForm
from checklists.models import Report
from inspections.actions.reviews import edit_report
from tests.inspections.reviews import opened, who
from tests.lists import cascade, city_draft, completed, given_to
from tests.world import World
from workflow.actions import store_attachment
from workflow.models import Attachment


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def in_confidence(world: World, body: str, person: str) -> Attachment:
    """A file that a body's unfinished report alone shows."""
    content = "底稿".encode()
    writer = who(world.home, person)
    file = store_attachment(
        organization=getattr(world, body),
        name="底稿.txt",
        stream=io.BytesIO(content),
        size=len(content),
        actor=writer,
    )
    edit_report(
        review=opened(world.home, body),
        content={"reporter": "云支一", "report": "还在核对"},
        files=[file],
        actor=writer,
    )
    return file


def test_a_report_on_a_task_neither_offers_nor_takes_a_private_file(
    client: Client, world: World, time_machine: Any
) -> None:
    cascade(world, titles=("党建体检",))
    private = in_confidence(world, "branch", "secretary")
    task = given_to(world, "branch")

    with pytest.raises(ValidationError, match="存于专门档案") as refused:
        completed(world, task, "secretary", evidence=[private])
    time_machine.move_to(world.home.at)
    world.login(client, "secretary")
    address = reverse("checklists:assignment_report", args=[task.pk])
    form = client.get(address)
    sent = client.post(address, {"kind": "progress", "text": "在推进", "cited": [private.pk]})

    assert refused.value.code == "private_evidence"
    assert form.status_code == 200
    assert private.name not in form.content.decode()
    assert sent.status_code == 422
    assert not Report.objects.exists()


def test_a_list_neither_offers_nor_carries_a_private_file(world: World) -> None:
    draft = city_draft(world, titles=("甲",))
    private = in_confidence(world, "mall", "mall_clerk")
    Attachment.objects.filter(pk=private.pk).update(organization=world.city)

    offered = AttachForm(checklist=draft).fields["cited"].queryset
    with pytest.raises(ValidationError) as refused:
        attach_files(checklist=draft, files=[private], actor=world.actor("city_clerk"))

    assert private not in offered
    assert refused.value.code == "foreign_file"
    assert not draft.attachments.exists()
