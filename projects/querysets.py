"""Reading projects, their money, and the paths, teams and venues beside them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hierarchy.querysets import DatedQuerySet, ModelT, ScopedQuerySet, TenantScopedQuerySet
from hierarchy.scope import Viewer
from hierarchy.terms import Capability
from projects.terms import (
    ENDED,
    GOING,
    AppraisalStatus,
    BookingStatus,
    CheckKind,
    PaperKind,
    PathStatus,
    ProjectStatus,
    TeamStatus,
    TrancheStatus,
    VenueStatus,
)


class ProjectQuerySet(ScopedQuerySet[ModelT]):
    """Projects: where the applicant lies, where a body or a person takes part, what one reviews.

    What is being written stays with its own body; what stands on public notice (公示) is read by
    everybody in the city.
    """

    scope_prefix = "applicant__"
    scope_tenant = "tenant_id"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those of bodies in scope or with a part, one's own and one's reviews, public notices."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        own = Q(applicant_id__in=[node.organization_id for node in scope.nodes])
        shown = ~Q(status__in=(ProjectStatus.DRAFT, ProjectStatus.WITHDRAWN))
        public = Q(tenant_id__in=scope.tenant_ids, status=ProjectStatus.ON_NOTICE)
        found = own | public | (shown & self.scope_condition(scope))
        found |= shown & Q(Exists(_taking_part(scope)))
        user = getattr(actor, "user", None)
        if user is not None:
            in_person = Q(lead=user) | Q(Exists(_working(user))) | Q(Exists(_reviewing(user)))
            found |= shown & Q(tenant_id__in=scope.tenant_ids) & in_person
        return self.filter(found)

    def of_year(self, year: int) -> Self:
        """Those of one year's round."""
        return self.filter(year=year)

    def open(self) -> Self:
        """Those that somebody still has to do something about."""
        return self.exclude(status__in=ENDED)

    def planned(self) -> Self:
        """Planned in the sense of article 9: approved, and neither stopped nor failed."""
        return self.filter(Q(accepted_on__isnull=False) | Q(status__in=GOING))

    def completed(self) -> Self:
        """Completed in the sense of article 9: accepted by the city."""
        return self.filter(accepted_on__isnull=False)

    def with_records(self) -> Self:
        """How many records there are of each of the three sorts that S-08 asks of the city.

        ``paid_count`` tranches (资助), ``followed_count`` notes and checks (跟踪),
        ``accepted_count`` decided acceptances (验收).
        """
        tranches, notes, checks = (
            apps.get_model("projects", name).objects
            for name in ("Tranche", "ProgressNote", "ProjectCheck")
        )
        decided = checks.filter(decided_on__isnull=False)
        acceptances = decided.filter(kind=CheckKind.ACCEPTANCE)
        others = decided.exclude(kind=CheckKind.ACCEPTANCE)
        return self.annotate(
            paid_count=_many(tranches.filter(status=TrancheStatus.PAID)),
            followed_count=_many(notes) + _many(others),
            accepted_count=_many(acceptances),
        )

    def brands(self, on: dt.date) -> Self:
        """Recognised as a brand, and the recognition still valid on a day."""
        return self.filter(status=ProjectStatus.BRAND, brand_on__lte=on, brand_until__gte=on)


def _many(rows: Any) -> Any:
    """How many rows hang on the project."""
    own = rows.filter(project_id=OuterRef("pk")).order_by().values("project_id")
    return Coalesce(Subquery(own.annotate(many=Count("pk")).values("many")), 0)


def _taking_part(scope: Any) -> Any:
    through = apps.get_model("projects", "Project").participants.through
    rows = through.objects.filter(project_id=OuterRef("pk"))
    return rows.filter(scope.condition(prefix="organization__", own="id"))


def _working(user: Any) -> Any:
    through = apps.get_model("projects", "Project").members.through
    return through.objects.filter(project_id=OuterRef("pk"), user=user)


def _reviewing(user: Any) -> Any:
    rows = apps.get_model("projects", "Appraisal").objects
    return rows.filter(project_id=OuterRef("pk"), reviewer=user)


