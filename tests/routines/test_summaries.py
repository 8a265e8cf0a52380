"""Quarterly summaries and annual reports: drafted from true figures, handed up, answered."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import docx
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from checklists.models import Assignment
from hierarchy.actors import Actor
from routines.actions.recording import register_record
from routines.actions.summaries import (
    archive_summary,
    comment_summary,
    draft_summary,
    edit_summary,
    refetch_figures,
    send_back_summary,
    submit_summary,
)
from routines.models import Record, Summary
from routines.summary_periods import Span, spans
from routines.summary_text import Line, read_back
from routines.terms import RecordKind, RecordStatus, SummaryKind, SummaryStatus
from tests.coverage.conftest import entered
from tests.lists import cascade
from tests.routines.conftest import at, night, owed, refreshed, with_rules
from tests.world import World
from workflow.models import Notice
from workflow.todos import todos_of

Q1 = Span(SummaryKind.QUARTERLY, 2026, 1)
YEAR = Span(SummaryKind.ANNUAL, 2025)


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def drafted(world: World, span: Span = Q1, name: str = "mall_clerk") -> Summary:
    """The mall committee's paper."""
    return draft_summary(organization=world.mall, span=span, actor=world.actor(name))


def handed_up(world: World, span: Span = Q1) -> Summary:
    """The same, handed up."""
    return submit_summary(summary=drafted(world, span), actor=world.actor("mall_leader"))


def line(summary: Summary, label: str) -> Line:
    """One figure of a paper."""
    return next(one for one in read_back(summary.figures) if one.label == label)


def on(world: World, name: str, day: dt.date) -> Actor:
    """A person on another day."""
    return world.actor(name, at=at(day))


def test_the_draft_opens_with_true_figures_of_every_room(world: World) -> None:
    with_rules(world)
    refreshed(world)
    cascade(world)
    Assignment.objects.filter(receiver=world.mall).update(due_date=dt.date(2026, 3, 20))
    done = Assignment.objects.filter(receiver=world.mall).order_by("pk")[0]
    Assignment.objects.filter(pk=done.pk).update(status="accepted", settled_at=world.at)
    entered(world, "甲店", cover="alone", place=world.branch, members_here=3)
    entered(world, "乙店", place=world.officer, members_here=4)
    register_record(
        organization=world.branch,
        kind=RecordKind.THEME_DAY,
        content={"title": "主题党日", "happened_on": dt.date(2026, 2, 20)},
        actor=world.actor("secretary"),
    )

    summary = drafted(world)

    founded = line(summary, "应建已建率")
    assert (founded.value, founded.of) == (1, 2)
    assert founded.note.startswith("分母为应建单位数")
    tasks = line(summary, "本级任务已销号")
    total = Assignment.objects.filter(receiver=world.mall).count()
    settled = Assignment.objects.filter(receiver=world.mall, status="accepted").count()
    assert (tasks.value, tasks.of) == (settled, total)
    assert line(summary, "主题党日记录").value == 1
    meetings = line(summary, "月度例会")
    assert (meetings.value, meetings.of) == (0, 3)
    assert meetings.note.startswith("其中截止日期及以前办成 0/3（0.0%）；分母为")
    text = "\n".join(part["text"] for part in summary.sections)
    assert "应建已建率 1/2（50.0%）" in text
    assert f"本级任务已销号 {settled}/{total}" in text
    assert [part["heading"] for part in summary.sections] == [
        *("清单落实", "组织覆盖", "制度与组织生活", "存在问题", "下季度工作打算")
    ]


def test_the_paper_itself_is_no_figure_of_its_own_period(world: World) -> None:
    with_rules(world)
    refreshed(world, dt.date(2026, 3, 5))

    labels = [one.label for one in read_back(drafted(world).figures)]

    assert not [label for label in labels if label.startswith("季度小结")]


def test_no_figure_counts_another_committee_or_city(world: World) -> None:
    entered(world, "律所", place=world.lawyer_officer, industry="lawyer", members_here=5)
    entered(world.twin, "对照店", place=world.twin.officer, members_here=5)

    assert line(drafted(world), "应建已建率").of == 0


