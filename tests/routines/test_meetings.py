"""The monthly meeting: an agenda out of open work, words, resolutions, minutes (article 10)."""

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
from hierarchy.models import Organization
from routines.actions.meetings import hold_meeting, prepare_meeting, set_agenda
from routines.actions.resolutions import (
    add_resolutions,
    drop_resolution,
    finish_resolution,
)
from routines.agenda import Item, Resolved
from routines.models import Record, Resolution
from routines.terms import RecordStatus
from tests.lists import cascade
from tests.routines.conftest import at, owed, refreshed, with_rules
from tests.world import World
from workflow.figures import matters_of
from workflow.models import AuditEntry, Notice
from workflow.todos import todos_of

DAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def prepared(world: World, *titles: str, **given: object) -> Record:
    """A meeting of the mall's committee with its agenda."""
    return prepare_meeting(
        organization=world.mall,
        happened_on=given.pop("on", DAY),  # type: ignore[arg-type]
        content={"place": "三楼会议室", "chair": "金商主", **given},
        agenda=[Item(title) for title in titles or ("传达文件",)],
        actor=world.actor("mall_clerk"),
    )


def held(world: World, *resolved: Resolved, words: str = "同意。") -> Record:
    """The same, held, with what was resolved."""
    record = prepared(world)
    return hold_meeting(
        record=record,
        content={"expected_count": 9, "present_count": 8},
        words={item.pk: words for item in record.agenda.all()},
        resolved=resolved,
        actor=world.actor("mall_clerk"),
    )


def task(world: World, body: Organization | None = None, days: int = 10) -> Resolved:
    """Something the station is to do."""
    return Resolved("核实应建未建单位名单", body or world.station, DAY + dt.timedelta(days=days))


def test_the_agenda_is_drawn_from_open_work_of_every_room(world: World) -> None:
    with_rules(world)
    refreshed(world)
    cascade(world)
    own = Assignment.objects.filter(receiver=world.mall).order_by("pk")[0]
    Assignment.objects.filter(receiver=world.station).update(due_date=DAY - dt.timedelta(days=3))
    held(world, task(world))

    found = matters_of(organization=world.mall, actor=world.actor("mall_leader"))

    by_key = {matter.key.partition(":")[0]: matter for matter in reversed(found)}
    assert f"task:{own.pk}" in {matter.key for matter in found}
    assert by_key["item"].hint.startswith("下级单位逾期")
    assert by_key["resolution"].title == "核实应建未建单位名单"
    assert "逾期未办" in by_key["duty"].title
    assert [one.due or dt.date.max for one in found] == sorted(
        one.due or dt.date.max for one in found
    )


def test_no_matter_of_another_committee_or_city_is_offered(world: World) -> None:
    cascade(world)

    found = matters_of(organization=world.lawyer, actor=world.actor("mall_leader"))
    abroad = matters_of(organization=world.mall, actor=world.actor("twin.mall_leader"))

    assert (found, abroad) == ([], [])


def test_an_agenda_is_chosen_put_in_order_and_added_to(world: World, client: Client) -> None:
    cascade(world)
    world.login(client, "mall_clerk")
    first, second = Assignment.objects.filter(receiver=world.mall).order_by("pk")[:2]
    form = {
        "body": world.mall.pk,
        "happened_on": "2026-03-02",
        "pick": [f"task:{first.pk}", f"task:{second.pk}", "task:999999"],
        f"order_task:{first.pk}": "2",
        f"order_task:{second.pk}": "1",
        "own": "传达文件\n\n研究经费",
    }

    answer = client.post(reverse("routines:meeting_prepare"), form)

    record = Record.objects.get()
    assert answer.url == reverse("routines:meeting_detail", args=[record.pk])
    assert [item.title for item in record.agenda.all()] == [
        *(second.item.title, first.item.title, "传达文件", "研究经费")
    ]
    assert record.agenda.all()[0].path == reverse("checklists:assignment_detail", args=[second.pk])
    assert record.status == RecordStatus.DRAFT


def test_the_agenda_may_be_changed_until_the_meeting_is_held(world: World, client: Client) -> None:
    record = prepared(world, "甲", "乙")
    world.login(client, "mall_leader")
    kept, _gone = record.agenda.all()

    client.post(
        reverse("routines:meeting_agenda", args=[record.pk]),
        {"pick": [f"own:{kept.pk}"], f"order_own:{kept.pk}": "1", "own": "丙"},
    )

    assert [item.title for item in record.agenda.all()] == ["甲", "丙"]
    done = held(world)
    with pytest.raises(ValidationError) as refused:
        set_agenda(record=done, agenda=[Item("丁")], actor=world.actor("mall_clerk"))
    assert refused.value.code == "held"


