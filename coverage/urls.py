"""The addresses of the coverage room."""

from __future__ import annotations

from django.urls import path

from coverage.views import (
    acts,
    entering,
    mine,
    notices,
    overview,
    parties,
    proposals,
    sheet,
    snapshots,
    spring,
    unit,
    units,
)

app_name = "coverage"

urlpatterns = [
    path("coverage/", overview.overview, name="overview"),
    path("coverage/fresh/", overview.overview_fresh, name="overview_fresh"),
    path("coverage/trend/", overview.overview_trend, name="overview_trend"),
    path("coverage/snapshots/<int:pk>/", snapshots.snapshot_roll, name="snapshot_roll"),
    path("coverage/proposals/", proposals.proposal_list, name="proposal_list"),
    path("coverage/proposals/make/", proposals.proposal_make, name="proposal_make"),
    path("coverage/proposals/<int:pk>/accept/", proposals.proposal_accept, name="proposal_accept"),
    path("coverage/proposals/<int:pk>/refuse/", proposals.proposal_refuse, name="proposal_refuse"),
    path("coverage/spring/", spring.spring, name="spring"),
    path("coverage/spring/excel/", spring.spring_excel, name="spring_excel"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/excel/", sheet.unit_excel, name="unit_excel"),
    path("units/new/", entering.unit_new, name="unit_new"),
    path("units/mine/", mine.unit_mine, name="unit_mine"),
    path("units/contacts/", mine.contact_list, name="contact_list"),
    path("units/notices/", notices.notice_queue, name="notice_queue"),
    path("units/notices/confirm/", notices.notice_confirm, name="notice_confirm"),
    path("units/notices/<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("units/notices/<int:pk>/<slug:verb>/", notices.notice_move, name="notice_move"),
    path("units/<int:pk>/", unit.unit_detail, name="unit_detail"),
    path("units/<int:pk>/contact/", acts.unit_contact, name="unit_contact"),
    path("units/<int:pk>/correct/", acts.unit_correct, name="unit_correct"),
    path("units/<int:pk>/verify/", acts.unit_verify, name="unit_verify"),
    path("units/<int:pk>/give/", acts.unit_give, name="unit_give"),
    path("units/<int:pk>/retire/", acts.unit_retire, name="unit_retire"),
    path("units/<int:pk>/found/", acts.unit_found, name="unit_found"),
    path("parties/<int:pk>/", parties.party_detail, name="party_detail"),
    path("parties/<int:pk>/edit/", parties.party_edit, name="party_edit"),
]
