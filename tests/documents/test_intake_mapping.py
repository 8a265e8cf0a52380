"""Which column is which field: what is sure is taken, what is in doubt is asked."""

import json

import pytest

from documents.intake.fields import Field
from documents.intake.mapping import ColumnMapping, map_columns
from documents.intake.terms import ColumnState
from documents.spreadsheets.grid import Grid, Merge
from tests.documents.units import CODE, FIELDS, LABELS, grid

CODE_FIELD, NAME_FIELD = FIELDS[:2]


def states(mapping):
    return [(column.label, column.state.value, column.key) for column in mapping.columns]


def keys(mapping):
    return [column.key for column in mapping.read_columns]


def test_the_template_maps_without_a_word():
    mapping = map_columns(grid(LABELS, [CODE, "甲公司"]), FIELDS)

    assert mapping.ready
    assert keys(mapping) == [field.key for field in FIELDS]
    assert (mapping.header_rows, mapping.problems, mapping.notes) == ((1,), (), ())
    assert mapping.columns[1].samples == ("甲公司",)
    assert mapping.columns[1].letter == "B"


@pytest.mark.parametrize(
    "label",
    ["单位名称*", " 单位\n名称 ", "单位名称（必填）", "【单位名称】", "*单位名称", "单位名称："],
)
def test_typing_habits_in_a_header_do_not_count(label):
    mapping = map_columns(grid(["统一社会信用代码", label]), FIELDS)

    assert mapping.columns[1].state is ColumnState.MATCHED
    assert mapping.ready


def test_full_width_and_brackets_do_not_count_either():
    mapping = map_columns(grid(["信用代码", "名称", "党员数(正式)", "党员数正式"]), FIELDS[:4])

    assert [column.key for column in mapping.columns] == ["code", "name", "members", "members"]
    assert mapping.columns[0].state is ColumnState.RENAMED
    assert mapping.columns[3].state is ColumnState.DUPLICATED


def test_another_name_is_read_and_told():
    mapping = map_columns(grid(["信用代码", "单位名称"]), FIELDS[:2])

    assert mapping.ready
    assert mapping.notes == ("表头名称不同：“信用代码”按“统一社会信用代码”读取。",)


def test_a_similar_label_is_only_suggested():
    rows = grid(["统一社会信用代号", "单位名称", "联系电话号码"])
    mapping = map_columns(rows, FIELDS)

    assert not mapping.ready
    assert states(mapping) == [
        ("统一社会信用代号", "suggested", "code"),
        ("单位名称", "matched", "name"),
        ("联系电话号码", "suggested", "phone"),
    ]
    assert mapping.problems[0] == (
        "表头“统一社会信用代号”与“统一社会信用代码”相近，请确认是否就是这一列。"
    )
    assert map_columns(rows, FIELDS, chosen={0: "code", 2: ""}).ready


def test_a_label_that_differs_only_in_brackets_is_suggested():
    mapping = map_columns(grid(["统一社会信用代码", "单位名称（与营业执照一致）"]), FIELDS[:2])

    assert mapping.columns[1].state is ColumnState.SUGGESTED


def test_moved_columns_are_harmless():
    mapping = map_columns(grid(["单位名称", "备注", "统一社会信用代码"]), FIELDS)

    assert mapping.ready
    assert mapping.moved == ("code",)
    assert "列的顺序与模板不同（统一社会信用代码），不影响读取。" in mapping.notes


def test_extra_and_optional_columns_are_named():
    mapping = map_columns(grid([*LABELS[:2], "内部编号"], [CODE, "甲", "1", "散落"]), FIELDS[:3])

    assert mapping.ready
    assert mapping.notes == (
        "不认识的列未读取：“内部编号”、第 D 列（无表头）。",
        "没有这些列，相应内容不作改动：单位类型。",
    )


def test_a_missing_required_column_stands_in_the_way():
    mapping = map_columns(grid(["单位名称", "备注"]), FIELDS)

    assert not mapping.ready
    assert mapping.missing_required == ("code",)
    assert mapping.problems[-1].startswith("缺少必填的列：统一社会信用代码。请")


