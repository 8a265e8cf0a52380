"""Which evidence our visible rows cite, as ``workflow.citations.CitationSource`` asks."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from checklists.models import Checklist, Report
from hierarchy.scope import Viewer


class ListCitations:
    """Files attached to visible lists, and shown in visible reports."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment``, by the two link tables."""
        of_report = Report.evidence.through.objects.filter(
            attachment_id=OuterRef("pk"), report__in=Report.objects.visible_to(viewer)
        )
        of_list = Checklist.attachments.through.objects.filter(
            attachment_id=OuterRef("pk"), checklist__in=Checklist.objects.visible_to(viewer)
        )
        return Q(Exists(of_report)) | Q(Exists(of_list))
