"""One content on disk for several bodies: it is not dropped while another body keeps it."""

from __future__ import annotations

import io
from threading import Event
from time import sleep
from typing import Any

from django.db import transaction

from hierarchy.models import Organization
from tests.live import at_once
from tests.world import World
from workflow.actions import store_attachment
from workflow.actions.attachments import drop_attachments
from workflow.models import Attachment

CONTENT = "会议记录".encode()


def kept(world: World, body: Organization, person: str) -> Attachment:
    return store_attachment(
        organization=body,
        name="记录.txt",
        stream=io.BytesIO(CONTENT),
        size=len(CONTENT),
        actor=world.actor(person),
    )


def test_a_content_taken_in_while_it_is_dropped_elsewhere_stays_on_disk(
    committed_world: World, settings: Any, tmp_path: Any
) -> None:
    world, settings.MEDIA_ROOT = committed_world, tmp_path
    first = kept(world, world.branch, "secretary")
    has_stored = Event()

    def keep() -> Attachment:
        with transaction.atomic():
            row = kept(world, world.second_branch, "second_secretary")
            has_stored.set()
            sleep(0.5)
        return row

    def drop() -> int:
        assert has_stored.wait(10)
        with transaction.atomic():
            return drop_attachments([first.pk])

    row, dropped = at_once(keep, drop)

    assert dropped == 1
    assert isinstance(row, Attachment)
    with row.file.open("rb") as file:
        assert file.read() == CONTENT
