"""What people do with an import: upload, say which column is which, confirm, discard, undo.

Each is short. What takes long (reading, checking, writing, taking back) is done afterwards by
``work_on``: in a task for people, at once for a command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from documents.filetypes import SPREADSHEETS
from documents.spreadsheets.limits import INTAKE_LIMITS
from documents.uploads import check_upload
from hierarchy.actors import Actor, Post, system_actor
from hierarchy.models import Tenant
from hierarchy.roles import can_anywhere, require_anywhere
from workflow import audit
from workflow.actions.import_checks import check_import
from workflow.actions.import_leases import Lease, is_abandoned
from workflow.actions.import_writes import revert_import, write_import
from workflow.contents import hold
from workflow.import_moves import import_moves
from workflow.importing import kinds
from workflow.models import ImportRow, ImportRun
from workflow.moves import perform

Status = ImportRun.Status
NO_LONGER_ALLOWED: Final = "导入人现在已没有这项权限，没有写入任何内容。请由有权限的人员重新上传。"


@transaction.atomic
def start_import(*, kind: str, upload: File[bytes], tenant: Tenant, actor: Actor) -> ImportRun:
    """Take a spreadsheet in; nothing of it is read yet.

    Raises ``ValidationError`` with the reason in Chinese for what is no spreadsheet, and keeps
    nothing then.
    """
    judge = kinds()[kind]
    post = require_anywhere(actor, judge.capability, tenant=tenant)
    require_anywhere(actor, judge.writer, tenant=tenant)
    checked = check_upload(
        name=upload.name or "",
        stream=upload.file or upload,  # type: ignore[arg-type]
        size=upload.size,
        kinds=SPREADSHEETS,
        limit=INTAKE_LIMITS.size,
    )
    run = ImportRun(
        tenant=tenant,
        organization=post.position.organization if post else None,
        kind=kind,
        file_name=checked.name,
        sha256=checked.sha256,
        size=checked.size,
        **_importer(actor, post),
    )
    _keep_file(run, checked.content)
    run.save(force_insert=True)
    audit.record(
        verb="import.start",
        target=run,
        actor=actor,
        tenant=tenant,
        organization=run.organization,
        after={"kind": judge.label, "size": checked.size, "sha256": checked.sha256},
        post=post,
    )
    return run


@transaction.atomic
def map_columns(
    *,
    run: ImportRun,
    columns: Mapping[int, str],
    header_rows: Sequence[int] = (),
    actor: Actor,
) -> ImportRun:
    """Say which column is which field (an empty key: not read); the file is then read anew."""
    keys = {field.key for field in kinds()[run.kind].fields(tenant=run.tenant, actor=actor)}
    if unknown := {key for key in columns.values() if key} - keys:
        raise ValidationError(
            f"没有“{'、'.join(sorted(unknown))}”这样的列，请从列表中选择。", code="unknown_field"
        )
    chosen = {
        "columns": {str(index): key for index, key in columns.items()},
        "header_rows": list(header_rows),
    }
    return _read_again(run, "map", {"chosen": chosen}, actor)


@transaction.atomic
def choose_sheet(
    *, run: ImportRun, sheet_title: str, include_hidden: bool, actor: Actor
) -> ImportRun:
    """Read another sheet of the file, or what is hidden in it as well."""
    facts = {"sheet_title": sheet_title[:64], "include_hidden": include_hidden, "chosen": {}}
    return _read_again(run, "choose", facts, actor)


@transaction.atomic
def confirm_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Give the word to write. Another import of the kind in the city that runs refuses it."""
    _check_own(run, actor, "确认")
    fresh = _performed(run, "confirm", actor)
    if not fresh.writes:
        raise ValidationError(
            "表格与台账完全一致，没有需要写入的内容，不必确认。", code="nothing_to_write"
        )
    return _begun(fresh, actor, progress_total=fresh.writes)


