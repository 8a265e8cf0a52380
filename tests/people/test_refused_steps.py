"""A step that was refused: nobody is pressed for it, the branch is told and decides."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hierarchy.models import Organization
from people.actions.admissions import change_superior
from people.actions.steps import correct_step, record_step
from people.models import Admission, StepRecord
from people.terms import Conclusion
from tests.people.files import APPLIED, approving, does, walked
from tests.people.grounds import affiliate, owed_in
from tests.people.refused import refused
from tests.projects.grounds import at
from tests.world import City, World
from workflow.models import Notice

D = dt.date
REFUSED: Final[dict[str, Any]] = {"conclusion": Conclusion.REFUSED, "words": "材料不全。"}
AFTER = D(2027, 9, 21)


@pytest.fixture
def city(world: World) -> City:
    approving(world.home)
    return world.home


def titles(city: City, person: str, day: D = AFTER) -> list[tuple[str, str]]:
    return [
        (line.verb, line.title) for line in owed_in("admissions", city.actor(person, at=at(day)))
    ]


def test_a_committees_refusal_goes_back_to_the_branch(city: City) -> None:
    file = walked(city, 16)
    assert [verb for verb, _ in titles(city, "lawyer_leader")] == ["办理"]

    does(city, file, 17, **REFUSED)

    file.refresh_from_db()
    assert (file.step, file.due_on) == (16, None)
    assert titles(city, "lawyer_leader") == []
    assert titles(city, "secretary") == [("研究", "发展党员第17步：党委审批")]
    told = Notice.objects.filter(recipient=city.user("secretary")).latest("pk")
    assert told.title == "发展党员第17步没有通过：党委审批"
    assert "申请甲" not in told.title + told.body


def test_what_was_refused_may_be_tried_again(city: City) -> None:
    file = walked(city, 16)
    does(city, file, 17, **REFUSED)

    does(city, file, 17, on=D(2027, 10, 9))

    assert Admission.objects.get().step == 17
    assert titles(city, "secretary", D(2027, 10, 10)) == []


def test_the_page_of_a_file_says_that_a_step_was_refused(city: City, client: Client) -> None:
    file = walked(city, 16)
    does(city, file, 17, **REFUSED)
    with time_machine.travel(at(AFTER), tick=False):
        city.login(client, "secretary")
        page = client.get(reverse("people:admission_detail", args=[file.pk]))
    assert "没有通过" in page.text
    assert "请党支部研究" in page.text


def test_a_basic_committee_with_the_power_decides_by_its_secretary(city: City) -> None:
    """Its one post is the secretary's: without it nobody could approve there."""
    Organization.objects.filter(pk=city.second_branch.pk).update(
        kind="base_committee", may_approve_members=True
    )
    affiliate(city.branch, city.second_branch)
    file = walked(city, 2, superior=city.second_branch)
    does(city, file, 3)
    does(city, file, 4, by="second_secretary")
    for number in (5, 6):
        does(city, file, number)
    does(city, file, 6, on=D(2027, 6, 9))
    does(city, file, 7)
    waiting = titles(city, "second_secretary", D(2027, 6, 13))
    assert waiting == [("办理", "发展党员第8步：报上级党委同意并公示")]

    does(city, file, 8, by="second_secretary")

    assert Admission.objects.get().step == 8


def test_a_committee_that_came_into_the_system_is_named_by_itself(city: City) -> None:
    file = walked(city, 2, superior=None, superior_name=city.lawyer.name)
    actor = city.actor("secretary", at=at(D(2026, 6, 2)))

    change_superior(admission=file, superior=city.lawyer, superior_name="", actor=actor)

    assert Admission.objects.get().superior == city.lawyer
    with refused("nothing_changed"):
        change_superior(admission=file, superior=city.lawyer, superior_name="", actor=actor)


def test_one_day_is_looked_at_once(city: City) -> None:
    file = walked(city, 5)
    does(city, file, 6)
    with refused("looked_already", "2026年12月10日"):
        does(city, file, 6)
    assert StepRecord.objects.filter(number=6).count() == 1


def corrected(city: City, number: int, on: D, day: D) -> StepRecord:
    record = StepRecord.objects.get(number=number)
    content = {"done_on": on, "conclusion": record.conclusion, "people": record.people}
    actor = city.actor("secretary", at=at(day))
    return correct_step(record=record, content=content, reason="日期录错", actor=actor)


def test_a_correction_may_not_make_a_later_step_too_early(city: City) -> None:
    walked(city, 7)
    with refused("undermined", "第 7 步", "2027年6月14日"):
        corrected(city, 3, D(2026, 6, 14), D(2027, 6, 20))
    assert corrected(city, 3, D(2026, 6, 12), D(2027, 6, 20)).done_on == D(2026, 6, 12)


def test_the_version_follows_a_corrected_day_until_steps_were_taken(city: City) -> None:
    file = walked(city, 1)
    assert file.process.name == "2026年版程序"
    assert corrected(city, 1, D(2026, 5, 10), D(2026, 5, 20)).done_on == D(2026, 5, 10)
    file.refresh_from_db()
    assert (file.process.name, file.applied_on) == ("2014年版程序", D(2026, 5, 10))

    record_step(
        admission=file,
        number=2,
        content={"done_on": D(2026, 5, 20), "conclusion": Conclusion.DONE, "people": ["云支一"]},
        actor=city.actor("secretary", at=at(D(2026, 5, 20))),
    )
    last = StepRecord.objects.filter(number=1).latest("pk")
    content = {"done_on": APPLIED, "conclusion": last.conclusion}
    with refused("other_version", "2014年版程序"):
        correct_step(
            record=last,
            content=content,
            reason="日期录错",
            actor=city.actor("secretary", at=at(D(2026, 5, 21))),
        )
