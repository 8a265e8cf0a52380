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
    "duty_review.answer": "参加测评（述职评议）",
    "duty_review.correct": "完成整改事项（述职评议）",
    "duty_review.draft": "按数据起草报告（述职评议）",
    "duty_review.edit": "修改报告（述职评议）",
    "duty_review.open": "发起年度述职评议",
    "finding.note": "登记问题",
    "inspection.deliver": "登记报告送达（体检单）",
    "inspection.excuse_all": "全部体检单不参加（体检轮次）",
    "inspection.publish_all": "公布全部体检单（体检轮次）",
    "inspection.return_all": "取数有变，退回重评（体检轮次）",
    "inspection.skip_self_check_all": "未自查的转入核验（体检轮次）",
    "inspection.tell_all": "告知全部体检单（体检轮次）",
    "rectification.draft": "起草（整改）",
    "rectification.draft_all": "按一轮体检起草整改",
    "rectification.edit": "修改（整改）",
    "rectification.note_verbal": "登记口头指正（整改）",
    "rectification.remark": "批注（整改）",
    "round.draft": "起草（体检轮次）",
    "round.draw": "确定体检对象（体检轮次）",
    "round.edit": "修改（体检轮次）",
    "round.order_reading": "重新取数（体检轮次）",
    "round.read": "取数完成（体检轮次）",
    "round.reading_failed": "取数失败（体检轮次）",
}
FIELDS: dict[str, str] = {
    "correction": "整改事项",
    "delivered_on": "送达日期",
    "department": "送达部门",
    "document_number": "文号",
    "due_on": "整改期限",
    "ends_on": "止期",
    "figures": "数据项数",
    "files": "附件",
    "findings": "问题数",
    "grade": "等次",
    "inspections": "体检单数",
    "kind": "类别",
    "name": "名称",
    "number": "编号",
    "organization": "组织",
    "period_end": "数据周期止",
    "period_start": "数据周期起",
    "points": "分值",
    "purpose": "用途",
    "reason": "理由",
    "rectifications": "整改份数",
    "receiver": "接收人",
    "result": "整改结果",
    "reviews": "述职评议数",
    "scheme": "体检方案",
    "taken_on": "取数日期",
    "title": "标题",
    "total": "总分",
    "year": "年度",
}
