"""The life of a project (党建项目, domain.md §6) as one table of moves.

The applicant writes, signs, works and reports; the body directly above checks the form, has it
reviewed, puts it on public notice, approves, pays and accepts. Buttons, the diagram in
docs/projects.md and the parametrised test are drawn from this table.
"""

from __future__ import annotations

from typing import Final

from hierarchy.terms import Capability
from projects.terms import BEFORE_APPROVAL, ProjectStatus
from workflow.moves import Move, MoveTable

S = ProjectStatus
_OWN, _CITY = "applicant", "city"
_STOPPABLE: Final = (S.APPROVED, S.BOOK_SIGNED, S.UNDERWAY, S.MIDTERM, S.ADVANCING, S.CORRECTING)

PROJECT_MOVES = MoveTable(
    "project",
    Move("submit", "报送", (S.DRAFT, S.RETURNED), S.SUBMITTED, Capability.HANDLE, _OWN),
    Move(
        "withdraw",
        "撤回申报",
        BEFORE_APPROVAL,
        S.WITHDRAWN,
        Capability.HANDLE,
        _OWN,
        needs_reason=True,
    ),
    Move(
        "send_back",
        "退回补正",
        (S.SUBMITTED,),
        S.RETURNED,
        Capability.HANDLE,
        _CITY,
        needs_reason=True,
    ),
    Move("pass_form", "通过形式审查", (S.SUBMITTED,), S.IN_REVIEW, Capability.HANDLE, _CITY),
    Move("publish", "公示", (S.IN_REVIEW,), S.ON_NOTICE, Capability.HANDLE, _CITY),
    Move(
        "reject",
        "不予立项",
        (S.SUBMITTED, S.IN_REVIEW, S.ON_NOTICE),
        S.REJECTED,
        Capability.ISSUE,
        _CITY,
        needs_reason=True,
    ),
    Move("approve", "立项批复", (S.ON_NOTICE,), S.APPROVED, Capability.ISSUE, _CITY),
    Move("sign_book", "签订任务书", (S.APPROVED,), S.BOOK_SIGNED, Capability.ISSUE, _OWN),
    Move("countersign", "会签任务书", (S.BOOK_SIGNED,), S.UNDERWAY, Capability.ISSUE, _CITY),
    Move("hand_in_midterm", "报送中期报告", (S.UNDERWAY,), S.MIDTERM, Capability.HANDLE, _OWN),
    Move("pass_midterm", "中期检查合格", (S.MIDTERM,), S.ADVANCING, Capability.REVIEW, _CITY),
    Move(
        "correct_midterm",
        "中期限期整改",
        (S.MIDTERM,),
        S.UNDERWAY,
        Capability.REVIEW,
        _CITY,
        needs_reason=True,
    ),
    Move(
        "waive_midterm",
        "免于中期检查",
        (S.UNDERWAY,),
        S.ADVANCING,
        Capability.REVIEW,
        _CITY,
        needs_reason=True,
    ),
    Move(
        "ask_acceptance",
        "申请验收",
        (S.ADVANCING, S.CORRECTING),
        S.ACCEPTANCE,
        Capability.HANDLE,
        _OWN,
    ),
    Move("accept", "验收合格", (S.ACCEPTANCE,), S.ACCEPTED, Capability.REVIEW, _CITY),
    Move(
        "correct",
        "限期整改",
        (S.ACCEPTANCE,),
        S.CORRECTING,
        Capability.REVIEW,
        _CITY,
        needs_reason=True,
    ),
    Move(
        "fail",
        "验收不合格",
        (S.ACCEPTANCE, S.CORRECTING),
        S.FAILED,
        Capability.REVIEW,
        _CITY,
        needs_reason=True,
    ),
    Move("stop", "终止", _STOPPABLE, S.STOPPED, Capability.ISSUE, _CITY, needs_reason=True),
    Move("settle", "审定决算", (S.ACCEPTED,), S.SETTLED, Capability.REVIEW, _CITY),
    Move(
        "archive",
        "归档",
        (S.SETTLED, S.FAILED, S.STOPPED),
        S.ARCHIVED,
        Capability.HANDLE,
        _CITY,
    ),
    Move("ask_brand", "申报品牌", (S.ARCHIVED,), S.BRAND_ASKED, Capability.HANDLE, _OWN),
    Move(
        "decline_brand",
        "不予认定",
        (S.BRAND_ASKED,),
        S.ARCHIVED,
        Capability.REVIEW,
        _CITY,
        needs_reason=True,
    ),
    Move("recognise", "认定品牌", (S.BRAND_ASKED,), S.BRAND, Capability.ISSUE, _CITY),
    Move("renew_brand", "复核通过", (S.BRAND,), S.BRAND, Capability.ISSUE, _CITY),
    Move(
        "revoke_brand",
        "取消认定",
        (S.BRAND,),
        S.ARCHIVED,
        Capability.ISSUE,
        _CITY,
        needs_reason=True,
    ),
)
