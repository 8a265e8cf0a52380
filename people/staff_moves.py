"""The life of a recruitment (招录) and of a yearly assessment (年度考核) as tables of moves."""

from __future__ import annotations

from hierarchy.terms import Capability
from people.terms import AssessmentStatus, RecruitmentStatus
from workflow.moves import Move, MoveTable

R, A = RecruitmentStatus, AssessmentStatus

RECRUITMENT_MOVES = MoveTable(
    "recruitment",
    Move("publish", "发布公告", (R.DRAFT,), R.OPEN, Capability.ISSUE, "organization"),
    Move("examine", "转入考试考察", (R.OPEN,), R.EXAM, Capability.HANDLE, "organization"),
    Move("announce", "公示拟录用人选", (R.EXAM,), R.NOTICE, Capability.ISSUE, "organization"),
    Move(
        "choose_again",
        "重新确定人选",
        (R.NOTICE,),
        R.EXAM,
        Capability.ISSUE,
        "organization",
        needs_reason=True,
    ),
    Move("close", "办结", (R.NOTICE,), R.CLOSED, Capability.ISSUE, "organization"),
    Move(
        "cancel",
        "取消招录",
        (R.DRAFT, R.OPEN, R.EXAM, R.NOTICE),
        R.CANCELLED,
        Capability.ISSUE,
        "organization",
        needs_reason=True,
    ),
)
ASSESSMENT_MOVES = MoveTable(
    "assessment",
    Move("tell", "告知本人", (A.DRAFT,), A.TOLD, Capability.REVIEW, "organization"),
    Move("reply", "申述", (A.TOLD,), A.REPLIED, Capability.HANDLE, "organization"),
    Move("settle", "定论", (A.TOLD, A.REPLIED), A.SETTLED, Capability.REVIEW, "organization"),
)
