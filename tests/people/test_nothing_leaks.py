"""Marked numbers go through pages and acts, and are looked for wherever anything is kept or told.

The database (every column of every table), sessions and cookies, the logs at their most talkative,
the trail, pages read afterwards, masked workbooks, and reports of errors with their variables.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils.log import AdminEmailHandler

from people.models import Member, RosterExport
from people.tasks import keep_register
from tests.people.dump import rows_that_say
from tests.people.grounds import affiliate, register_on
from tests.world import World
from workflow.models import AuditEntry

IDENTITY, PHONE, ADDRESS, INCOME = "11010519491231002X", "13987654321", "夜莺路8899号", "7654.32"
LATER_PHONE, WRONG = "13912348765", "110105194912310021"
MARKS = (IDENTITY, PHONE, ADDRESS, INCOME, LATER_PHONE, WRONG)
WHY = "核对组织关系介绍信"
TYPED = {
    "name": "示例乙",
    "standing": "regular",
    "identity": IDENTITY,
    "phone": PHONE,
    "address": ADDRESS,
    "income": INCOME,
    "joined_on": "2026-02-10",
}


def found_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def page(name: str, *args: Any) -> str:
    return reverse(f"people:{name}", args=args)


@pytest.fixture
def secretary(world: World, client: Client) -> Client:
    register_on(world.home)
    affiliate(world.branch, world.lawyer)
    return world.login(client, "secretary")


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every log at its most talkative, each statement to the database with its values."""
    for name in ("", "django", "django.db.backends", "django.request", "django.template"):
        caplog.set_level(logging.DEBUG, logger=name)
    connection.force_debug_cursor = True
    yield caplog
    connection.force_debug_cursor = False


def worked(world: World, secretary: Client) -> Member:
    """What people do with a member, refusals included; what is typed comes back to nobody else."""
    new = page("member_new")
    assert secretary.post(new, {**TYPED, "identity": WRONG}).status_code == 422
    assert secretary.post(new, TYPED).status_code == 302
    assert secretary.post(new, TYPED).status_code == 422
    one = Member.objects.get()
    assert secretary.post(page("member_find"), {"number": PHONE}).status_code == 302
    assert secretary.post(page("member_find"), {"number": LATER_PHONE}).status_code == 422
    edited = {**TYPED, "identity": "", "phone": LATER_PHONE, "duty": "委员"}
    assert secretary.post(page("member_edit", one.pk), edited).status_code == 302
    for field in ("identity", "phone", "address", "income"):
        asked = {"field": field, "reason": WHY}
        assert found_in(secretary.post(page("member_reveal", one.pk), asked).text)
    step = {"day": "2026-02-20", "words": "查找三次未果"}
    assert secretary.post(page("member_step", one.pk, "lose"), step).status_code == 302
    return one


def taken(world: World, secretary: Client, *, is_plain: bool) -> bytes:
    """A workbook, by the way of asking and deciding."""
    asked = {"organization": world.branch.pk, "reason": WHY}
    secretary.post(page("export_new"), asked | ({"is_plain": "on"} if is_plain else {}))
    export = RosterExport.objects.latest("pk")
    leader = world.login(Client(), "lawyer_leader")
    leader.post(page("export_decide", export.pk, "approve"), {"is_plain": "on"} if is_plain else {})
    content: bytes = secretary.post(page("export_take", export.pk)).content
    return content


