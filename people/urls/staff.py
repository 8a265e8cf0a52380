"""Addresses of the part staff."""

from __future__ import annotations

from django.urls import path

from people.views import assessments, recruitment_moves, recruitments, staff, workers

_RECRUITMENT = "people/recruitments/<int:pk>/"
_ASSESSMENT = "people/assessments/<int:pk>/"

urlpatterns = [
    path("people/", staff.team, name="team"),
    path("people/recruitments/", recruitments.recruitment_list, name="recruitment_list"),
    path("people/recruitments/new/", recruitments.recruitment_new, name="recruitment_new"),
    path(_RECRUITMENT, recruitments.recruitment_detail, name="recruitment_detail"),
    path(f"{_RECRUITMENT}edit/", recruitments.recruitment_edit, name="recruitment_edit"),
    path(f"{_RECRUITMENT}files/", recruitments.recruitment_files, name="recruitment_files"),
    path(f"{_RECRUITMENT}enter/", recruitment_moves.recruitment_enter, name="recruitment_enter"),
    path(f"{_RECRUITMENT}marks/", recruitment_moves.recruitment_marks, name="recruitment_marks"),
    path(
        f"{_RECRUITMENT}papers/<slug:kind>/",
        recruitments.recruitment_paper,
        name="recruitment_paper",
    ),
    path(
        f"{_RECRUITMENT}<slug:verb>/", recruitment_moves.recruitment_move, name="recruitment_move"
    ),
    path(
        "people/entrants/<int:pk>/<slug:verb>/",
        recruitment_moves.entrant_move,
        name="entrant_move",
    ),
    path("people/workers/", workers.worker_list, name="worker_list"),
    path("people/workers/new/", workers.worker_new, name="worker_new"),
    path("people/workers/<int:pk>/", workers.worker_detail, name="worker_detail"),
    path("people/workers/<int:pk>/edit/", workers.worker_edit, name="worker_edit"),
    path("people/workers/<int:pk>/assess/", assessments.assessment_new, name="assessment_new"),
    path("people/workers/<int:pk>/<slug:verb>/", workers.worker_move, name="worker_move"),
    path(_ASSESSMENT, assessments.assessment_detail, name="assessment_detail"),
    path(f"{_ASSESSMENT}edit/", assessments.assessment_edit, name="assessment_edit"),
    path(f"{_ASSESSMENT}<slug:verb>/", assessments.assessment_move, name="assessment_move"),
]
