"""What the trail calls the acts and facts of the part growth."""

from __future__ import annotations

VERBS: dict[str, str] = {}
FIELDS: dict[str, str] = {}
