"""Import kinds as resources of django-import-export: the way out of the administration pages.

The columns and the rows are the kind's own, so that what is exported here is what the portal
exports. The way in is closed: a resource would read the file in the web process and save row by
row. Uploads go to ``workflow.actions.imports`` (decision 015).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import Resource
from import_export.widgets import Widget

from documents.intake.templates import export_workbook
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from workflow.importing import ImportKind

_CLOSED: Final = "spreadsheets come in through workflow.actions.imports.start_import"


class AsStored(Widget):
    """A value as the kind hands it out; the writer of the workbook knows how to show it."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value


class SheetResource(Resource):
    """One kind, as far as one person sees it."""

    def __init__(self, kind: ImportKind, *, tenant: Tenant, actor: Actor) -> None:
        super().__init__()
        self.kind = kind
        self.columns = tuple(kind.fields(tenant=tenant, actor=actor))
        self.fields = {
            one.key: Field(attribute=one.key, column_name=one.label, widget=AsStored())
            for one in self.columns
        }
        self._reader = (tenant, actor)

    def get_queryset(self) -> Iterable[Mapping[str, object]]:
        """The rows in scope, by column."""
        tenant, actor = self._reader
        return self.kind.export(tenant=tenant, actor=actor)

    def get_export_order(self) -> list[str]:
        """As in the template."""
        return list(self.fields)

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> Any:
        """Straight from the row: no column is worked out here."""
        return field.export(instance, **kwargs)

    def import_data(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Closed."""
        raise NotImplementedError(_CLOSED)


class SheetFormat(XLSX):
    """A workbook as ours are: formula-like text is text, choices are drop-downs."""

    def __init__(self, resource: SheetResource) -> None:
        super().__init__()
        self._resource = resource

    def can_import(self) -> bool:
        """Never: the reader is ``documents.spreadsheets``, in a process of its own."""
        return False

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> NoReturn:
        """Closed."""
        raise NotImplementedError(_CLOSED)

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        """The rows of a dataset under the kind's columns."""
        columns = self._resource.columns
        keys = [column.key for column in columns]
        rows = (dict(zip(keys, row, strict=True)) for row in dataset)
        return export_workbook(title=self._resource.kind.label, fields=columns, rows=rows)
