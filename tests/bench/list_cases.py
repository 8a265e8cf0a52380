"""The lists: issuing to many, and the board of one item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO

from django.db import connection, transaction

from checklists.actions.issuing import issue_checklist
from checklists.fanout import fan_out
from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.progress import tallies
from checklists.terms import ListStatus
from hierarchy.models import Organization
from hierarchy.terms import Tier
from tests.bench.grounds import AT, Ground, build_wide
from tests.bench.registry import Bench, Case
from tests.bench.results import Result
from tests.bench.statements import repeating, running
from tests.bench.timing import Step, medians, milliseconds, seconds
from tests.bench.workloads import YEAR, build_receivers, build_work, new_list

LARGE, MILLION = 100_000, 1_000_000
_ASSIGNMENT = Assignment._meta.db_table
_RECEIVERS = 500


def city_with_work(bench: Bench, size: int) -> Ground:
    """The ground of boards and of reading assignments."""
    ground: Ground = bench.server.open(f"work_{size}", lambda: build_work(size))
    return ground


def issue_many(bench: Bench) -> Iterator[Result]:
    """Fan one item out to 100,000 receivers, and the same list again; undone after each turn."""
    ground: Ground = bench.server.open("wide", lambda: build_wide(LARGE))
    checklist = new_list(ground.some(Tier.OFFICER)[0], items=1)
    again: list[float] = []

    def issue() -> object:
        return fan_out(checklist=checklist, sign_due=dt.date(YEAR, 3, 10), at=AT, on=AT.date())

    def fan() -> float:
        with transaction.atomic():
            taken = seconds(issue)
            again.append(seconds(issue))
            transaction.set_rollback(True)
        _sweep()
        return taken

    text = _rows_of(issue)
    value, reference = medians(fan, lambda: _raw_copy(text))
    yield Result(
        case="issue.many",
        n=LARGE,
        value=value,
        unit="s",
        against="raw COPY of the same rows",
        reference=reference,
        goal=1.8,
    )
    yield Result(
        case="issue.again",
        n=LARGE,
        value=sorted(again)[len(again) // 2],
        unit="s",
        against="the first issue",
        reference=value,
        goal=0.5,
        more={"new_rows": _new_rows_of_second(issue)},
    )
    bench.server.drop("wide")


def issue_action(bench: Bench) -> Iterator[Result]:
    """The whole action for one item and 500 receivers: checks, rows, trail and notices."""
    ground: Ground = bench.server.open("receivers", lambda: build_receivers(_RECEIVERS))
    actor = ground.actor(ground.root)
    draft = new_list(ground.root, items=1, status=ListStatus.DRAFT)

    def issue() -> float:
        with transaction.atomic():
            taken = seconds(
                lambda: issue_checklist(checklist=Checklist.objects.get(pk=draft.pk), actor=actor)
            )
            transaction.set_rollback(True)
        return taken

    (value,) = medians(issue)
    yield Result(case="issue.action", n=_RECEIVERS, value=value * 1000)
    bench.server.drop("receivers")


def board(bench: Bench) -> Iterator[Result]:
    """The board of one item: both figures of every body one tier below."""
    for size in (LARGE, *([MILLION] if bench.is_million else [])):
        ground = city_with_work(bench, size)
        item = ChecklistItem.objects.order_by("pk")[0]
        committee = ground.some(Tier.COMMITTEE)[0]
        one = running(Assignment.objects.filter(pk=Assignment.objects.order_by("pk")[0].pk))
        for who, body, column in (
            ("committee leader", committee, "station"),
            ("city leader", ground.root, "committee"),
        ):
            call = _tallying(ground, item, body, column)
            value, reference = milliseconds(repeating(call), one, turns=31)
            (called,) = milliseconds(call, turns=31)
            yield Result(
                case="board.item",
                n=size,
                value=value,
                against="one row by its primary key",
                reference=reference,
                goal=20,
                more={"who": who, "as_called_ms": called},
            )


def _tallying(ground: Ground, item: ChecklistItem, body: Organization, column: str) -> Step:
    actor = ground.actor(body)
    return lambda: tallies(key_point=item.pk, below=body, actor=actor, on=AT.date(), by=column)


def _rows_of(issue: Step) -> str:
    held = StringIO()
    with transaction.atomic(), connection.cursor() as cursor:
        issue()
        cursor.copy_expert(f"COPY {_ASSIGNMENT} TO STDOUT", held)
        transaction.set_rollback(True)
    _sweep()
    return held.getvalue()


def _raw_copy(text: str) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        taken = seconds(
            lambda: cursor.copy_expert(f"COPY {_ASSIGNMENT} FROM STDIN", StringIO(text))
        )
        transaction.set_rollback(True)
    _sweep()
    return taken


def _new_rows_of_second(issue: Step) -> object:
    with transaction.atomic():
        issue()
        found = issue()
        transaction.set_rollback(True)
    _sweep()
    return found


def _sweep() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM {_ASSIGNMENT}")


CASES: dict[str, Case] = {
    "issue.many": issue_many,
    "issue.action": issue_action,
    "board": board,
}
