"""Addresses of the part register."""

from __future__ import annotations

from django.urls import path

from people.views import exports, member_imports, members, register

urlpatterns = [
    path("people/members/", register.member_list, name="member_list"),
    path("people/members/totals/", register.member_totals_later, name="member_totals"),
    path("people/members/find/", register.member_find, name="member_find"),
    path("people/members/new/", members.member_new, name="member_new"),
    path("people/members/import/", member_imports.member_import, name="member_import"),
    path(
        "people/members/import/template/",
        member_imports.member_import_template,
        name="member_import_template",
    ),
    path(
        "people/members/imports/<int:pk>/undo/",
        member_imports.member_import_undo,
        name="member_import_undo",
    ),
    path("people/members/<int:pk>/", members.member_detail, name="member_detail"),
    path("people/members/<int:pk>/edit/", members.member_edit, name="member_edit"),
    path("people/members/<int:pk>/reveal/", members.member_reveal, name="member_reveal"),
    path("people/members/<int:pk>/<slug:verb>/", members.member_step, name="member_step"),
    path("people/exports/", exports.export_list, name="export_list"),
    path("people/exports/new/", exports.export_new, name="export_new"),
    path("people/exports/<int:pk>/take/", exports.export_take, name="export_take"),
    path("people/exports/<int:pk>/<slug:verb>/", exports.export_decide, name="export_decide"),
]
