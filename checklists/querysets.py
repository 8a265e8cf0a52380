"""Reading lists and the work that comes of them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from checklists.terms import (
    ISSUER_STATUSES,
    OPEN_STATUSES,
    RECEIVER_STATUSES,
    SETTLED_STATUSES,
    STOPPED_STATUSES,
    AssignmentStatus,
    Light,
    ListKind,
    ListStatus,
)
from hierarchy.querysets import ModelT, ScopedQuerySet
from hierarchy.scope import Viewer
from hierarchy.terms import Capability, Tier

_LINKS_ABOVE = """
    WITH RECURSIVE link (id, parent_id) AS (
        SELECT id, parent_id FROM checklists_assignment WHERE id = %s
      UNION ALL
        SELECT upper.id, upper.parent_id
        FROM checklists_assignment upper JOIN link ON link.parent_id = upper.id
    )
    SELECT id FROM link
"""


class AssignmentQuerySet(ScopedQuerySet[ModelT]):
    """Assignments lie where their receiver lies; they carry its ancestor ids themselves."""

    scope_prefix = ""
    scope_own = "receiver_id"
    scope_capability = Capability.VIEW_WORK

    def open(self) -> Self:
        """Those somebody still owes something on."""
        return self.filter(status__in=OPEN_STATUSES)

    def awaiting_issuer(self) -> Self:
        """Those the issuer has to decide next."""
        return self.filter(Q(status__in=ISSUER_STATUSES) | Q(extension_asked=True))

    def overdue(self, on: dt.date) -> Self:
        """Past their day and not settled; work that waits for the issuer is not overdue."""
        return self.filter(due_date__lt=on, status__in=RECEIVER_STATUSES)

    def not_decomposed(self) -> Self:
        """Signed for, but nothing has been passed on and nothing waived."""
        return self.filter(status=AssignmentStatus.IN_PROGRESS, is_decomposed=False)

    def breaks(self) -> Self:
        """Where the thread stopped (断点): with a body that has passed nothing on yet."""
        stopped = self.filter(status__in=RECEIVER_STATUSES, is_decomposed=False)
        return stopped.exclude(tier=Tier.BRANCH)

    def of_light(self, light: str, *, on: dt.date) -> Self:
        """Those that show one light on a day: what ``rules.light_of`` says, in SQL."""
        if light == Light.BLUE:
            return self.filter(status__in=SETTLED_STATUSES)
        if light == Light.GREY:
            return self.filter(status__in=STOPPED_STATUSES)
        if light == Light.RED:
            return self.overdue(on)
        last_near_day = ExpressionWrapper(
            Value(on, DateField()) + F("tenant__warn_days"), output_field=DateField()
        )
        near = Q(due_date__lte=last_near_day, progress__lt=F("tenant__warn_progress"))
        ahead = Q(status__in=RECEIVER_STATUSES, due_date__gte=on)
        if light == Light.YELLOW:
            return self.filter(ahead & near)
        return self.filter(Q(status__in=ISSUER_STATUSES) | (ahead & ~near))

    def soonest(self) -> Self:
        """By the day they are due."""
        return self.order_by("due_date", "id")

    def with_parties(self) -> Self:
        """Read along what a row or a decision needs: item, list, issuer, receiver, city."""
        return self.select_related("item__checklist", "issuer", "receiver", "tenant")

    def above(self, assignment: Any) -> Self:
        """The assignments that one passes on, up to the city's: four links at most."""
        if assignment.parent_id is None:
            return self.none()
        return self.filter(pk__in=RawSQL(_LINKS_ABOVE, [assignment.parent_id]))  # noqa: S611


class ChecklistQuerySet(ScopedQuerySet[ModelT]):
    """Lists: those issued in one's scope, and those that reached it. Drafts stay at home."""

    scope_prefix = "issuer__"
    scope_tenant = "tenant_id"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Lists issued in scope or with an assignment in scope; drafts of one's own bodies."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        received = apps.get_model("checklists", "Assignment").objects.filter(
            item__checklist=OuterRef("pk")
        )
        reached = Q(Exists(received.visible_to(actor)))
        issued = Q(status__in=(ListStatus.ISSUED, ListStatus.ARCHIVED))
        own = Q(issuer_id__in=[node.organization_id for node in scope.nodes])
        return self.filter(own | (issued & (self.scope_condition(scope) | reached)))


class ItemQuerySet(ScopedQuerySet[ModelT]):
    """Items: visible with their list."""

    scope_prefix = "checklist__issuer__"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """The items of visible lists."""
        checklists = apps.get_model("checklists", "Checklist").objects.visible_to(actor)
        return self.filter(checklist__in=checklists)

    def heading(self, actor: Viewer) -> Self:
        """The key points whose thread reaches the actor's scope, be it many tiers down."""
        owed = apps.get_model("checklists", "Assignment").objects.filter(key_point=OuterRef("pk"))
        tenants = actor.scope(self.scope_capability).tenant_ids
        heads = self.filter(tenant_id__in=tenants, key_point__isnull=True)
        return heads.filter(Exists(owed.visible_to(actor)))

    def newest_of(self, heads: Any) -> Self:
        """Key points, given by their ids or a subquery, as their newest issued versions say.

        One row a key point, with its list; ``head`` is the key point's id, under which the
        thread of every version is kept.
        """
        versions = self.filter(
            checklist__kind=ListKind.KEY_POINTS, checklist__issued_at__isnull=False
        ).annotate(head=Coalesce("key_point_id", "id"))
        return (
            versions.filter(head__in=heads)
            .select_related("checklist")
            .order_by("head", "-checklist__version")
            .distinct("head")
        )


class OfChecklistQuerySet(ScopedQuerySet[ModelT]):
    """What belongs to the drafting of a list: where its issuer lies."""

    scope_prefix = "checklist__issuer__"
    scope_capability = Capability.VIEW_WORK


class OfItemQuerySet(ScopedQuerySet[ModelT]):
    """What belongs to the drafting of an item: where the list's issuer lies."""

    scope_prefix = "item__checklist__issuer__"
    scope_capability = Capability.VIEW_WORK


class OfAssignmentQuerySet(ScopedQuerySet[ModelT]):
    """Reports, reviews and comments: where their assignment lies."""

    scope_prefix = "assignment__"
    scope_own = "receiver_id"
    scope_capability = Capability.VIEW_WORK

    def latest_first(self) -> Self:
        """The newest on top."""
        return self.order_by("-id")

    def of(self, assignment: Any) -> Self:
        """Those of one assignment."""
        return self.filter(assignment=assignment)
