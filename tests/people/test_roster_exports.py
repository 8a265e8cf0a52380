"""Taking a register out: asked, decided by another, taken once, watermarked, masked."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from people.actions.exporting import approve_export, ask_export, refuse_export, take_export
from people.export_moves import EXPORT_MOVES
from people.models import RosterExport
from people.terms import ExportStatus, Presence
from tests.people.grounds import ADDRESS, IDENTITY, PHONE, affiliate, member, register_on
from tests.world import World
from workflow.models import AuditEntry, Notice

WHY = "报送党内年度统计"


@pytest.fixture
def city(world: World) -> World:
    """The register on, one branch under the lawyers' committee, with two members."""
    register_on(world.home)
    affiliate(world.branch, world.lawyer)
    member(world.branch, income="4800.00")
    member(world.branch, "示例离开", identity="", presence=Presence.TRANSFERRED)
    return world


def asked(city: World, *, is_plain: bool = False) -> RosterExport:
    return ask_export(
        organization=city.branch, reason=WHY, is_plain=is_plain, actor=city.actor("secretary")
    )


def sheet(content: bytes) -> tuple[str, Any]:
    """All that a workbook says, and its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (cell.value for one in book for row in one.iter_rows() for cell in row)
    return " ".join(str(value) for value in cells if value is not None), book.worksheets[0]


def test_asked_approved_and_taken_once_with_masks_and_a_watermark(city: World) -> None:
    export = asked(city)
    approve_export(export=export, actor=city.actor("lawyer_leader"))

    said, first = sheet(take_export(export=export, actor=city.actor("secretary")))

    assert "138****5678" in said
    assert not [plain for plain in (IDENTITY, PHONE, ADDRESS, "4800.00") if plain in said]
    assert "示例甲" in said
    assert "示例离开" not in said
    for place in (first["A1"].value, first.oddHeader.center.text, first.oddFooter.left.text):
        assert "云支一" in place
        assert WHY in place
        assert "2026年3月2日 09:00" in place
    with pytest.raises(ValidationError) as refused:
        take_export(export=export, actor=city.actor("secretary"))
    assert refused.value.code == "wrong_status"


def test_plain_numbers_only_where_they_were_asked_and_approved(city: World) -> None:
    export = asked(city, is_plain=True)
    approve_export(export=export, is_plain=True, actor=city.actor("lawyer_leader"))

    said, _ = sheet(take_export(export=export, actor=city.actor("secretary")))

    assert [plain for plain in (IDENTITY, PHONE, ADDRESS, "4800.00") if plain not in said] == []
    entry = AuditEntry.objects.get(verb="roster_export.take")
    assert entry.reason == "完整号码，共 1 人"


def test_the_committee_may_grant_less_than_was_asked_but_never_more(city: World) -> None:
    less = asked(city, is_plain=True)
    assert not approve_export(export=less, actor=city.actor("lawyer_leader")).is_plain

    masked = asked(city)
    with pytest.raises(ValidationError) as refused:
        approve_export(export=masked, is_plain=True, actor=city.actor("lawyer_leader"))
    assert refused.value.code == "plain_not_asked"


@pytest.mark.parametrize("person", ["secretary", "mall_leader", "lawyer_clerk", "city_leader"])
def test_only_the_leader_of_the_superior_committee_decides(city: World, person: str) -> None:
    export = asked(city)

    with pytest.raises(PermissionDenied):
        approve_export(export=export, actor=city.actor(person))


def test_nobody_decides_the_own_request(city: World) -> None:
    export = asked(city)
    RosterExport.objects.update(asked_by=city.user("lawyer_leader"))

    with pytest.raises(ValidationError) as refused:
        approve_export(export=export, actor=city.actor("lawyer_leader"))
    assert refused.value.code == "own_request"


def test_only_the_one_who_asked_takes_it_and_only_in_time(city: World) -> None:
    export = asked(city)
    approve_export(export=export, actor=city.actor("lawyer_leader"))

    with pytest.raises(PermissionDenied):
        take_export(export=export, actor=city.actor("lawyer_leader"))
    late = city.home.at + dt.timedelta(days=4)
    with pytest.raises(ValidationError) as refused:
        take_export(export=export, actor=city.actor("secretary", at=late))
    assert refused.value.code == "too_late"


def test_a_working_body_or_nobody_as_superior_cannot_be_asked(world: World) -> None:
    register_on(world.home)
    with pytest.raises(ValidationError) as refused:
        asked(world)
    assert refused.value.code == "no_superior"

    affiliate(world.branch, world.mall)
    with pytest.raises(ValidationError) as refused:
        asked(world)
    assert refused.value.code == "no_superior"


def test_a_refusal_tells_why_and_every_step_is_on_the_trail(city: World) -> None:
    export = asked(city)
    with pytest.raises(ValidationError) as refused:
        asked(city)
    assert refused.value.code == "asked_already"

    refuse_export(export=export, reason="用途不明", actor=city.actor("lawyer_leader"))

    told = Notice.objects.get(recipient=city.user("secretary"), kind=Notice.Kind.ANSWERED)
    assert "用途不明" in told.body
    verbs = AuditEntry.objects.filter(verb__startswith="roster_export").order_by("id")
    assert [entry.verb for entry in verbs] == ["roster_export.ask", "roster_export.refuse"]


def test_each_state_allows_what_the_table_says() -> None:
    by_state = {
        state: [move.verb for move in EXPORT_MOVES.from_status(state)]
        for state in ExportStatus.values
    }
    assert by_state == {
        "asked": ["approve", "refuse", "expire"],
        "approved": ["take", "expire"],
        "refused": [],
        "taken": [],
        "expired": [],
    }


def test_the_pages_lead_from_asking_to_the_file(city: World, client: Client) -> None:
    city.login(client, "secretary")
    new = reverse("people:export_new")
    answer = client.post(new, {"organization": city.branch.pk, "reason": WHY}, follow=True)
    assert "待审批" in answer.text
    export = RosterExport.objects.get()

    other = city.login(Client(), "lawyer_leader")
    assert "批准" in other.get(reverse("people:export_list")).text
    other.post(reverse("people:export_decide", args=[export.pk, "approve"]))

    RosterExport.objects.update(usable_until=dt.date.max)
    file = client.post(reverse("people:export_take", args=[export.pk]))
    assert "private, no-store" in file["Cache-Control"]
    assert "138****5678" in sheet(file.content)[0]
    again = client.post(reverse("people:export_take", args=[export.pk]), follow=True)
    assert "请刷新" in again.text
