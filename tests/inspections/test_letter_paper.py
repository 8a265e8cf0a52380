"""The letter as Word, opened and read again: its shape, what it says, and what it never says."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from inspections.actions.rectifications import fail_rectification, note_verbal
from inspections.models import Rectification
from tests.inspections.letters import (
    a_letter,
    a_round,
    an_inspection,
    explained,
    found,
    issued,
    reported,
    signed,
    then,
)
from tests.projects.pages import as_person
from tests.world import World

pytestmark = pytest.mark.django_db


def opened(world: World, letter: Rectification, person: str = "mall_leader") -> Any:
    """The letter as a person downloads it."""
    with as_person(world, person) as client:
        response = client.get(reverse("inspections:rectification_letter", args=[letter.pk]))
    assert response.status_code == 200
    return docx.Document(io.BytesIO(response.content))


def lines(document: Any) -> list[str]:
    return [one.text for one in document.paragraphs if one.text]


def cells(document: Any, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def of_round(world: World) -> Rectification:
    inspection = an_inspection(
        world.home,
        a_round(world.home),
        earned={"A1": "16", "B1": "4"},
        grade="poor",
        reason="现场未见标识",
    )
    return issued(world.home, findings=found(world.home, inspection), inspection=inspection)


def test_the_letter_says_what_section_5_3_asks(world: World) -> None:
    document = opened(world, of_round(world))
    said = lines(document)

    assert said[0] == "编号：ZG-2026-0001"
    assert "关于党务公开的整改通知书" in said
    assert "观前商城党支部：" in said
    opening = next(line for line in said if line.startswith("经"))
    assert "2026年上半年党建体检" in opening
    assert "得分 82.5/100，折算 82.5 分，等次为“较差”" in opening
    for line in (
        "一、存在问题",
        "二、整改要求",
        "对照问题清单制定整改方案，按期完成。",
        "三、责任、期限与反馈",
        "责任人：党组织书记",
        "整改期限：2026年4月13日",
        "反馈方式：通过本系统报送",
        "签发人：金商主",
        "联系人：专委会办公室 0512-00000000",
        "商圈市场行业党建专委会",
        "2026年3月2日",
    ):
        assert line in said


def test_findings_stand_in_a_table_with_code_fact_article_and_points(world: World) -> None:
    document = opened(world, of_round(world))
    head, *rows = cells(document, 0)

    assert head == ["序号", "指标", "问题事实", "依据条款", "程度", "扣分"]
    # The red one first.
    assert [row[1] for row in rows] == ["B1", "A1"]
    assert rows[0][2] == "固定场所与标识：现场未见标识。"
    assert [row[4] for row in rows] == ["红项", "黄项"]
    assert [row[5] for row in rows] == ["21", "14"]


def test_the_receipt_tells_who_signed_and_when(world: World) -> None:
    before = opened(world, issued(world.home))
    after = opened(world, signed(world.home))

    assert cells(before, 1)[1] == [
        "系统送达",
        "2026年3月2日",
        "观前商城党支部",
        "—",
        "（未签收）",
    ]
    assert cells(after, 1)[1][3:] == ["云支一", "2026年3月2日 09:00"]


def test_it_has_the_shape_of_a_letter(world: World) -> None:
    document = opened(world, of_round(world))
    (section,) = document.sections

    assert section.different_first_page_header_footer
    assert (round(section.header_distance.mm), round(section.footer_distance.mm)) == (30, 20)
    mark = section.first_page_header.paragraphs[0]
    assert mark.text == "商圈市场行业党建专委会"
    rule = mark._element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:val")) == "thickThinSmallGap"
    foot = section.first_page_footer.paragraphs[0]
    assert foot._element.pPr.find(qn("w:pBdr")).find(qn("w:top")) is not None
    # No number on the first page, one on every other.
    assert "PAGE" not in section.first_page_footer._element.xml
    assert "PAGE" in section.footer._element.xml


@pytest.mark.parametrize(
    ("issuer", "body", "color"),
    [
        ("mall", "branch", "000000"),
        ("city", "mall", "FF0000"),
        ("lawyer", "lawyer_branch", "FF0000"),
    ],
)
def test_only_who_may_issue_documents_has_a_red_head(
    world: World, issuer: str, body: str, color: str
) -> None:
    letter = issued(world.home, issuer=issuer, body=body)
    document = opened(world, letter, f"{issuer}_leader")

    run = document.sections[0].first_page_header.paragraphs[0].runs[0]
    assert str(run.font.color.rgb) == color
    assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"


def test_a_draft_has_neither_number_nor_day_nor_receipt(world: World) -> None:
    document = opened(world, a_letter(world.home))
    said = lines(document)

    assert said[0] == "编号：（下发后编号）"
    assert "　　年　月　日" in said
    assert "整改期限：按“一般问题”自下发之日起计算" in said
    assert len(document.tables) == 1


def test_a_reminder_asks_for_an_explanation(world: World) -> None:
    said = lines(opened(world, issued(world.home, kind="reminder")))

    assert "二、改进要求" in said
    assert "说明期限：2026年3月23日" in said
    assert any("现予批评指正" in line for line in said)


def test_after_a_second_round_the_first_day_still_stands(world: World) -> None:
    letter = fail_rectification(
        rectification=reported(world.home),
        reason="仍未更新",
        actor=then(world.home, "mall_leader", dt.date(2026, 4, 10)),
    )
    said = lines(opened(world, letter))

    assert "整改期限：2026年4月13日" in said
    assert "二次整改期限：2026年5月1日（自2026年4月10日起）" in said


def test_a_spoken_word_prints_too(world: World) -> None:
    letter = note_verbal(
        organization=world.branch,
        issuer=world.mall,
        content={"title": "公开栏未更新", "demands": "当场更换。"},
        closed=True,
        actor=world.actor("mall_clerk"),
    )

    said = lines(opened(world, letter))

    assert "当场更换。" in said
    assert said[0] == "编号：ZG-2026-0001"


def test_no_personal_number_stands_in_a_letter(world: World) -> None:
    inspection = an_inspection(
        world.home,
        a_round(world.home),
        earned={"B1": "4"},
        reason="证件 320500199001011234、手机 13800000000 未登记",
    )
    letter = issued(world.home, findings=found(world.home, inspection), inspection=inspection)
    document = opened(world, letter)
    whole = " ".join([*lines(document), *(text for row in cells(document, 0) for text in row)])

    assert "未登记" in whole
    assert re.search(r"\d{17}[\dXx]|1[3-9]\d{9}", whole) is None


def test_the_file_is_called_by_number_and_title(world: World) -> None:
    letter = issued(world.home)
    with as_person(world, "secretary") as client:
        response = client.get(reverse("inspections:rectification_letter", args=[letter.pk]))

    name = unquote(response.headers["Content-Disposition"])
    assert "ZG-2026-0001_关于党务公开的整改通知书.docx" in name
    assert "no-store" in response.headers["Cache-Control"]


def test_the_letter_of_an_answered_reminder_is_still_the_letter(world: World) -> None:
    letter = explained(world.home)
    said = lines(opened(world, letter))

    assert "因改造停用，现已恢复更新。" not in said
