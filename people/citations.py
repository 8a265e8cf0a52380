"""Which files our visible rows cite, as ``workflow.citations.CitationSource`` asks.

A member's certificate bears the member's name: it opens to whoever reads the member whole, and
not to who sees the branch's work alone. Papers of a recruitment name who entered: they open to
whoever acts for the recruiting body, as its list of entrants does.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from hierarchy.scope import Viewer
from hierarchy.terms import Capability
from people.models import Course, Recruitment, StudyRecord
from people.querysets import own_or_affiliated
from workflow.citations import linked


class PeopleCitations:
    """What is handed out at a course, and certificates of study."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment``, by the link tables."""
        whole = Q(member__isnull=True) | own_or_affiliated(viewer, prefix="member__")
        records = StudyRecord.objects.visible_to(viewer).filter(whole, certificate=OuterRef("pk"))
        own = Recruitment.objects.within(viewer, capability=Capability.HANDLE)
        return (
            Q(Exists(records))
            | linked(Course, Course.objects.visible_to(viewer))
            | linked(Recruitment, own)
        )

    def withheld(self) -> Q:
        """Certificates of members, and papers of recruitments."""
        records = StudyRecord.objects.filter(member__isnull=False, certificate=OuterRef("pk"))
        return Q(Exists(records)) | linked(Recruitment, Recruitment.objects.all())
