"""What the trail calls the acts and facts of this room (see ``workflow.audit_words``)."""

from __future__ import annotations

from coverage.joining.moves import PROPOSAL_MOVES
from coverage.models import Unit
from coverage.rules import NOTICE_MOVES

VERBS = {
    **{f"changenotice.{move.verb}": f"{move.label}信息变更" for move in NOTICE_MOVES},
    **{f"jointproposal.{move.verb}": f"{move.label}联合组建建议" for move in PROPOSAL_MOVES},
    "jointproposal.make": "提出联合组建建议",
    "unit.register": "登记单位",
    "unit.amend": "修改单位信息",
    "unit.record_state": "更新台账数据",
    "unit.correct": "反馈信息变更",
    "unit.give": "归口",
    "unit.verify": "核实台账",
    "unit.relocate": "变更行业或区域",
    "unit.retire": "移出统计",
    "unit.found": "登记设立党组织",
    "unit.transfer": "移交联系单位",
    "contactrecord.add": "登记联系",
    "partyorganization.amend": "维护党组织信息",
    "partyorganization.begin_term": "登记新一届",
    "partyorganization.seat_members": "登记补选结果",
    "coveragesnapshot.take": "生成月末快照",
    "coveragerule.seed": "写入默认覆盖规则",
    "coveragerule.change": "调整覆盖规则",
}
FIELDS = {
    **{field.name: str(field.verbose_name) for field in Unit._meta.concrete_fields},
    "branch": "建立的党组织",
    "committee": "支部委员会",
    "effective_from": "生效日期",
    "effective_on": "数据日期",
    "leftovers": "没有伙伴的单位",
    "offered": "新提出",
    "outdated": "因情况变化收回",
    "proposed": "待核实后生效",
    "renewed": "重新提出",
    "holder": "归口组织",
    "rules": "规则数",
    "unit": "单位",
    "units": "单位数",
}
