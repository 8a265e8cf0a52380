"""The form about an import's columns, as the page shows it and as it is sent back."""

from __future__ import annotations

from typing import Any

from documents.intake.mapping import ColumnMapping
from hierarchy.actors import Actor
from workflow.forms.imports import MappingForm
from workflow.importing import ImportKind
from workflow.models import ImportRun


def mapping_form(
    run: ImportRun, kind: ImportKind, actor: Actor, *, data: Any = None
) -> MappingForm:
    """The form over the columns that the file was found to have."""
    return MappingForm(
        data,
        mapping=ColumnMapping.from_dict(run.mapping),
        fields=kind.fields(tenant=run.tenant, actor=actor),
    )
