"""The files that go out with a list (附件): cited, not copied."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from checklists.actions.drafting import lock_draft
from checklists.models import Checklist
from hierarchy.actors import Actor
from workflow import audit
from workflow.models import Attachment

MOST_FILES = 20


@transaction.atomic
def attach_files(*, checklist: Checklist, files: Iterable[Attachment], actor: Actor) -> int:
    """Add files to a draft; how many were new to it.

    Raises ``ValidationError``: ``not_a_draft``, ``nothing_chosen``, ``foreign_file`` for
    files that the actor may not read or show, ``too_many_files``.
    """
    fresh = lock_draft(checklist, actor)
    wanted = {file.pk for file in files}
    if not wanted:
        raise ValidationError("没有选择文件，请选择或上传后再添加。", code="nothing_chosen")
    readable = Attachment.objects.visible_to(actor).filter(tenant_id=fresh.tenant_id)
    found = list(readable.citable().filter(pk__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise ValidationError("所选文件不存在或不在您的范围内，请重新选择。", code="foreign_file")
    known = set(fresh.attachments.values_list("pk", flat=True))
    added = [file for file in found if file.pk not in known]
    if len(known) + len(added) > MOST_FILES:
        raise ValidationError(
            f"一份清单最多 {MOST_FILES} 个附件，现有 {len(known)} 个。请先移除不用的附件。",
            code="too_many_files",
        )
    fresh.attachments.add(*added)
    if added:
        names = "、".join(file.name for file in added)
        _record(fresh, "checklist.attach", actor, after={"files": names})
    return len(added)


@transaction.atomic
def detach_file(*, checklist: Checklist, file_id: int, actor: Actor) -> Attachment:
    """Take a file off a draft; the file itself is kept.

    Raises ``ValidationError``: ``not_a_draft``, ``not_attached``.
    """
    fresh = lock_draft(checklist, actor)
    file = fresh.attachments.filter(pk=file_id).first()
    if file is None:
        raise ValidationError("这个附件已移除，请刷新页面。", code="not_attached")
    fresh.attachments.remove(file)
    _record(fresh, "checklist.detach", actor, before={"files": file.name})
    return file


def _record(
    checklist: Checklist,
    verb: str,
    actor: Actor,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    audit.record(
        verb=verb,
        target=checklist,
        actor=actor,
        organization=checklist.issuer,
        before=before or {},
        after=after or {},
    )
