"""Reading of a whole round what the rooms know (取数), in batches that each stand for themselves.

A reading is ordered with a ticket and done by a task outside any request. Every batch is one
transaction under the round's lock: a worker whose ticket is no longer the round's stops there,
and one that takes over after a crash adds what is missing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.copying import copy_rows
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.round_notices import tell_bodies
from inspections.models import Indicator, Inspection, LimitHit, Round, Score
from inspections.reading import Asked, Found, Line, asked_by, lost_sources, period_of, read_scores
from inspections.round_moves import INSPECTION_MOVES
from inspections.terms import Formula, InspectionStatus, RoundStatus
from workflow import audit
from workflow.models import Notice
from workflow.moves import perform_all

BATCH: Final = 500
"""So many bodies are read at a time."""
READ: Final = (InspectionStatus.ON_SITE, InspectionStatus.SCORED, InspectionStatus.CHECKED)
"""The sheets that are read: all of a round in scoring but the excused."""
FAULT: Final = (
    "取数时出错，没有完成，已取到的都已保存。请稍后继续取数；仍不成功的，请联系系统管理员。"
)
_COLUMNS: Final = (
    *("inspection_id", "indicator_id", "value", "of", "lacks_all", "rows", "is_absent", "earned"),
    *("self_words", "reason", "is_confirmed", "disputed"),
)
_json: Final = json.JSONEncoder(ensure_ascii=False).encode
_LINE: Final = ("value", "of", "lacks_all", "rows", "is_absent", "earned")


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some sheets of the round: by body, and which of their lines stand already."""

    round: Round
    sheets: dict[int, int]
    known: set[tuple[int, int]]

    @property
    def last(self) -> int:
        return max(self.sheets.values())


@transaction.atomic
def retake_readings(*, round: Round, actor: Actor) -> Round:
    """Order a reading anew (重新取数): after a failure, or because facts were put right.

    What failed or was lost half-way is carried on as of its own day. After a complete reading
    everything is read anew as of today: a line that differs is to be confirmed again, and its
    sheet goes back to the examiner. What people scored stays. The page that called sends the
    reading off once this is committed (``inspections.tasks.send_reading``).
    Raises ``PermissionDenied``, ``ValidationError`` ``not_scoring``.
    """
    fresh = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    post = require(actor, Capability.ISSUE, at=fresh.organizer)
    if fresh.status != RoundStatus.SCORING:
        raise ValidationError(
            f"本轮体检现为“{fresh.get_status_display()}”，只有核验评分期间可以取数。",
            code="not_scoring",
        )
    if fresh.read_at is not None:
        fresh.read_on = actor.on
    fresh.reading_ticket, fresh.reading_failed = uuid.uuid4().hex, ""
    fresh.save(update_fields=["read_on", "reading_ticket", "reading_failed"])
    audit.record(
        verb="round.order_reading",
        target=fresh,
        actor=actor,
        organization=fresh.organizer,
        after={"read_on": fresh.read_on},
        post=post,
    )
    return fresh


def take_readings(*, round_id: int, ticket: str, actor: Actor, batch: int = BATCH) -> int:
    """Read all sheets of a round, so many bodies at a time; how many lines were written.

    Does nothing with a ticket that is not the round's (any more). A fault is kept with the round
    in words, and raised; a source that is gone is only told.
    """
    written, after = 0, 0
    try:
        if not _can_read(round_id, ticket, actor):
            return 0
        while done := _read_batch(round_id, ticket, after, batch, actor):
            after, lines = done
            written += lines
    except Exception:
        _fail(round_id, ticket, FAULT, actor)
        raise
    _finish(round_id, ticket, actor)
    return written


@transaction.atomic
def _can_read(round_id: int, ticket: str, actor: Actor) -> bool:
    """Whether the reading is wanted and every source is there; says otherwise on the round."""
    round = _wanted(round_id, ticket)
    lost = lost_sources(round.scheme) if round else {}
    if lost:
        names = "、".join(name for names in lost.values() for name in names)
        words = f"{names}的取数来源已停用，不能取数。请停用本方案，另订新版本。"
        _fail(round_id, ticket, words, actor)
    return round is not None and not lost


@transaction.atomic
def _read_batch(
    round_id: int, ticket: str, after: int, size: int, actor: Actor
) -> tuple[int, int] | None:
    """The next sheets after an id: the last id and the lines written; ``None`` at the end."""
    round = _wanted(round_id, ticket)
    if round is None:
        return None
    rows = Inspection.objects.filter(round=round, status__in=READ, pk__gt=after)
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    sheets = {body: pk for pk, body in locked.values_list("pk", "organization_id")[:size]}
    if not sheets:
        return None
    batch = _Batch(round, sheets, _known(sheets.values()))
    changed: set[int] = set()
    written = 0
    for found in _ask(batch):
        for indicator in found.asked.indicators:
            written += _add(batch, indicator, found)
            if round.read_at is not None:
                changed |= _replace(batch, indicator, found)
        changed |= _mark_limits(batch, found, actor)
    written += _add_blank(batch)
    _send_back(round, changed, actor)
    return batch.last, written + len(changed)


def _wanted(round_id: int, ticket: str) -> Round | None:
    """The locked round while this ticket is the one that counts."""
    rows = Round.objects.select_for_update(of=("self",), no_key=True)
    round = rows.filter(pk=round_id, status=RoundStatus.SCORING, reading_ticket=ticket).first()
    return round if round is not None and ticket else None


def _known(sheets: Iterable[int]) -> set[tuple[int, int]]:
    rows = Score.objects.of_sheets(list(sheets))
    return set(rows.values_list("inspection_id", "indicator_id"))