def test_one_label_twice_waits_for_a_person():
    rows = grid(["统一社会信用代码", "单位名称", "单位名称"], [CODE, "甲", "乙"])

    mapping = map_columns(rows, FIELDS)
    decided = map_columns(rows, FIELDS, chosen={2: "name"})

    assert not mapping.ready
    assert mapping.problems == (
        "B 列“单位名称”、C 列“单位名称”都对应“单位名称”，请选定其中一列，其余不读取。",
    )
    assert decided.ready
    assert [column.index for column in decided.read_columns] == [0, 2]
    assert decided.columns[1].state is ColumnState.EXTRA


def test_two_columns_chosen_for_one_field_stay_in_doubt():
    mapping = map_columns(grid(LABELS[:2]), FIELDS, chosen={0: "name", 1: "name"})

    assert not mapping.ready


def test_a_person_may_map_anything():
    rows = grid(["甲列", "乙列", "丙列"], [CODE, "甲公司", "x"])

    mapping = map_columns(rows, FIELDS[:2], chosen={0: "code", 1: "name", 2: ""})

    assert mapping.ready
    assert [column.state.value for column in mapping.columns] == ["chosen", "chosen", "ignored"]
    assert mapping.notes == ()
    with pytest.raises(ValueError, match="shoe_size"):
        map_columns(rows, FIELDS, chosen={0: "shoe_size"})


def test_the_header_stands_below_a_merged_title_and_other_lines():
    rows = Grid(
        title="",
        rows=[(1, ["苏州市两新组织台账"]), (3, ["填报单位：某站", "", "日期"]), (5, LABELS[:2])],
        merges=(Merge(1, 0, 1, 8),),
    )

    assert map_columns(rows, FIELDS).header_rows == (5,)


def test_a_header_further_down_than_twelve_rows_is_not_looked_for_but_can_be_shown():
    rows = grid(*[["说明"]] * 12, LABELS[:2])

    assert not map_columns(rows, FIELDS).ready
    assert map_columns(rows, FIELDS, header_rows=[13]).ready


TWO_ROWS = (
    ["统一社会信用代码", "单位名称", "党员数", "", "备注"],
    ["", "", "正式", "预备", ""],
    [CODE, "甲公司", "3", "1"],
)
MERGES = (Merge(1, 0, 2, 0), Merge(1, 1, 2, 1), Merge(1, 2, 1, 3), Merge(1, 4, 2, 4))


@pytest.mark.parametrize("merges", [(), MERGES])
def test_two_header_rows_are_read_as_one(merges):
    mapping = map_columns(grid(*TWO_ROWS, merges=merges), FIELDS)

    assert mapping.ready
    assert mapping.header_rows == (1, 2)
    assert keys(mapping) == ["code", "name", "members", "candidates", "remark"]
    assert mapping.columns[3].label == "党员数预备"


def test_two_header_rows_stand_below_a_title_too():
    merges = (Merge(1, 0, 1, 4), *(Merge(a + 1, b, c + 1, d) for a, b, c, d in MERGES))

    mapping = map_columns(grid(["台账"], *TWO_ROWS, merges=merges), FIELDS)

    assert mapping.header_rows == (2, 3)
    assert mapping.ready


def test_the_lower_label_may_say_it_alone():
    rows = grid(["基本情况", ""], LABELS[:2], merges=(Merge(1, 0, 1, 1),))

    mapping = map_columns(rows, FIELDS)

    assert keys(mapping) == ["code", "name"]


def test_our_own_notes_are_passed_over_without_a_word():
    mapping = map_columns(grid([*LABELS[:2], "系统提示"]), FIELDS[:2])

    assert mapping.ready
    assert mapping.notes == ()
    assert mapping.columns[2].state is ColumnState.SYSTEM


def test_an_empty_grid_has_no_columns():
    mapping = map_columns(Grid(title="", rows=[]), FIELDS)

    assert (mapping.columns, mapping.header_rows, mapping.ready) == ((), (), False)


def test_a_mapping_survives_json():
    mapping = map_columns(grid(["信用代码", "单位名称", "单位名称", "x"]), FIELDS)

    again = ColumnMapping.from_dict(json.loads(json.dumps(mapping.to_dict())))

    assert again == mapping


def test_wide_unknown_headers_are_compared_quickly():
    many = [Field(f"k{number}", f"第{number}项工作完成情况说明") for number in range(60)]
    labels = [f"第{number}号工作进展情况的说明" * 4 for number in range(72)]

    mapping = map_columns(grid(labels), many)

    assert len(mapping.columns) == 72
