"""Files that belong to a row of this room (附件), and one row's changes with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from documents.filetypes import FileType
from hierarchy.actors import Actor
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
    for pk in wanted.keys() - known:
        check_file(wanted[pk], tenant_id=row.tenant_id, actor=actor)
    if wanted.keys() == known:
        return None
    row.attachments.set(wanted.values())
    return "、".join(file.name for file in wanted.values()) or "无"


def check_file(file: Attachment, *, tenant_id: int, actor: Actor) -> None:
    """Refuse a file that the person may not read. Raises ``ValidationError`` ``foreign_file``."""
    readable = Attachment.objects.visible_to(actor).filter(tenant_id=tenant_id)
    if not actor.is_system and not readable.filter(pk=file.pk).exists():
        raise ValidationError("所选文件不存在或不在您的范围内，请重新选择。", code="foreign_file")


def in_kinds(files: Iterable[Attachment]) -> str:
    """How many files of which kind, for the trail: a name may be a person's; empty for none."""
    labels = {kind.content_type: kind.label for kind in FileType}
    counts = Counter(labels.get(file.content_type, "其他文件") for file in files)
    return "、".join(f"{label} {count} 份" for label, count in counts.items())
