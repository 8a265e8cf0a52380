"""The key that names are sorted and searched by."""

from __future__ import annotations

import unicodedata

import pytest
from pypinyin import Style, lazy_pinyin

from hierarchy.names import pinyin_key
from seeds.names import NameBook, branch_name
from seeds.reference import load_industries, load_regions

NAMES = [
    "姑苏区",
    "中国银行苏州分行行业党委",
    "重庆路会计师事务所联合党支部",
    "长三角 IT 产业园第3党支部",
    "吕氏、单县与仇先生（１２号）",
    "苏州工业园区湖东商圈市场行业党建专委会",
]


def by_the_library(name: str) -> str:
    tidy = unicodedata.normalize("NFKC", name).strip()
    full = "".join(lazy_pinyin(tidy)).lower()
    initials = "".join(lazy_pinyin(tidy, style=Style.FIRST_LETTER)).lower()
    return f"{full[:160]}|{initials[:60]}"


@pytest.mark.parametrize("name", NAMES)
def test_the_key_is_what_the_pinyin_library_reads(name: str) -> None:
    assert pinyin_key(name) == by_the_library(name)


def test_no_key_of_a_demo_city_differs_from_the_librarys_own_reading() -> None:
    book = NameBook(seed="keys")
    industries = [row.code for row in load_industries()]
    names = [region.name for region in load_regions()]
    names += [
        branch_name(unit_name=book.unit(index=index, industry=industry, district="姑苏区").name)
        for index, industry in enumerate(industries * 20)
    ]
    names += [book.person(index=index) for index in range(200)]
    assert [pinyin_key(name) for name in names] == [by_the_library(name) for name in names]
