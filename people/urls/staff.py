"""Addresses of the part staff."""

from __future__ import annotations

from django.urls import path

from people.views import staff

urlpatterns = [
    path("people/", staff.team, name="team"),
]
