"""Reading of the people room: ``visible_to`` first, everywhere (domain.md §8.1).

Files of staff are read by whoever sees work in the city's scope. The register is another matter:
one's own branch and the 隶属党委 see its members, officer and station see them masked, a 专委会
and the city see totals, which ``totals`` counts without showing a row. Development files are read
like members, and by nobody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, Q

from hierarchy.querysets import (
    DatedQuerySet,
    ModelT,
    ScopedQuerySet,
    TenantScopedQuerySet,
)
from hierarchy.scope import Viewer
from hierarchy.terms import ANCESTOR_COLUMN, Capability, Tier
from people.counted import CountedQuerySet
from people.terms import ExportStatus, PointsStatus, Presence, Stage
from workflow.superiors import branches_of

MASKED: frozenset[str] = frozenset((Tier.OFFICER, Tier.STATION))
"""Tiers whose posts see members and applicants of branches with masks."""


def own_or_affiliated(actor: Viewer, *, prefix: str = "") -> Q:
    """The rows of branches in whose name the person acts, and of those affiliated to such a body.

    ``prefix`` leads to the row that carries ``organization``.
    """
    return _lie_in(_whole_to(actor), prefix=prefix)


def masked_only(actor: Viewer, *, prefix: str = "") -> Q:
    """The rows under one's post as officer or station: shown with masks (脱敏)."""
    return _lie_in(_masked_to(actor), prefix=prefix)


def sees_masks(actor: Viewer) -> bool:
    """Whether some of the rows this person sees are shown with masks."""
    return any(grant.tier in MASKED for grant in actor.scope(Capability.VIEW_WORK).nodes)


def _lie_in(bodies: Sequence[Any], *, prefix: str = "") -> Q:
    """The rows of bodies given as subqueries of ids, which are read as one.

    One subquery is a join that goes by the index from few bodies and reads in the order of the
    page where they are many; conditions beside each other would read every row.
    """
    if not bodies:
        return Q(pk__in=())
    first, *others = bodies
    ids = first.union(*others, all=True) if others else first
    return Q(**{f"{prefix}organization_id__in": ids})


def _whole_to(actor: Viewer) -> list[Any]:
    """One's own branches, and the affiliated ones: no other body has members or applicants."""
    grants = actor.scope(Capability.HANDLE).nodes
    if not grants:
        return []
    affiliated = branches_of([grant.organization_id for grant in grants])
    branches = [grant.organization_id for grant in grants if grant.tier == Tier.BRANCH]
    return [_ids_of(pk__in=branches), affiliated] if branches else [affiliated]


def _masked_to(actor: Viewer) -> list[Any]:
    return [
        _ids_of(**{f"{grant.tier}_id": grant.organization_id})
        for grant in actor.scope(Capability.VIEW_WORK).nodes
        if grant.tier in MASKED
    ]


def _ids_of(**condition: Any) -> Any:
    rows = apps.get_model("hierarchy", "Organization").objects.filter(**condition)
    return rows.order_by().values("pk")


def bodies_above(bodies: Sequence[int]) -> Any:
    """The ids of all that stands above these bodies in the tree, as a subquery."""
    rows = apps.get_model("hierarchy", "Organization").objects.filter(pk__in=bodies)
    columns = [f"{column}_id" for column in ANCESTOR_COLUMN.values()]
    first, *others = (rows.order_by().values(column) for column in columns)
    return first.union(*others)


class PolicyQuerySet(DatedQuerySet[ModelT]):
    """Numbers, switches, rates and points, by the day they hold from."""


class ProcessQuerySet(DatedQuerySet[ModelT]):
    """Versions of the rules of 发展党员, by the day they hold from."""


class OfProcessQuerySet(TenantScopedQuerySet[ModelT]):
    """Steps: read with their process."""

    tenant_path = "tenant_id"


class OfCommitteeQuerySet(ScopedQuerySet[ModelT]):
    """Workers, recruitments and entrants: where their body lies."""

    scope_capability = Capability.VIEW_WORK

    def serving(self, on: dt.date) -> Self:
        """Workers in post on a day."""
        return self.filter(hired_on__lte=on).filter(Q(left_on__isnull=True) | Q(left_on__gt=on))


class LiaisonQuerySet(ScopedQuerySet[ModelT]):
    """Liaisons: where their committee lies."""

    scope_capability = Capability.VIEW_WORK

    def live(self, on: dt.date) -> Self:
        """Those of a day, both ends included."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class AssessmentQuerySet(ScopedQuerySet[ModelT]):
    """Assessments: read by the leader of the body, and by the worker concerned once told."""

    scope_capability = Capability.REVIEW

    def visible_to(self, actor: Viewer) -> Self:
        """Of bodies for which one decides, but for one's own: that once it was told.

        A worker is often the body's clerk, so acting for the body opens nothing here.
        """
        decided = [grant.organization_id for grant in actor.scope(Capability.REVIEW).nodes]
        user = getattr(actor, "user", None)
        if user is None:
            return self.filter(organization_id__in=decided)
        mine = Q(worker__user=user)
        of_others = Q(organization_id__in=decided) & (Q(worker__user__isnull=True) | ~mine)
        return self.filter(of_others | (mine & ~Q(status="draft")))


class OfficerFileQuerySet(ScopedQuerySet[ModelT]):
    """Officers' files: where their post lies."""

    scope_capability = Capability.VIEW_WORK


