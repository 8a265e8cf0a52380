"""The addresses of the hierarchy room."""

from __future__ import annotations

from django.urls import path

from hierarchy.views import (
    accounts,
    appointments,
    delegations,
    handovers,
    organizations,
    posts,
    regions,
    sites,
    structure,
)

app_name = "hierarchy"

urlpatterns = [
    path("post/", posts.switch_post, name="switch_post"),
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization_detail"),
    path(
        "organizations/<int:pk>/children/",
        organizations.organization_children,
        name="organization_children",
    ),
    path(
        "organizations/<int:pk>/act/<slug:verb>/",
        structure.organization_act,
        name="organization_act",
    ),
    path(
        "organizations/<int:pk>/positions/new/",
        appointments.position_create,
        name="position_create",
    ),
    path("stations/<int:pk>/", sites.station_site, name="station_site"),
    path("regions/", regions.region_list, name="region_list"),
    path("regions/<int:pk>/", regions.region_detail, name="region_detail"),
    path(
        "regions/<int:pk>/positions/new/",
        appointments.region_position_create,
        name="region_position_create",
    ),
    path("positions/<int:pk>/appoint/", appointments.appoint, name="appoint"),
    path("positions/<int:pk>/abolish/", appointments.position_abolish, name="position_abolish"),
    path("appointments/", appointments.appointment_list, name="appointment_list"),
    path("appointments/<int:pk>/end/", appointments.appointment_end, name="appointment_end"),
    path(
        "appointments/<int:pk>/delegate/",
        delegations.delegation_create,
        name="delegation_create",
    ),
    path("appointments/<int:pk>/handover/", handovers.handover_create, name="handover_create"),
    path("delegations/<int:pk>/revoke/", delegations.delegation_revoke, name="delegation_revoke"),
    path("handovers/<int:pk>/", handovers.handover_detail, name="handover_detail"),
    path("handovers/<int:pk>/word/", handovers.handover_word, name="handover_word"),
    path("people/new/", accounts.account_open, name="account_open"),
    path("people/<int:pk>/", accounts.person_detail, name="person_detail"),
    path("people/<int:pk>/close/", accounts.account_close, name="account_close"),
    path("people/<int:pk>/reset/", accounts.account_reset, name="account_reset"),
]
