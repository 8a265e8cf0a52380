"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

from checklists.rules import ASSIGNMENT_MOVES, LIST_MOVES

VERBS = {
    **{f"checklist.{move.verb}": f"{move.label}清单" for move in LIST_MOVES},
    **{f"assignment.{move.verb}": move.label for move in ASSIGNMENT_MOVES},
    "assignment.report_progress": "上报进展",
    "assignment.transfer": "移交任务",
    "assignment.absorb": "并入同一事项",
    "assignment.remind": "催办",
    "assignment.comment": "批注",
    "assignment.request_extension": "申请延期",
    "assignment.grant_extension": "同意延期",
    "assignment.refuse_extension": "不同意延期",
    "assignment.confirm_amendment": "确认调整",
    "checklist.draft": "起草清单",
    "checklist.edit": "修改清单",
    "checklist.delete_draft": "删除清单草稿",
    "checklist.register_issue_number": "登记发文字号",
    "checklist.attach": "添加清单附件",
    "checklist.detach": "移除清单附件",
    "checklist.revise": "起草清单新版本",
    "checklist.waive": "登记不涉及",
    "checklist.withdraw_waiver": "撤销不涉及",
    "item.add": "增加事项",
    "item.edit": "修改事项",
    "item.remove": "删除事项",
    "item.allocate": "分配目标",
    "item.keep_in_library": "收入清单库",
    "libraryitem.add": "增加清单库事项",
    "libraryitem.amend": "修改清单库事项",
}
FIELDS = {
    "copy": "并入的任务编号",
    "doubled": "并入同一事项",
    "files": "附件",
    "drafts": "移交清单草稿",
    "holder": "承接单位",
    "issued": "转由其审核",
    "items": "事项数",
    "lists": "移交已下发清单",
    "library": "清单库编号",
    "moved": "移交任务",
    "reason": "理由",
    "requested": "申请延至",
    "text": "内容",
    "upper": "上级事项",
}
