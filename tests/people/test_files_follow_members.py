"""A probationary member's development file goes where the member goes, and ends when he leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from people.actions.admissions import end_admission
from people.actions.member_moves import change_presence, move_member, transfer_member
from people.due import AdmissionDue
from people.models import Admission, Member
from people.terms import Presence, Stage
from tests.people.files import approving, does, walked
from tests.projects.grounds import at
from tests.world import City, World
from workflow.models import AuditEntry

DAY = dt.date(2027, 10, 9)
LEFT_BY = {
    "transfer": Presence.TRANSFERRED,
    "decease": Presence.DECEASED,
    "remove": Presence.REMOVED,
}


@pytest.fixture
def city(world: World) -> City:
    approving(world.home)
    return world.home


def moved(city: City) -> Admission:
    """A file under continued education whose member went over to the second branch."""
    admission = walked(city, 20)
    move_member(
        member=Member.objects.get(),
        to="B-2",
        moved_on=DAY,
        words="介绍信第 3 号",
        actor=city.actor("secretary", at=at(DAY)),
    )
    return Admission.objects.get(pk=admission.pk)


def test_the_file_goes_with_the_member_and_the_new_branch_records_on(city: City) -> None:
    file = moved(city)

    assert (file.organization, file.status) == (city.second_branch, Stage.PROBATIONARY)
    assert file not in Admission.objects.visible_to(city.actor("secretary", at=at(DAY)))
    with pytest.raises(PermissionDenied):
        does(city, file, 21)
    does(city, file, 21, by="second_secretary")
    entry = AuditEntry.objects.get(verb="admission.follow")
    assert (entry.before, entry.after) == (
        {"organization": city.branch.name},
        {"organization": city.second_branch.name},
    )


def test_the_old_branch_removes_nobody_from_the_new_ones_register(city: City) -> None:
    file = moved(city)

    with pytest.raises(PermissionDenied):
        end_admission(
            admission=file, reason="取消预备党员资格", actor=city.actor("secretary", at=at(DAY))
        )

    assert Member.objects.get().presence == Presence.PRESENT


@pytest.mark.parametrize("verb", list(LEFT_BY))
def test_a_file_of_a_member_who_left_asks_for_no_step_any_more(city: City, verb: str) -> None:
    admission = walked(city, 20)
    member, actor = Member.objects.get(), city.actor("secretary", at=at(DAY))
    Admission.objects.filter(pk=admission.pk).update(due_on=DAY)
    if verb == "transfer":
        transfer_member(member=member, to="某市某支部", left_on=DAY, words="介绍信", actor=actor)
    else:
        change_presence(member=member, verb=verb, changed_on=DAY, words="证明", actor=actor)

    file = Admission.objects.get(pk=admission.pk)
    assert (file.status, file.ended_on, file.due_on) == (Stage.ENDED, DAY, None)
    assert not AdmissionDue().owed(tenant=city.tenant, only=(), but=()).exists()
    assert Member.objects.get().presence == LEFT_BY[verb]
