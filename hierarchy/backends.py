"""Django's permission questions, answered by appointments alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from hierarchy.actors import load_actor
from hierarchy.models import Organization
from hierarchy.terms import Capability


class ScopedBackend(ModelBackend):
    """Object permissions on organisations follow ``load_actor``; nothing else is granted here.

    Guardian's own backend would read grants without asking whether the appointment that
    wrote them is still in force.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether a live appointment grants ``perm`` on the organisation ``obj``."""
        if obj is None:
            return bool(super().has_perm(user_obj, perm))
        if not isinstance(obj, Organization) or not user_obj.is_authenticated:
            return False
        codename = perm.split(".")[-1]
        if codename not in Capability.values:
            return False
        actor = load_actor(user_obj, at=timezone.now())
        return actor.post_for(Capability(codename), at=obj) is not None
