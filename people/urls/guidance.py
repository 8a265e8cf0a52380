"""Addresses of the part guidance."""

from __future__ import annotations

from django.urls import path

from people.views import guidance

urlpatterns = [
    path("people/directory/", guidance.directory, name="directory"),
]
