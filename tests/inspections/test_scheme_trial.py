"""The trial run: what bodies would get of what is read, on last year's data; nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.forms.scheme_trial import TrialForm
from inspections.models import Inspection, Scheme, Score
from inspections.terms import Grade
from inspections.trial import trial
from tests.inspections.grounds import a_scheme, scheme_of, seeded
from tests.inspections.told_scheme import a_told_scheme
from tests.world import City, World
from workflow.indicators import Period, Reading

LAST_YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2025, 12, 31))


@pytest.fixture
def city(world: World) -> Iterator[City]:
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def page_of(scheme: Scheme) -> str:
    return reverse("inspections:scheme_trial", args=[scheme.pk])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_body_without_anything_owed_has_no_total(city: City) -> None:
    scheme = a_scheme(city)

    lines = trial(scheme, bodies=[city.branch, city.second_branch], period=LAST_YEAR)

    assert [line.body for line in lines] == [city.branch, city.second_branch]
    assert {line.total.total for line in lines} == {None}
    assert {line.grade for line in lines} == {None}
    assert set(lines[0].lines) == set(
        scheme.indicators.exclude(source="").values_list("pk", flat=True)
    )


def test_a_source_that_is_gone_is_left_out_of_the_total_and_named(
    city: City, client: Client
) -> None:
    scheme = a_scheme(city)
    scheme.indicators.filter(code="A1").update(source="routines.gone")
    city.login(client, "city_clerk")

    said = text(client.get(page_of(scheme), {"span": "2025", "body": city.branch.pk}))

    assert "“A1 党员大会”的取数来源已不存在" in said
    assert "读不到" in said


def test_the_page_shows_value_of_and_points_by_indicator_and_writes_nothing(
    city: City, client: Client
) -> None:
    seeded(city)
    scheme = scheme_of(city)
    city.login(client, "city_clerk")
    asked = {"span": "2025", "body": [city.branch.pk, city.sibling_branch.pk]}

    with CaptureQueriesContext(connection) as counted:
        answer = client.get(page_of(scheme), asked)

    said = text(answer)
    assert answer.status_code == 200
    assert "自动指标合计" in said
    assert said.count("观前商城党支部") >= 3
    assert "B1 党员大会" in said
    assert "C1 固定场所与标识" not in said
    assert "不适用" in said
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [
        one["sql"]
        for one in counted
        if one["sql"].startswith(writes) and "django_session" not in one["sql"]
    ]
    assert not Inspection.objects.exists()
    assert not Score.objects.exists()


def test_points_total_and_limits_follow_from_what_the_rooms_say(
    city: City, said: dict[str, dict[int, Reading]], client: Client
) -> None:
    """Of 80 automatic points: 40 x 3 / 4 = 30, 20 - 2 x 5 = 10, no theme days told: 40 of 60."""
    scheme = a_told_scheme(city)
    branch = city.branch.pk
    said["members"] = {branch: Reading(Decimal(3), Decimal(4))}
    said["gaps"] = {branch: Reading(Decimal(2))}
    said["silent"] = {branch: Reading(Decimal(2))}

    [line] = trial(scheme, bodies=[city.branch], period=LAST_YEAR)

    assert (line.total.points, line.total.full, line.total.total) == (
        *(Decimal(40), Decimal(60)),
        Decimal("66.7"),
    )
    assert line.grade == Grade.FAIR
    assert [(hit.limit.name, hit.value) for hit in line.hits] == [
        ("连续两个季度无党员大会", Decimal(2))
    ]
    city.login(client, "city_leader")
    page = text(client.get(page_of(scheme), {"span": "2025", "body": branch}))
    assert "人工评分的 20 分没有计入" in page
    assert "40／60 分" in page
    assert "66.7" in page
    assert "<b>30 分</b>" in page
    assert "3/4 次" in page


def test_only_bodies_that_the_scheme_can_inspect_are_offered(city: City) -> None:
    branches, committees = a_scheme(city), a_scheme(city, "committee", name="专委会方案")
    own = a_scheme(city, owner="mall")

    def offered(scheme: Scheme, person: str, **given: str) -> set[str]:
        data = QueryDict(mutable=True)
        data.update(given)
        form = TrialForm(data, scheme=scheme, actor=city.actor(person))
        return {label for _, label in form.fields["body"].choices}  # type: ignore[attr-defined]

    assert len(offered(branches, "city_clerk")) == 4
    assert len(offered(own, "mall_clerk")) == 3
    assert offered(own, "mall_clerk", q="湖东") == {"湖东市场党支部（党支部）"}
    assert offered(committees, "city_clerk") == {
        "商圈市场行业党建专委会（行业党建专委会（工作机构））",
        "律师行业党委（行业党委）",
    }


def test_a_body_out_of_reach_and_too_many_are_refused(city: City, client: Client) -> None:
    own = a_scheme(city, owner="mall")
    city.login(client, "mall_clerk")

    answer = client.get(page_of(own), {"span": "2025", "body": city.lawyer_branch.pk})
    assert answer.status_code == 422
    assert "自动指标合计" not in text(answer)
    answer = client.get(page_of(own), {"span": "1999", "body": city.branch.pk})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("span", "period"),
    [
        ("2025", LAST_YEAR),
        ("2025-2", Period(dt.date(2025, 7, 1), dt.date(2025, 12, 31), dt.date(2025, 12, 31))),
        ("2026-1", Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 3, 2))),
    ],
)
def test_a_time_that_is_over_is_looked_at_as_of_its_last_day(
    city: City, span: str, period: Period
) -> None:
    form = TrialForm(
        QueryDict(f"span={span}"), scheme=a_scheme(city), actor=city.actor("city_clerk")
    )

    assert form.is_valid(), form.errors
    assert form.period == period
