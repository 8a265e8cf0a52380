"""What a page showed of a sheet when it was opened, as short marks that come back with the form.

Two people may score one sheet. A save with marks writes only what its person changed, and is
refused where somebody else saved another value since; nothing is overwritten unseen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from django.core.exceptions import ValidationError
from django.utils import timezone

from inspections.models import Inspection, Score
from inspections.score_rules import ScoreAnswer, content_of, plain
from workflow.models import AuditEntry

SAVED_MEANWHILE: Final = "saved_meanwhile"
_NEXT: Final = "您填写的还在本页，没有保存。请核对，需要按您填写的保存，请再点一次保存。"


def reason_field(score_id: int) -> str:
    """The field of a score's ground on the page, where a refusal of the score stands."""
    return f"s{score_id}-reason"


def mark_of_score(score: Score) -> str:
    """The mark of a score by hand as it stands."""
    return _mark(
        score.earned if score.earned is None else plain(score.earned), score.is_absent, score.reason
    )


def mark_of_answer(answer: ScoreAnswer) -> str:
    """The mark that a score would have with this answer."""
    content = content_of(answer)
    earned = content["earned"]
    return _mark(earned if earned is None else plain(earned), answer.is_absent, content["reason"])


def mark_of_visit(visited_on: dt.date | None, words: str) -> str:
    """The mark of day and words of a visit."""
    return _mark(visited_on, words)


def is_left_alone(score: Score, answer: ScoreAnswer) -> bool:
    """Whether the answer only repeats what the page showed, while somebody saved another one.

    Raises ``ValidationError`` ``saved_meanwhile`` where both changed it, and differently.
    """
    now, mine = mark_of_score(score), mark_of_answer(answer)
    if not answer.seen or now in (answer.seen, mine):
        return False
    if mine == answer.seen:
        return True
    who = score.scored_by.name if score.scored_by else "系统"
    raise ValidationError(
        f"您打开本页后，{who}{_at(score.scored_at)}已将 {score.indicator} 评为“{_given(score)}”。"
        f"{_NEXT}",
        code=SAVED_MEANWHILE,
    )


def visit_is_left_alone(sheet: Inspection, mine: str, seen: str) -> bool:
    """The same of day and words of the visit. Raises ``saved_meanwhile`` beside ``words``."""
    now = mark_of_visit(sheet.visited_on, sheet.visit_words)
    if not seen or now in (seen, mine):
        return False
    if mine == seen:
        return True
    entries = AuditEntry.objects.about(sheet).filter(verb="inspection.set_scores")
    last = entries.order_by("-id").first()
    who = f"{last.user_name}{_at(last.at)}" if last else "其他人"
    words = f"您打开本页后，{who}已改了核验日期或核验情况，现为“{_visit(sheet)}”。{_NEXT}"
    raise ValidationError({"words": ValidationError(words, code=SAVED_MEANWHILE)})


def _mark(*parts: object) -> str:
    """Line breaks count alike however they were sent."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:16]


def _at(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    at = timezone.localtime(moment)
    return f"于 {at.month}月{at.day}日 {at:%H:%M} "


def _given(score: Score) -> str:
    if score.is_absent:
        points = "不适用"
    else:
        points = "未评" if score.earned is None else f"{plain(score.earned)} 分"
    return f"{points}，依据：{score.reason}" if score.reason else points


def _visit(sheet: Inspection) -> str:
    day = f"{sheet.visited_on:%Y-%m-%d}" if sheet.visited_on else "未填日期"
    return f"{day}，{sheet.visit_words or '未填情况'}"
