"""Addresses of the part admissions."""

from __future__ import annotations

from django.urls import path

from people.views import admissions

urlpatterns = [
    path("people/admissions/", admissions.admission_board, name="admission_board"),
]
