"""Every move of a rectification: by the right hand it goes through, by any other it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from inspections.actions.rectifications import (
    accept_plan,
    close_rectification,
    explain_reminder,
    fail_rectification,
    issue_rectification,
    report_plan,
    report_result,
    return_plan,
    revoke_rectification,
    sign_rectification,
)
from inspections.models import Rectification
from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.terms import RectificationStatus
from tests.inspections.letters import (
    a_letter,
    explained,
    issued,
    planned,
    reported,
    signed,
    working,
)
from tests.world import World
from workflow.models import AuditEntry

pytestmark = pytest.mark.django_db
S = RectificationStatus

Build = Callable[..., Rectification]
# By verb: where it begins, the act with what it takes, the right person, the state after it.
MOVES: Final[dict[str, tuple[Build, Callable[..., Rectification], dict[str, Any], str, str]]] = {
    "issue": (a_letter, issue_rectification, {}, "mall_leader", S.ISSUED),
    "sign": (issued, sign_rectification, {}, "secretary", S.SIGNED),
    "plan": (signed, report_plan, {"plan": "每月更新。"}, "secretary", S.PLANNED),
    "accept_plan": (planned, accept_plan, {}, "mall_leader", S.WORKING),
    "return_plan": (planned, return_plan, {"reason": "没有时限"}, "mall_leader", S.SIGNED),
    "report": (working, report_result, {"result": "已更新。"}, "secretary", S.RECHECK),
    "close": (reported, close_rectification, {"words": "到位。"}, "mall_leader", S.CLOSED),
    "fail": (reported, fail_rectification, {"reason": "仍未更新"}, "mall_leader", S.WORKING),
    "revoke": (issued, revoke_rectification, {"reason": "重复下发"}, "mall_leader", S.REVOKED),
}
ISSUERS_SIDE: Final = ("mall_clerk", "city_leader", "secretary", "station_head", "lawyer_leader")
BODYS_SIDE: Final = ("second_secretary", "officer", "mall_leader", "city_leader", "contact")
WRONG: Final = [
    (verb, person)
    for verb, (_, _, _, right, _) in MOVES.items()
    for person in (
        *(BODYS_SIDE if right == "secretary" else ISSUERS_SIDE),
        *("town_reader", "administrator", "twin.mall_leader", "twin.secretary"),
    )
]


def test_the_table_has_no_move_that_is_not_tried_here() -> None:
    assert set(RECTIFICATION_MOVES.moves) == {*MOVES, "explain"}


@pytest.mark.parametrize("verb", MOVES)
def test_the_right_person_makes_the_move_and_leaves_a_trail(world: World, verb: str) -> None:
    build, act, given, person, after = MOVES[verb]
    letter = build(world.home)

    done = act(rectification=letter, actor=world.actor(person), **given)

    assert done.status == after
    entry = AuditEntry.objects.about(done).order_by("-pk").first()
    assert entry is not None
    assert (entry.verb, entry.user) == (f"rectification.{verb}", world.user(person))


@pytest.mark.parametrize(("verb", "person"), WRONG)
def test_the_wrong_person_makes_no_move(world: World, verb: str, person: str) -> None:
    build, act, given, _, _ = MOVES[verb]
    letter = build(world.home)

    with pytest.raises(PermissionDenied):
        act(rectification=letter, actor=world.actor(person), **given)

    assert Rectification.objects.get(pk=letter.pk).status == letter.status


@pytest.mark.parametrize("verb", MOVES)
def test_a_closed_letter_moves_no_more(world: World, verb: str) -> None:
    _, act, given, person, _ = MOVES[verb]
    closed = close_rectification(
        rectification=reported(world.home), actor=world.actor("mall_leader")
    )

    with pytest.raises(ValidationError) as refused:
        act(rectification=closed, actor=world.actor(person), **given)

    assert refused.value.code == "wrong_status"


@pytest.mark.parametrize("verb", ["return_plan", "fail", "revoke"])
def test_what_is_held_against_somebody_needs_its_reason(world: World, verb: str) -> None:
    build, act, _, person, _ = MOVES[verb]

    with pytest.raises(ValidationError) as refused:
        act(rectification=build(world.home), reason=" ", actor=world.actor(person))

    assert refused.value.code == "reason_needed"


def test_a_reminder_is_explained_without_a_plan(world: World) -> None:
    letter = explained(world.home)

    assert (letter.status, letter.result) == (S.RECHECK, "因改造停用，现已恢复更新。")
    closed = close_rectification(rectification=letter, actor=world.actor("mall_leader"))
    assert closed.status == S.CLOSED


@pytest.mark.parametrize("person", ["officer", "mall_leader", "town_reader", "second_secretary"])
def test_nobody_explains_for_the_body(world: World, person: str) -> None:
    letter = signed(world.home, kind="reminder")

    with pytest.raises(PermissionDenied):
        explain_reminder(rectification=letter, words="说明。", actor=world.actor(person))


def test_an_order_asks_for_a_plan_and_a_reminder_for_words(world: World) -> None:
    secretary = world.actor("secretary")
    order, reminder = signed(world.home), signed(world.home, kind="reminder")

    with pytest.raises(ValidationError) as plan:
        explain_reminder(rectification=order, words="说明。", actor=secretary)
    with pytest.raises(ValidationError) as words:
        report_plan(rectification=reminder, plan="方案。", actor=secretary)

    assert (plan.value.code, words.value.code) == ("plan_instead", "explain_instead")


@pytest.mark.parametrize("verb", ["plan", "report"])
def test_an_empty_answer_is_no_answer(world: World, verb: str) -> None:
    build, act, given, person, _ = MOVES[verb]
    empty = dict.fromkeys(given, "　 ")

    with pytest.raises(ValidationError) as refused:
        act(rectification=build(world.home), actor=world.actor(person), **empty)

    (errors,) = refused.value.error_dict.values()
    assert errors[0].code == "words_needed"


def test_signing_keeps_who_and_when(world: World) -> None:
    letter = signed(world.home)

    assert (letter.signed_name, letter.signed_at) == ("云支一", world.home.at)


def test_the_stations_own_letter_is_decided_by_the_station(world: World) -> None:
    draft = a_letter(world.home, issuer="station")
    letter = issue_rectification(rectification=draft, actor=world.actor("station_head"))

    with pytest.raises(PermissionDenied):
        revoke_rectification(rectification=letter, reason="越级", actor=world.actor("mall_leader"))
    done = revoke_rectification(
        rectification=letter, reason="误发", actor=world.actor("station_head")
    )
    assert done.status == S.REVOKED


def test_the_city_writes_to_a_committee_and_its_clerk_signs(world: World) -> None:
    letter = issued(world.home, body="mall", issuer="city")

    done = sign_rectification(rectification=letter, actor=world.actor("mall_clerk"))

    assert (done.organization, done.issuer) == (world.mall, world.home.city)


def test_nobody_rechecks_what_he_handed_in_himself(world: World) -> None:
    letter = reported(world.home)
    entry = AuditEntry.objects.about(letter).get(verb="rectification.report")
    leader = world.actor("mall_leader")
    twice = AuditEntry(
        **{
            field.attname: getattr(entry, field.attname)
            for field in entry._meta.concrete_fields
            if field.attname not in ("id", "user_id")
        },
        user_id=leader.user.pk,
    )
    AuditEntry.objects.bulk_create([twice])

    with pytest.raises(ValidationError) as refused:
        close_rectification(rectification=letter, actor=leader)

    assert refused.value.code == "own_report"
