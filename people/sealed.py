"""What of a member is never stored or shown in the clear: identity, phone, address, income.

A column holds the sealed text; reading it gives a ``Secret`` that prints its mask wherever it
goes, into pages, logs and error reports alike. Only ``Secret.plain`` opens it, and only the
actions that leave an entry on the trail call that. A blind index (a keyed hash) finds an exact
phone or identity number without opening anything.

The key is ``PEOPLE_KEY``, or ``SECRET_KEY`` while there is none; ``PEOPLE_KEY_FALLBACKS`` still
open what was sealed before a change, until ``manage.py reseal_people`` has gone through.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from people.masks import masked
from workflow.sealing import Box, BrokenSealError

_PURPOSE: Final = b"wujixietong.people.sealed:"
_INDEX: Final = b"wujixietong.people.index:"
_INDEX_LENGTH: Final = 40


class Secret:
    """A sealed text; printed, it is its mask."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: str) -> None:
        self.sealed = sealed

    def __bool__(self) -> bool:
        return bool(self.sealed)

    def __str__(self) -> str:
        try:
            return masked(self.plain())
        except BrokenSealError:
            return "无法解密"

    def __repr__(self) -> str:
        return "<Secret>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.sealed == other.sealed

    def __hash__(self) -> int:
        return hash(self.sealed)

    def plain(self) -> str:
        """The text itself; raises ``BrokenSealError`` when no key opens it."""
        return box().unseal(self.sealed)


class Opened:
    """An opened text on its way to one page: the page prints it, and nothing else does.

    Templates log what they are given when a name in them is not found.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "<Opened>"


class _SealingAttribute(DeferredAttribute):
    """Seals at once what is assigned, so that a row in hand never holds a plain text."""

    field: Any

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = as_secret(value)


class SealedField(models.TextField):
    """A text column that holds a ``Secret`` from the moment a text is assigned to it."""

    descriptor_class = _SealingAttribute
    # What the checker of types reads: a ``Secret`` comes out, a text may go in.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str:
        """What is stored: a plain text is sealed, a ``Secret`` stays as it is."""
        return as_secret(value).sealed

    def to_python(self, value: Any) -> Any:
        """A ``Secret`` stays one: validating a row must not put its mask in the secret's place."""
        return value if isinstance(value, Secret) else super().to_python(value)

    def value_to_string(self, obj: models.Model) -> str:
        """What a dump of rows into a file says: the mask."""
        return str(self.value_from_object(obj))

    def from_db_value(self, value: str | None, *args: object) -> Secret:
        """What is read."""
        return Secret(value or "")


def as_secret(value: Any) -> Secret:
    """A text sealed; a ``Secret`` as it is; nothing for nothing."""
    if isinstance(value, Secret):
        return value
    return Secret(box().seal(str(value)) if value not in (None, "") else "")


def box() -> Box:
    """What seals and opens, with the keys of now."""
    return Box(_PURPOSE, _keys())


def first_box() -> Box:
    """What opens only that which is sealed under the first key."""
    return Box(_PURPOSE, _keys()[:1])


def blind_index(text: str) -> str:
    """The keyed hash by which an exact text is found; empty for an empty text."""
    return _hashed(text, _keys()[0]) if text else ""


def blind_indexes(text: str) -> list[str]:
    """The same under each key that still counts: what to look for while a key is changed."""
    return [_hashed(text, key) for key in _keys()] if text else []


def _hashed(text: str, key: str) -> str:
    derived = hashlib.sha256(_INDEX + key.encode()).digest()
    return hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()[:_INDEX_LENGTH]


def _keys() -> list[str]:
    first = settings.PEOPLE_KEY or settings.SECRET_KEY
    return [str(key) for key in (first, *settings.PEOPLE_KEY_FALLBACKS)]
