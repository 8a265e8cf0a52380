"""The life of a summary or annual report (季度小结、年度述职报告), as one table of moves.

Its body writes and hands it up; the body directly above comments on it or sends it back, and
files it away.
"""

from __future__ import annotations

from hierarchy.terms import Capability
from routines.terms import SummaryStatus
from workflow.moves import Move, MoveTable

S = SummaryStatus

SUMMARY_MOVES = MoveTable(
    "summary",
    Move("submit", "报送", (S.DRAFT, S.RETURNED), S.SUBMITTED, Capability.HANDLE, "organization"),
    Move(
        "send_back",
        "退回修改",
        (S.SUBMITTED,),
        S.RETURNED,
        Capability.REVIEW,
        "superior",
        needs_reason=True,
    ),
    Move(
        "comment",
        "点评",
        (S.SUBMITTED,),
        S.COMMENTED,
        Capability.REVIEW,
        "superior",
        needs_reason=True,
    ),
    Move("archive", "归档", (S.COMMENTED,), S.ARCHIVED, Capability.HANDLE, "superior"),
)
