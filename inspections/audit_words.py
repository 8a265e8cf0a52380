"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

from typing import Final

from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.review_moves import REVIEW_MOVES
from inspections.round_moves import INSPECTION_MOVES, ROUND_MOVES
from workflow.moves import MoveTable

# Of each table, how a move is said of its thing.
_TABLES: Final[tuple[tuple[MoveTable, str], ...]] = (
    (ROUND_MOVES, "{}（体检轮次）"),
    (INSPECTION_MOVES, "{}（体检单）"),
    (RECTIFICATION_MOVES, "{}（整改）"),
    (REVIEW_MOVES, "{}（述职评议）"),
)
VERBS: dict[str, str] = {
    f"{table.model_name}.{move.verb}": words.format(move.done or move.label)
    for table, words in _TABLES
    for move in table
} | {
    "inspection.excuse_all": "全部体检单不参加（体检轮次）",
    "inspection.publish_all": "公布全部体检单（体检轮次）",
    "inspection.return_all": "取数有变，退回重评（体检轮次）",
    "inspection.skip_self_check_all": "未自查的转入核验（体检轮次）",
    "inspection.tell_all": "告知全部体检单（体检轮次）",
    "round.draft": "起草（体检轮次）",
    "round.draw": "确定体检对象（体检轮次）",
    "round.edit": "修改（体检轮次）",
    "round.order_reading": "重新取数（体检轮次）",
    "round.read": "取数完成（体检轮次）",
    "round.reading_failed": "取数失败（体检轮次）",
}
FIELDS: dict[str, str] = {
    "due_on": "整改期限",
    "ends_on": "止期",
    "grade": "等次",
    "inspections": "体检单数",
    "kind": "类别",
    "name": "名称",
    "number": "编号",
    "organization": "组织",
    "period_end": "数据周期止",
    "period_start": "数据周期起",
    "points": "分值",
    "reason": "理由",
    "scheme": "体检方案",
    "title": "标题",
    "total": "总分",
    "year": "年度",
}
