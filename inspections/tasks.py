"""What runs in the background: making the sheets of a large round, reading what rooms know."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from hierarchy.actors import system_actor
from inspections.actions.opening import lay_sheets
from inspections.actions.reading import take_readings
from inspections.models import Round
from inspections.terms import RoundStatus


@shared_task
def lay_ordered_sheets(round_id: int) -> int:
    """Make the sheets that a round being opened lacks; late or twice it does nothing. How many."""
    return lay_sheets(round_id=round_id, actor=system_actor(at=timezone.now()))


@shared_task
def resume_openings() -> int:
    """Go on with rounds that a lost worker left half opened; how many. Twice does no harm."""
    waiting = Round.objects.filter(status=RoundStatus.SELF_CHECK, is_opening=True).order_by("pk")
    for round in waiting:
        send_opening(round)
    return len(waiting)


@shared_task
def take_ordered_readings(round_id: int, ticket: str) -> int:
    """Read what was ordered of a round; late or twice it does nothing. How many lines it wrote."""
    actor = system_actor(at=timezone.now())
    return take_readings(round_id=round_id, ticket=ticket, actor=actor)


@shared_task
def resume_readings() -> int:
    """Take up again what a lost worker left half-way; how many rounds. Twice does no harm."""
    rows = Round.objects.filter(status=RoundStatus.SCORING, reading_failed="")
    waiting = rows.exclude(reading_ticket="").order_by("pk")
    for round in waiting:
        send_reading(round)
    return len(waiting)


def send_opening(round: Round) -> None:
    """Send off the making of sheets that a committed opening has left to do."""
    if round.is_opening:
        lay_ordered_sheets.delay(round.pk)


def send_reading(round: Round) -> None:
    """Send off the reading that a committed act has ordered."""
    take_ordered_readings.delay(round.pk, round.reading_ticket)
