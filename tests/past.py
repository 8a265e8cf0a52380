"""The tree as it was on any day, read from the dated history alone: what tests of structure ask."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from hierarchy.models import OrganizationChange, Tenant


@dataclass(frozen=True, slots=True)
class PastNode:
    """An organisation as it was on a day; ``depth`` counts from the root, 0."""

    organization_id: int
    parent_id: int | None
    name: str
    kind: str
    region_id: int
    depth: int


def tree_as_of(*, tenant: Tenant, day: dt.date) -> list[PastNode]:
    """Every organisation open on ``day``, each superior before those below it.

    One query. Those below the same superior stand in the order of their founding rows.
    """
    changes = OrganizationChange.objects.filter(tenant=tenant).as_of(day)
    below: dict[int | None, list[OrganizationChange]] = defaultdict(list)
    for change in changes:
        if not change.is_closed:
            below[change.parent_id].append(change)
    return list(_walk(below, None, 0))


def _walk(
    below: dict[int | None, list[OrganizationChange]], parent_id: int | None, depth: int
) -> Iterator[PastNode]:
    for change in below.get(parent_id, ()):
        yield PastNode(
            organization_id=change.organization_id,
            parent_id=change.parent_id,
            name=change.name,
            kind=change.kind,
            region_id=change.region_id,
            depth=depth,
        )
        yield from _walk(below, change.organization_id, depth + 1)
