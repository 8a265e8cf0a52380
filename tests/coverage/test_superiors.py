"""Only a party committee in law is anybody's 隶属党委: a 专委会, a station or a branch is none."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from coverage.actions.parties import amend_party
from coverage.models import PartyOrganization
from coverage.terms import Cover
from hierarchy.models import Organization
from tests.world import World
from workflow.superiors import branches_of, superior_of

DAY = dt.date(2026, 3, 2)


def affiliated(world: World, superior: Organization) -> None:
    """As a script may have left it."""
    PartyOrganization.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        formation=Cover.ALONE,
        superior_organization=superior,
        updated_on=DAY,
    )


@pytest.mark.parametrize("name", ["mall", "station", "second_branch"])
def test_no_other_body_is_entered_as_one(world: World, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        amend_party(
            organization=world.branch,
            on=DAY,
            actor=world.actor("mall_clerk"),
            facts={"superior_organization": getattr(world, name)},
        )

    assert refused.value.code == "not_a_committee"
    assert not PartyOrganization.objects.filter(organization=world.branch).exists()


@pytest.mark.parametrize("name", ["mall", "station", "second_branch"])
def test_one_that_was_left_so_is_taken_for_a_name_alone(world: World, name: str) -> None:
    body = getattr(world, name)
    affiliated(world, body)

    found = superior_of(world.branch)

    assert (found.organization, found.name) == (None, body.name)
    assert list(branches_of([body.pk])) == []


def test_an_industry_committee_is_one(world: World) -> None:
    affiliated(world, world.lawyer)

    assert superior_of(world.branch).organization == world.lawyer
    assert [row["organization_id"] for row in branches_of([world.lawyer.pk])] == [world.branch.pk]
