"""Tables and pure judgements of the lists; nothing here writes.

``LIST_MOVES`` and ``ASSIGNMENT_MOVES`` are the state machine of domain.md §4.2. The
buttons, the diagram in docs/cascade.md and the parametrised test are drawn from them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from checklists.terms import (
    ISSUER_STATUSES,
    OPEN_STATUSES,
    SETTLED_STATUSES,
    STOPPED_STATUSES,
    AssignmentStatus,
    IndicatorKind,
    Light,
    ListStatus,
)
from hierarchy.terms import Capability
from workflow.moves import Move, MoveTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checklists.models import Assignment
    from hierarchy.models import Tenant

S = AssignmentStatus

LIST_MOVES = MoveTable(
    "checklist",
    Move(
        "submit",
        "送审",
        (ListStatus.DRAFT,),
        ListStatus.IN_REVIEW,
        Capability.DRAFT,
        "issuer",
    ),
    Move(
        "send_back",
        "退回修改",
        (ListStatus.IN_REVIEW,),
        ListStatus.DRAFT,
        Capability.ISSUE,
        "issuer",
        needs_reason=True,
    ),
    Move(
        "issue",
        "下发",
        (ListStatus.DRAFT, ListStatus.IN_REVIEW),
        ListStatus.ISSUED,
        Capability.ISSUE,
        "issuer",
    ),
    Move(
        "archive",
        "归档",
        (ListStatus.ISSUED,),
        ListStatus.ARCHIVED,
        Capability.ISSUE,
        "issuer",
    ),
)

# Only the direct issuer decides; a receiver moves its own. ``at`` says which of the two.
ASSIGNMENT_MOVES = MoveTable(
    "assignment",
    Move("sign", "签收", (S.TO_SIGN,), S.IN_PROGRESS, Capability.HANDLE, "receiver"),
    Move(
        "object",
        "提出异议",
        (S.TO_SIGN,),
        S.OBJECTED,
        Capability.HANDLE,
        "receiver",
        needs_reason=True,
    ),
    Move(
        "uphold",
        "维持下发",
        (S.OBJECTED,),
        S.TO_SIGN,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
        done="答复异议",
    ),
    Move(
        "report",
        "申请销号",
        (S.IN_PROGRESS, S.RETURNED),
        S.REPORTED,
        Capability.HANDLE,
        "receiver",
    ),
    Move("withdraw", "撤回申请", (S.REPORTED,), S.IN_PROGRESS, Capability.HANDLE, "receiver"),
    Move(
        "accept",
        "销号",
        (S.REPORTED,),
        S.ACCEPTED,
        Capability.REVIEW,
        "issuer",
        done="审核（同意销号）",
    ),
    Move(
        "send_back",
        "退回补充",
        (S.REPORTED,),
        S.RETURNED,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
        done="审核（退回补充）",
    ),
    Move(
        "pause",
        "暂缓",
        (S.IN_PROGRESS, S.RETURNED),
        S.PAUSED,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
    ),
    Move("resume", "恢复办理", (S.PAUSED,), S.IN_PROGRESS, Capability.REVIEW, "issuer"),
    Move(
        "cancel",
        "取消",
        OPEN_STATUSES,
        S.CANCELLED,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
    ),
    Move("reissue", "重新下发", (S.CANCELLED,), S.TO_SIGN, Capability.REVIEW, "issuer"),
    Move(
        "reopen",
        "重新打开",
        (S.ACCEPTED, S.UNFULFILLED),
        S.IN_PROGRESS,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
    ),
    Move(
        "close_unfulfilled",
        "说明销号（未完成）",
        (S.IN_PROGRESS, S.RETURNED, S.REPORTED),
        S.UNFULFILLED,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
    ),
    Move(
        "carry_over",
        "结转下年",
        (S.TO_SIGN, S.IN_PROGRESS, S.RETURNED, S.PAUSED),
        S.CARRIED_OVER,
        Capability.REVIEW,
        "issuer",
        needs_reason=True,
    ),
)


def anew(*, sign_due: dt.date, at: dt.datetime) -> dict[str, object]:
    """What a reissued assignment starts from: to be signed for, with nothing reported."""
    return {
        **dict.fromkeys(("signed_at", "settled_at", "amended_at", "confirmed_at")),
        "actual_value": None,
        "progress": 0,
        "has_objected": False,
        "extension_asked": False,
        "sign_due_date": sign_due,
        "issued_at": at,
    }


def light_of(assignment: Assignment, *, tenant: Tenant, on: dt.date) -> Light:
    """The light (灯色, domain.md §4.2): blue settled, grey stopped, red overdue, yellow near.

    Yellow: at most ``warn_days`` days left and progress under ``warn_progress`` per cent.
    Work that waits for its issuer is never late.
    """
    if assignment.status in SETTLED_STATUSES:
        return Light.BLUE
    if assignment.status in STOPPED_STATUSES:
        return Light.GREY
    if assignment.status in ISSUER_STATUSES:
        return Light.GREEN
    if assignment.due_date < on:
        return Light.RED
    near = assignment.due_date - on <= dt.timedelta(days=tenant.warn_days)
    if near and assignment.progress < tenant.warn_progress:
        return Light.YELLOW
    return Light.GREEN


def spread_evenly(total: Decimal, count: int) -> list[Decimal]:
    """``total`` cut into ``count`` whole parts that add up to it again (30 by 4 → 8, 8, 7, 7).

    A total with a fraction puts the fraction on the first part.
    """
    if count <= 0:
        return []
    whole = total // 1
    base, extra = divmod(whole, count)
    parts = [base + (1 if index < extra else 0) for index in range(count)]
    parts[0] += total - whole
    return parts


def shortfall(
    *, kind: str, direction: str, asked: Decimal, given: Sequence[Decimal]
) -> Decimal | None:
    """By how much the lower targets miss the upper one; ``None`` when they meet it.

    Cumulative and point figures add up; of ratios each one must reach the upper's
    (domain.md §4.2 分解). ``at_most`` turns the comparison round.
    """
    if not given:
        return asked if direction == "at_least" and asked > 0 else None
    if kind == IndicatorKind.RATIO:
        weakest = min(given) if direction == "at_least" else max(given)
    else:
        weakest = sum(given, Decimal(0))
    gap = asked - weakest if direction == "at_least" else weakest - asked
    return gap if gap > 0 else None


def plain_number(value: Decimal) -> str:
    """A figure without idle zeros: 30, 12.5."""
    return f"{value.normalize():f}" if value else "0"


def plain_amount(value: Decimal, unit: str) -> str:
    """A figure with its unit: 30 户, 90%."""
    space = " " if unit and unit != "%" else ""
    return f"{plain_number(value)}{space}{unit}"


def plain_day(day: dt.date, *, on: dt.date | None = None) -> str:
    """A day as it is said: 12月27日; with its year where that isn't the year of ``on``."""
    year = "" if on and on.year == day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
