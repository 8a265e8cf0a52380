"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

VERBS: dict[str, str] = {}
