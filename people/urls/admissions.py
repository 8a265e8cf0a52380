"""Addresses of the part admissions."""

from __future__ import annotations

from django.urls import path

from people.views import admission_deeds, admissions

_ONE = "people/admissions/<int:pk>/"

urlpatterns = [
    path("people/admissions/", admissions.admission_board, name="admission_board"),
    path("people/admissions/list/", admissions.admission_list, name="admission_list"),
    path("people/admissions/new/", admission_deeds.admission_new, name="admission_new"),
    path(_ONE, admissions.admission_detail, name="admission_detail"),
    path(f"{_ONE}steps/<int:number>/", admission_deeds.admission_step, name="admission_step"),
    path(f"{_ONE}steps/<int:number>/papers/<int:place>/", admissions.step_paper, name="step_paper"),
    path(f"{_ONE}superior/", admission_deeds.admission_superior, name="admission_superior"),
    path(f"{_ONE}end/", admission_deeds.admission_end, name="admission_end"),
    path(
        "people/admissions/records/<int:pk>/correct/",
        admission_deeds.step_correct,
        name="step_correct",
    ),
]
