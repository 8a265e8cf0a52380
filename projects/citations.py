"""Which files our visible rows cite, as ``workflow.citations.CitationSource`` asks.

Files of a project are read by whoever opens its volume, receipts by whoever reads the expense,
and what a brand case shows by the whole city.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

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
            | _linked(Expense, Expense.objects.visible_to(viewer))
            | _linked(JointPath, JointPath.objects.visible_to(viewer))
            | _linked(ActionTeam, ActionTeam.objects.visible_to(viewer))
            | _linked(Venue, Venue.objects.visible_to(viewer))
            | _linked(Regulation, Regulation.objects.visible_to(viewer))
            | _linked(BrandPack, shown)
        )


def _linked(model: type[Model], visible: Any) -> Q:
    """Files that the link table of a model ties to one of its visible rows."""
    through: Any = model._meta.get_field("attachments").remote_field.through  # type: ignore[union-attr]
    column = f"{model._meta.model_name}__in"
    links = through.objects.filter(attachment_id=OuterRef("pk"), **{column: visible})
    return Q(Exists(links))
