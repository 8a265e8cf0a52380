"""How the demo's sheets are checked by oneself, scored and checked by a second person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Role, Tier
from inspections.actions.checking import check_inspection
from inspections.actions.scoring import confirm_all, dispute_reading, set_scores, submit_scores
from inspections.actions.self_checks import submit_self_check
from inspections.models import Indicator, Inspection, Score
from inspections.score_rules import ScoreAnswer
from inspections.terms import Formula
from seeds.project_cast import ProjectCast

SELF_WORDS: Final = (
    "对照方案逐项自查，组织生活正常开展，台账按月登记；党员学时还差一部分，年内补齐。（示例）",
    "班子配备齐全，活动阵地已挂牌；党务公开栏更新不及时，已明确专人负责。（示例）",
    "清单任务按时签收、按期完成；个别活动记录补录较晚，今后当周登记。（示例）",
)
VISIT_WORDS: Final = (
    "已到现场，查看活动场所、标识和台账，与负责人当面核对。（示例）",
    "现场查看阵地和记录，抽查三次活动的签到，情况与台账一致。（示例）",
)
_GROUNDS: Final = (
    "现场标识不全，台账缺少部分月份。（示例）",
    "材料不完整，按评分说明扣分。（示例）",
    "开展次数少于计划，效果一般。（示例）",
)
_DISPUTE: Final = "现场见到会议记录，系统未登记，请复核时留意。（示例）"


class Scorers:
    """The people who hand in, score and check, and what each gives."""

    def __init__(self, cast: ProjectCast) -> None:
        self.cast = cast

    def self_check(self, sheet: Inspection, day: dt.date) -> None:
        """What a body says of itself: words, and its own points of what a person scores."""
        asked = Indicator.objects.filter(scheme=sheet.round.scheme_id, formula=Formula.MANUAL)
        answers: dict[int, tuple[Decimal | None, str]] = {
            one.pk: (one.points, "已落实。（示例）") for one in asked
        }
        submit_self_check(
            inspection=sheet,
            words=SELF_WORDS[sheet.pk % len(SELF_WORDS)],
            answers=answers,
            actor=self.cast.actor(self.speaker(sheet.organization), day),
        )

    def score(self, sheet: Inspection, day: dt.date, *, lost: int, hand_in: bool = True) -> None:
        """What the examiner gives; of ``lost`` in ten something is missing, with its ground."""
        actor = self.clerk_of(sheet.examiner, day)
        manual = sheet.scores.filter(indicator__formula=Formula.MANUAL)
        rows = list(manual.select_related("indicator").order_by("pk"))
        set_scores(
            inspection=sheet,
            answers={
                row.pk: _answer(
                    row.indicator, place, falls_short=(sheet.pk + place * 3) % 10 < lost
                )
                for place, row in enumerate(rows)
            },
            visited_on=day,
            words=VISIT_WORDS[sheet.pk % len(VISIT_WORDS)],
            actor=actor,
        )
        if lost and sheet.pk % 3 == 0:
            self._dispute(sheet, actor)
        if hand_in:
            confirm_all(inspection=sheet, actor=actor)
            submit_scores(inspection=sheet, actor=actor)

    def check(self, sheet: Inspection, day: dt.date) -> None:
        """The second person: the organizer's leader."""
        check_inspection(inspection=sheet, actor=self.cast.leader(sheet.organizer, day))

    def speaker(self, body: Organization) -> User:
        """Who answers for an inspected body."""
        role = Role.CLERK if body.tier == Tier.COMMITTEE else Role.SECRETARY
        return self.cast.user(body, role)

    def clerk_of(self, body: Organization, day: dt.date) -> Actor:
        """Who goes and looks."""
        return self.cast.clerk(body, day)

    def _dispute(self, sheet: Inspection, actor: Actor) -> None:
        score = (
            sheet.scores.exclude(indicator__formula=Formula.MANUAL)
            .select_related("indicator", "inspection")
            .order_by("earned", "pk")
            .first()
        )
        if score is not None and score.earned is not None:
            dispute_reading(score=score, words=_DISPUTE, actor=actor)


def _answer(indicator: Indicator, place: int, *, falls_short: bool) -> ScoreAnswer:
    if not falls_short:
        return ScoreAnswer(indicator.points)
    steps = 1 + place % 3
    earned = max(indicator.points - indicator.step * steps, Decimal(0))
    return ScoreAnswer(earned - earned % indicator.step, reason=_GROUNDS[place % len(_GROUNDS)])


def lowest_reading(sheet: Inspection) -> Score | None:
    """The reading that cost most, against which a body may hold something."""
    rows = sheet.scores.exclude(indicator__formula=Formula.MANUAL).filter(earned__isnull=False)
    return rows.select_related("indicator", "inspection").order_by("earned", "pk").first()
