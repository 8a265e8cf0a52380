"""The pages of liaisons, officers, opinions and of the balance, as people meet them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coverage.actions.contacts import record_contact
from coverage.models import Unit
from coverage.terms import ContactKind
from hierarchy.actions.appointments import appoint
from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization, Position
from hierarchy.terms import Kind, Role, Tier
from people.models import Liaison, OfficerFile, Opinion, PeoplePolicy, StudyRecord
from people.terms import StudyKind
from tests.coverage.conftest import entered
from tests.people.guidance_grounds import (
    AT,
    DAY,
    a_file,
    a_liaison,
    an_opinion,
    read,
    signed_in,
)
from tests.world import World

MOST_QUERIES = 12


def page(name: str, *args: object) -> str:
    return reverse(f"people:{name}", args=args)


def policy(world: World, **numbers: int) -> PeoplePolicy:
    return PeoplePolicy.objects.create(
        tenant=world.tenant, effective_from=dt.date(2020, 1, 1), **numbers
    )


def seen(world: World, unit: Unit, days_ago: int, next_in: int | None = None) -> None:
    record_contact(
        unit=unit,
        contacted_on=DAY - dt.timedelta(days=days_ago),
        kind=ContactKind.VISIT,
        next_on=DAY + dt.timedelta(days=next_in) if next_in else None,
        actor=world.actor("officer"),
    )


def test_vacant_departments_show_as_an_alarm(world: World) -> None:
    a_liaison(world.home, "市商务局", "冯联络")
    a_liaison(world.home, "市文旅局", "")
    a_liaison(world.home, "市体育局", "陈联络", heads_office=False)

    said = read(world, "mall_clerk", page("liaison_list"))

    assert "市文旅局 ■ 空缺" in said
    assert "应明确 3 个" in said
    assert "不是处室负责同志" in said


def test_a_committee_reads_its_own_list_alone(world: World) -> None:
    a_liaison(world.home)

    assert "冯联络" in read(world, "city_leader", page("liaison_list"))
    assert "冯联络" not in read(world, "lawyer_leader", page("liaison_list"))


def test_only_the_committee_gets_buttons(world: World) -> None:
    row = a_liaison(world.home)
    address = page("liaison_edit", row.pk)

    with signed_in(world, "mall_clerk") as client:
        assert address in client.get(page("liaison_list")).text
    with signed_in(world, "city_leader") as client:
        assert address not in client.get(page("liaison_list")).text
        assert client.get(address).status_code == 403


def test_a_department_is_listed_on_the_page(world: World) -> None:
    with signed_in(world, "mall_clerk") as client:
        answer = client.post(
            page("liaison_new"),
            {"department": "市商务局", "is_lead": "on", "starts_on": "2026-03-02"},
        )

    assert answer.status_code == 302
    assert Liaison.objects.get().name == ""


def test_replacing_asks_for_a_name(world: World) -> None:
    row = a_liaison(world.home)

    with signed_in(world, "mall_clerk") as client:
        answer = client.post(
            page("liaison_move", row.pk, "replace"), {"name": "", "starts_on": "2026-03-02"}
        )
        done = client.post(
            page("liaison_move", row.pk, "replace"), {"name": "陈联络", "starts_on": "2026-03-02"}
        )

    assert answer.status_code == 422
    assert "请填写联络员。" in answer.text
    assert done.status_code == 302
    assert Liaison.objects.live(DAY).get().name == "陈联络"


@pytest.mark.parametrize(
    ("verb", "day"), [("vacate", {"left_on": "2026-03-02"}), ("end", {"ends_on": "2026-03-01"})]
)
def test_a_row_ends_with_a_reason(world: World, verb: str, day: dict[str, str]) -> None:
    row = a_liaison(world.home)
    sent = day | {"reason": "工作调动"}

    with signed_in(world, "mall_leader") as client:
        assert client.post(page("liaison_move", row.pk, verb), sent).status_code == 302

    row.refresh_from_db()
    assert row.ends_on == dt.date(2026, 3, 1)


def test_whoever_keeps_no_list_is_told_who_does(world: World) -> None:
    with signed_in(world, "station_head") as client:
        answer = client.get(page("liaison_new"))

    assert answer.status_code == 403
    assert "行业党建专委会" in answer.text


def test_the_list_of_officers_says_what_is_missing(world: World) -> None:
    policy(world, caseload_most=1)
    a_file(world.home)
    for name in ("甲示例", "乙示例"):
        entered(world, name)

    said = read(world, "station_head", page("officer_list"))

    assert "平江1岗 水指一" in said
    assert "市场监管员" in said
    assert "偏多" in said
    assert "未建档案" in said  # 平江2岗
    assert "斜塘1岗" not in said


@pytest.mark.parametrize(("state", "shown"), [("unfiled", True), ("vacant", False)])
def test_officers_are_filtered_by_what_is_missing(world: World, state: str, shown: bool) -> None:
    said = read(world, "station_head", f"{page('officer_list')}?state={state}")

    assert ("平江1岗" in said) is shown


def test_a_post_that_stands_empty_is_told_as_vacant(world: World) -> None:
    held = world.home.appointment("sibling_officer")
    type(held).objects.filter(pk=held.pk).update(ends_on=DAY - dt.timedelta(days=1))

    said = read(world, "single_head", f"{page('officer_list')}?state=vacant")

    assert "斜塘1岗 ■ 岗位空缺" in said


def test_the_officers_page_gathers_what_is_known(world: World) -> None:
    file = a_file(world.home, visit_days=30, plan="每月走访")
    StudyRecord.objects.create(
        tenant=world.tenant,
        organization=world.officer,
        officer_file=file,
        title="指导员业务培训",
        kind=StudyKind.WORK,
        studied_on=DAY,
        hours=Decimal("3.5"),
    )
    seen(world, entered(world, "甲示例"), days_ago=31)
    seen(world, entered(world, "乙示例"), days_ago=30, next_in=5)
    entered(world, "丙示例")

    said = read(world, "station_head", page("officer_detail", world.officer.pk))

    assert "水指一" in said
    assert "苗代办 代办" in said
    assert "平江街道 选派" in said
    assert "每月走访" in said
    assert "超过 30 天没有联系的：2 家" in said
    assert "丙示例 没有联系记录" in said
    assert "约定的下次联系 乙示例" in said
    assert "指导员业务培训" in said
    assert "业务培训，3.5 学时" in said


def test_the_officer_sees_the_own_page_and_no_opinion_before_three(world: World) -> None:
    an_opinion(world.home, world.branch, words="请多来走走")

    said = read(world, "officer", page("officer_detail", world.officer.pk))

    assert "满 3 家单位评价后" in said
    assert "请多来走走" not in said


def test_the_officer_reads_words_without_the_bodies_names(world: World) -> None:
    for body in (world.branch, world.second_branch, world.unit):
        an_opinion(world.home, body, words="请多来走走")

    said = read(world, "officer", page("officer_detail", world.officer.pk))
    opinions = said[said.index("评价") :]

    assert "3/3 家" in opinions
    assert "请多来走走" in opinions
    assert "观前商城" not in opinions


def test_the_station_reads_sums_and_no_words(world: World) -> None:
    an_opinion(world.home, world.branch, words="请多来走走")

    said = read(world, "station_head", page("officer_detail", world.officer.pk))

    assert "1/1 家" in said
    assert "请多来走走" not in said


@pytest.mark.parametrize("person", ["secretary", "single_head", "twin.station_head"])
def test_a_post_out_of_scope_is_not_there(world: World, person: str) -> None:
    with signed_in(world, person) as client:
        assert client.get(page("officer_detail", world.officer.pk)).status_code == 404


def test_the_station_opens_a_file_on_the_page(world: World) -> None:
    sent = {"origin": "grid", "sent_on": "2026-03-01", "sent_by": "平江街道"}
    address = page("officer_file_new", world.officer.pk)

    with signed_in(world, "station_clerk") as client:
        refused = client.post(address, sent)
        done = client.post(address, sent | {"is_member": "on"})

    assert refused.status_code == 422
    assert "须为党员（第六条）" in refused.text
    assert done.status_code == 302
    assert OfficerFile.objects.get().user == world.user("officer")


def test_the_officer_sets_the_own_plan(world: World) -> None:
    file = a_file(world.home)

    with signed_in(world, "officer") as client:
        answer = client.post(page("officer_plan", file.pk), {"visit_days": "45", "plan": ""})
        refused = client.get(page("officer_file_edit", file.pk))

    assert (answer.status_code, refused.status_code) == (302, 403)
    file.refresh_from_db()
    assert file.visit_days == 45


def test_a_branch_speaks_once_on_the_page(world: World) -> None:
    address = page("opinion_new", world.branch.pk)
    sent = {"year": "2026", "is_helpful": "yes", "is_in_time": "no", "words": "很好"}

    assert "2026年待评价 观前商城党支部" in read(world, "secretary", page("opinion_list"))
    with signed_in(world, "secretary") as client:
        assert client.post(address, {"year": "2026"}).status_code == 422
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 422
    said = read(world, "secretary", page("opinion_list"))

    assert (Opinion.objects.get().is_helpful, Opinion.objects.get().is_in_time) == (True, False)
    assert "待评价" not in said
    assert "联系不及时" in said


def test_the_balance_proposes_and_changes_nothing(world: World) -> None:
    policy(world, caseload_most=1)
    home = world.home
    helper = _another_officer(world)
    for name in ("甲示例", "乙示例", "丙示例"):
        entered(world, name)

    said = read(world, "station_head", f"{page('balance')}?body={world.station.pk}")

    assert "平江1岗 调整 1 家 到 平江3岗" in said
    assert "平江1岗 仍超 1 家" in said
    assert Unit.objects.filter(officer=home.officer).count() == 3
    assert not Unit.objects.filter(officer=helper).exists()


def test_a_station_comes_to_its_own_balance_at_once(world: World) -> None:
    with signed_in(world, "single_head") as client:
        answer = client.get(page("balance"))

    assert answer.url == f"{page('balance')}?body={world.single.pk}"


def test_whoever_has_no_station_is_asked_to_choose(world: World) -> None:
    assert "请选择专委会（党委）或工作站" in read(world, "secretary", page("balance"))


def test_pages_cost_few_queries_however_many_rows(world: World) -> None:
    for number in range(6):
        a_liaison(world.home, f"市直单位{number}", "")
        entered(world, f"示例{number}单位")
    a_file(world.home)
    for body in (world.branch, world.second_branch, world.unit):
        an_opinion(world.home, body)
    asked = {
        **{page(name): "mall_leader" for name in ("liaison_list", "officer_list", "directory")},
        f"{page('balance')}?body={world.mall.pk}": "mall_leader",
        page("opinion_list"): "secretary",
        page("officer_detail", world.officer.pk): "station_head",
    }

    counted = {}
    for address, person in asked.items():
        with signed_in(world, person, AT) as client:
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address)
        counted[address] = len(queries)

    assert {url: count for url, count in counted.items() if count > MOST_QUERIES} == {}


def _another_officer(world: World) -> Organization:
    """平江3岗 of the same station, held by somebody without a unit."""
    post = found_organization(
        parent=world.station,
        tier=Tier.OFFICER,
        kind=Kind.OFFICER_POST,
        name="平江3岗",
        region=world.home.regions["pingjiang"],
        on=DAY,
        reason="设立",
        actor=world.home.system,
    )
    position = Position.objects.get(organization=post, role=Role.OFFICER)
    appoint(user=world.user("stranger"), position=position, starts_on=DAY, actor=world.home.system)
    return post
