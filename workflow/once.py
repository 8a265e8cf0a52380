"""One sending of a form sets one thing down, however often its button is pressed.

Each form carries a random key. What is kept is drawn from that key and from what was sent: the same
form sent again is known, the same form with other words in it is another thing, and two things that
are equal but were entered one after the other are two. The key itself is not kept, so nothing can
be told of the words from what is.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Model


def once_key(form_key: uuid.UUID | None, *facts: Any) -> uuid.UUID | None:
    """What is kept of one sending; ``None`` for what no form sent."""
    if form_key is None:
        return None
    words = [str(fact.pk) if isinstance(fact, Model) else str(fact) for fact in facts]
    return uuid.uuid5(form_key, repr(words))
