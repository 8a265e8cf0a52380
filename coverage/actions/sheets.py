"""Handing out a part of the ledger as the sheet that imports again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.intake.templates import export_workbook
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.roles import require_anywhere
from workflow import audit
from workflow.importing import ImportKind

MOST = 30_000


@transaction.atomic
def export_units(
    *,
    kind: ImportKind,
    rows: Iterable[Mapping[str, object]],
    tenant: Tenant,
    asked: Sequence[str],
    actor: Actor,
) -> bytes:
    """Some rows of a kind under the columns of its import, with a line in the trail (导出台账).

    ``asked`` is what was looked for, in words. Raises ``PermissionDenied``,
    ``ValidationError`` ``too_many``.
    """
    post = require_anywhere(actor, kind.capability, tenant=tenant)
    found = list(islice(rows, MOST + 1))
    if len(found) > MOST:
        raise ValidationError(
            f"一次最多导出 {MOST:,} 户。请先按行业或区域筛选，分批导出。", code="too_many"
        )
    fields = kind.fields(tenant=tenant, actor=actor)
    content = export_workbook(title=kind.label, fields=fields, rows=found)
    audit.record(
        verb="import.export",
        target=tenant,
        actor=actor,
        tenant=tenant,
        organization=post.position.organization if post else None,
        after={"kind": kind.label, "rows": len(found)},
        reason="，".join(asked),
        post=post,
    )
    return content
