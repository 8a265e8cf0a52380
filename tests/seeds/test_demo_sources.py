"""What a decomposition may start from on the demo: the upper items, last year's, the library."""

from __future__ import annotations

import pytest

from accounts.models import User
from checklists.actions.decomposing import start_decomposition, undecomposed
from checklists.carrying import carried_items
from checklists.checks import inspect_draft
from checklists.models import Assignment, LibraryItem
from checklists.overview import receiver_standings, standings
from hierarchy.actors import load_actor
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier
from seeds.rhythm import morning
from tests.seeds.conftest import DEMO_DAY

HOME = "suzhou"


@pytest.fixture
def drafters(demo):
    """One body a tier that has signed something and passed nothing on: who, whom, what."""
    found = []
    for tier in (Tier.COMMITTEE, Tier.STATION, Tier.OFFICER):
        waiting = Assignment.objects.filter(
            tenant__code=HOME,
            tier=tier,
            item__checklist__year=DEMO_DAY.year,
            status__in=("in_progress", "returned"),
            is_decomposed=False,
        ).select_related("receiver__tenant")
        for body in dict.fromkeys(owed.receiver for owed in waiting.order_by("pk")[:200]):
            titles = [upper.item.title for upper in undecomposed(receiver=body, year=DEMO_DAY.year)]
            actor = _drafter(body)
            if titles and actor:
                found.append((actor, body, titles))
                break
    assert found
    return found


def _drafter(body):
    """Somebody who may draft for a body on the demo's day."""
    for user in User.objects.filter(appointments__position__organization=body).order_by("pk"):
        actor = load_actor(user, at=morning(DEMO_DAY))
        if can(actor, Capability.DRAFT, at=body):
            return actor
    return None


def test_every_source_answers_every_upper_item(drafters):
    for actor, body, titles in drafters:
        for source in ("upper", "last_year", "library"):
            draft = start_decomposition(
                receiver=body, year=DEMO_DAY.year, source=source, actor=actor
            )
            answered = draft.items.values_list("answers__item__title", flat=True)
            assert set(answered) == set(titles)
            codes = {problem.code for problem in inspect_draft(draft, on=DEMO_DAY).problems}
            assert "not_answered" not in codes
            draft.delete()


def test_the_library_brings_its_own_words(drafters):
    for actor, body, titles in drafters:
        examples = LibraryItem.objects.filter(
            tenant=body.tenant, tier=body.tier, upper_title__in=titles
        )
        draft = start_decomposition(
            receiver=body, year=DEMO_DAY.year, source="library", actor=actor
        )
        words = set(examples.values_list("title", flat=True))
        assert words
        assert words <= set(draft.items.values_list("title", flat=True))


def test_what_last_year_carried_over_is_offered_to_its_issuers(demo):
    carried = Assignment.objects.filter(
        tenant__code=HOME, item__checklist__year=DEMO_DAY.year - 1, status="carried_over"
    )
    issuer = carried.select_related("issuer")[0].issuer

    offered = carried_items(issuer=issuer, year=DEMO_DAY.year)

    assert sum(len(item.rests) for item in offered) == carried.filter(issuer=issuer).count()


def test_the_figures_of_the_citys_list_are_those_counted_by_hand(demo, actor_of):
    leader = actor_of(f"{HOME}-leader")
    root = Organization.objects.get(tenant__code=HOME, tier=Tier.CITY)
    checklist = root.checklists.get(year=DEMO_DAY.year, superseded_by=None, issued_at__isnull=False)
    rows = list(Assignment.objects.filter(item__checklist=checklist))
    counted = [row for row in rows if row.status not in ("cancelled", "carried_over")]

    standing = standings(checklists=[checklist.pk], actor=leader)[checklist.pk]
    receivers = receiver_standings(checklist=checklist, actor=leader)

    assert standing.due == len(counted)
    assert standing.signed == sum(row.signed_at is not None for row in counted)
    assert standing.done == sum(row.status == "accepted" for row in counted)
    assert 0 < standing.signed <= standing.due
    for name in ("due", "signed", "done"):
        assert sum(getattr(row, name) for row in receivers) == getattr(standing, name)
