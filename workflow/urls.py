"""The addresses of the workflow room."""

from __future__ import annotations

from django.urls import path

from workflow.views import (
    attachments,
    audit,
    filters,
    import_files,
    import_steps,
    imports,
    notices,
)

app_name = "workflow"

urlpatterns = [
    path("inbox/", notices.inbox, name="inbox"),
    path("inbox/read/", notices.notices_read, name="notices_read"),
    path("inbox/<int:pk>/", notices.notice_open, name="notice_open"),
    path(
        "organizations/<int:pk>/attachments/",
        attachments.attachment_upload,
        name="attachment_upload",
    ),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path(
        "attachments/<int:pk>/thumbnail/",
        attachments.attachment_thumbnail,
        name="attachment_thumbnail",
    ),
    path("filters/save/", filters.filter_save, name="filter_save"),
    path("filters/<int:pk>/delete/", filters.filter_delete, name="filter_delete"),
    path("audit/", audit.audit, name="audit"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/columns/", import_steps.import_map, name="import_map"),
    path("imports/<int:pk>/sheet/", import_steps.import_sheet, name="import_sheet"),
    path("imports/<int:pk>/confirm/", import_steps.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/discard/", import_steps.import_discard, name="import_discard"),
    path("imports/<int:pk>/undo/", import_steps.import_undo, name="import_undo"),
    path("imports/<int:pk>/mark/", import_files.import_mark, name="import_mark"),
    path("imports/<int:pk>/marking/", import_files.import_marking, name="import_marking"),
    path("imports/<int:pk>/marked/", import_files.import_marked, name="import_marked"),
    path("imports/new/<slug:kind>/", imports.import_start, name="import_start"),
    path("imports/template/<slug:kind>/", import_files.import_template, name="import_template"),
    path("imports/export/<slug:kind>/", import_files.import_export, name="import_export"),
]
