"""The pages of schemes: list, one version, forms that show the scheme, and its moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.actions.schemes import follow_scheme
from inspections.models import Scheme
from inspections.terms import SchemeStatus
from tests.inspections.grounds import a_draft, a_scheme, scheme_of, seeded
from tests.world import City, World

HEAD = {
    "subject": "branch",
    "name": "商圈抽查方案",
    "excellent_from": "90",
    "good_from": "80",
    "fair_from": "60",
    "adjust_most": "5",
}
MEETING = {
    "code": "A1",
    "name": "党员大会",
    "points": "100",
    "formula": "ratio",
    "source": "routines.members_meeting",
    "step": "0.5",
    "red_below": "0",
    "yellow_below": "60",
}


@pytest.fixture
def city(world: World) -> Iterator[City]:
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def text(response: Any) -> str:
    return str(response.content.decode())


def to(name: str, *args: Any) -> str:
    return reverse(f"inspections:{name}", args=args)


def test_a_scheme_is_drafted_filled_and_put_in_use_through_the_pages(
    city: City, client: Client
) -> None:
    city.login(client, "mall_clerk")
    answer = client.post(to("scheme_new"), HEAD, follow=True)
    scheme = Scheme.objects.get()
    assert (answer.redirect_chain[-1][0], scheme.owner) == (
        to("scheme_detail", scheme.pk),
        city.mall,
    )
    assert "分值合计 0 分，应为 100 分，还差 100 分" in " ".join(text(answer).split())

    client.post(to("dimension_new", scheme.pk), {"code": "A", "name": "基本活动"})
    dimension = scheme.dimensions.get()
    content = {**MEETING, "dimension": dimension.pk}
    answer = client.post(to("indicator_new", scheme.pk), content, follow=True)
    assert "已添加。请核对分值合计。" in text(answer)
    client.post(to("limit_new", scheme.pk), {"name": "弄虚作假", "grade": "poor"})
    city.login(client, "mall_leader")
    answer = client.post(to("scheme_move", scheme.pk, "adopt"), {"sure": "1"}, follow=True)

    assert "已启用，新的体检轮次可以选用" in text(answer)
    scheme.refresh_from_db()
    assert scheme.status == SchemeStatus.IN_USE
    said = " ".join(text(answer).split())
    assert "分值合计 <b>100 分</b>" in said
    assert "按比率得分，达到 100% 得满分 100 分" in said


def test_the_page_that_edits_shows_the_scheme_and_marks_what_is_edited(
    city: City, client: Client
) -> None:
    scheme = a_draft(city)
    row = scheme.indicators.get(code="B1")
    city.login(client, "city_clerk")

    said = text(client.get(to("indicator_edit", row.pk)))

    assert "A1 党员大会" in said
    assert "60 分" in said
    assert said.count('class="is-selected"') == 1
    assert "添加指标" not in said


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_filled_in(
    city: City, client: Client
) -> None:
    scheme = a_draft(city)
    city.login(client, "city_clerk")
    content = {
        "dimension": scheme.dimensions.get(code="B").pk,
        "code": "B9",
        "name": "台账及时",
        "points": "2",
        "formula": "threshold",
        "source": "routines.typed_in_time",
        "step": "0.5",
        "red_below": "0",
        "yellow_below": "60",
    }
    answer = client.post(to("indicator_new", scheme.pk), content)

    assert answer.status_code == 422
    assert "请填写大于 0 的达标值" in text(answer)
    assert 'value="台账及时"' in text(answer)
    assert not scheme.indicators.filter(code="B9").exists()


def test_a_source_of_another_tier_is_not_even_offered(city: City, client: Client) -> None:
    scheme = a_draft(city)
    city.login(client, "city_clerk")

    said = text(client.get(to("indicator_new", scheme.pk)))

    assert 'value="routines.members_meeting"' in said
    assert 'value="routines.annual_report"' not in said


def test_adopting_is_refused_on_its_page_with_everything_that_is_missing(
    city: City, client: Client
) -> None:
    scheme = a_draft(city)
    scheme.indicators.filter(code="B2").delete()
    city.login(client, "city_leader")

    answer = client.post(to("scheme_move", scheme.pk, "adopt"), {"sure": "1"})

    assert answer.status_code == 422
    assert "各指标分值合计 85 分，应为 100 分" in text(answer)


def test_two_versions_stand_side_by_side(city: City, client: Client) -> None:
    seeded(city)
    follower = follow_scheme(scheme=scheme_of(city), actor=city.actor("city_clerk"))
    city.login(client, "city_clerk")
    page = to("scheme_detail", follower.pk)
    assert "没有不同。" in text(client.get(page))

    row = follower.indicators.get(code="B1")
    answer = client.get(to("indicator_edit", row.pk))
    form = answer.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    client.post(to("indicator_edit", row.pk), {**sent, "points": "7"})

    said = text(client.get(page))
    assert "的不同" in said
    assert "指标 B1" in said
    assert "超出 1 分" in said
    assert "分值 6 → 分值 7" in said


def test_a_scheme_is_followed_retired_and_a_draft_deleted_through_the_pages(
    city: City, client: Client
) -> None:
    scheme = a_scheme(city)
    city.login(client, "city_clerk")
    client.post(to("scheme_move", scheme.pk, "follow"), {"sure": "1"})
    follower = Scheme.objects.get(version=2)
    answer = client.post(to("scheme_move", follower.pk, "discard"), {"reason": "误建"}, follow=True)
    assert "已删除草稿" in text(answer)
    assert not Scheme.objects.filter(version=2).exists()

    city.login(client, "city_leader")
    client.post(to("scheme_move", scheme.pk, "retire"), {"reason": "不再使用"})
    scheme.refresh_from_db()
    assert scheme.status == SchemeStatus.RETIRED
    assert scheme.name not in text(client.get(to("scheme_list")))
    assert scheme.name in text(client.get(to("scheme_list"), {"status": "retired"}))


def test_the_list_is_read_in_the_city_and_drafts_by_their_writers(
    city: City, client: Client
) -> None:
    a_draft(city, name="起草的方案")
    a_scheme(city, name="使用的方案")
    for person, sees_draft in (("secretary", False), ("officer", False), ("city_clerk", True)):
        city.login(client, person)
        said = text(client.get(to("scheme_list")))
        assert "使用的方案" in said
        assert ("起草的方案" in said) is sees_draft
    city.login(client, "secretary")
    assert "起草方案</a>" not in text(client.get(to("scheme_list")))
    assert "没有符合条件的方案" in text(client.get(to("scheme_list"), {"q": "没有的"}))


def test_everyone_else_is_kept_out(world: World, city: City, client: Client) -> None:
    draft, used = a_draft(city), a_scheme(city, name="使用的方案")
    of_draft = (
        to("scheme_detail", draft.pk),
        to("scheme_edit", draft.pk),
        to("dimension_new", draft.pk),
        to("indicator_edit", draft.indicators.get(code="A1").pk),
        to("indicator_drop", draft.indicators.get(code="A1").pk),
        to("limit_edit", draft.limits.get().pk),
        to("scheme_trial", draft.pk),
        to("scheme_move", draft.pk, "adopt"),
    )
    of_used = (
        to("scheme_edit", used.pk),
        to("indicator_new", used.pk),
        to("limit_drop", used.limits.get().pk),
        to("scheme_trial", used.pk),
        to("scheme_move", used.pk, "follow"),
        to("scheme_move", used.pk, "retire"),
    )
    expected = {"mall_leader": (404, 403), "secretary": (404, 403), "twin.city_leader": (404, 404)}
    for person, (hidden, refused) in expected.items():
        world.login(client, person)
        assert {client.get(page).status_code for page in of_draft} == {hidden}, person
        assert {client.get(page).status_code for page in of_used} == {refused}, person
        assert client.post(of_used[-1], {"reason": "越权"}).status_code == refused
    city.login(client, "city_clerk")
    assert client.post(to("scheme_move", draft.pk, "adopt"), {"sure": "1"}).status_code == 403
    assert client.get(to("scheme_move", draft.pk, "publish")).status_code == 404
    city.login(client, "secretary")
    assert client.get(to("scheme_new")).status_code == 403
    used.refresh_from_db()
    assert used.status == SchemeStatus.IN_USE


def test_a_scheme_in_use_offers_no_way_to_change_it(city: City, client: Client) -> None:
    scheme = a_scheme(city)
    city.login(client, "city_leader")

    said = text(client.get(to("scheme_detail", scheme.pk)))

    assert "起草新版本" in said
    for word in ("修改基本信息", "添加维度", "添加指标", "删除草稿"):
        assert word not in said
    row = scheme.indicators.get(code="A1")
    answer = client.post(to("indicator_drop", row.pk), {"sure": "1"})
    assert (answer.status_code, "不能修改" in text(answer)) == (422, True)


def test_a_large_scheme_costs_no_more_queries_than_a_small_one(city: City, client: Client) -> None:
    seeded(city)
    city.login(client, "city_leader")

    def cost(scheme: Scheme) -> int:
        page = to("scheme_detail", scheme.pk)
        client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            client.get(page)
        return len(counted)

    small, large = cost(a_scheme(city)), cost(scheme_of(city))
    follower = follow_scheme(scheme=scheme_of(city), actor=city.actor("city_clerk"))

    assert large <= small
    assert cost(follower) <= 12
