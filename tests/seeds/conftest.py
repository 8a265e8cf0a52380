"""The demo cities, seeded once for a module and thrown away with its transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from pytest_django import DjangoDbBlocker

from accounts.models import User
from hierarchy.actors import Actor, load_actor
from hierarchy.models import Tenant
from seeds.rhythm import morning

DEMO_DAY = dt.date(2026, 11, 23)
ActorOf = Callable[[str], Actor]


class _UndoError(Exception):
    """Raised at the end of a module, to take its cities back."""


@pytest.fixture(scope="module")
def _seeded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """What seeding said. The module may set ``DEMO_DAY`` to be seeded as of another day."""
    on = getattr(request.module, "DEMO_DAY", DEMO_DAY)
    said = StringIO()
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                # The world of other modules (tests.world) may stand there under the same code.
                Tenant.objects.update(code=Concat(Value("world-"), F("code")))
                call_command("seed_demo", on=on, stdout=said)
                # Check the foreign keys now, once; else every test's end checks them all again.
                connection.check_constraints()
                yield said.getvalue()
                raise _UndoError
        except _UndoError:
            pass


@pytest.fixture
def demo(_seeded: str, db: None) -> str:
    """The demo cities; each test in a transaction of its own inside the module's."""
    return _seeded


@pytest.fixture
def actor_of(demo: str) -> ActorOf:
    """A demo account as an actor on the demo's day: ``suzhou-officer``."""

    def load(username: str) -> Actor:
        return load_actor(User.objects.get(username=username), at=morning(DEMO_DAY))

    return load
