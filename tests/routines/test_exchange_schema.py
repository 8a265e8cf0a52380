"""The interface keeps what its own description promises, whatever is sent (schemathesis)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from routines.api import api
from tests.routines.exchange import key
from tests.world import World

SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
SCHEMA.app = get_wsgi_application()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=60,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


@pytest.fixture(autouse=True)
def _in_the_tests_transaction() -> Iterator[None]:
    """As Django's own client does: a call must not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("has_key", [True, False])
def test_every_answer_is_as_described(world: World, method: str, has_key: bool) -> None:
    operation = SCHEMA["/api/v1/records"][method]
    headers = {"Authorization": f"Bearer {key(world)}" if has_key else "Bearer wjxt_none"}

    @given(case=operation.as_strategy())
    @BOUNDED
    def try_one(case: Any) -> None:
        cache.clear()
        case.headers = {**(case.headers or {}), **headers}
        case.call_and_validate(checks=CHECKS)

    try_one()


def test_the_description_names_no_other_server_and_asks_no_key(client: Client, db: None) -> None:
    answer = client.get(reverse("api:openapi-json"))

    assert answer.status_code == 200
    assert set(answer.json()["paths"]) == {"/api/v1/records"}
    assert "http" not in json.dumps(answer.json().get("servers", []))


def test_the_page_that_explains_the_interface_loads_nothing_from_elsewhere(
    client: Client, db: None
) -> None:
    text = client.get(reverse("api_docs")).content.decode()

    assert "数据接口" in text
    assert "external_id" in text
    for foreign in ("http://", "https://", "cdn"):
        assert foreign not in text.replace("http://www.w3.org", "")
