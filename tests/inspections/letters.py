"""Builders of findings and rectifications, for their tests: a told round, letters at any step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from hierarchy.actors import Actor
from inspections.actions.findings import findings_of, note_finding
from inspections.actions.rectifications import (
    accept_plan,
    draft_rectification,
    explain_reminder,
    issue_rectification,
    report_plan,
    report_result,
    sign_rectification,
)
from inspections.models import Finding, Inspection, Rectification, Round, Score
from inspections.terms import InspectionStatus, Level, RoundStatus, Subject
from tests.inspections.grounds import a_scheme
from tests.world import AT, City

FULL: Final = {"A1": "30", "A2": "30", "B1": "25", "B2": "15"}
"""Points of the small scheme by code."""


def on_day(day: dt.date, hour: int = 9) -> dt.datetime:
    """A moment of a day of the world."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=AT.tzinfo)


def then(city: City, name: str, day: dt.date) -> Actor:
    """A person on another day."""
    return city.actor(name, at=on_day(day))


def a_round(
    city: City,
    *,
    organizer: str = "mall",
    status: str = RoundStatus.PUBLISHED,
    subject: str = Subject.BRANCH,
    name: str = "2026年上半年党建体检",
) -> Round:
    """A round that was told or published, without its inspections."""
    return Round.objects.create(
        tenant=city.tenant,
        organizer=getattr(city, organizer),
        scheme=a_scheme(city, subject, name=f"{name}方案"),
        name=name,
        year=2026,
        period_start=dt.date(2026, 1, 1),
        period_end=dt.date(2026, 2, 28),
        self_check_until=dt.date(2026, 2, 20),
        scoring_until=dt.date(2026, 2, 27),
        status=status,
        reply_until=dt.date(2026, 3, 1),
        created_at=AT,
    )


def an_inspection(
    city: City,
    round_: Round,
    body: str = "branch",
    *,
    earned: Mapping[str, str | None] | None = None,
    grade: str = "good",
    status: str = InspectionStatus.PUBLISHED,
    **of_score: Any,
) -> Inspection:
    """A body's inspection with a score an indicator; ``earned`` by code, full otherwise."""
    inspection = Inspection.objects.create(
        tenant=city.tenant,
        round=round_,
        organization=getattr(city, body),
        examiner=getattr(city, body).station or round_.organizer,
        status=status,
        points=Decimal("82.5"),
        full=Decimal(100),
        total=Decimal("82.5"),
        grade=grade,
    )
    got = {**FULL, **(earned or {})}
    for indicator in round_.scheme.indicators.all():
        points = got[indicator.code]
        Score.objects.create(
            inspection=inspection,
            indicator=indicator,
            earned=None if points is None else Decimal(points),
            is_absent=points is None,
            **(of_score if indicator.code in (earned or {}) else {}),
        )
    return inspection


def found(city: City, inspection: Inspection) -> list[Finding]:
    """What the scores of an inspection say is wrong."""
    findings_of([inspection.pk], on=city.on)
    return list(inspection.findings.order_by("code"))


def a_finding(
    city: City, body: str = "branch", person: str = "mall_clerk", **given: Any
) -> Finding:
    """Something seen outside a round."""
    content = {"level": Level.YELLOW, "fact": "党务公开栏三个月未更新。", "article": "第十二条"}
    return note_finding(
        organization=getattr(city, body),
        content={**content, **given},
        actor=city.actor(person),
    )


CONTENT: Final[dict[str, Any]] = {
    "title": "关于党务公开的整改通知书",
    "urgency": "usual",
    "demands": "对照问题清单制定整改方案，按期完成。",
    "responsible": "党组织书记",
    "contact": "专委会办公室 0512-00000000",
    "feedback": "通过本系统报送",
}


def a_letter(
    city: City,
    *,
    kind: str = "order",
    body: str = "branch",
    issuer: str = "mall",
    findings: list[Finding] | None = None,
    inspection: Inspection | None = None,
    **given: Any,
) -> Rectification:
    """A draft of the issuer's clerk about a finding."""
    if findings is None:
        findings = [a_finding(city, body, f"{issuer}_clerk")]
    return draft_rectification(
        organization=getattr(city, body),
        issuer=getattr(city, issuer),
        kind=kind,
        findings=findings,
        content={**CONTENT, **given},
        inspection=inspection,
        actor=city.actor(f"{issuer}_clerk"),
    )


def issued(city: City, *, issuer: str = "mall", **given: Any) -> Rectification:
    """A letter that the issuer's leader sent."""
    letter = a_letter(city, issuer=issuer, **given)
    return issue_rectification(rectification=letter, actor=city.actor(f"{issuer}_leader"))


def signed(city: City, *, by: str = "secretary", **given: Any) -> Rectification:
    """A letter that the body signed for."""
    return sign_rectification(rectification=issued(city, **given), actor=city.actor(by))


def planned(city: City, *, by: str = "secretary", **given: Any) -> Rectification:
    """An order whose plan waits for the issuer."""
    letter = signed(city, by=by, **given)
    plan = "落实专人，每月更新一次公开栏。"
    return report_plan(rectification=letter, plan=plan, actor=city.actor(by))


def working(city: City, **given: Any) -> Rectification:
    """An order whose plan the issuer agreed to."""
    issuer = given.get("issuer", "mall")
    return accept_plan(rectification=planned(city, **given), actor=city.actor(f"{issuer}_leader"))


def reported(city: City, *, by: str = "secretary", **given: Any) -> Rectification:
    """An order that waits to be looked at again."""
    letter = working(city, by=by, **given)
    return report_result(rectification=letter, result="公开栏已更新。", actor=city.actor(by))


def explained(city: City, *, by: str = "secretary", **given: Any) -> Rectification:
    """A reminder that was answered."""
    letter = signed(city, by=by, kind="reminder", **given)
    words = "因改造停用，现已恢复更新。"
    return explain_reminder(rectification=letter, words=words, actor=city.actor(by))
