"""The addresses of the workflow room."""

from __future__ import annotations

from django.urls import path

from workflow.views import attachments, audit, filters, notices

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
]
