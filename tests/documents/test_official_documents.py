"""Word documents read back against GB/T 9704-2012."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.word.checklist import ListPaper, checklist_document
from documents.word.handover import HandoverItem, HandoverPaper, handover_sheet
from documents.word.names import chinese_date, filename
from documents.word.redhead import mark_size, signature_indents
from documents.word.table import TableColumn

PAPER = ListPaper(
    issuer="某市两新工委",
    may_issue_documents=True,
    number="QD-2026-L1-INTERNET-001",
    title="2026年度互联网企业行业党建工作要点清单",
    year=2026,
    recipients=("市互联网企业行业党建专委会", "各县级市（区）委两新工委"),
    columns=(TableColumn("序号", 1, centered=True), TableColumn("任务内容", 6)),
    rows=(("1", "推进两新组织“两个覆盖”"), ("2", "选派党建指导员\n不少于10名\x0b")),
    issue_date=date(2026, 3, 5),
    document_no="某两新〔2026〕3号",
    copies_to=("市委组织部", "市委社会工作部"),
    signer="张三",
    basis="《实施意见》",
)


def opened(data):
    return docx.Document(io.BytesIO(data))


def paragraph(document, text):
    return next(one for one in document.paragraphs if one.text == text)


def millimetres(length):
    return round(length / Mm(1))


def test_red_head_carries_mark_number_and_rule():
    document = opened(checklist_document(PAPER))

    mark = paragraph(document, "某市两新工委文件").runs[0]
    assert str(mark.font.color.rgb) == "FF0000"
    assert mark._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert millimetres(document.paragraphs[0].paragraph_format.line_spacing) == 35
    number = paragraph(document, "某两新〔2026〕3号")
    rule = number._element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("FF0000", "11")


def test_text_is_a_notice_with_the_list_attached():
    document = opened(checklist_document(PAPER))

    title = paragraph(document, f"关于印发《{PAPER.title}》的通知").runs[0]
    assert title.font.size == Pt(22)
    assert paragraph(document, "市互联网企业行业党建专委会、各县级市（区）委两新工委：")
    body = next(one for one in document.paragraphs if one.text.startswith("根据《实施意见》"))
    assert body.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert body._element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert paragraph(document, f"附件：{PAPER.title}")
    assert paragraph(document, "附件").runs[0].font.name == "黑体"
    assert paragraph(document, "2026年3月5日")


def test_paper_sections_follow_the_standard():
    first, attachment, imprint = opened(checklist_document(PAPER)).sections

    margins = [first.top_margin, first.right_margin, first.bottom_margin, first.left_margin]
    assert list(map(millimetres, margins)) == [37, 26, 35, 28]
    assert (millimetres(attachment.page_width), millimetres(attachment.page_height)) == (297, 210)
    assert millimetres(imprint.page_width) == 210
    assert imprint.start_type == docx.enum.section.WD_SECTION.EVEN_PAGE


def test_page_numbers_stand_outside_on_odd_and_even_pages():
    document = opened(checklist_document(PAPER))
    first, _, imprint = document.sections

    odd, even = first.footer.paragraphs[0], first.even_page_footer.paragraphs[0]
    assert document.settings.odd_and_even_pages_header_footer
    assert (odd.text, even.text) == ("—  —", "—  —")
    assert "PAGE" in odd._element.xml
    assert odd.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
    assert even.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.LEFT
    assert odd.runs[0].font.size == Pt(14)
    assert imprint.footer.paragraphs[0].text == ""


def test_table_head_repeats_and_rows_hold_together():
    table = opened(checklist_document(PAPER)).tables[0]

    properties = [row._tr.trPr for row in table.rows]
    assert properties[0].find(qn("w:tblHeader")) is not None
    assert all(one.find(qn("w:cantSplit")) is not None for one in properties)
    assert table.rows[2].cells[1].text == "选派党建指导员\n不少于10名"
    assert sum(millimetres(cell.width) for cell in table.rows[0].cells) == 225


def test_imprint_names_copies_office_and_date():
    table = opened(checklist_document(PAPER)).tables[-1]

    texts = [row.cells[0].text for row in table.rows]
    assert texts == ["抄送：市委组织部，市委社会工作部。", "某市两新工委\t2026年3月5日印发"]
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    sizes = {edge.tag.rpartition("}")[2]: edge.get(qn("w:sz")) for edge in borders}
    assert (sizes["top"], sizes["insideH"], sizes["bottom"]) == ("8", "6", "8")


def test_red_head_without_registered_number_is_impossible():
    with pytest.raises(ValueError, match="registered number"):
        checklist_document(replace(PAPER, document_no=""))


def test_body_without_right_to_issue_gets_a_plain_sheet_to_sign():
    document = opened(checklist_document(replace(PAPER, may_issue_documents=False)))

    texts = "\n".join(one.text for one in document.paragraphs)
    assert "文件" not in texts
    assert "〔" not in texts
    assert "FF0000" not in document.element.xml
    assert "编号：QD-2026-L1-INTERNET-001" in texts
    assert "签发人：张三" in texts
    listed, receipts = document.tables
    assert listed.rows[1].cells[1].text == "推进两新组织“两个覆盖”"
    assert [cell.text for cell in receipts.rows[0].cells][:2] == ["接收单位", "签收人（签字）"]
    assert [row.cells[0].text for row in receipts.rows[1:]] == list(PAPER.recipients)


def test_every_run_names_its_east_asian_font():
    for issues in (True, False):
        document = opened(checklist_document(replace(PAPER, may_issue_documents=issues)))

        for run in document.element.iter(qn("w:r")):
            assert run.rPr.rFonts.get(qn("w:eastAsia"))


def test_chinese_text_is_proofed_as_chinese():
    styles = opened(checklist_document(PAPER)).styles.element

    assert {each.get(qn("w:eastAsia")) for each in styles.xpath(".//w:lang")} == {"zh-CN"}


def test_handover_sheet_lists_work_and_has_three_signatures():
    paper = HandoverPaper(
        number="JJ-2026-003",
        post="某区域党建工作站指导员",
        handed_by="王五",
        received_by="赵六",
        on=date(2026, 7, 1),
        reason="岗位调整",
        items=(HandoverItem("QD-1", "指导建立党支部", "进行中", date(2026, 9, 30)),),
        places=("某科技公司",),
    )

    places, items, signing = opened(handover_sheet(paper)).tables

    assert [cell.text for cell in places.rows[1].cells] == ["1", "某科技公司", ""]
    assert [cell.text for cell in items.rows[1].cells] == [
        "1",
        "QD-1",
        "指导建立党支部",
        "进行中",
        "2026年9月30日",
        "",
    ]
    assert [cell.text for cell in signing.rows[0].cells] == ["移交人", "接收人", "监交人"]
    empty = opened(handover_sheet(replace(paper, items=(), places=())))
    assert len(empty.tables) == 1
    assert [one.text for one in empty.paragraphs].count("无。") == 2


def test_names_and_numbers():
    assert chinese_date(date(2026, 3, 5)) == "2026年3月5日"
    assert (
        filename(number="某两新〔2026〕3号", title="甲/乙:丙\n")
        == "某两新〔2026〕3号_甲 乙 丙.docx"
    )
    assert filename(number="", title="..") == "文件.docx"
    assert len(filename(number="QD", title="清" * 200).encode()) <= 255


def test_mark_fits_its_width_and_signature_is_centred_over_the_date():
    assert mark_size("某市委文件") == 56
    assert mark_size("某市互联网企业行业党委文件") * 13 <= Mm(156).pt
    assert mark_size("中共某某市委非公有制经济组织和社会组织工作委员会文件") >= 28

    assert signature_indents("某市两新工委", "2026年3月5日") == (4.0, 4.0)
    assert signature_indents("中共某市委非公有制经济组织工作委员会", "2026年3月5日") == (2.0, 8.0)


@pytest.mark.parametrize("red", [True, False])
def test_a_draft_carries_no_day_of_issue(red):
    draft = replace(PAPER, may_issue_documents=red, is_draft=True)
    document = opened(checklist_document(draft))

    words = "".join(one.text for one in document.paragraphs)
    assert "2026年3月5日" not in words
    assert ("　　年　月　日" in words) is red
    assert "签发日期" not in words
