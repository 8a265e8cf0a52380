"""Keeping on the trail that somebody meant to decide a project of their own (回避)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from hierarchy.actors import Actor
from projects.conflicts import OwnProjectError
from projects.models import Project
from workflow import audit

P = ParamSpec("P")
R = TypeVar("R")


def keep_own_refusals(act: Callable[P, R]) -> Callable[P, R]:
    """Stand around an action: what ``refuse_own`` refused is put on record, then raised again.

    The act's own transaction is undone by then, so the entry can't be undone with it; it
    stands above ``@transaction.atomic``, therefore.
    """

    @wraps(act)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except OwnProjectError as refused:
            record_own_refusal(
                project=refused.project,
                act=act.__name__,
                reason=refused.messages[0],
                actor=refused.actor,
            )
            raise

    return kept


@transaction.atomic
def record_own_refusal(*, project: Project, act: str, reason: str, actor: Actor) -> None:
    """Leave the entry ``project.refused_own`` of an act that was refused."""
    audit.record(
        verb="project.refused_own",
        target=project,
        actor=actor,
        organization=project.applicant,
        after={"act": act},
        reason=reason,
    )
