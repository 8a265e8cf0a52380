"""What was said in a talk is read by the branch's own post and whoever wrote it, by nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from routines.actions.talks import write_talk
from routines.models import Record, Talk
from routines.outgoing import as_sent
from routines.terms import Mark, RecordKind
from tests.routines.records import held
from tests.world import World
from workflow.models import AuditEntry

SECRET = "对照检查思想包袱"
PARTNER = "谈话对象某同志"
OTHERS = (
    *("second_secretary", "officer", "station_head", "station_clerk", "mall_leader"),
    *("mall_clerk", "city_leader", "city_clerk", "district_reader", "town_reader"),
    *("administrator", "auditor", "lawyer_leader", "twin.secretary", "twin.city_leader"),
    *("stranger", "expired", "delegate"),
)
SEE_THE_RECORD = (
    *("officer", "station_head", "mall_leader", "city_leader", "district_reader", "town_reader"),
    "delegate",
)


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


@pytest.fixture
def talk(world: World) -> Talk:
    """A talk of the branch, written down by its secretary."""
    record = held(world, RecordKind.TALK, dt.date(2026, 2, 27), marks=[Mark.COMMITTEE_AND_MEMBERS])
    return write_talk(
        record=record,
        talker="谈话人某书记",
        partner=PARTNER,
        points=SECRET,
        actor=world.actor("secretary"),
    )


def said(response: Any) -> str:
    return str(response.content.decode(errors="ignore"))


@pytest.mark.parametrize("person", OTHERS)
def test_nobody_else_reads_the_contents(world: World, talk: Talk, person: str) -> None:
    assert not Talk.objects.visible_to(world.actor(person)).exists()


def test_the_secretary_reads_the_contents(world: World, talk: Talk, client: Client) -> None:
    world.login(client, "secretary")

    page = said(client.get(reverse("routines:record_detail", args=[talk.record_id])))

    assert SECRET in page
    assert PARTNER in page


@pytest.mark.parametrize("person", SEE_THE_RECORD)
def test_superiors_see_that_it_was_held_and_nothing_of_it(
    world: World, talk: Talk, client: Client, person: str
) -> None:
    world.login(client, person)
    pages = [
        said(client.get(reverse("routines:record_detail", args=[talk.record_id]))),
        said(client.get(reverse("routines:record_list"))),
        said(client.get(reverse("workbench:search"), {"q": "谈心谈话"})),
        said(client.get(reverse("routines:life_of", args=[world.branch.pk]))),
    ]

    assert "只有本组织负责人和填写人可以看到" in pages[0]
    assert "谈心谈话" in pages[1]
    for page in pages:
        assert SECRET not in page
        assert PARTNER not in page


@pytest.mark.parametrize("person", ["officer", "city_leader", "secretary"])
def test_the_sheet_holds_no_contents_for_anybody(
    world: World, talk: Talk, client: Client, person: str
) -> None:
    world.login(client, person)

    sheet = client.get(reverse("routines:record_excel"))

    book = openpyxl.load_workbook(BytesIO(sheet.content))
    cells = [str(cell.value) for page in book for row in page for cell in row]
    assert any("谈心谈话" in cell for cell in cells)
    assert not any(SECRET in cell or PARTNER in cell for cell in cells)


def test_word_holds_the_contents_for_the_secretary_alone(
    world: World, talk: Talk, client: Client
) -> None:
    found = {}
    for person in ("secretary", "officer", "city_leader"):
        world.login(client, person)
        file = client.get(reverse("routines:record_word", args=[talk.record_id]))
        paper = docx.Document(BytesIO(file.content))
        lines = [one.text for one in paper.paragraphs]
        lines += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        found[person] = SECRET in "\n".join(lines)

    assert found == {"secretary": True, "officer": False, "city_leader": False}


def test_the_trail_says_that_it_was_written_never_what(world: World, talk: Talk) -> None:
    write_talk(
        record=talk.record,
        talker="谈话人某书记",
        partner=PARTNER,
        points=SECRET + "（改）",
        actor=world.actor("secretary"),
    )

    entries = AuditEntry.objects.filter(organization=world.branch)
    assert entries.filter(verb="record.write_talk").count() == 2
    for entry in entries:
        whole = f"{entry.before}{entry.after}{entry.reason}{entry.target_label}"
        assert SECRET not in whole
        assert PARTNER not in whole


def test_the_officer_who_wrote_it_reads_it_until_the_secretary_writes(
    world: World, client: Client
) -> None:
    record = held(world, RecordKind.TALK, person="officer")
    officer, secretary = world.actor("officer"), world.actor("secretary")
    write_talk(record=record, talker="甲", partner=PARTNER, points=SECRET, actor=officer)
    assert Talk.objects.visible_to(officer).exists()
    assert Talk.objects.visible_to(secretary).exists()

    write_talk(record=record, talker="甲", partner=PARTNER, points="重写", actor=secretary)

    assert not Talk.objects.visible_to(officer).exists()
    with pytest.raises(PermissionDenied, match="填写人"):
        write_talk(record=record, talker="乙", partner="乙", points="", actor=officer)


def test_whoever_wrote_it_and_left_reads_it_no_more(world: World) -> None:
    record = held(world, RecordKind.TALK, person="officer")
    write_talk(record=record, talker="甲", partner=PARTNER, points="", actor=world.actor("officer"))
    Talk.objects.update(written_by=world.user("expired"))

    assert not Talk.objects.visible_to(world.actor("expired")).exists()


def test_the_form_of_an_officer_does_not_fill_in_what_the_secretary_wrote(
    world: World, talk: Talk, client: Client
) -> None:
    world.login(client, "officer")

    page = client.get(reverse("routines:record_edit", args=[talk.record_id]))

    assert "partner" not in page.context["form"].fields
    assert SECRET not in said(page)
    client.post(
        reverse("routines:record_edit", args=[talk.record_id]),
        {"happened_on": "2026-02-26", "marks": [Mark.COMMITTEE_AND_MEMBERS], "partner": "改"},
    )
    assert Talk.objects.get().partner == PARTNER
    assert Record.objects.get().happened_on == dt.date(2026, 2, 26)


def test_only_a_talk_has_contents_and_no_files(world: World) -> None:
    record = held(world, RecordKind.THEME_DAY)

    with pytest.raises(ValidationError) as refused:
        write_talk(record=record, talker="甲", partner="乙", actor=world.actor("secretary"))

    assert refused.value.code == "not_a_talk"


def test_a_talk_is_named_by_its_day_so_that_no_title_tells_with_whom(
    world: World, client: Client
) -> None:
    record = held(world, RecordKind.TALK, dt.date(2026, 2, 27), title=f"与{PARTNER}谈话")
    assert record.title == "2026年谈心谈话"

    world.login(client, "secretary")
    page = said(client.get(reverse("routines:record_new", args=[world.branch.pk, "talk"])))
    assert 'name="title"' not in page
    assert 'name="partner"' in page


def test_a_talk_from_outside_goes_out_under_the_name_of_its_day(world: World) -> None:
    record = held(world, RecordKind.TALK, dt.date(2026, 2, 27))
    Record.objects.filter(pk=record.pk).update(title=f"与{PARTNER}谈话")
    assert as_sent(Record.objects.get(pk=record.pk))["title"] == "2026年谈心谈话"
