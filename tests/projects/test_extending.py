"""With an extension, what is still open is dated anew: asked for and agreed to as one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from projects.actions.working import reach_milestone
from projects.differences import differences_of
from projects.models import Amendment, Milestone, Project
from projects.papers.original import milestones_before
from projects.terms import AmendmentKind
from tests.projects.grounds import DECIDED, ENDED, noticed_project, running_project, who
from tests.projects.pages import as_person, page, plain
from tests.projects.test_amending import LATER, asked, decided
from tests.projects.test_applying import refused
from tests.world import World

OPENED, SUMMED_UP = "驿站建成开放", "总结推广"


def step(project: Project, name: str) -> Milestone:
    """A milestone by its name."""
    return project.milestones.get(name=name)


def days(project: Project) -> dict[str, dt.date]:
    """Its milestones with their days."""
    return dict(project.milestones.values_list("name", "due_on"))


def extended(world: World, project: Project, moved: dict[int, dt.date]) -> Amendment:
    """An extension to 20 December that moves milestones."""
    changes: dict[str, Any] = {"ends_on": LATER, "milestones": moved}
    return asked(world, project, AmendmentKind.EXTENSION, changes)


def test_open_milestones_get_their_new_day_with_the_city_s_consent(funded: World) -> None:
    project = running_project(funded)
    amendment = extended(funded, project, {step(project, SUMMED_UP).pk: dt.date(2026, 12, 10)})
    assert days(project)[SUMMED_UP] == dt.date(2026, 11, 15)
    decided(funded, amendment, "city_leader")

    assert days(project) == {OPENED: dt.date(2026, 7, 15), SUMMED_UP: dt.date(2026, 12, 10)}
    assert [(one.label, one.before, one.after) for one in differences_of(amendment)] == [
        ("完成日期", "2026年11月30日", "2026年12月20日"),
        ("节点“总结推广”时限", "2026年11月15日", "2026年12月10日"),
    ]


def test_a_milestone_reached_while_the_city_thought_keeps_its_day(funded: World) -> None:
    project = running_project(funded)
    amendment = extended(funded, project, {step(project, SUMMED_UP).pk: dt.date(2026, 12, 10)})
    reach_milestone(
        milestone=step(project, SUMMED_UP),
        done_on=ENDED,
        words="已完成",
        actor=who(funded, "mall_clerk", ENDED),
    )
    decided(funded, amendment, "city_leader")

    assert days(project)[SUMMED_UP] == dt.date(2026, 11, 15)


@pytest.mark.parametrize("day", [dt.date(2026, 12, 21), dt.date(2026, 3, 9)])
def test_a_new_day_lies_between_today_and_the_new_end(funded: World, day: dt.date) -> None:
    project = running_project(funded)

    with refused("outside_project"):
        extended(funded, project, {step(project, SUMMED_UP).pk: day})


def test_neither_a_reached_milestone_nor_that_of_another_project_is_moved(funded: World) -> None:
    project = running_project(funded)
    other = step(noticed_project(funded, name="另一个"), SUMMED_UP)
    reached = reach_milestone(
        milestone=step(project, OPENED),
        done_on=dt.date(2026, 3, 16),
        words="已完成",
        actor=who(funded, "mall_clerk", dt.date(2026, 3, 17)),
    )

    for milestone in (other, reached):
        with refused("foreign_milestone"):
            extended(funded, project, {milestone.pk: dt.date(2026, 12, 10)})


def test_a_milestone_left_as_it_was_is_no_change(funded: World) -> None:
    project = running_project(funded)
    amendment = extended(funded, project, {step(project, OPENED).pk: dt.date(2026, 7, 15)})

    assert amendment.after == {"ends_on": "2026-12-20"}


def test_the_form_offers_every_open_milestone(funded: World) -> None:
    project = running_project(funded)
    first, last = step(project, OPENED), step(project, SUMMED_UP)
    address = page("amendment_new", project.pk, "extension")
    sent = {
        "reason": "场地交付推迟",
        "ends_on": "2026-12-20",
        f"milestone_{first.pk}": "",
        f"milestone_{last.pk}": "2026-12-10",
    }
    with as_person(funded, "mall_clerk", DECIDED) as client:
        shown = plain(client.get(address))
        answer = client.post(address, sent)

    assert "节点“驿站建成开放”新时限" in shown
    assert answer.status_code == 302
    assert project.amendments.get().after["milestones"] == {f"{last.pk}": "2026-12-10"}


def test_the_early_papers_tell_the_days_of_then(funded: World) -> None:
    project = running_project(funded)
    amendment = extended(funded, project, {step(project, SUMMED_UP).pk: dt.date(2026, 12, 10)})
    done = decided(funded, amendment, "city_leader")

    then = milestones_before(list(project.milestones.all()), [done])
    assert [one.due_on for one in then] == [dt.date(2026, 7, 15), dt.date(2026, 11, 15)]
