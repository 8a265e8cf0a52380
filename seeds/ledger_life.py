"""What keeps the demo's ledger moving: rules, month-ends, lines crossed, corrections, proposals.

All of it through the actions that people use, on the rows that ``seeds.ledger`` has written.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from coverage.actions.crossings import refresh_crossings
from coverage.actions.notices import ask_back, submit_notice
from coverage.actions.proposals import accept_proposal, refuse_proposal
from coverage.actions.proposing import make_proposals
from coverage.actions.rules import seed_rules
from coverage.actions.snapshots import take_snapshot
from coverage.models import ChangeNotice, ContactRecord, JointProposal, Unit, UnitState
from coverage.terms import OperatingState
from hierarchy.actors import Actor, load_actor, system_actor
from hierarchy.models import Organization
from hierarchy.terms import Tier
from seeds.city import City
from seeds.landscape import FOUNDED
from seeds.names import phone_number
from seeds.rhythm import Clock, morning
from seeds.voices import Voices

# One officer in so many has corrected something that the station has not looked at yet.
_CORRECTS_EVERY = 4
_MOST_NOTICES = 24
_NEVER_MIND = "其中一家近期搬迁，待新址确定后再研究（示例）"
_WHY_NOW = "同在一处办公，业务相近，负责人均表示愿意联合组建（示例）"


@dataclass(slots=True)
class LedgerLife:
    """Lets one city's ledger live, as of the clock's day."""

    city: City
    clock: Clock
    voices: Voices

    def run(self) -> dict[str, int]:
        """Everything in its order; how many of each."""
        tenant, system = self.city.tenant, system_actor(at=self.clock.now)
        seed_rules(tenant=tenant, on=FOUNDED, actor=system_actor(at=morning(FOUNDED)))
        _analyze()
        counts = {"snapshots": self._snapshots()}
        refresh_crossings(tenant=tenant, actor=system)
        counts["notices"] = self._notices()
        self._proposals(system)
        counts["proposals"] = JointProposal.objects.filter(tenant=tenant).count()
        return counts

    def _snapshots(self) -> int:
        days = month_ends(self.clock.today, self.city.scale.snapshots)
        for day in days:
            night = system_actor(at=morning(day + dt.timedelta(days=1)))
            take_snapshot(tenant=self.city.tenant, taken_for=day, actor=night)
        return len(days)

    def _notices(self) -> int:
        """Corrections that wait for the station; the first officer was asked something back."""
        officers = self._ids(Tier.OFFICER)[::_CORRECTS_EVERY][:_MOST_NOTICES]
        count = 0
        for pk in officers:
            officer, unit = self._person(pk), self._first_unit(pk)
            if officer is None or unit is None:
                continue
            submit_notice(
                unit=unit,
                changes={"employees": unit.employees + 6, "phone": phone_number(index=9_800_000)},
                seen_on=self.clock.today,
                words="走访时核对，新招职工六名，联系电话已更换（示例）。",
                actor=officer,
            )
            count += 1
        first = ChangeNotice.objects.filter(unit__tenant=self.city.tenant).order_by("pk").first()
        head = self._person(first.station_id) if first and first.station_id else None
        if first and head:
            ask_back(notice=first, question="新增人员是否已全部签订劳动合同？（示例）", actor=head)
        return count

    def _first_unit(self, officer_id: int) -> Unit | None:
        return (
            Unit.objects.filter(place_id=officer_id, operating=OperatingState.OPERATING)
            .filter(counted_on__lte=self.clock.today)
            .order_by("pk")
            .first()
        )

    def _proposals(self, system: Actor) -> None:
        """Every station's; the home station has refused one and been passed another."""
        stations = Organization.objects.filter(pk__in=self._ids(Tier.STATION)).order_by("pk")
        for station in stations.open(self.clock.today).select_related("tenant"):
            make_proposals(organization=station, actor=system)
        home = self.city.organization(self.city.home[Tier.STATION])
        offered = JointProposal.objects.open().filter(organization__station=home)
        ranked = offered.select_related("organization").order_by("rank", "pk")
        of_officers = [row for row in ranked if row.organization.tier == Tier.OFFICER]
        head = self._person(home.pk)
        if head and len(of_officers) > 1:
            refuse_proposal(proposal=of_officers.pop(), reason=_NEVER_MIND, actor=head)
        for proposal in of_officers[:1]:
            self._pass_on(proposal)

    def _pass_on(self, proposal: JointProposal) -> None:
        """The officer may not found: it waits for the head of the station."""
        officer = self._person(proposal.organization_id)
        if officer is None:
            return
        accept_proposal(
            proposal=proposal,
            units=[row.unit for row in proposal.rows.select_related("unit")],
            name=f"{proposal.ground.replace(' · ', '').removesuffix('（示例）')}联合党支部",
            on=self.clock.today,
            reason=_WHY_NOW,
            actor=officer,
        )

    def _ids(self, tier: str) -> list[int]:
        return [self.city.ids[index] for index in self.city.cast.by_tier[tier]]

    def _person(self, organization_id: int) -> Actor | None:
        """Who speaks for a body, as an actor of this moment."""
        voice = next(iter(self.voices.get(organization_id, ())), None)
        if voice is None:
            return None
        return load_actor(User.objects.get(pk=voice.user_id), at=self.clock.now)


def month_ends(today: dt.date, count: int) -> list[dt.date]:
    """The last ``count`` month-ends before a day, the earliest first."""
    found: list[dt.date] = []
    day = today.replace(day=1)
    while len(found) < count:
        day -= dt.timedelta(days=1)
        found.append(day)
        day = day.replace(day=1)
    return found[::-1]


def _analyze() -> None:
    """Fresh statistics, so that the snapshots' statement is planned for what is there now."""
    with connection.cursor() as cursor:
        for model in (Unit, UnitState, ContactRecord):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
