"""Reading what every business room shares."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from hierarchy.querysets import DatedQuerySet, ModelT, ScopedQuerySet, TenantScopedQuerySet
from hierarchy.scope import Viewer
from hierarchy.terms import Capability, Tier
from workflow.citations import cited_condition, withheld_condition


class AuditQuerySet(ScopedQuerySet[ModelT]):
    """The trail: for those who may read it, where it concerns their part of the tree."""

    scope_capability = Capability.READ_AUDIT

    def scope_condition(self, scope: Any) -> Q:
        """Entries about organisations in scope; entries about no organisation for the city's."""
        found = super().scope_condition(scope)
        cities = {node.tenant_id for node in scope.nodes if node.tier == Tier.CITY}
        return found | Q(organization__isnull=True, tenant_id__in=cities)

    def about(self, target: models.Model) -> Self:
        """The entries of one object, which the caller has already been allowed to see."""
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk)


class NoticeQuerySet(ScopedQuerySet[ModelT]):
    """Notices belong to one person; nobody else reads them."""

    def visible_to(self, actor: Viewer) -> Self:
        """The person's own notices."""
        user = getattr(actor, "user", None)
        return self.filter(recipient=user) if user else self.none()

    def unread(self) -> Self:
        """Those not yet opened."""
        return self.filter(read_at__isnull=True)


class AttachmentQuerySet(ScopedQuerySet[ModelT]):
    """Evidence files: where the organisation that owns them lies, and where they are cited."""

    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Files of bodies in scope but those withheld, and files that something visible cites."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        owned = self.scope_condition(scope) & ~withheld_condition()
        return self.filter(owned | cited_condition(actor))

    def citable(self) -> Self:
        """Files that may be shown with other work too: none withheld (发展党员材料)."""
        return self.filter(~withheld_condition())


class SavedFilterQuerySet(ScopedQuerySet[ModelT]):
    """Saved filters belong to one person."""

    def visible_to(self, actor: Viewer) -> Self:
        """The person's own."""
        user = getattr(actor, "user", None)
        return self.filter(user=user) if user else self.none()


class ImportRunQuerySet(ScopedQuerySet[ModelT]):
    """Imports: one's own, those of the bodies whose ledger one keeps, and for the city scripts'."""

    scope_capability = Capability.KEEP_LEDGER
    run_path = ""

    def visible_to(self, actor: Viewer) -> Self:
        """The person's own in the cities served, colleagues' at the same body, the system's."""
        user = getattr(actor, "user", None)
        served = actor.scope(Capability.VIEW).tenant_ids
        if user is None or not served:
            return self.none()
        path, nodes = self.run_path, actor.scope(self.scope_capability).nodes
        bodies = {node.organization_id for node in nodes}
        cities = {node.tenant_id for node in nodes if node.tier == Tier.CITY}
        by_script = {f"{path}user__isnull": True, f"{path}tenant_id__in": cities}
        return self.filter(
            Q(**{f"{path}user": user})
            | Q(**{f"{path}organization_id__in": bodies})
            | Q(**by_script),
            **{f"{path}tenant_id__in": served},
        )


class ImportRowQuerySet(ImportRunQuerySet[ModelT]):
    """Rows of imports: visible with their run."""

    run_path = "run__"


class _RunningQuerySet(TenantScopedQuerySet[ModelT]):
    """What keeps a city's system running: for those who manage the whole city."""

    scope_capability = Capability.MANAGE_ORGANIZATIONS

    def scope_condition(self, scope: Any) -> Q:
        """The cities whose root one manages."""
        cities = {node.tenant_id for node in scope.nodes if node.tier == Tier.CITY}
        return Q(**{f"{self.tenant_path}__in": cities})


class ApiTokenQuerySet(_RunningQuerySet[ModelT]):
    """Keys for other systems: for those who keep the system running."""


class ReminderPlanQuerySet(DatedQuerySet[ModelT]):
    """Plans of a city: everyone there may read them."""


class ReminderQuerySet(_RunningQuerySet[ModelT]):
    """Reminders: figures for those who keep the system running; people read their notices."""


class ReminderScanQuerySet(_RunningQuerySet[ModelT]):
    """How far each source has been gone through."""


class DeliveryQuerySet(_RunningQuerySet[ModelT]):
    """Messages by channels: one's own, and all of the city for those who keep it running."""

    def visible_to(self, actor: Viewer) -> Self:
        """The person's own and those of the cities one keeps."""
        user = getattr(actor, "user", None)
        if user is None:
            return self.none()
        scope = actor.scope(self.scope_capability)
        return self.filter(Q(recipient=user) | self.scope_condition(scope))


class ChannelQuerySet(TenantScopedQuerySet[ModelT]):
    """Channels of a city: everyone there may know which are on."""


class MessagePolicyQuerySet(TenantScopedQuerySet[ModelT]):
    """What a city decided about messages: everyone there may read it."""


class MessagePreferenceQuerySet(SavedFilterQuerySet[ModelT]):
    """One's own hours."""


class ContactWayQuerySet(SavedFilterQuerySet[ModelT]):
    """One's own addresses."""

    def usable(self) -> Self:
        """Those switched on whose code came back."""
        return self.filter(is_on=True, verified_at__isnull=False)


class JobRunQuerySet(ScopedQuerySet[ModelT]):
    """The jobs of the house hold no city's data: whoever keeps a city running may see them."""

    def visible_to(self, actor: Viewer) -> Self:
        """All, for whoever manages a whole city; none for others."""
        scope = actor.scope(Capability.MANAGE_ORGANIZATIONS)
        keeps = any(node.tier == Tier.CITY for node in scope.nodes)
        return self.all() if keeps else self.none()


class HeartbeatQuerySet(JobRunQuerySet[ModelT]):
    """Signs of life: with the jobs."""
