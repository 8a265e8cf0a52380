"""The addresses of the inspections room."""

from __future__ import annotations

from django.urls import path, re_path

from inspections.views import (
    appeals,
    board,
    cards,
    checking,
    city,
    findings,
    inspections,
    rectification_moves,
    rectification_writing,
    rectifications,
    reports,
    review_moves,
    reviews,
    round_letters,
    rounds,
    scheme_parts,
    scheme_trial,
    schemes,
    scoring,
    surveys,
)

app_name = "inspections"

urlpatterns = [
    path("inspections/", board.board, name="board"),
    path("inspections/rounds/", rounds.round_list, name="round_list"),
    path("inspections/rounds/new/", rounds.round_new, name="round_new"),
    path("inspections/rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("inspections/rounds/<int:pk>/opening/", rounds.round_opening, name="round_opening"),
    path("inspections/rounds/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path(
        "inspections/rounds/<int:pk>/inspections/",
        inspections.round_inspections,
        name="round_inspections",
    ),
    re_path(
        r"^inspections/rounds/(?P<pk>\d+)/(?P<verb>open|start_scoring|take_over|retake|tell|publish|cancel)/$",
        rounds.round_move,
        name="round_move",
    ),
    path("inspections/sheets/", inspections.my_sheets, name="my_sheets"),
    path("inspections/sheets/<int:pk>/", inspections.inspection_detail, name="inspection_detail"),
    path("inspections/sheets/<int:pk>/self-check/", inspections.self_check, name="self_check"),
    path("inspections/sheets/<int:pk>/score/", scoring.inspection_score, name="inspection_score"),
    path("inspections/sheets/<int:pk>/check/", checking.inspection_check, name="inspection_check"),
    path(
        "inspections/sheets/<int:pk>/excuse/",
        inspections.inspection_excuse,
        name="inspection_excuse",
    ),
    path(
        "inspections/sheets/<int:pk>/acknowledge/",
        inspections.inspection_acknowledge,
        name="inspection_acknowledge",
    ),
    path(
        "inspections/sheets/<int:pk>/adjustments/new/",
        scoring.adjustment_new,
        name="adjustment_new",
    ),
    path("inspections/adjustments/<int:pk>/drop/", scoring.adjustment_drop, name="adjustment_drop"),
    path("inspections/sheets/<int:pk>/limits/new/", scoring.limit_hit_new, name="limit_hit_new"),
    path("inspections/limits/<int:pk>/drop/", scoring.limit_hit_drop, name="limit_hit_drop"),
    path("inspections/scores/<int:pk>/", scoring.score_detail, name="score_detail"),
    path("inspections/scores/<int:pk>/dispute/", scoring.score_dispute, name="score_dispute"),
    path("inspections/scores/<int:pk>/appeal/", appeals.appeal_new, name="appeal_new"),
    path("inspections/limits/<int:pk>/appeal/", appeals.limit_hit_appeal, name="limit_hit_appeal"),
    path(
        "inspections/adjustments/<int:pk>/appeal/",
        appeals.adjustment_appeal,
        name="adjustment_appeal",
    ),
    path("inspections/appeals/<int:pk>/answer/", appeals.appeal_answer, name="appeal_answer"),
    path("inspections/overview/", city.city, name="city"),
    path("inspections/cards/<int:pk>/", cards.card, name="card"),
    path("inspections/sheets/<int:pk>/report/", reports.report, name="report"),
    path("inspections/sheets/<int:pk>/report.docx", reports.report_word, name="report_paper"),
    path("inspections/sheets/<int:pk>/deliveries/new/", reports.delivery_new, name="delivery_new"),
    path("inspections/rounds/<int:pk>/handover/", reports.handover_sheet, name="handover_sheet"),
    path("inspections/reviews/", reviews.review_list, name="review_list"),
    path("inspections/reviews/new/", reviews.review_open, name="review_open"),
    path("inspections/reviews/<int:pk>/", reviews.review_detail, name="review_detail"),
    path("inspections/reviews/<int:pk>/report/", reviews.review_report, name="review_report"),
    path("inspections/reviews/<int:pk>/survey/", surveys.survey, name="survey"),
    path(
        "inspections/reviews/<int:pk>/paper/", review_moves.review_paper_word, name="review_paper"
    ),
    path("inspections/reviews/<int:pk>/<slug:verb>/", review_moves.review_move, name="review_move"),
    path(
        "inspections/corrections/<int:pk>/done/",
        review_moves.correction_done,
        name="correction_done",
    ),
    path("inspections/schemes/", schemes.scheme_list, name="scheme_list"),
    path("inspections/schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("inspections/schemes/<int:pk>/", schemes.scheme_detail, name="scheme_detail"),
    path("inspections/schemes/<int:pk>/edit/", schemes.scheme_edit, name="scheme_edit"),
    path("inspections/schemes/<int:pk>/trial/", scheme_trial.scheme_trial, name="scheme_trial"),
    path(
        "inspections/schemes/<int:pk>/dimensions/new/",
        scheme_parts.dimension_new,
        name="dimension_new",
    ),
    path(
        "inspections/schemes/<int:pk>/indicators/new/",
        scheme_parts.indicator_new,
        name="indicator_new",
    ),
    path("inspections/schemes/<int:pk>/limits/new/", scheme_parts.limit_new, name="limit_new"),
    path("inspections/schemes/<int:pk>/<slug:verb>/", schemes.scheme_move, name="scheme_move"),
    path(
        "inspections/schemes/dimensions/<int:pk>/edit/",
        scheme_parts.dimension_edit,
        name="dimension_edit",
    ),
    path(
        "inspections/schemes/dimensions/<int:pk>/drop/",
        scheme_parts.dimension_drop,
        name="dimension_drop",
    ),
    path(
        "inspections/schemes/indicators/<int:pk>/edit/",
        scheme_parts.indicator_edit,
        name="indicator_edit",
    ),
    path(
        "inspections/schemes/indicators/<int:pk>/drop/",
        scheme_parts.indicator_drop,
        name="indicator_drop",
    ),
    path("inspections/schemes/limits/<int:pk>/edit/", scheme_parts.limit_edit, name="limit_edit"),
    path("inspections/schemes/limits/<int:pk>/drop/", scheme_parts.limit_drop, name="limit_drop"),
    path("inspections/findings/", findings.finding_list, name="finding_list"),
    path("inspections/findings/new/", findings.finding_new, name="finding_new"),
    path(
        "inspections/rectifications/",
        rectifications.rectification_list,
        name="rectification_list",
    ),
    path(
        "inspections/rectifications/new/",
        rectification_writing.rectification_new,
        name="rectification_new",
    ),
    path(
        "inspections/rectifications/<int:pk>/",
        rectifications.rectification_detail,
        name="rectification_detail",
    ),
    path(
        "inspections/rectifications/<int:pk>/edit/",
        rectifications.rectification_edit,
        name="rectification_edit",
    ),
    path(
        "inspections/rectifications/<int:pk>/letter/",
        rectifications.rectification_letter,
        name="rectification_letter",
    ),
    path(
        "inspections/rectifications/<int:pk>/remark/",
        rectification_moves.rectification_remark,
        name="rectification_remark",
    ),
    path(
        "inspections/rectifications/<int:pk>/<str:verb>/",
        rectification_moves.rectification_move,
        name="rectification_move",
    ),
    path("inspections/rounds/<int:pk>/letters/", round_letters.round_letters, name="round_letters"),
]
