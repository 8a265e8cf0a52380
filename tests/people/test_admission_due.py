"""What is due of development files: to-dos by whose step it is, reminders without a name."""

from __future__ import annotations

import datetime as dt

import pytest

from people.due import AdmissionDue, ApprovalDue
from tests.people.files import a_file, approving, does, walked
from tests.people.grounds import owed_in
from tests.projects.grounds import at
from tests.world import World

pytestmark = pytest.mark.django_db
D = dt.date
NAME = "申请甲"


@pytest.fixture(autouse=True)
def _ground(world: World) -> None:
    approving(world.home)


def told(world: World, person: str, on: D) -> list[str]:
    return [todo.title for todo in owed_in("admissions", world.actor(person, at=at(on)))]


def test_the_branch_is_told_what_is_due_within_a_month(world: World) -> None:
    admission = a_file(world.home)
    found = owed_in("admissions", world.actor("secretary", at=at(D(2026, 6, 17))))
    assert [todo.title for todo in found] == ["发展党员第2步：派人谈话"]
    assert (found[0].due, found[0].light) == (D(2026, 6, 18), "yellow")
    assert found[0].path == f"/people/admissions/{admission.pk}/"
    assert told(world, "second_secretary", D(2026, 6, 17)) == []


def test_a_look_half_a_year_off_asks_nothing_yet(world: World) -> None:
    walked(world.home, 5)
    assert told(world, "secretary", D(2026, 7, 1)) == []
    assert told(world, "secretary", D(2026, 11, 20)) == ["发展党员第6步：培养教育考察"]


def test_what_waits_above_is_told_to_the_committee(world: World) -> None:
    admission = walked(world.home, 3)
    assert told(world, "lawyer_clerk", D(2026, 6, 11)) == ["发展党员第4步：上级党委备案"]
    assert told(world, "secretary", D(2026, 6, 11)) == []
    assert told(world, "mall_clerk", D(2026, 6, 11)) == []
    for number in range(4, 13):
        does(world.home, admission, number)
        if number == 6:
            does(world.home, admission, 6, on=D(2027, 6, 9))
    assert told(world, "lawyer_leader", D(2027, 7, 26)) == ["发展党员第13步：上级党委预审"]
    assert told(world, "lawyer_clerk", D(2027, 7, 26)) == []


def test_reminders_go_to_whose_step_it_is_and_name_nobody(world: World) -> None:
    of_branch = a_file(world.home)
    of_committee = walked(world.home, 16, identity="")
    tenant = world.tenant
    branch, committee = AdmissionDue(), ApprovalDue()
    assert list(branch.owed(tenant=tenant, only=(), but=())) == [of_branch]
    assert list(committee.owed(tenant=tenant, only=(), but=())) == [of_committee]
    ids = [of_branch.pk, of_committee.pk]
    own, above = branch.subjects(ids), committee.subjects(ids)
    assert own[of_branch.pk].organization_id == world.branch.pk
    assert above[of_committee.pk].organization_id == world.lawyer.pk
    assert above[of_committee.pk].due_on == D(2027, 11, 30)
    titles = [one.title for one in (*own.values(), *above.values())]
    assert titles == ["发展党员第2步：派人谈话", "发展党员第17步：党委审批"]
    assert NAME not in "".join(titles)
