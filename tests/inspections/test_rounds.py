"""Rounds: who plans and opens them, and how each step of the whole round is taken."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.actions.opening import open_round
from inspections.actions.rounds import (
    cancel_round,
    draft_round,
    edit_round,
    publish_round,
    start_scoring,
    tell_results,
)
from inspections.models import Finding, Inspection, Round, Scheme, Score
from inspections.terms import InspectionStatus, RoundStatus, SchemeStatus, Subject
from tests.inspections.grounds import (
    a_round,
    a_scheme,
    a_scoring_round,
    an_open_round,
    round_content,
    sheet_of,
)
from tests.world import AT, World
from workflow.models import AuditEntry, Notice

LEADER = "mall_leader"


def refused(code: str, **given: Any) -> Any:
    """That a business refusal of this code comes."""
    return pytest.raises(ValidationError, check=lambda raised: code in _codes(raised), **given)


def _codes(raised: ValidationError) -> set[str]:
    lists = raised.error_dict.values() if hasattr(raised, "error_dict") else [raised.error_list]
    return {str(one.code) for errors in lists for one in errors}


def told_round(world: World, *, on: dt.datetime = AT) -> Round:
    """A round whose sheets are all checked, and told that day (a Monday)."""
    round = a_scoring_round(world.home)
    earn(round, "1")
    Inspection.objects.filter(round=round).update(status=InspectionStatus.CHECKED)
    return tell_results(round=round, actor=world.actor(LEADER, at=on))


def earn(round: Round, points: str) -> None:
    """So many points for every line of the round."""
    Score.objects.filter(inspection__round=round).update(earned=points, is_absent=False)


def test_a_clerk_plans_a_round_and_the_leader_opens_it(world: World) -> None:
    round = a_round(world.home)

    assert (round.status, round.inspections.count()) == (RoundStatus.DRAFT, 0)
    with pytest.raises(PermissionDenied):
        open_round(round=round, actor=world.actor("mall_clerk"))

    opened = open_round(round=round, actor=world.actor(LEADER))

    assert (opened.status, opened.opened_at) == (RoundStatus.SELF_CHECK, AT)
    bodies = {sheet.organization for sheet in opened.inspections.all()}
    assert bodies == {world.home.branch, world.home.second_branch, world.home.sibling_branch}
    examiners = {sheet.examiner for sheet in opened.inspections.all()}
    assert examiners == {world.home.station, world.home.single}


@pytest.mark.parametrize("name", ["lawyer_clerk", "city_clerk", "secretary", "twin.mall_clerk"])
def test_nobody_plans_a_round_of_another_body(world: World, name: str) -> None:
    content = round_content(world.home, scheme=a_scheme(world.home))

    with pytest.raises(PermissionDenied):
        draft_round(organizer=world.home.mall, content=content, actor=world.actor(name))


def test_a_station_holds_no_round(world: World) -> None:
    content = round_content(world.home, scheme=a_scheme(world.home))

    with refused("no_rounds_here"):
        draft_round(
            organizer=world.home.station, content=content, actor=world.actor("station_head")
        )


def test_the_city_inspects_its_committees_and_goes_itself(world: World) -> None:
    opened = an_open_round(world.home, "city", subject=Subject.COMMITTEE)

    bodies = {sheet.organization for sheet in opened.inspections.all()}
    assert bodies == {world.home.mall, world.home.lawyer}
    assert {sheet.examiner for sheet in opened.inspections.all()} == {world.home.city}


def test_the_city_may_look_at_branches_of_every_committee(world: World) -> None:
    opened = an_open_round(world.home, "city")

    found = {sheet.organization.code for sheet in opened.inspections.all()}
    assert found == {"B-1", "B-2", "B-3", "B-4"}


@pytest.mark.parametrize(
    ("owner", "subject", "code"),
    [
        ("lawyer", Subject.BRANCH, "foreign_scheme"),
        ("city", Subject.COMMITTEE, "wrong_subject"),
    ],
)
def test_a_committee_takes_its_own_scheme_or_the_citys_of_branches(
    world: World, owner: str, subject: str, code: str
) -> None:
    with refused(code):
        a_round(world.home, scheme=a_scheme(world.home, subject, owner=owner))


def test_a_scheme_of_another_city_is_refused(world: World) -> None:
    with refused("foreign_scheme"):
        a_round(world.home, scheme=a_scheme(world.twin))


def test_a_scheme_out_of_use_is_refused_when_planned_and_when_opened(world: World) -> None:
    round = a_round(world.home)
    Scheme.objects.filter(pk=round.scheme_id).update(status=SchemeStatus.RETIRED)

    with refused("scheme_not_in_use"):
        open_round(round=Round.objects.get(pk=round.pk), actor=world.actor(LEADER))
    with refused("scheme_not_in_use"):
        a_round(world.home, scheme=Scheme.objects.get(pk=round.scheme_id), name="又一轮")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"period_end": dt.date(2025, 6, 30)}, "days_in_order"),
        ({"scoring_until": dt.date(2026, 3, 12)}, "days_in_order"),
        ({"year": 2028}, "outside_year"),
        ({"choice": "sample"}, "share_needed"),
        ({"choice": "sample", "share": 101}, "max_value"),
        ({"choice": "chosen"}, "nobody_chosen"),
        ({"name": ""}, "blank"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused(
    world: World, given: dict[str, Any], code: str
) -> None:
    with refused(code):
        a_round(world.home, **given)


def test_two_rounds_of_a_body_never_have_one_name_unless_cancelled(world: World) -> None:
    first = an_open_round(world.home)
    with refused("name_taken"):
        a_round(world.home)

    cancel_round(round=first, reason="方案有误", actor=world.actor(LEADER))

    assert a_round(world.home).pk != first.pk


def test_a_draft_is_edited_with_what_was_on_the_trail(world: World) -> None:
    round = a_round(world.home)
    chosen = [world.home.branch]

    edit_round(
        round=round,
        content={"choice": "chosen", "chosen": chosen, "words": "如实自查"},
        actor=world.actor("mall_clerk"),
    )

    entry = AuditEntry.objects.get(verb="round.edit")
    assert entry.before == {"choice": "all", "words": "", "chosen": ""}
    assert entry.after == {"choice": "chosen", "words": "如实自查", "chosen": "观前商城党支部"}
    with refused("nothing_changed"):
        edit_round(round=round, content={"words": "如实自查"}, actor=world.actor("mall_clerk"))


def test_under_way_only_days_and_words_change_and_only_by_the_leader(world: World) -> None:
    opened = an_open_round(world.home)
    later = {"self_check_until": dt.date(2026, 3, 20), "words": "延长一周"}

    with pytest.raises(PermissionDenied):
        edit_round(round=opened, content=later, actor=world.actor("mall_clerk"))
    with refused("opened_already"):
        edit_round(round=opened, content={"name": "改名"}, actor=world.actor(LEADER))
    edited = edit_round(round=opened, content=later, actor=world.actor(LEADER))

    assert edited.self_check_until == dt.date(2026, 3, 20)


def test_a_told_round_is_edited_no_more(world: World) -> None:
    with refused("wrong_status"):
        edit_round(round=told_round(world), content={"words": "x"}, actor=world.actor(LEADER))


def test_a_second_opening_is_refused_and_adds_nothing(world: World) -> None:
    round = a_round(world.home)
    open_round(round=round, actor=world.actor(LEADER))

    with refused("wrong_status"):
        open_round(round=round, actor=world.actor(LEADER))

    assert Inspection.objects.filter(round=round).count() == 3


def test_a_round_whose_self_check_has_run_out_is_not_opened(world: World) -> None:
    round = a_round(world.home)

    with refused("too_late"):
        open_round(round=round, actor=world.actor(LEADER, at=AT + dt.timedelta(days=12)))


def test_opening_tells_each_inspected_body_once_and_the_twin_city_nothing(world: World) -> None:
    an_open_round(world.home)

    notices = Notice.objects.filter(key__startswith="round:")
    told = set(notices.values_list("recipient__username", flat=True))
    assert {"secretary", "second_secretary", "sibling_secretary"} <= told
    assert not any(name.startswith("twin_") for name in told)
    assert Inspection.objects.filter(tenant=world.twin.tenant).count() == 0
    draw = AuditEntry.objects.get(verb="round.draw")
    assert draw.after == {"choice": "all", "seed": 0, "inspections": 3}


def test_scoring_takes_over_whoever_has_not_checked_itself_with_one_entry(world: World) -> None:
    opened = an_open_round(world.home)
    Inspection.objects.filter(pk=sheet_of(opened, world.home).pk).update(
        status=InspectionStatus.ON_SITE
    )

    started = start_scoring(round=opened, actor=world.actor(LEADER))

    assert (started.status, started.read_on, started.read_at) == ("scoring", AT.date(), None)
    assert started.reading_ticket
    assert set(started.inspections.values_list("status", flat=True)) == {InspectionStatus.ON_SITE}
    entry = AuditEntry.objects.get(verb="inspection.skip_self_check_all")
    assert (entry.target_id, entry.after) == (started.pk, {"inspections": 2})
    told = Notice.objects.filter(key__startswith=f"round:{started.pk}:scoring")
    assert {"station_head", "single_head"} <= set(
        told.values_list("recipient__username", flat=True)
    )


def test_scoring_is_refused_where_everybody_is_excused(world: World) -> None:
    opened = an_open_round(world.home)
    opened.inspections.update(status=InspectionStatus.EXCUSED)

    with refused("nobody_left"):
        start_scoring(round=opened, actor=world.actor(LEADER))


def test_results_are_told_when_all_are_checked_with_five_working_days_to_reply(
    world: World,
) -> None:
    round = a_scoring_round(world.home)
    with refused("not_all_checked"):
        tell_results(round=round, actor=world.actor(LEADER))
    earn(round, "1")
    round.inspections.update(status=InspectionStatus.CHECKED)
    Inspection.objects.filter(pk=sheet_of(round, world.home, "sibling_branch").pk).update(
        status=InspectionStatus.EXCUSED
    )

    told = tell_results(round=round, actor=world.actor(LEADER))

    assert told.reply_until == dt.date(2026, 3, 9)
    states = sorted(told.inspections.values_list("status", flat=True))
    assert states == [InspectionStatus.EXCUSED, InspectionStatus.TOLD, InspectionStatus.TOLD]
    assert AuditEntry.objects.get(verb="inspection.tell_all").after == {"inspections": 2}
    assert set(Finding.objects.values_list("inspection__round", flat=True)) == {told.pk}
    notices = Notice.objects.filter(key__startswith=f"round:{told.pk}:tell:")
    assert "sibling_secretary" not in notices.values_list("recipient__username", flat=True)


def test_results_are_published_after_the_days_of_reply(world: World) -> None:
    told = told_round(world)
    with refused("reply_runs"):
        publish_round(round=told, actor=world.actor(LEADER, at=AT + dt.timedelta(days=7)))

    published = publish_round(round=told, actor=world.actor(LEADER, at=AT + dt.timedelta(days=8)))

    assert published.status == RoundStatus.PUBLISHED
    states = set(published.inspections.values_list("status", flat=True))
    assert states == {InspectionStatus.PUBLISHED}
    with refused("wrong_status"):
        cancel_round(round=published, reason="不行", actor=world.actor(LEADER))


def test_an_open_appeal_holds_the_publication_up(world: World) -> None:
    told = told_round(world)
    score = Score.objects.filter(inspection__round=told)[0]
    score.inspection.appeals.create(
        score=score, about="A1 党员大会", words="取数有误", raised_at=AT
    )

    with refused("appeals_open"):
        publish_round(round=told, actor=world.actor(LEADER, at=AT + dt.timedelta(days=8)))


def test_a_cancelled_round_leaves_nothing_to_do(world: World) -> None:
    round = start_scoring(round=an_open_round(world.home), actor=world.actor(LEADER))
    with refused("reason_needed"):
        cancel_round(round=round, reason=" ", actor=world.actor(LEADER))

    cancelled = cancel_round(round=round, reason="方案调整", actor=world.actor(LEADER))

    sheets = cancelled.inspections.values_list("status", "excused_reason").distinct()
    assert list(sheets) == [(InspectionStatus.EXCUSED, "本轮体检已取消：方案调整")]
    assert (cancelled.status, cancelled.reading_ticket) == (RoundStatus.CANCELLED, "")
    assert Notice.objects.filter(kind=Notice.Kind.STOPPED, recipient__username="secretary").exists()
