"""Reminders: finding what falls due, telling 100,000 at once, and a second run that tells none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.db import connection, transaction

from checklists.due import TaskDue
from checklists.models import Assignment
from hierarchy.actors import Actor, system_actor
from tests.bench.grounds import AT, Ground
from tests.bench.list_cases import LARGE, MILLION, city_with_work
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.statements import running
from tests.bench.timing import medians, milliseconds, seconds
from tests.bench.workloads import build_reminded
from workflow.actions.reminder_sending import send_reminders
from workflow.actions.reminding import not_yet_planned, plan_reminders
from workflow.models import Notice, Reminder, ReminderScan
from workflow.reminder_days import Window

_TABLES = (Notice._meta.db_table, Reminder._meta.db_table)


def scan(bench: Bench) -> Iterator[Result]:
    """The scan that runs every minute: what is due that day and has no reminder yet."""
    for size in (LARGE, *([MILLION] if bench.is_million else [])):
        ground: Ground = city_with_work(bench, size)
        day, source = AT.date(), TaskDue()
        owed = source.owed(tenant=ground.tenant, only=(), but=())
        due = not_yet_planned(owed, Window("on", day, day), source=source)
        one = Assignment.objects.filter(pk=Assignment.objects.order_by("pk")[0].pk)
        value, reference = milliseconds(running(due), running(one), turns=31)
        yield Result(
            case="reminders.scan",
            n=size,
            value=value,
            against="one row by its primary key",
            reference=reference,
            goal=20,
            more={"found": len(due)},
        )


def send(bench: Bench) -> Iterator[Result]:
    """Plan and send what falls due on one day, then once more; emptied before each turn."""
    day = AT.date()
    bench.server.open("reminded", lambda: build_reminded(LARGE, due=day))
    count = Assignment.objects.count()
    turns = [_turn()]
    texts = [_rows_of(table) for table in _TABLES]

    def first() -> float:
        turns.append(_turn())
        return turns[-1].first

    taken, raw = medians(first, lambda: _raw(texts), rounds=3)
    yield Result(
        case="reminders.send",
        n=count,
        value=taken,
        unit="s",
        against="raw COPY of the same reminders and notices",
        reference=raw,
        more={"sent": turns[-1].sent, "notices": turns[-1].notices},
    )
    yield Result(
        case="reminders.again",
        n=count,
        value=sorted(turn.again for turn in turns)[len(turns) // 2],
        unit="s",
        against="the first run",
        reference=taken,
        goal=0.25,
        more={"new_rows": max(turn.new_rows for turn in turns)},
    )
    bench.server.drop("reminded")


@dataclass(frozen=True, slots=True)
class _Turn:
    """Two runs one after the other: their seconds, and what each left."""

    first: float
    again: float
    sent: int
    notices: int
    new_rows: int


def _turn() -> _Turn:
    _empty()
    actor = system_actor(at=AT)
    taken = seconds(lambda: _work(actor))
    sent = Reminder.objects.filter(state=Reminder.State.SENT).count()
    again = seconds(lambda: _work(actor))
    new_rows = Reminder.objects.count() - sent
    return _Turn(taken, again, sent, Notice.objects.count(), new_rows)


def _work(actor: Actor) -> int:
    plan_reminders(actor=actor)
    return send_reminders(actor=actor)


def _empty() -> None:
    names = ", ".join((*_TABLES, ReminderScan._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} CASCADE")


def _rows_of(table: str) -> str:
    held = StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} TO STDOUT", held)
    return held.getvalue()


def _raw(texts: list[str]) -> float:
    _empty()

    def copy() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, text in zip(_TABLES, texts, strict=True):
                cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO(text))

    return seconds(copy)


CASES: dict[str, Case] = {"reminders.scan": scan, "reminders.send": send}
