"""Where a project stands: what is next, whose turn it is, by when, and with which light."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from hierarchy.models import Organization
from projects.models import Project
from projects.terms import ProjectStatus

_S = ProjectStatus
OWN, CITY = "applicant", "city"
SOON_DAYS: Final = 7

# By status: what is to be done now, by whose body, and the field that holds the day.
_NEXT: Final[dict[str, tuple[str, str, str]]] = {
    _S.DRAFT: ("填好申报内容、预算和节点后报送", OWN, ""),
    _S.SUBMITTED: ("形式审查，通过后确定评审人", CITY, ""),
    _S.RETURNED: ("按退回意见补正后重新报送", OWN, ""),
    _S.IN_REVIEW: ("评审人评分，满足人数和分数后公示", CITY, ""),
    _S.ON_NOTICE: ("公示期满无异议后立项批复", CITY, "notice_to"),
    _S.APPROVED: ("由负责人签订任务书", OWN, ""),
    _S.BOOK_SIGNED: ("会签任务书并确定拨款批次", CITY, ""),
    _S.UNDERWAY: ("按任务书实施，按月填报，适时报送中期报告", OWN, "ends_on"),
    _S.MIDTERM: ("中期检查", CITY, ""),
    _S.ADVANCING: ("继续实施，完成后申请验收", OWN, "ends_on"),
    _S.ACCEPTANCE: ("组织验收", CITY, ""),
    _S.CORRECTING: ("完成整改后重新申请验收", OWN, "correct_by"),
    _S.ACCEPTED: ("结清支出、交回结余后审定决算", CITY, ""),
    _S.FAILED: ("交回结余后归档", CITY, ""),
    _S.STOPPED: ("交回结余后归档", CITY, ""),
    _S.SETTLED: ("材料齐全后归档", CITY, ""),
    _S.ARCHIVED: ("成效突出的可申报品牌项目", OWN, ""),
    _S.BRAND_ASKED: ("品牌认定", CITY, ""),
    _S.BRAND: ("有效期满前复核", CITY, "brand_until"),
}
_DONE: Final = (_S.ARCHIVED, _S.BRAND)
_OVER: Final = (_S.REJECTED, _S.WITHDRAWN, _S.STOPPED, _S.FAILED)


@dataclass(frozen=True, slots=True)
class Step:
    """What is next; empty words when nothing is. A day that only ends something counts no days."""

    words: str = ""
    body: Organization | None = None
    due: dt.date | None = None
    counts_down: bool = True


def next_step(project: Project) -> Step:
    """What is next for a project, whose turn it is and by which day."""
    if project.status not in _NEXT:
        return Step()
    words, whose, field = _NEXT[project.status]
    body = project.applicant if whose == OWN else project.city
    counts_down = field not in ("notice_to", "brand_until")
    return Step(words, body, _day_of(project, field), counts_down)


def light_of(project: Project, *, on: dt.date) -> str:
    """The colour that goes with the status: red past its day, yellow in the week before."""
    if project.status in _OVER:
        return "grey"
    if project.status in _DONE:
        return "blue"
    step = next_step(project)
    due = step.due
    if due is None or not step.counts_down:
        return "green"
    if due < on:
        return "red"
    return "yellow" if (due - on).days <= SOON_DAYS else "green"


def _day_of(project: Project, field: str) -> dt.date | None:
    return getattr(project, field) if field else None
