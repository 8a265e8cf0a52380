"""``manage.py import_sheet KIND FILE --tenant CODE``: the import of the pages, for scripts."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from documents.intake.mapping import ColumnMapping
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.request_ids import tied_to
from workflow.actions.imports import confirm_import, discard_import, start_import, work_on
from workflow.management.sheets import actor_of, add_arguments, tenant_of
from workflow.models import ImportRun

Status = ImportRun.Status


class Command(BaseCommand):
    """Exit 0 when all is written (or, dry, could be), 1 when anything is refused."""

    help = "导入一个表格：逐行校验，列出全部错误；没有错误才一次写入。--dry-run 只校验。"

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)
        parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx 或 .csv 文件")
        parser.add_argument("--dry-run", action="store_true", help="只校验，不写入")
        parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = tenant_of(options["tenant"])
        actor = actor_of(options["username"], tenant, at=timezone.now())
        with tied_to(uuid.uuid4().hex):
            answer = self._carry_out(options, tenant, actor)
        told = json.dumps(answer, ensure_ascii=False) if options["json"] else _in_words(answer)
        self.stdout.write(told)
        if answer["refused"]:
            sys.exit(1)

    def _carry_out(self, options: dict[str, Any], tenant: Tenant, actor: Actor) -> dict[str, Any]:
        try:
            run = _started(options["kind"], options["file"], tenant, actor)
        except ValidationError as refused:
            return {"refused": True, "status": "refused", "refusal": " ".join(refused.messages)}
        except PermissionDenied as denied:
            raise CommandError(str(denied)) from denied
        run = work_on(run=run, actor=actor)
        if options["dry_run"]:
            return self._dropped(run, actor)
        if run.status == Status.READY and run.writes:
            try:
                run = work_on(run=confirm_import(run=run, actor=actor), actor=actor)
            except ValidationError as busy:
                return _answer(run, refusal=" ".join(busy.messages))
        return _answer(run)

    def _dropped(self, run: ImportRun, actor: Actor) -> dict[str, Any]:
        answer = _answer(run) | {"dry_run": True}
        answer["refused"] = run.status != Status.READY
        discard_import(run=run, actor=actor)
        return answer


def _started(kind: str, path: Path, tenant: Tenant, actor: Actor) -> ImportRun:
    try:
        with path.open("rb") as stream:
            upload = File(stream, name=path.name)
            return start_import(kind=kind, upload=upload, tenant=tenant, actor=actor)
    except OSError as error:
        raise CommandError(f"打不开文件“{path}”：{error.strerror}。请核对路径。") from error


def _answer(run: ImportRun, *, refusal: str = "") -> dict[str, Any]:
    unchanged = run.status == Status.READY and not run.writes
    return {
        "run": run.pk,
        "file": run.file_name,
        "status": run.status,
        "refused": not (run.status == Status.DONE or unchanged) or bool(refusal),
        "written": run.writes if run.status == Status.DONE else 0,
        "rows": run.progress_total,
        "counts": {name: run.counts.get(name, 0) for name in _COUNTS},
        "errors": list(_errors(run)),
        "notes": list(run.notes),
        "tidied": run.tidied.get("total", 0),
        "refusal": refusal or run.refusal or _question(run),
    }


_COUNTS = {"new": "新增", "changed": "变更", "unchanged": "无变化", "refused": "不能导入"}


def _question(run: ImportRun) -> str:
    if run.status != Status.MAPPING:
        return ""
    return "".join(ColumnMapping.from_dict(run.mapping).problems)


def _errors(run: ImportRun) -> Iterator[dict[str, Any]]:
    for row in run.rows.filter(verdict="refused").order_by("number").iterator():
        yield from row.errors


def _in_words(answer: dict[str, Any]) -> str:
    if "run" not in answer:
        return f"{answer['refusal']}\n没有写入任何内容。"
    counts = "，".join(f"{label} {answer['counts'][name]:,}" for name, label in _COUNTS.items())
    lines = [f"{answer['file']}：共 {answer['rows']:,} 行，{counts}。", *answer["notes"]]
    if answer["tidied"]:
        lines.append(f"整理了 {answer['tidied']:,} 处。")
    lines += [_error_line(error) for error in answer["errors"]]
    lines += [answer["refusal"]] if answer["refusal"] else []
    return "\n".join([*lines, _outcome(answer)])


def _error_line(error: dict[str, Any]) -> str:
    column = error["column"] or "整行"
    place = f"{column}（{error['letter']} 列）" if error["letter"] else column
    return f"第 {error['row']} 行 {place} “{error['value']}”：{error['text']}"


def _outcome(answer: dict[str, Any]) -> str:
    if answer["written"]:
        return f"已写入 {answer['written']:,} 行，导入批次 {answer['run']}。"
    if answer["refused"]:
        return f"共 {len(answer['errors']):,} 处错误，没有写入任何内容。"
    if answer.get("dry_run"):
        return "校验通过，只校验未写入。"
    return "与台账完全一致，没有需要写入的内容。"
