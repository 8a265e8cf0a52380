"""Only a party committee in law is anybody's 隶属党委: a 专委会, a station or a branch is none."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from coverage.actions.parties import amend_party
from coverage.models import PartyOrganization
from coverage.terms import Cover
from hierarchy.models import Organization
from tests.world import World
from workflow.models import Notice
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


def entered(world: World, name: str, *, person: str = "mall_clerk") -> PartyOrganization:
    return amend_party(
        organization=world.branch, on=DAY, actor=world.actor(person), facts={"superior": name}
    )


def test_a_committee_of_the_system_is_known_by_its_full_name(world: World) -> None:
    entered(world, f" {world.lawyer.name} ")

    assert superior_of(world.branch).organization == world.lawyer


def test_another_name_is_kept_as_a_name_and_ends_the_affiliation(world: World) -> None:
    entered(world, world.lawyer.name)

    entered(world, "金阊街道党工委")

    found = superior_of(world.branch)
    assert (found.organization, found.name) == (None, "金阊街道党工委")


@pytest.mark.parametrize("name", ["mall", "station", "second_branch"])
def test_the_name_of_a_body_that_is_no_committee_affiliates_to_nobody(
    world: World, name: str
) -> None:
    entered(world, getattr(world, name).name)

    assert superior_of(world.branch).organization is None


def test_the_committee_of_the_twin_city_is_nobodys(world: World) -> None:
    Organization.objects.filter(pk=world.lawyer.pk).update(name="律师行业党委（更名）")

    entered(world, world.twin.lawyer.name)

    assert superior_of(world.branch).organization is None


def test_a_committee_founded_later_is_found_when_the_particulars_are_kept_again(
    world: World,
) -> None:
    affiliated(world, world.lawyer)
    rows = PartyOrganization.objects.filter(organization=world.branch)
    rows.update(superior_organization=None, superior=world.lawyer.name)

    entered(world, world.lawyer.name)

    assert superior_of(world.branch).organization == world.lawyer


def test_the_secretary_is_told_who_reads_the_branch_from_now_on(world: World) -> None:
    entered(world, world.lawyer.name)

    told = Notice.objects.get(recipient=world.user("secretary"), title__contains="隶属党委")
    assert world.lawyer.name in told.title
    assert told.path == reverse("coverage:party_detail", args=[world.branch.pk])
    entered(world, "金阊街道党工委")
    assert Notice.objects.filter(title__contains="隶属党委").count() == 1
