"""Each paper of a project as Word, read back."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.papers.paper import PaperKind, SignatureBlock, form_rows, title_lines
from documents.word.names import numeral
from documents.word.project_papers import project_paper_document
from tests.documents.project_papers import FACTS, PROJECT, every_paper, long_table, paper


def opened(described):
    return docx.Document(io.BytesIO(project_paper_document(described)))


def lines(document):
    return [one.text for one in document.paragraphs]


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def everything(document):
    inside = [text for table in document.tables for row in cells(table) for text in row]
    return "\n".join([*lines(document), *inside])


@pytest.mark.parametrize("described", every_paper(), ids=lambda one: one.kind.name)
def test_every_kind_prints_its_title_parts_and_signature(described):
    document = opened(described)

    text = everything(document)
    assert described.heading in text.replace("\n", "")
    for heading, words in described.parts:
        assert heading in text
        assert all(line in text for line in words.splitlines())
    for label, value in described.facts:
        assert label in text
        assert value in text
    if not described.signatures:
        assert lines(document)[-2:] == [described.issuer, "2026年3月5日"]
    assert document.core_properties.title == described.heading


@pytest.mark.parametrize("described", every_paper(), ids=lambda one: one.kind.name)
def test_every_run_names_its_east_asian_font(described):
    for run in opened(described).element.iter(qn("w:r")):
        assert run.rPr.rFonts.get(qn("w:eastAsia"))


def test_an_approval_has_a_red_head_only_with_a_document_number():
    red = opened(paper(PaperKind.APPROVAL))
    plain = opened(paper(PaperKind.APPROVAL, document_number=""))

    assert "某市委两新工委文件" in lines(red)
    assert "某两新〔2026〕3号" in lines(red)
    assert "FF0000" not in plain.element.xml
    assert "某市委两新工委文件" not in lines(plain)
    assert "编号：XM-2026-003" in lines(plain)
    for document in (red, plain):
        assert "此复。" in lines(document)
        assert f"关于同意“{PROJECT}”项目立项的批复" in "".join(lines(document)).replace("\n", "")


def test_a_form_has_no_red_head_whatever_its_number():
    document = opened(paper(PaperKind.MONTHLY, document_number="某两新〔2026〕9号"))

    assert "FF0000" not in document.element.xml


def test_a_task_book_has_both_parties_side_by_side():
    block = opened(paper(PaperKind.TASK_BOOK)).tables[-1]

    left, right = cells(block)[0]
    assert left.startswith("甲方：某市互联网企业行业党建专委会")
    assert "签字：　　　　　" in left
    assert left.endswith("　　年　月　日")
    assert right.startswith("乙方：某科技公司党支部")
    assert "签字：王五" in right
    assert right.endswith("2026年4月3日")
    held = [one.paragraph_format.keep_with_next for one in block.rows[0].cells[0].paragraphs]
    assert all(held)


def test_opinions_stand_one_below_the_other():
    table = opened(paper(PaperKind.APPLICATION)).tables[-1]

    assert len(table.columns) == 1
    assert [row[0].split("\n")[0] for row in cells(table)] == [
        "专委会意见：某市互联网企业行业党建专委会",
        "市委两新工委意见：某市委两新工委",
    ]
    assert "同意申报。" in cells(table)[0][0]


def test_three_parties_leave_no_half_row():
    parties = [SignatureBlock(role) for role in ("甲方", "乙方", "丙方")]
    table = opened(paper(PaperKind.TASK_BOOK, signatures=parties)).tables[-1]

    last = table.rows[1].cells
    assert last[0]._tc is last[1]._tc


def test_money_stands_at_the_right_and_totals_stand_out():
    document = opened(paper(PaperKind.FINAL_ACCOUNT))
    table = document.tables[1]

    spent = [row.cells[4].paragraphs[0] for row in table.rows]
    assert [one.alignment for one in spent[1:]] == [WD_ALIGN_PARAGRAPH.RIGHT] * (len(spent) - 1)
    assert spent[-1].text == "33,350.90"
    assert spent[-1].runs[0].font.name == "黑体"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert "预算执行率（已支付÷已拨付）：95.29%（33,350.90÷35,000.50）" in lines(document)
    assert round(document.sections[0].page_width / Mm(1)) == 297


def test_a_long_table_repeats_its_head_and_is_not_held_on_one_page():
    table = opened(paper(PaperKind.BUDGET, tables=[long_table(200)])).tables[1]

    assert len(table.rows) == 202
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[1].cells[0].paragraphs[0].paragraph_format.keep_with_next is None


def test_an_application_and_a_task_book_have_a_cover():
    for kind in (PaperKind.APPLICATION, PaperKind.TASK_BOOK, PaperKind.CLOSING):
        document = opened(paper(kind))

        assert len(document.sections) == 2
        assert f"项目名称：{PROJECT}" in lines(document)
    assert len(opened(paper(PaperKind.MONTHLY)).sections) == 1


def test_a_draft_has_a_blank_for_its_day():
    document = opened(paper(PaperKind.APPROVAL, is_draft=True))

    assert lines(document)[-1] == "　　年　月　日"


def test_signature_and_date_never_stand_alone_on_a_page():
    last = opened(paper(PaperKind.CHANGE)).paragraphs[-5:-1]

    assert all(one.paragraph_format.keep_with_next for one in last)


def test_annexes_are_numbered_when_there_are_several():
    many, one = opened(paper(PaperKind.APPROVAL)), opened(paper(PaperKind.CLOSING))

    assert {"附件：1. 项目任务书", "2. 经费预算表"} <= set(lines(many))
    assert "附件：经费决算表" in lines(one)


def test_short_facts_share_a_row_and_long_ones_do_not():
    rows = form_rows(FACTS)

    assert [len(row) for row in rows] == [2, 1, 1, 1]
    assert [fact for row in rows for fact in row] == list(FACTS)
    assert form_rows([]) == []
    assert [len(row) for row in form_rows([("甲", "一\n二"), ("乙", "")])] == [1, 1]


def test_a_long_title_breaks_behind_the_projects_name():
    assert title_lines("党建项目申报书") == ["党建项目申报书"]
    assert title_lines(f"关于同意“{PROJECT}”项目立项的批复") == [
        f"关于同意“{PROJECT}”",
        "项目立项的批复",
    ]
    endless = "清" * 60
    assert title_lines(endless) == [endless]
    assert title_lines("关于2026年上半年党建体检抽查（示例）发现问题的整改通知书") == [
        "关于2026年上半年党建体检抽查（示例）",
        "发现问题的整改通知书",
    ]
    assert title_lines("苏州观前商城电子商务有限公司第一党支部（筹）") == [
        "苏州观前商城电子商务有限公司第一党支部",
        "（筹）",
    ]


def test_headings_are_counted_beyond_ten():
    parts = [(f"第{place}部分", "内容") for place in range(1, 13)]
    document = opened(paper(PaperKind.CLOSING, parts=parts))

    assert "十二、第12部分" in lines(document)
    assert [numeral(number) for number in (1, 10, 11, 20, 21, 99)] == [
        *("一", "十", "十一", "二十", "二十一", "九十九")
    ]


def test_a_certificate_is_a_red_title_over_words_and_validity():
    document = opened(paper(PaperKind.CERTIFICATE, on=date(2026, 12, 1)))

    assert document.paragraphs[0].text == "党建品牌项目认定书"
    assert str(document.paragraphs[0].runs[0].font.color.rgb) == "FF0000"
    assert "有效期：2026年12月至2028年12月" in lines(document)
    assert document.tables == []


def test_signing_blocks_and_issuer_go_with_what_stands_above():
    tables = (long_table(2),)
    signed = opened(paper(PaperKind.TASK_BOOK, tables=tables))
    letter = opened(paper(PaperKind.CLOSING, tables=tables))

    # The blank line above the blocks and the notes below the table; the table holds its own rows.
    assert all(one.paragraph_format.keep_with_next for one in signed.paragraphs[-3:-1])
    assert all(one.paragraph_format.keep_with_next for one in letter.paragraphs[-4:-1])
    assert not letter.paragraphs[-1].paragraph_format.keep_with_next
