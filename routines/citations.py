"""Which evidence our visible rows cite, as ``workflow.citations.CitationSource`` asks."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from hierarchy.scope import Viewer
from routines.models import Record


class RecordCitations:
    """Files attached to visible records; an officer's photos for a branch lie at the officer."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment``, by the link table."""
        links = Record.attachments.through.objects.filter(
            attachment_id=OuterRef("pk"), record__in=Record.objects.visible_to(viewer)
        )
        return Q(Exists(links))
