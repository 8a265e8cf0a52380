"""Excel export of what a list shows: the same scope, the same filters."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from documents.spreadsheets.writer import Column, write_workbook
from hierarchy.downloads import download


class Exports:
    """Adds an export to a ``ScopedAdmin`` that names ``export_columns``.

    ``sheet_kinds`` names the import kinds of the same rows: whoever may use one finds its way in
    and its way out above the list (decision 015).
    """

    export_columns: ClassVar[tuple[Column, ...]] = ()
    sheet_kinds: ClassVar[tuple[str, ...]] = ()
    admin_site: Any
    opts: Any

    def export_urls(self) -> list[URLPattern]:
        """The address of the export, where there is one."""
        if not self.export_columns:
            return []
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export_view), name=name)]

    def export_row(self, row: Any) -> dict[str, object]:
        """One line of the sheet."""
        raise NotImplementedError

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Every row that the list would show under the same filters, over all its pages."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied("您没有查看这份名册的权限。请切换到相应岗位。")
        shown = self.get_changelist_instance(request)  # type: ignore[attr-defined]
        rows = shown.get_queryset(request).iterator(chunk_size=2000)
        title = str(self.opts.verbose_name_plural)
        content = write_workbook(
            title=title, columns=self.export_columns, rows=map(self.export_row, rows)
        )
        return download(content, f"{title}.xlsx")
