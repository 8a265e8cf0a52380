"""A demo city's year of routines: its rules, what is owed since January, and two exceptions.

What is owed is made by the action that runs every night; what was held answers it later.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from hierarchy.actors import Actor, load_actor, system_actor
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from routines.actions.exceptions import exempt, postpone
from routines.actions.generating import refresh_obligations
from routines.actions.rules import seed_rules
from routines.models import Obligation
from routines.terms import Event
from seeds.city import City
from seeds.landscape import FOUNDED
from seeds.rhythm import Clock, morning
from seeds.voices import Voices


@dataclass(slots=True)
class RoutineYear:
    """What one city owes by its rules, as of the clock's day."""

    city: City
    clock: Clock
    voices: Voices

    def run(self) -> dict[str, int]:
        """Rules, rows and exceptions, in this order; how many of each."""
        tenant, today = self.city.tenant, self.clock.today
        rules = seed_rules(tenant=tenant, on=FOUNDED, actor=system_actor(at=morning(FOUNDED)))
        done = refresh_obligations(
            tenant=tenant,
            actor=system_actor(at=self.clock.now),
            since=dt.date(today.year, 1, 1),
        )
        _analyze()
        return {"rules": len(rules), "obligations": done.made, "exceptions": self._exceptions()}

    def _exceptions(self) -> int:
        return sum((self._exempt(), self._postpone()))

    def _exempt(self) -> bool:
        """A branch under the home officer is let off its fixed day while it moves house."""
        home = self.city.organization(self.city.home[Tier.OFFICER])
        officer = self._person(home.pk)
        branches = Organization.objects.children_of(home).open(self.clock.today)
        branch = branches.exclude(kind=Kind.UNIT).order_by("-pk").first()
        if officer is None or branch is None:
            return False
        exempt(
            organization=branch,
            rule_code="R-13",
            starts_on=self.clock.today.replace(day=1),
            ends_on=self.clock.today + dt.timedelta(days=60),
            reason="办公场所搬迁，活动场地暂停使用（示例）",
            actor=officer,
        )
        return True

    def _postpone(self) -> bool:
        """One term that has run out goes on with an approval; the others are overdue."""
        late = (
            Obligation.objects.filter(tenant=self.city.tenant, rule__event=Event.TERM_END)
            .overdue(self.clock.today)
            .select_related("organization")
            .order_by("due_on", "pk")
        )
        for row in late:
            officer = self._person(row.organization.parent_id or 0)
            if officer is not None:
                postpone(
                    obligation=row,
                    until=row.due_on + dt.timedelta(days=300),
                    document_no=f"示例〔{row.due_on.year}〕8号",
                    approved_by="示例街道党工委",
                    approved_on=row.due_on - dt.timedelta(days=10),
                    actor=officer,
                )
                return True
        return False

    def _person(self, organization_id: int) -> Actor | None:
        """Who speaks for a body, as an actor of this moment."""
        voice = next(iter(self.voices.get(organization_id, ())), None)
        if voice is None:
            return None
        return load_actor(User.objects.get(pk=voice.user_id), at=self.clock.now)


def _analyze() -> None:
    """Fresh statistics, so that what comes next is planned for the rows that are there now."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(Obligation._meta.db_table)}")
