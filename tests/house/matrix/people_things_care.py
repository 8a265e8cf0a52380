"""Mobile members, dues and warnings on the stage; each name is read by its own side alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from people.actions.dues_rates import seed_dues_rates
from people.models import Dues, DuesRate, Member, MemberWarning, MobileStay, StayContact
from people.terms import Abroad, StaySide, WarningKind, WarningLight
from tests.house.matrix.cast import everyone, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.people.grounds import member
from tests.world import AT, FOUNDED, City

CITIES = ("", "twin.")
DAY = AT.date()
Kinds = dict[str, list[Thing]]


def care_things(stage: Stage) -> Kinds:
    """In both cities: a stay of two sides, a month of dues, a warning, and the dues table."""
    kinds: Kinds = {}
    for prefix in CITIES:
        for kind, thing in _Maker(stage, prefix).things().items():
            kinds.setdefault(kind, []).append(thing)
    return kinds


class _Maker:
    """Makes what one city's branch holds."""

    def __init__(self, stage: Stage, prefix: str) -> None:
        self._stage, self._prefix = stage, prefix
        self._city: City = stage.half(f"{prefix}branch")[0].city
        self._home, self._host = f"{prefix}branch", f"{prefix}second_branch"
        self._own = staff_of(self._home)
        self._both = self._own | staff_of(self._host)
        self._places = {"at": self._home, "host": self._host}

    def things(self) -> dict[str, Thing]:
        self._show_sides()
        away, here = self._member("流", self._both), self._member("费", self._own)
        return {
            "stays": self._thing(self._stay(away), self._both),
            "dues": self._thing(self._dues(here), self._own),
            "member_warnings": self._thing(self._warning(here), self._own),
            "dues_rates": Thing(
                f"dues table of {self._prefix}city",
                (self._rate().pk,),
                everyone(city=self._prefix),
                {"at": f"{self._prefix}city"},
            ),
        }

    def _show_sides(self) -> None:
        """Both sides of a stay learn each other's name."""
        for body, people in (("second_branch", self._own), ("branch", staff_of(self._host))):
            self._stage.words.show(getattr(self._city, body).name, to=people)

    def _word(self, end: str, readers: frozenset[str]) -> str:
        mark = "对" if self._prefix else ""
        return self._stage.words.plant(f"鹈{mark}护{end}", readers=readers)

    def _member(self, end: str, readers: frozenset[str]) -> Member:
        name = self._word(end, readers)
        return member(self._city.branch, name, identity="", phone="")

    def _thing(self, row: Any, readers: frozenset[str]) -> Thing:
        label = f"{row._meta.model_name} of {self._home}"
        return Thing(label, (row.pk,), readers, self._places)

    def _stay(self, who: Member) -> MobileStay:
        stay = MobileStay.objects.create(
            member=who,
            tenant=self._city.tenant,
            home=self._city.branch,
            host=self._city.second_branch,
            abroad=Abroad.CITY,
            home_contact="甲",
            starts_on=DAY - dt.timedelta(days=30),
        )
        StayContact.objects.create(
            stay=stay,
            tenant=self._city.tenant,
            side=StaySide.HOME,
            organization=self._city.branch,
            contacted_on=DAY,
            words=self._word("联", self._both),
        )
        return stay

    def _dues(self, who: Member) -> Dues:
        return Dues.objects.create(
            member=who,
            tenant=self._city.tenant,
            organization=self._city.branch,
            month=DAY.replace(day=1),
            percent="1",
            owed="50.00",
        )

    def _warning(self, who: Member) -> MemberWarning:
        return MemberWarning.objects.create(
            member=who,
            tenant=self._city.tenant,
            organization=self._city.branch,
            kind=WarningKind.DUES,
            light=WarningLight.YELLOW,
            since=DAY - dt.timedelta(days=95),
            months=3,
            raised_on=DAY,
        )

    def _rate(self) -> Any:
        tenant = self._city.tenant
        seed_dues_rates(tenant=tenant, on=FOUNDED, actor=self._city.system)
        return DuesRate.objects.filter(tenant=tenant).order_by("pk")[0]
