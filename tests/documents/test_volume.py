"""The volume of a project read back: contents, bookmarks, page numbers, papers."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from documents.papers.paper import PaperKind, PaperTable, SignatureBlock
from documents.volume.binding import entry, write_volume
from documents.volume.contents import Volume
from documents.word.table import TableColumn
from tests.documents.attached import opened
from tests.documents.project_papers import PROJECT, every_paper, long_table, paper

VOLUME = Volume(
    project=PROJECT,
    number="XM-2026-003",
    issuer="某市委两新工委",
    on=date(2026, 12, 1),
    papers=every_paper(),
    facts=(("承担单位", "某科技公司党支部"),),
)


def bound(volume):
    target = io.BytesIO()
    result = write_volume(volume, target=target)
    reader = opened(target.getvalue())
    assert len(reader.pages) == result.pages
    return reader


def flat(page):
    """A page's words without the blanks that extraction puts between them."""
    return re.sub(r"\s", "", page.extract_text())


def contents(reader):
    """The table of contents: entry and page number, in order; dots are drawn before words."""
    texts = [page.extract_text() for page in reader.pages[1:6]]
    lines = "\n".join(text for text in texts if " .  . " in text).splitlines()
    listed = []
    for line in lines:
        if dotted := re.fullmatch(r"[ .]{6,}(\d+) *", line):
            listed.append(("", int(dotted[1])))
        elif listed and not re.match(r"第 \d+ 页 共", line):
            name, number = listed[-1]
            listed[-1] = (name + re.sub(r"\s", "", line), number)
    return listed


def bookmarks(reader):
    """All bookmarks: title and page number, in order."""

    def walk(entries):
        for one in entries:
            if isinstance(one, list):
                yield from walk(one)
            else:
                number = reader.get_destination_page_number(one) + 1
                yield re.sub(r"\s", "", one.title), number

    return list(walk(reader.outline))


@pytest.fixture(scope="module")
def reader():
    return bound(VOLUME)


def test_the_cover_names_the_project_and_who_made_the_volume(reader):
    cover = flat(reader.pages[0])

    for words in ("党建项目全卷", PROJECT, "XM-2026-003", "承担单位：某科技公司党支部"):
        assert words in cover
    assert "编制日期：2026年12月1日" in cover
    assert "以系统导出的Word文件为准" in cover
    assert "页共" not in cover
    assert reader.metadata.title == f"{PROJECT}党建项目全卷"
    assert reader.metadata.author == "某市委两新工委"


def test_contents_and_bookmarks_lead_to_the_page_where_each_paper_begins(reader):
    listed = contents(reader)

    assert listed == bookmarks(reader)
    assert [name for name, _ in listed] == [entry(one) for one in VOLUME.papers]
    for described, (_, number) in zip(VOLUME.papers, listed, strict=True):
        assert described.heading in flat(reader.pages[number - 1])
    assert all(first < second for (_, first), (_, second) in pairwise(listed))


def test_every_page_but_the_cover_says_which_it_is_of_how_many(reader):
    total = len(reader.pages)

    for number, page in enumerate(reader.pages[1:], start=2):
        assert flat(page).count(f"第{number}页共{total}页") == 1


def test_every_paper_prints_all_it_says(reader):
    text = "".join(map(flat, reader.pages))

    for described in VOLUME.papers:
        for _, value in described.facts:
            assert value in text
        for table in described.tables:
            assert all(note in text for note in table.notes)
    for words in (
        "此复。",
        "妥否，请审批。",
        "附件：1.项目任务书",
        "甲方：某市互联网",
        "33,350.90",
    ):
        assert words in text


def test_sixty_papers_have_a_table_of_contents_of_several_pages():
    papers = [
        paper(PaperKind.MONTHLY, on=date(2026, 1 + place % 12, 1), title=f"第{place}期月报")
        for place in range(60)
    ]
    reader = bound(replace(VOLUME, papers=papers))

    listed = contents(reader)
    assert len(listed) == 60
    assert listed == bookmarks(reader)
    assert listed[0][1] == 5, "the cover and three pages of contents stand before"
    for place, (name, number) in enumerate(listed):
        assert name.startswith(f"第{place}期月报")
        assert f"第{place}期月报" in flat(reader.pages[number - 1])


def test_a_long_table_runs_over_pages_and_repeats_its_head():
    reader = bound(replace(VOLUME, papers=[paper(PaperKind.BUDGET, tables=[long_table(150)])]))

    pages = list(map(flat, reader.pages[2:]))
    assert len(pages) > 3
    lined = [text for text in pages if "期培训" in text]
    assert all("支出内容资金来源" in text for text in lined)
    assert sum(text.count("期培训") for text in pages) == 150
    assert "15,000.00" in "".join(pages[-2:])


def test_long_words_wrap_and_nothing_leaves_the_page():
    word, digits = "覆盖" * 400, "9" * 300
    facts = [("项目内容", word), ("账号", digits)]
    table = PaperTable("明细", [TableColumn("内容"), TableColumn("数")], [(word, digits)])
    opinion = SignatureBlock("意见", "某党委", words="同意。" * 900)
    described = paper(
        PaperKind.APPLICATION,
        title="标题" * 40,
        facts=facts,
        parts=[("一" * 80, word)],
        tables=[table],
        signatures=[opinion],
    )
    reader = bound(replace(VOLUME, papers=[described]))

    places = []
    for page in reader.pages[2:]:
        page.extract_text(visitor_text=lambda text, cm, tm, *_: places.append((text, cm, tm)))
    for text, cm, tm in places:
        if text.strip():
            assert 0 < tm[4] * cm[0] + cm[4] < 595
    text = "".join(map(flat, reader.pages[2:]))
    assert text.count("覆盖") == 1200
    assert text.count("9") >= 600
    assert text.count("同意。") == 900


def test_a_cell_longer_than_a_page_is_split():
    described = paper(PaperKind.APPLICATION, facts=[("项目内容", "先锋行动。\n" * 300)])
    reader = bound(replace(VOLUME, papers=[described]))

    assert sum(flat(page).count("先锋行动。") for page in reader.pages[2:]) == 300


def test_markup_and_rare_characters_print_as_they_are():
    parts = [("背景", "<b>王喆</b> & 𠮷<br/>先生\x07\ud800")]
    reader = bound(replace(VOLUME, papers=[paper(PaperKind.MONTHLY, parts=parts)]))

    assert "<b>王喆</b>&𠮷<br/>先生" in flat(reader.pages[2])


def test_an_approval_with_a_document_number_shows_it_and_others_do_not(reader):
    listed = dict(contents(reader))
    page = next(number for name, number in listed.items() if "立项的批复" in name)

    shown = flat(reader.pages[page - 1])
    assert "某两新〔2026〕3号" in shown
    assert shown.index("文件某两新〔2026〕3号") > 0, "the issuer's mark stands above the number"


def test_the_same_project_gives_the_same_volume():
    first, second = io.BytesIO(), io.BytesIO()
    for target in (first, second):
        write_volume(VOLUME, target=target)

    assert first.getvalue() == second.getvalue()


def test_a_project_without_papers_has_no_volume():
    with pytest.raises(ValidationError) as refused:
        write_volume(replace(VOLUME, papers=[]), target=io.BytesIO())

    assert refused.value.code == "volume_empty"


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("documents.volume.attachments.PAGES", 5)

    with pytest.raises(ValidationError) as refused:
        write_volume(VOLUME, target=io.BytesIO())

    assert refused.value.code == "volume_too_many_pages"
    assert "5 页的上限" in refused.value.messages[0]
