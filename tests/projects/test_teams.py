"""Action branches, pioneer posts, task forces (article 14): proposed, kept on file, ended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from projects.actions.teams import (
    edit_team,
    end_team,
    propose_team,
    register_team,
    return_team,
    withdraw_team,
)
from projects.terms import TeamStatus
from tests.projects.fronts import a_team, team_content
from tests.projects.test_paths import refused
from tests.world import City, World
from workflow.models import AuditEntry, Notice


@pytest.fixture
def city(world: World) -> City:
    return world.home


@pytest.mark.parametrize(
    ("body", "person", "registrar"),
    [
        ("branch", "secretary", "station"),
        ("officer", "officer", "station"),
        ("station", "station_clerk", "mall"),
        ("mall", "mall_clerk", "city"),
    ],
)
def test_a_team_is_kept_on_file_by_the_station_or_committee_above(
    city: City, body: str, person: str, registrar: str
) -> None:
    team = a_team(city, body, person)
    assert team.registrar == getattr(city, registrar)


def test_a_branch_proposes_the_station_head_registers_and_the_branch_ends_it(city: City) -> None:
    team = a_team(city)
    told = Notice.objects.filter(recipient=city.user("station_head")).latest("pk")
    assert told.title == "行动载体待备案：轨道交通党员突击队"
    for stranger in ("secretary", "officer", "mall_leader"):
        with pytest.raises(PermissionDenied):
            register_team(team=team, actor=city.actor(stranger))
    team = register_team(team=team, answer="同意备案", actor=city.actor("station_head"))
    assert (team.status, team.registered_on) == (TeamStatus.ACTIVE, city.on)
    told = Notice.objects.filter(recipient=city.user("secretary")).latest("pk")
    assert told.title == "行动载体已备案：轨道交通党员突击队"
    secretary = city.actor("secretary")
    refused("outcome_needed", lambda: end_team(team=team, outcome=" ", actor=secretary))
    team = end_team(team=team, outcome="提前 20 天贯通", actor=secretary)

    assert (team.status, team.ended_on, team.outcome) == (
        TeamStatus.ENDED,
        city.on,
        "提前 20 天贯通",
    )


def test_what_is_handed_back_is_asked_for_again_by_changing_it(city: City) -> None:
    team, secretary = a_team(city), city.actor("secretary")
    head = city.actor("station_head")
    refused("reason_needed", lambda: return_team(team=team, reason="", actor=head))
    team = return_team(team=team, reason="请写明任务", actor=head)
    assert (team.status, team.answer) == (TeamStatus.RETURNED, "请写明任务")
    Notice.objects.all().delete()
    team = edit_team(team=team, content={"tasks": "每周一次现场办公"}, actor=secretary)

    assert team.status == TeamStatus.ASKED
    assert Notice.objects.filter(recipient=city.user("station_head")).exists()


def test_a_team_at_work_is_changed_and_who_registered_it_is_told(city: City) -> None:
    team = register_team(team=a_team(city), actor=city.actor("station_head"))
    Notice.objects.all().delete()
    team = edit_team(
        team=team, content={"ends_on": dt.date(2026, 12, 31)}, actor=city.actor("secretary")
    )
    assert team.status == TeamStatus.ACTIVE
    assert Notice.objects.get(recipient=city.user("station_head")).kind == Notice.Kind.AMENDED


def test_a_proposal_is_taken_back_and_reads_so(city: City) -> None:
    team = withdraw_team(team=a_team(city), reason="重复", actor=city.actor("secretary"))
    assert (team.status, team.status_words) == (TeamStatus.ENDED, "已撤回")
    refused(
        "wrong_status",
        lambda: edit_team(team=team, content={"name": "新名"}, actor=city.actor("secretary")),
    )


def test_a_team_is_not_ended_before_it_begins(city: City) -> None:
    team = a_team(city, starts_on=dt.date(2026, 5, 1))
    team = register_team(team=team, actor=city.actor("station_head"))
    refused("not_begun", lambda: end_team(team=team, outcome="好", actor=city.actor("secretary")))


def test_units_without_a_party_organisation_and_the_city_set_up_no_team(city: City) -> None:
    for body, person in (("unit", "contact"), ("city", "city_clerk")):
        refused("no_teams_here", lambda b=body, p=person: a_team(city, b, p))


def test_days_out_of_order_nobody_in_it_and_foreign_kinds_are_refused(city: City) -> None:
    refused("days_in_order", lambda: a_team(city, ends_on=dt.date(2026, 2, 1)))
    refused("nobody_in_it", lambda: a_team(city, members_count=0))
    refused("foreign_entry", lambda: a_team(city, kind="credit"))


def test_nobody_proposes_for_a_body_that_is_not_theirs(city: City) -> None:
    with pytest.raises(PermissionDenied):
        propose_team(
            organization=city.branch,
            content=team_content(city),
            actor=city.actor("second_secretary"),
        )
    assert not AuditEntry.objects.filter(verb="team.set_up").exists()
