"""One content on disk for several rows: it is not dropped while another row comes to keep it."""

from __future__ import annotations

import io
from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Any

from django.db import transaction

from hierarchy.models import Organization
from tests.live import at_once
from tests.workflow.unit_sheets import checked, csv_file, shop
from tests.world import World
from workflow.actions import store_attachment
from workflow.actions.attachments import drop_attachments
from workflow.actions.imports import discard_import, start_import
from workflow.models import Attachment, ImportRun

CONTENT = "会议记录".encode()


def kept(world: World, body: Organization, person: str) -> Attachment:
    return store_attachment(
        organization=body,
        name="记录.txt",
        stream=io.BytesIO(CONTENT),
        size=len(CONTENT),
        actor=world.actor(person),
    )


def while_kept(keep: Callable[[], Any], drop: Callable[[], Any]) -> list[Any]:
    """Both, the second while what the first kept is not yet there for others."""
    is_kept = Event()

    def keeping() -> Any:
        with transaction.atomic():
            row = keep()
            is_kept.set()
            sleep(0.5)
        return row

    def dropping() -> Any:
        assert is_kept.wait(10)
        with transaction.atomic():
            return drop()

    return at_once(keeping, dropping)


def test_a_content_taken_in_while_it_is_dropped_elsewhere_stays_on_disk(
    committed_world: World, settings: Any, tmp_path: Any
) -> None:
    world, settings.MEDIA_ROOT = committed_world, tmp_path
    first = kept(world, world.branch, "secretary")

    row, dropped = while_kept(
        lambda: kept(world, world.second_branch, "second_secretary"),
        lambda: drop_attachments([first.pk]),
    )

    assert dropped == 1
    assert isinstance(row, Attachment)
    with row.file.open("rb") as file:
        assert file.read() == CONTENT


def test_a_sheet_sent_again_while_its_import_is_discarded_stays_on_disk(
    committed_world: World, settings: Any, tmp_path: Any
) -> None:
    world, settings.MEDIA_ROOT = committed_world, tmp_path
    actor = world.actor("mall_leader")

    def sent() -> ImportRun:
        upload = csv_file([shop(1)])
        return start_import(kind="units", upload=upload, tenant=world.tenant, actor=actor)

    first = checked(world, shop(1))
    run, discarded = while_kept(sent, lambda: discard_import(run=first, actor=actor))

    assert discarded.status == ImportRun.Status.DISCARDED
    assert run.file.storage.exists(run.file.name)
