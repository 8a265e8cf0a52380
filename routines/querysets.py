"""Reading the routines: obligations, records and what hangs on them."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from hierarchy.querysets import ModelT, ScopedQuerySet
from hierarchy.scope import Viewer
from hierarchy.terms import Capability
from routines.terms import RecordStatus, Standing


class OfOrganizationQuerySet(ScopedQuerySet[ModelT]):
    """Rows that lie where their organisation lies."""

    scope_capability = Capability.VIEW_WORK


class ObligationQuerySet(OfOrganizationQuerySet[ModelT]):
    """Expected rows: what is missing is a row, not an absence."""

    def expected(self) -> Self:
        """Those that count: exempt, inapplicable and withdrawn rows are no denominator."""
        return self.filter(standing=Standing.EXPECTED)

    def open(self) -> Self:
        """Those still owed."""
        return self.expected().filter(met_on__isnull=True)

    def overdue(self, on: dt.date) -> Self:
        """Owed, and past the day."""
        return self.open().filter(due_on__lt=on)

    def in_window(self, on: dt.date) -> Self:
        """Owed, and already to be done on a day."""
        return self.open().filter(opens_on__lte=on)


class RecordQuerySet(OfOrganizationQuerySet[ModelT]):
    """What was held or handed in."""

    def kept(self) -> Self:
        """Those that count."""
        return self.filter(status=RecordStatus.KEPT)

    def held(self, start: dt.date, end: dt.date) -> Self:
        """Those of some days, both included, by the day they took place."""
        return self.filter(happened_on__range=(start, end))


class OfRecordQuerySet(ScopedQuerySet[ModelT]):
    """Rows that hang on a record and lie where its organisation lies."""

    scope_prefix = "record__organization__"
    scope_capability = Capability.VIEW_WORK


class BallotQuerySet(OfRecordQuerySet[ModelT]):
    """Votes of a meeting."""

    def with_people(self) -> Self:
        """Read along who stood (``named``, with votes) and who was excused (``excused``, why)."""
        return self.annotate(
            named=_people("Candidate", "votes"), excused=_people("Excusal", "reason")
        )


def _people(model: str, told: str) -> ArraySubquery:
    rows = apps.get_model("routines", model).objects.filter(ballot=OuterRef("pk"))
    one = JSONObject(name=F("name"), **{told: F(told)})
    return ArraySubquery(rows.order_by("pk").values_list(one, flat=True))


class OfBallotQuerySet(ScopedQuerySet[ModelT]):
    """Rows that hang on a ballot and lie where its record's organisation lies."""

    scope_prefix = "ballot__record__organization__"
    scope_capability = Capability.VIEW_WORK


class OfObligationQuerySet(ScopedQuerySet[ModelT]):
    """Rows that hang on an obligation and lie where its organisation lies."""

    scope_prefix = "obligation__organization__"
    scope_capability = Capability.VIEW_WORK


class TalkQuerySet(ScopedQuerySet[ModelT]):
    """What was said in a talk (谈心谈话): for the branch's own post and who wrote it alone.

    domain.md §8.1: neither the city, nor a committee, nor the territory, nor the officer
    reads it. Seeing the record that a talk was held is another matter.
    """

    scope_prefix = "record__organization__"
    scope_capability = Capability.HANDLE

    def visible_to(self, actor: Viewer) -> Self:
        """Those of bodies whose own work the person does, and those the person wrote.

        Whoever wrote one reads it as long as a post still leads to the body (换岗即失效).
        """
        seen = super().visible_to(actor)
        user = getattr(actor, "user", None)
        work = actor.scope(Capability.VIEW_WORK)
        if user is None or work.is_empty:
            return seen
        reached = work.condition(prefix=self.scope_prefix, own="id")
        return seen | self.filter(reached, Q(written_by=user))


class SummaryQuerySet(OfOrganizationQuerySet[ModelT]):
    """Quarterly summaries and annual reports of committees."""


class ResolutionQuerySet(ScopedQuerySet[ModelT]):
    """Resolutions: seen where the meeting was held, and where they are to be carried out."""

    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those of meetings in scope, and those given to bodies in scope."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        return self.filter(
            scope.condition(prefix="record__organization__", own="id")
            | scope.condition(prefix="responsible__", own="id")
        )

    def open(self) -> Self:
        """Those not carried out yet."""
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)


class CalendarFeedQuerySet(ScopedQuerySet[ModelT]):
    """Calendar feeds: each person sees the own ones alone."""

    def visible_to(self, actor: Viewer) -> Self:
        """One's own; nobody without a live post has any."""
        user = getattr(actor, "user", None)
        if user is None or actor.scope(Capability.VIEW_WORK).is_empty:
            return self.none()
        return self.filter(user=user)

    def live(self) -> Self:
        """Those not recalled."""
        return self.filter(revoked_at__isnull=True)
