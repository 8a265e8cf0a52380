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
    my_messages,
    notices,
    operations,
    reminder_plans,
    tokens,
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
    path("messages/settings/", my_messages.message_settings, name="message_settings"),
    path("messages/ways/<slug:kind>/", my_messages.way_set, name="way_set"),
    path("messages/ways/<int:pk>/test/", my_messages.way_test, name="way_test"),
    path("messages/ways/<int:pk>/confirm/", my_messages.way_confirm, name="way_confirm"),
    path("messages/ways/<int:pk>/switch/", my_messages.way_switch, name="way_switch"),
    path("messages/ways/<int:pk>/forget/", my_messages.way_forget, name="way_forget"),
    path("deliveries/<int:pk>/<slug:verb>/", operations.delivery_act, name="delivery_act"),
    path("operations/", operations.operations, name="operations"),
    path("reminders/", reminder_plans.reminder_plans, name="reminder_plans"),
    path("reminders/plans/add/", reminder_plans.plan_add, name="plan_add"),
    path("reminders/plans/<int:pk>/", reminder_plans.plan_edit, name="plan_edit"),
    path("reminders/policy/", reminder_plans.policy_edit, name="policy_edit"),
    path("reminders/channels/<slug:kind>/", reminder_plans.channel_edit, name="channel_edit"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
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
