"""Records by spreadsheet: written as judged, taken back while nothing rests on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction

from hierarchy.actors import Actor
from routines.actions.exchanging import answer_fitting, enter_judged
from routines.actions.fulfilling import recount, release
from routines.exchange import CREATED, FIXED, UPDATED, Judged
from routines.matching import is_frozen, words_of
from routines.models import Fulfilment, Record
from routines.record_moves import RECORD_MOVES
from routines.sheet import unpacked
from routines.terms import RecordStatus, Source
from workflow import audit
from workflow.importing import Progress
from workflow.models import ImportRow, ImportRun
from workflow.moves import perform

_CHUNK: Final = 1000
_TAKEN_BACK: Final = "导入已撤销"
_NAMED: Final = 5


@transaction.atomic
def write_records(
    *, rows: Iterator[ImportRow], run: ImportRun, actor: Actor, progress: Progress
) -> None:
    """Enter the rows of an import, new and changed, and let them answer what they fit."""
    held: list[ImportRow] = []
    done = 0
    for row in rows:
        held.append(row)
        if len(held) == _CHUNK:
            done += _write(held, run, actor)
            progress(done)
            held = []
    done += _write(held, run, actor)
    progress(done)
    audit.record(
        verb="record.exchange",
        target=run,
        actor=actor,
        tenant=run.tenant,
        after={"created": run.counts.get("new", 0), "updated": run.counts.get("changed", 0)},
    )


def record_obstacles(*, run: ImportRun, on: dt.date) -> list[str]:
    """What rests on the records of a run on a day; empty when nothing does."""
    frozen, changed = [], []
    for row in _written(run).iterator(chunk_size=_CHUNK):
        record = Record.objects.filter(pk=row.target_id).first()
        facts = unpacked(row.values["facts"])
        if record is None or record.status != RecordStatus.KEPT:
            continue
        if any(getattr(record, name) != value for name, value in facts.items()):
            changed.append(str(record))
        if row.verdict == ImportRow.Verdict.CHANGED and FIXED.isdisjoint(facts):
            continue
        links = record.fulfilments.select_related("obligation__rule")
        frozen += [words_of(one.obligation) for one in links if is_frozen(one.obligation, on=on)]
    lines = []
    if changed:
        lines.append(f"{_some(changed)}导入后又有变动，请先核对。")
    if frozen:
        lines.append(f"{_some(frozen)}已封存，所依据的记录不能撤销。确需撤销的，请上级先重新开放。")
    return lines


@transaction.atomic
def undo_records(*, run: ImportRun, actor: Actor) -> int:
    """New records are withdrawn, changed ones are and answer as they did; how many."""
    count, freed, restored = 0, set[int](), list[Record]()
    for row in _written(run).iterator(chunk_size=_CHUNK):
        record = Record.objects.select_for_update(of=("self",)).get(pk=row.target_id)
        if record.status != RecordStatus.KEPT:
            continue
        freed |= set(record.fulfilments.values_list("obligation_id", flat=True))
        if row.verdict == ImportRow.Verdict.NEW:
            perform(
                record,
                "withdraw",
                table=RECORD_MOVES,
                actor=actor,
                reason=_TAKEN_BACK,
                changes={"withdrawn_reason": _TAKEN_BACK, "external_id": ""},
                allowed_as=actor.acting,
            )
            Fulfilment.objects.filter(record=record).delete()
        else:
            _restore(record, unpacked(row.before["facts"]))
            restored.append(record)
        count += 1
    recount({*freed, *answer_fitting(restored, actor)})
    return count


def _restore(record: Record, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(record, name, value)
    record.save(update_fields=list(facts))
    release(record)


def _write(held: list[ImportRow], run: ImportRun, actor: Actor) -> int:
    known = Record.objects.select_for_update(of=("self",)).in_bulk(
        [row.target_id for row in held if row.target_id]
    )
    judged = [_judged(row, known) for row in held]
    enter_judged(
        judged=[(one, row.values["external_id"]) for one, row in zip(judged, held, strict=True)],
        tenant=run.tenant,
        source=Source.SHEET,
        label=f"{Source.SHEET.label}（{run.user_name or '系统'}）"[:200],
        actor=actor,
    )
    for row, one in zip(held, judged, strict=True):
        row.target_id = one.record.pk if one.record else None
    ImportRow.objects.bulk_update(held, ["target_id"], batch_size=_CHUNK)
    return len(held)


def _judged(row: ImportRow, known: dict[int, Record]) -> Judged:
    facts = unpacked(row.values["facts"])
    if row.target_id:
        return Judged(UPDATED, record=known[row.target_id], changed=facts)
    judged = Judged(CREATED, changed=facts)
    judged.changed["organization_id"] = row.values["organization_id"]
    return judged


def _written(run: ImportRun) -> Any:
    verdicts = (ImportRow.Verdict.NEW, ImportRow.Verdict.CHANGED)
    return ImportRow.objects.filter(run=run, verdict__in=verdicts).order_by("number")


def _some(names: list[str]) -> str:
    more = f"等 {len(names)} 条" if len(names) > _NAMED else ""
    return f"“{'”、“'.join(names[:_NAMED])}”{more}"
