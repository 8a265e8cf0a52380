"""Reading: one queryset a model, ``visible_to(actor)`` first.

``visible_to`` is the only way from a request to a row. It lives here once, is SQL,
and fails closed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from mptt.managers import TreeManager
from mptt.querysets import TreeQuerySet

from hierarchy.scope import Viewer
from hierarchy.terms import Capability, Tier

ModelT = TypeVar("ModelT", bound=models.Model)


class ScopedQuerySet(models.QuerySet[ModelT]):
    """A queryset whose rows lie where their organisation lies.

    ``scope_prefix`` is the path to the row that carries the ancestor columns
    (empty when the row carries them itself), ``scope_own`` the column of the
    organisation itself, ``scope_tenant`` the row's own tenant where it has one,
    ``scope_capability`` what one must hold to see a row.
    """

    scope_prefix: ClassVar[str] = "organization__"
    scope_own: ClassVar[str] = "id"
    scope_tenant: ClassVar[str] = ""
    scope_capability: ClassVar[Capability] = Capability.VIEW

    def visible_to(self, actor: Viewer) -> Self:
        """The rows this person may read; none without an appointment."""
        return self.within(actor, capability=self.scope_capability)

    def within(self, actor: Viewer, *, capability: Capability) -> Self:
        """The rows where this person holds ``capability``."""
        scope = actor.scope(capability)
        if scope.is_empty:
            return self.none()
        return self.filter(self.scope_condition(scope))

    def scope_condition(self, scope: Any) -> Q:
        """The condition for one scope; rooms with several ways in override this."""
        return scope.condition(
            prefix=self.scope_prefix, own=self.scope_own, tenant=self.scope_tenant
        )


class TenantScopedQuerySet(ScopedQuerySet[ModelT]):
    """Rows that belong to a whole tenant (regions, industries, terms, workdays)."""

    tenant_path: ClassVar[str] = "tenant_id"

    def scope_condition(self, scope: Any) -> Q:
        """Every row of the tenants in which the person holds any post."""
        return Q(**{f"{self.tenant_path}__in": scope.tenant_ids})


class TenantQuerySet(TenantScopedQuerySet[ModelT]):
    """Tenants: each person sees the one served."""

    tenant_path = "id"


class DatedQuerySet(TenantScopedQuerySet[ModelT]):
    """Tenant data with effective dates."""

    def effective(self, on: dt.date) -> Self:
        """The rows in force on a day; both ends are included."""
        return self.filter(
            Q(effective_to__isnull=True) | Q(effective_to__gte=on), effective_from__lte=on
        )


class OrganizationQuerySet(ScopedQuerySet[ModelT], TreeQuerySet):
    """Organisations. The tree's own columns stay inside this room."""

    scope_prefix = ""

    def open(self, on: dt.date) -> Self:
        """Those founded and not yet closed on a day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), founded_on__lte=on)

    def of_tier(self, tier: Tier | str) -> Self:
        """Those of one tier."""
        return self.filter(tier=tier)

    def children_of(self, organization: Any) -> Self:
        """The direct subordinates (直接下级)."""
        return self.filter(parent_id=organization.pk)

    def subtree_of(self, organization: Any) -> Self:
        """The node and everything below it, by its span."""
        return self.filter(
            tree_id=organization.tree_id, lft__gte=organization.lft, lft__lte=organization.rght
        )

    def by_name(self) -> Self:
        """In the order of pinyin, as people look for names."""
        return self.order_by("name_key", "id")

    def search(self, text: str) -> Self:
        """Those whose name, code or pinyin contains ``text``."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(name__contains=text) | Q(name_key__contains=text.lower()) | Q(code__iexact=text)
        )


# Named and untyped: the plugin can't read a base class made from a library without types.
_TreeManager: Any = TreeManager.from_queryset(OrganizationQuerySet)


class OrganizationManager(_TreeManager):
    """The tree manager with every door shut that would renumber rows.

    Structural writes go through ``hierarchy.tree`` alone: stock django-mptt writes
    corrupt the tree when two run at once, and rewrite half of it when they do not.
    """

    def get_queryset(self) -> OrganizationQuerySet[Any]:
        return OrganizationQuerySet(self.model, using=self._db)

    def _refuse(self, *args: object, **kwargs: object) -> None:
        raise TypeError("the tree is written through hierarchy.tree only")

    insert_node = move_node = rebuild = partial_rebuild = _refuse
    build_tree_nodes = disable_mptt_updates = delay_mptt_updates = _refuse


class PositionQuerySet(ScopedQuerySet[ModelT]):
    """Posts on a node, or on a region."""

    def scope_condition(self, scope: Any) -> Q:
        """Posts of organisations in scope, and of regions in scope."""
        found = super().scope_condition(scope)
        cities = {node.tenant_id for node in scope.nodes if node.tier == Tier.CITY}
        if cities and not scope.node_only:
            found |= Q(region__isnull=False, tenant_id__in=cities)
        for grant in scope.regions:
            found |= Q(tenant_id=grant.tenant_id) & (
                Q(region_id=grant.region_id)
                | Q(region__parent_id=grant.region_id)
                | Q(region__parent__parent_id=grant.region_id)
            )
        return found


class AppointmentQuerySet(ScopedQuerySet[ModelT]):
    """Who holds which post, from when to when."""

    scope_prefix = "position__organization__"

    def visible_to(self, actor: Viewer) -> Self:
        """Appointments in scope, and one's own: a territory reader's stands in no body."""
        return _with_own(self, super().visible_to(actor), actor, column="user")

    def scope_condition(self, scope: Any) -> Q:
        """Appointments to posts in scope; city-wide posts also see the territory's."""
        found = super().scope_condition(scope)
        cities = {node.tenant_id for node in scope.nodes if node.tier == Tier.CITY}
        if cities and not scope.node_only:
            found |= Q(position__region__isnull=False, position__tenant_id__in=cities)
        return found

    def live(self, on: dt.date) -> Self:
        """In force on a day; both ends are included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class DelegationQuerySet(ScopedQuerySet[ModelT]):
    """Stand-ins: in scope where the appointment they stand in for is."""

    scope_prefix = "appointment__position__organization__"

    def visible_to(self, actor: Viewer) -> Self:
        """Stand-ins in scope, and those for one's own appointments."""
        return _with_own(self, super().visible_to(actor), actor, column="appointment__user")

    def live(self, on: dt.date) -> Self:
        """In force on a day; both ends are included, and not recalled."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, revoked_at__isnull=True)


def _with_own(rows: Any, seen: Any, actor: Viewer, *, column: str) -> Any:
    """Add what belongs to the person; nobody without a live post has anything."""
    user = getattr(actor, "user", None)
    if user is None or actor.scope(Capability.VIEW).is_empty:
        return seen
    return seen | rows.filter(**{column: user})


class ChangeQuerySet(ScopedQuerySet[ModelT]):
    """The dated history of organisations (沿革)."""

    def as_of(self, day: dt.date) -> Self:
        """For each organisation its last state on or before a day."""
        return (
            self.filter(effective_on__lte=day)
            .order_by("organization_id", "-effective_on", "-id")
            .distinct("organization_id")
        )
