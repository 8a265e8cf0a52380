"""Inspections on the stage: schemes, rounds and sheets at each step, letters, reviews."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from inspections.models import (
    Adjustment,
    Appeal,
    Correction,
    DutyReview,
    Inspection,
    LimitHit,
    Rectification,
    Round,
    Score,
    Voter,
)
from inspections.terms import (
    InspectionStatus,
    RectificationKind,
    RectificationStatus,
    ReviewGrade,
    ReviewStatus,
    RoundStatus,
)
from tests.house.matrix.cast import MAY, PEOPLE, city_of, seers, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.inspections.grounds import a_draft, a_scheme
from tests.inspections.letters import an_inspection
from tests.world import AT, City

COMMITTEES = ("mall", "twin.mall")
S, R = InspectionStatus, RoundStatus
# By kind of round: its own state, and that of the branch's sheet in it.
STEPS = {
    "opened": (R.SELF_CHECK, S.SELF_CHECK),
    "scoring": (R.SCORING, S.ON_SITE),
    "scored": (R.SCORING, S.SCORED),
    "told": (R.REPLY, S.TOLD),
    "published": (R.PUBLISHED, S.PUBLISHED),
}
# What a name says of the step, in a word that pages may show.
SAID = {"opened": "自", "scoring": "核", "scored": "复", "told": "告", "published": "公"}
DAY = AT.date()
Kinds = dict[str, Thing]


def inspection_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each bears a word that only its readers may read."""
    kinds: dict[str, list[Thing]] = {}
    for key in COMMITTEES:
        maker = _Maker(stage, key)
        for kind, thing in (maker.rounds() | maker.schemes() | maker.letters()).items():
            kinds.setdefault(kind, []).append(thing)
        for kind, thing in maker.reviews().items():
            kinds.setdefault(kind, []).append(thing)
    return kinds


