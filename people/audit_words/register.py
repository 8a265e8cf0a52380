"""What the trail calls the acts and facts of the part register."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "member.enrol": "登记党员",
    "member.edit": "更正党员信息",
    "member.move": "转出党员（市内）",
    "member.receive": "转入党员（市内）",
    "member.transfer": "转出党员",
    "member.lose": "登记失去联系",
    "member.find": "登记已取得联系",
    "member.suspend": "停止党籍",
    "member.restore": "恢复党籍",
    "member.remove": "登记出党",
    "member.decease": "登记去世",
    "member.reveal": "查看党员完整信息",
    "roster_export.ask": "申请导出名册",
    "roster_export.approve": "批准导出名册",
    "roster_export.refuse": "不予批准导出名册",
    "roster_export.take": "下载名册",
    "roster_export.expire_all": "作废过期的名册导出申请",
    "register.hand": "移交党员和发展党员档案",
    "register.import": "导入党员",
    "register.keep": "夜间清理名册资料",
    "register.reseal": "更换名册密钥",
}
FIELDS: dict[str, str] = {
    "changed_facts": "涉及的个人信息",
    "revealed_fact": "查看的项目",
    "members_erased": "清除党员个人信息（人）",
    "applicants_erased": "清除发展对象个人信息（人）",
    "entrants_erased": "清除报名人员个人信息（人）",
    "exports_expired": "作废导出申请（份）",
    "register_holder": "管理单位",
    "members_handed": "移交党员（人）",
    "files_handed": "移交发展党员档案（份）",
    "approvals_handed": "移交待审批的发展党员档案（份）",
    "stays_handed": "移交在此流动的党员（人）",
    "kept_years": "保存年限",
    "rows_resealed": "重新加密（条）",
}
