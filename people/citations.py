"""Which files our visible rows cite, as ``workflow.citations.CitationSource`` asks."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from hierarchy.scope import Viewer
from people.models import Course, StudyRecord
from workflow.citations import linked


class PeopleCitations:
    """What is handed out at a course, and certificates of study."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment``, by the link tables."""
        certificates = StudyRecord.objects.visible_to(viewer).filter(certificate=OuterRef("pk"))
        return Q(Exists(certificates)) | linked(Course, Course.objects.visible_to(viewer))
