"""When a tranche may be asked for (拨款条件): the first at once, the others as the work goes on."""

from __future__ import annotations

from typing import Final

from projects.models import Tranche
from projects.terms import RUNNING, ProjectStatus

_S = ProjectStatus
_BEGUN: Final = (*RUNNING, _S.ACCEPTED)
_HALFWAY: Final = (_S.ADVANCING, _S.ACCEPTANCE, _S.CORRECTING, _S.ACCEPTED)
_FIRST, _LAST = 1, 3


def why_not_yet(tranche: Tranche) -> str:
    """Why a tranche may not be asked for now; empty when it may (首拨、二拨、尾款).

    The first once the task book is countersigned, the second after the mid-term check was
    passed or waived, the last after acceptance; none once the accounts are settled.
    """
    project = tranche.project
    state = project.get_status_display()
    if project.status not in _BEGUN:
        return f"项目现为“{state}”，任务书会签后、决算审定前才能申请拨付。"
    if tranche.number >= _LAST and project.status != _S.ACCEPTED:
        return f"第 {tranche.number} 批在验收合格后才能申请，项目现为“{state}”。"
    if tranche.number > _FIRST and project.status not in _HALFWAY:
        return f"第 {tranche.number} 批在中期检查合格（或免于中期检查）后才能申请。"
    return ""
