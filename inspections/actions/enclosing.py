"""Files that belong to an inspection, a rectification or a remark on one (佐证材料、附件)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError

from hierarchy.actors import Actor
from workflow.models import Attachment

MOST_FILES: Final = 60


def enclose_more(row: Any, files: Iterable[Attachment], *, actor: Actor) -> str:
    """Add files to a row; the names of the new ones for the trail, empty where there are none.

    Part of an action. Raises ``ValidationError`` ``too_many_files``, ``foreign_file``.
    """
    known = set(row.attachments.values_list("pk", flat=True))
    new = {file.pk: file for file in files if file.pk not in known}
    if not new:
        return ""
    if len(known) + len(new) > MOST_FILES:
        raise ValidationError(
            f"佐证材料最多 {MOST_FILES} 个，已有 {len(known)} 个，这次又选了 {len(new)} 个。"
            "请只附最能说明情况的。",
            code="too_many_files",
        )
    readable = Attachment.objects.filter(tenant_id=row.tenant_id)
    if not actor.is_system:
        readable = readable.visible_to(actor)
    if readable.filter(pk__in=new).count() < len(new):
        raise ValidationError("所选文件不存在或不在您的范围内，请重新选择。", code="foreign_file")
    row.attachments.add(*new.values())
    return "、".join(file.name for file in new.values())
