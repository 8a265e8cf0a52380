"""The citation protocol: who else may open a piece of evidence.

A file lies where the body that owns it lies, and is read by whoever reads that body's
work. It is also read by whoever reads something that cites it: the receivers of a list
that carries it, the superiors of a body whose report shows it, also after the owner was
moved or merged. What cites is business, which this room does not know. So each business
room implements ``CitationSource``, is named in ``settings.CITATION_SOURCES``, and says in
SQL which files its visible rows cite; ``Attachment.objects.visible_to`` adds that to the
owner's scope and stays the only way from a request to a file. What is private where it is
cited (发展党员材料) is withheld from who sees the owner's work alone: ``WithholdingSource``, named
in ``settings.WITHHOLDING_SOURCES``.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q
from django.utils.module_loading import import_string

from hierarchy.scope import Viewer


class CitationSource(Protocol):
    """One room's citations of files."""

    def cited(self, viewer: Viewer) -> Q:
        """The condition on ``Attachment`` that something visible to ``viewer`` cites the file."""


@cache
def _sources() -> tuple[CitationSource, ...]:
    return tuple(import_string(path)() for path in settings.CITATION_SOURCES)


def cited_condition(viewer: Viewer) -> Q:
    """Files that any room's visible rows cite; nothing when no room cites."""
    found = Q(pk__in=())
    for source in _sources():
        found |= source.cited(viewer)
    return found


class WithholdingSource(Protocol):
    """One room's files that are read with what cites them alone, not with the owner's work."""

    def withheld(self) -> Q:
        """The condition on ``Attachment`` that something private cites the file."""


@cache
def _withholding() -> tuple[WithholdingSource, ...]:
    return tuple(import_string(path)() for path in settings.WITHHOLDING_SOURCES)


def withheld_condition() -> Q:
    """Files that seeing the owner's work does not open; nothing when no room withholds."""
    found = Q(pk__in=())
    for source in _withholding():
        found |= source.withheld()
    return found


def linked(model: type[Model], visible: Any) -> Q:
    """Files that the link table ``attachments`` of a model ties to one of its visible rows."""
    through: Any = model._meta.get_field("attachments").remote_field.through  # type: ignore[union-attr]
    column = f"{model._meta.model_name}__in"
    links = through.objects.filter(attachment_id=OuterRef("pk"), **{column: visible})
    return Q(Exists(links))
