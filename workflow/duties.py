"""The duty protocol: what a body did in another room answers what it owes by rule.

The room that keeps duties implements ``DutyKeeper`` and is named in ``settings.DUTY_KEEPER``.
A room whose act is asked for by rule tells it here when the act is done for good, so that
nobody enters it a second time and neither room knows the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from hierarchy.actors import Actor
from hierarchy.models import Organization

HEALTH_CHECK = "health_check"
"""A round of inspections (党建体检, articles 12 and 17)."""


@dataclass(frozen=True, slots=True)
class Performed:
    """What a body did: of which sort, called what, done on which day.

    ``until`` is the last day of the time it is about; ``path`` leads to it and names it for
    good.
    """

    sort: str
    organization: Organization
    title: str
    words: str
    until: dt.date
    done_on: dt.date
    path: str


class DutyKeeper(Protocol):
    """The room that keeps what is owed by rule."""

    def answer_duty(self, *, performed: Performed, actor: Actor) -> None:
        """Let it answer the duty of its period, where a rule asks for it.

        Called in the transaction of the act. Once for each path.
        """


@cache
def _keeper() -> DutyKeeper:
    return cast("DutyKeeper", import_string(settings.DUTY_KEEPER)())


def answer_duty(*, performed: Performed, actor: Actor) -> None:
    """Tell the keeper of duties what was done."""
    _keeper().answer_duty(performed=performed, actor=actor)
