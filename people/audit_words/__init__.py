"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

from people.audit_words import admissions, care, growth, guidance, register, staff

_PARTS = (staff, guidance, register, admissions, care, growth)
VERBS: dict[str, str] = {verb: words for part in _PARTS for verb, words in part.VERBS.items()}
FIELDS: dict[str, str] = {name: words for part in _PARTS for name, words in part.FIELDS.items()}
