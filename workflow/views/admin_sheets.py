"""Spreadsheets in the administration pages: the same engine behind pages of their look.

The upload is handed to ``start_import`` and goes on at the portal's own pages of the import.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminFileFieldWidget

from hierarchy.downloads import download
from hierarchy.requests import ActorRequest
from workflow.actions.exports import export_through_resource
from workflow.forms.imports import UploadForm
from workflow.importing import ImportKind
from workflow.views.imports import kind_or_404, uploaded


class AdminUploadForm(UploadForm):
    """The same upload, in the look of the administration pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: forms.Widget = UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.csv"})
        widget.is_required = True
        self.fields["workbook"].widget = widget


def sheet_import(request: ActorRequest, kind: str) -> HttpResponse:
    """Take a file in; it is read, checked and previewed where every import is."""
    judge, tenant = kind_or_404(request, kind)
    form, begun = uploaded(request, AdminUploadForm, kind=kind, tenant=tenant)
    if begun is not None:
        return begun
    context = {
        **admin.site.each_context(request),
        "title": f"导入{judge.label}",
        "kind": judge,
        "form": form,
        "back": _list_of(judge),
        "media": form.media,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/sheet_import.html", context, status=status)


def sheet_export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the reader keeps, by way of the kind's resource."""
    asked: Any = request
    judge, tenant = kind_or_404(asked, kind)
    content = export_through_resource(kind=kind, tenant=tenant, actor=asked.actor)
    return download(content, f"{judge.label}_{asked.actor.on:%Y%m%d}.xlsx")


def _list_of(kind: ImportKind) -> str:
    """The page whose buttons lead here."""
    for model, page in admin.site._registry.items():
        if kind.key in getattr(page, "sheet_kinds", ()):
            return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return reverse("admin:index")
