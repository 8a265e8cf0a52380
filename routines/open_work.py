"""What the hierarchy must know of our open work before it changes a body.

Resolutions given to a body are open work: somebody promised them to a meeting, so they are
carried out, taken back or handed over. Those that a body's own meetings gave to others stay
with whoever carries them out, which needs nobody's consent. Obligations are no open work:
what falls due after a body closed is nobody's any more, and the next refresh lets it stand
aside with the reason 「已于…撤销」; a target of a merge owes its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import QuerySet, Value
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine
from routines.actions.resolutions import hand_resolutions
from routines.models import Resolution


class ResolutionWork:
    """Resolutions to be carried out, as ``hierarchy.open_work.OpenWork`` asks for them."""

    namings: Final = {
        "resolution": Naming(
            "{count} 项未办结议定事项",
            "须在“组织生活—议定事项”中办结，或请召开会议的单位撤销，或随交接、合并移交",
        )
    }

    def pieces(self, organization_ids: Sequence[int]) -> list[QuerySet[Any, Any]]:
        """Open resolutions that these bodies are to carry out."""
        return [_given_to(organization_ids).order_by().values_list(Value("resolution"), "pk")]

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Each of them in words, for a handover sheet."""
        rows = _given_to(organization_ids).select_related("responsible", "record__organization")
        for row in rows.order_by("due_on", "pk"):
            yield WorkLine(
                kind="议定事项",
                title=row.text,
                organization=row.responsible.name,
                due=row.due_on.isoformat(),
                state=f"{row.record.organization.label}会议议定，办理中",
                path=reverse("routines:resolution_detail", args=[row.pk]),
            )

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give every open resolution of ``source`` to ``target``; how many went."""
        return len(hand_resolutions(source=source, target=target, actor=actor))

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Nothing to do: no row of this room copies where a body stands."""


def _given_to(organization_ids: Sequence[int]) -> QuerySet[Resolution]:
    return Resolution.objects.filter(responsible_id__in=list(organization_ids)).open()
