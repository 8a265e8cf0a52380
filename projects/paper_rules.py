"""Which papers of a project may still be added or taken out, by where the project stands."""

from __future__ import annotations

from typing import Final

from projects.models import Project
from projects.terms import EDITABLE, RUNNING, PaperKind, ProjectStatus

_S = ProjectStatus
_CLOSING: Final = (*RUNNING, _S.ACCEPTED, _S.FAILED, _S.STOPPED, _S.SETTLED)

OPEN_FOR: Final[dict[str, tuple[str, ...]]] = {
    PaperKind.APPLICATION: EDITABLE,
    PaperKind.TASK_BOOK: (_S.APPROVED, _S.BOOK_SIGNED, *RUNNING),
    PaperKind.PROGRESS: RUNNING,
    PaperKind.MIDTERM: (_S.UNDERWAY, _S.MIDTERM),
    PaperKind.ACCEPTANCE: (_S.ADVANCING, _S.ACCEPTANCE, _S.CORRECTING),
    PaperKind.SETTLEMENT: _CLOSING,
    PaperKind.BRAND: (_S.ACCEPTED, _S.SETTLED, _S.ARCHIVED, _S.BRAND_ASKED),
}
"""By kind of paper: the states in which its part of the volume is still being put together."""


def open_kinds(project: Project) -> list[PaperKind]:
    """The kinds of paper that may be added to the project now."""
    return [PaperKind(kind) for kind, states in OPEN_FOR.items() if project.status in states]
