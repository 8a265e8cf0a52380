"""Kill -9 of worker, clock, web, Redis and PostgreSQL at random points while people are reminded.

Nothing is lost, nothing stands in an inbox twice, nobody repairs anything by hand, and after each
kill a new reminder arrives within a minute. 20 kills; ``FAULT_KILLS=200`` for the long run, and
``FAULT_SEED`` to see one again.
"""

from __future__ import annotations

import os
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest

from config.embedded import valkey
from tests.database import ROOT
from tests.faults.plant import PARTS, Plant, until
from tests.workflow.mailbox import Mailbox

KILLS = int(os.environ.get("FAULT_KILLS", "20"))
SEED = int(os.environ.get("FAULT_SEED", str(secrets.randbelow(10**6))))
RECOVERY_SECONDS = 60.0
# Things that come due around each kill, before it and after it.
AROUND = 3

_MAKE_DUE = "UPDATE checklists_assignment SET due_date = current_date WHERE id = ANY(%s)"
_TOLD = """
    SELECT count(*) FROM workflow_reminder
    WHERE subject = %s AND state = 'sent' AND notice_id IS NOT NULL
"""
_URGENT = """
    INSERT INTO workflow_notice
        (tenant_id, recipient_id, kind, title, body, path, key, created_at, is_urgent)
    SELECT tenant_id, user_id, 'reminded', %s, '', '/', %s, now(), true
    FROM workflow_channel, workflow_contactway LIMIT 1
"""


@dataclass
class Drill:
    """One run: what has been made due so far, and how long each recovery took."""

    plant: Plant
    chance: random.Random
    left: list[int]
    due: list[int] = field(default_factory=list)
    urgent: int = 0
    recoveries: list[tuple[str, float]] = field(default_factory=list)

    def make_due(self, count: int) -> list[int]:
        """Some more tasks fall due now, and something urgent happens."""
        chosen, self.left = self.left[:count], self.left[count:]
        until(lambda: self._made(chosen), seconds=RECOVERY_SECONDS, what="the database takes it")
        self.due += chosen
        return chosen

    def _made(self, chosen: list[int]) -> bool:
        title = f"急件{self.urgent}"
        try:
            self.plant.ask(_MAKE_DUE, (chosen,))
            if not self.plant.ask("SELECT 1 FROM workflow_notice WHERE key = %s", (title,)):
                self.plant.ask(_URGENT, (title, title))
        except psycopg2.Error:
            return False
        self.urgent += 1
        return True

    def is_told(self, subject: int) -> bool:
        """Whether both people of the body have it in their inbox."""
        try:
            return bool(self.plant.ask(_TOLD, (subject,))[0][0] == 2)
        except psycopg2.Error:
            return False

    def strike(self) -> None:
        """Kill one part while something is under way, start it again, and wait for the next."""
        part = self.chance.choice(PARTS)
        self.make_due(AROUND)
        time.sleep(self.chance.uniform(0, 1))
        self.plant.kill(part)
        time.sleep(self.chance.uniform(0, 0.5))
        self.plant.start(part)
        probe = self.make_due(1)[0]
        seconds = until(
            lambda: self.is_told(probe), seconds=RECOVERY_SECONDS, what=f"told after {part} died"
        )
        if part == "web":
            ready = self.plant.web_is_ready
            seconds = until(ready, seconds=RECOVERY_SECONDS, what="the web answers again")
        self.recoveries.append((part, seconds))


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


@pytest.fixture
def plant(mailbox: Mailbox) -> Iterator[Plant]:
    if valkey.program() is None:
        pytest.skip("this machine has no Valkey program")
    folder = Path(ROOT / ".data" / f"faults-{os.getpid()}")
    tasks = (KILLS * (AROUND + 1)) // 2 + 20
    with Plant(folder, tasks=tasks, mail_port=mailbox.port) as plant:
        yield plant


def test_kills_lose_nothing_and_double_nothing(plant: Plant, mailbox: Mailbox) -> None:
    _say(f"\n{KILLS} kills, FAULT_SEED={SEED}")
    subjects = [row[0] for row in plant.ask("SELECT id FROM checklists_assignment ORDER BY id")]
    drill = Drill(plant, random.Random(SEED), subjects)
    try:
        first = drill.make_due(1)[0]
        until(lambda: drill.is_told(first), seconds=RECOVERY_SECONDS, what="the first is told")
        for _ in range(KILLS):
            drill.strike()
        until(
            lambda: all(drill.is_told(one) for one in drill.due),
            seconds=RECOVERY_SECONDS,
            what="everything due is told",
        )
    except AssertionError:
        _say(plant.last_words())
        raise
    _report(drill)
    _nothing_is_lost_or_doubled(plant, drill.due)
    _no_mail_came_twice(plant, mailbox)


def _say(text: str) -> None:
    """For whoever reads the log of the run."""
    sys.stdout.write(f"{text}\n")


def _report(drill: Drill) -> None:
    for part in PARTS:
        seconds = [value for name, value in drill.recoveries if name == part]
        if seconds:
            _say(f"{part}: {len(seconds)} kills, recovered within {max(seconds):.1f} s")


def _nothing_is_lost_or_doubled(plant: Plant, due: list[int]) -> None:
    rows = plant.ask("SELECT subject, recipient_id, step, notice_id, state FROM workflow_reminder")
    assert {row[4] for row in rows} == {"sent"}
    told = Counter((subject, recipient) for subject, recipient, *_ in rows)
    assert {subject for subject, _ in told} == set(due), "lost, or told without a cause"
    assert set(Counter(subject for subject, _ in told).values()) == {2}, "one for each holder"
    assert set(told.values()) == {1}, "told twice"
    notices = {
        row[0] for row in plant.ask("SELECT id FROM workflow_notice WHERE key LIKE 'reminder:%%'")
    }
    assert notices == {row[3] for row in rows}, "a notice without its reminders, or none for them"
    _say(f"{len(due)} due, {len(rows)} reminders in {len(notices)} notices: 0 lost, 0 doubled")


def _no_mail_came_twice(plant: Plant, mailbox: Mailbox) -> None:
    def is_settled() -> bool:
        waiting = "SELECT count(*) FROM workflow_delivery WHERE state = 'pending'"
        untold = "SELECT count(*) FROM workflow_notice WHERE is_urgent AND told_at IS NULL"
        return plant.ask(waiting) == [(0,)] and plant.ask(untold) == [(0,)]

    until(is_settled, seconds=RECOVERY_SECONDS, what="every mail is sent or in question")
    came = Counter(mail.subject for mail in mailbox.mails)
    assert set(came.values()) <= {1}, "a mail came twice"
    states = dict(plant.ask("SELECT title, state FROM workflow_delivery"))
    assert {title for title, state in states.items() if state == "sent"} <= came.keys()
    assert set(states.values()) <= {"sent", "sending", "unknown"}
    _say(f"{len(states)} mails: {dict(Counter(states.values()))}, none twice")
