"""The rules that a city starts from: reference data, read from the file named in the settings."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from routines.models import ObligationRule

_LISTS = frozenset(("kinds", "answered_by", "marks"))
# What a version of a rule says; its city, its days and its row are not part of it.
CONTENT = tuple(
    field.name
    for field in ObligationRule._meta.concrete_fields
    if field.name not in ("id", "tenant", "effective_from", "effective_to")
)


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[dict[str, Any], ...]:
    rows = json.loads(path.read_text("utf-8"))["rules"]
    for row in rows:
        if unknown := row.keys() - set(CONTENT):
            raise ValueError(f"{path.name}: {row.get('code')} has unknown fields {sorted(unknown)}")
    return tuple(rows)


def default_rules() -> list[ObligationRule]:
    """Unsaved rules of domain.md §1 and §2, each checked, without a city and a day."""
    rules = [ObligationRule(**row) for row in _read(Path(settings.OBLIGATION_RULES_FILE))]
    for rule in rules:
        rule.clean_fields(exclude=("tenant", "effective_from"))
    return rules


def content_of(rule: ObligationRule) -> dict[str, Any]:
    """What a rule says, by field."""
    return {
        name: list(getattr(rule, name)) if name in _LISTS else getattr(rule, name)
        for name in CONTENT
    }
