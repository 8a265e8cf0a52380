"""Handing data out as a spreadsheet that imports again, with a line in the trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction

from documents.intake.templates import export_workbook
from hierarchy.actors import Actor, Post
from hierarchy.models import Tenant
from hierarchy.roles import require_anywhere
from workflow import audit
from workflow.importing import kinds
from workflow.resources import SheetFormat, SheetResource


class _Counted:
    """Rows, and how many there were."""

    def __init__(self, rows: Iterable[Mapping[str, object]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Mapping[str, object]]:
        for row in self._rows:
            self.count += 1
            yield row


@transaction.atomic
def export_sheet(*, kind: str, tenant: Tenant, actor: Actor) -> bytes:
    """What the actor sees of a kind, as a workbook; imported again it changes nothing."""
    source: Any = kinds()[kind]
    post = require_anywhere(actor, source.capability, tenant=tenant)
    rows = _Counted(source.export(tenant=tenant, actor=actor))
    fields = source.fields(tenant=tenant, actor=actor)
    content = export_workbook(title=source.label, fields=fields, rows=rows)
    _record(source.label, rows.count, tenant, actor, post)
    return content


@transaction.atomic
def export_through_resource(*, kind: str, tenant: Tenant, actor: Actor) -> bytes:
    """The same sheet by way of django-import-export, for the administration pages."""
    source = kinds()[kind]
    post = require_anywhere(actor, source.capability, tenant=tenant)
    resource = SheetResource(source, tenant=tenant, actor=actor)
    dataset = resource.export()
    content = SheetFormat(resource).export_data(dataset)
    _record(source.label, len(dataset), tenant, actor, post)
    return content


def _record(label: str, rows: int, tenant: Tenant, actor: Actor, post: Post | None) -> None:
    audit.record(
        verb="import.export",
        target=tenant,
        actor=actor,
        tenant=tenant,
        organization=post.position.organization if post else None,
        after={"kind": label, "rows": rows},
        post=post,
    )