class OpinionQuerySet(ScopedQuerySet[ModelT]):
    """Opinions of officers: read by the station above and by the body that gave them."""

    scope_prefix = "officer__"
    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those in scope that are not about one's own post, and what one's own bodies said."""
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        return self.filter(
            (self.scope_condition(actor.scope(self.scope_capability)) & ~Q(officer_id__in=own))
            | Q(organization_id__in=own)
        )


class MemberQuerySet(CountedQuerySet[ModelT]):
    """Members: whole to their branch and 隶属党委, masked to officer and station, else none."""

    scope_capability = Capability.VIEW_WORK
    scope_tenant = "tenant_id"

    def visible_to(self, actor: Viewer) -> Self:
        """The members this person may see by name, masked or not."""
        return self._in(actor, [*_whole_to(actor), *_masked_to(actor)])

    def detailed(self, actor: Viewer) -> Self:
        """Those whose numbers this person may ask for, one at a time."""
        return self._in(actor, _whole_to(actor))

    def counting(self) -> Self:
        """Those who are counted and reminded of."""
        return self.filter(presence=Presence.PRESENT)

    def totals(self, actor: Viewer) -> dict[str, int]:
        """How many of each standing count in the whole scope of work, without any row."""
        rows = self.counted(actor).counting()
        return dict(rows.values_list("standing").annotate(count=Count("*")).order_by())

    def _in(self, actor: Viewer, bodies: Sequence[Any]) -> Self:
        """Members of these bodies; naming the city lets a list be read in its order."""
        grants = actor.scope(Capability.VIEW_WORK).nodes + actor.scope(Capability.HANDLE).nodes
        cities = sorted({grant.tenant_id for grant in grants})
        return self.filter(_lie_in(bodies), tenant__in=cities)


class MemberImportQuerySet(ScopedQuerySet[ModelT]):
    """Imports of members: of bodies in whose name one acts."""

    scope_capability = Capability.HANDLE

    def visible_to(self, actor: Viewer) -> Self:
        """Those of one's own bodies; nobody above sees them."""
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        return self.filter(organization_id__in=own)


class OfMemberQuerySet(CountedQuerySet[ModelT]):
    """Stays and contacts: whole to whoever sees their members whole, and to the other side."""

    scope_capability = Capability.HANDLE

    def visible_to(self, actor: Viewer) -> Self:
        """Of members that one sees whole, and of either side of a stay."""
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        return self.filter(self._condition(actor, own))

    def _condition(self, actor: Viewer, own: list[int]) -> Q:
        names = {field.name for field in self.model._meta.get_fields()}
        if "home" in names:
            return own_or_affiliated(actor, prefix="member__") | Q(host_id__in=own)
        if "stay" in names:
            return own_or_affiliated(actor, prefix="stay__member__") | Q(stay__host_id__in=own)
        return own_or_affiliated(actor)


class StayQuerySet(OfMemberQuerySet[ModelT]):
    """Mobile members: counted once, where their home lies."""

    scope_prefix = "home__"
    counted_prefix = "member__"

    def open(self) -> Self:
        """Those who are away now."""
        return self.filter(ends_on__isnull=True)

    def totals(self, actor: Viewer) -> dict[str, int]:
        """How many of the whole scope of work are away, by where they are, without any row."""
        rows = self.counted(actor).open()
        return dict(rows.values_list("abroad").annotate(count=Count("pk")).order_by())


class DuesQuerySet(OfMemberQuerySet[ModelT]):
    """Dues: who paid is the branch's own; above it there are counts alone."""

    def paid_of(self, actor: Viewer, month: dt.date) -> tuple[int, int]:
        """In the whole scope of work: how many have paid for a month, of how many that owe."""
        rows = self.counted(actor).filter(month=month)
        owing = rows.filter(is_excused=False)
        counts = owing.aggregate(paid=Count("pk", filter=Q(paid_on__isnull=False)), all=Count("pk"))
        return counts["paid"], counts["all"]

    def _condition(self, actor: Viewer, own: list[int]) -> Q:
        return Q(organization_id__in=own)


class WarningQuerySet(ScopedQuerySet[ModelT]):
    """Warnings: private to the branch's own post (R-27)."""

    scope_capability = Capability.HANDLE

    def visible_to(self, actor: Viewer) -> Self:
        """Those of bodies in whose name one acts; nobody above sees them."""
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        return self.filter(organization_id__in=own)

    def open(self) -> Self:
        """Those that nobody has settled."""
        return self.filter(settled_on__isnull=True)


