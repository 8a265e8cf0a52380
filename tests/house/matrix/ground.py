"""The rows that every cell starts from: put back after a cell that wrote, read once until it does.

Thousands of cells ask the same rows who is signed in, and by which rights. As long as a cell has
only read, those rows are the stage's own, and what was read of them before is still true; from its
first statement that is no reading on, a cell reads everything anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from config import errors
from hierarchy.actors import Actor, load_actor
from hierarchy.backends import ScopedBackend

Read = TypeVar("Read")

# What changes no row; all else is taken for writing.
READS = re.compile(r"\s*(?:SELECT\b(?!\s+set_config)|SAVEPOINT|RELEASE|ROLLBACK TO)", re.I)
# Sessions, and the record of signing in and out, are kept whatever the answer is.
WRITES = re.compile(
    r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(?!django_session|axes_)(\w+)", re.I
)
# Pages that say nothing of what was asked, but for a reason that is told apart.
TOLD_ALIKE = (403, 404, 405)


class Ground:
    """What the stage laid down, as one cell after the other finds it."""

    def __init__(self) -> None:
        self.is_untouched = False
        self._written: list[str] = []
        self._known: dict[Hashable, Any] = {}
        self._point = ""

    @contextmanager
    def cell(self) -> Iterator[list[str]]:
        """The tables that the block writes to, sessions aside; all it writes is taken back."""
        self._point = self._point or connection.savepoint()
        waiting = len(connection.run_on_commit)
        self._written = []
        self.is_untouched = True
        try:
            with connection.execute_wrapper(self._watch):
                yield self._written
        finally:
            if not self.is_untouched or connection.needs_rollback:
                transaction.set_rollback(False)
                connection.savepoint_rollback(self._point)
            del connection.run_on_commit[waiting:]
            self.is_untouched = False

    def keep(self) -> None:
        """Have the cells to come start from what was written between two cells."""
        self._point = ""
        self._known.clear()

    def once(self, key: Hashable, read: Callable[[], Read]) -> Read:
        """What was read before, if this cell too has only read."""
        if not self.is_untouched:
            return read()
        if key not in self._known:
            self._known[key] = read()
        known: Read = self._known[key]
        return known

    def _watch(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not READS.match(sql):
            self.is_untouched = False
        if found := WRITES.match(sql):
            self._written.append(found[1])
        try:
            return execute(sql, params, many, context)
        except Exception:
            # The transaction is broken until it goes back.
            self.is_untouched = False
            raise


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> Ground:
    """The ground of one part, on which what every request reads is read once."""
    laid = Ground()
    monkeypatch.setattr("hierarchy.middleware.load_actor", _loading_once(laid))
    monkeypatch.setattr(ScopedBackend, "get_user", _user_once(laid))
    monkeypatch.setattr(SessionStore, "load", _session_once(laid))
    monkeypatch.setattr("config.errors._page", _drawn_once())
    # Django's test client copies the context of every template; nobody here looks at it.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
    return laid


def _loading_once(ground: Ground) -> Callable[..., Actor]:
    """``load_actor``, asked once a person and post."""

    def load(user: User, *, acting_id: int | None = None, **request: Any) -> Actor:
        known = ground.once(
            ("actor", user.pk, acting_id), lambda: load_actor(user, acting_id=acting_id, **request)
        )
        return replace(known, user=user, request_id=request["request_id"])

    return load


def _user_once(ground: Ground) -> Callable[..., User | None]:
    """The account behind a session; each request has a copy of its own."""
    get_user = ScopedBackend.get_user

    def get(self: ScopedBackend, user_id: int) -> User | None:
        return copy(ground.once(("user", user_id), lambda: get_user(self, user_id)))

    return get


def _session_once(ground: Ground) -> Callable[..., dict[str, Any]]:
    """What a session holds; one that is not there is looked for each time."""
    load = SessionStore.load

    def loaded(self: SessionStore) -> dict[str, Any]:
        known = ground.once(("session", self.session_key), lambda: load(self))
        return deepcopy(known) if known else load(self)

    return loaded


def _drawn_once() -> Callable[..., HttpResponse]:
    """A refusal says nothing of what was asked: its page is drawn once a person and reason."""
    drawn: set[Hashable] = set()
    draw = errors._page

    def page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
        if status not in TOLD_ALIKE:
            return draw(request, status, **context)
        is_interface = request.path.startswith("/api/")
        key = (request.user.pk, status, is_interface, tuple(sorted(context.items())))
        if key in drawn:
            return HttpResponse(status=status)
        drawn.add(key)
        return draw(request, status, **context)

    return page
