"""What a user is told about a sheet besides its rows: hidden, merged, calculated, passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from documents.spreadsheets.cells import TALL_KEPT

GUIDE_TITLE: Final = "填写说明"
"""The sheet our own files explain their columns on; never data."""
NUMBERS_SHOWN: Final = 10


def workbook_notes(answer: Mapping[str, Any]) -> list[str]:
    """The notes to what the child answered, where hidden rows have been read too."""
    hidden_rows = answer["survey"]["hidden_rows"]
    rows = f"有 {hidden_rows} 个隐藏行，已一并读取，请留意。" if hidden_rows else ""
    return _notes(answer, rows)


def grid_notes(answer: Mapping[str, Any], *, hidden_included: bool) -> list[str]:
    """The notes to what the child answered, saying what became of hidden rows with content."""
    numbers = answer["survey"]["hidden_numbers"]
    if not numbers:
        return _notes(answer, "", is_filled=True)
    listed = "、".join(map(str, numbers[:NUMBERS_SHOWN]))
    etc = " 等" if len(numbers) > NUMBERS_SHOWN else ""
    found = f"有 {len(numbers)} 个隐藏行（第 {listed}{etc} 行）"
    if hidden_included:
        return _notes(answer, f"{found}，已一并读取，请留意。", is_filled=True)
    return _notes(
        answer,
        f"{found}，未读取。如需导入，请取消隐藏或筛选后重新上传，或选择一并读取隐藏内容。",
        is_filled=True,
    )


def _notes(answer: Mapping[str, Any], hidden_rows: str, *, is_filled: bool = False) -> list[str]:
    """``is_filled`` says that whoever reads fills merged cells of several rows down."""
    survey = answer["survey"]
    others = [sheet for place, sheet in enumerate(answer["sheets"]) if place != answer["position"]]
    hidden = _titles(title for title, concealed in others if concealed)
    passed = _titles(title for title, concealed in others if not concealed and title != GUIDE_TITLE)
    hidden_columns = len(survey["hidden_columns"])
    merges = "、".join(survey["merges"])
    notes = {
        f"另有工作表{passed}未读取。": passed,
        f"有隐藏的工作表{hidden}，未读取。": hidden,
        hidden_rows: hidden_rows,
        f"有 {hidden_columns} 处隐藏列，已一并读取，请留意。": hidden_columns,
        _merged(merges, survey["tall_found"] if is_filled else 0): merges,
        f"有 {survey['formulas']} 个公式，按保存时的计算结果读取。": survey["formulas"],
    }
    return [note for note, present in notes.items() if present]


def _merged(listed: str, tall: int) -> str:
    if not tall:
        return f"有合并单元格（{listed}），只有左上角一格有内容，其余按空白读取。"
    more = f"竖向合并超过 {TALL_KEPT:,} 处的，以后的按空白读取。" if tall > TALL_KEPT else ""
    told = "数据行中竖向合并的按首格填入各行，其余按空白读取，请核对。"
    return f"有合并单元格（{listed}），{told}{more}"


def _titles(titles: Iterable[str]) -> str:
    return "、".join(f"“{title}”" for title in titles)
