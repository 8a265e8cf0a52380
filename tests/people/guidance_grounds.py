"""What the tests of liaisons, officers and the directory start from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.test import Client

from hierarchy.models import Organization
from people.models import Liaison, OfficerFile, Opinion
from people.terms import OfficerOrigin
from tests.world import AT, STARTED, City, World

DAY = AT.date()
CONTENT = {
    "department": "市商务局",
    "is_lead": True,
    "name": "冯联络",
    "office": "市场处",
    "title": "处长",
    "heads_office": True,
    "phone": "0512-10000001",
}
FILE = {
    "origin": OfficerOrigin.MARKET,
    "is_member": True,
    "sent_by": "平江街道",
    "sent_on": STARTED,
}


def a_liaison(
    city: City, department: str = "市商务局", name: str = "冯联络", **facts: Any
) -> Liaison:
    """A liaison of the malls' committee since the year began; vacant with an empty name."""
    facts = {"organization": city.mall, "starts_on": STARTED, "office": "市场处"} | facts
    return Liaison.objects.create(tenant=city.tenant, department=department, name=name, **facts)


def a_file(city: City, key: str = "officer", **facts: Any) -> OfficerFile:
    """The file of who holds an officer's post."""
    return OfficerFile.objects.create(
        tenant=city.tenant, organization=getattr(city, key), user=city.user(key), **FILE | facts
    )


def an_opinion(
    city: City,
    body: Organization,
    *,
    year: int = DAY.year,
    given_on: dt.date = DAY,
    **said: Any,
) -> Opinion:
    """What one body said of the officer of 平江1岗."""
    said = {"is_helpful": True, "is_in_time": True, "words": ""} | said
    return Opinion.objects.create(
        tenant=city.tenant,
        organization=body,
        officer=city.officer,
        user=city.user("officer"),
        year=year,
        given_on=given_on,
        **said,
    )


@contextmanager
def signed_in(world: World, name: str, at: dt.datetime = AT) -> Iterator[Client]:
    """A person signed in at a moment of the world."""
    with time_machine.travel(at, tick=False):
        yield world.login(Client(), name)


def read(world: World, name: str, address: str, at: dt.datetime = AT) -> str:
    """The words of a page as a person reads it, which must open."""
    with signed_in(world, name, at) as client:
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
