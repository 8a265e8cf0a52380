"""A round is published whole: what was appealed at the last moment is not left behind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from inspections.actions.rounds import publish_round
from inspections.models import Inspection, Round
from inspections.terms import InspectionStatus, RoundStatus
from tests.inspections.letters import on_day
from tests.inspections.scored import CHECKER, refused, said_of, told_sheet
from tests.world import World


def test_a_sheet_that_is_appealed_while_the_round_is_published_holds_it_back(
    world: World, said: dict[str, Any]
) -> None:
    city = world.home
    said_of(city, said)
    sheet = told_sheet(city)
    day = sheet.round.reply_until + dt.timedelta(days=1)
    leader = city.actor(CHECKER, at=on_day(day))
    Inspection.objects.filter(pk=sheet.pk).update(status=InspectionStatus.APPEALED)

    with refused("appeals_open"):
        publish_round(round=sheet.round, actor=leader)
    assert Round.objects.get().status == RoundStatus.REPLY

    Inspection.objects.filter(pk=sheet.pk).update(status=InspectionStatus.TOLD)
    assert publish_round(round=sheet.round, actor=leader).status == RoundStatus.PUBLISHED
