"""What the tests of the exchange share: a key, a call, and records as another system sends them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.test import Client

from tests.world import City, World
from workflow.actions.tokens import issue_token

ADDRESS = "/api/v1/records"


def key(city: World | City, name: str = "苏州智慧党建") -> str:
    """The secret of a new key of the city."""
    one = city.home if isinstance(city, World) else city
    _, secret = issue_token(
        tenant=one.tenant,
        name=name,
        expires_on=one.on + dt.timedelta(days=300),
        actor=one.actor("administrator"),
    )
    return secret


def sent(number: int = 1, **given: Any) -> dict[str, Any]:
    """A record of 观前商城党支部 as the platform sends it."""
    return {
        "external_id": f"ZHDJ-{number:05d}",
        "organization_code": "B-1",
        "kind": "theme_day",
        "title": f"主题党日第{number}次",
        "happened_on": "2026-02-25",
        "expected_count": 12,
        "present_count": 10,
        "minutes": "学习文件，开展志愿服务。",
        **given,
    }


def push(client: Client, secret: str, records: Any, **given: Any) -> Any:
    """One call; ``body`` replaces the whole content."""
    body = given.pop("body", None)
    if body is None:
        body = json.dumps({"records": records})
    return client.post(
        ADDRESS,
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"} if secret else {},
        **given,
    )


def results(answer: Any) -> list[tuple[str, str]]:
    """Verdict and reason of each record."""
    assert answer.status_code == 200, answer.content.decode()
    return [(one["result"], one["reason"]) for one in answer.json()["results"]]


def fetch(client: Client, secret: str, query: str = "") -> Any:
    """One reading call."""
    return client.get(f"{ADDRESS}{query}", headers={"Authorization": f"Bearer {secret}"})
