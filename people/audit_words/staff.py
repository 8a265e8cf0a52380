"""What the trail calls the acts and facts of the part staff."""

from __future__ import annotations

from people.staff_moves import ASSESSMENT_MOVES, RECRUITMENT_MOVES

_TABLES = ((RECRUITMENT_MOVES, "{}（招录）"), (ASSESSMENT_MOVES, "{}（年度考核）"))
VERBS: dict[str, str] = {
    f"{table.model_name}.{move.verb}": words.format(move.done or move.label)
    for table, words in _TABLES
    for move in table
} | {
    "assessment.draft": "起草年度考核",
    "assessment.edit": "修改年度考核",
    "assessment.tell_anew": "重新告知本人（年度考核）",
    "entrant.enter": "登记报名",
    "entrant.hire": "录用",
    "entrant.propose": "确定为拟录用人选",
    "entrant.refuse": "登记未录用",
    "entrant.restore": "恢复待定（报名人员）",
    "entrant.reveal": "查看报名人员联系电话",
    "entrant.withdraw": "登记放弃",
    "peoplepolicy.add": "登记队伍规则",
    "peoplepolicy.stop": "停用队伍规则",
    "recruitment.draft": "拟定招录",
    "recruitment.edit": "修改招录",
    "recruitment.enclose": "整理附件（招录）",
    "recruitment.mark": "登记成绩",
    "recruitment.note": "登记公示结果",
    "staff.hand": "移交专职党务工作者、联络员、招录和人才",
    "worker.edit": "修改专职党务工作者档案",
    "worker.end": "登记离岗",
    "worker.link": "关联账号",
    "worker.register": "登记专职党务工作者",
    "worker.undo_leaving": "撤销离岗",
}
FIELDS: dict[str, str] = {
    "marks": "成绩",
    "revealed_fact": "查看的项目",
    "staff_holder": "管理单位",
    "workers_handed": "移交专职党务工作者（名）",
    "liaisons_handed": "移交联络员（名）",
    "recruitments_handed": "移交招录（次）",
    "talents_handed": "移交人才（名）",
}
