"""The one button of a round's page is what can be done now, not what would be refused as early."""

from __future__ import annotations

import datetime as dt
from typing import Any

from inspections.models import Inspection, Round
from inspections.terms import InspectionStatus
from tests.inspections.letters import on_day
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
