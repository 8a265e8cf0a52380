"""Addresses of the part growth."""

from __future__ import annotations

from django.urls import path

from people.views import growth

urlpatterns = [
    path("people/courses/", growth.course_list, name="course_list"),
    path("people/talents/", growth.talent_list, name="talent_list"),
]