@transaction.atomic
def discard_import(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Forget an import that wrote nothing: its rows at once, its file unless others keep it."""
    _check_own(run, actor, "放弃")
    fresh = perform(run, "discard", table=_moves(run), actor=actor)
    rows = ImportRow.objects.filter(run=fresh)
    rows._raw_delete(rows.db)
    if fresh.marked:
        marked = str(fresh.marked.name)
        transaction.on_commit(lambda: fresh.marked.storage.delete(marked))
    transaction.on_commit(lambda: _drop_file(fresh))
    return fresh


@transaction.atomic
def undo_import(*, run: ImportRun, reason: str, actor: Actor) -> ImportRun:
    """Begin to take an import back; refused with everything that stands in the way."""
    kind = kinds()[run.kind]
    fresh = _performed(run, "undo", actor, reason=reason)
    if obstacles := kind.obstacles(fresh, on=actor.on):
        raise ValidationError(obstacles)
    return _begun(fresh, actor, reason=reason.strip()[:400], progress_total=fresh.writes)


def work_on(*, run: ImportRun, actor: Actor) -> ImportRun:
    """Do what a run waits for. Safe to call twice, late, and by two at once."""
    if not can_anywhere(actor, kinds()[run.kind].capability, tenant=run.tenant):
        return _given_up(run, actor)
    if run.status in (Status.READING, Status.CHECKING):
        return check_import(run=run, actor=actor)
    if run.status == Status.WRITING:
        return write_import(run=run, actor=actor)
    if run.status == Status.UNDOING:
        return revert_import(run=run, actor=actor)
    return run


def _importer(actor: Actor, post: Post | None) -> dict[str, Any]:
    """Who imports as what since when; the work itself is done as the same."""
    return {
        "user": actor.user,
        "user_name": actor.name,
        "post": (post.label if post else actor.post_label)[:200],
        "ordered_by": actor.user,
        "ordered_as": post.pk if post else None,
        "started_at": actor.at,
        "working_since": actor.at,
    }


def _moves(run: ImportRun) -> Any:
    return import_moves(kinds()[run.kind].capability)


def _check_own(run: ImportRun, actor: Actor, what: str) -> None:
    if run.user_id != (actor.user.pk if actor.user else None):
        raise PermissionDenied(
            f"这次导入由{run.user_name}上传，只能由本人{what}。如需导入，请自行上传表格。"
        )


def _keep_file(run: ImportRun, content: bytes) -> None:
    """Write the content, unless another run of the city keeps the same on disk already."""
    place = run.file.field.generate_filename(run, run.file_name)
    hold([place])
    if run.file.field.storage.exists(place):
        run.file.name = place
    else:
        run.file.save(run.file_name, ContentFile(content), save=False)


@transaction.atomic
def _drop_file(run: ImportRun) -> None:
    place = str(run.file.name)
    hold([place])
    same = ImportRun.objects.filter(tenant=run.tenant, sha256=run.sha256)
    if not same.exclude(status=Status.DISCARDED).exists():
        run.file.storage.delete(place)


def _read_again(run: ImportRun, verb: str, facts: dict[str, Any], actor: Actor) -> ImportRun:
    _check_own(run, actor, "处理")
    fresh = perform(run, verb, table=_moves(run), actor=actor)
    return _begun(fresh, actor, **facts)


def _begun(run: ImportRun, actor: Actor, **facts: Any) -> ImportRun:
    """Note since when there is something to do; ``work_on`` does it."""
    post = actor.post_anywhere(kinds()[run.kind].capability, tenant_id=run.tenant_id)
    facts |= {
        "working_since": actor.at,
        "progress_done": 0,
        "ordered_by": actor.user,
        "ordered_as": post.pk if post else None,
    }
    ImportRun.objects.filter(pk=run.pk).update(**facts)
    run.refresh_from_db()
    return run


def _performed(run: ImportRun, verb: str, actor: Actor, *, reason: str = "") -> ImportRun:
    """Make a move into writing or undoing, of which a city has one at a time for each kind."""
    Tenant.objects.select_for_update(no_key=True).get(pk=run.tenant_id)
    others = ImportRun.objects.filter(
        tenant_id=run.tenant_id, kind=run.kind, status__in=(Status.WRITING, Status.UNDOING)
    ).exclude(pk=run.pk)
    for other in others:
        if not is_abandoned(other):
            raise ValidationError(_who_is_at_it(other), code="busy")
        _given_back(other, actor)
    return perform(run, verb, table=_moves(run), actor=actor, reason=reason)


def _who_is_at_it(other: ImportRun) -> str:
    since = timezone.localtime(other.working_since or other.started_at)
    doing = "导入" if other.status == Status.WRITING else "撤销导入"
    label = kinds()[other.kind].label
    return (
        f"{other.user_name} 于 {since.month}月{since.day}日 {since:%H:%M} 起正在{doing}{label}，"
        "请稍后再试。"
    )


def _given_back(other: ImportRun, actor: Actor) -> None:
    """A run whose worker died: nothing of it was written or taken back."""
    lease = Lease.take(other, Status.WRITING, Status.UNDOING, actor=system_actor(at=actor.at))
    if lease is not None:
        lease.settle("interrupt" if other.status == Status.WRITING else "keep")


def _given_up(run: ImportRun, actor: Actor) -> ImportRun:
    """Whoever began it may no longer do it."""
    verbs = {Status.WRITING: "interrupt", Status.UNDOING: "keep"}
    lease = Lease.take(
        run,
        *(Status.READING, Status.CHECKING, Status.WRITING, Status.UNDOING),
        actor=system_actor(at=actor.at, request_id=actor.request_id),
    )
    if lease is None:
        return run
    verb = verbs.get(Status(lease.run.status), "refuse")
    return lease.settle(verb, facts={"refusal": NO_LONGER_ALLOWED}, reason=NO_LONGER_ALLOWED)
