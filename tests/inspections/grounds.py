"""Builders of the inspections room: schemes, rounds, rectifications."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hierarchy.models import Organization
from inspections.actions.opening import open_round
from inspections.actions.reading import take_readings
from inspections.actions.rounds import draft_round, start_scoring
from inspections.actions.scheme_copying import lay_parts
from inspections.actions.schemes import draft_scheme, seed_schemes
from inspections.models import Inspection, Round, Scheme
from inspections.scheme_data import DimensionData, LimitData, SchemeData, manual, ratio
from inspections.terms import Grade, SchemeStatus, Subject
from tests.snapshots import laid_down
from tests.world import FOUNDED, City

READ = {
    Subject.BRANCH: (
        ratio("A1", "党员大会", 30, "routines.members_meeting"),
        ratio("A2", "清单签收及时", 30, "checklists.signed_in_time"),
    ),
    Subject.COMMITTEE: (
        ratio("A1", "月度例会", 30, "routines.monthly_meetings"),
        ratio("A2", "要点清单按期签收", 30, "checklists.points_signed"),
    ),
}
"""By subject, what is read from other rooms: 60 points of 100."""
GIVEN = (
    manual("B1", "固定场所与标识", 25, "现场核验。", red_below=20, evidence="现场照片"),
    manual("B2", "作用发挥", 15, "评分须写明依据。"),
)
"""What a person scores: 40 points of 100."""


def small(subject: str = Subject.BRANCH, name: str = "季度抽查方案") -> SchemeData:
    """Two dimensions, four indicators of 100 points, one limit that two people set."""
    kind = Subject(subject)
    return SchemeData(
        name=name,
        subject=kind,
        dimensions=(
            DimensionData("A", "基本活动", READ[kind]),
            DimensionData("B", "基本阵地", GIVEN),
        ),
        limits=(LimitData("弄虚作假", Grade.POOR),),
    )


def a_draft(city: City, subject: str = "branch", *, owner: str = "city", **given: Any) -> Scheme:
    """The small scheme as a draft of the city's or of a committee's clerk."""
    data = small(subject, given.pop("name", "季度抽查方案"))
    body: Organization = getattr(city, owner)
    scheme = draft_scheme(
        owner=body,
        subject=subject,
        name=data.name,
        content=given,
        actor=city.actor(f"{owner}_clerk"),
    )
    lay_parts(data, scheme)
    return scheme


def a_scheme(city: City, subject: str = "branch", *, owner: str = "city", **given: Any) -> Scheme:
    """The small scheme in use since this morning; ``given`` are its name and head.

    It is put in use as the examples are, whichever rooms offer indicators in a test.
    """
    scheme = a_draft(city, subject, owner=owner, **given)
    Scheme.objects.filter(pk=scheme.pk).update(status=SchemeStatus.IN_USE, adopted_on=city.on)
    return Scheme.objects.get(pk=scheme.pk)


def seeded(city: City) -> None:
    """Both example schemes and the default rules of a city, from its beginning."""

    def seed() -> list[int]:
        return [seed_schemes(tenant=city.tenant, on=FOUNDED, actor=city.system)]

    laid_down(("inspection schemes", city.tenant.pk), seed)


def scheme_of(city: City, subject: str = "branch") -> Scheme:
    """The example scheme of a subject, once ``seeded``."""
    return Scheme.objects.get(tenant=city.tenant, subject=subject, is_example=True)


def round_content(city: City, **given: Any) -> dict[str, Any]:
    """What a plan of a round says, unless a test says otherwise: the second half of 2025."""
    return {
        "name": "2025年下半年党建体检",
        "year": 2025,
        "period_start": dt.date(2025, 7, 1),
        "period_end": dt.date(2025, 12, 31),
        "self_check_until": dt.date(2026, 3, 13),
        "scoring_until": dt.date(2026, 3, 27),
        **given,
    }


def a_round(city: City, organizer: str = "mall", **given: Any) -> Round:
    """A plan by the organizer's clerk, of the city's small scheme unless one is ``given``.

    ``subject`` chooses the small scheme; whatever else is ``given`` is the plan's content.
    """
    subject = given.pop("subject", Subject.BRANCH)
    known = Scheme.objects.filter(owner=city.city, subject=subject, name="季度抽查方案").in_use()
    scheme = given.pop("scheme", None) or known.first() or a_scheme(city, subject)
    return draft_round(
        organizer=getattr(city, organizer),
        content=round_content(city, scheme=scheme, **given),
        actor=city.actor(f"{organizer}_clerk"),
    )


def an_open_round(city: City, organizer: str = "mall", **given: Any) -> Round:
    """A round in self-check, opened by the organizer's leader this morning."""
    round = a_round(city, organizer, **given)
    return open_round(round=round, actor=city.actor(f"{organizer}_leader"))


def a_scoring_round(city: City, organizer: str = "mall", **given: Any) -> Round:
    """A round in scoring, whose automatic indicators have been read."""
    opened = an_open_round(city, organizer, **given)
    round = start_scoring(round=opened, actor=city.actor(f"{organizer}_leader"))
    take_readings(round_id=round.pk, ticket=round.reading_ticket, actor=city.system)
    return Round.objects.get(pk=round.pk)


def sheet_of(round: Round, city: City, body: str = "branch") -> Inspection:
    """The sheet of one body in a round, fresh."""
    return Inspection.objects.get(round=round, organization=getattr(city, body))
