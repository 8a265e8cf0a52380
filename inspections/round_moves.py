"""The life of a round, of one inspection and of an appeal (article 12) as tables of moves."""

from __future__ import annotations

from hierarchy.terms import Capability
from inspections.terms import AppealStatus, InspectionStatus, RoundStatus
from workflow.moves import Move, MoveTable

R, S = RoundStatus, InspectionStatus

ROUND_MOVES = MoveTable(
    "round",
    Move("open", "启动", (R.DRAFT,), R.SELF_CHECK, Capability.ISSUE, "organizer"),
    Move(
        "start_scoring", "转入核验评分", (R.SELF_CHECK,), R.SCORING, Capability.ISSUE, "organizer"
    ),
    Move("tell", "告知结果", (R.SCORING,), R.REPLY, Capability.ISSUE, "organizer"),
    Move("publish", "公布并封存", (R.REPLY,), R.PUBLISHED, Capability.ISSUE, "organizer"),
    Move(
        "cancel",
        "取消",
        (R.DRAFT, R.SELF_CHECK, R.SCORING),
        R.CANCELLED,
        Capability.ISSUE,
        "organizer",
        needs_reason=True,
    ),
)

INSPECTION_MOVES = MoveTable(
    "inspection",
    Move("self_check", "提交自查", (S.SELF_CHECK,), S.ON_SITE, Capability.HANDLE, "organization"),
    Move(
        "skip_self_check",
        "转入核验",
        (S.SELF_CHECK,),
        S.ON_SITE,
        Capability.HANDLE,
        "examiner",
    ),
    Move("score", "提交评分", (S.ON_SITE,), S.SCORED, Capability.HANDLE, "examiner"),
    Move("check", "复核通过", (S.SCORED,), S.CHECKED, Capability.REVIEW, "organizer"),
    Move(
        "return",
        "退回重评",
        (S.SCORED, S.CHECKED),
        S.ON_SITE,
        Capability.REVIEW,
        "organizer",
        needs_reason=True,
    ),
    Move("tell", "告知结果", (S.CHECKED,), S.TOLD, Capability.ISSUE, "organizer"),
    Move("appeal", "提出申诉", (S.TOLD,), S.APPEALED, Capability.HANDLE, "organization"),
    Move("answer", "答复申诉", (S.APPEALED,), S.TOLD, Capability.REVIEW, "organizer"),
    Move("publish", "公布", (S.TOLD,), S.PUBLISHED, Capability.ISSUE, "organizer"),
    Move(
        "excuse",
        "不参加",
        (S.SELF_CHECK, S.ON_SITE, S.SCORED, S.CHECKED),
        S.EXCUSED,
        Capability.ISSUE,
        "organizer",
        needs_reason=True,
    ),
)

APPEAL_MOVES = MoveTable(
    "appeal",
    Move(
        "uphold",
        "采纳申诉",
        (AppealStatus.RAISED,),
        AppealStatus.UPHELD,
        Capability.REVIEW,
        "organizer",
    ),
    Move(
        "reject",
        "不予采纳",
        (AppealStatus.RAISED,),
        AppealStatus.REJECTED,
        Capability.REVIEW,
        "organizer",
    ),
)
