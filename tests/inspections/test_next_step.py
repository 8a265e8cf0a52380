"""The main button of a page is what is to be done now: nothing too early, nothing taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from inspections.models import Inspection, Round
from inspections.terms import InspectionStatus
from tests.inspections.grounds import a_scheme
from tests.inspections.letters import a_finding, issued, on_day, reported
from tests.inspections.reviews import submitted
from tests.inspections.scored import CHECKER, as_person, page, said_of, scoring, told_sheet
from tests.world import AT, World

Said = dict[str, dict[int, Any]]


def offered(world: World, held: Round, at: dt.datetime = AT) -> tuple[str | None, bool]:
    """The key of the main button, and whether telling or publishing stands below."""
    with as_person(world, CHECKER, at=at) as client:
        context = client.get(page("round_detail", held.pk)).context
    keys = {verb["key"] for verb in context["verbs"]}
    return context["main"] and context["main"]["key"], bool(keys & {"tell", "publish"})


def test_results_are_told_once_every_sheet_is_checked(world: World, said: Said) -> None:
    said_of(world.home, said)
    held = scoring(world.home).round

    assert offered(world, held) == (None, True)
    Inspection.objects.filter(round=held).update(status=InspectionStatus.CHECKED)
    assert offered(world, held) == ("tell", True)
    Round.objects.update(reading_ticket="again")
    assert offered(world, held) == (None, True)


def test_results_are_published_once_the_days_of_reply_are_over(world: World, said: Said) -> None:
    said_of(world.home, said)
    sheet = told_sheet(world.home)
    after = on_day(sheet.round.reply_until + dt.timedelta(days=1))

    assert offered(world, sheet.round) == (None, True)
    assert offered(world, sheet.round, after) == ("publish", True)
    Inspection.objects.filter(pk=sheet.pk).update(status=InspectionStatus.APPEALED)
    assert offered(world, sheet.round, after) == (None, True)


def main_of(world: World, person: str, address: str) -> tuple[str, list[str]]:
    """What the main button says, and the others."""
    with as_person(world, person) as client:
        context = client.get(address).context
    return context["main"] and context["main"].label, [one.label for one in context["others"]]


def test_taking_a_letter_back_is_never_the_one_thing_to_do(world: World) -> None:
    letter = issued(world.home)
    address = page("rectification_detail", letter.pk)

    assert main_of(world, CHECKER, address) == (None, ["撤销"])
    assert main_of(world, "secretary", address) == ("签收", [])
    again = page("rectification_detail", reported(world.home, findings=[a_finding(world.home)]).pk)
    assert main_of(world, CHECKER, again) == ("复查合格销号", ["复查不合格", "撤销"])


def test_who_hears_a_report_is_asked_to_comment_first(world: World) -> None:
    address = page("review_detail", submitted(world.home).pk)

    assert main_of(world, "city_leader", address) == ("点评", ["退回修改"])


def test_a_scheme_in_use_is_followed_before_it_is_retired(world: World) -> None:
    address = page("scheme_detail", a_scheme(world.home).pk)

    main, others = main_of(world, "city_leader", address)
    assert main != "停用"
    assert others[-1] == "停用"
