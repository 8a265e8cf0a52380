"""The one query behind care's to-dos: stays to confirm and to keep in touch with, months to enter.

Each part is told in the columns of ``Line``; see ``todo_parts/care.py`` for the words.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, Max, Min, Q, QuerySet, Subquery

from people.models import Dues, MemberWarning, MobileStay
from people.months import first_of
from people.policy import newest_policy, where_register_on
from people.terms import Abroad, StaySide
from workflow.todo_lines import told

CONFIRM, PLACE, DUES, WARNING = "confirm", "place", "dues", "warning"
_MOST: Final = 60


class Line(NamedTuple):
    """One row of the query; contacts count from ``last``, or from ``begun`` where none was."""

    sort: str
    pk: int
    body: int
    sender: str
    abroad: str
    begun: dt.date | None
    last: dt.date | None
    stay_days: int
    abroad_days: int
    many: int


def parts_for(own: list[int], on: dt.date) -> list[QuerySet[Any, Any]]:
    """Every part that can concern these branches on a day, each of a bounded number of rows."""
    return [part[:_MOST] for part in (*_of_stays(own, on), *_counted(own, on))]


def _of_stays(own: list[int], on: dt.date) -> list[QuerySet[Any, Any]]:
    stays = _with_days(MobileStay.objects.open(), on)
    taken = stays.filter(host__in=own, confirmed_on__isnull=False)
    asked = stays.filter(host__in=own, confirmed_on__isnull=True)
    homeless = stays.filter(home__in=own, host__isnull=True, host_name="")
    named = {"pk": F("pk"), "begun": F("starts_on")}
    return [
        _contacts(StaySide.HOME, stays.filter(home__in=own), "home", "starts_on"),
        _contacts(StaySide.HOST, taken, "host", "confirmed_on"),
        told(asked, Line, CONFIRM, body=F("host_id"), sender=F("home__name"), **named),
        told(homeless.exclude(abroad=Abroad.ABROAD), Line, PLACE, body=F("home_id"), **named),
    ]


def _with_days(rows: Any, on: dt.date) -> Any:
    """Stays with the days that a contact may wait."""
    days = {
        f"policy_{name}": Subquery(newest_policy(on).values(name)[:1])
        for name in ("stay_days", "abroad_days")
    }
    return where_register_on(rows, on).annotate(**days)


def _contacts(side: str, rows: Any, body: str, begun: str) -> QuerySet[Any, Any]:
    return told(
        rows,
        Line,
        side,
        pk=F("pk"),
        body=F(f"{body}_id"),
        abroad=F("abroad"),
        begun=F(begun),
        last=Max("contacts__contacted_on", filter=Q(contacts__side=side)),
        stay_days=F("policy_stay_days"),
        abroad_days=F("policy_abroad_days"),
    )


def _counted(own: list[int], on: dt.date) -> list[QuerySet[Any, Any]]:
    """One line a branch: what this month is not entered yet, and what waits for its secretary."""
    owed = Dues.objects.filter(month=first_of(on), paid_on__isnull=True, is_excused=False)
    open_ones = MemberWarning.objects.open()
    return [
        told(
            where_register_on(rows.filter(organization__in=own), on)
            .order_by()
            .values("organization_id"),
            Line,
            sort,
            pk=F("organization_id"),
            body=F("organization_id"),
            begun=begun,
            many=Count("pk"),
        )
        for sort, rows, begun in (
            (DUES, owed, Min("month")),
            (WARNING, open_ones, Min("raised_on")),
        )
    ]
