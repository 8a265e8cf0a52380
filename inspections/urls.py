"""The addresses of the inspections room."""

from __future__ import annotations

from django.urls import path

from inspections.views import board

app_name = "inspections"

urlpatterns = [
    path("inspections/", board.board, name="board"),
]
