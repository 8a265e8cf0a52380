"""Organisational-life records as a spreadsheet: what the interface takes and gives, for clerks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db.models import Max

from documents.intake.fields import Field
from documents.intake.rows import ReadRow
from hierarchy.actors import Actor
from hierarchy.imports.planning import Fault, Held, hold
from hierarchy.models import Organization, OrganizationChange, Tenant
from hierarchy.terms import Capability
from routines.actions.record_sheets import record_obstacles, undo_records, write_records
from routines.exchange import CREATED, REFUSED, UNCHANGED, Delivered, Judge, Judged
from routines.models import Record
from routines.outgoing import going_out
from routines.sheet import FIELDS, as_row, in_words, label_of, packed, read_row
from routines.terms import RecordStatus, Source
from routines.wire import OURS_ALONE
from workflow.importing import PlannedRow, Progress
from workflow.models import ImportRow, ImportRun

_V = ImportRow.Verdict
_VERDICTS: Final = {CREATED: _V.NEW, UNCHANGED: _V.UNCHANGED, REFUSED: _V.REFUSED}


class RecordsKind:
    """Records of party organisations, one a row."""

    key: Final = "records"
    label: Final = "组织生活记录"
    capability: Final = Capability.KEEP_LEDGER
    writer: Final = Capability.HANDLE  # the territory reads records and enters none
    url_name: Final = "routines:record_list"
    guide: Final = (
        "每行一条记录，写明组织代码或全称、类别、主题和日期。谈心谈话只导入时间和地点，不导入内容。",
        "按外部编号识别同一条记录；没有编号的，按组织、类别、日期和主题识别（谈心谈话没有主题，按地点）。"
        "留空的格不改动原有内容。",
        "导入的记录自动对应应办事项，标明“系统对应”；在本系统登记或由其他系统推送的记录，不能用表格改动。",
    )

    def fields(self, *, tenant: Tenant, actor: Actor) -> Sequence[Field]:
        """The columns; the same in every city."""
        return FIELDS

    def stamp(self, *, tenant: Tenant) -> str:
        """What the records' and the tree's histories have reached."""
        events: Any = apps.get_model("routines", "RecordEvent")
        reached = (
            Record.objects.filter(tenant=tenant).aggregate(reached=Max("pk")),
            events._default_manager.aggregate(reached=Max("pgh_id")),
            OrganizationChange.objects.filter(tenant=tenant).aggregate(reached=Max("pk")),
        )
        return ".".join(str(each["reached"] or 0) for each in reached)

    def plan(
        self, rows: Iterable[ReadRow], *, tenant: Tenant, actor: Actor
    ) -> Iterator[PlannedRow]:
        """Every row judged, as a call of the interface is."""
        held = list(hold(rows, FIELDS))
        faults = [Fault(row) for row in held]
        read = [read_row(row, fault) for row, fault in zip(held, faults, strict=True)]
        good = [one for one in read if one is not None]
        judge = Judge(tenant, source=Source.SHEET, on=actor.on, reaches=_reach(actor))
        names = [
            f"第 {row.number} 行" for row, one in zip(held, read, strict=True) if one is not None
        ]
        verdicts = iter(judge.judge(good, names=names))
        for row, fault, one in zip(held, faults, read, strict=True):
            yield _planned(row, fault, one, next(verdicts) if one is not None else None)

    def write(
        self, rows: Iterator[ImportRow], *, run: ImportRun, actor: Actor, progress: Progress
    ) -> None:
        """Enter them; see ``write_records``."""
        write_records(rows=rows, run=run, actor=actor, progress=progress)

    def obstacles(self, run: ImportRun, *, on: dt.date) -> list[str]:
        """What rests on the records of a run."""
        return record_obstacles(run=run, on=on)

    def undo(self, run: ImportRun, *, actor: Actor) -> int:
        """New records are withdrawn, changed ones are as they were."""
        return undo_records(run=run, actor=actor)

    def export(self, *, tenant: Tenant, actor: Actor) -> Iterator[Mapping[str, object]]:
        """The registered records in the actor's scope, in the order of their numbers."""
        records = Record.objects.filter(tenant=tenant, status=RecordStatus.KEPT)
        if not actor.is_system:
            records = records.visible_to(actor)
        rows = going_out(records).exclude(kind__in=OURS_ALONE).order_by("pk")
        return (as_row(record) for record in rows.iterator(chunk_size=2000))


def _reach(actor: Actor) -> Any:
    """Bodies of the industry line whose records the person keeps; the territory only looks."""
    if actor.is_system:
        return None

    def reaches(body: Organization) -> bool:
        post = actor.post_for(Capability.KEEP_LEDGER, at=body)
        return post is not None and post.position.organization_id is not None

    return reaches


def _planned(row: Held, fault: Fault, one: Delivered | None, judged: Judged | None) -> PlannedRow:
    title = str(row.get("title") or "")
    if one is None or judged is None or judged.verdict == REFUSED:
        if judged is not None:
            fault.row(judged.reason)
        return PlannedRow(row.number, _V.REFUSED, title, errors=fault.errors)
    verdict = _VERDICTS.get(judged.verdict, _V.CHANGED)
    target = judged.record.pk if judged.record else None
    if verdict == _V.UNCHANGED:
        return PlannedRow(row.number, verdict, title, target_id=target)
    body = judged.organization
    kept = {
        "facts": packed(judged.changed),
        "external_id": one.external_id,
        "organization_id": body.pk if body else None,
    }
    if judged.record is None:
        return PlannedRow(row.number, verdict, title, values=kept)
    before = {name: getattr(judged.record, name) for name in judged.changed}
    return PlannedRow(
        row.number,
        verdict,
        title,
        values=kept,
        target_id=target,
        before={"facts": packed(before)},
        changes={
            label_of(name): [in_words(name, before[name]), in_words(name, value)]
            for name, value in judged.changed.items()
        },
    )