class ExportQuerySet(ScopedQuerySet[ModelT]):
    """Requests to take a register out: of the branch, and of the body that decides."""

    scope_capability = Capability.HANDLE

    def visible_to(self, actor: Viewer) -> Self:
        """Those that one's own bodies ask for or decide."""
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        return self.filter(Q(organization_id__in=own) | Q(superior_id__in=own))

    def waiting(self) -> Self:
        """Those not decided yet."""
        return self.filter(status=ExportStatus.ASKED)


class AdmissionQuerySet(CountedQuerySet[ModelT]):
    """Development files: whole to the branch and the approving committee, masked to officers."""

    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """The files this person may see by name, masked or not."""
        return self.filter(self._whole(actor) | masked_only(actor))

    def detailed(self, actor: Viewer) -> Self:
        """Those whose papers and conclusions this person may read (政审 among them)."""
        return self.filter(self._whole(actor))

    def running(self) -> Self:
        """Those on their way."""
        return self.exclude(status__in=(Stage.REGULAR, Stage.ENDED))

    def totals(self, actor: Viewer) -> dict[str, int]:
        """How many stand in each stage in the whole scope of work, without any row."""
        rows = self.counted(actor)
        return dict(rows.values_list("status").annotate(count=Count("pk")).order_by())

    def _whole(self, actor: Viewer) -> Q:
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        return own_or_affiliated(actor) | Q(superior_id__in=own)


class OfAdmissionQuerySet(ScopedQuerySet[ModelT]):
    """Records of steps: read with the whole file alone."""

    scope_capability = Capability.HANDLE

    def visible_to(self, actor: Viewer) -> Self:
        """Of files that this person reads whole."""
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        return self.filter(
            own_or_affiliated(actor, prefix="admission__") | Q(admission__superior_id__in=own)
        )


class CourseQuerySet(ScopedQuerySet[ModelT]):
    """Courses: of bodies in scope, and of bodies above one's own, which are open to all below."""

    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Those in scope, and those of the bodies above one's own."""
        scope = actor.scope(self.scope_capability)
        if scope.is_empty:
            return self.none()
        own = [grant.organization_id for grant in scope.nodes]
        found = self.scope_condition(scope) | Q(
            tenant_id__in=scope.tenant_ids, organization__tier=Tier.CITY
        )
        if own:
            found |= Q(organization_id__in=bodies_above(own))
        return self.filter(found)


class StudyQuerySet(ScopedQuerySet[ModelT]):
    """Hours of study: a member's like the member, staff's where they work."""

    scope_capability = Capability.VIEW_WORK

    def visible_to(self, actor: Viewer) -> Self:
        """Of members one sees by name, and of staff in scope."""
        staff = Q(member__isnull=True) & self.scope_condition(actor.scope(self.scope_capability))
        members = own_or_affiliated(actor, prefix="member__") | masked_only(
            actor, prefix="member__"
        )
        return self.filter(staff | (Q(member__isnull=False) & members))

    def of_year(self, year: int) -> Self:
        """Those studied in one calendar year, by the day of study."""
        return self.filter(studied_on__year=year)


class PointsQuerySet(ScopedQuerySet[ModelT]):
    """Points: within the branch alone (公示范围); what waits, also at the 隶属党委 that settles."""

    scope_capability = Capability.HANDLE

    def visible_to(self, actor: Viewer) -> Self:
        """Of branches in whose name one acts, and claims of branches for which one decides."""
        own = [grant.organization_id for grant in actor.scope(Capability.HANDLE).nodes]
        waiting = Q(pk__in=())
        if decides := [grant.organization_id for grant in actor.scope(Capability.REVIEW).nodes]:
            waiting = Q(organization_id__in=branches_of(decides), status=PointsStatus.CLAIMED)
        return self.filter(Q(organization_id__in=own) | waiting)

    def decided_below(self, actor: Viewer) -> Self:
        """Those decided since, of branches for which one decides; they left one's view."""
        bodies = branches_of([one.organization_id for one in actor.scope(Capability.REVIEW).nodes])
        return self.filter(organization_id__in=bodies).exclude(status=PointsStatus.CLAIMED)


class TalentQuerySet(ScopedQuerySet[ModelT]):
    """Talents: where the body that named them lies."""

    scope_capability = Capability.VIEW_WORK

    def listed(self, on: dt.date) -> Self:
        """Those in the list on a day."""
        return self.filter(listed_on__lte=on).filter(Q(left_on__isnull=True) | Q(left_on__gt=on))


class OfTalentQuerySet(ScopedQuerySet[ModelT]):
    """Records of a talent: where the talent's body lies."""

    scope_prefix = "talent__organization__"
    scope_capability = Capability.VIEW_WORK
