"""Nobody decides a project of their own (回避), and the attempt stays on the trail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from hierarchy.actions.appointments import appoint
from hierarchy.actions.delegations import delegate
from hierarchy.models import Position
from projects.actions.amending import ask_amendment, decide_amendment
from projects.conflicts import belonging, belongs_to
from projects.models import Project
from projects.project_moves import PROJECT_MOVES
from projects.terms import AmendmentKind, ProjectStatus
from tests.projects.grounds import DAY, DECIDED, a_project, running_project, who
from tests.projects.test_moves import ACTS, first, standing
from tests.world import World
from workflow.models import AuditEntry
from workflow.moves import Move

CITY_MOVES = [move for move in PROJECT_MOVES if move.at == "city"]


@pytest.mark.parametrize(
    ("name", "belongs"),
    [
        ("station_head", True),  # leads it
        ("officer", True),  # member, and below the applicant
        ("mall_clerk", True),  # drafted it
        ("mall_leader", True),  # at the applicant
        ("single_head", True),  # at a station below it
        ("secretary", True),  # in a branch far below
        ("delegate", True),  # stands in for somebody below
        ("expired", False),  # left yesterday
        ("lawyer_leader", False),
        ("lawyer_officer", False),
        ("city_clerk", False),
        ("town_reader", False),
        ("stranger", False),
    ],
)
def test_who_belongs_to_a_project(ruled: World, name: str, *, belongs: bool) -> None:
    project = a_project(ruled)

    assert belongs_to(project, ruled.user(name).pk, on=DAY) is belongs


def test_people_of_a_body_that_takes_part_belong_to_it_but_the_city_stays_free(
    ruled: World,
) -> None:
    project = a_project(ruled, participants=[ruled.lawyer, ruled.city])
    asked = [ruled.user(name).pk for name in ("lawyer_clerk", "city_clerk", "lawyer_secretary")]

    assert belonging(project, asked, on=DAY) == {ruled.user("lawyer_clerk").pk}


def test_whoever_holds_the_posts_of_a_tied_station_belongs_on_both_sides(ruled: World) -> None:
    project = a_project(
        ruled,
        applicant="lawyer",
        by="lawyer_clerk",
        lead=ruled.user("lawyer_leader"),
        members=[],
        participants=[],
    )

    assert belongs_to(project, ruled.user("station_clerk").pk, on=DAY)


@pytest.mark.parametrize("move", CITY_MOVES, ids=lambda move: move.verb)
def test_the_city_s_people_decide_none_of_their_own(ruled: World, move: Move) -> None:
    project = standing(ruled, move.sources[0])
    name = first(move)
    project.members.add(ruled.user(name))

    with pytest.raises(ValidationError) as refused:
        ACTS[move.verb](project, who(ruled, name))

    assert refused.value.code == "own_project"
    project.refresh_from_db()
    assert project.status == move.sources[0]
    kept = AuditEntry.objects.about(project).get()
    assert (kept.verb, kept.user) == ("project.refused_own", ruled.user(name))
    assert kept.after["act"]


def test_a_post_at_the_applicant_beside_that_at_the_city_is_a_conflict(ruled: World) -> None:
    project = standing(ruled, ProjectStatus.SUBMITTED)
    appoint(
        user=ruled.user("city_clerk"),
        position=Position.objects.get(organization=ruled.single, title="经办人"),
        starts_on=DAY,
        actor=ruled.system,
        reason="兼任",
    )

    with pytest.raises(ValidationError) as refused:
        ACTS["send_back"](project, who(ruled, "city_clerk"))

    assert refused.value.code == "own_project"


def test_standing_in_at_the_applicant_is_a_conflict_while_it_lasts(ruled: World) -> None:
    project = standing(ruled, ProjectStatus.SUBMITTED)
    delegate(
        appointment=ruled.appointment("mall_clerk"),
        user=ruled.user("city_clerk"),
        starts_on=DAY,
        ends_on=DAY + dt.timedelta(days=3),
        reason="出差",
        actor=ruled.system,
    )
    later = DAY + dt.timedelta(days=4)

    assert belongs_to(project, ruled.user("city_clerk").pk, on=DAY)
    assert not belongs_to(project, ruled.user("city_clerk").pk, on=later)


def test_an_amendment_that_goes_to_the_city_is_decided_by_somebody_free(funded: World) -> None:
    project = running_project(funded)
    amendment = ask_amendment(
        project=project,
        kind=AmendmentKind.EXTENSION,
        reason="场地交付推迟",
        changes={"ends_on": dt.date(2026, 12, 20)},
        actor=who(funded, "mall_clerk", DECIDED),
    )
    Project.objects.get(pk=project.pk).members.add(funded.user("city_leader"))

    with pytest.raises(ValidationError) as refused:
        decide_amendment(
            amendment=amendment,
            agreed=True,
            answer="同意",
            actor=who(funded, "city_leader", DECIDED),
        )

    assert refused.value.code == "own_project"
    assert AuditEntry.objects.about(project).filter(verb="project.refused_own").exists()
