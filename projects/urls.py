"""The addresses of the projects room."""

from __future__ import annotations

from django.urls import path

from projects.views import (
    amendments,
    board,
    library,
    moves,
    notes,
    notices,
    projects,
    reviews,
    writing,
    year,
)

app_name = "projects"

urlpatterns = [
    path("projects/", board.board, name="board"),
    path("projects/list/", projects.project_list, name="project_list"),
    path("projects/excel/", projects.project_excel, name="project_excel"),
    path("projects/new/", writing.project_new, name="project_new"),
    path("projects/notices/", notices.notice_list, name="notice_list"),
    path("projects/year/<int:body>/<int:year>/", year.project_year, name="project_year"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/edit/", writing.project_edit, name="project_edit"),
    path("projects/<int:pk>/budget/", writing.project_budget, name="project_budget"),
    path("projects/<int:pk>/milestones/", writing.project_milestones, name="project_milestones"),
    path("projects/<int:pk>/papers/", writing.project_papers, name="project_papers"),
    path(
        "projects/papers/<int:pk>/remove/",
        writing.project_paper_remove,
        name="project_paper_remove",
    ),
    path("projects/<int:pk>/move/<slug:verb>/", moves.project_move, name="project_move"),
    path("projects/<int:pk>/note/", notes.project_note, name="project_note"),
    path("projects/milestones/<int:pk>/done/", notes.milestone_done, name="milestone_done"),
    path("projects/<int:pk>/reviewers/", reviews.reviewer_add, name="reviewer_add"),
    path("projects/appraisals/<int:pk>/", reviews.appraisal_detail, name="appraisal_detail"),
    path("projects/appraisals/<int:pk>/recuse/", reviews.appraisal_recuse, name="appraisal_recuse"),
    path("projects/<int:pk>/objections/", notices.objection_new, name="objection_new"),
    path("projects/objections/<int:pk>/answer/", notices.objection_answer, name="objection_answer"),
    path(
        "projects/<int:pk>/amendments/<slug:kind>/", amendments.amendment_new, name="amendment_new"
    ),
    path("projects/amendments/<int:pk>/", amendments.amendment_detail, name="amendment_detail"),
    path("projects/library/", library.library, name="library"),
    path("projects/library/<int:pk>/", library.pack_detail, name="pack_detail"),
    path("projects/library/<int:pk>/withdraw/", library.pack_withdraw, name="pack_withdraw"),
    path("projects/library/<int:pk>/adopt/", library.pack_adopt, name="pack_adopt"),
    path("projects/<int:pk>/pack/", library.pack_publish, name="pack_publish"),
]
