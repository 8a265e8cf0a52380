"""Reading of the inspections room: ``visible_to`` first, everywhere.

Schemes are read by whoever works in the city. An inspection, its scores, appeals, findings and
rectifications are seen where the inspected body is seen, by whoever may see work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final, Self

from django.apps import apps
from django.db.models import Q

from hierarchy.querysets import DatedQuerySet, ModelT, ScopedQuerySet, TenantScopedQuerySet
from hierarchy.scope import Viewer
from hierarchy.terms import Capability
from inspections.terms import (
    OPEN_RECTIFICATIONS,
    OWED_RECTIFICATIONS,
    TOLD_INSPECTIONS,
    InspectionStatus,
    RectificationStatus,
    ReviewStatus,
    RoundStatus,
    SchemeStatus,
)


class PolicyQuerySet(DatedQuerySet[ModelT]):
    """The numbers of inspections, by the day they hold from."""


class SchemeQuerySet(TenantScopedQuerySet[ModelT]):
    """Schemes: read by whoever works in the city; a draft only by those who write or issue it."""

    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """What was put in use in one's city, and the drafts of bodies one writes or issues for."""
        return super().visible_to(actor).filter(_past_drafting(actor))

    def in_use(self) -> Self:
        """Versions that a new round may take."""
        return self.filter(status=SchemeStatus.IN_USE)


class OfSchemeQuerySet(TenantScopedQuerySet[ModelT]):
    """What belongs to a scheme: dimensions, indicators, limits."""

    tenant_path = "scheme__tenant_id"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """The parts of the schemes that this person may read."""
        return super().visible_to(actor).filter(_past_drafting(actor, scheme="scheme__"))


def _past_drafting(actor: Viewer, *, scheme: str = "") -> Q:
    """Schemes that were put in use once, and drafts of bodies for which the person writes."""
    found = ~Q(**{f"{scheme}status": SchemeStatus.DRAFT})
    for capability in (Capability.DRAFT, Capability.ISSUE):
        scope = actor.scope(capability)
        found |= scope.condition(prefix=f"{scheme}owner__", own="id", tenant="")
    return found


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
    """Inspections: where the inspected body is seen, and where one's own body looks or asks."""

    scope_capability = Capability.VIEW_WORK

    def scope_condition(self, scope: Any) -> Q:
        """By the inspected body, or by the bodies that look at it and hold the round."""
        return super().scope_condition(scope) | _held_by(scope)

    def with_files_for(self, actor: Viewer) -> Self:
        """Those visible whose files the person reads: once told, before by who looks and holds.

        What a body enclosed itself it reads as its own.
        """
        by_posts = replace(actor.scope(self.scope_capability), regions=())
        told = Q(status__in=TOLD_INSPECTIONS)
        return self.visible_to(actor).filter(told | _held_by(by_posts))

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

    def scope_condition(self, scope: Any) -> Q:
        """As the inspection it belongs to."""
        return super().scope_condition(scope) | _held_by(scope, inspection="inspection__")

    def of_sheets(self, ids: Collection[int]) -> Self:
        """What belongs to these inspections, by their index whatever the database knows.

        Right after a large COPY it knows nothing of the rows, and for a list of ids alone it would
        read the whole table with all kept rows, for each list. A range of ids keeps it at theirs.
        """
        if not ids:
            return self.none()
        first, last = min(ids), max(ids)
        return self.filter(inspection__in=ids, inspection__gte=first, inspection__lte=last)


def _held_by(scope: Any, *, inspection: str = "") -> Q:
    """Inspections that bodies in scope go and look at, or hold: also where the body moved away."""
    found = Q(pk__in=())
    for path in ("examiner", "round__organizer"):
        found |= scope.condition(prefix=f"{inspection}{path}__", own="id", tenant="")
    return found


class FindingQuerySet(ScopedQuerySet[ModelT]):
    """Findings: where the body is seen."""

    scope_capability = Capability.VIEW_WORK

    def open(self) -> Self:
        """Those that no closed rectification has settled."""
        return self.filter(settled_on__isnull=True)

    def free(self) -> Self:
        """Open ones that stand in no letter, or in one that was revoked."""
        return self.open().filter(_UNTOLD)

    def waiting(self, on: dt.date) -> Self:
        """Free ones of bodies that stand on a day: of the others nobody would put it right."""
        return self.open().filter(awaits_letter(on))


_UNTOLD: Final = Q(rectification__isnull=True) | Q(
    rectification__status=RectificationStatus.REVOKED
)


def awaits_letter(on: dt.date) -> Q:
    """Of open findings, those that ``FindingQuerySet.waiting`` finds."""
    stands = Q(organization__closed_on__isnull=True) | Q(organization__closed_on__gt=on)
    return _UNTOLD & stands


class RectificationQuerySet(ScopedQuerySet[ModelT]):
    """Rectifications: where the body is seen once it is told, and where the issuer is, by posts."""

    scope_capability = Capability.VIEW_WORK

    def scope_condition(self, scope: Any) -> Q:
        """By the body that is told; drafts and all, by the posts of who writes them.

        Who issued a letter ends what was begun, wherever the body stands by then.
        """
        is_told = ~Q(status=RectificationStatus.DRAFT)
        return (is_told & super().scope_condition(scope)) | _issued_by(scope)

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

    def scope_condition(self, scope: Any) -> Q:
        """By the body that is told, and by the posts of who issued it."""
        return super().scope_condition(scope) | _issued_by(scope, letter="rectification__")


def _issued_by(scope: Any, *, letter: str = "") -> Q:
    by_posts: Q = replace(scope, regions=()).condition(
        prefix=f"{letter}issuer__", own="id", tenant=""
    )
    return by_posts


class DutyReviewQuerySet(ScopedQuerySet[ModelT]):
    """Yearly reviews: where the reviewed body is seen; its report once it is handed up."""

    scope_capability = Capability.VIEW_WORK

    def with_report_for(self, actor: Viewer) -> Self:
        """Those visible whose report the person reads, as ``review_deeds.sees_report`` of one."""
        read = ~Q(status=ReviewStatus.DRAFT)
        for capability, path in ((Capability.HANDLE, "organization"), (Capability.REVIEW, "judge")):
            scope = actor.scope(capability)
            read |= scope.condition(prefix=f"{path}__", own="id", tenant="")
        return self.visible_to(actor).filter(read)


class OfReviewQuerySet(ScopedQuerySet[ModelT]):
    """What belongs to a yearly review: corrections, and who may answer its survey."""

    scope_prefix = "review__organization__"
    scope_capability = Capability.VIEW_WORK


class VoterQuerySet(OfReviewQuerySet[ModelT]):
    """Who may answer a survey: of reviews in scope, and one's own place, wherever it is."""

    def visible_to(self, actor: Any) -> Self:
        """Voters in scope, and oneself; nobody without a live post has anything."""
        seen = super().visible_to(actor)
        user = getattr(actor, "user", None)
        if user is None or actor.scope(self.scope_capability).is_empty:
            return seen
        return seen | self.filter(user=user)