def _ask(batch: _Batch) -> Iterator[Found]:
    """Each source that is still wanted: of a first reading only where lines are missing."""
    asked = asked_by(batch.round.scheme)
    if batch.round.read_at is None:
        asked = [one for one in asked if _is_open(batch, one)]
    return read_scores(
        asked,
        tenant=batch.round.tenant,
        bodies=list(batch.sheets),
        period=period_of(batch.round),
    )


def _is_open(batch: _Batch, asked: Asked) -> bool:
    """Whether a line is missing; a limit alone is looked at every time."""
    return not asked.indicators or any(
        (sheet, indicator.pk) not in batch.known
        for indicator in asked.indicators
        for sheet in batch.sheets.values()
    )


def _add(batch: _Batch, indicator: Indicator, found: Found) -> int:
    """Write the lines that do not stand yet, with their points."""
    missing = [
        (body, sheet)
        for body, sheet in batch.sheets.items()
        if (sheet, indicator.pk) not in batch.known
    ]
    return copy_rows(
        Score,
        _COLUMNS,
        (_row(sheet, indicator, found.line(indicator, body)) for body, sheet in missing),
    )


def _row(sheet: int, indicator: Indicator, line: Line) -> tuple[object, ...]:
    kept = (line.value, line.of, line.lacks_all, _json(line.rows), line.is_absent, line.earned)
    return (sheet, indicator.pk, *kept, "", "", False, "")


def _add_blank(batch: _Batch) -> int:
    """A line for each indicator that a person scores, where the self-check left none."""
    manual = batch.round.scheme.indicators.filter(formula=Formula.MANUAL)
    pks = list(manual.order_by("pk").values_list("pk", flat=True))
    return copy_rows(
        Score,
        _COLUMNS,
        (
            (sheet, pk, None, None, False, "[]", False, None, "", "", False, "")
            for sheet in batch.sheets.values()
            for pk in pks
            if (sheet, pk) not in batch.known
        ),
    )


def _replace(batch: _Batch, indicator: Indicator, found: Found) -> set[int]:
    """Write what differs from an earlier reading, to be confirmed anew; the sheets it touches."""
    bodies = {sheet: body for body, sheet in batch.sheets.items()}
    changed: list[Score] = []
    for score in Score.objects.of_sheets(list(bodies)).filter(indicator=indicator):
        line = found.line(indicator, bodies[score.inspection_id])
        if all(getattr(score, name) == getattr(line, name) for name in _LINE):
            continue
        for name in _LINE:
            setattr(score, name, getattr(line, name))
        score.is_confirmed, score.disputed = False, ""
        changed.append(score)
    Score.objects.bulk_update(changed, [*_LINE, "is_confirmed", "disputed"], batch_size=BATCH)
    return {score.inspection_id for score in changed}


def _mark_limits(batch: _Batch, found: Found, actor: Actor) -> set[int]:
    """Let the read limits bite where they do, and nowhere else; the sheets where that changed."""
    changed: set[int] = set()
    for limit in found.asked.limits:
        hits = {
            batch.sheets[body]: value
            for body, value in found.hits(limit).items()
            if body in batch.sheets
        }
        rows = LimitHit.objects.filter(limit=limit, inspection__in=list(batch.sheets.values()))
        known = dict(rows.values_list("inspection_id", "value"))
        rows.exclude(inspection__in=list(hits)).delete()
        LimitHit.objects.bulk_create(
            (
                LimitHit(inspection_id=sheet, limit=limit, value=value, added_at=actor.at)
                for sheet, value in hits.items()
            ),
            update_conflicts=True,
            unique_fields=["inspection", "limit"],
            update_fields=["value"],
        )
        changed |= known.keys() ^ hits.keys()
    return changed


def _send_back(round: Round, changed: set[int], actor: Actor) -> None:
    """Sheets that were scored or checked on other numbers go back to who scored them."""
    if round.read_at is None or not changed:
        return
    rows = Inspection.objects.filter(pk__in=changed)
    handed_in = rows.exclude(status=InspectionStatus.ON_SITE)
    examiners = set(handed_in.values_list("examiner_id", flat=True))
    moved = perform_all(
        rows,
        "return",
        table=INSPECTION_MOVES,
        actor=actor,
        whole=round,
        organization=round.organizer,
        counted="inspections",
        reason="重新取数后数据有变，须重新核实后提交。",
        changes={"checked_by": None, "checked_as": "", "checked_at": None},
        right=Capability.ISSUE,
    )
    if moved:
        tell_bodies(
            round,
            examiners,
            occasion=f"return:{round.reading_ticket[:8]}",
            kind=Notice.Kind.RETURNED,
            title="重新取数后数据有变，请重新核实",
            body="有变的体检单已退回待核验评分，请逐项核实取数后重新提交。",
            actor=actor,
        )


@transaction.atomic
def _finish(round_id: int, ticket: str, actor: Actor) -> None:
    round = _wanted(round_id, ticket)
    if round is None:
        return
    round.read_at, round.reading_ticket, round.reading_failed = actor.at, "", ""
    round.save(update_fields=["read_at", "reading_ticket", "reading_failed"])
    count = Inspection.objects.filter(round=round, status__in=READ).count()
    _note(round, "round.read", {"read_on": round.read_on, "inspections": count}, actor)


@transaction.atomic
def _fail(round_id: int, ticket: str, words: str, actor: Actor) -> None:
    round = _wanted(round_id, ticket)
    if round is None:
        return
    round.reading_failed = words[:200]
    round.save(update_fields=["reading_failed"])
    _note(round, "round.reading_failed", {"reading_failed": round.reading_failed}, actor)


def _note(round: Round, verb: str, after: dict[str, Any], actor: Actor) -> None:
    audit.record(verb=verb, target=round, actor=actor, organization=round.organizer, after=after)
