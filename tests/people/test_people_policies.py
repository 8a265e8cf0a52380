"""A city's rules of people: versions from a day on, numbers that can be kept, who writes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from people.actions.policies import POLICY_FIELDS, add_policy, stop_policy
from people.models import PeoplePolicy
from people.policy import policy_of
from tests.people.staff_grounds import refusal
from tests.world import World
from workflow.models import AuditEntry

DAY = dt.date(2026, 4, 1)


def version(world: World, day: dt.date = DAY, **numbers: Any) -> PeoplePolicy:
    row = PeoplePolicy(tenant=world.home.tenant, effective_from=day, **numbers)
    return add_policy(row=row, actor=world.actor("administrator"))


def test_a_version_holds_from_its_day_and_ends_the_one_before(world: World) -> None:
    first = version(world, workers_least=2)
    version(world, dt.date(2026, 7, 1), workers_least=3)
    tenant = world.home.tenant

    found = [policy_of(tenant, dt.date(2026, month, 30)).workers_least for month in (3, 6, 7)]

    first.refresh_from_db()
    assert found == [1, 2, 3]
    assert first.effective_to == dt.date(2026, 6, 30)
    entry = AuditEntry.objects.filter(verb="peoplepolicy.add").order_by("-pk")[0]
    assert (entry.before, entry.after["workers_least"]) == ({"workers_least": 2}, 3)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"notice_days": 0}, "no_number"),
        ({"kept_years": 0}, "no_number"),
        ({"kept_years": 101}, "kept_too_long"),
        ({"yellow_months": 5}, "warnings_fall"),
        ({"red_months": 6}, "warnings_fall"),
        ({"points_on": True}, "points_alone"),
    ],
)
def test_numbers_that_cannot_be_kept_are_refused(
    world: World, numbers: dict[str, Any], code: str
) -> None:
    row = PeoplePolicy(tenant=world.home.tenant, effective_from=DAY, **numbers)

    assert refusal(add_policy, row=row, actor=world.actor("administrator")) == code


def test_only_the_keeper_of_the_city_writes_rules(world: World) -> None:
    row = PeoplePolicy(tenant=world.home.tenant, effective_from=DAY)
    for person in ("city_clerk", "mall_leader", "twin.administrator"):
        with pytest.raises(PermissionDenied):
            add_policy(row=row, actor=world.actor(person))


def test_the_last_version_is_stopped_with_a_reason(world: World) -> None:
    row, actor = version(world, reply_days=7), world.actor("administrator")
    assert refusal(stop_policy, row=row, effective_to=DAY, reason=" ", actor=actor) == (
        "reason_needed"
    )

    stop_policy(row=row, effective_to=DAY, reason="改按统一规定", actor=actor)

    assert policy_of(world.home.tenant, DAY + dt.timedelta(days=1)).reply_days == 5
    assert refusal(stop_policy, row=row, effective_to=DAY, reason="再停", actor=actor) == "stopped"


def test_the_administration_page_adds_a_version_that_starts_from_the_last(
    world: World, client: Client
) -> None:
    row = version(world, reply_days=7)
    world.login(client, "administrator")
    address = reverse("admin:people_peoplepolicy_add")

    page = client.get(address, {"from": row.pk})
    assert 'value="7"' in page.content.decode()
    sent = {name: getattr(row, name) for name in POLICY_FIELDS}
    sent = {name: value for name, value in sent.items() if value not in (False, None, "")}
    sent |= {"register_on": "on", "effective_from": "2026-05-01"}
    answer = client.post(address, sent)

    assert answer.status_code == 302
    assert policy_of(world.home.tenant, dt.date(2026, 5, 1)).register_on
    assert client.get(reverse("admin:people_peoplepolicy_changelist")).status_code == 200
