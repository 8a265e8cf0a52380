"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "obligationrule.seed": "写入默认履职规则",
    "obligationrule.change": "调整履职规则",
    "obligationrule.stop": "停用履职规则",
    "obligation.refresh": "更新应办事项",
    "obligation.order_refresh": "要求更新应办事项",
    "obligation.reopen": "重新开放",
    "obligation.postpone": "登记延期批复",
    "exemption.give": "豁免",
    "exemption.end": "终止豁免",
    "calendarfeed.make": "建立日历订阅",
    "calendarfeed.revoke": "停用日历订阅",
}
FIELDS: dict[str, str] = {
    "approved_by": "批复单位",
    "approved_on": "批复日期",
    "changed": "变化的应办事项",
    "document_no": "批复文号",
    "due_on": "截止日期",
    "effective_from": "生效日期",
    "effective_to": "失效日期",
    "ends_on": "止期",
    "freezes_on": "封存日期",
    "made": "新增的应办事项",
    "rule_code": "规则",
    "rules": "规则数",
    "starts_on": "起期",
}
