"""Schemes: drafted, put in use, followed by a version, retired, discarded, seeded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.actions.scheme_parts import drop_indicator, set_indicator
from inspections.actions.schemes import (
    adopt_scheme,
    discard_scheme,
    draft_scheme,
    edit_scheme,
    follow_scheme,
    retire_scheme,
    seed_schemes,
)
from inspections.models import Dimension, Indicator, InspectionPolicy, Scheme
from inspections.scheme_outline import differences_of, outline_of
from inspections.terms import SchemeStatus, Subject
from tests.inspections.grounds import a_draft, a_scheme, scheme_of, seeded
from tests.world import FOUNDED, World
from workflow.indicators import offered_by_key
from workflow.models import AuditEntry


def codes(error: ValidationError) -> set[str | None]:
    """Of everything that was refused."""
    if hasattr(error, "error_dict"):
        return {one.code for errors in error.error_dict.values() for one in errors}
    return {one.code for one in error.error_list}


def verbs(scheme: Scheme) -> list[str]:
    return list(AuditEntry.objects.about(scheme).order_by("id").values_list("verb", flat=True))


def test_a_clerk_drafts_an_empty_scheme_of_their_own_body(world: World) -> None:
    scheme = draft_scheme(
        owner=world.home.mall,
        subject="branch",
        name=" 季度抽查 ",
        content={"excellent_from": Decimal(92)},
        actor=world.actor("mall_clerk"),
    )

    assert (scheme.name, scheme.version, scheme.status) == ("季度抽查", 1, SchemeStatus.DRAFT)
    assert (scheme.excellent_from, scheme.owner) == (92, world.home.mall)
    assert verbs(scheme) == ["scheme.draft"]


@pytest.mark.parametrize("person", ["lawyer_clerk", "secretary", "twin.mall_clerk", "stranger"])
def test_nobody_drafts_for_a_body_that_is_not_theirs(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        draft_scheme(
            owner=world.home.mall, subject="branch", name="抽查", actor=world.actor(person)
        )


def test_a_station_keeps_no_scheme_and_a_committee_none_of_committees(world: World) -> None:
    home = world.home
    for body, subject, person, code in (
        (home.station, "branch", "station_clerk", "no_schemes_here"),
        (home.mall, "committee", "mall_clerk", "wrong_subject"),
    ):
        with pytest.raises(ValidationError) as refused:
            draft_scheme(owner=body, subject=subject, name="抽查", actor=world.actor(person))
        assert codes(refused.value) == {code}
    assert not Scheme.objects.exists()


def test_grades_must_go_down(world: World) -> None:
    with pytest.raises(ValidationError, match="等次起点应依次降低"):
        draft_scheme(
            owner=world.home.city,
            subject="branch",
            name="抽查",
            content={"good_from": Decimal(95)},
            actor=world.actor("city_clerk"),
        )


def test_a_name_is_taken_within_a_body_and_free_in_another(world: World) -> None:
    a_draft(world.home)

    assert a_draft(world.home, owner="mall").name == a_draft(world.twin).name
    with pytest.raises(ValidationError) as refused:
        a_draft(world.home)
    assert codes(refused.value) == {"name_taken"}


def test_a_draft_is_changed_and_the_trail_says_from_what(world: World) -> None:
    scheme = a_draft(world.home)
    actor = world.actor("city_clerk")

    changed = edit_scheme(scheme=scheme, changes={"adjust_most": Decimal(3)}, actor=actor)

    assert changed.adjust_most == 3
    entry = AuditEntry.objects.about(scheme).latest("id")
    assert (entry.before, entry.after) == ({"adjust_most": "5.0"}, {"adjust_most": "3"})
    with pytest.raises(ValidationError) as refused:
        edit_scheme(scheme=scheme, changes={"adjust_most": Decimal(3)}, actor=actor)
    assert codes(refused.value) == {"nothing_changed"}


def test_only_the_leader_puts_a_scheme_in_use(world: World) -> None:
    scheme = a_draft(world.home)
    for person in ("city_clerk", "mall_leader", "twin.city_leader"):
        with pytest.raises(PermissionDenied):
            adopt_scheme(scheme=scheme, actor=world.actor(person))

    adopted = adopt_scheme(scheme=scheme, actor=world.actor("city_leader"))

    assert (adopted.status, adopted.adopted_on) == (SchemeStatus.IN_USE, world.home.on)
    with pytest.raises(ValidationError) as refused:
        adopt_scheme(scheme=scheme, actor=world.actor("city_leader"))
    assert codes(refused.value) == {"wrong_status"}


def test_points_that_do_not_make_100_are_refused_with_what_is_missing(world: World) -> None:
    scheme = a_draft(world.home)
    drop_indicator(indicator=scheme.indicators.get(code="B2"), actor=world.actor("city_clerk"))

    with pytest.raises(ValidationError, match="各指标分值合计 85 分，应为 100 分") as refused:
        adopt_scheme(scheme=scheme, actor=world.actor("city_leader"))
    assert codes(refused.value) == {"points_not_100"}


def test_everything_that_is_missing_is_told_at_once(world: World) -> None:
    scheme = a_draft(world.home)
    Dimension.objects.create(scheme=scheme, code="C", name="基本保障")
    scheme.indicators.filter(code="A1").update(source="routines.gone", points=Decimal(20))

    with pytest.raises(ValidationError) as refused:
        adopt_scheme(scheme=scheme, actor=world.actor("city_leader"))

    assert codes(refused.value) == {"points_not_100", "empty_dimension", "unknown_source"}
    assert "“A1 党员大会”有误：所选的取数来源已不存在" in str(refused.value)
    scheme.refresh_from_db()
    assert scheme.status == SchemeStatus.DRAFT


def test_a_scheme_without_an_indicator_is_not_used(world: World) -> None:
    scheme = draft_scheme(
        owner=world.home.city, subject="branch", name="空", actor=world.actor("city_clerk")
    )
    with pytest.raises(ValidationError) as refused:
        adopt_scheme(scheme=scheme, actor=world.actor("city_leader"))
    assert codes(refused.value) == {"empty_scheme"}


def test_what_is_in_use_is_neither_changed_nor_deleted(world: World) -> None:
    scheme = a_scheme(world.home)
    actor = world.actor("city_clerk")
    indicator = scheme.indicators.get(code="A1")

    acts = (
        lambda: edit_scheme(scheme=scheme, changes={"note": "改"}, actor=actor),
        lambda: set_indicator(
            scheme=scheme, indicator=indicator, content={"points": Decimal(5)}, actor=actor
        ),
        lambda: drop_indicator(indicator=indicator, actor=actor),
        lambda: discard_scheme(scheme=scheme, reason="误建", actor=actor),
    )
    for act in acts:
        with pytest.raises(ValidationError, match="不能修改") as refused:
            act()
        assert codes(refused.value) == {"not_draft"}
    indicator.refresh_from_db()
    assert indicator.points == 30


def test_a_new_version_copies_everything(world: World) -> None:
    seeded(world.home)
    scheme = scheme_of(world.home)

    follower = follow_scheme(scheme=scheme, actor=world.actor("city_clerk"))

    assert (follower.version, follower.follows, follower.status) == (2, scheme, SchemeStatus.DRAFT)
    assert not follower.is_example
    assert differences_of(outline_of(scheme), outline_of(follower)) == []
    told = [
        [
            (line.dimension.sort_order, [one.indicator.sort_order for one in line.indicators])
            for line in outline_of(one).dimensions
        ]
        for one in (scheme, follower)
    ]
    assert told[0] == told[1]
    assert outline_of(follower).points == 100
    assert not set(follower.indicators.values_list("pk", flat=True)) & set(
        scheme.indicators.values_list("pk", flat=True)
    )


def test_one_draft_of_a_name_is_open_at_a_time(world: World) -> None:
    scheme = a_scheme(world.home)
    actor = world.actor("city_clerk")
    follower = follow_scheme(scheme=scheme, actor=actor)

    for source, code in ((scheme, "draft_open"), (follower, "still_draft")):
        with pytest.raises(ValidationError) as refused:
            follow_scheme(scheme=source, actor=actor)
        assert codes(refused.value) == {code}
    with pytest.raises(ValidationError) as refused:
        edit_scheme(scheme=follower, changes={"name": "另名"}, actor=actor)
    assert codes(refused.value) == {"name_kept"}
    discard_scheme(scheme=follower, reason="不调整", actor=actor)
    assert follow_scheme(scheme=scheme, actor=actor).version == 2


def test_a_version_put_in_use_retires_the_one_before_with_a_word_why(world: World) -> None:
    scheme = a_scheme(world.home)
    follower = follow_scheme(scheme=scheme, actor=world.actor("city_clerk"))

    adopt_scheme(scheme=follower, actor=world.actor("city_leader"))

    scheme.refresh_from_db()
    assert (scheme.status, scheme.retired_on) == (SchemeStatus.RETIRED, world.home.on)
    assert AuditEntry.objects.about(scheme).latest("id").reason == "由第 2 版替代"
    assert list(Scheme.objects.in_use()) == [follower]


def test_a_version_that_follows_a_retired_one_replaces_the_one_in_use(world: World) -> None:
    first = a_scheme(world.home)
    second = follow_scheme(scheme=first, actor=world.actor("city_clerk"))
    adopt_scheme(scheme=second, actor=world.actor("city_leader"))

    third = follow_scheme(scheme=first, actor=world.actor("city_clerk"))

    assert (third.version, third.follows) == (3, second)


def test_a_version_is_retired_with_a_reason_by_the_leader_alone(world: World) -> None:
    scheme = a_scheme(world.home)
    with pytest.raises(PermissionDenied):
        retire_scheme(scheme=scheme, reason="不再使用", actor=world.actor("city_clerk"))
    with pytest.raises(ValidationError) as refused:
        retire_scheme(scheme=scheme, reason=" ", actor=world.actor("city_leader"))
    assert codes(refused.value) == {"reason_needed"}

    retired = retire_scheme(scheme=scheme, reason="不再使用", actor=world.actor("city_leader"))

    assert (retired.status, retired.retired_on) == (SchemeStatus.RETIRED, world.home.on)


def test_a_draft_is_deleted_with_its_parts_and_the_trail_keeps_why(world: World) -> None:
    scheme = a_draft(world.home)
    kept = Scheme(pk=scheme.pk)
    with pytest.raises(ValidationError) as refused:
        discard_scheme(scheme=scheme, reason="", actor=world.actor("city_clerk"))
    assert codes(refused.value) == {"reason_needed"}

    discard_scheme(scheme=scheme, reason="误建", actor=world.actor("city_clerk"))

    assert not Scheme.objects.exists()
    assert not Indicator.objects.exists()
    entry = AuditEntry.objects.about(kept).latest("id")
    assert (entry.verb, entry.reason, entry.before["name"]) == (
        *("scheme.discard", "误建"),
        "季度抽查方案",
    )


def test_both_examples_are_set_down_once_in_use_and_make_100_points(world: World) -> None:
    home = world.home

    assert seed_schemes(tenant=home.tenant, on=FOUNDED, actor=home.system) == 3
    assert seed_schemes(tenant=home.tenant, on=FOUNDED, actor=home.system) == 0

    schemes = Scheme.objects.filter(tenant=home.tenant)
    assert {one.subject for one in schemes.in_use()} == set(Subject)
    assert all(one.is_example and one.owner == home.city for one in schemes)
    branch = [(line.dimension.name, line.points) for line in outline_of(scheme_of(home)).dimensions]
    assert branch == [
        *(("基本队伍", 24), ("基本活动", 30), ("基本阵地", 12)),
        *(("基本制度", 16), ("基本保障", 8), ("作用发挥", 10)),
    ]
    committee = outline_of(scheme_of(home, "committee"))
    assert [int(line.points) for line in committee.dimensions] == [15, 20, 20, 17, 10, 10, 8]
    assert InspectionPolicy.objects.get(tenant=home.tenant).is_example
    assert not Scheme.objects.filter(tenant=world.twin.tenant).exists()


def test_seeding_asks_for_the_keeper_of_the_city(world: World) -> None:
    for person in ("city_clerk", "mall_leader", "twin.city_leader"):
        with pytest.raises(PermissionDenied):
            seed_schemes(tenant=world.home.tenant, on=FOUNDED, actor=world.actor(person))


@pytest.mark.parametrize("subject", list(Subject))
def test_the_examples_can_be_put_in_use_as_they_are(world: World, subject: str) -> None:
    seeded(world.home)
    scheme = scheme_of(world.home, subject)
    asked = {one.source for one in [*scheme.indicators.all(), *scheme.limits.all()]} - {""}
    assert {key for key in asked if offered_by_key(key) is None} == set()
    follower = follow_scheme(scheme=scheme, actor=world.actor("city_clerk"))

    assert adopt_scheme(scheme=follower, actor=world.actor("city_leader")).version == 2


def test_a_draft_is_read_by_those_who_write_or_issue_for_its_owner(world: World) -> None:
    draft = a_draft(world.home)
    used = a_scheme(world.home, name="使用中的")

    def seen(person: str) -> set[Scheme]:
        return set(Scheme.objects.visible_to(world.actor(person)))

    assert seen("city_clerk") == seen("city_leader") == {draft, used}
    assert seen("mall_leader") == seen("secretary") == seen("district_reader") == {used}
    assert seen("stranger") == seen("administrator") == seen("twin.city_clerk") == set()
    parts = Indicator.objects.visible_to(world.actor("secretary"))
    assert set(parts.values_list("scheme", flat=True)) == {used.pk}
