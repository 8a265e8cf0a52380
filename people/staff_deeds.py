"""What may be done to a recruitment, an entrant, a worker or an assessment now: the buttons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from hierarchy.actors import Actor
from hierarchy.roles import can
from hierarchy.terms import Capability
from people.models import Assessment, Entrant, Recruitment, Worker
from people.staff_moves import ASSESSMENT_MOVES, RECRUITMENT_MOVES
from people.staff_rules import total_mark
from people.terms import AssessmentStatus, EntrantResult, RecruitmentStatus
from workflow.history import Entry, changes_of, reason_of, told
from workflow.models import AuditEntry

R, E, A = RecruitmentStatus, EntrantResult, AssessmentStatus
RECRUITMENT_LIGHTS: Final[dict[str, str]] = {
    R.DRAFT: "grey",
    R.OPEN: "green",
    R.EXAM: "green",
    R.NOTICE: "yellow",
    R.CLOSED: "blue",
    R.CANCELLED: "grey",
}
ENTRANT_LIGHTS: Final[dict[str, str]] = {
    E.WAITING: "grey",
    E.PROPOSED: "green",
    E.HIRED: "blue",
    E.REFUSED: "grey",
    E.WITHDRAWN: "grey",
}
ASSESSMENT_LIGHTS: Final[dict[str, str]] = {
    A.DRAFT: "grey",
    A.TOLD: "yellow",
    A.REPLIED: "yellow",
    A.SETTLED: "blue",
}
_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: where it leads and what it says."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class EntrantLine:
    """One who entered, with the total where there is one, and what may be done."""

    entrant: Entrant
    total: Decimal | None
    light: str
    deeds: list[Deed]


def recruitment_deeds(recruitment: Recruitment, actor: Actor) -> tuple[Deed | None, list[Deed]]:
    """The next step, if it is one's own and its day has come, and the other deeds open to one."""
    pk, found = recruitment.pk, {}
    if can(actor, Capability.HANDLE, at=recruitment.organization):
        for verb, label, page in _WRITTEN.get(recruitment.status, ()):
            args = [pk, verb] if page == "recruitment_move" else [pk]
            found[verb] = Deed(label, reverse(f"people:{page}", args=args))
        if recruitment.is_own_draft(actor.user):
            url = reverse("people:recruitment_move", args=[pk, "cancel"])
            found["cancel"] = Deed(RECRUITMENT_MOVES["cancel"].label, url)
    for move in RECRUITMENT_MOVES.available(recruitment, actor):
        url = reverse("people:recruitment_move", args=[pk, move.verb])
        found[move.verb] = Deed(move.label, url)
    for verb in _too_early(recruitment, actor.on):
        found.pop(verb, None)
    steps = (found.pop(verb, None) for verb in _next_verbs(recruitment, actor.on))
    return next((step for step in steps if step), None), list(found.values())


_WRITTEN: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    R.DRAFT: (("edit", "修改", "recruitment_edit"),),
    R.OPEN: (("enter", "登记报名", "recruitment_enter"),),
    R.EXAM: (("marks", "登记成绩", "recruitment_marks"),),
    R.NOTICE: (("note", "登记公示结果", "recruitment_move"),),
}
"""By status, what is written by whoever acts for the body: verb, label, page."""


def _too_early(recruitment: Recruitment, on: dt.date) -> tuple[str, ...]:
    """What the calendar does not allow yet."""
    if recruitment.status == R.OPEN and on <= recruitment.apply_until:
        return ("examine",)
    until: dt.date | None = recruitment.notice_until
    if recruitment.status == R.NOTICE and (until is None or on <= until):
        return "note", "close"
    return ()


def _next_verbs(recruitment: Recruitment, on: dt.date) -> list[str]:
    """What is to be done next; the second where the first is not one's own. One query at most."""
    results = recruitment.entrants
    match recruitment.status:
        case R.DRAFT:
            return ["publish", "edit"]
        case R.OPEN:
            return ["enter" if on <= recruitment.apply_until else "examine"]
        case R.EXAM:
            is_chosen = results.filter(result=E.PROPOSED).exists()
            return ["announce", "marks"] if is_chosen else ["marks"]
        case R.NOTICE:
            if not recruitment.notice_result:
                return ["note"]
            return [] if results.filter(result=E.PROPOSED).exists() else ["close"]
    return []


def entrant_lines(recruitment: Recruitment, actor: Actor) -> list[EntrantLine]:
    """Everybody who entered, in the order of entering; never in the order of marks. One query."""
    rows = Entrant.objects.visible_to(actor).filter(recruitment=recruitment)
    share = recruitment.written_share
    writes = can(actor, Capability.HANDLE, at=recruitment.organization)
    decides = can(actor, Capability.ISSUE, at=recruitment.organization)
    return [
        EntrantLine(
            entrant=one,
            total=total_mark(one.written_mark, one.oral_mark, written_share=share),
            light=ENTRANT_LIGHTS[one.result],
            deeds=_of_entrant(one, recruitment, writes=writes, decides=decides),
        )
        for one in rows.order_by("entered_on", "pk")
    ]