def test_figures_stay_as_of_the_draft_until_they_are_read_again(world: World) -> None:
    summary = drafted(world)
    entered(world, "甲店", place=world.officer, members_here=4)
    edit_summary(
        summary=summary,
        title="本季小结",
        texts={0: "我们自己写的。"},
        actor=world.actor("mall_clerk"),
    )

    summary.refresh_from_db()
    assert line(summary, "应建已建率").of == 0

    fresh = refetch_figures(summary=summary, actor=world.actor("mall_clerk"))
    assert line(fresh, "应建已建率").of == 1
    assert fresh.sections[0]["text"] == "我们自己写的。"
    assert "应建已建率 0/1（0.0%）" in fresh.sections[1]["text"]
    assert fresh.title == "本季小结"


def test_a_paper_that_was_handed_up_changes_no_more(world: World) -> None:
    summary = handed_up(world)
    clerk = world.actor("mall_clerk")

    for act in (
        lambda: refetch_figures(summary=summary, actor=clerk),
        lambda: edit_summary(summary=summary, title="新题", texts={}, actor=clerk),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "not_open"


def test_what_changed_against_the_period_before_is_shown(world: World, client: Client) -> None:
    with time_machine.travel(at(dt.date(2026, 1, 8)), tick=False):
        entered(world, "甲店", place=world.officer, members_here=4, on=dt.date(2026, 1, 5))
        before = draft_summary(
            organization=world.mall,
            span=Span(SummaryKind.QUARTERLY, 2025, 4),
            actor=on(world, "mall_clerk", dt.date(2026, 1, 8)),
        )
    Summary.objects.filter(pk=before.pk).update(
        status=SummaryStatus.ARCHIVED, figures=[told("应建已建率", 0, 4)]
    )
    entered(world, "乙店", cover="alone", place=world.branch, members_here=3)

    summary = drafted(world)

    founded = line(summary, "应建已建率")
    assert founded.text == "1/2（50.0%）"
    assert founded.was_text == "0/4（0.0%）"
    assert founded.change_text == "+50.0 个百分点"
    world.login(client, "mall_leader")
    page = client.get(reverse("routines:summary_detail", args=[summary.pk])).content.decode()
    assert "2025年第四季度" in page
    assert "+50.0 个百分点" in page


def told(label: str, value: int, of: int) -> dict[str, object]:
    """A figure as a paper keeps it."""
    return {"section": "组织覆盖", "label": label, "value": value, "of": of}


def test_handing_up_answers_the_quarters_obligation(world: World) -> None:
    with_rules(world)
    refreshed(world)

    summary = handed_up(world)

    assert summary.status == SummaryStatus.SUBMITTED
    row = owed(world.mall, "S-09-2", period_start=dt.date(2026, 1, 1))
    assert row.met_on == dt.date(2026, 3, 2)
    assert summary.record is not None
    assert summary.record.kind == RecordKind.QUARTERLY_SUMMARY
    asked = Notice.objects.filter(recipient=world.user("city_leader"), title__startswith="请点评")
    assert asked.count() == 1


def test_a_paper_sent_back_answers_nothing_until_it_comes_again(world: World) -> None:
    with_rules(world)
    refreshed(world)
    summary = handed_up(world)
    first = summary.record

    back = send_back_summary(
        summary=summary,
        words="请补充存在问题",
        actor=on(world, "city_leader", dt.date(2026, 4, 20)),
    )

    row = owed(world.mall, "S-09-2", period_start=dt.date(2026, 1, 1))
    assert (back.status, back.record, row.met_on) == (SummaryStatus.RETURNED, None, None)
    assert first is not None
    first.refresh_from_db()
    assert (first.status, first.withdrawn_reason) == (RecordStatus.WITHDRAWN, "上级退回修改")
    todo = next(
        one
        for one in todos_of(world.actor("mall_clerk"))
        if one.path == reverse("routines:summary_detail", args=[summary.pk])
    )
    assert todo.verb == "报送"

    submit_summary(summary=back, actor=on(world, "mall_leader", dt.date(2026, 4, 22)))

    row.refresh_from_db()
    assert row.met_on == dt.date(2026, 3, 2), "it counts from the day it came first"


def test_the_city_comments_and_files_it(world: World) -> None:
    summary = handed_up(world)
    leader = world.actor("city_leader")
    assert [todo.verb for todo in todos_of(leader) if todo.key == f"summary:{summary.pk}"] == [
        "点评"
    ]

    comment_summary(summary=summary, words="工作扎实，请抓好应建未建。", actor=leader)
    summary.refresh_from_db()
    assert (summary.comment, summary.commented_as) == (
        "工作扎实，请抓好应建未建。",
        "市委两新工委 书记",
    )
    clerk = world.actor("city_clerk")
    assert [todo.verb for todo in todos_of(clerk) if todo.key == f"summary:{summary.pk}"] == [
        "归档"
    ]
    archive_summary(summary=summary, actor=clerk)
    summary.refresh_from_db()
    assert summary.status == SummaryStatus.ARCHIVED
    assert not [todo for todo in todos_of(leader) if todo.key == f"summary:{summary.pk}"]


def test_only_committees_write_and_only_near_periods(world: World) -> None:
    with pytest.raises(ValidationError) as station:
        draft_summary(organization=world.station, span=Q1, actor=world.actor("station_head"))
    with pytest.raises(ValidationError) as far:
        drafted(world, Span(SummaryKind.QUARTERLY, 2026, 2))
    with pytest.raises(ValidationError) as old:
        drafted(world, Span(SummaryKind.QUARTERLY, 2025, 2))
    drafted(world)
    with pytest.raises(ValidationError) as twice:
        drafted(world)
    for name in ("city_leader", "lawyer_leader", "twin.mall_leader", "administrator"):
        with pytest.raises(PermissionDenied):
            drafted(world, YEAR, name)

    codes = [refused.value.code for refused in (station, far, old, twice)]
    assert codes == ["not_committee", "not_now", "not_now", "drafted"]


def test_an_empty_part_is_not_handed_up(world: World) -> None:
    summary = drafted(world)
    clerk = world.actor("mall_clerk")
    problems = len(summary.sections) - 2
    edit_summary(summary=summary, title="小结", texts={problems: "  "}, actor=clerk)

    with pytest.raises(ValidationError) as refused:
        submit_summary(summary=summary, actor=clerk)

    assert "“存在问题”还没有内容" in refused.value.messages[0]
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("day", "quarters"),
    [
        (dt.date(2026, 3, 31), [(2026, 1), (2025, 4), (2025, 3)]),
        (dt.date(2026, 4, 1), [(2026, 2), (2026, 1), (2025, 4)]),
        (dt.date(2028, 2, 29), [(2028, 1), (2027, 4), (2027, 3)]),
        (dt.date(2026, 12, 31), [(2026, 4), (2026, 3), (2026, 2)]),
    ],
)
def test_the_quarters_turn_at_their_ends(day: dt.date, quarters: list[tuple[int, int]]) -> None:
    found = [one for one in spans(day) if one.kind == SummaryKind.QUARTERLY]

    assert [(one.year, one.quarter) for one in found] == quarters
    assert all(one.days[0].day == 1 for one in found)
    assert found[0].days[0] <= day <= found[0].days[1]