class OfProjectQuerySet(ScopedQuerySet[ModelT]):
    """Rows that hang on a project and are read by whoever reads it."""

    scope_prefix = "project__applicant__"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those of visible projects."""
        if actor.scope(self.scope_capability).is_empty:
            return self.none()
        seen = apps.get_model("projects", "Project").objects.visible_to(actor)
        return self.filter(project__in=seen)


class PaperQuerySet(OfProjectQuerySet[ModelT]):
    """Files of a volume: read in the applicant's line and by the lead, as they hold money.

    A reviewer reads those of the application; who takes part, or reads a public notice, none.
    """

    def visible_to(self, actor: Viewer) -> Self:
        """Those of visible projects, as far as the reader opens their volume."""
        scope = actor.scope(self.scope_capability)
        found = self.scope_condition(scope)
        user = getattr(actor, "user", None)
        if user is not None:
            asked = apps.get_model("projects", "Appraisal").objects.filter(
                project_id=OuterRef("project_id"), reviewer=user
            )
            judged = Exists(asked.exclude(status=AppraisalStatus.RECUSED))
            found |= Q(project__lead=user) | Q(judged, kind=PaperKind.APPLICATION)
        return super().visible_to(actor).filter(found)


class VolumeQuerySet(ScopedQuerySet[ModelT]):
    """Bound volumes lie where the applicant lies, the city's own with the body above it.

    They hold money and opinions, so that neither who takes part nor a public notice opens them.
    """

    scope_prefix = "project__applicant__"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those of applicants in scope; what is for the city only to the city's own."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        above = [node.organization_id for node in scope.nodes]
        shown = Q(for_city=False) | Q(project__applicant__parent_id__in=above)
        return self.filter(shown & self.scope_condition(scope))


class AppraisalQuerySet(ScopedQuerySet[ModelT]):
    """Reviews: one's own, and those that bodies in scope asked for.

    Neither the applicant nor other reviewers learn who gave which score.
    """

    scope_prefix = "project__applicant__parent__"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those one was asked for, and those of projects decided by bodies in scope."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        found = self.scope_condition(scope)
        user = getattr(actor, "user", None)
        if user is not None:
            found |= Q(project__tenant_id__in=scope.tenant_ids, reviewer=user)
        return self.filter(found)


class OfExpenseQuerySet(OfProjectQuerySet[ModelT]):
    """Rows that hang on an expense."""

    def visible_to(self, actor: Viewer) -> Self:
        """Those of visible expenses."""
        seen = apps.get_model("projects", "Expense").objects.visible_to(actor)
        return self.filter(expense__in=seen)


class MoneyQuerySet(ScopedQuerySet[ModelT]):
    """Money lies where its body lies: a committee's projects with it, the budget with the city.

    It is read inside the line only: neither by other committees nor on public notice.
    """

    scope_capability = Capability.VIEW_WORK
    scope_tenant = "tenant_id"


class VoucherQuerySet(MoneyQuerySet[ModelT]):
    """Vouchers of a project lie where its applicant lies now, those without one with the city.

    Nobody rewrites a voucher: one written for a body whose project another body took over still
    names the first, and is read by the second.
    """

    scope_prefix = "project__applicant__"


class OfVoucherQuerySet(ScopedQuerySet[ModelT]):
    """Lines of vouchers lie where their account's body lies."""

    scope_prefix = "account__organization__"
    scope_capability = Capability.VIEW_WORK


class ExpenseQuerySet(ScopedQuerySet[ModelT]):
    """Expenses lie where the project's applicant lies; its lead reads them, too."""

    scope_prefix = "project__applicant__"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those of applicants in scope, and of the projects one leads."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        found = self.scope_condition(scope)
        user = getattr(actor, "user", None)
        if user is not None:
            found |= Q(project__tenant_id__in=scope.tenant_ids, project__lead=user)
        return self.filter(found)


class CityListQuerySet(DatedQuerySet[ModelT]):
    """Lists of a city with effective dates."""


class OfCityQuerySet(TenantScopedQuerySet[ModelT]):
    """Rows open to every tier of their city: the brand library and what was taken from it.

    As all business, they are kept from those who keep the system and its audit (三员分立).
    """

    scope_capability = Capability.VIEW_WORK


class OfBodyQuerySet(ScopedQuerySet[ModelT]):
    """Rows that lie where their organisation lies."""

    scope_capability = Capability.VIEW_WORK


class PathQuerySet(OfBodyQuerySet[ModelT]):
    """Synchronised paths of committees."""

    def counted(self) -> Self:
        """Those that count for article 8: set by the committee, not dropped."""
        return self.exclude(status__in=(PathStatus.DRAFT, PathStatus.DROPPED))


class TeamQuerySet(OfBodyQuerySet[ModelT]):
    """Action branches, pioneer posts and task forces."""

    def active(self, on: dt.date) -> Self:
        """Those at work on a day."""
        return self.filter(status=TeamStatus.ACTIVE, starts_on__lte=on)


class VenueQuerySet(TenantScopedQuerySet[ModelT]):
    """Venues: every body of the city may look one up and book it."""

    scope_capability = Capability.VIEW_WORK

    def open(self) -> Self:
        """Those in use."""
        return self.filter(status=VenueStatus.OPEN)


class RegulationQuerySet(TenantScopedQuerySet[ModelT]):
    """Regulations: what a committee has set down is read by whoever works in the city."""

    scope_capability = Capability.VIEW_WORK

    def in_force(self) -> Self:
        """Those that no later version and no decision has ended."""
        return self.filter(ended_on__isnull=True)


class BookingQuerySet(ScopedQuerySet[ModelT]):
    """Bookings: of the venues one keeps, and those of one's own bodies."""

    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those of bodies in scope, and of venues kept by bodies in scope."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        return self.filter(
            scope.condition(prefix="organization__", own="id")
            | scope.condition(prefix="venue__organization__", own="id")
        )

    def standing(self) -> Self:
        """Those that hold their hours."""
        return self.filter(status__in=(BookingStatus.CONFIRMED, BookingStatus.USED))
