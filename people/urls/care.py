"""Addresses of the part care."""

from __future__ import annotations

from django.urls import path

from people.views import care, dues, stays, warnings

urlpatterns = [
    path("people/stays/", care.stay_list, name="stay_list"),
    path("people/stays/new/", stays.stay_new, name="stay_new"),
    path("people/stays/<int:pk>/", care.stay_detail, name="stay_detail"),
    path("people/stays/<int:pk>/edit/", stays.stay_edit, name="stay_edit"),
    path("people/stays/<int:pk>/confirm/", stays.stay_confirm, name="stay_confirm"),
    path("people/stays/<int:pk>/decline/", stays.stay_decline, name="stay_decline"),
    path("people/stays/<int:pk>/contact/", stays.stay_contact, name="stay_contact"),
    path("people/stays/<int:pk>/end/", stays.stay_end, name="stay_end"),
    path("people/dues/", dues.dues_board, name="dues_board"),
    path("people/dues/<int:pk>/excuse/", dues.dues_excuse, name="dues_excuse"),
    path("people/dues/<int:pk>/undo/", dues.dues_undo, name="dues_undo"),
    path("people/warnings/", warnings.warning_list, name="warning_list"),
    path("people/warnings/<int:pk>/", warnings.warning_settle, name="warning_settle"),
]
