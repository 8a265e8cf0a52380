"""The addresses of the projects room."""

from __future__ import annotations

from django.urls import path

from projects.views import (
    amendments,
    board,
    bookings,
    expense_moves,
    expenses,
    final_account,
    funds,
    library,
    moves,
    notes,
    notices,
    papers,
    path_ledger,
    path_moves,
    paths,
    projects,
    reviews,
    teams,
    tranches,
    venue_gaps,
    venues,
    volumes,
    vouchers,
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
    path("projects/<int:pk>/papers/", papers.project_papers, name="project_papers"),
    path(
        "projects/papers/<int:pk>/remove/",
        papers.project_paper_remove,
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
# Money: the city's budget by source, the ledger, tranches, expenses, the final account.
urlpatterns += [
    path("projects/funds/", funds.funds, name="funds"),
    path("projects/funds/rows/", funds.fund_rows, name="fund_rows"),
    path("projects/funds/budgets/", funds.budget_list, name="budget_list"),
    path("projects/funds/budgets/new/", funds.budget_set, name="budget_set"),
    path("projects/funds/carry/", funds.budget_carry, name="budget_carry"),
    path("projects/vouchers/", vouchers.voucher_list, name="voucher_list"),
    path("projects/vouchers/excel/", vouchers.voucher_excel, name="voucher_excel"),
    path("projects/vouchers/<int:pk>/", vouchers.voucher_detail, name="voucher_detail"),
    path("projects/vouchers/<int:pk>/reverse/", vouchers.voucher_reverse, name="voucher_reverse"),
    path("projects/tranches/", tranches.tranche_list, name="tranche_list"),
    path("projects/tranches/<int:pk>/<slug:verb>/", tranches.tranche_move, name="tranche_move"),
    path("projects/<int:pk>/hand-back/", tranches.project_hand_back, name="project_hand_back"),
    path("projects/expenses/", expenses.expense_list, name="expense_list"),
    path("projects/<int:pk>/expenses/new/", expenses.expense_new, name="expense_new"),
    path("projects/expenses/<int:pk>/", expenses.expense_detail, name="expense_detail"),
    path("projects/expenses/<int:pk>/edit/", expenses.expense_edit, name="expense_edit"),
    path(
        "projects/expenses/<int:pk>/<slug:verb>/", expense_moves.expense_move, name="expense_move"
    ),
    path("projects/refunds/<int:pk>/reverse/", expense_moves.refund_reverse, name="refund_reverse"),
    path("projects/<int:pk>/account/", final_account.final_account, name="final_account"),
    path(
        "projects/<int:pk>/account/word/",
        final_account.final_account_word,
        name="final_account_word",
    ),
    path("projects/paths/", paths.path_list, name="path_list"),
    path("projects/paths/history/", path_ledger.path_history, name="path_history"),
    path("projects/paths/excel/", paths.path_excel, name="path_excel"),
    path("projects/paths/new/", paths.path_new, name="path_new"),
    path("projects/paths/<int:pk>/", paths.path_detail, name="path_detail"),
    path("projects/paths/<int:pk>/edit/", paths.path_edit, name="path_edit"),
    path("projects/paths/<int:pk>/<slug:verb>/", path_moves.path_move, name="path_move"),
    path("projects/teams/", teams.team_list, name="team_list"),
    path("projects/teams/new/", teams.team_new, name="team_new"),
    path("projects/teams/<int:pk>/", teams.team_detail, name="team_detail"),
    path("projects/teams/<int:pk>/edit/", teams.team_edit, name="team_edit"),
    path("projects/teams/<int:pk>/<slug:verb>/", teams.team_move, name="team_move"),
    path("projects/venues/", venues.venue_list, name="venue_list"),
    path("projects/venues/excel/", venues.venue_excel, name="venue_excel"),
    path("projects/venues/new/", venues.venue_new, name="venue_new"),
    path("projects/venues/gaps/", venue_gaps.venue_gaps, name="venue_gaps"),
    path("projects/venues/<int:pk>/", venues.venue_detail, name="venue_detail"),
    path("projects/venues/<int:pk>/edit/", venues.venue_edit, name="venue_edit"),
    path("projects/venues/<int:pk>/start/", venues.venue_start, name="venue_start"),
    path("projects/venues/<int:pk>/close/", venues.venue_close, name="venue_close"),
    path("projects/venues/<int:pk>/book/", bookings.booking_new, name="booking_new"),
    path("projects/bookings/", bookings.booking_list, name="booking_list"),
    path("projects/bookings/<int:pk>/<slug:verb>/", bookings.booking_move, name="booking_move"),
]
# On paper: each paper as Word, all of a project as one volume.
urlpatterns += [
    path("projects/<int:pk>/papers/<slug:kind>/word/", volumes.project_paper, name="project_paper"),
    path(
        "projects/<int:pk>/papers/<slug:kind>/<int:row>/word/",
        volumes.project_paper,
        name="project_paper",
    ),
    path("projects/<int:pk>/volume/", volumes.project_volume, name="project_volume"),
    path(
        "projects/<int:pk>/volume/state/",
        volumes.project_volume_state,
        name="project_volume_state",
    ),
    path("projects/<int:pk>/volume/pdf/", volumes.project_volume_pdf, name="project_volume_pdf"),
]
