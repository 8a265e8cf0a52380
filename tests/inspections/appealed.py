"""What a body may appeal against: a score, a limit that a person set, 加减分; and its appeals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from inspections.actions.adjusting import add_adjustment, set_limit_hit
from inspections.actions.appeals import answer_appeal, raise_appeal
from inspections.appeal_words import Appealed
from inspections.models import Adjustment, Appeal, Inspection, LimitHit
from tests.inspections.scored import CHECKER, SCORER, SECRETARY, score, told_sheet
from tests.world import AT, City

KINDS: Final = ("score", "limit_hit", "adjustment")
RIGHT: Final = {"score": Decimal(25), "limit_hit": None, "adjustment": Decimal(0)}
"""By kind, the points that are right when an appeal is upheld."""
ABOUT: Final = {
    "score": "B1 固定场所与标识",
    "limit_hit": "限制项 弄虚作假，最高等次为较差",
    "adjustment": "加减分 −1.5 分（市级通报）",
}
WORDS, ANSWER = "与事实不符，附原始记录", "已核对原始记录"


def on(day: int, month: int = 3) -> dt.datetime:
    """Nine o'clock of a day of 2026."""
    return AT.replace(month=month, day=day)


def limited(sheet: Inspection, city: City) -> None:
    """1.5 points taken off, and a limit set, by the examiner."""
    actor = city.actor(SCORER)
    add_adjustment(inspection=sheet, points=Decimal("-1.5"), reason="市级通报", actor=actor)
    limit = sheet.round.scheme.limits.get(source="")
    set_limit_hit(inspection=sheet, limit=limit, reason="补造会议记录", actor=actor)


def limited_sheet(city: City) -> Inspection:
    """The branch's sheet told on 2 March: 63.5 points, held down to 较差 by 弄虚作假."""
    return told_sheet(city, more=lambda sheet: limited(sheet, city))


def thing_of(sheet: Inspection, kind: str) -> Appealed:
    """What of a sheet an appeal of this kind is about."""
    if kind == "score":
        return score(sheet, "B1")
    if kind == "adjustment":
        return Adjustment.objects.get(inspection=sheet)
    return LimitHit.objects.get(inspection=sheet, limit__source="")


def appealed(city: City, kind: str, sheet: Inspection | None = None) -> Appeal:
    """An appeal of the branch, the day after its result was told."""
    thing = thing_of(sheet or limited_sheet(city), kind)
    return raise_appeal(thing=thing, words=WORDS, actor=city.actor(SECRETARY, at=on(3)))


def upheld(appeal: Appeal, city: City, **given: Any) -> Appeal:
    """Upheld by the organizer's leader on the third day."""
    actor = city.actor(CHECKER, at=on(4))
    return answer_appeal(appeal=appeal, upheld=True, answer=ANSWER, actor=actor, **given)


def rejected(appeal: Appeal, city: City) -> Appeal:
    """Rejected by the organizer's leader on the third day."""
    actor = city.actor(CHECKER, at=on(4))
    return answer_appeal(appeal=appeal, upheld=False, answer=ANSWER, actor=actor)
