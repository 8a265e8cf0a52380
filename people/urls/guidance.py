"""Addresses of the part guidance."""

from __future__ import annotations

from django.urls import path

from people.views import directory, liaisons, officers, opinions

urlpatterns = [
    path("people/directory/", directory.directory, name="directory"),
    path("people/liaisons/", liaisons.liaison_list, name="liaison_list"),
    path("people/liaisons/new/", liaisons.liaison_new, name="liaison_new"),
    path("people/liaisons/<int:pk>/edit/", liaisons.liaison_edit, name="liaison_edit"),
    path("people/liaisons/<int:pk>/<slug:verb>/", liaisons.liaison_move, name="liaison_move"),
    path("people/officers/", officers.officer_list, name="officer_list"),
    path("people/officers/<int:pk>/", officers.officer_detail, name="officer_detail"),
    path("people/officers/<int:pk>/file/", officers.officer_file_new, name="officer_file_new"),
    path("people/files/<int:pk>/edit/", officers.officer_file_edit, name="officer_file_edit"),
    path("people/files/<int:pk>/plan/", officers.officer_plan, name="officer_plan"),
    path("people/balance/", officers.balance, name="balance"),
    path("people/opinions/", opinions.opinion_list, name="opinion_list"),
    path("people/opinions/new/<int:pk>/", opinions.opinion_new, name="opinion_new"),
]