def _of_entrant(
    one: Entrant, recruitment: Recruitment, *, writes: bool, decides: bool
) -> list[Deed]:
    status, is_open = recruitment.status, one.result in (E.WAITING, E.PROPOSED)
    if one.result == E.HIRED or status in (R.DRAFT, R.CLOSED, R.CANCELLED):
        return []
    offered: tuple[tuple[str, str, bool], ...] = (("restore", "恢复待定", decides),)
    if is_open:
        offered = (
            ("propose", "拟录用", decides and status == R.EXAM and one.result == E.WAITING),
            (
                "hire",
                "录用",
                decides and bool(recruitment.notice_result) and one.result == E.PROPOSED,
            ),
            ("refuse", "未录用", decides and status in (R.EXAM, R.NOTICE)),
            ("withdraw", "放弃", writes),
            ("reveal", "看电话", writes and bool(one.phone)),
        )
    return [
        Deed(label, reverse("people:entrant_move", args=[one.pk, verb]))
        for verb, label, is_offered in offered
        if is_offered
    ]


def worker_deeds(worker: Worker, actor: Actor) -> list[Deed]:
    """The deeds open to a person; once the worker left, a wrong account is still put right."""
    if not can(actor, Capability.HANDLE, at=worker.organization):
        return []
    found = []
    if worker.left_on is None:
        found.append(Deed("修改档案", reverse("people:worker_edit", args=[worker.pk])))
        found.append(Deed("登记离岗", reverse("people:worker_move", args=[worker.pk, "end"])))
    else:
        found.append(Deed("撤销离岗", reverse("people:worker_move", args=[worker.pk, "undo"])))
    is_own = actor.user is not None and worker.user_id == actor.user.pk
    if not is_own and (worker.left_on is None or worker.user_id is not None):
        label = "更正账号" if worker.user_id else "关联账号"
        found.append(Deed(label, reverse("people:worker_move", args=[worker.pk, "link"])))
    return found


def may_assess(worker: Worker, actor: Actor) -> bool:
    """Whether the person may begin an assessment of this worker."""
    is_own = actor.user is not None and worker.user_id == actor.user.pk
    return not is_own and can(actor, Capability.REVIEW, at=worker.organization)


def assessment_deeds(assessment: Assessment, actor: Actor) -> tuple[Deed | None, list[Deed]]:
    """The next step of whoever assesses, once its day has come, and what else one may do."""
    pk, is_own = assessment.pk, _is_own(assessment, actor)
    steps = [
        Deed(move.label, reverse("people:assessment_move", args=[pk, move.verb]))
        for move in ASSESSMENT_MOVES.available(assessment, actor)
        if move.verb != "reply" and not is_own
    ]
    step = steps[0] if steps else None
    if assessment.status == A.DRAFT and step:
        edit = Deed("修改", reverse("people:assessment_edit", args=[pk]))
        return (step, [edit]) if assessment.grade and assessment.comment else (edit, [])
    if assessment.status == A.TOLD and may_reply(assessment, actor):
        label = "申述" if is_own else "代本人登记申述"
        return None, [Deed(label, reverse("people:assessment_move", args=[pk, "reply"]))]
    until: dt.date | None = assessment.reply_until
    is_running = assessment.status == A.TOLD and until is not None and actor.on <= until
    return (None if is_running else step), []


def may_reply(assessment: Assessment, actor: Actor) -> bool:
    """The worker within the days of reply; the body's people for one without an account."""
    until: dt.date | None = assessment.reply_until
    if until is None or actor.on > until:
        return False
    if assessment.worker.user_id is not None:
        return _is_own(assessment, actor)
    return can(actor, Capability.HANDLE, at=assessment.organization)


def _is_own(assessment: Assessment, actor: Actor) -> bool:
    return actor.user is not None and assessment.worker.user_id == actor.user.pk


def history_of(row: Any, *, with_changes: bool = True) -> list[Entry]:
    """What was done to a row, the newest first. One query."""
    rows = AuditEntry.objects.about(row).order_by("-id")[:_MOST]
    return told(rows, tones={}, words=changes_of if with_changes else reason_of)


def published_on(recruitment: Recruitment) -> dt.date | None:
    """The day on which its notice went out, as the trail has it. One query."""
    entries = AuditEntry.objects.about(recruitment).filter(verb="recruitment.publish")
    entry = entries.order_by("pk").first()
    return timezone.localdate(entry.at) if entry else None
