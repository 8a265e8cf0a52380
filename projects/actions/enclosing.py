"""Files that belong to a path, a team or a venue (附件)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from hierarchy.actors import Actor, Post
from workflow import audit
from workflow.models import Attachment

MOST_FILES = 30


def enclose(row: Any, files: Iterable[Attachment] | None, *, actor: Actor) -> str | None:
    """Let these be the files of a row; their names for the trail, ``None`` where nothing changed.

    Part of an action. Raises ``ValidationError`` ``too_many_files``, ``foreign_file``.
    """
    if files is None:
        return None
    wanted = {file.pk: file for file in files}
    if len(wanted) > MOST_FILES:
        raise ValidationError(
            f"附件最多 {MOST_FILES} 个，现有 {len(wanted)} 个。请减少后再保存。",
            code="too_many_files",
        )
    known = set(row.attachments.values_list("pk", flat=True))
    new = wanted.keys() - known
    if new and not actor.is_system:
        readable = Attachment.objects.visible_to(actor).filter(tenant_id=row.tenant_id)
        if readable.filter(pk__in=new).count() < len(new):
            raise ValidationError(
                "所选文件不存在或不在您的范围内，请重新选择。", code="foreign_file"
            )
    if wanted.keys() == known:
        return None
    row.attachments.set(wanted.values())
    return "、".join(file.name for file in wanted.values()) or "无"


def write_edit(
    row: Any,
    *,
    verb: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    files: Iterable[Attachment] | None,
    post: Post | None,
    actor: Actor,
) -> None:
    """Save what differs of a filled, locked row, with its files, and leave the entry.

    Part of an action. Raises ``ValidationError`` ``nothing_changed``, and what ``enclose`` does.
    """
    changed = [name for name in before if before[name] != after[name]]
    names = enclose(row, files, actor=actor)
    if not changed and names is None:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    row.save(update_fields=changed)
    audit.record(
        verb=verb,
        target=row,
        actor=actor,
        organization=row.organization,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | ({"files": names} if names else {}),
        post=post,
    )
