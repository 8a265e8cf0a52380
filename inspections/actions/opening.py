"""Opening a round (启动体检): one sheet a body of that day, and each body is told.

A round of at most ``AT_ONCE`` bodies, as nearly every committee's, has its sheets when the press
returns: it takes less than half a second and waits for no worker. A larger one is only opened by
the press; its sheets are made by a task outside any request. Every batch is one transaction under
the round's lock and makes what is missing, so whoever takes over after a crash, and a second
worker at the same time, do no harm.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from inspections.actions.round_notices import tell_bodies
from inspections.attendance import attended
from inspections.models import Inspection, Round
from inspections.round_moves import ROUND_MOVES
from inspections.round_rules import bodies_left, check_opening, inspected_by
from inspections.terms import Choice, RoundStatus
from workflow import audit
from workflow.models import Notice
from workflow.moves import perform

AT_ONCE: Final = 500
"""So many sheets at most are made while the person waits."""
BATCH: Final = 500
"""So many are made, and so many bodies told, at a time."""
_SEEDS: Final = 2**31


@transaction.atomic
def open_round(*, round: Round, actor: Actor, at_once: int = AT_ONCE) -> Round:
    """Open a round (启动体检) for the bodies of today: all, drawn by a kept seed, or the chosen.

    With more bodies than ``at_once`` it comes back ``is_opening``; the page that called sends
    the making of sheets off once this is committed (``inspections.tasks.send_opening``).
    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``scheme_not_in_use``,
    ``too_late``, ``nobody_inspected``.
    """
    opened = perform(
        round,
        "open",
        table=ROUND_MOVES,
        actor=actor,
        changes=lambda fresh: _opening(fresh, actor=actor),
    )
    bodies = inspected_by(opened, on=actor.on)
    if not bodies:
        raise ValidationError(
            "按所选范围没有可体检的单位：所选单位可能已撤销，或本单位没有党组织。"
            "请修改体检范围后再启动。",
            code="nobody_inspected",
        )
    if len(bodies) > at_once:
        opened.is_opening = True
        opened.save(update_fields=["is_opening"])
        return opened
    _lay(opened, bodies, actor)
    _note_drawn(opened, actor)
    return opened


def lay_sheets(*, round_id: int, actor: Actor, batch: int = BATCH) -> int:
    """Make the sheets that a round being opened still lacks, so many at a time; how many.

    Does nothing of a round that has them all, or was cancelled meanwhile. A fault is raised; what
    was made before it stays.
    """
    laid = 0
    while done := _lay_batch(round_id, batch, actor):
        laid += done
    return laid


@transaction.atomic
def _lay_batch(round_id: int, size: int, actor: Actor) -> int:
    """The next sheets of a round being opened, and with the last of them its end; how many."""
    rows = Round.objects.select_for_update(of=("self",), no_key=True)
    round = rows.filter(pk=round_id, status=RoundStatus.SELF_CHECK, is_opening=True).first()
    if round is None:
        return 0
    left = bodies_left(round)
    _lay(round, left[:size], actor)
    if len(left) <= size:
        round.is_opening = False
        round.save(update_fields=["is_opening"])
        _note_drawn(round, actor)
    return min(len(left), size)


def _opening(round: Round, *, actor: Actor) -> dict[str, Any]:
    check_opening(round, on=actor.on)
    seed = round.seed or secrets.randbelow(_SEEDS) if round.choice == Choice.SAMPLE else 0
    return {"opened_at": actor.at, "seed": seed}


def _lay(round: Round, bodies: Sequence[int], actor: Actor) -> None:
    """One sheet a body; the station above goes and looks, the organizer where nobody serves one."""
    rows = Organization.objects.filter(pk__in=bodies).order_by("pk")
    places = list(rows.values_list("pk", "tier", "station_id"))
    served = attended((station for _, _, station in places if station), on=actor.on)
    Inspection.objects.bulk_create(
        (
            Inspection(
                tenant_id=round.tenant_id,
                round=round,
                organization_id=pk,
                examiner_id=station
                if tier == Tier.BRANCH and station in served
                else round.organizer_id,
            )
            for pk, tier, station in places
        ),
        batch_size=BATCH,
    )
    tell_bodies(
        round,
        bodies,
        occasion="open",
        kind=Notice.Kind.ISSUED,
        title="请开展体检自查",
        body=f"{round.organizer.name}启动体检，请于 {chinese_date(round.self_check_until)} 前"
        f"提交自查。{round.words}",
        actor=actor,
    )


def _note_drawn(round: Round, actor: Actor) -> None:
    """Whom the round inspects, on the trail: by which choice and seed, and how many."""
    audit.record(
        verb="round.draw",
        target=round,
        actor=actor,
        organization=round.organizer,
        after={
            "choice": round.choice,
            "seed": round.seed,
            "inspections": Inspection.objects.filter(round=round).count(),
        },
        post=require(actor, Capability.ISSUE, at=round.organizer),
    )
