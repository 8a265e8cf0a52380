"""The life of a joint-group proposal (联合组建建议), as one table of moves."""

from __future__ import annotations

from coverage.terms import ProposalStatus
from hierarchy.terms import Capability, Kind
from workflow.moves import Move, MoveTable

P = ProposalStatus
# A party organisation of these kinds covers several units.
JOINT_KINDS = (Kind.JOINT_BRANCH, Kind.TEMPORARY_BRANCH)

# Whoever keeps the ledger of the studying body decides on a proposal; founding is asked for
# besides, at the officer under whom the branch will stand. What was passed on (转报) is
# accepted without a branch, and may still be founded or refused by who founds.
PROPOSAL_MOVES = MoveTable(
    "jointproposal",
    Move("pass_on", "转报", (P.OFFERED,), P.ACCEPTED, Capability.KEEP_LEDGER, "organization"),
    Move(
        "found",
        "采纳并设立",
        (P.OFFERED, P.ACCEPTED),
        P.ACCEPTED,
        Capability.MANAGE_ORGANIZATIONS,
        "organization",
    ),
    Move(
        "refuse",
        "不采纳",
        (P.OFFERED, P.ACCEPTED),
        P.REFUSED,
        Capability.KEEP_LEDGER,
        "organization",
        needs_reason=True,
    ),
    Move(
        "outdate", "标记情况已变", (P.OFFERED,), P.OUTDATED, Capability.KEEP_LEDGER, "organization"
    ),
    Move("renew", "重新提出", (P.OUTDATED,), P.OFFERED, Capability.KEEP_LEDGER, "organization"),
)