def test_the_annual_report_speaks_of_the_whole_year(world: World) -> None:
    summary = handed_up(world, YEAR)

    assert summary.days == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert summary.title == "商圈市场行业党建专委会2025年度行业党建工作述职报告"
    assert summary.sections[-1]["heading"] == "下一年度工作打算"
    assert summary.record is not None
    assert summary.record.kind == RecordKind.ANNUAL_REPORT


def test_the_word_document_holds_true_figures_and_says_where_they_are_from(
    world: World, client: Client
) -> None:
    entered(world, "甲店", place=world.officer, members_here=4)
    summary = handed_up(world)
    world.login(client, "city_clerk")

    answer = client.get(reverse("routines:summary_word", args=[summary.pk]))

    paper = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for words in (
        *("市委两新工委：", "一、清单落实", "附件：主要数据表", "2026年3月2日"),
        *("数据来源：本系统清单、台账和组织生活记录", "取数时间：2026年3月2日 09:00"),
    ):
        assert words in text
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    founded = next(row for row in rows if row[1] == "应建已建率")
    assert founded[2] == "0/1（0.0%）"
    assert "分母为应建单位数" in founded[4]


def test_own_body_and_city_read_it_others_do_not(world: World, client: Client) -> None:
    summary = drafted(world)
    address = reverse("routines:summary_detail", args=[summary.pk])

    for name, status in {
        **dict.fromkeys(("mall_leader", "mall_clerk", "city_leader", "city_clerk"), 200),
        **dict.fromkeys(("lawyer_leader", "station_head", "officer", "secretary"), 404),
        **dict.fromkeys(("district_reader", "administrator", "auditor", "stranger"), 404),
        "twin.city_leader": 404,
    }.items():
        world.login(client, name)
        assert client.get(address).status_code == status, name


