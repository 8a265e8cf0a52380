"""Names are fictitious, unique, equal for equal seeds, and right in form."""

import re

import pytest

from seeds.names import (
    DEMO_CITY_NAME,
    TWIN_CITY_NAME,
    NameBook,
    branch_name,
    chinese_number,
    joint_branch_name,
    officer_post,
    phone_number,
    station_name,
)
from seeds.reference import SeedDataError, load_industries, load_regions, read_json

CODES = [row.code for row in load_industries()]
DISTRICTS = [row.name for row in load_regions() if row.level == "district"]
# What the seed text "suzhou" gives. Two cities, and two releases, must agree on it.
PINNED_UNITS = ["苏州觅泉熠信息技术有限公司", "苏州蕴瓦苑商业管理有限公司"]
PINNED_PERSON = "高梓芳"


@pytest.fixture(scope="module")
def book():
    return NameBook(seed="suzhou")


def unit_names(book, count):
    return [
        book.unit(
            index=index,
            industry=CODES[index % len(CODES)],
            district=DISTRICTS[index // len(CODES) % len(DISTRICTS)],
        ).name
        for index in range(count)
    ]


def test_twelve_thousand_branches_have_different_names(book):
    names = {branch_name(unit_name=name) for name in unit_names(book, 12_000)}

    assert len(names) == 12_000
    assert all(name.endswith("党支部") and len(name) <= 40 for name in names)


def test_equal_seeds_agree_and_others_differ(book):
    assert unit_names(NameBook(seed="suzhou"), 200) == unit_names(book, 200)
    assert unit_names(NameBook(seed="other"), 200) != unit_names(book, 200)


def test_names_do_not_drift_between_releases(book):
    assert unit_names(book, 2) == PINNED_UNITS
    assert book.person(index=0) == PINNED_PERSON


def test_no_trade_name_holds_a_well_known_brand(book):
    brands = read_json(name="vocabulary.json")["well_known"]

    assert not [name for name in book.trade_names if any(brand in name for brand in brands)]


def test_no_unit_carries_the_name_of_a_known_suzhou_company(book):
    names = "\n".join(unit_names(book, 12_000))

    for brand in ("同程", "科沃斯", "追觅", "沙钢", "恒力", "盛虹", "亨通", "波司登", "金螳螂"):
        assert brand not in names


def test_no_person_is_a_public_figure(book):
    figures = read_json(name="vocabulary.json")["public_figures"]

    assert not set(figures) & set(book.person_names)
    assert len(set(book.person_names)) == len(book.person_names) > 20_000


@pytest.mark.parametrize(
    ("industry", "district", "form"),
    [
        (
            "INTERNET",
            "昆山市",
            r"昆山\w{3}(网络科技|信息技术|软件|数字科技|电子商务|智能科技)"
            "有限公司",
        ),
        ("LAWYER", "姑苏区", r"江苏\w{3}(（苏州）)?律师事务所"),
        ("CPA", "姑苏区", r"苏州\w{3}.*会计师事务所.*"),
        ("CTA", "常熟市", r"常熟\w{3}税务师事务所.*"),
        ("NGO", "姑苏区", r"苏州市姑苏区\w{3}.+"),
        ("SCHOOL", "苏州工业园区", r"苏州工业园区\w{3}.+"),
        ("SCHOOL", "太仓市", r"太仓市\w{3}.+"),
        ("HOSPITAL", "吴江区", r"苏州(市吴江区)?\w{3}.+"),
    ],
)
def test_names_follow_the_industry_and_the_place(book, industry, district, form):
    for index in range(50):
        unit = book.unit(index=index, industry=industry, district=district)
        assert re.fullmatch(form, unit.name)
        assert unit.unit_type
        assert unit.code_prefix in {"91", "51", "52", "53", "31"}


def test_every_industry_has_a_vocabulary():
    assert set(read_json(name="vocabulary.json")["industries"]) == set(CODES)


def test_fixed_forms():
    assert station_name(district="姑苏区", town="平江街道") == "姑苏区平江街道区域党建工作站"
    second = station_name(district="昆山市", town="玉山镇", ordinal=2)
    assert second == "昆山市玉山镇第二区域党建工作站"
    assert (
        officer_post(town="平江街道", source="市场监管", number=1)
        == "平江街道 市场监管 党建指导员（1岗）"
    )
    assert (
        joint_branch_name(town="盛泽镇", industry_name="商圈市场", ordinal=12)
        == "盛泽镇商圈市场第十二联合党支部"
    )
    assert phone_number(index=7) == "000-20000007"


def test_both_demo_cities_say_they_are_examples():
    assert "示例" in DEMO_CITY_NAME
    assert "示例" in TWIN_CITY_NAME
    assert DEMO_CITY_NAME != TWIN_CITY_NAME


def test_officers_come_from_the_four_sources_of_article_six(book):
    assert book.officer_sources == ("市场监管", "安全管理", "网格管理", "城管执法")


@pytest.mark.parametrize(
    ("number", "numeral"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_chinese_numbers(number, numeral):
    assert chinese_number(number=number) == numeral


def test_what_cannot_be_named_is_refused(book):
    with pytest.raises(ValueError, match="字号序号 99999999"):
        book.unit(index=99_999_999, industry="CPA", district="姑苏区")
    with pytest.raises(ValueError, match="人名序号 -1"):
        book.person(index=-1)
    with pytest.raises(SeedDataError, match="行业代码“BANK”"):
        book.unit(index=0, industry="BANK", district="姑苏区")
    with pytest.raises(ValueError, match="序号 0"):
        chinese_number(number=0)
    with pytest.raises(ValueError, match="电话序号"):
        phone_number(index=10**7)
