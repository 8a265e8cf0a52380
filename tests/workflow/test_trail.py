"""留痕: every action leaves who, as which post, when, what, why and in which request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from checklists.actions.carrying import carry_over_to
from checklists.actions.deciding import (
    accept_assignment,
    comment_assignment,
    remind_assignment,
    send_back_assignment,
    stop_assignment,
)
from checklists.actions.drafting import draft_checklist, edit_item
from checklists.actions.handling import report_progress, request_extension
from checklists.actions.issuing import issue_checklist
from checklists.models import Assignment, Comment, Report, Review
from config.celery import app
from hierarchy.actors import system_actor
from hierarchy.middleware import ActingMiddleware
from hierarchy.request_ids import current_request_id, tied_to
from tests.lists import YEAR, cascade, city_draft, city_list, completed, given_to
from tests.world import World
from workflow.models import AuditEntry


def last() -> AuditEntry:
    return AuditEntry.objects.latest("id")


def test_an_entry_says_who_as_what_when_and_in_which_request(world: World) -> None:
    draft = city_draft(world, titles=("甲",))
    actor = world.actor("city_leader", request_id="request-0001", ip="10.1.2.3")

    issue_checklist(checklist=draft, actor=actor)

    entry = last()
    assert (entry.user, entry.user_name) == (world.user("city_leader"), "陆市书")
    assert entry.post == "市委两新工委 书记"
    assert (entry.at, entry.verb) == (world.at, "checklist.issue")
    assert (entry.target_type, entry.target_id) == ("checklists.checklist", draft.pk)
    assert entry.before["status"] == "draft"
    assert entry.after["status"] == "issued"
    assert (entry.request_id, entry.ip) == ("request-0001", "10.1.2.3")
    assert (entry.tenant, entry.organization) == (world.tenant, world.city)


def test_a_stand_in_shows_both_names(world: World) -> None:
    cascade(world, titles=("甲",))
    owed = completed(world, given_to(world, "branch"), "secretary")

    accept_assignment(assignment=owed, actor=world.actor("delegate"))

    entry = last()
    assert (entry.user_name, entry.on_behalf_of) == ("苗代办", "水指一")
    assert entry.post == "平江1岗 党建指导员（代水指一）"


def test_what_is_done_as_another_post_is_recorded_as_that_post(world: World) -> None:
    cascade(world, titles=("甲",))
    head = world.actor("station_head")
    station_post = next(post for post in head.posts if post.position.organization == world.station)
    owed = given_to(world, "station")

    report_progress(assignment=owed, text="已部署", actor=head)

    assert last().post == station_post.label


Act = Callable[[World], object]

ACTS: dict[str, Act] = {
    "checklist.draft": lambda w: draft_checklist(
        issuer=w.city, year=YEAR, actor=w.actor("city_clerk")
    ),
    "item.edit": lambda w: edit_item(
        item=city_draft(w).items.get(serial=1),
        changes={"title": "新"},
        actor=w.actor("city_clerk"),
    ),
    "checklist.issue": city_list,
    "assignment.report_progress": lambda w: report_progress(
        assignment=_leaf(w), text="在办", actor=w.actor("secretary")
    ),
    "assignment.report": lambda w: completed(w, _leaf(w), "secretary"),
    "assignment.request_extension": lambda w: request_extension(
        assignment=_leaf(w),
        until=dt.date(YEAR, 12, 1),
        reason="搬迁",
        actor=w.actor("secretary"),
    ),
    "assignment.send_back": lambda w: send_back_assignment(
        assignment=completed(w, _leaf(w), "secretary"), opinion="补充", actor=w.actor("officer")
    ),
    "assignment.cancel": lambda w: stop_assignment(
        assignment=_leaf(w), verb="cancel", reason="单位注销", actor=w.actor("officer")
    ),
    "assignment.remind": lambda w: remind_assignment(assignment=_leaf(w), actor=w.actor("officer")),
    "assignment.comment": lambda w: comment_assignment(
        assignment=_leaf(w), text="已阅", actor=w.actor("town_reader")
    ),
    "item.allocate": lambda w: _carried(w),
}


@pytest.mark.parametrize("verb", list(ACTS))
def test_every_verb_leaves_its_entry(world: World, verb: str) -> None:
    ACTS[verb](world)

    entry = last()
    assert entry.verb == verb
    assert entry.user_name
    assert entry.post
    assert entry.request_id
    assert entry.organization is not None


def _leaf(world: World) -> Assignment:
    cascade(world, titles=("甲",))
    return given_to(world, "branch")


def _carried(world: World) -> object:
    city_list(world, titles=("甲",))
    leader = world.actor("city_leader")
    old = stop_assignment(
        assignment=given_to(world, "mall"), verb="carry_over", reason="续办", actor=leader
    ).item
    draft = draft_checklist(issuer=world.city, year=YEAR + 1, actor=leader)
    return carry_over_to(checklist=draft, items=[old], actor=leader)


@pytest.mark.parametrize("model", [AuditEntry, Report, Review, Comment])
def test_what_was_said_is_neither_changed_nor_deleted(world: World, model: type) -> None:
    cascade(world, titles=("甲",))
    owed = completed(world, given_to(world, "branch"), "secretary")
    accept_assignment(assignment=owed, actor=world.actor("officer"))
    comment_assignment(assignment=owed, text="已阅", actor=world.actor("officer"))

    for attempt in (
        lambda: model.objects.update(user_name="他人"),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
            attempt()
    assert model.objects.exists()


def test_the_trail_is_not_emptied(world: World) -> None:
    with (
        pytest.raises(DatabaseError, match="留痕不得清空"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {AuditEntry._meta.db_table}")


def test_row_events_carry_the_request_of_their_entry(world: World) -> None:
    city_list(world, titles=("甲",))
    event = apps.get_model("checklists", "AssignmentEvent")
    before = event.objects.count()

    with tied_to("request-0002"):
        stop_assignment(
            assignment=given_to(world, "mall"),
            verb="cancel",
            reason="不再开展",
            actor=world.actor("city_leader"),
        )

    assert last().request_id == "request-0002"
    row = event.objects.latest("pgh_id")
    assert event.objects.count() == before + 1
    assert row.status == "cancelled"
    assert row.pgh_context.metadata == {"request_id": "request-0002"}


def test_bulk_statements_carry_it_too(world: World) -> None:
    city_list(world, titles=("甲",))
    event = apps.get_model("checklists", "AssignmentEvent")

    with tied_to("request-0003"):
        Assignment.objects.update(progress=10)

    ids = set(event.objects.order_by("-pgh_id").values_list("pgh_context_id", flat=True)[:2])
    assert len(ids) == 1
    assert event.objects.latest("pgh_id").pgh_context.metadata["request_id"] == "request-0003"


def test_a_task_is_one_request_and_says_so(world: World) -> None:
    city_list(world, titles=("甲",))
    seen: list[str] = []

    @app.task(name="tests.touch")
    def touch() -> None:
        seen.append(system_actor(at=world.at).request_id)
        Assignment.objects.filter(receiver=world.mall).update(progress=20)

    try:
        touch.delay()
    finally:
        app.tasks.unregister("tests.touch")

    row = apps.get_model("checklists", "AssignmentEvent").objects.latest("pgh_id")
    assert row.pgh_context.metadata == {"request_id": seen[0]}
    assert current_request_id() == ""


def test_a_page_ties_what_it_writes_to_its_request(world: World) -> None:
    city_list(world, titles=("甲",))
    page = RequestFactory().get("/")
    page.request_id = "request-0004"  # type: ignore[attr-defined]

    def write(request: HttpRequest) -> HttpResponse:
        Assignment.objects.filter(receiver=world.mall).update(progress=30)
        return HttpResponse()

    ActingMiddleware(write)(page)

    row = apps.get_model("checklists", "AssignmentEvent").objects.latest("pgh_id")
    assert row.pgh_context.metadata == {"request_id": "request-0004"}


def test_one_tie_holds_inside_another() -> None:
    with tied_to("outer") as outer, tied_to("inner") as inner:
        assert (outer, inner, current_request_id()) == ("outer", "outer", "outer")
    assert current_request_id() == ""
