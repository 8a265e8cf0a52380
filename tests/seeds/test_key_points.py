"""The 18 key points are whole, go down by the rules of the lists, and read as official Chinese."""

import copy
import re
from datetime import date

import pytest

from checklists.terms import Category
from seeds import key_points
from seeds.key_points import load_key_points, load_title
from seeds.reference import SeedDataError, read_json

POINTS = load_key_points(year=2026)
ITEMS = [pytest.param(item, id=f"{p.number}-{item.level}") for p in POINTS for item in p.items]


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from texts_of(entry)


def test_there_are_eighteen_in_order_and_every_category_is_used():
    assert [point.number for point in POINTS] == list(range(1, 19))
    assert {p.category for p in POINTS} == set(Category)


@pytest.mark.parametrize("item", ITEMS)
def test_every_field_is_filled(item):
    assert item.title
    assert item.content.endswith("。")
    assert item.indicator.name
    assert item.indicator.unit
    assert item.lead
    assert item.responsible
    assert item.cooperating
    assert 1 <= item.evidence.minimum <= len(item.evidence.types)


@pytest.mark.parametrize("point", POINTS, ids=lambda point: str(point.number))
def test_targets_going_down_cover_the_parent(point):
    for upper, lower in zip(point.items, point.items[1:], strict=False):
        assert lower.indicator.kind == upper.indicator.kind
        assert lower.indicator.direction == upper.indicator.direction
        if upper.indicator.direction == "at_most":
            assert lower.indicator.target <= upper.indicator.target
        elif upper.indicator.kind == "ratio":
            assert lower.indicator.target >= upper.indicator.target
        else:
            assert lower.indicator.target >= 1
            assert lower.indicator.unit == upper.indicator.unit


@pytest.mark.parametrize("point", POINTS, ids=lambda point: str(point.number))
def test_deadlines_going_down_come_at_least_ten_days_earlier(point):
    for upper, lower in zip(point.items, point.items[1:], strict=False):
        assert (upper.due - lower.due).days >= 10
        assert upper.start <= lower.start < lower.due


@pytest.mark.parametrize("point", POINTS, ids=lambda point: str(point.number))
def test_milestones_are_quarters_within_the_term(point):
    assert [stone.quarter for stone in point.milestones] == list(
        range(1, len(point.milestones) + 1)
    )
    for stone in point.milestones:
        assert (stone.due.month + 2) // 3 == stone.quarter
    assert point.milestones[-1].due == point.item(level=1).due


@pytest.mark.parametrize("year", [2019, 2024, 2027])
def test_dates_follow_the_year(year):
    points = load_key_points(year=year)

    assert {item.due.year for point in points for item in point.items} == {year}
    assert points[0].item(level=1).due == date(year, 10, 31)
    assert load_title(year=year) == f"{year}年度行业党建工作要点清单"


@pytest.mark.parametrize("year", [2018, 2100, 0])
def test_a_year_out_of_range_is_refused(year):
    with pytest.raises(ValueError, match="请选择 2019 至 2099"):
        load_key_points(year=year)


def test_an_unknown_level_has_no_item():
    with pytest.raises(KeyError):
        POINTS[0].item(level=5)


@pytest.mark.parametrize("name", ["key_points_2026.json", "progress_texts.json", "terms.json"])
def test_texts_use_full_width_punctuation_and_correct_terms(name):
    for text in texts_of(read_json(name=name)):
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", text), text
        assert "一千十支" not in text


def _lose_a_field(row):
    del row["levels"]["3"]["lead"]


def _miswrite_a_date(row):
    row["due"] = "{year}-13-01"


def _miswrite_a_target(row):
    row["indicator"]["target"] = "若干"


def _set_lower_deadline_too_late(row):
    row["levels"]["4"]["due"] = "{year}-12-31"


def _start_after_the_deadline(row):
    row["start"] = "{year}-12-31"


def _quote_an_article_that_is_not_there(row):
    row["article"] = ["第十八条"]


def _invent_a_frequency(row):
    row["frequency"] = "daily"


def _invent_a_category(row):
    row["category"] = "其他"


def _place_a_milestone_after_the_deadline(row):
    row["milestones"][0]["due"] = "{year}-12-31"


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_lose_a_field, "缺项或格式有误"),
        (_miswrite_a_date, "缺项或格式有误"),
        (_miswrite_a_target, "缺项或格式有误"),
        (_set_lower_deadline_too_late, "第 4 级的完成时限晚于上级"),
        (_start_after_the_deadline, "第 1 级的起始日晚于完成时限"),
        (_quote_an_article_that_is_not_there, "条款“第十八条”不在实施意见中"),
        (_invent_a_frequency, "缺项或格式有误.*daily"),
        (_invent_a_category, "类别“其他”不在规定范围内"),
        (_place_a_milestone_after_the_deadline, "第 1 季度节点晚于完成时限"),
    ],
)
def test_a_spoilt_key_point_is_refused_and_named(monkeypatch, spoil, fault):
    document = copy.deepcopy(read_json(name="key_points_2026.json"))
    spoil(document["key_points"][0])
    monkeypatch.setattr(
        key_points,
        "read_json",
        lambda *, name: document if name == key_points.FILE_NAME else read_json(name=name),
    )

    with pytest.raises(SeedDataError, match=f"第 1 条工作要点.*{fault}"):
        load_key_points(year=2026)
