"""The calendar (制度日历): a month as a grid on a desk, as a list on a phone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from routines.models import Obligation, ObligationRule
from routines.month import own_bodies, theme_days, weeks_of
from routines.rules import months_later
from routines.views.surroundings import routine_tabs

MINE, ALL = "mine", "all"
_FAR = 36


@login_required
@require_safe
def calendar(request: ActorRequest) -> HttpResponse:
    """What falls due in a month: of one's own bodies, or of everything in scope."""
    actor = request.actor
    if not actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您的岗位不查看业务数据，没有制度日历可看。如需查看，请切换岗位。")
    month = _month(request.GET.get("month", ""), actor.on)
    own = own_bodies(actor)
    whose = ALL if request.GET.get("whose") == ALL or not own else MINE
    rows = Obligation.objects.visible_to(actor)
    asked: dict[str, object] = {}
    if whose == MINE:
        rows = rows.filter(organization_id__in=own)
        asked = {"body": own[0]} if len(own) == 1 else {}
    weeks = weeks_of(
        month,
        rows,
        ObligationRule.objects.visible_to(actor),
        asked=asked,
        on=actor.on,
        remarks=theme_days(month, actor) if whose == MINE else {},
    )
    days = [day for week in weeks for day in week if day.in_month]
    context = {
        "month": month,
        "weeks": weeks,
        "listed": [day for day in days if day.entries or day.remarks],
        "before_url": _address(months_later(month, -1), whose),
        "after_url": _address(months_later(month, 1), whose),
        "whose_tabs": _whose(month, whose) if own else [],
        "tabs": routine_tabs(actor, current="calendar"),
        "today": actor.on,
    }
    return render(request, "routines/calendar.html", context)


def _month(text: str, on: dt.date) -> dt.date:
    """The first of the month asked for; this month's for what makes no sense or is far off."""
    first = on.replace(day=1)
    try:
        month = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return first
    far = (month.year - on.year) * 12 + month.month - on.month
    return month if abs(far) <= _FAR else first


def _address(month: dt.date, whose: str) -> str:
    return f"{reverse('routines:calendar')}?month={month:%Y-%m}&whose={whose}"


def _whose(month: dt.date, whose: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": _address(month, key), "count": None, "is_current": key == whose}
        for key, label in ((MINE, "本组织"), (ALL, "全部范围"))
    ]