@pytest.mark.parametrize(
    ("titles", "code"), [((" ",), "agenda_needed"), (("甲",) * 20, "too_many")]
)
def test_an_agenda_has_one_to_nineteen_items(
    world: World, titles: tuple[str, ...], code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        prepared(world, *titles)

    assert refused.value.code == code


def test_a_held_meeting_answers_the_months_meeting(world: World) -> None:
    with_rules(world)
    refreshed(world)

    record = held(world)

    row = owed(world.mall, "S-09-1", period_start=dt.date(2026, 3, 1))
    assert row.met_on == DAY
    assert record.status == RecordStatus.KEPT
    assert record.agenda.get().words == "同意。"
    assert "1. 传达文件" in record.topics
    assert AuditEntry.objects.filter(verb="record.keep", target_id=record.pk).exists()


def test_a_meeting_that_still_lies_ahead_can_not_be_registered(world: World) -> None:
    record = prepared(world, on=DAY + dt.timedelta(days=3))

    with pytest.raises(ValidationError) as refused:
        hold_meeting(
            record=record, content={}, words={}, resolved=[], actor=world.actor("mall_clerk")
        )

    assert "in_future" in str(refused.value.error_dict["happened_on"][0].code)


def test_a_resolution_is_a_to_do_of_its_body_until_it_is_done(world: World) -> None:
    record = held(world, task(world))
    resolution = record.resolutions.get()
    head = world.actor("station_head")

    owed_by_head = [todo for todo in todos_of(head) if todo.key == f"resolution:{resolution.pk}"]
    assert [(todo.verb, todo.title) for todo in owed_by_head] == [("落实", "核实应建未建单位名单")]
    assert Notice.objects.filter(recipient=head.user, title__contains="核实应建未建").exists()

    finish_resolution(resolution=resolution, words="已核实 12 家", actor=head)

    assert not [todo for todo in todos_of(head) if todo.key.startswith("resolution:")]
    resolution.refresh_from_db()
    assert (resolution.done_words, resolution.done_as) == (
        "已核实 12 家",
        "平江区域党建工作站 站长",
    )
    with pytest.raises(ValidationError) as refused:
        finish_resolution(resolution=resolution, words="再办一次", actor=head)
    assert refused.value.code == "settled"


def test_only_the_meetings_body_drops_a_resolution_and_says_why(world: World) -> None:
    resolution = held(world, task(world)).resolutions.get()

    with pytest.raises(PermissionDenied):
        drop_resolution(resolution=resolution, reason="不办了", actor=world.actor("station_head"))
    with pytest.raises(ValidationError) as refused:
        drop_resolution(resolution=resolution, reason=" ", actor=world.actor("mall_clerk"))
    assert refused.value.code == "reason_needed"
    drop_resolution(resolution=resolution, reason="已并入清单", actor=world.actor("mall_clerk"))

    owed_by_head = todos_of(world.actor("station_head"))
    assert not [todo for todo in owed_by_head if todo.key.startswith("resolution:")]
    assert AuditEntry.objects.filter(verb="resolution.drop", reason="已并入清单").exists()


def test_others_neither_finish_nor_see_a_resolution(world: World, client: Client) -> None:
    resolution = held(world, task(world)).resolutions.get()

    for name in ("mall_clerk", "single_head", "lawyer_leader", "twin.station_head"):
        with pytest.raises(PermissionDenied):
            finish_resolution(resolution=resolution, words="办了", actor=world.actor(name))
    for name, status in (
        ("mall_leader", 200),
        ("city_clerk", 200),
        ("station_clerk", 200),
        ("town_reader", 200),
        ("single_head", 404),
        ("lawyer_leader", 404),
        ("officer", 404),
        ("administrator", 404),
        ("twin.city_leader", 404),
    ):
        world.login(client, name)
        answer = client.get(reverse("routines:resolution_detail", args=[resolution.pk]))
        assert answer.status_code == status, name


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": " "}, "text_needed"),
        ({"due_on": DAY - dt.timedelta(days=1)}, "past_day"),
        ({"body": "branch"}, "foreign_body"),
        ({"body": "lawyer_station"}, "foreign_body"),
        ({"body": "twin"}, "foreign_body"),
    ],
)
def test_a_resolution_goes_to_the_body_or_its_direct_subordinates(
    world: World, change: dict[str, object], code: str
) -> None:
    record = held(world)
    name = str(change.pop("body", "station"))
    body = world.twin.station if name == "twin" else getattr(world, name)
    given = {"text": "核实名单", "due_on": DAY, "responsible": body, **change}

    with pytest.raises(ValidationError) as refused:
        add_resolutions(
            record=record,
            resolved=[Resolved(**given)],  # type: ignore[arg-type]
            actor=world.actor("mall_clerk"),
        )

    assert refused.value.code == code
    assert not Resolution.objects.exists()


