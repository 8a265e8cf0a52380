"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

from typing import Final

from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.review_moves import REVIEW_MOVES
from inspections.round_moves import INSPECTION_MOVES, ROUND_MOVES
from inspections.scheme_moves import SCHEME_MOVES
from workflow.moves import MoveTable

# Of each table, how a move is said of its thing.
_TABLES: Final[tuple[tuple[MoveTable, str], ...]] = (
    (ROUND_MOVES, "{}（体检轮次）"),
    (INSPECTION_MOVES, "{}（体检单）"),
    (RECTIFICATION_MOVES, "{}（整改）"),
    (REVIEW_MOVES, "{}（述职评议）"),
    (SCHEME_MOVES, "{}（体检方案）"),
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
    "inspection.transfer": "移交体检工作",
    "inspectionpolicy.add": "登记体检规则",
    "inspectionpolicy.stop": "停用体检规则",
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
    "scheme.discard": "删除草稿（体检方案）",
    "scheme.draft": "起草体检方案",
    "scheme.drop_dimension": "删除维度（体检方案）",
    "scheme.drop_indicator": "删除指标（体检方案）",
    "scheme.drop_limit": "删除限制项（体检方案）",
    "scheme.edit": "修改（体检方案）",
    "scheme.follow": "起草新版本（体检方案）",
    "scheme.seed": "写入示例体检方案",
    "scheme.set_dimension": "设置维度（体检方案）",
    "scheme.set_indicator": "设置指标（体检方案）",
    "scheme.set_limit": "设置限制项（体检方案）",
}
FIELDS: dict[str, str] = {
    "content": "内容",
    "correction": "整改事项",
    "delivered_on": "送达日期",
    "department": "送达部门",
    "document_number": "文号",
    "due_on": "整改期限",
    "effective_from": "生效日期",
    "ends_on": "止期",
    "figures": "数据项数",
    "files": "附件",
    "findings": "问题数",
    "grade": "等次",
    "holder": "承办单位",
    "indicators": "指标数",
    "inspections": "体检单数",
    "kind": "类别",
    "letters": "整改份数",
    "name": "名称",
    "number": "编号",
    "organization": "组织",
    "part": "所改部分",
    "period_end": "数据周期止",
    "period_start": "数据周期起",
    "points": "分值",
    "purpose": "用途",
    "reason": "理由",
    "rectifications": "整改份数",
    "receiver": "接收人",
    "result": "整改结果",
    "reviews": "述职评议数",
    "rounds": "体检轮次数",
    "scheme": "体检方案",
    "schemes": "体检方案",
    "sheets": "不参加的体检单数",
    "taken_on": "取数日期",
    "title": "标题",
    "total": "总分",
    "visits": "待核验体检单数",
    "year": "年度",
}
