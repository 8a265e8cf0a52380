"""The life of a rectification (整改, article 12; domain.md §5.3), one module a side of it."""

from inspections.actions.rectifications.answering import (
    explain_reminder,
    report_plan,
    report_result,
    sign_rectification,
)
from inspections.actions.rectifications.deciding import (
    accept_plan,
    close_rectification,
    fail_rectification,
    return_plan,
)
from inspections.actions.rectifications.drafting import (
    draft_for_round,
    draft_rectification,
    edit_rectification,
)
from inspections.actions.rectifications.issuing import (
    issue_rectification,
    issue_rectifications,
    note_verbal,
    revoke_rectification,
)

__all__ = [
    "accept_plan",
    "close_rectification",
    "draft_for_round",
    "draft_rectification",
    "edit_rectification",
    "explain_reminder",
    "fail_rectification",
    "issue_rectification",
    "issue_rectifications",
    "note_verbal",
    "report_plan",
    "report_result",
    "return_plan",
    "revoke_rectification",
    "sign_rectification",
]
