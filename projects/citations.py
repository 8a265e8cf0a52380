"""Which files our visible rows cite, as ``workflow.citations.CitationSource`` asks.

Files of a project are read by whoever opens its volume, receipts by whoever reads the expense,
and what a brand case shows by the whole city.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from hierarchy.scope import Viewer
from projects.models import (
    ActionTeam,
    BrandPack,
    Expense,
    JointPath,
    ProjectPaper,
    Regulation,
    Venue,
)
from workflow.citations import linked


class ProjectCitations:
    """Papers of projects, receipts, files of paths, teams, venues and brand cases."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment``, by the link tables."""
        papers = ProjectPaper.objects.visible_to(viewer).filter(attachment_id=OuterRef("pk"))
        shown = BrandPack.objects.visible_to(viewer).filter(
            published_on__isnull=False, withdrawn_on__isnull=True
        )
        return (
            Q(Exists(papers))
            | linked(Expense, Expense.objects.visible_to(viewer))
            | linked(JointPath, JointPath.objects.visible_to(viewer))
            | linked(ActionTeam, ActionTeam.objects.visible_to(viewer))
            | linked(Venue, Venue.objects.visible_to(viewer))
            | linked(Regulation, Regulation.objects.visible_to(viewer))
            | linked(BrandPack, shown)
        )
