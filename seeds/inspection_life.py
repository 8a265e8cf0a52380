"""A demo city's inspections, rectifications and yearly reviews, through the actions.

Like the projects, every thing is a story that yields the day of its next step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hierarchy.actors import system_actor
from inspections.actions.schemes import seed_schemes
from inspections.models import DutyReview, Finding, Inspection, Rectification, Round
from seeds.city import City
from seeds.inspection_letters import InspectionLetters
from seeds.inspection_reviews import InspectionReviews
from seeds.inspection_rounds import InspectionRounds
from seeds.landscape import FOUNDED
from seeds.project_cast import ProjectCast
from seeds.rhythm import Clock, morning
from seeds.scales import TWIN
from seeds.stories import Course, tell_stories
from seeds.voices import Voices


@dataclass(slots=True)
class InspectionLife:
    """The room's whole life in one city, as of the clock's day; a twin has schemes alone."""

    city: City
    clock: Clock
    voices: Voices

    def run(self) -> dict[str, int]:
        """Schemes and rules, then every story up to now; how many of each."""
        founding = system_actor(at=morning(FOUNDED))
        seed_schemes(tenant=self.city.tenant, on=FOUNDED, actor=founding)
        if self.city.scale.name != TWIN.name:
            cast = ProjectCast(self.city, self.clock, self.voices)
            tell_stories(self._stories(cast), until=self.clock.today)
        return self._counts()

    def _stories(self, cast: ProjectCast) -> Iterator[Course]:
        yield from InspectionRounds(cast).courses()
        yield from InspectionLetters(cast).courses()
        yield from InspectionReviews(cast).courses()

    def _counts(self) -> dict[str, int]:
        tenant = self.city.tenant
        return {
            "rounds": Round.objects.filter(tenant=tenant).count(),
            "sheets": Inspection.objects.filter(tenant=tenant).count(),
            "findings": Finding.objects.filter(tenant=tenant).count(),
            "letters": Rectification.objects.filter(tenant=tenant).count(),
            "reviews": DutyReview.objects.filter(tenant=tenant).count(),
        }
