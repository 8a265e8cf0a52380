"""The demo cities, seeded once a session and day in a database of their own.

The tests that use them come first (see ``tests.conftest``), so that one process has them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from accounts.models import User
from hierarchy.actors import Actor, load_actor
from seeds.rhythm import morning
from tests.database import run_sql
from tests.fixtures import clone_of_template, connected_to

DEMO_DAY = dt.date(2026, 11, 23)
ActorOf = Callable[[str], Actor]


@dataclass(frozen=True)
class Seeded:
    """A database that holds the demo cities as of a day, and what seeding said."""

    database: str
    said: str


@pytest.fixture(scope="session")
def _seeded_on(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[dt.date], Seeded]]:
    """Seed a database of its own for each day asked, once a session."""
    made: dict[dt.date, Seeded] = {}

    def seeded(on: dt.date) -> Seeded:
        if on not in made:
            with django_db_blocker.unblock():
                made[on] = _seed(on)
        return made[on]

    yield seeded
    for one in made.values():
        run_sql(f'DROP DATABASE IF EXISTS "{one.database}" WITH (FORCE)')


def _seed(on: dt.date) -> Seeded:
    said = StringIO()
    database = clone_of_template(f"demo_{on:%Y%m%d}")
    with connected_to(database), transaction.atomic():
        call_command("seed_demo", on=on, stdout=said)
    return Seeded(database, said.getvalue())


@pytest.fixture(scope="module")
def _seeded(
    _seeded_on: Callable[[dt.date], Seeded], request: pytest.FixtureRequest
) -> Iterator[str]:
    """What seeding said. The module may set ``DEMO_DAY`` to be seeded as of another day."""
    seeded = _seeded_on(getattr(request.module, "DEMO_DAY", DEMO_DAY))
    with connected_to(seeded.database):
        yield seeded.said


@pytest.fixture
def demo(_seeded: str, db: None) -> str:
    """The demo cities; what a test changes is undone."""
    return _seeded


@pytest.fixture
def actor_of(demo: str) -> ActorOf:
    """A demo account as an actor on the demo's day: ``suzhou-officer``."""

    def load(username: str) -> Actor:
        return load_actor(User.objects.get(username=username), at=morning(DEMO_DAY))

    return load
