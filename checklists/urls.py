"""The addresses of the checklists room."""

from __future__ import annotations

from django.urls import path

from checklists.views import (
    assignments,
    attachments,
    bulk,
    decompose,
    documents,
    drafts,
    lists,
    moves,
    reports,
    review,
    thread,
)

app_name = "checklists"

urlpatterns = [
    path("checklists/", lists.checklist_list, name="checklist_list"),
    path("checklists/new/", drafts.checklist_create, name="checklist_create"),
    path("checklists/decompose/", decompose.decompose_start, name="decompose_start"),
    path("checklists/<int:pk>/", lists.checklist_detail, name="checklist_detail"),
    path("checklists/<int:pk>/edit/", drafts.checklist_edit, name="checklist_edit"),
    path("checklists/<int:pk>/move/<slug:verb>/", lists.checklist_move, name="checklist_move"),
    path("checklists/<int:pk>/sign/", lists.checklist_sign, name="checklist_sign"),
    path("checklists/<int:pk>/revise/", drafts.checklist_revise, name="checklist_revise"),
    path("checklists/<int:pk>/copy/", drafts.checklist_copy, name="checklist_copy"),
    path("checklists/<int:pk>/changes/", lists.checklist_changes, name="checklist_changes"),
    path("checklists/<int:pk>/burden/", decompose.burden, name="burden"),
    path("checklists/<int:pk>/word/", documents.checklist_word, name="checklist_word"),
    path("checklists/<int:pk>/excel/", documents.checklist_excel, name="checklist_excel"),
    path("checklists/<int:pk>/import/", documents.checklist_import, name="checklist_import"),
    path("checklists/<int:pk>/number/", documents.checklist_number, name="checklist_number"),
    path(
        "checklists/<int:pk>/attachments/",
        attachments.checklist_attachments,
        name="checklist_attachments",
    ),
    path(
        "checklists/<int:pk>/attachments/<int:file>/remove/",
        attachments.checklist_detach,
        name="checklist_detach",
    ),
    path("checklists/<int:pk>/board/", decompose.decompose_board, name="decompose_board"),
    path(
        "checklists/<int:pk>/carry-over/",
        decompose.checklist_carry_over,
        name="checklist_carry_over",
    ),
    path("checklists/<int:pk>/items/add/", drafts.item_add, name="item_add"),
    path("checklists/<int:pk>/waive/<int:upper>/", decompose.item_waive, name="item_waive"),
    path("items/<int:pk>/edit/", drafts.item_edit, name="item_edit"),
    path("items/<int:pk>/remove/", drafts.item_remove, name="item_remove"),
    path("items/<int:pk>/allocate/", decompose.item_allocate, name="item_allocate"),
    path("items/<int:pk>/library/", drafts.item_keep, name="item_keep"),
    path("items/<int:pk>/thread/", thread.thread, name="thread"),
    path("items/<int:pk>/thread/rows/", thread.thread_rows, name="thread_rows"),
    path("assignments/", assignments.assignment_list, name="assignment_list"),
    path("assignments/excel/", documents.assignment_excel, name="assignment_excel"),
    path("assignments/bulk/", bulk.assignment_bulk, name="assignment_bulk"),
    path("assignments/<int:pk>/", assignments.assignment_detail, name="assignment_detail"),
    path("assignments/<int:pk>/report/", reports.assignment_report, name="assignment_report"),
    path(
        "assignments/<int:pk>/move/<slug:verb>/",
        moves.assignment_move,
        name="assignment_move",
    ),
    path(
        "assignments/<int:pk>/extension/",
        moves.assignment_extension,
        name="assignment_extension",
    ),
    path("assignments/<int:pk>/comment/", assignments.assignment_comment, name="comment"),
    path("assignments/<int:pk>/remind/", assignments.assignment_remind, name="remind"),
    path("assignments/<int:pk>/confirm/", assignments.assignment_confirm, name="confirm"),
    path("review/", review.review_queue, name="review_queue"),
]
