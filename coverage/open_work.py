"""What the hierarchy must know of our units before it changes a body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import QuerySet, Value
from django.urls import reverse

from coverage.actions.places import hand_units, reanchor_units
from coverage.models import Unit
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine
from workflow import audit


class UnitWork:
    """Units that hang under a body, as ``hierarchy.open_work.OpenWork`` asks for them."""

    namings: Final = {
        "unit": Naming(
            "{count} 家归口单位",
            "须在单位页面“归口调整”到其他组织，或用“合并”“交接”一并移交",
        )
    }

    def pieces(self, organization_ids: Sequence[int]) -> list[QuerySet[Any, Any]]:
        """Units of the ledger that hang under these bodies."""
        units = Unit.objects.filter(place_id__in=list(organization_ids))
        return [units.order_by().values_list(Value("unit"), "pk")]

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Each of them in words, for a handover sheet."""
        units = (
            Unit.objects.filter(place_id__in=list(organization_ids))
            .select_related("place")
            .by_name()
        )
        for unit in units:
            yield WorkLine(
                kind="联系单位",
                title=unit.name,
                organization=unit.place.name,
                due="",
                state=unit.get_cover_display(),
                path=reverse("coverage:unit_detail", args=[unit.pk]),
            )

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give every unit under ``source`` to ``target``; how many went."""
        ids = hand_units(source=source, target=target, actor=actor)
        if ids:
            audit.record(
                verb="unit.transfer",
                target=source,
                actor=actor,
                organization=target,
                before={"holder": source.name},
                after={"holder": target.name, "units": len(ids)},
            )
        return len(ids)

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Copy where these bodies stand now to the units under them."""
        reanchor_units(organization_ids)
