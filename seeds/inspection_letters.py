"""The demo's rectifications: of published rounds, and of what was seen outside one, in every state.

A letter's story yields the day of its next step; where it ends is where it stands today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from hierarchy.models import Organization
from hierarchy.terms import Kind, Role, Tier
from inspections.actions.findings import note_finding
from inspections.actions.rectifications import (
    accept_plan,
    close_rectification,
    draft_for_round,
    draft_rectification,
    explain_reminder,
    fail_rectification,
    issue_rectification,
    issue_rectifications,
    note_verbal,
    report_plan,
    report_result,
    return_plan,
    revoke_rectification,
    sign_rectification,
)
from inspections.actions.remarks import remark_rectification
from inspections.models import Rectification, Round
from inspections.terms import Level, RectificationKind, RoundStatus, Urgency
from seeds.project_cast import ProjectCast
from seeds.stories import Course

# Where a story ends, how long before today it begins, and its way and urgency.
_STORIES: Final = (
    ("draft", 2, RectificationKind.ORDER, Urgency.USUAL),
    ("issued", 3, RectificationKind.ORDER, Urgency.USUAL),
    ("signed", 9, RectificationKind.ORDER, Urgency.USUAL),
    ("explained", 12, RectificationKind.REMINDER, Urgency.USUAL),
    ("planned", 14, RectificationKind.ORDER, Urgency.COMPLEX),
    ("working", 18, RectificationKind.ORDER, Urgency.COMPLEX),
    ("late", 30, RectificationKind.ORDER, Urgency.AT_ONCE),
    ("recheck", 26, RectificationKind.ORDER, Urgency.USUAL),
    ("second", 40, RectificationKind.ORDER, Urgency.USUAL),
    ("closed", 60, RectificationKind.ORDER, Urgency.USUAL),
    ("revoked", 20, RectificationKind.REMINDER, Urgency.USUAL),
)
_FACTS: Final = (
    (Level.RED, "第三季度没有召开党员大会，无会议记录。（示例）", "党章第三十二条"),
    (Level.YELLOW, "活动记录补录超过七日的占一半以上。（示例）", ""),
    (Level.YELLOW, "党务公开栏超过一个月没有更新。（示例）", ""),
    (Level.RED, "支部书记空缺，没有明确代理负责人。（示例）", ""),
    (Level.YELLOW, "主题党日签到与应到人数不符，缺请假说明。（示例）", ""),
)
_DEMANDS: Final = "对照问题查找原因，按期整改，举一反三。整改材料通过本系统报送。（示例）"
_PLAN: Final = "一、补开会议并补录记录；二、明确专人当周登记；三、每月自查一次。（示例）"
_RESULT: Final = "各项已完成：会议已补开，记录已补录，公开栏已更新。（示例）"


class InspectionLetters:
    """Letters of one demo city."""

    def __init__(self, cast: ProjectCast) -> None:
        self.cast = cast
        self.today = cast.clock.today

    def courses(self) -> Iterator[Course]:
        """Letters of both published rounds, and one story in each state."""
        year = self.today.year
        yield self._of_round(self._day(dt.date(year, 2, 20)), year - 1)
        yield self._of_round(self._day(dt.date(year, 8, 10)), year)
        bodies = self._branches()
        for place, (until, days, kind, urgency) in enumerate(_STORIES):
            if place < len(bodies):
                yield self._story(bodies[place], place, until, days, kind, urgency)
        for body in bodies[len(_STORIES) : len(_STORIES) + 2]:
            yield self._spoken(body)

    def _branches(self) -> list[Organization]:
        """Branches of three committees that have a station and somebody who speaks for them."""
        rows = (
            Organization.objects.filter(
                tenant=self.cast.city.tenant,
                committee__in=[body.pk for body in self.cast.committees[:4]],
                station__isnull=False,
            )
            .of_tier(Tier.BRANCH)
            .exclude(kind=Kind.UNIT)
            .open(self.today)
            .select_related("tenant", "station__tenant", "committee__tenant")
            .order_by("pk")
        )
        voices = self.cast.voices
        spoken = [row for row in rows if voices.get(row.pk) and voices.get(row.station_id)]
        return spoken[::2]

    def _of_round(self, day: dt.date, of: int) -> Course:
        """What a published round asks for: proposed, issued together, all but one closed."""
        yield day
        rounds = Round.objects.filter(tenant=self.cast.city.tenant, year=of)
        held = rounds.filter(status=RoundStatus.PUBLISHED).select_related("organizer").first()
        if held is None:
            return
        body = held.organizer
        draft_for_round(round=held, actor=self.cast.clerk(body, day))
        letters = Rectification.objects.filter(inspection__round=held).order_by("pk")
        yield (day := self._day(day + dt.timedelta(days=1)))
        issue_rectifications(rectifications=letters, actor=self.cast.leader(body, day))
        sent = list(letters.select_related("organization__tenant", "issuer__tenant"))
        yield (day := self._day(day + dt.timedelta(days=2)))
        for letter in sent:
            sign_rectification(rectification=letter, actor=self._told(letter, day))
        yield (day := self._day(day + dt.timedelta(days=6)))
        for letter in sent:
            self._answer(letter, day)
        yield (day := self._day(day + dt.timedelta(days=18)))
        for place, letter in enumerate(sent):
            self._look(letter, day, fails=place == len(sent) - 1)

    def _answer(self, letter: Rectification, day: dt.date) -> None:
        """A reminder is explained; an order is planned and agreed to on the same day."""
        if letter.kind == RectificationKind.REMINDER:
            explain_reminder(rectification=letter, words=_RESULT, actor=self._told(letter, day))
            return
        report_plan(rectification=letter, plan=_PLAN, actor=self._told(letter, day))
        accept_plan(rectification=letter, actor=self.cast.leader(letter.issuer, day))

    def _look(self, letter: Rectification, day: dt.date, *, fails: bool) -> None:
        """Handed in and looked at again; the last one of all fails at the first try."""
        leader = self.cast.leader(letter.issuer, day)
        if letter.kind == RectificationKind.ORDER:
            report_result(rectification=letter, result=_RESULT, actor=self._told(letter, day))
        if fails:
            reason = "公开栏仍未更新，须继续整改。（示例）"
            fail_rectification(rectification=letter, reason=reason, actor=leader)
        else:
            close_rectification(
                rectification=letter, words="现场复查，已整改到位。（示例）", actor=leader
            )

    def _story(
        self, body: Organization, place: int, until: str, days: int, kind: str, urgency: str
    ) -> Course:
        """One letter of a committee about what was seen outside a round."""
        issuer: Any = body.committee
        day = self._day(self.today - dt.timedelta(days=days))
        yield day
        level, fact, article = _FACTS[place % len(_FACTS)]
        clerk = self.cast.clerk(issuer, day)
        finding = note_finding(
            organization=body,
            content={"level": level, "fact": fact, "article": article, "found_on": day},
            actor=clerk,
        )
        what = "整改通知书" if kind == RectificationKind.ORDER else "批评指正"
        letter = draft_rectification(
            organization=body,
            issuer=issuer,
            kind=kind,
            findings=[finding],
            content=_content(f"关于日常核查发现问题的{what}（示例）", urgency),
            actor=clerk,
        )
        for step in _STEPS[until]:
            yield (day := self._next(day))
            self._take(step, letter, day)

    def _take(self, step: str, letter: Rectification, day: dt.date) -> None:
        """One step of a letter on a day, by whoever takes it."""
        told, leader = self._told(letter, day), self.cast.leader(letter.issuer, day)
        acts: dict[str, Any] = {
            "issue": (issue_rectification, leader, {}),
            "sign": (sign_rectification, told, {}),
            "plan": (report_plan, told, {"plan": _PLAN}),
            "return": (return_plan, leader, {"reason": "没有写明完成时间，请补充。（示例）"}),
            "accept": (accept_plan, leader, {}),
            "remark": (remark_rectification, leader, {"words": "请注意时限。（示例）"}),
            "report": (report_result, told, {"result": _RESULT}),
            "explain": (explain_reminder, told, {"words": _RESULT}),
            "fail": (fail_rectification, leader, {"reason": "只完成一半，继续整改。（示例）"}),
            "close": (close_rectification, leader, {"words": "已整改到位。（示例）"}),
            "revoke": (revoke_rectification, leader, {"reason": "经核实情况不属实。（示例）"}),
        }
        act, actor, given = acts[step]
        act(rectification=letter, actor=actor, **given)

    def _spoken(self, body: Organization) -> Course:
        """A word on the spot, put right before one's eyes (口头指正)."""
        station: Any = body.station
        day = self._day(self.today - dt.timedelta(days=16))
        yield day
        note_verbal(
            organization=body,
            issuer=station,
            content=_content("会议签到表未写日期，当场指正（示例）", Urgency.AT_ONCE),
            closed=True,
            actor=self.cast.clerk(station, day),
        )

    def _told(self, letter: Rectification, day: dt.date) -> Any:
        role = Role.CLERK if letter.organization.tier == Tier.COMMITTEE else Role.SECRETARY
        return self.cast.actor(self.cast.user(letter.organization, role), day)

    def _next(self, day: dt.date) -> dt.date:
        return self._day(day + dt.timedelta(days=1))

    def _day(self, day: dt.date) -> dt.date:
        return self.cast.clock.workday(day)


# By where a story ends: its steps, each a working day after the other.
_STEPS: Final[dict[str, tuple[str, ...]]] = {
    "draft": (),
    "issued": ("issue",),
    "signed": ("issue", "sign"),
    "explained": ("issue", "sign", "explain"),
    "planned": ("issue", "sign", "plan", "return", "plan"),
    "working": ("issue", "sign", "plan", "accept", "remark"),
    "late": ("issue", "sign", "plan", "accept"),
    "recheck": ("issue", "sign", "plan", "accept", "report"),
    "second": ("issue", "sign", "plan", "accept", "report", "fail"),
    "closed": ("issue", "sign", "plan", "accept", "report", "close"),
    "revoked": ("issue", "revoke"),
}


def _content(title: str, urgency: str) -> dict[str, str]:
    return {
        "title": title,
        "urgency": urgency,
        "demands": _DEMANDS,
        "responsible": "党组织书记",
        "contact": "专委会办公室（示例）",
        "feedback": "通过本系统报送",
    }
