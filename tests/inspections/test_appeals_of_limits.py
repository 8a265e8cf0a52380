"""Whatever decides a grade may be appealed against: a score, a limit, 加减分, by the same rules."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.migrations.exceptions import IrreversibleError

from hierarchy.actions.appointments import appoint, create_position
from hierarchy.terms import Role
from inspections.actions.appeals import answer_appeal, raise_appeal
from inspections.models import Adjustment, Appeal, Finding, Inspection, LimitHit, Score
from inspections.terms import AppealStatus, Grade, InspectionStatus
from tests.inspections.appealed import (
    ABOUT,
    ANSWER,
    KINDS,
    RIGHT,
    WORDS,
    appealed,
    limited,
    limited_sheet,
    on,
    rejected,
    thing_of,
    upheld,
)
from tests.inspections.scored import (
    CHECKER,
    SCORER,
    SECRETARY,
    reading,
    refused,
    said_of,
    score,
    scoring,
    submitted,
    told_sheet,
)
from tests.world import City, World
from workflow.models import AuditEntry, Notice

Said = dict[str, dict[int, Any]]
MOBILE = "联系 13800138000"
of_each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def city(world: World, said: Said) -> City:
    said_of(world.home, said)
    return world.home


def fresh(appeal: Appeal) -> Inspection:
    return Inspection.objects.get(pk=appeal.inspection_id)


@of_each_kind
def test_the_inspected_body_alone_appeals_and_the_organizer_is_told(city: City, kind: str) -> None:
    thing = thing_of(limited_sheet(city), kind)
    for name in ("second_secretary", SCORER, CHECKER, "town_reader"):
        with pytest.raises(PermissionDenied):
            raise_appeal(thing=thing, words=WORDS, actor=city.actor(name))

    appeal = raise_appeal(thing=thing, words=WORDS, actor=city.actor(SECRETARY))

    assert (appeal.thing, appeal.about, str(appeal)) == (thing, ABOUT[kind], f"{ABOUT[kind]} 申诉")
    assert fresh(appeal).status == InspectionStatus.APPEALED
    notice = Notice.objects.get(recipient=city.user(CHECKER), kind=Notice.Kind.OBJECTED)
    assert (ABOUT[kind] in notice.title, notice.body) == (True, WORDS)


@of_each_kind
def test_nobody_appeals_before_the_result_is_told(city: City, kind: str) -> None:
    sheet = scoring(city)
    limited(sheet, city)

    with refused("not_told"):
        appealed(city, kind, submitted(sheet, city))


@of_each_kind
def test_nobody_appeals_once_the_days_are_over(city: City, kind: str) -> None:
    thing = thing_of(limited_sheet(city), kind)

    with refused("days_over"):
        raise_appeal(thing=thing, words=WORDS, actor=city.actor(SECRETARY, at=on(10)))


@of_each_kind
def test_an_appeal_needs_words_and_names_nobodys_number(city: City, kind: str) -> None:
    thing, actor = thing_of(limited_sheet(city), kind), city.actor(SECRETARY)

    with refused("words_needed"):
        raise_appeal(thing=thing, words=" ", actor=actor)
    with refused("personal_data"):
        raise_appeal(thing=thing, words=MOBILE, actor=actor)
    assert not Appeal.objects.exists()


@of_each_kind
def test_nothing_is_appealed_against_twice(city: City, kind: str) -> None:
    appeal = appealed(city, kind)
    sheet = fresh(appeal)

    with refused("appealed_already") as again:
        appealed(city, kind, sheet)
    assert ABOUT[kind] in again.value.messages[0]
    rejected(appeal, city)
    with refused("appealed_already"):
        appealed(city, kind, sheet)


@of_each_kind
def test_what_was_taken_away_meanwhile_is_not_appealed_against(city: City, kind: str) -> None:
    thing = thing_of(limited_sheet(city), kind)
    type(thing).objects.filter(pk=thing.pk).delete()

    with refused("gone"):
        raise_appeal(thing=thing, words=WORDS, actor=city.actor(SECRETARY))


@of_each_kind
def test_who_made_it_answers_no_appeal_against_it(city: City, kind: str) -> None:
    appeal = appealed(city, kind)
    mine = "scored_by" if kind == "score" else "added_by"
    for model in (Score, LimitHit, Adjustment):
        by = "scored_by" if model is Score else "added_by"
        model.objects.filter(inspection=appeal.inspection_id).update(**{by: None})
    Inspection.objects.filter(pk=appeal.inspection_id).update(scored_by=None)
    thing = thing_of(fresh(appeal), kind)
    type(thing).objects.filter(pk=thing.pk).update(**{mine: city.user(CHECKER)})

    with refused("second_person_needed"):
        rejected(appeal, city)


@of_each_kind
def test_nobody_answers_the_appeal_that_he_raised(city: City, kind: str) -> None:
    post = create_position(
        organization=city.branch, title="副书记", role=Role.SECRETARY, actor=city.system
    )
    appoint(
        user=city.user(CHECKER), position=post, starts_on=city.on, actor=city.system, reason="兼任"
    )
    thing = thing_of(limited_sheet(city), kind)
    appeal = raise_appeal(thing=thing, words=WORDS, actor=city.actor(CHECKER))

    with refused("own_appeal"):
        rejected(appeal, city)


@of_each_kind
def test_the_organizers_leader_answers_once_in_words_without_a_number(
    city: City, kind: str
) -> None:
    appeal = appealed(city, kind)
    for name in ("mall_clerk", SCORER, SECRETARY, "city_leader"):
        with pytest.raises(PermissionDenied):
            answer_appeal(appeal=appeal, upheld=False, answer="不符", actor=city.actor(name))
    for answer, code in ((" ", "answer_needed"), (MOBILE, "personal_data")):
        with refused(code):
            answer_appeal(appeal=appeal, upheld=False, answer=answer, actor=city.actor(CHECKER))
    rejected(appeal, city)

    with refused("answered_already"):
        upheld(appeal, city, points=RIGHT[kind])


@of_each_kind
def test_a_rejected_appeal_leaves_everything_as_it_stands(city: City, kind: str) -> None:
    done = rejected(appealed(city, kind), city)

    assert (done.status, done.thing) == (AppealStatus.REJECTED, thing_of(fresh(done), kind))
    sheet = fresh(done)
    assert (sheet.total, sheet.grade) == (Decimal("63.5"), Grade.POOR)
    assert sheet.status == InspectionStatus.TOLD


@of_each_kind
def test_an_upheld_appeal_puts_right_and_the_trail_keeps_both_sides(city: City, kind: str) -> None:
    done = upheld(appealed(city, kind), city, points=RIGHT[kind])

    verb = {
        "score": "score.correct",
        "limit_hit": "appeal.lift_limit",
        "adjustment": "appeal.correct_adjustment",
    }[kind]
    after = {
        "score": ("68.5", "较差", "弄虚作假"),
        "limit_hit": ("63.5", "一般", ""),
        "adjustment": ("65.0", "较差", "弄虚作假"),
    }[kind]
    entry = AuditEntry.objects.get(verb=verb)
    facts = ("total", "grade", "limit")
    assert tuple(entry.before[name] for name in facts) == ("63.5", "较差", "弄虚作假")
    assert tuple(entry.after[name] for name in facts) == after
    assert (entry.reason, str(fresh(done).total)) == (ANSWER, after[0])
    assert (done.status, done.about) == (AppealStatus.UPHELD, ABOUT[kind])
    notice = Notice.objects.get(recipient=city.user(SECRETARY), title__startswith="体检申诉")
    assert (notice.title, notice.body) == (f"体检申诉已采纳：{ABOUT[kind]}", ANSWER)


def test_a_lifted_limit_is_gone_with_its_finding_and_stays_named(city: City) -> None:
    appeal = appealed(city, "limit_hit")
    assert Finding.objects.filter(code="限制项").exists()

    done = upheld(appeal, city)

    assert (done.thing, done.about) == (None, ABOUT["limit_hit"])
    assert not LimitHit.objects.filter(inspection=appeal.inspection_id).exists()
    assert not Finding.objects.filter(code="限制项").exists()
    sheet = fresh(appeal)
    assert (sheet.grade, sheet.limited_by) == (Grade.FAIR, "")
    entry = AuditEntry.objects.get(verb="appeal.lift_limit")
    assert (entry.before["ground"], entry.after["ground"]) == ("补造会议记录", "")


def test_adjusted_points_are_put_right_within_the_schemes_bounds(city: City) -> None:
    appeal = appealed(city, "adjustment")
    for points, code in (
        (None, "points_needed"),
        (Decimal("-5.5"), "points_out_of_range"),
        (Decimal("0.05"), "points_out_of_range"),
        (Decimal("-1.5"), "nothing_changed"),
        (Decimal(-2), "made_worse"),
    ):
        with refused(code):
            upheld(appeal, city, points=points)
    assert Appeal.objects.get(pk=appeal.pk).status == AppealStatus.RAISED

    done = upheld(appeal, city, points=Decimal("-0.5"))

    assert done.adjustment is not None
    assert (done.adjustment.points, fresh(appeal).total) == (Decimal("-0.5"), Decimal("64.5"))
    assert done.about == ABOUT["adjustment"]
    entry = AuditEntry.objects.get(verb="appeal.correct_adjustment")
    assert (entry.before["adjusted"], entry.after["adjusted"]) == ("−1.5", "−0.5")


def read_limit(city: City, said: Said) -> tuple[Inspection, LimitHit]:
    """A told sheet that a limit bites which the system reads: no meeting all year."""
    said["times"] = {city.branch.pk: reading(0, 6)}
    sheet = told_sheet(city)
    return sheet, LimitHit.objects.get(inspection=sheet)


def test_a_limit_that_is_read_is_lifted_where_it_bites_no_more(city: City, said: Said) -> None:
    sheet, hit = read_limit(city, said)
    appeal = raise_appeal(thing=hit, words=WORDS, actor=city.actor(SECRETARY))
    with refused("nothing_changed") as stays:
        upheld(appeal, city)
    assert "仍触发“全年没有党员大会”" in stays.value.messages[0]

    said["times"] = {city.branch.pk: reading(2, 6)}
    done = upheld(appeal, city)

    assert not LimitHit.objects.filter(inspection=sheet).exists()
    assert done.about == "限制项 全年没有党员大会，最高等次为一般"
    assert score(sheet, "A1").earned == 0


def test_a_limit_whose_source_is_gone_is_not_lifted(city: City, said: Said, settings: Any) -> None:
    _, hit = read_limit(city, said)
    appeal = raise_appeal(thing=hit, words=WORDS, actor=city.actor(SECRETARY))
    type(hit.limit).objects.filter(pk=hit.limit_id).update(source="told.nowhere")

    with refused("no_source"):
        upheld(appeal, city)


def test_a_corrected_reading_answers_the_appeal_against_its_limit_along(
    city: City, said: Said
) -> None:
    sheet, hit = read_limit(city, said)
    actor = city.actor(SECRETARY, at=on(3))
    of_limit = raise_appeal(thing=hit, words=WORDS, actor=actor)
    of_score = raise_appeal(thing=score(sheet, "A1"), words=WORDS, actor=actor)
    said["times"] = {city.branch.pk: reading(6, 6)}

    upheld(of_score, city)

    of_limit.refresh_from_db()
    assert (of_limit.status, of_limit.answer) == (AppealStatus.UPHELD, ANSWER)
    assert (of_limit.thing, of_limit.answered_by) == (None, city.user(CHECKER))
    assert fresh(of_limit).status == InspectionStatus.TOLD
    notice = Notice.objects.get(recipient=city.user(SECRETARY), title__startswith="体检申诉")
    assert notice.title == f"体检申诉已采纳：A1 党员大会；{of_limit.about}"


def test_nobody_answers_his_own_appeal_along_with_another(city: City, said: Said) -> None:
    sheet, hit = read_limit(city, said)
    actor = city.actor(SECRETARY, at=on(3))
    of_limit = raise_appeal(thing=hit, words=WORDS, actor=actor)
    of_score = raise_appeal(thing=score(sheet, "A1"), words=WORDS, actor=actor)
    Appeal.objects.filter(pk=of_limit.pk).update(raised_by=city.user(CHECKER))
    said["times"] = {city.branch.pk: reading(6, 6)}

    with refused("own_appeal"):
        upheld(of_score, city)

    assert set(Appeal.objects.values_list("status", flat=True)) == {AppealStatus.RAISED}


def test_the_database_holds_an_open_appeal_to_one_thing(city: City) -> None:
    appeal = appealed(city, "limit_hit")
    sheet = fresh(appeal)
    more = thing_of(sheet, "adjustment")
    for changes in ({"adjustment": more}, {"limit_hit": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(**changes)
    same = {"inspection": sheet, "limit_hit": appeal.limit_hit, "about": "限制项"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(**same, words=WORDS, raised_at=on(3))


def test_appeals_of_before_are_told_by_their_indicator(city: City) -> None:
    """The step of data of the migration, and why it is not taken back over other appeals."""
    step = import_module("inspections.migrations.0004_appeals_of_limits")
    old = appealed(city, "score")
    Appeal.objects.update(about="")

    step.say_what_about(apps, None)

    old.refresh_from_db()
    assert old.about == ABOUT["score"]
    step.refuse_losing(apps, None)
    appealed(city, "limit_hit", fresh(old))
    with pytest.raises(IrreversibleError):
        step.refuse_losing(apps, None)
