"""Each figure of a summary leads to the rows it counts: the link is followed, the rows counted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from checklists.models import Assignment
from routines.actions.summaries import draft_summary
from routines.models import Obligation, Resolution
from routines.summary_periods import Span
from routines.summary_text import Line, read_back
from routines.terms import RecordKind, SummaryKind
from tests.coverage.conftest import entered
from tests.lists import cascade
from tests.routines.conftest import at, owed, refreshed, with_rules
from tests.routines.records import held
from tests.world import World

D = dt.date
Q1 = Span(SummaryKind.QUARTERLY, 2026, 1)
# By page: what a row of its list links to.
DETAILS = {
    "/assignments/": r"/assignments/(\d+)/",
    "/units/": r"/units/(\d+)/",
    "/obligations/": r"/obligations/(\d+)/",
    "/records/": r"/records/(\d+)/",
    "/resolutions/": r"/resolutions/(\d+)/",
}
NO_ROLL = {"收到下级上报"}
"""There is no list of what came in; what waits is in 审核."""


@pytest.fixture
def quarter(world: World) -> Iterator[World]:
    """A quarter of the mall committee in which something of everything happened, and its edges."""
    with time_machine.travel(world.home.at, tick=False):
        with_rules(world)
        refreshed(world)
        _tasks(world)
        _ledger(world)
        _life(world)
        yield world


def _tasks(world: World) -> None:
    cascade(world, titles=("甲", "乙", "丙", "丁"))
    days = (D(2026, 3, 20), D(2026, 3, 1), D(2026, 2, 1), D(2026, 4, 1))
    for side in ("receiver", "issuer"):
        tasks = Assignment.objects.filter(**{side: world.mall}).order_by("pk")
        for task, due in zip(tasks, days, strict=False):
            Assignment.objects.filter(pk=task.pk).update(due_date=due)
        own = list(tasks.values_list("pk", flat=True))
        Assignment.objects.filter(pk__in=own[:2]).update(status="accepted")
        Assignment.objects.filter(pk=own[0]).update(settled_at=at(D(2026, 3, 20), 23))
        Assignment.objects.filter(pk=own[1]).update(settled_at=at(D(2026, 3, 2), 0))
        Assignment.objects.filter(pk=own[3]).update(status="accepted", settled_at=world.at)


def _ledger(world: World) -> None:
    entered(world, "甲店", cover="alone", place=world.branch, members_here=3)
    entered(world, "乙店", place=world.officer, members_here=4)
    entered(world, "丙店", place=world.officer)
    entered(world, "律所", place=world.lawyer_officer, industry="lawyer", members_here=5)


def _life(world: World) -> None:
    held(world, RecordKind.LECTURE, D(2026, 2, 20))
    held(world, RecordKind.THEME_DAY, D(2026, 2, 27), also=[RecordKind.LECTURE])
    held(world, RecordKind.LECTURE, D(2025, 12, 31))
    held(world, RecordKind.LECTURE, D(2026, 2, 1), body="lawyer_branch", person="lawyer_secretary")
    for body, month, day in (
        ("branch", D(2026, 1, 1), D(2026, 1, 31)),
        ("second_branch", D(2026, 1, 1), D(2026, 2, 2)),
        ("lawyer_branch", D(2026, 1, 1), D(2026, 1, 5)),
    ):
        row = owed(getattr(world, body), "R-13", period_start=month)
        Obligation.objects.filter(pk=row.pk).update(done=1, met_on=day)
    meeting = held(
        world, RecordKind.MONTHLY_MEETING, D(2026, 2, 3), body="mall", person="mall_clerk"
    )
    facts = {"record": meeting, "responsible": world.station}
    for due in (D(2026, 2, 20), D(2026, 3, 31), D(2026, 4, 1)):
        Resolution.objects.create(text="议定", due_on=due, done_on=due, **facts)
    Resolution.objects.create(text="未办", due_on=D(2026, 2, 21), **facts)


def lines(world: World) -> list[Line]:
    summary = draft_summary(organization=world.mall, span=Q1, actor=world.actor("mall_clerk"))
    return read_back(summary.figures)


def rows_at(client: Client, path: str) -> set[str]:
    """The rows of the list behind a link."""
    html = client.get(path).content.decode()
    pattern = next(one for part, one in DETAILS.items() if part in path)
    return set(re.findall(f'href="[^"]*{pattern}"', html))


def test_every_figure_leads_to_as_many_rows_as_it_counts(quarter: World, client: Client) -> None:
    found = lines(quarter)
    quarter.login(client, "mall_clerk")

    assert {line.label for line in found if not line.path} == NO_ROLL
    counted = {
        line.label: (len(rows_at(client, line.path)), line.value)
        for line in found
        if line.path and line.label != "超上限联合支部"
    }
    assert {label: pair for label, pair in counted.items() if pair[0] != pair[1]} == {}
    told = {label: value for label, (_, value) in counted.items()}
    assert told["本级任务已销号"] == 2
    assert told["本级任务按期销号"] == 1
    assert told["本级任务逾期未办结"] == 1
    assert told["应办事项已完成"] == 2
    assert told["应办事项按时完成"] == 1
    assert told["主题党日"] == 2
    assert told["党课记录"] == 1
    assert told["例会议定事项已完成"] == 2
    assert told["应建未建"] == 1


def test_the_superior_who_follows_a_link_sees_the_same_rows(quarter: World, client: Client) -> None:
    found = [line for line in lines(quarter) if line.section == "制度与组织生活"]
    quarter.login(client, "city_leader")

    assert [len(rows_at(client, line.path)) for line in found] == [line.value for line in found]


def test_a_roll_says_what_it_was_narrowed_to(quarter: World, client: Client) -> None:
    paths = {line.label: line.path for line in lines(quarter)}
    quarter.login(client, "mall_clerk")

    for label in ("本级任务已销号", "应办事项已完成", "例会议定事项已完成"):
        html = client.get(paths[label]).content.decode()
        assert "2026年1月1日" in html
    done = client.get(paths["例会议定事项已完成"]).content.decode()
    opened = re.search(r'href="(\?state=open[^"]*)"', done)
    assert opened is not None
    rest = reverse("routines:resolution_list") + opened[1].replace("&amp;", "&")
    assert len(rows_at(client, rest)) == 1


def test_a_wrong_narrowing_shows_nothing_and_breaks_nothing(quarter: World, client: Client) -> None:
    quarter.login(client, "mall_clerk")

    for query in ("meeting=x", "since=never", "meeting=99999999999999999999999"):
        path = f"{reverse('routines:resolution_list')}?state=done&{query}"
        assert client.get(path).status_code == 200
        assert rows_at(client, path) == set()
