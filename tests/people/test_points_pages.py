"""The pages of points and talents: what each person is offered, and what pages never show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from people.actions.points import overturn_points, publish_points, settle_points
from people.models import PointsEntry, PointsRule, Talent, TalentDeed
from people.points_rules import Quarter
from people.terms import PointsStatus
from people.todos import PeopleTodos
from tests.people.grounds import affiliate
from tests.people.growth_grounds import DAY, a_talent, members, points_on
from tests.people.staff_pages import word
from tests.people.test_course_pages import text, url
from tests.people.test_points import LATER, SERVICE, claimed
from tests.projects.grounds import submitted_project, with_rules
from tests.world import City, World


@pytest.fixture
def city(world: World) -> Iterator[City]:
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def test_points_stand_among_the_ways_where_a_city_switched_them_on(
    city: City, client: Client
) -> None:
    city.login(client, "secretary")
    assert url("points_list") not in text(client.get(url("course_list")))
    assert "没有启用党员积分" in text(client.get(url("points_list")))
    points_on(city)
    assert url("points_list") in text(client.get(url("course_list")))
    assert "不直接等于评议等次" in text(client.get(url("points_list")))


def test_a_claim_is_settled_by_the_superior_and_published_within_the_branch(
    city: City, client: Client
) -> None:
    rules = points_on(city)
    affiliate(city.branch, city.lawyer)
    (one,) = members(city, "示例甲")
    city.login(client, "secretary")
    given = {
        "member": one.pk,
        "rule": rules[SERVICE].pk,
        "event": "社区志愿服务",
        "happened_on": "2026-03-01",
    }
    client.post(url("points_new"), given)
    entry = PointsEntry.objects.get()
    page = text(client.get(url("points_detail", entry.pk)))
    assert "由您申报" in page
    assert url("points_move", entry.pk, "settle") not in page
    assert client.post(url("points_move", entry.pk, "settle")).status_code == 422
    city.login(client, "lawyer_leader")
    assert "社区志愿服务" in text(client.get(url("points_list")))
    client.post(url("points_move", entry.pk, "settle"), {"words": "属实"})
    with time_machine.travel(LATER, tick=False):
        city.login(client, "secretary")
        answer = client.post(url("points_publish"), {"quarter": "2026-1"}, follow=True)
    assert "公示 1 项" in text(answer)
    entry.refresh_from_db()
    assert entry.status == PointsStatus.PUBLISHED


def test_entries_stand_by_name_and_sums_on_the_members_own_page_alone(
    city: City, client: Client
) -> None:
    rules = points_on(city)
    first, second = members(city, "示例乙", "示例甲")
    for row, key in ((first, "shiliyi"), (second, "shilijia")):
        row.name_key = key
        row.save(update_fields=["name_key"])
    for _ in range(3):
        claimed(city, first, rules[SERVICE])
    claimed(city, second, rules[SERVICE])
    city.login(client, "secretary")

    rows = client.get(url("points_list")).context["rows"]

    assert [row.member.name for row in rows] == ["示例甲", "示例乙", "示例乙", "示例乙"]
    page = client.get(url("points_member", first.pk))
    assert page.context["total"] == 0
    PointsEntry.objects.filter(member=first).update(status=PointsStatus.SETTLED)
    assert client.get(url("points_member", first.pk)).context["total"] == 6


@pytest.mark.parametrize("person", ["officer", "mall_leader", "city_leader", "second_secretary"])
def test_nobody_outside_the_branch_reads_its_points(
    city: City, client: Client, person: str
) -> None:
    rules = points_on(city)
    (one,) = members(city, "示例甲")
    entry = claimed(city, one, rules[SERVICE])
    city.login(client, person)
    assert "示例甲" not in text(client.get(url("points_list")))
    assert client.get(url("points_detail", entry.pk)).status_code == 404
    assert client.get(url("points_member", one.pk)).status_code == 404


def test_a_superior_who_decides_twice_is_led_back_and_told(city: City, client: Client) -> None:
    rules = points_on(city)
    affiliate(city.branch, city.lawyer)
    (one,) = members(city, "示例甲")
    entry = claimed(city, one, rules[SERVICE])
    city.login(client, "lawyer_leader")
    path = url("points_move", entry.pk, "settle")
    assert client.post(path, {"words": "属实"}).status_code == 302

    again = client.post(path, {"words": "属实"}, follow=True)

    assert again.redirect_chain == [(url("points_list"), 302)]
    assert "这一事项已经办理" in text(again)
    city.login(client, "lawyer_secretary")
    assert client.post(path, {"words": "属实"}).status_code == 404


def test_who_decides_is_asked_and_who_claimed_is_not(city: City) -> None:
    rules = points_on(city)
    affiliate(city.branch, city.lawyer)
    (one,) = members(city, "示例甲")
    entry = claimed(city, one, rules[SERVICE])

    def asked(person: str, at: Any = None) -> list[str]:
        found = PeopleTodos().todos(city.actor(person, at=at))
        return [todo.verb for todo in found if todo.key.startswith("people-points")]

    assert asked("lawyer_leader") == ["核定"]
    assert asked("secretary") == asked("lawyer_secretary") == asked("officer") == []
    settle_points(entry=entry, actor=city.actor("lawyer_leader"))
    assert asked("lawyer_leader") == []
    assert asked("secretary") == []
    assert asked("secretary", at=LATER) == ["公示"]


def test_a_rule_of_points_is_written_in_the_administration_pages(
    city: City, client: Client
) -> None:
    points_on(city)
    city.login(client, "city_leader")
    listed = client.get(reverse("admin:people_pointsrule_changelist"))
    assert SERVICE in text(listed)
    given = {
        "side": "merit",
        "name": SERVICE,
        "points": "3",
        "most": "12",
        "effective_from": "2026-07-01",
    }
    answer = client.post(reverse("admin:people_pointsrule_add"), given)
    assert answer.status_code == 302
    versions = PointsRule.objects.filter(tenant=city.tenant, name=SERVICE)
    assert list(versions.order_by("effective_from").values_list("points", flat=True)) == [2, 3]


def test_a_talent_is_listed_used_and_taken_off_on_the_pages(city: City, client: Client) -> None:
    with_rules(city)
    project = submitted_project(city, name="红色驿站项目")
    city.login(client, "mall_clerk")
    given = {
        "name": "示例丁",
        "kind": "leading",
        "work_place": "示例商城",
        "strengths": "党建品牌策划",
        "is_member": "on",
        "listed_on": "2026-03-02",
    }
    assert client.post(url("talent_new"), given).status_code == 422
    client.post(url("talent_new"), given | {"consents": "on"})
    talent = Talent.objects.get()
    deed = {"kind": "project", "done_on": "2026-03-02", "words": "负责策划"}
    assert client.post(url("talent_deed", talent.pk), deed).status_code == 422
    client.post(url("talent_deed", talent.pk), deed | {"project": project.pk})
    assert TalentDeed.objects.get().project == project.pk
    page = text(client.get(url("talent_detail", talent.pk)))
    assert reverse("projects:project_detail", args=[project.pk]) in page
    client.post(url("talent_edit", talent.pk), given | {"strengths": "园区党建"})
    client.post(url("talent_leave", talent.pk), {"left_on": "2026-03-02", "reason": "调离"})
    talent.refresh_from_db()
    assert (talent.strengths, talent.left_on) == ("园区党建", DAY)
    assert "示例丁" not in text(client.get(url("talent_list")))
    assert "示例丁" in text(client.get(url("talent_list"), {"state": "left"}))


def test_a_reader_who_does_not_see_the_project_reads_its_name_without_a_link(
    city: City, client: Client
) -> None:
    with_rules(city)
    project = submitted_project(city, name="红色驿站项目")
    talent = a_talent(city, body="branch")
    TalentDeed.objects.create(
        talent=talent,
        tenant=city.tenant,
        kind="project",
        done_on=DAY,
        words="参与策划",
        project=project.pk,
        project_name=project.name,
    )
    city.login(client, "secretary")
    page = text(client.get(url("talent_detail", talent.pk)))
    assert "红色驿站项目" in page
    assert reverse("projects:project_detail", args=[project.pk]) not in page


def test_talents_are_found_by_name_work_and_strength(city: City, client: Client) -> None:
    a_talent(city)
    a_talent(city, name="示例戊", strengths="党课宣讲")
    city.login(client, "mall_leader")

    def found(**asked: str) -> list[str]:
        return [row.name for row in client.get(url("talent_list"), asked).context["rows"]]

    assert found() == ["示例丁", "示例戊"]
    assert found(q="党课") == found(q="戊") == ["示例戊"]
    assert found(kind="leading") == []


def test_a_claim_of_another_branchs_member_is_not_offered(city: City, client: Client) -> None:
    rules = points_on(city)
    (other,) = members(city, "示例己", body="second_branch")
    city.login(client, "secretary")
    given = {
        "member": other.pk,
        "rule": rules[SERVICE].pk,
        "event": "社区志愿服务",
        "happened_on": "2026-03-01",
    }
    assert client.post(url("points_new"), given).status_code == 422
    assert not PointsEntry.objects.exists()
    city.login(client, "mall_leader")
    assert client.get(url("points_new")).status_code == 403


def public_entry(city: City, rules: dict[str, PointsRule], name: str = "示例甲") -> PointsEntry:
    """What the branch made public on the second of April."""
    affiliate(city.branch, city.lawyer)
    (one,) = members(city, name)
    entry = claimed(city, one, rules[SERVICE])
    settle_points(entry=entry, actor=city.actor("lawyer_leader"))
    publish_points(
        branch=city.branch, quarter=Quarter(2026, 1), actor=city.actor("secretary", at=LATER)
    )
    entry.refresh_from_db()
    return entry


def test_what_was_made_public_is_a_paper_to_put_up_without_any_sum(
    city: City, client: Client
) -> None:
    rules = points_on(city)
    entry = public_entry(city, rules)
    hidden = public_entry(city, rules, "示例乙")
    overturn_points(entry=hidden, reason="异议成立", actor=city.actor("secretary", at=LATER))
    paper = url("points_notice", entry.pk)
    with time_machine.travel(LATER, tick=False):
        city.login(client, "secretary")
        assert paper in text(client.get(f"{url('points_list')}?state=published"))
        said = word(client.get(paper))
        assert client.get(url("points_notice", hidden.pk)).status_code == 404
        city.login(client, "lawyer_leader")
        assert client.get(paper).status_code == 404

    assert "观前商城党支部党员积分公示" in said
    assert "截至2026年第1季度" in said
    assert "示例甲" in said
    assert "示例乙" not in said


def test_an_objection_that_is_right_takes_the_points_off_with_its_reason(
    city: City, client: Client
) -> None:
    entry = public_entry(city, points_on(city))
    move = url("points_move", entry.pk, "overturn")
    with time_machine.travel(LATER, tick=False):
        city.login(client, "lawyer_leader")
        assert client.get(move).status_code == 404
        city.login(client, "secretary")
        assert move in text(client.get(url("points_detail", entry.pk)))
        assert client.post(move, {"reason": ""}).status_code == 422
        reason = {"reason": "有党员反映示例甲没有参加，核查属实"}
        assert "已撤销，不再计分" in text(client.post(move, reason, follow=True))
        assert client.get(url("points_member", entry.member_id)).context["total"] == 0

    entry.refresh_from_db()
    assert entry.status == PointsStatus.REFUSED
    assert entry.words == "有党员反映示**没有参加，核查属实"
