"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

from typing import Final

from projects.booking_moves import BOOKING_MOVES, VENUE_MOVES
from projects.course_moves import AMENDMENT_MOVES, APPRAISAL_MOVES
from projects.money_moves import EXPENSE_MOVES, TRANCHE_MOVES
from projects.path_moves import PATH_MOVES
from projects.project_moves import PROJECT_MOVES
from projects.team_moves import TEAM_MOVES
from workflow.moves import MoveTable

# Of each table, how a move is said of its thing: 同意 alone tells nobody of what.
_TABLES: Final[tuple[tuple[MoveTable, str], ...]] = (
    (PROJECT_MOVES, "{}"),
    (APPRAISAL_MOVES, "{}"),
    (AMENDMENT_MOVES, "{}"),
    (TRANCHE_MOVES, "{}"),
    (EXPENSE_MOVES, "{}（支出）"),
    (PATH_MOVES, "{}（同步推进路径）"),
    (TEAM_MOVES, "{}（行动载体）"),
    (VENUE_MOVES, "{}（阵地）"),
    (BOOKING_MOVES, "{}（阵地预约）"),
)
VERBS: dict[str, str] = {
    **{
        f"{table.model_name}.{move.verb}": words.format(move.done or move.label)
        for table, words in _TABLES
        for move in table
    },
    "projectrule.seed": "写入默认项目规则",
    "projectrule.add": "登记目录项、项目规则",
    "projectrule.amend": "修改目录项",
    "projectrule.stop": "停用目录项、项目规则",
    "yearduty.open": "建立年度项目任务",
    "yearduty.refresh": "核对年度项目任务",
    "project.draft": "起草项目",
    "project.edit": "修改申报书",
    "project.set_budget": "填写项目预算",
    "project.set_milestones": "填写项目节点",
    "project.refused_own": "按回避要求拒绝办理",
    "project.adjust_budget": "调整项目预算",
    "project.plan_tranches": "确定拨款批次",
    "project.transfer": "移交项目、行动载体和阵地",
    "projectpaper.add": "添加项目材料",
    "projectpaper.remove": "移除项目材料",
    "boundvolume.order": "生成项目全卷",
    "boundvolume.download": "下载项目全卷",
    "projectcheck.hand_in": "报送检查材料",
    "projectcheck.decide": "作出检查结论",
    "progressnote.write": "填报项目月报",
    "milestone.reach": "登记节点完成",
    "objection.raise": "登记公示异议",
    "objection.answer": "答复公示异议",
    "appraisal.ask": "指定评审人",
    "appraisal.mark": "填写分项得分",
    "amendment.ask": "申请变更",
    "brandpack.publish": "发布品牌案例",
    "brandpack.withdraw": "撤下品牌案例",
    "brandpack.adopt": "借鉴品牌案例",
    "yearbudget.set": "下达年度预算",
    "yearbudget.carry": "结转下年预算",
    "voucher.post": "记账",
    "voucher.reverse": "冲销凭证",
    "ledger.prove": "校验经费账，发现不符",
    "expense.enter": "登记支出",
    "expense.edit": "修改支出",
    "expense.endorse": "审批支出",
    "expense.refund": "登记支出退款",
    "expense.reverse_refund": "冲销支出退款",
    "path.draft": "起草同步推进路径",
    "path.edit": "修改同步推进路径",
    "path.follow": "延续上年同步推进路径",
    "team.set_up": "组建行动载体",
    "team.edit": "修改行动载体",
    "regulation.issue": "登记制度文本",
    "regulation.end": "废止制度",
    "venue.open": "登记阵地",
    "venue.edit": "修改阵地",
    "booking.ask": "预约阵地",
}
FIELDS: dict[str, str] = {
    "act": "拟办理事项",
    "again": "再次填报",
    "amount": "金额（元）",
    "background": "立项背景",
    "budget": "预算（元）",
    "done_on": "完成日期",
    "due_on": "期限",
    "duties": "年度项目任务数",
    "effective_from": "生效日期",
    "effective_to": "失效日期",
    "ends_on": "完成日期",
    "files": "附件",
    "follows": "延续自",
    "goals": "项目目标",
    "holder": "承办单位",
    "kind": "类别",
    "lines": "行数",
    "measures": "主要做法",
    "met": "已完成（项）",
    "milestones": "节点数",
    "month": "月份",
    "name": "名称",
    "organization": "单位",
    "outcomes": "预期成果",
    "pages": "页数",
    "panel": "检查组成员",
    "project": "项目",
    "projects": "项目数",
    "reopened": "重新待办（项）",
    "result": "结论",
    "reviewer": "评审人",
    "round": "轮次",
    "rules": "目录项和规则数",
    "shares": "拨款比例（%）",
    "source": "资金来源",
    "step": "已审批环节",
    "paths": "同步推进路径数",
    "teams": "行动载体数",
    "title": "名称",
    "total": "合计（元）",
    "tranches": "拨款批次数",
    "venues": "阵地数",
    "vouchers": "凭证",
    "year": "年度",
}
