"""The city's numbers of inspections: versions by day, the proposals where there is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from inspections.actions.policies import add_policy, stop_policy
from inspections.models import InspectionPolicy
from inspections.policy import POLICY_FIELDS, policy_of
from tests.inspections.grounds import seeded
from tests.inspections.test_schemes import codes
from tests.world import FOUNDED, World
from workflow.models import AuditEntry

DAY = dt.date(2026, 4, 1)


def version(world: World, day: dt.date = DAY, **given: Any) -> InspectionPolicy:
    """A version of the home city from a day on, by the keeper of its organisations."""
    row = InspectionPolicy(tenant=world.home.tenant, effective_from=day, **given)
    return add_policy(row=row, actor=world.actor("administrator"))


def test_a_city_without_rules_goes_by_the_proposals(world: World) -> None:
    found = policy_of(world.home.tenant, world.home.on)

    assert found.pk is None
    assert (found.reply_days, found.at_once_days, found.usual_days, found.complex_days) == (
        *(5, 7),
        *(30, 90),
    )


def test_a_version_ends_the_one_before_and_each_day_has_its_own(world: World) -> None:
    seeded(world.home)
    seeded(world.twin)

    version(world, reply_days=7)

    tenant = world.home.tenant
    assert policy_of(tenant, DAY - dt.timedelta(days=1)).reply_days == 5
    assert policy_of(tenant, DAY).reply_days == 7
    assert policy_of(world.twin.tenant, DAY).reply_days == 5
    older = InspectionPolicy.objects.get(tenant=tenant, effective_from=FOUNDED)
    assert older.effective_to == DAY - dt.timedelta(days=1)
    entry = AuditEntry.objects.filter(verb="inspectionpolicy.add").latest("id")
    assert (entry.before["reply_days"], entry.after["reply_days"]) == (5, 7)


def test_a_version_written_later_for_an_earlier_day_ends_before_the_next(world: World) -> None:
    version(world, DAY + dt.timedelta(days=30), reply_days=9)

    early = version(world, reply_days=7)

    assert early.effective_to == DAY + dt.timedelta(days=29)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reply_days": 0}, "no_day"),
        ({"second_days": 0}, "no_day"),
        ({"usual_days": 5}, "days_fall"),
        ({"complex_days": 20}, "days_fall"),
    ],
)
def test_days_that_cannot_be_kept_are_refused(
    world: World, given: dict[str, int], code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        version(world, **given)
    assert codes(refused.value) == {code}


def test_only_the_keeper_of_the_city_writes_rules(world: World) -> None:
    row = InspectionPolicy(tenant=world.home.tenant, effective_from=DAY)
    for person in ("city_clerk", "mall_leader", "twin.administrator"):
        with pytest.raises(PermissionDenied):
            add_policy(row=row, actor=world.actor(person))


def test_the_last_version_is_stopped_with_a_reason(world: World) -> None:
    row, actor = version(world, reply_days=7), world.actor("administrator")
    with pytest.raises(ValidationError) as refused:
        stop_policy(row=row, effective_to=DAY, reason=" ", actor=actor)
    assert codes(refused.value) == {"reason_needed"}

    stop_policy(row=row, effective_to=DAY, reason="改按统一规定", actor=actor)

    assert policy_of(world.home.tenant, DAY + dt.timedelta(days=1)).reply_days == 5
    with pytest.raises(ValidationError) as refused:
        stop_policy(row=row, effective_to=DAY, reason="再停", actor=actor)
    assert codes(refused.value) == {"stopped"}


def test_the_administration_page_adds_a_version_that_starts_from_the_last(
    world: World, client: Client
) -> None:
    row = version(world, reply_days=7)
    world.login(client, "administrator")
    address = reverse("admin:inspections_inspectionpolicy_add")

    page = client.get(address, {"from": row.pk})
    assert 'value="7"' in page.content.decode()
    sent = {name: getattr(row, name) for name in POLICY_FIELDS if name.endswith(("days", "year"))}
    sent |= {"reply_days": 6, "effective_from": "2026-05-01", "days_are_working": "on"}
    answer = client.post(address, sent)

    assert answer.status_code == 302
    assert policy_of(world.home.tenant, dt.date(2026, 5, 1)).reply_days == 6
    assert client.get(reverse("admin:inspections_inspectionpolicy_changelist")).status_code == 200


def test_the_administration_page_shows_no_rules_of_another_city(
    world: World, client: Client
) -> None:
    row = version(world)
    world.login(client, "twin.administrator")

    answer = client.get(reverse("admin:inspections_inspectionpolicy_change", args=[row.pk]))

    assert answer.status_code in (302, 404)
    assert "体检规则（" not in answer.content.decode()
