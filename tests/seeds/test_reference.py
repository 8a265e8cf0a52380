"""The reference files say what domain facts say, and refuse to be read when broken."""

import json

import pytest

from seeds import reference
from seeds.reference import (
    SeedDataError,
    load_articles,
    load_industries,
    load_placements,
    load_regions,
    load_terms,
    read_json,
)


def test_regions_are_one_city_ten_districts_and_97_towns():
    levels = [row.level for row in load_regions()]

    assert (levels.count("city"), levels.count("district"), levels.count("town")) == (1, 10, 97)


def test_industrial_park_streets_keep_both_parents():
    streets = [row for row in load_regions() if row.parent_code == "320571"]

    assert {row.name for row in streets} == {
        "斜塘街道",
        "娄葑街道",
        "唯亭街道",
        "胜浦街道",
        "金鸡湖街道",
    }
    assert {row.civil_parent_code for row in streets} == {"320505", "320506"}


def test_every_civil_parent_exists():
    rows = load_regions()
    codes = {row.code for row in rows}

    assert {row.civil_parent_code for row in rows} <= codes | {""}


def test_four_industries_have_a_party_committee_and_six_a_working_body():
    rows = load_industries()

    assert len(rows) == 10
    assert {row.name for row in rows if row.has_party_committee} == {
        "社会组织",
        "律师",
        "注册会计师",
        "注册税务师",
    }
    assert sum(row.department_is_example for row in rows) == 7


def test_articles_are_the_corrected_seventeen():
    articles = load_articles()
    text = (reference.DATA_DIR / "articles.json").read_text(encoding="utf-8")
    document = json.loads(text)

    assert [article.number for article in articles.values()] == list(range(1, 18))
    assert articles["第七条"].title == "建立清单化管理制度"
    assert articles["第四条"].title == ""
    assert "工作要点清单" in articles["第七条"].text
    assert "“一干十支”工作体系" in articles["第四条"].text
    body = json.dumps([document["document"]["preamble"], document["articles"]], ensure_ascii=False)
    assert "一千十支" not in body
    assert " and " not in body
    assert "思想和党的十九大精神" in body


def test_no_article_is_cut_by_a_page_end():
    for article in load_articles().values():
        assert article.text.endswith("。")
        assert "\n" not in article.text


def test_terms_name_the_tiers_and_the_four_lists():
    names = {row.key: row.name for row in load_terms()}

    assert names == {
        "tier.city": "市委两新工委",
        "tier.committee": "行业党建专委会（党委）",
        "tier.county": "县级行业党委",
        "tier.station": "区域党建工作站",
        "tier.officer": "两新党建指导员",
        "tier.branch": "两新党组织",
        "list.key_points": "工作要点清单",
        "list.responsibilities": "工作责任清单",
        "list.tasks": "工作任务清单",
        "list.breakdown": "工作分解清单",
    }


def test_the_county_committee_may_stand_between_committee_and_station():
    placements = load_placements()

    assert {("committee", "county"), ("county", "station"), ("committee", "station")} <= set(
        placements
    )


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "DATA_DIR", tmp_path)

    with pytest.raises(SeedDataError, match=r"缺少文件“terms\.json”"):
        read_json(name="terms.json")


def test_a_broken_file_is_named_with_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "DATA_DIR", tmp_path)
    (tmp_path / "terms.json").write_text('{\n"a": }', encoding="utf-8")

    with pytest.raises(SeedDataError, match="第 2 行"):
        read_json(name="terms.json")


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["1,市,city,,,,,", "1,区,district,1,,,,"], "重复"),
        (["1,市,city,,,,,", "3,镇,town,2,,,,"], "上级“2”须排在它之前"),
    ],
)
def test_a_region_file_out_of_order_is_refused(tmp_path, monkeypatch, lines, fault):
    header = "code,name,level,parent_code,kind,civil_parent_code,note,source"
    (tmp_path / "regions_suzhou.csv").write_text("\n".join([header, *lines]), encoding="utf-8")
    monkeypatch.setattr(reference, "DATA_DIR", tmp_path)

    with pytest.raises(SeedDataError, match=fault):
        load_regions.__wrapped__()
