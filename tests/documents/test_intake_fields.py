"""What a cell of each kind may hold, and what a clerk is told when it holds something else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from documents.intake.codes import (
    ALPHABET,
    credit_code_error,
    lost_digits,
    organisation_code_doubtful,
)
from documents.intake.fields import Field, FieldKind, parse
from tests.documents.units import CODE, KINDS

VALID = (
    "91350100M000100Y43",
    "91320594MA0000015J",
    "52320500000000019P",
    "31320000MD00000163",
    "92320583MA0000023C",
    "51320500000000027M",
)


def value(kind, text, **options):
    parsed = parse(Field("key", "列名", kind, **options), text)
    assert parsed.error == ""
    return parsed.value


def error(kind, text, **options):
    parsed = parse(Field("key", "列名", kind, **options), text)
    assert parsed.value is None
    assert parsed.error.endswith("。")
    return parsed.error


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "2026 年 3 月 5 日",
        "20260305",
        "2026-03-05 00:00",
        "2026-03-05 00:00:00",
        "２０２６－０３－０５",
        " 2026-3-5\u3000",
    ],
)
def test_a_date_may_be_written_in_every_usual_way(text):
    assert value(FieldKind.DATE, text) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026年3月", "年月日都要有"),
        ("26-3-5", "2026-03-05"),
        ("去年", "2026-03-05"),
        ("2026-02-30", "没有这一天"),
        ("2026-13-01", "没有这一天"),
        ("46086", "日期序号"),
        ("1026-03-05", "1900"),
        ("2026-03-05 14:30", "2026-03-05"),
        ("2026-03/05", "2026-03-05"),
    ],
)
def test_what_is_no_date_is_refused_with_the_form_to_write(text, why):
    assert why in error(FieldKind.DATE, text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12人", 12),
        ("12 人", 12),
        ("1,234", 1234),
        ("１２", 12),
        ("0", 0),
        ("12.0", 12),
    ],
)
def test_whole_numbers_may_bear_a_unit_and_commas(text, number):
    assert value(FieldKind.INTEGER, text) == number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12.5", "不能有小数"),
        ("12.5人", "不能有小数"),
        ("-3", "不能是负数"),
        ("十二", "不是整数"),
        ("约12", "不是整数"),
        ("1,23", "不是整数"),
        ("9" * 5000, "不是整数"),
        ("1000", "不能大于 999"),
    ],
)
def test_what_is_no_whole_number_is_refused(text, why):
    assert why in error(FieldKind.INTEGER, text, maximum=999)


def test_an_integer_may_have_a_least_value():
    assert "不能小于 3" in error(FieldKind.INTEGER, "2", minimum=3)
    assert value(FieldKind.INTEGER, "-2", minimum=-5) == -2


@pytest.mark.parametrize("text", ["是", "有", "√", "✓", "Y", "yes", "ｙ", "1", "TRUE"])
def test_yes_is_said_in_many_ways(text):
    assert value(FieldKind.YES_NO, text) is True


@pytest.mark.parametrize("text", ["否", "无", "×", "N", "no", "0", "FALSE", "没有"])
def test_no_is_said_in_many_ways(text):
    assert value(FieldKind.YES_NO, text) is False


def test_neither_yes_nor_no_is_refused():
    assert error(FieldKind.YES_NO, "也许") == "只能填“是”或“否”。"


def test_several_labels_may_stand_for_one_value_and_brackets_may_be_half_width():
    choices = {**KINDS, "民办非企业（社会服务机构）": "service"}

    assert value(FieldKind.CHOICE, "公司", choices=choices) == "enterprise"
    assert value(FieldKind.CHOICE, " 企业 ", choices=choices) == "enterprise"
    assert value(FieldKind.CHOICE, "民办非企业(社会服务机构)", choices=choices) == "service"


def test_an_unknown_choice_is_refused_with_the_list_without_its_other_names():
    assert error(FieldKind.CHOICE, "国企", choices=KINDS) == (
        "不在可选范围内。只能填：企业、个体工商户。"
    )
    many = {f"行业{number}": str(number) for number in range(50)}
    assert "等 50 项" in error(FieldKind.CHOICE, "国企", choices=many)


@pytest.mark.parametrize("code", VALID)
def test_valid_credit_codes_pass_and_every_single_slip_is_found(code):
    assert value(FieldKind.CREDIT_CODE, code) == code
    for place in range(18):
        for sign in ALPHABET:
            if sign != code[place]:
                assert credit_code_error(code[:place] + sign + code[place + 1 :])


def test_codes_are_tidied_before_they_are_checked():
    assert value(FieldKind.CREDIT_CODE, " ９１３２０５９４ma-0000 015j\u200b") == CODE


@pytest.mark.parametrize("text", ["", "待补", " 待补 ", "暂无", "无", "—"])
def test_a_code_may_be_still_due(text):
    assert value(FieldKind.CREDIT_CODE, text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("91320594MA000O015J", "字母 O，信用代码不使用 I、O、S、V、Z。请核对是否应为 0"),
        ("9I320594MA0000015J", "字母 I"),
        ("91320594MA00000S5J", "字母 S"),
        ("91320594MA0000015甲", "不应出现的字符“甲”"),
        ("91320594MA0000015", "现在是 17 位"),
        ("320594000012345", "原注册号"),
        ("MA0000015", "原组织机构代码"),
        ("91320594MA0000015K", "校验码对不上"),
        ("A132059AMA0000015J", "第 3 至 8 位应全是数字"),
        ("9.13205940000001E+17", "末几位已丢失"),
        ("9.13E+17", "末几位已丢失"),
        ("913205940000001540.0", "末几位已丢失"),
        ("9.1", "末几位已丢失"),
    ],
)
def test_each_fault_of_a_code_has_its_own_words(text, why):
    assert why in error(FieldKind.CREDIT_CODE, text)


def test_a_code_with_an_e_among_digits_is_no_shortened_number():
    body = "91320594000000E15"
    code = body + uscc.calc_check_digit(body)

    assert not lost_digits(code)
    assert value(FieldKind.CREDIT_CODE, code) == code


def test_the_organisation_code_inside_gives_a_second_hint():
    assert not any(map(organisation_code_doubtful, VALID[1:]))
    body = "91320594MA0000025"
    assert organisation_code_doubtful(body + uscc.calc_check_digit(body))


@given(st.text(alphabet=ALPHABET, min_size=18, max_size=18))
def test_what_passes_is_what_the_library_passes(code):
    code = "91" + code[2:]

    assert (credit_code_error(code) == "") == uscc.is_valid(code)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "13812345678"),
        ("138 1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0512-65220000", "0512-65220000"),
        ("（0512）65220000", "0512-65220000"),
        ("051265220000转801", "0512-65220000-801"),
        ("0512—65220000-801", "0512-65220000-801"),
        ("65220000", "65220000"),
        ("400-800-1234", "4008001234"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_telephone_numbers_come_out_alike(text, number):
    assert value(FieldKind.PHONE, text) == number


@pytest.mark.parametrize("text", ["1381234567", "13812345678/13912345678", "张三", "9.1"])
def test_what_is_no_single_telephone_number_is_refused(text):
    assert f"“{text}”不是电话号码" in error(FieldKind.PHONE, text)


def test_text_is_bounded_and_never_a_broken_number():
    assert value(FieldKind.TEXT, "苏州某某(集团)有限公司") == "苏州某某（集团）有限公司"
    assert "最多 3 个字，现在有 4 个" in error(FieldKind.TEXT, "甲乙丙丁", max_length=3)
    assert "末几位已丢失" in error(FieldKind.TEXT, "9.13205E+17")
    assert "公式错误" in error(FieldKind.TEXT, "#REF!")
    assert value(FieldKind.TEXT, "=1+1") == "=1+1"


@pytest.mark.parametrize("kind", FieldKind)
def test_nothing_is_said_by_an_empty_cell_unless_it_is_required(kind):
    assert value(kind, " \u3000") in {"", None}
    assert error(kind, "", required=True).startswith("必填")


def test_a_required_code_may_be_due_but_not_left_empty():
    assert value(FieldKind.CREDIT_CODE, "待补", required=True) == ""
    assert "待补" in error(FieldKind.CREDIT_CODE, "", required=True)


@given(st.sampled_from(FieldKind), st.text(max_size=40))
def test_any_text_is_read_or_refused_in_chinese(kind, text):
    parsed = parse(Field("key", "列名", kind, choices=KINDS), text)

    assert parsed.error == "" or (parsed.value is None and parsed.error.endswith("。"))
