"""Addresses of the part care."""

from __future__ import annotations

from django.urls import path

from people.views import care

urlpatterns = [
    path("people/stays/", care.stay_list, name="stay_list"),
]
