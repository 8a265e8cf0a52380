"""Synchronised paths (article 8): who sets them, how many, reported, looked at, carried on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.paths import (
    adopt_path,
    confirm_effect,
    draft_path,
    drop_path,
    edit_path,
    follow_path,
    report_effect,
    return_effect,
)
from projects.models import JointPath
from projects.path_moves import PATH_MOVES
from projects.terms import PathStatus
from tests.projects.fronts import a_path, adopted, entry, path_content, reported
from tests.world import City, World
from workflow.models import AuditEntry, Notice


@pytest.fixture
def city(world: World) -> City:
    return world.home


def refused(code: str, act: Any) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        act()
    error = caught.value
    errors = (
        [one for some in error.error_dict.values() for one in some]
        if hasattr(error, "error_dict")
        else error.error_list
    )
    assert [one.code for one in errors] == [code]
    return error


def test_a_committees_clerk_drafts_and_its_leader_sets_it(city: City) -> None:
    path = a_path(city)
    assert path.status == PathStatus.DRAFT
    with pytest.raises(PermissionDenied):
        adopt_path(path=path, actor=city.actor("mall_clerk"))
    with pytest.raises(PermissionDenied):
        adopt_path(path=path, actor=city.actor("city_leader"))
    path = adopt_path(path=path, actor=city.actor("mall_leader"))

    assert (path.status, path.adopted_on) == (PathStatus.ADOPTED, city.on)
    told = Notice.objects.filter(recipient=city.user("city_clerk")).latest("pk")
    assert "确定同步推进路径：信用评估加分" in told.title
    assert told.path == f"/projects/paths/{path.pk}/"


@pytest.mark.parametrize("body", ["station", "city", "branch"])
def test_only_committees_have_paths(city: City, body: str) -> None:
    person = {"station": "station_clerk", "city": "city_clerk", "branch": "secretary"}[body]

    def draft() -> JointPath:
        return draft_path(
            organization=getattr(city, body),
            year=2026,
            content=path_content(city),
            actor=city.actor(person),
        )

    assert "专委会" in refused("no_paths_here", draft).messages[0]


def test_a_third_path_of_the_year_asks_for_its_reason_and_passes_with_it(city: City) -> None:
    adopted(city, lever="credit")
    adopted(city, lever="award")
    third = a_path(city, lever="safety")
    leader = city.actor("mall_leader")

    said = refused("more_reason_needed", lambda: adopt_path(path=third, actor=leader))
    assert said.message_dict == {
        "more_reason": [
            "2026年已确定 2 种路径，文件要求每年确定 1～2 种。确需增加的，请写明理由后再确定。"
        ]
    }
    third = adopt_path(path=third, more_reason="安全生产专项行动要求", actor=leader)
    assert third.status == PathStatus.ADOPTED
    assert third.more_reason == "安全生产专项行动要求"


def test_dropped_ones_drafts_and_those_of_others_do_not_count_towards_two(city: City) -> None:
    drop_path(path=adopted(city), reason="不再实施", actor=city.actor("mall_leader"))
    a_path(city, lever="award")
    adopted(city, "lawyer")
    adopted(city, "mall", "safety")
    second = adopted(city, "mall", "annual")
    assert second.status == PathStatus.ADOPTED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"share_planned": Decimal("4.99")}, "share_falls"),
        ({"advance_on": dt.date(2026, 2, 1)}, "days_in_order"),
        ({"supervise_on": dt.date(2027, 1, 1)}, "outside_year"),
        (
            {"trade_deploy_on": dt.date(2026, 5, 1), "trade_supervise_on": dt.date(2026, 4, 1)},
            "days_in_order",
        ),
        ({"share_before": Decimal(101)}, "max_value"),
        ({"name": ""}, "blank"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    city: City, given: dict[str, Any], code: str
) -> None:
    refused(code, lambda: a_path(city, **given))


def test_a_lever_of_another_list_or_city_is_refused(world: World) -> None:
    refused("foreign_entry", lambda: a_path(world.home, "mall", "centre"))
    path, foreign = a_path(world.home), entry(world.twin, "award")
    clerk = world.actor("mall_clerk")
    refused("foreign_entry", lambda: edit_path(path=path, content={"lever": foreign}, actor=clerk))


def test_the_effect_is_reported_sent_back_reported_again_and_confirmed(city: City) -> None:
    path = reported(city, after="8.50")
    assert (path.status, path.gain) == (PathStatus.REPORTED, Decimal("3.50"))
    leader = city.actor("city_leader")
    refused("reason_needed", lambda: return_effect(path=path, reason=" ", actor=leader))
    path = return_effect(path=path, reason="请附评分细则", actor=leader)
    assert (path.status, path.reported_on) == (PathStatus.ADOPTED, None)
    told = Notice.objects.filter(recipient=city.user("mall_clerk")).latest("pk")
    assert (told.kind, told.body) == (Notice.Kind.RETURNED, "请附评分细则")
    path = report_effect(
        path=path,
        share_after=Decimal("9.00"),
        reached_units=130,
        effect="细则已附",
        actor=city.actor("mall_clerk"),
    )
    path = confirm_effect(path=path, comment="属实", actor=leader)

    assert (path.status, path.comment) == (PathStatus.CONFIRMED, "属实")
    assert list(AuditEntry.objects.about(path).order_by("pk").values_list("verb", flat=True)) == [
        *("path.draft", "path.adopt", "path.report", "path.return"),
        *("path.report", "path.confirm"),
    ]


def test_a_committee_does_not_confirm_its_own_effect(city: City) -> None:
    path = reported(city)
    with pytest.raises(PermissionDenied):
        confirm_effect(path=path, actor=city.actor("mall_leader"))


def test_no_effect_is_reported_before_the_path_begins_nor_without_words(city: City) -> None:
    later = adopted(city, deploy_on=dt.date(2026, 4, 1))
    clerk = city.actor("mall_clerk")
    given: dict[str, Any] = {"share_after": Decimal(8), "reached_units": None, "actor": clerk}
    refused("not_begun", lambda: report_effect(path=later, effect="好", **given))
    now = adopted(city, lever="award")
    refused("effect_needed", lambda: report_effect(path=now, effect=" ", **given))
    too_much = given | {"share_after": Decimal("100.01")}
    refused("max_value", lambda: report_effect(path=now, effect="好", **too_much))


def test_next_years_path_begins_where_this_one_came_to(city: City) -> None:
    path = reported(city, after="8.50", advance_on=dt.date(2026, 6, 1))
    clerk = city.actor("mall_clerk")
    follower = follow_path(path=path, actor=clerk)

    assert (follower.year, follower.follows, follower.status) == (2027, path, PathStatus.DRAFT)
    assert (follower.share_before, follower.share_planned) == (Decimal("8.50"), Decimal("8.50"))
    assert (follower.advance_on, follower.share_after) == (dt.date(2027, 6, 1), None)
    assert (
        "信用评估加分"
        in refused("already_followed", lambda: follow_path(path=path, actor=clerk)).messages[0]
    )
    drop_path(path=follower, reason="改用其他载体", actor=clerk)
    assert follow_path(path=path, actor=clerk).year == 2027


def test_what_was_not_reported_is_not_carried_on(city: City) -> None:
    path = adopted(city)
    refused("not_reported", lambda: follow_path(path=path, actor=city.actor("mall_clerk")))


def test_a_draft_is_the_clerks_and_what_is_set_the_leaders_to_change(city: City) -> None:
    path = a_path(city)
    clerk, leader = city.actor("mall_clerk"), city.actor("mall_leader")
    path = edit_path(path=path, content={"name": "信用评估党建加分"}, actor=clerk)
    path = adopt_path(path=path, actor=leader)
    with pytest.raises(PermissionDenied):
        edit_path(path=path, content={"name": "改名"}, actor=clerk)
    path = edit_path(path=path, content={"name": "改名"}, actor=leader)
    refused("nothing_changed", lambda: edit_path(path=path, content={}, actor=leader))
    entry = AuditEntry.objects.about(path).filter(verb="path.edit").latest("pk")
    assert (entry.before, entry.after) == ({"name": "信用评估党建加分"}, {"name": "改名"})


def test_what_is_reported_is_not_changed_any_more(city: City) -> None:
    path = reported(city)
    leader = city.actor("mall_leader")
    refused("wrong_status", lambda: edit_path(path=path, content={"name": "改"}, actor=leader))


def test_each_move_is_made_from_its_own_states_alone(city: City) -> None:
    """Every move × every status, by who holds every right."""
    path = a_path(city)
    for status in PathStatus.values:
        JointPath.objects.filter(pk=path.pk).update(status=status)
        allowed = {move.verb for move in PATH_MOVES if status in move.sources}
        made = {
            PathStatus.DRAFT: {"adopt", "discard"},
            PathStatus.ADOPTED: {"report", "drop"},
            PathStatus.REPORTED: {"confirm", "return"},
        }
        assert allowed == made.get(PathStatus(status), set())
