"""Who opens the papers of a development file: whoever reads the whole file, and nobody else.

A branch's files are otherwise read by everybody above it; 政审 and 谈话 papers are not
(domain.md §8.1).
"""

from __future__ import annotations

from django.db.models import Q

from hierarchy.scope import Viewer
from people.models import StepRecord
from workflow.citations import linked


class AdmissionFiles:
    """Files of step records: cited, and withheld from who sees the owner's work alone."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment`` that a record visible to ``viewer`` cites the file."""
        return linked(StepRecord, StepRecord.objects.visible_to(viewer))

    def withheld(self) -> Q:
        """The files that nobody reads for seeing the owner's work alone."""
        return linked(StepRecord, StepRecord.objects.all())
