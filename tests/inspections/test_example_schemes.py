"""The example schemes cite the article that asks, and leave no share between two steps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inspections.default_schemes import DEFAULT_SCHEMES
from inspections.scheme_data import IndicatorData
from inspections.terms import Formula

INDICATORS = [
    one
    for scheme in DEFAULT_SCHEMES
    for dimension in scheme.dimensions
    for one in dimension.indicators
]


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("工作站覆盖所有区域", "第五条"),
        ("专职党务工作者", "第六条"),
        ("要点清单按期签收", "第七条"),
        ("清单分解到站", "第七条"),
        ("要点按期完成", "第七条"),
        ("佐证材料抽查合格", "第七条"),
        ("清单签收及时", "第七条"),
        ("清单按期完成", "第七条"),
        ("活动经费", "第十六条"),
        ("出资人支持和党建入章", "第三条"),
        ("群众满意度", "第十四条"),
    ],
)
def test_an_indicator_cites_the_article_that_asks_for_it(name: str, article: str) -> None:
    (found,) = (one for one in INDICATORS if one.name == name)

    assert found.article == f"苏组通〔2018〕57号{article}"


def shared(one: IndicatorData) -> bool:
    """Whether its guide lets a person reckon the points as a share."""
    return one.formula == Formula.MANUAL and ("÷" in one.guide or "按比例" in one.guide)


def test_what_a_person_reckons_as_a_share_is_given_to_a_tenth() -> None:
    found = [one for one in INDICATORS if shared(one)]

    assert [one.code for one in found] == ["A4", "B4", "C5"]
    assert {one.step for one in found} == {Decimal("0.1")}
