"""What a published round tells whoever keeps duties: which ask for it, and in which words."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from documents.word.names import chinese_date
from hierarchy.terms import Tier
from inspections.models import Finding, Inspection, Round
from inspections.terms import Choice, Subject
from workflow.duties import HEALTH_CHECK, Performed


def is_asked_for(round: Round) -> bool:
    """Whether a duty asks for such a round.

    A committee owes its branches one regularly (article 12), the city each of its committees
    one a year (article 17): a look at branches, or at some committees, is no such round.
    """
    if round.organizer.tier == Tier.CITY:
        return round.scheme.subject == Subject.COMMITTEE and round.choice == Choice.ALL
    return True


def performed_of(round: Round, *, on: dt.date) -> Performed:
    """A published round as it is told, with how many it looked at and found. Two queries."""
    sheets = Inspection.objects.filter(round=round).published()
    found = Finding.objects.filter(inspection__in=sheets).count()
    return Performed(
        sort=HEALTH_CHECK,
        organization=round.organizer,
        title=round.name,
        words=(
            f"数据周期 {chinese_date(round.period_start)}至{chinese_date(round.period_end)}。"
            f"体检 {sheets.count()} 个单位，列出问题 {found} 项。"
        ),
        until=round.period_end,
        done_on=on,
        path=reverse("inspections:round_detail", args=[round.pk]),
    )
