"""Opening one number: who may, for what, and what the trail keeps of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from people.actions.revealing import reveal_fact
from people.models import Member
from tests.people.grounds import ADDRESS, IDENTITY, PHONE, affiliate, member, register_on
from tests.world import World
from workflow.models import AuditEntry

WHY = "核对组织关系介绍信"


def opened(world: World, one: Member, person: str, field: str = "phone", reason: str = WHY) -> str:
    return reveal_fact(member=one, field=field, reason=reason, actor=world.actor(person))


def test_the_branch_opens_one_fact_for_a_reason_that_stays(world: World) -> None:
    register_on(world.home)
    one = member(world.branch)

    assert opened(world, one, "secretary") == PHONE
    assert opened(world, one, "secretary", "identity") == IDENTITY

    entries = AuditEntry.objects.filter(verb="member.reveal").order_by("id")
    assert [(entry.after, entry.reason) for entry in entries] == [
        ({"revealed_fact": "手机号码"}, WHY),
        ({"revealed_fact": "身份证号"}, WHY),
    ]
    assert entries[0].target_label == "示**"


def test_the_superior_committee_opens_what_its_branches_hold(world: World) -> None:
    register_on(world.home)
    affiliate(world.branch, world.lawyer)

    assert opened(world, member(world.branch), "lawyer_clerk", "address") == ADDRESS
    assert AuditEntry.objects.get(verb="member.reveal").post == "律师行业党委 经办人"


@pytest.mark.parametrize(
    "person",
    ["second_secretary", "officer", "station_head", "mall_leader", "city_leader", "lawyer_leader"],
)
def test_nobody_else_opens_anything(world: World, person: str) -> None:
    register_on(world.home)
    one = member(world.branch)

    with pytest.raises(PermissionDenied):
        opened(world, one, person)
    assert not AuditEntry.objects.filter(verb="member.reveal").exists()


@pytest.mark.parametrize(
    ("field", "reason", "code"),
    [
        ("phone", "看", "reason_needed"),
        ("name", WHY, "unknown_field"),
        ("income", WHY, "nothing_there"),
    ],
)
def test_without_a_reason_or_a_fact_nothing_opens(
    world: World, field: str, reason: str, code: str
) -> None:
    register_on(world.home)
    one = member(world.branch)

    with pytest.raises(ValidationError) as refused:
        opened(world, one, "secretary", field, reason)

    assert next(iter(refused.value.error_dict.values()))[0].code == code


def test_the_page_shows_it_once_and_is_stored_nowhere(world: World, client: Client) -> None:
    register_on(world.home)
    one = member(world.branch)
    world.login(client, "secretary")
    address = reverse("people:member_reveal", args=[one.pk])

    answer = client.post(address, {"field": "phone", "reason": WHY})

    assert PHONE in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert PHONE not in client.get(address).text
    assert PHONE not in client.get(reverse("people:member_detail", args=[one.pk])).text


def test_a_masked_reader_has_no_such_page(world: World, client: Client) -> None:
    register_on(world.home)
    one = member(world.branch)
    world.login(client, "officer")

    address = reverse("people:member_reveal", args=[one.pk])

    assert client.get(address).status_code == 404
    assert client.post(address, {"field": "phone", "reason": WHY}).status_code == 404
