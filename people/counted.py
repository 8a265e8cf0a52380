"""Numbers that reach further than names: what one counts without seeing a row of it."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from hierarchy.querysets import ModelT, ScopedQuerySet
from hierarchy.scope import Viewer
from hierarchy.terms import Capability, Tier
from workflow.superiors import branches_of


def counted_for(actor: Viewer, *, prefix: str = "") -> Q:
    """Beside the scope of work: what is affiliated to the party committees one writes for.

    Their branches lie under a 专委会 in the tree, so that the scope alone would count none of them.
    """
    committees = [
        grant.organization_id
        for grant in actor.scope(Capability.HANDLE).nodes
        if grant.tier == Tier.COMMITTEE
    ]
    if not committees:
        return Q()
    return Q(**{f"{prefix}organization_id__in": branches_of(committees)})


class CountedQuerySet(ScopedQuerySet[ModelT]):
    """Rows whose numbers reach further than their names."""

    counted_prefix = ""

    def counted(self, actor: Viewer) -> Self:
        """The rows that this person counts, each once, without seeing any."""
        scope = actor.scope(Capability.VIEW_WORK)
        if scope.is_empty:
            return self.none()
        own = self.scope_condition(scope)
        return self.filter(own | counted_for(actor, prefix=self.counted_prefix))
