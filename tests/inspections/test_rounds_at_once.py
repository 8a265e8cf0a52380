"""Two people, or two workers, at the same moment: one round is opened, one reading is written."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from inspections.actions.checking import check_inspection, return_inspection
from inspections.actions.opening import open_round
from inspections.actions.reading import take_readings
from inspections.actions.rounds import cancel_round, start_scoring, tell_results
from inspections.models import Inspection, Round, Score
from inspections.terms import RoundStatus
from tests.inspections.grounds import a_round, an_open_round
from tests.inspections.scored import CHECKER, SCORER, said_of, scoring, submitted
from tests.inspections.told_scheme import an_ordered_round
from tests.live import at_once
from tests.world import World
from workflow.indicators import Reading
from workflow.models import AuditEntry


def codes(found: list[object]) -> list[str]:
    """Why those were refused that were."""
    return [str(one.code) for one in found if isinstance(one, ValidationError)]


def test_two_openings_at_once_make_one_set_of_sheets(committed_world: World) -> None:
    round = a_round(committed_world.home)

    def press() -> Round:
        return open_round(round=round, actor=committed_world.actor("mall_leader"))

    assert codes(at_once(press, press)) == ["wrong_status"]
    assert Inspection.objects.filter(round=round).count() == 3
    assert AuditEntry.objects.filter(verb="round.open").count() == 1


def test_scoring_and_cancelling_at_once_leave_one_of_both(committed_world: World) -> None:
    round = an_open_round(committed_world.home)

    def score() -> Round:
        return start_scoring(round=round, actor=committed_world.actor("mall_leader"))

    def cancel() -> Round:
        return cancel_round(round=round, reason="改期", actor=committed_world.actor("mall_leader"))

    found = at_once(score, cancel)

    assert codes(found) in ([], ["wrong_status"]), "cancelled after scoring, or instead of it"
    assert Round.objects.get(pk=round.pk).status == RoundStatus.CANCELLED
    states = set(Inspection.objects.filter(round=round).values_list("status", flat=True))
    assert states == {"excused"}


def test_two_workers_with_one_ticket_write_each_line_once(
    committed_world: World, said: object
) -> None:
    round = an_ordered_round(committed_world.home)

    def work() -> int:
        return take_readings(
            round_id=round.pk,
            ticket=round.reading_ticket,
            actor=committed_world.home.system,
            batch=1,
        )

    assert sum(at_once(work, work)) == 12
    assert Score.objects.filter(inspection__round=round).count() == 12
    assert AuditEntry.objects.filter(verb="round.read").count() == 1


def test_telling_and_handing_back_at_once_leave_no_sheet_behind(
    committed_world: World, said: dict[str, dict[int, Reading]]
) -> None:
    city = committed_world.home
    said_of(city, said)
    sheet = scoring(city)
    for one in sheet.round.inspections.order_by("pk"):
        by = "single_head" if one.examiner == city.single else SCORER
        check_inspection(inspection=submitted(one, city, by=by), actor=city.actor(CHECKER))

    def tell() -> Round:
        return tell_results(round=sheet.round, actor=city.actor(CHECKER))

    def hand_back() -> Inspection:
        return return_inspection(inspection=sheet, reason="依据不足", actor=city.actor(CHECKER))

    at_once(tell, hand_back)

    told = Round.objects.get(pk=sheet.round_id).status == RoundStatus.REPLY
    states = set(Inspection.objects.filter(round=sheet.round).values_list("status", flat=True))
    assert states == ({"told"} if told else {"checked", "on_site"})
