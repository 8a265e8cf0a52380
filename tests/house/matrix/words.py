"""Canary words: planted in what some people must never read, and looked for in every answer.

Each body, person, list, item, file and remark bears a word of its own. An answer, its
headers and the parts of an office file are read whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

from hierarchy.models import Organization, OrganizationChange, Region, StationSite
from tests.house.matrix.cast import PEOPLE, TIED, bodies, city_of, everyone, knowers
from tests.world import HOLDERS, OTHERS, City, World

# How a body's word is told apart from every other's: 甪 and 鹮 occur in no page of ours.
BODY = "甪{number}号"
STRANGE = "鹮{number}号"
# How nearly all words begin: those that an answer does not even begin to say need no looking for.
MARKED = re.compile(r"[甪鹮]\d+[^甪鹮\d]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, and all who may read it."""

    text: str
    readers: frozenset[str]


class Words:
    """All words planted so far."""

    def __init__(self) -> None:
        self.planted: list[Word] = []
        self._hidden: dict[tuple[str, bool], dict[str, list[str]]] = {}

    def plant(self, text: str, *, readers: frozenset[str]) -> str:
        """Remember a word; returns it, to be written somewhere."""
        self.planted.append(Word(text, readers))
        self._hidden.clear()
        return text

    def show(self, text: str, *, to: frozenset[str]) -> None:
        """Let more people read the words of a text, for what a room tells them on purpose."""
        self.planted = [
            Word(word.text, word.readers | to) if word.text in text else word
            for word in self.planted
        ]
        self._hidden.clear()

    def leaked(self, text: str, *, to: str, trail: bool) -> list[str]:
        """The words in a text that this person must not read."""
        hidden = self._hidden_from(to, trail=trail)
        begun = {"", *MARKED.findall(text)} & hidden.keys()
        return [word for start in sorted(begun) for word in hidden[start] if word in text]

    def _hidden_from(self, name: str, *, trail: bool) -> dict[str, list[str]]:
        """What a person must not read, by how it begins; unmarked words under nothing at all."""
        key = (name, trail)
        if key not in self._hidden:
            hidden = self._hidden[key] = {}
            for word in self.planted:
                if name not in word.readers and not (trail and _reads_trail(name, word)):
                    start = MARKED.match(word.text)
                    hidden.setdefault(start[0] if start else "", []).append(word.text)
        return self._hidden[key]


def _reads_trail(name: str, word: Word) -> bool:
    """The trail names what was acted on, to the auditor of the same city."""
    city = "twin." if name.startswith("twin.") else ""
    return name == f"{city}auditor" and not word.readers.isdisjoint(everyone(city=city))


def mark_names(world: World, words: Words) -> None:
    """Give every body, site and holder of both cities, and the twin's regions, a word."""
    shared: dict[int, tuple[str, set[str]]] = {}
    for number, key in enumerate(bodies()):
        city = world.twin if key.startswith("twin.") else world.home
        body: Organization = getattr(city, key.removeprefix("twin."))
        slot = body.site_id or -number - 1
        name, keys = shared.setdefault(slot, (BODY.format(number=number), set()))
        keys.add(key)
        _rename(body, f"{body.name}{name}")
    for slot, (name, keys) in shared.items():
        founders = _founders(city_of(min(keys))) if slot > 0 else frozenset()
        words.plant(name, readers=knowers(*keys) | founders)
    for city, prefix in ((world.home, ""), (world.twin, "twin.")):
        _mark_people(city, prefix, words)
    for number, region in enumerate(world.twin.regions.values()):
        word = words.plant(f"鹮{number}域", readers=everyone(city="twin."))
        Region.objects.filter(pk=region.pk).update(name=word)


def _founders(city: str) -> frozenset[str]:
    """Whoever founds bodies may tie a new station to any site of the city, so reads their names."""
    return frozenset(
        p.name for p in PEOPLE.values() if p.city == city and p.may_anywhere("organize")
    )


def _rename(body: Organization, name: str) -> None:
    Organization.objects.filter(pk=body.pk).update(name=name)
    OrganizationChange.objects.filter(organization=body).update(name=name)
    if body.site_id:
        StationSite.objects.filter(pk=body.site_id).update(name=name)


def _mark_people(city: City, prefix: str, words: Words) -> None:
    """Names of holders are read by whoever may read the name of their body, and by themselves."""
    homes = {key: body for key, (body, _, _) in HOLDERS.items()}
    homes |= {"expired": "officer", "delegate": "officer", "stranger": ""}
    for key, user in city.users.items():
        if prefix:
            type(user).objects.filter(pk=user.pk).update(name=f"鹮{user.pk}民")
            words.plant(f"鹮{user.pk}民", readers=everyone(city=prefix) | {prefix + key})
        elif key in homes:
            name = HOLDERS[key][2] if key in HOLDERS else OTHERS[key]
            served = TIED.get(homes[key], (homes[key],)) if homes[key] else ()
            allowed = knowers(*served)
            words.plant(name, readers=allowed | {key})


def readable(response: Any) -> str:
    """All that an answer says: headers, body, and the parts of an office file."""
    headers = unquote(" ".join(f"{name}: {value}" for name, value in response.headers.items()))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if not is_zipfile(BytesIO(body)):
        return headers + body.decode("utf-8", "replace")
    with ZipFile(BytesIO(body)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return headers + "".join(parts)