def test_stations_branches_and_other_committees_call_no_meeting(world: World) -> None:
    for name in ("station_head", "lawyer_leader", "city_leader", "town_reader", "administrator"):
        with pytest.raises(PermissionDenied):
            prepare_meeting(
                organization=world.mall,
                happened_on=DAY,
                content={},
                agenda=[Item("甲")],
                actor=world.actor(name),
            )
    with pytest.raises(ValidationError):
        prepare_meeting(
            organization=world.station,
            happened_on=DAY,
            content={},
            agenda=[Item("甲")],
            actor=world.actor("station_head"),
        )


MORE = "实到人数不能多于应到人数，请核对。"


def test_a_meeting_is_held_on_the_page_with_its_resolutions(world: World, client: Client) -> None:
    record = prepared(world, "传达文件", "研究经费")
    first, second = record.agenda.all()
    world.login(client, "mall_clerk")
    form = {
        "happened_on": "2026-03-02",
        "expected_count": "9",
        "present_count": "8",
        f"words_{first.pk}": "已传达。",
        f"words_{second.pk}": "同意方案。",
        "text_0": "报送经费方案",
        "responsible_0": world.mall.pk,
        "due_0": "2026-03-20",
    }
    address = reverse("routines:meeting_hold", args=[record.pk])

    half = client.post(address, form | {"text_1": "只有内容"})
    assert half.status_code == 422
    assert "请选择责任单位" in half.content.decode()
    crowded = client.post(address, form | {"present_count": "10"})
    assert crowded.context["form"].errors["present_count"] == [MORE]
    assert client.post(address, form).status_code == 302

    record.refresh_from_db()
    assert record.present_count == 8
    assert [row.text for row in record.resolutions.all()] == ["报送经费方案"]
    page = client.get(reverse("routines:meeting_detail", args=[record.pk])).content.decode()
    assert "同意方案。" in page


def test_the_minutes_say_what_was_agreed_and_who_does_what(world: World, client: Client) -> None:
    record = held(world, task(world), words="同意实施。")
    world.login(client, "mall_leader")

    answer = client.get(reverse("routines:meeting_minutes", args=[record.pk]))

    paper = docx.Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for words in (
        *("2026年3月月度例会纪要", "时间：2026年3月2日", "主持人：金商主", "一、传达文件"),
        *("同意实施。", "二、议定事项", "出席：应到 9 人，实到 8 人", "商圈市场行业党建专委会"),
    ):
        assert words in text
    cells = [cell.text for cell in paper.tables[0].rows[1].cells]
    assert cells[1:] == ["核实应建未建单位名单", world.station.label, "2026年3月12日"]


def test_the_meeting_to_prepare_stands_among_the_to_dos(world: World) -> None:
    with_rules(world)
    refreshed(world)
    clerk = world.actor("mall_clerk")

    def meeting_todo() -> tuple[str, str]:
        todo = next(one for one in todos_of(clerk) if one.title == "月度例会（2026年3月）")
        return todo.verb, todo.path

    assert meeting_todo() == (
        "筹备",
        f"{reverse('routines:meeting_prepare')}?body={world.mall.pk}",
    )
    record = prepared(world)
    assert meeting_todo() == ("登记", reverse("routines:meeting_detail", args=[record.pk]))


def test_what_is_overdue_shows_red(world: World) -> None:
    held(world, task(world, days=1))
    later = world.actor("station_head", at=at(DAY + dt.timedelta(days=9)))

    lights = [todo.light for todo in todos_of(later) if todo.key.startswith("resolution:")]

    assert lights == ["red"]
