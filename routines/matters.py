"""What of this room a meeting could talk about: open resolutions, and duties past their day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count, Min
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from routines.figure_source import below
from routines.models import Obligation, Resolution
from workflow.figures import Matter

MOST: Final = 40


class RoutineMatters:
    """Resolutions of earlier meetings, and what is overdue here and below. Two queries."""

    def matters(self, *, organization: Organization, actor: Actor) -> Iterator[Matter]:
        """Resolutions by their day, then overdue duties by rule, the latest first."""
        seen: Any = Resolution.objects.visible_to(actor).open()
        open_ones = seen.filter(record__organization=organization).select_related("responsible")
        for one in open_ones.order_by("due_on", "pk")[:MOST]:
            yield Matter(
                key=f"resolution:{one.pk}",
                title=one.text[:200],
                hint=f"以往例会议定，{one.responsible.label}负责",
                path=reverse("routines:meeting_detail", args=[one.record_id]),
                due=one.due_on,
            )
        overdue: Any = Obligation.objects.visible_to(actor).overdue(actor.on)
        groups = (
            overdue.filter(below(organization))
            .order_by()
            .values("rule__code", "rule__name")
            .annotate(late=Count("pk"), bodies=Count("organization", distinct=True))
            .annotate(first_due=Min("due_on"))
            .order_by("first_due", "rule__code")
        )
        for group in groups[:MOST]:
            yield Matter(
                key=f"duty:{group['rule__code']}",
                title=f"{group['rule__name']}逾期未办",
                hint=f"{group['bodies']} 个组织，共 {group['late']} 次",
                path="",
                due=group["first_due"],
            )
