"""Addresses of the part register."""

from __future__ import annotations

from django.urls import path

from people.views import register

urlpatterns = [
    path("people/members/", register.member_list, name="member_list"),
]