class _Maker:
    """Makes what one committee holds, with names that bear words."""

    def __init__(self, stage: Stage, key: str) -> None:
        half, _ = stage.half(key)
        self._stage, self._key = stage, key
        self._city: City = half.city
        self._prefix = city_of(key)
        self._line = seers(key, right="see work")
        self._below = seers(f"{self._prefix}branch", right="see work") | self._line
        self._places = {
            "at": f"{self._prefix}branch",
            "examiner": f"{self._prefix}station",
            "organizer": key,
            "above": f"{self._prefix}city",
        }

    def _word(self, end: str, readers: frozenset[str]) -> str:
        text = f"鹈{'对' if self._prefix else ''}商{end}检"
        return self._stage.words.plant(text, readers=readers)

    def _thing(self, what: str, row: Any, readers: frozenset[str]) -> Thing:
        return Thing(f"{what} of {self._key}", (row.pk,), readers, self._places)

    def schemes(self) -> Kinds:
        """A draft of the committee with its parts, and one of the city in use."""
        own = staff_of(self._key)
        draft = a_draft(self._city, owner="mall", name=self._word("方", own))
        parts = {
            "scheme_drafts": draft,
            "scheme_dimensions": draft.dimensions.order_by("pk")[0],
            "scheme_indicators": draft.indicators.order_by("pk")[0],
            "scheme_limits": draft.limits.get(),
        }
        found = {kind: self._thing(kind, row, own) for kind, row in parts.items()}
        found["schemes"] = self._thing("schemes", self._scheme, _workers(self._prefix))
        return found

    def rounds(self) -> Kinds:
        """A round at each step with the branch's sheet, and a plan."""
        name = self._word("用", _workers(self._prefix))
        self._scheme = a_scheme(self._city, owner="city", name=name)
        plan = self._round(R.DRAFT, self._word("筹", self._line))
        found = {"round_plans": self._thing("round_plans", plan, self._line)}
        for kind, (status, of_sheet) in STEPS.items():
            held = self._round(status, self._word(SAID[kind], self._below))
            sheet = an_inspection(self._city, held, status=of_sheet)
            found[f"{kind}_rounds"] = self._thing(f"{kind} round", held, self._below)
            found[f"{kind}_sheets"] = self._thing(f"{kind} sheet", sheet, self._below)
            found |= self._of_sheet(kind, sheet)
        body = self._city.branch
        found["cards"] = self._thing("card", body, seers(self._places["at"], right="see work"))
        return found

    def _round(self, status: str, name: str) -> Round:
        return Round.objects.create(
            tenant=self._city.tenant,
            organizer=self._city.mall,
            scheme=self._scheme,
            name=name,
            year=DAY.year,
            period_start=dt.date(2025, 7, 1),
            period_end=dt.date(2025, 12, 31),
            self_check_until=DAY + dt.timedelta(days=10),
            scoring_until=DAY + dt.timedelta(days=20),
            reply_until=DAY + dt.timedelta(days=5),
            status=status,
            read_on=DAY,
            read_at=AT,
            told_at=AT if status in (R.REPLY, R.PUBLISHED) else None,
            published_at=AT if status == R.PUBLISHED else None,
            created_at=AT,
        )

    def _of_sheet(self, kind: str, sheet: Inspection) -> Kinds:
        """What hangs on a sheet of a step, where the step has any."""
        if kind not in ("scoring", "told"):
            return {}
        more = Adjustment.objects.create(
            inspection=sheet, points=Decimal(1), reason="表彰", added_at=AT
        )
        limit = sheet.round.scheme.limits.get()
        hit = LimitHit.objects.create(inspection=sheet, limit=limit, reason="核实", added_at=AT)
        rows: dict[str, Any] = {
            "scores": _score(sheet, "A1"),
            "adjustments": more,
            "limit_hits": hit,
        }
        if kind == "told":
            rows = {f"told_{what}": row for what, row in rows.items()} | self._appealed(sheet)
        readers = seers(self._places["at"], right="see work")
        return {what: self._thing(what, row, readers) for what, row in rows.items()}

    def _appealed(self, sheet: Inspection) -> dict[str, Any]:
        score = _score(sheet, "A2")
        appeal = Appeal.objects.create(
            inspection=sheet, score=score, about=str(score), words="已召开。", raised_at=AT
        )
        Inspection.objects.filter(pk=sheet.pk).update(status=S.APPEALED)
        return {"appeals": appeal}

    def letters(self) -> Kinds:
        """A draft that only its writers see, and one that was sent; the body to write to."""
        told = seers(self._places["at"], right="see work")
        draft = self._letter(RectificationStatus.DRAFT, self._word("拟", told & self._line))
        sent = self._letter(
            RectificationStatus.ISSUED,
            self._word("函", told),
            number="ZG-2026-0001",
            issued_on=DAY,
            due_on=DAY + dt.timedelta(days=30),
        )
        asks = f"?body={self._city.branch.pk}"
        over = frozenset(
            name for name in told if PEOPLE[name].role in ("leader", "clerk", "officer")
        )
        writers = frozenset(name for name in over if PEOPLE[name].role != "officer")
        return {
            "letter_drafts": self._thing("letter draft", draft, told & self._line),
            "letters": self._thing("letter", sent, told),
            "noted_bodies": Thing("body to note", (), over, self._places, query=asks),
            "told_bodies": Thing("body to tell", (), writers, self._places, query=asks),
        }

    def _letter(self, status: str, title: str, **given: Any) -> Rectification:
        return Rectification.objects.create(
            tenant=self._city.tenant,
            organization=self._city.branch,
            issuer=self._city.mall,
            kind=RectificationKind.ORDER,
            title=title,
            demands="按期整改。",
            status=status,
            created_at=AT,
            **given,
        )

    def reviews(self) -> Kinds:
        """The committee's reviews: being written, under survey, fed back with a correction."""
        asked = frozenset(f"{self._prefix}{one}" for one in ("station_head", "officer"))
        draft = self._review(2026, ReviewStatus.DRAFT, self._word("写", self._line))
        survey = self._review(
            2025,
            ReviewStatus.SURVEYING,
            self._word("测", self._line | asked),
            survey_until=DAY + dt.timedelta(days=5),
        )
        for name in ("station_head", "officer"):
            Voter.objects.create(review=survey, user=self._city.user(name))
        closed = self._review(
            2024, ReviewStatus.CLOSED, self._word("毕", self._line), grade=ReviewGrade.BEST
        )
        line = Correction.objects.create(
            review=closed, words=self._word("改", self._line), due_on=DAY
        )
        rows = {"review_drafts": draft, "surveyed_reviews": survey, "closed_reviews": closed}
        found = {kind: self._thing(kind, row, self._line) for kind, row in rows.items()}
        found["corrections"] = self._thing("correction", line, self._line)
        found["surveys"] = self._thing("survey", survey, asked)
        places = {"at": self._key, "judge": f"{self._prefix}city"}
        return {
            kind: Thing(one.label, one.args, one.seen_by, places) for kind, one in found.items()
        }

    def _review(self, year: int, status: str, report: str, **given: Any) -> DutyReview:
        return DutyReview.objects.create(
            tenant=self._city.tenant,
            organization=self._city.mall,
            judge=self._city.city,
            year=year,
            status=status,
            report=report,
            reporter="主任",
            created_at=AT,
            **given,
        )


def _score(sheet: Inspection, code: str) -> Score:
    return Score.objects.get(inspection=sheet, indicator__code=code)


def _workers(prefix: str) -> frozenset[str]:
    """Everybody of a city who sees work: schemes in use are read by them all."""
    people = [one for one in PEOPLE.values() if one.city == prefix]
    return frozenset(one.name for one in people if one.role in MAY["see work"])
