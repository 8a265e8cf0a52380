"""What the trail calls the acts and facts of the part admissions."""

from __future__ import annotations

from people.admission_moves import ADMISSION_MOVES

VERBS: dict[str, str] = {
    f"admission.{move.verb}": f"{move.label}（发展党员）" for move in ADMISSION_MOVES
} | {
    "admission.open": "登记入党申请",
    "admission.record": "登记步骤（发展党员）",
    "admission.correct": "更正步骤记录（发展党员）",
    "admission.follow": "档案随组织关系转接（发展党员）",
    "admission.enrol": "预备党员编入名册（发展党员）",
    "admission.change_superior": "变更审批党委（发展党员）",
    "admissionprocess.seed": "写入发展党员程序",
    "admissionprocess.copy": "增加发展党员程序新版",
    "admissionprocess.edit_step": "修改发展党员程序的步骤",
}
FIELDS: dict[str, str] = {
    "number": "步骤",
    "done_on": "办理日期",
    "conclusion": "结论",
    "document_no": "文号或编号",
    "eligible": "应到有表决权人数",
    "present": "实到有表决权人数",
    "in_favour": "赞成票",
    "late_reason": "逾期或特殊情况说明",
    "extended_until": "预备期延长至",
    "process": "程序",
    "processes": "程序",
    "source": "以哪一版为底",
    "superior": "审批党委",
    "papers": "材料",
    "applied_on": "申请日期",
}
