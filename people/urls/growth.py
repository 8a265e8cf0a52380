"""Addresses of the part growth."""

from __future__ import annotations

from django.urls import path

from people.views import attendance, courses, points, studies, talents

urlpatterns = [
    path("people/courses/", courses.course_list, name="course_list"),
    path("people/courses/new/", courses.course_new, name="course_new"),
    path("people/courses/sign/<str:code>/", attendance.course_sign, name="course_sign"),
    path("people/courses/<int:pk>/", courses.course_detail, name="course_detail"),
    path("people/courses/<int:pk>/edit/", courses.course_edit, name="course_edit"),
    path("people/courses/<int:pk>/attend/", attendance.course_attend, name="course_attend"),
    path("people/courses/<int:pk>/names/", attendance.course_names, name="course_names"),
    path("people/courses/<int:pk>/<str:verb>/", courses.course_move, name="course_move"),
    path("people/studies/", studies.study_list, name="study_list"),
    path(
        "people/studies/<int:pk>/certificate/", studies.study_certificate, name="study_certificate"
    ),
    path("people/studies/<int:pk>/withdraw/", studies.study_withdraw, name="study_withdraw"),
    path("people/studies/<str:kind>/<int:pk>/", studies.study_detail, name="study_detail"),
    path("people/studies/<str:kind>/<int:pk>/new/", studies.study_new, name="study_new"),
    path("people/points/", points.points_list, name="points_list"),
    path("people/points/new/", points.points_new, name="points_new"),
    path("people/points/publish/", points.points_publish, name="points_publish"),
    path("people/points/member/<int:pk>/", points.points_member, name="points_member"),
    path("people/points/<int:pk>/", points.points_detail, name="points_detail"),
    path("people/points/<int:pk>/notice/", points.points_notice, name="points_notice"),
    path("people/points/<int:pk>/<str:verb>/", points.points_move, name="points_move"),
    path("people/talents/", talents.talent_list, name="talent_list"),
    path("people/talents/new/", talents.talent_new, name="talent_new"),
    path("people/talents/<int:pk>/", talents.talent_detail, name="talent_detail"),
    path("people/talents/<int:pk>/edit/", talents.talent_edit, name="talent_edit"),
    path("people/talents/<int:pk>/leave/", talents.talent_leave, name="talent_leave"),
    path("people/talents/<int:pk>/deed/", talents.talent_deed, name="talent_deed"),
    path("people/deeds/<int:pk>/withdraw/", talents.deed_withdraw, name="deed_withdraw"),
]
