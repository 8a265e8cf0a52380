"""What the tests of care start from: a mobile member on both sides, and months of dues."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hierarchy.models import Organization
from people.actions.stays import confirm_stay, register_stay
from people.models import Dues, Member, MobileStay
from people.terms import Abroad
from tests.world import City

BEGUN = dt.date(2026, 1, 10)


def stay_content(host: Organization | None = None, **given: Any) -> dict[str, Any]:
    """What the home branch writes."""
    return {
        "host": host,
        "host_name": "",
        "abroad": Abroad.CITY,
        "home_contact": "云支一",
        "starts_on": BEGUN,
    } | given


def a_stay(city: City, who: Member, **given: Any) -> MobileStay:
    """Away at the branch of the lawyers, not confirmed yet."""
    content = stay_content(city.lawyer_branch) | given
    return register_stay(member=who, content=content, actor=city.actor("secretary"))


def a_shared_stay(city: City, who: Member) -> MobileStay:
    """The same, confirmed by the lawyers' secretary."""
    return confirm_stay(
        stay=a_stay(city, who), host_contact="范支四", actor=city.actor("lawyer_secretary")
    )


def unpaid(who: Member, *months: str, **given: Any) -> list[Dues]:
    """Months that a member owes, by their first days."""
    facts = {"percent": "1", "owed": "50.00"} | given
    return [
        Dues.objects.create(
            member=who,
            tenant=who.tenant,
            organization=who.organization,
            month=dt.date.fromisoformat(f"{month}-01"),
            **facts,
        )
        for month in months
    ]
