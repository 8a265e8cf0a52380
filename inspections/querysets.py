"""Reading of the inspections room: ``visible_to`` first, everywhere.

Schemes are read by whoever works in the city. An inspection, its scores, appeals, findings and
rectifications are seen where the inspected body is seen, by whoever may see work.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db.models import Q

from hierarchy.querysets import DatedQuerySet, ModelT, ScopedQuerySet, TenantScopedQuerySet
from hierarchy.terms import Capability
from inspections.terms import (
    OPEN_RECTIFICATIONS,
    OWED_RECTIFICATIONS,
    InspectionStatus,
    RoundStatus,
    SchemeStatus,
)


class PolicyQuerySet(DatedQuerySet[ModelT]):
    """The numbers of inspections, by the day they hold from."""


class SchemeQuerySet(TenantScopedQuerySet[ModelT]):
    """Schemes: read by whoever works in the city."""

    scope_capability = Capability.VIEW_WORK

    def in_use(self) -> Self:
        """Versions that a new round may take."""
        return self.filter(status=SchemeStatus.IN_USE)


class OfSchemeQuerySet(TenantScopedQuerySet[ModelT]):
    """What belongs to a scheme: dimensions, indicators, limits."""

    tenant_path = "scheme__tenant_id"
    scope_capability = Capability.VIEW_WORK


class RoundQuerySet(ScopedQuerySet[ModelT]):
    """Rounds: of bodies in scope, and those in which a body in scope is inspected.

    The inspected see a round from the day it was opened.
    """

    scope_prefix = "organizer__"
    scope_capability = Capability.VIEW_WORK

    def scope_condition(self, scope: Any) -> Q:
        """Rounds that a body in scope holds, and those that concern one in scope."""
        inspected = scope.condition(prefix="organization__", own="id", tenant="")
        rows = apps.get_model("inspections", "Inspection").objects
        concerned = rows.filter(inspected).values("round_id")
        opened = ~Q(status__in=(RoundStatus.DRAFT, RoundStatus.CANCELLED))
        return super().scope_condition(scope) | (opened & Q(pk__in=concerned))

    def running(self) -> Self:
        """Those under way."""
        return self.filter(
            status__in=(RoundStatus.SELF_CHECK, RoundStatus.SCORING, RoundStatus.REPLY)
        )


class InspectionQuerySet(ScopedQuerySet[ModelT]):
    """Inspections: where the inspected body is seen, and where one's own body examines."""

    scope_capability = Capability.VIEW_WORK

    def scope_condition(self, scope: Any) -> Q:
        """By the inspected body, or by the body that goes and looks."""
        examines = scope.condition(prefix="examiner__", own="id", tenant="")
        return super().scope_condition(scope) | examines

    def taking_part(self) -> Self:
        """All but the excused."""
        return self.exclude(status=InspectionStatus.EXCUSED)

    def published(self) -> Self:
        """Those whose result stands."""
        return self.filter(status=InspectionStatus.PUBLISHED)


class OfInspectionQuerySet(ScopedQuerySet[ModelT]):
    """What belongs to an inspection: scores, adjustments, appeals, deliveries."""

    scope_prefix = "inspection__organization__"
    scope_capability = Capability.VIEW_WORK


class FindingQuerySet(ScopedQuerySet[ModelT]):
    """Findings: where the body is seen."""

    scope_capability = Capability.VIEW_WORK

    def open(self) -> Self:
        """Those that no closed rectification has settled."""
        return self.filter(settled_on__isnull=True)


class RectificationQuerySet(ScopedQuerySet[ModelT]):
    """Rectifications: where the body is seen; a draft only where the issuer is."""

    scope_capability = Capability.VIEW_WORK

    def open(self) -> Self:
        """Issued and not yet closed."""
        return self.filter(status__in=OPEN_RECTIFICATIONS)

    def late(self, on: dt.date) -> Self:
        """Those whose body has to move and whose day has passed."""
        return self.filter(status__in=OWED_RECTIFICATIONS, due_on__lt=on)


class OfRectificationQuerySet(ScopedQuerySet[ModelT]):
    """What was said and done of a rectification."""

    scope_prefix = "rectification__organization__"
    scope_capability = Capability.VIEW_WORK


class DutyReviewQuerySet(ScopedQuerySet[ModelT]):
    """Yearly reviews: where the reviewed body is seen."""

    scope_capability = Capability.VIEW_WORK


class OfReviewQuerySet(ScopedQuerySet[ModelT]):
    """What belongs to a yearly review: corrections, and who may answer its survey."""

    scope_prefix = "review__organization__"
    scope_capability = Capability.VIEW_WORK
