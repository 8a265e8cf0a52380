"""The pages of synchronised paths: the year's list, the ledger across years, forms and moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.models import JointPath
from projects.path_ledger import ledger_of, points_in_words
from projects.terms import PathStatus
from tests.projects.fronts import a_path, adopted, entry, reported, with_lists
from tests.world import City, World


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    with_lists(world.home)
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def text(response: Any) -> str:
    return str(response.content.decode())


def of_year(city: City, year: int, after: str, lever: str = "credit") -> JointPath:
    """A path of an earlier year whose effect was confirmed."""
    days = {
        "deploy_on": dt.date(year, 3, 1),
        "advance_on": dt.date(year, 6, 1),
        "supervise_on": dt.date(year, 10, 1),
    }
    path = a_path(city, lever=lever, year=year, **days)
    JointPath.objects.filter(pk=path.pk).update(
        status=PathStatus.CONFIRMED, share_after=Decimal(after)
    )
    return path


def sent(city: City, **given: Any) -> dict[str, Any]:
    """What a clerk fills in."""
    return {
        "year": "2026",
        "name": "年检党建同步",
        "lever": str(entry(city, "annual").pk),
        "legal_basis": "示例〔2026〕2号",
        "share_before": "0",
        "share_planned": "5",
        "deploy_on": "2026-03-01",
        "advance_on": "2026-06-01",
        "supervise_on": "2026-09-01",
        **given,
    }


def test_a_clerk_drafts_on_the_page_and_the_leader_sets_it(city: City, client: Client) -> None:
    city.login(client, "mall_clerk")
    file = SimpleUploadedFile("细则.txt", "示例".encode())
    answer = client.post(reverse("projects:path_new"), sent(city, uploads=[file]), follow=True)
    path = JointPath.objects.get()

    assert answer.redirect_chain[-1][0] == f"/projects/paths/{path.pk}/"
    assert "已存为草稿" in text(answer)
    assert "细则.txt" in text(answer)
    city.login(client, "mall_leader")
    address = reverse("projects:path_move", args=[path.pk, "adopt"])
    assert "确定" in text(client.get(address))
    answer = client.post(address, {"csrfmiddlewaretoken": "示例"}, follow=True)
    assert "已确定，上级已收到消息" in text(answer)
    path.refresh_from_db()
    assert path.status == PathStatus.ADOPTED


def test_a_refused_form_keeps_what_was_filled_in_beside_the_reason(
    city: City, client: Client
) -> None:
    city.login(client, "mall_clerk")
    answer = client.post(
        reverse("projects:path_new"), sent(city, share_planned="0", share_before="5")
    )

    assert answer.status_code == 422
    assert "计划占比低于原占比 5" in text(answer)
    assert "年检党建同步" in text(answer)
    assert not JointPath.objects.exists()


def test_the_third_path_asks_for_its_reason_on_the_page(city: City, client: Client) -> None:
    adopted(city, lever="credit")
    adopted(city, lever="award")
    third = a_path(city, lever="safety")
    city.login(client, "mall_leader")
    address = reverse("projects:path_move", args=[third.pk, "adopt"])

    assert "超过两种的理由" in text(client.get(address))
    refused = client.post(address, {"more_reason": " "})
    assert (refused.status_code, "请填写超过两种的理由" in text(refused)) == (422, True)
    client.post(address, {"more_reason": "专项行动要求"})
    third.refresh_from_db()
    assert (third.status, third.more_reason) == (PathStatus.ADOPTED, "专项行动要求")


def test_the_list_says_which_committees_have_none_yet(city: City, client: Client) -> None:
    adopted(city)
    a_path(city, "lawyer")
    city.login(client, "city_leader")
    said = text(client.get(reverse("projects:path_list")))

    assert "1/2 个" in said
    assert "还没有：律师行业党委" in said
    only = text(client.get(reverse("projects:path_list"), {"year": "2026", "only": "counted"}))
    assert only.count("/projects/paths/") - only.count("/projects/paths/history/") >= 1


def test_effect_is_reported_and_confirmed_and_carried_on_through_the_pages(
    city: City, client: Client
) -> None:
    path = adopted(city)
    city.login(client, "mall_clerk")

    def move(verb: str) -> str:
        return reverse("projects:path_move", args=[path.pk, verb])

    client.post(
        move("report"), {"share_after": "8.5", "reached_units": "120", "effect": "已纳入细则"}
    )
    city.login(client, "city_leader")
    assert "+3.5 个百分点" in text(client.get(reverse("projects:path_detail", args=[path.pk])))
    client.post(move("confirm"), {"comment": "属实"})
    path.refresh_from_db()
    assert path.status == PathStatus.CONFIRMED
    city.login(client, "mall_clerk")
    answer = client.post(move("follow"), {"csrfmiddlewaretoken": "示例"}, follow=True)
    assert "已起草 2027年的路径，原占比接续为 8.50%" in text(answer)


def test_the_ledger_tells_by_how_much_each_lever_moved_of_how_many(
    city: City, client: Client
) -> None:
    of_year(city, 2024, "6.00")
    of_year(city, 2025, "8.00")
    reported(city, after="8.50")
    adopted(city, "lawyer")
    city.login(client, "city_leader")
    said = text(client.get(reverse("projects:path_history")))

    for words in ("+1 个百分点", "+3 个百分点", "+3.5 个百分点", "2 条", "1 条", "已报成效"):
        assert words in said
    assert "year=2026&amp;lever=credit&amp;only=counted" in said
    listed = client.get(
        reverse("projects:path_list"), {"year": 2026, "lever": "credit", "only": "counted"}
    )
    assert len(listed.context["rows"]) == 2


def test_the_ledger_averages_what_is_measured_and_keeps_the_last_five_years(city: City) -> None:
    paths = [of_year(city, year, "7.00") for year in range(2019, 2026)]
    other = of_year(city, 2025, "5.50")
    rows = JointPath.objects.select_related("lever")
    ledger = ledger_of(rows)

    assert ledger.years == [2021, 2022, 2023, 2024, 2025]
    cell = ledger.lines[0].cells[-1]
    assert {path.pk for path in cell.paths} == {paths[-1].pk, other.pk}
    assert (cell.before, cell.after, cell.gain) == (
        Decimal("5.00"),
        Decimal("6.25"),
        Decimal("1.25"),
    )


@pytest.mark.parametrize(
    ("points", "words"),
    [("3.50", "+3.5 个百分点"), ("-1.00", "-1 个百分点"), ("0.00", "持平"), ("10", "+10 个百分点")],
)
def test_points_are_said_with_their_sign(points: str, words: str) -> None:
    assert points_in_words(Decimal(points)) == words


def test_the_ledger_of_one_committee_is_its_own(city: City, client: Client) -> None:
    adopted(city)
    adopted(city, "lawyer", "award")
    city.login(client, "city_leader")
    said = text(client.get(reverse("projects:path_history"), {"body": city.lawyer.pk}))
    assert "评优表彰" in said
    assert "信用评估" not in said.replace("企业信用评估、", "").split("table-frame", 1)[1]


def test_the_ledger_is_a_workbook_with_every_year(city: City, client: Client) -> None:
    of_year(city, 2024, "6.00")
    reported(city, after="8.50")
    city.login(client, "city_leader")
    answer = client.get(reverse("projects:path_excel"), {"year": "all"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    cells = [value for row in sheet.iter_rows(values_only=True) for value in row]

    assert cells.count("信用评估加分") == 2
    assert {"+1 个百分点", "+3.5 个百分点", 2024, 2026} <= set(cells)


def test_a_station_reads_no_path_of_its_committee_and_drafts_none(
    city: City, client: Client
) -> None:
    path = adopted(city)
    city.login(client, "station_clerk")
    assert client.get(reverse("projects:path_detail", args=[path.pk])).status_code == 404
    denied = client.get(reverse("projects:path_new"))
    assert (denied.status_code, "由行业党建专委会（党委）研究确定" in text(denied)) == (403, True)


def test_a_draft_is_changed_on_the_page_with_its_file_kept(city: City, client: Client) -> None:
    path = a_path(city)
    city.login(client, "mall_clerk")
    address = reverse("projects:path_edit", args=[path.pk])
    assert "业务部署日期" in text(client.get(address))
    file = SimpleUploadedFile("细则.txt", "示例".encode())
    client.post(address, sent(city, uploads=[file]))
    path.refresh_from_db()
    (kept,) = path.attachments.all()
    assert path.name == "年检党建同步"
    assert "细则.txt" in text(client.get(address))
    client.post(address, sent(city, name="年检党建先行", cited=[kept.pk]))
    assert list(path.attachments.all()) == [kept]


def test_a_year_that_is_no_number_is_told_so(city: City, client: Client) -> None:
    city.login(client, "mall_clerk")

    answers = [client.get(reverse("projects:path_list"), {"year": year}) for year in ("²", "x")]

    assert [answer.status_code for answer in answers] == [422, 422]
