"""Contacts: few words, a day, a next day; by whoever keeps the ledger there."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage.actions.contacts import record_contact
from coverage.models import ContactRecord
from coverage.terms import ContactKind
from tests.coverage.conftest import entered
from tests.world import World
from workflow.models import AuditEntry


def test_a_visit_of_today_needs_nothing_but_the_unit(world: World) -> None:
    unit = entered(world)
    contact = record_contact(unit=unit, actor=world.actor("officer"))

    assert (contact.contacted_on, contact.kind) == (world.on, ContactKind.VISIT)
    assert (contact.recorded_by, contact.recorded_as) == (
        world.user("officer"),
        "平江1岗 党建指导员",
    )
    entry = AuditEntry.objects.about(contact).get()
    assert (entry.verb, entry.organization) == ("contactrecord.add", world.officer)


def test_a_contact_whose_form_is_sent_twice_is_written_down_once(world: World) -> None:
    unit, once = entered(world), uuid.uuid4()
    first = record_contact(unit=unit, talks=3, once=once, actor=world.actor("officer"))

    assert record_contact(unit=unit, talks=3, once=once, actor=world.actor("officer")) == first
    assert record_contact(unit=unit, talks=4, once=once, actor=world.actor("officer")) != first
    assert record_contact(unit=unit, talks=3, actor=world.actor("officer")) != first


def test_a_stand_in_writes_it_down_for_the_holder(world: World) -> None:
    contact = record_contact(unit=entered(world), actor=world.actor("delegate"))
    assert contact.recorded_as == "平江1岗 党建指导员（代水指一）"


def test_talks_and_the_next_day_are_kept(world: World) -> None:
    unit = entered(world)
    record_contact(
        unit=unit,
        contacted_on=world.on - dt.timedelta(days=1),
        kind=ContactKind.CALL,
        person="示例联系人",
        words=" 谈发展党员 ",
        talks=2,
        next_on=world.on + dt.timedelta(days=14),
        actor=world.actor("officer"),
    )
    kept = ContactRecord.objects.visible_to(world.actor("station_head")).get()
    assert (kept.words, kept.talks, kept.next_on) == (
        "谈发展党员",
        2,
        world.on + dt.timedelta(days=14),
    )


@pytest.mark.parametrize(("days", "after", "field"), [(1, 5, "__all__"), (0, 0, "next_on")])
def test_days_that_can_not_be_are_refused(world: World, days: int, after: int, field: str) -> None:
    day = world.on + dt.timedelta(days=days)
    with pytest.raises(ValidationError) as caught:
        record_contact(
            unit=entered(world),
            contacted_on=day,
            next_on=day + dt.timedelta(days=after),
            actor=world.actor("officer"),
        )
    assert field == "__all__" or field in caught.value.message_dict
    assert ContactRecord.objects.count() == 0


@pytest.mark.parametrize(
    "who", ["sibling_officer", "lawyer_officer", "sip_reader", "secretary", "twin.officer"]
)
def test_nobody_records_a_contact_with_a_unit_of_another(world: World, who: str) -> None:
    unit = entered(world)
    with pytest.raises(PermissionDenied):
        record_contact(unit=unit, actor=world.actor(who))
    record_contact(unit=unit, actor=world.actor("officer"))
    assert not ContactRecord.objects.visible_to(world.actor(who)).exists()
