"""Recruitments at each step, workers and assessments on the stage, with words of their readers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from people.models import Assessment, Entrant, PeoplePolicy, Recruitment, Worker
from people.terms import (
    AssessmentGrade,
    AssessmentStatus,
    Employment,
    EntrantResult,
    RecruitmentStatus,
)
from tests.house.matrix.cast import everyone, seers, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.world import AT, FOUNDED, STARTED, City

CITIES = ("", "twin.")
DAY = AT.date()
PHONE = "13900006789"
# What a name says of the step, in a word that pages may show.
SAID = {
    "draft": (RecruitmentStatus.DRAFT, "拟"),
    "open": (RecruitmentStatus.OPEN, "报"),
    "exam": (RecruitmentStatus.EXAM, "考"),
    "notice": (RecruitmentStatus.NOTICE, "示"),
}


def staff_things(stage: Stage) -> dict[str, list[Thing]]:
    """Those of the malls' committee in both cities, and the city's rules of people."""
    kinds: dict[str, list[Thing]] = {}
    for prefix in CITIES:
        for kind, thing in _Maker(stage, prefix).things().items():
            kinds.setdefault(kind, []).append(thing)
    return kinds


class _Maker:
    """Makes what one city's committee holds."""

    def __init__(self, stage: Stage, prefix: str) -> None:
        self._stage, self._prefix = stage, prefix
        self._at = f"{prefix}mall"
        self._city: City = stage.half(self._at)[0].city
        self._seen = seers(self._at, right="see work")
        self._own = staff_of(self._at)
        self._leader = frozenset({f"{prefix}mall_leader"})

    def things(self) -> dict[str, Thing]:
        return {**self._recruitments(), **self._workers(), **self._policy()}

    def _word(self, end: str, readers: frozenset[str]) -> str:
        mark = "对" if self._prefix else ""
        return self._stage.words.plant(f"鹈{mark}{end}专", readers=readers)

    def _thing(self, row: Any, readers: frozenset[str]) -> Thing:
        label = f"{row._meta.model_name} of {self._at}"
        return Thing(label, (row.pk,), readers, {"at": self._at})

    def _recruitments(self) -> dict[str, Thing]:
        found = {}
        for kind, (status, said) in SAID.items():
            row = self._recruitment(status, self._word(said, self._seen))
            found[f"{kind}_recruitments"] = self._thing(row, self._seen)
            if kind in ("exam", "notice"):
                # Whom a public notice names, its readers may read.
                readers = self._own if kind == "exam" else self._seen
                one = self._entrant(row, self._word(f"应{said}", readers))
                found[f"{kind}_entrants"] = self._thing(one, self._seen)
        return found

    def _recruitment(self, status: str, title: str) -> Recruitment:
        is_over = status in (RecruitmentStatus.EXAM, RecruitmentStatus.NOTICE)
        notice = DAY - dt.timedelta(days=9) if status == RecruitmentStatus.NOTICE else None
        return Recruitment.objects.create(
            tenant=self._city.tenant,
            organization=self._city.mall,
            title=title,
            requirements="中共党员。",
            apply_until=DAY + dt.timedelta(days=-20 if is_over else 20),
            notice_from=notice,
            notice_until=notice and DAY - dt.timedelta(days=2),
            notice_result="未收到异议。" if notice else "",
            status=status,
            created_at=AT,
        )

    def _entrant(self, recruitment: Recruitment, name: str) -> Entrant:
        is_notice = recruitment.status == RecruitmentStatus.NOTICE
        return Entrant.objects.create(
            recruitment=recruitment,
            tenant=recruitment.tenant,
            organization=recruitment.organization,
            name=name,
            phone=PHONE,
            entered_on=STARTED,
            result=EntrantResult.PROPOSED if is_notice else EntrantResult.WAITING,
        )

    def _workers(self) -> dict[str, Thing]:
        first = self._worker("甲")
        second = self._worker("乙", user=self._city.user("mall_clerk"))
        draft = self._assessment(first, AssessmentStatus.DRAFT, self._word("核", self._leader))
        comment = self._word("语", self._own)
        told = self._assessment(
            second, AssessmentStatus.TOLD, comment, told_on=DAY, reply_until=DAY
        )
        return {
            "workers": self._thing(first, self._seen),
            "assessment_drafts": self._thing(draft, self._leader),
            "told_assessments": self._thing(told, self._own),
        }

    def _worker(self, end: str, **facts: Any) -> Worker:
        return Worker.objects.create(
            tenant=self._city.tenant,
            organization=self._city.mall,
            name=self._word(end, self._seen),
            employment=Employment.CONTRACT,
            hired_on=STARTED,
            **facts,
        )

    def _assessment(self, worker: Worker, status: str, comment: str, **days: Any) -> Assessment:
        return Assessment.objects.create(
            worker=worker,
            tenant=worker.tenant,
            organization=worker.organization,
            year=DAY.year,
            grade=AssessmentGrade.COMPETENT,
            comment=comment,
            status=status,
            **days,
        )

    def _policy(self) -> dict[str, Thing]:
        tenant = self._city.tenant
        row = PeoplePolicy.objects.filter(tenant=tenant).order_by("pk").first()
        row = row or PeoplePolicy.objects.create(tenant=tenant, effective_from=FOUNDED)
        at = f"{self._prefix}city"
        label = f"rules of people of {at}"
        readers = everyone(city=self._prefix)
        return {"people_policies": Thing(label, (row.pk,), readers, {"at": at})}