def unpacked(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return " ".join(book.read(name).decode(errors="ignore") for name in book.namelist())


def test_the_search_through_the_tables_would_find_something(
    world: World, secretary: Client
) -> None:
    worked(world, secretary)

    assert "workflow_auditentry" in rows_that_say(WHY)


def test_no_table_no_session_and_no_cookie_holds_a_plain_number(
    world: World, secretary: Client
) -> None:
    worked(world, secretary)
    assert found_in(unpacked(taken(world, secretary, is_plain=True)))
    keep_register()
    call_command("reseal_people", stdout=(said := io.StringIO()))

    assert {mark: rows for mark in MARKS if (rows := rows_that_say(mark))} == {}
    assert not found_in(" ".join(str(one.get_decoded()) for one in Session.objects.all()))
    assert not found_in(" ".join(str(cookie) for cookie in secretary.cookies.values()))
    assert not found_in(said.getvalue())


def test_no_log_says_a_plain_number(
    world: World, secretary: Client, logged: pytest.LogCaptureFixture
) -> None:
    worked(world, secretary)
    taken(world, secretary, is_plain=True)

    said = " ".join(f"{one.getMessage()} {one.__dict__}" for one in logged.records)
    assert "INSERT INTO" in said
    assert "people_member" in said
    assert not found_in(said)


def test_no_page_read_afterwards_and_no_entry_says_one(world: World, secretary: Client) -> None:
    one = worked(world, secretary)
    addresses = (
        page("member_list"),
        page("member_list") + "?q=示例乙&presence=all",
        page("member_detail", one.pk),
        page("member_edit", one.pk),
        page("member_reveal", one.pk),
        page("member_find"),
        page("export_list"),
        reverse("workbench:todo"),
        reverse("workflow:inbox"),
    )
    for address in addresses:
        assert not found_in(secretary.get(address).text), address
    for person in ("lawyer_clerk", "officer", "station_head"):
        reader = world.login(Client(), person)
        for address in addresses[:3]:
            assert not found_in(reader.get(address).text), (person, address)

    auditor = world.login(Client(), "auditor")
    assert "查看党员完整信息" in auditor.get(reverse("workflow:audit")).text
    assert not found_in(auditor.get(reverse("workflow:audit")).text)
    entries = AuditEntry.objects.about(one).values_list("before", "after", "reason", "target_label")
    assert not found_in(str(list(entries)))


def test_a_masked_workbook_holds_only_masks(world: World, secretary: Client) -> None:
    worked(world, secretary)

    said = unpacked(taken(world, secretary, is_plain=False))

    assert "139****8765" in said
    assert not found_in(said)


@contextmanager
def broken(statement: str) -> Iterator[None]:
    """A database that fails at one statement, with everything in hand."""

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(statement):
            raise OperationalError("the server closed the connection")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def reports(settings: Any) -> Iterator[io.StringIO]:
    """What is told of an error: mail with all variables, and a line of JSON with the traceback."""
    settings.ADMINS = [("示例", "keeper@example.gov.cn")]
    lines = io.StringIO()
    as_line = logging.StreamHandler(lines)
    as_line.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ]
        )
    )
    logger = logging.getLogger("django.request")
    handlers = [AdminEmailHandler(include_html=True), as_line]
    for handler in handlers:
        logger.addHandler(handler)
    yield lines
    for handler in handlers:
        logger.removeHandler(handler)


INSERT_ENTRY = 'INSERT INTO "workflow_auditentry"'


@pytest.mark.parametrize(
    ("name", "sent", "statement"),
    [
        ("member_new", {**TYPED, "identity": "", "name": "示例丙"}, INSERT_ENTRY),
        ("member_edit", {**TYPED, "identity": "", "phone": "13912348765"}, INSERT_ENTRY),
        ("member_reveal", {"field": "phone", "reason": WHY}, INSERT_ENTRY),
        ("member_find", {"number": PHONE}, 'SELECT "people_member"'),
    ],
)
def test_the_report_of_an_error_says_none(
    world: World,
    secretary: Client,
    reports: io.StringIO,
    name: str,
    sent: dict[str, str],
    statement: str,
) -> None:
    secretary.post(page("member_new"), TYPED)
    one = Member.objects.get()
    secretary.raise_request_exception = False
    args = () if name in ("member_new", "member_find") else (one.pk,)

    with broken(statement):
        answer = secretary.post(page(name, *args), sent)

    assert answer.status_code == 500
    assert not found_in(answer.text)
    (told,) = mail.outbox
    whole = told.body + " ".join(str(content) for content, _ in told.alternatives)
    assert "OperationalError" in whole
    assert "the server closed the connection" in reports.getvalue()
    assert not found_in(whole + reports.getvalue())


def test_an_error_while_a_plain_workbook_is_made_says_none(
    world: World, secretary: Client, reports: io.StringIO
) -> None:
    secretary.post(page("member_new"), TYPED)
    secretary.post(
        page("export_new"), {"organization": world.branch.pk, "reason": WHY, "is_plain": "on"}
    )
    export = RosterExport.objects.get()
    leader = world.login(Client(), "lawyer_leader")
    leader.post(page("export_decide", export.pk, "approve"), {"is_plain": "on"})
    secretary.raise_request_exception = False

    with broken(INSERT_ENTRY):
        answer = secretary.post(page("export_take", export.pk))

    assert answer.status_code == 500
    whole = mail.outbox[0].body + str(mail.outbox[0].alternatives)
    assert not found_in(answer.text + whole + reports.getvalue())
