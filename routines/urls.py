"""The addresses of the routines room."""

from __future__ import annotations

from django.urls import path

from routines.views import (
    calendar,
    entering,
    exceptions,
    feeds,
    groups,
    life,
    meetings,
    obligations,
    record_acts,
    records,
    resolutions,
    rules,
    summaries,
    terms,
    urging,
    votes,
    wall,
)

app_name = "routines"

urlpatterns = [
    path("routines/wall/", wall.wall, name="wall"),
    path("routines/calendar/", calendar.calendar, name="calendar"),
    path("routines/calendar/feeds/", feeds.feed_list, name="feed_list"),
    path("routines/calendar/feeds/make/", feeds.feed_make, name="feed_make"),
    path("routines/calendar/feeds/<int:pk>/revoke/", feeds.feed_revoke, name="feed_revoke"),
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("routines/obligations/", obligations.obligation_list, name="obligation_list"),
    path("routines/obligations/excel/", obligations.obligation_excel, name="obligation_excel"),
    path("routines/obligations/refresh/", rules.obligations_refresh, name="obligations_refresh"),
    path("routines/obligations/urge/", urging.obligations_urge, name="obligations_urge"),
    path("routines/obligations/<int:pk>/urge/", urging.obligation_urge, name="obligation_urge"),
    path("routines/obligations/<int:pk>/", obligations.obligation_detail, name="obligation_detail"),
    path(
        "routines/obligations/<int:pk>/exempt/",
        exceptions.obligation_exempt,
        name="obligation_exempt",
    ),
    path(
        "routines/obligations/<int:pk>/reopen/",
        exceptions.obligation_reopen,
        name="obligation_reopen",
    ),
    path(
        "routines/obligations/<int:pk>/postpone/",
        exceptions.obligation_postpone,
        name="obligation_postpone",
    ),
    path("routines/exemptions/<int:pk>/end/", exceptions.exemption_end, name="exemption_end"),
    path("routines/meetings/", meetings.meeting_list, name="meeting_list"),
    path("routines/meetings/prepare/", meetings.meeting_prepare, name="meeting_prepare"),
    path("routines/meetings/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("routines/meetings/<int:pk>/agenda/", meetings.meeting_agenda, name="meeting_agenda"),
    path("routines/meetings/<int:pk>/hold/", meetings.meeting_hold, name="meeting_hold"),
    path("routines/meetings/<int:pk>/minutes/", meetings.meeting_minutes, name="meeting_minutes"),
    path("routines/meetings/<int:pk>/resolve/", resolutions.resolution_add, name="resolution_add"),
    path("routines/resolutions/", resolutions.resolution_list, name="resolution_list"),
    path("routines/resolutions/<int:pk>/", resolutions.resolution_detail, name="resolution_detail"),
    path(
        "routines/resolutions/<int:pk>/drop/", resolutions.resolution_drop, name="resolution_drop"
    ),
    path("routines/summaries/", summaries.summary_list, name="summary_list"),
    path("routines/summaries/draft/", summaries.summary_draft, name="summary_draft"),
    path("routines/summaries/<int:pk>/", summaries.summary_detail, name="summary_detail"),
    path("routines/summaries/<int:pk>/edit/", summaries.summary_edit, name="summary_edit"),
    path("routines/summaries/<int:pk>/refetch/", summaries.summary_refetch, name="summary_refetch"),
    path("routines/summaries/<int:pk>/word/", summaries.summary_word, name="summary_word"),
    path("routines/summaries/<int:pk>/<slug:verb>/", summaries.summary_move, name="summary_move"),
    path("routines/rules/", rules.rule_list, name="rule_list"),
]
# Organisational life: what a body holds, entered and found.
urlpatterns += [
    path("routines/", life.life, name="life"),
    path("routines/bodies/<int:pk>/", life.life_of, name="life_of"),
    path("routines/bodies/<int:pk>/groups/", groups.group_list, name="group_list"),
    path("routines/bodies/<int:pk>/<slug:kind>/", entering.record_new, name="record_new"),
    path(
        "routines/bodies/<int:pk>/<slug:kind>/matches/",
        entering.record_matches,
        name="record_matches",
    ),
    path("routines/groups/<int:pk>/edit/", groups.group_edit, name="group_edit"),
    path("routines/groups/<int:pk>/dissolve/", groups.group_dissolve, name="group_dissolve"),
    path("routines/records/", records.record_list, name="record_list"),
    path("routines/records/excel/", records.record_excel, name="record_excel"),
    path("routines/records/<int:pk>/", records.record_detail, name="record_detail"),
    path("routines/records/<int:pk>/edit/", record_acts.record_edit, name="record_edit"),
    path("routines/records/<int:pk>/keep/", record_acts.record_keep, name="record_keep"),
    path("routines/records/<int:pk>/answer/", record_acts.record_answer, name="record_answer"),
    path(
        "routines/records/<int:pk>/unanswer/<int:obligation>/",
        record_acts.record_unanswer,
        name="record_unanswer",
    ),
    path(
        "routines/records/<int:pk>/withdraw/", record_acts.record_withdraw, name="record_withdraw"
    ),
    path("routines/records/<int:pk>/term/", terms.record_term, name="record_term"),
    path("routines/records/<int:pk>/word/", records.record_word, name="record_word"),
    path("routines/records/<int:pk>/votes/<slug:kind>/", votes.ballot_new, name="ballot_new"),
    path("routines/votes/<int:pk>/edit/", votes.ballot_edit, name="ballot_edit"),
    path("routines/votes/<int:pk>/remove/", votes.ballot_remove, name="ballot_remove"),
    path("routines/votes/outcome/<slug:kind>/", votes.vote_outcome, name="vote_outcome"),
]
