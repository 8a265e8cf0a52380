"""Tidying: what typing habits leave behind goes, what was meant stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.intake.fields import FieldKind
from documents.intake.tidying import KEPT, Tidied, TidyLog, tidy


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("苏州某某有限公司", "苏州某某有限公司"),
        ("\u3000苏州 \u00a0 某某\u200b有限公司\ufeff ", "苏州 某某有限公司"),
        ("苏州某某(集团)有限公司", "苏州某某（集团）有限公司"),
        ("苏州某某（集团）有限公司", "苏州某某（集团）有限公司"),
        ("ＡＢＣ (China) Ltd.", "ABC (China) Ltd."),
        ("ＡＢＣ （China）", "ABC (China)"),
        ("星湖街３２８号，５幢；电话：８８８", "星湖街328号，5幢；电话：888"),
        ("苏州\r\n某某\t公司", "苏州 某某 公司"),
        ("甲\x00乙\x1f丙\ufffe", "甲乙丙"),
        ("⼯业\uf900", "工业豈"),
        ("张·三", "张·三"),
        ("=1+1", "=1+1"),
        ("", ""),
    ],
)
def test_text_is_tidied(before, after):
    assert tidy(before, FieldKind.TEXT) == after


def test_a_paragraph_keeps_its_lines():
    assert tidy(" 第一行 \r\n\r\n第二行\u2028第三行\n", FieldKind.PARAGRAPH) == (
        "第一行\n\n第二行\n第三行"
    )


def test_a_code_loses_spaces_and_hyphens_and_is_put_in_capitals():
    assert tidy("９１-3205 94ma", FieldKind.CREDIT_CODE) == "91320594MA"


@given(st.sampled_from(FieldKind), st.text(max_size=60))
def test_tidying_twice_changes_nothing_more(kind, text):
    once = tidy(text, kind)

    assert tidy(once, kind) == once


@given(st.text(max_size=60))
def test_nothing_invisible_survives(text):
    clean = tidy(text, FieldKind.TEXT)

    assert clean == clean.strip()
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in clean)


def test_a_log_counts_everything_and_keeps_a_bounded_part():
    log = TidyLog()

    for number in range(KEPT + 50):
        log.add(number, [Tidied("名称", " 甲", "甲")])

    assert log.total == log.counts["名称"] == KEPT + 50
    assert log.examples[0] == (0, Tidied("名称", " 甲", "甲"))
    assert len(log.examples) == KEPT


def test_what_becomes_chinese_by_tidying_is_tidied_as_chinese_at_once():
    once = tidy(")㊀", FieldKind.TEXT)

    assert once == "）一"
    assert tidy(once, FieldKind.TEXT) == once
