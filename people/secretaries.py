"""Who holds the post of secretary (书记) of a branch today: private notices go to no one else."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from accounts.models import User
from hierarchy.models import Appointment
from hierarchy.terms import Role


def secretaries_of(branches: Collection[int], *, on: dt.date) -> dict[int, list[User]]:
    """By branch, the holders of its secretary's post; a vacant post has none, and no one above.

    Unlike the holders of a usual notice, whom a vacancy moves one tier up. One query.
    """
    posts = Appointment.objects.live(on).filter(
        position__organization__in=branches,
        position__role=Role.SECRETARY,
        position__is_abolished=False,
        user__is_active=True,
    )
    found: dict[int, list[User]] = defaultdict(list)
    for post in posts.select_related("user", "position").order_by("pk"):
        found[post.position.organization_id or 0].append(post.user)
    return found