def test_the_pages_lead_from_the_draft_to_the_archive(world: World, client: Client) -> None:
    world.login(client, "mall_clerk")
    form = {"body": world.mall.pk, "span": "quarterly-2026-1"}
    assert client.post(reverse("routines:summary_draft"), form).status_code == 302
    summary = Summary.objects.get()
    here = [summary.pk]
    texts = {f"part_{place}": "写好了。" for place in range(len(summary.sections))}
    client.post(reverse("routines:summary_edit", args=here), {"title": "一季度小结", **texts})
    client.post(reverse("routines:summary_refetch", args=here))
    client.post(reverse("routines:summary_move", args=[*here, "submit"]))
    world.login(client, "city_leader")
    empty = client.post(reverse("routines:summary_move", args=[*here, "comment"]))
    assert empty.status_code == 422
    words = {"words": "很好。"}
    client.post(reverse("routines:summary_move", args=[*here, "comment"]), words)
    client.post(reverse("routines:summary_move", args=[*here, "archive"]))

    summary.refresh_from_db()
    assert (summary.status, summary.title) == (SummaryStatus.ARCHIVED, "一季度小结")
    assert client.get(reverse("routines:summary_move", args=[*here, "burn"])).status_code == 404


def test_who_hands_up_before_the_window_is_told_that_it_will_not_count(
    world: World, client: Client
) -> None:
    with_rules(world)
    with time_machine.travel(at(dt.date(2026, 2, 10)), tick=False):
        refreshed(world, dt.date(2026, 2, 10))
        early = draft_summary(
            organization=world.mall, span=Q1, actor=on(world, "mall_clerk", dt.date(2026, 2, 10))
        )
        row = owed(world.mall, "S-09-2", period_start=dt.date(2026, 1, 1))
        page = reverse("routines:summary_move", args=[early.pk, "submit"])
        world.login(client, "mall_clerk")
        asked = client.get(page).content.decode()
    opens = f"{row.opens_on.year}年{row.opens_on.month}月{row.opens_on.day}日"
    assert row.opens_on > dt.date(2026, 2, 10)
    assert f"本期自 {opens} 起报送才计入应办事项" in asked

    with time_machine.travel(at(row.opens_on), tick=False):
        world.login(client, "mall_clerk")
        assert "起报送才计入" not in client.get(page).content.decode()


def test_the_night_makes_the_summary_a_to_do_in_its_window(world: World) -> None:
    with_rules(world)
    refreshed(world)
    found = [todo for todo in todos_of(world.actor("mall_clerk")) if "季度小结" in todo.title]

    assert [(todo.verb, todo.due) for todo in found] == [("起草", dt.date(2026, 4, 10))]
    assert found[0].path.endswith(f"?body={world.mall.pk}&span=quarterly-2026-1")
    assert night(world.on).is_system
