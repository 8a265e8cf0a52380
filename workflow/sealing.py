"""Keeping secrets in the database so that a copy of the database alone does not give them away.

Sealed with a key derived from ``MESSAGE_KEY``, or from ``SECRET_KEY`` while there is none.
``SECRET_KEY_FALLBACKS`` still open what was sealed before a change.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_PURPOSE = b"wujixietong.workflow.sealing:"


class BrokenSealError(Exception):
    """The key has changed, or the text was tampered with: the secret has to be entered again."""


class Box:
    """Seals with the first of its keys and opens with any; a purpose keeps boxes apart."""

    def __init__(self, purpose: bytes, keys: Sequence[str]) -> None:
        self._box = MultiFernet([Fernet(_derived(purpose, key)) for key in keys])

    def seal(self, text: str) -> str:
        """The text as it may be stored."""
        return self._box.encrypt(text.encode()).decode() if text else ""

    def unseal(self, sealed: str) -> str:
        """The text again; raises ``BrokenSealError``."""
        if not sealed:
            return ""
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken as broken:
            raise BrokenSealError from broken


def seal(text: str) -> str:
    """The text as it may be stored."""
    return _box().seal(text)


def unseal(sealed: str) -> str:
    """The text again; raises ``BrokenSealError``."""
    return _box().unseal(sealed)


def masked(text: str) -> str:
    """What may be shown of a secret: its ends."""
    return f"{text[:2]}{'•' * 4}{text[-2:]}" if len(text) > 8 else "•" * 6


def _box() -> Box:
    keys = [settings.MESSAGE_KEY or settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return Box(_PURPOSE, [str(key) for key in keys])


def _derived(purpose: bytes, key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(purpose + key.encode()).digest())
