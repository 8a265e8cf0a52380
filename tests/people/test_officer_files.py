"""Officers' files (指导员档案, S-03): kept by the body above, and only of party members."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.actions.officer_files import edit_officer_file, open_officer_file, plan_contacts
from people.models import OfficerFile
from tests.people.guidance_grounds import DAY, FILE, a_file
from tests.world import World
from workflow.models import AuditEntry


def opened(world: World, person: str = "station_head", **content: object) -> OfficerFile:
    return open_officer_file(
        officer=world.officer,
        user=world.user("officer"),
        content=FILE | content,
        actor=world.actor(person),
    )


def codes(error: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return (
        {str(one.code) for one in error.value.error_list}
        if not hasattr(error.value, "error_dict")
        else {str(one.code) for ones in error.value.error_dict.values() for one in ones}
    )


@pytest.mark.parametrize("person", ["station_head", "station_clerk"])
def test_the_station_opens_the_file_of_its_officer(world: World, person: str) -> None:
    file = opened(world, person)

    assert (file.user, file.organization) == (world.user("officer"), world.officer)
    assert AuditEntry.objects.get(verb="officerfile.open").after["sent_by"] == "平江街道"


@pytest.mark.parametrize("person", ["officer", "mall_leader", "single_head", "secretary"])
def test_nobody_else_opens_it(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        opened(world, person)


def test_whoever_is_no_member_may_not_be_an_officer(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        opened(world, is_member=False)

    assert codes(error) == {"not_member"}
    assert "第六条" in str(error.value)
    assert not OfficerFile.objects.exists()


def test_a_file_cannot_be_changed_into_one_of_somebody_who_is_no_member(world: World) -> None:
    file = a_file(world.home)

    with pytest.raises(ValidationError) as error:
        edit_officer_file(
            file=file, content={"is_member": False}, actor=world.actor("station_head")
        )

    assert codes(error) == {"not_member"}


def test_only_who_holds_the_post_gets_a_file(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        open_officer_file(
            officer=world.officer,
            user=world.user("expired"),
            content=FILE,
            actor=world.actor("station_head"),
        )

    assert codes(error) == {"not_holder"}


def test_a_branch_is_no_officers_post(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        open_officer_file(
            officer=world.branch,
            user=world.user("secretary"),
            content=FILE,
            actor=world.actor("officer"),
        )

    assert codes(error) == {"officer_only"}


def test_one_holder_has_one_file(world: World) -> None:
    opened(world)

    with pytest.raises(ValidationError) as error:
        opened(world)

    assert codes(error) == {"filed_already"}


def test_nobody_is_sent_on_a_day_to_come(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        opened(world, sent_on=DAY + dt.timedelta(days=1))

    assert codes(error) == {"in_future"}


@pytest.mark.parametrize("person", ["officer", "station_head", "delegate"])
def test_officer_stand_in_and_station_set_the_plan_of_contacts(world: World, person: str) -> None:
    file = a_file(world.home)

    plan_contacts(
        file=file, content={"visit_days": 30, "plan": "每月走访"}, actor=world.actor(person)
    )

    file.refresh_from_db()
    assert (file.visit_days, file.plan) == (30, "每月走访")
    assert AuditEntry.objects.get(verb="officerfile.plan").after == {
        "visit_days": 30,
        "plan": "每月走访",
    }


def test_a_plan_never_changes_the_file_itself(world: World) -> None:
    file = a_file(world.home)

    plan_contacts(
        file=file,
        content={"visit_days": 30, "sent_by": "别处"},
        actor=world.actor("officer"),
    )

    file.refresh_from_db()
    assert file.sent_by == "平江街道"


@pytest.mark.parametrize("person", ["sibling_officer", "secretary", "mall_leader"])
def test_nobody_else_sets_the_plan(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        plan_contacts(
            file=a_file(world.home), content={"visit_days": 30}, actor=world.actor(person)
        )


@pytest.mark.parametrize("days", [0, 367])
def test_the_interval_is_a_year_at_most(world: World, days: int) -> None:
    with pytest.raises(ValidationError) as error:
        plan_contacts(
            file=a_file(world.home), content={"visit_days": days}, actor=world.actor("officer")
        )

    assert codes(error) == {"days_out"}


def test_a_change_leaves_what_was_before_on_the_trail(world: World) -> None:
    file = a_file(world.home)

    edit_officer_file(
        file=file, content={"sent_by": "姑苏区城管局"}, actor=world.actor("station_clerk")
    )

    entry = AuditEntry.objects.get(verb="officerfile.edit")
    assert (entry.before, entry.after) == (
        {"sent_by": "平江街道"},
        {"sent_by": "姑苏区城管局"},
    )
