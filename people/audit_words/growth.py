"""What the trail calls the acts and facts of the part growth."""

from __future__ import annotations

VERBS: dict[str, str] = {
    "course.hold": "登记课程",
    "course.edit": "修改课程",
    "course.attend": "登记参加人员",
    "course.sign_in": "自行登记参加课程",
    "course.open_sign_in": "开启自行登记",
    "course.stop_sign_in": "停止自行登记",
    "course.close": "结束课程登记",
    "course.reopen": "重新开放课程登记",
    "study.record": "登记学时",
    "study.certify": "补充学时证明材料",
    "study.withdraw": "撤销学时",
    "pointsentry.claim": "申报积分",
    "pointsentry.settle": "核定积分",
    "pointsentry.refuse": "不予认定积分",
    "pointsentry.overturn": "撤销积分",
    "pointsentry.publish_all": "公示积分",
    "pointsrule.add": "登记积分项目",
    "pointsrule.stop": "停用积分项目",
    "pointsrule.seed": "写入示例积分项目",
    "talent.list": "人才入库",
    "talent.edit": "修改人才资料",
    "talent.leave": "人才出库",
    "talent.deed": "登记培养使用",
    "talent.withdraw_deed": "撤销培养使用记录",
}
FIELDS: dict[str, str] = {
    "learners_added": "增加（人）",
    "learners_removed": "移除（人）",
    "learners": "参加（人）",
    "points_entries": "事项（项）",
    "examples": "示例项目（项）",
    "points_rule": "积分项目",
    "deed_kind": "培养使用类别",
    "deed_on": "培养使用日期",
    "deed": "培养使用内容",
    "project_name": "项目名称",
    "files": "附件",
    "certificate": "证明材料",
}
