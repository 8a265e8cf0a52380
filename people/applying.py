"""Which units' people are on the way into the party, told to other rooms as numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.terms import Capability, Kind, Tier
from people.models import Admission
from workflow.applying import Applying

_SEES_FILES = (Tier.BRANCH, Tier.OFFICER, Tier.STATION)


class AdmissionFiles:
    """Running files, by the unit's name with which 单位和岗位 begins."""

    def of_units(self, names: Sequence[str], *, actor: Actor) -> Mapping[str, Applying] | None:
        """One query, of the files this reader sees; none for whoever reads numbers alone."""
        if not any(grant.tier in _SEES_FILES for grant in actor.scope(Capability.VIEW_WORK).nodes):
            return None
        if not names:
            return {}
        named = reduce(or_, (Q(work_place__startswith=name) for name in names))
        rows = Admission.objects.visible_to(actor).running().filter(named)
        found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
        for place, *marks in rows.values_list("work_place", "is_head", "is_key_staff"):
            # Of several units that begin alike, the longest name is meant.
            unit = max((name for name in names if place.startswith(name)), key=len)
            found[unit].append((marks[0], marks[1]))
        return {
            name: Applying(sum(head for head, _ in rows), sum(key for _, key in rows), len(rows))
            for name, rows in found.items()
        }

    def begin_path(self, *, actor: Actor) -> str:
        """For whoever writes for a branch; no query, the posts are known."""
        own = set(actor.organization_ids(Capability.HANDLE))
        bodies = [post.position.organization for post in actor.posts]
        writes = any(
            body is not None
            and body.pk in own
            and body.tier == Tier.BRANCH
            and body.kind != Kind.UNIT
            for body in bodies
        )
        return f"{reverse('people:admission_new')}?work_place=" if writes else ""
