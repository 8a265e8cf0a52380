"""Courses, hours, points and talents on the stage; each bears a word of its own readers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from people.actions.points_rules import seed_points_rules
from people.models import (
    Course,
    Member,
    PeoplePolicy,
    PointsEntry,
    PointsRule,
    StudyRecord,
    Talent,
    TalentDeed,
)
from people.terms import Learner, PointsStatus, StudyKind, TalentDeedKind, TalentKind
from tests.house.matrix.cast import MAY, PEOPLE, everyone, line, seers, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.people.grounds import member
from tests.world import AT, FOUNDED, City

CITIES = ("", "twin.")
DAY = AT.date()
Kinds = dict[str, list[Thing]]


def growth_things(stage: Stage) -> Kinds:
    """In both cities, of a committee and of a branch; points are switched on."""
    kinds: Kinds = {}
    for prefix in CITIES:
        for kind, thing in _Maker(stage, prefix).things().items():
            kinds.setdefault(kind, []).append(thing)
    return kinds


class _Maker:
    """Makes what one city holds."""

    def __init__(self, stage: Stage, prefix: str) -> None:
        self._stage, self._prefix = stage, prefix
        self._branch, self._mall = f"{prefix}branch", f"{prefix}mall"
        self._city: City = stage.half(self._branch)[0].city
        self._own = staff_of(self._branch)
        masked = staff_of(f"{prefix}officer") | staff_of(f"{prefix}station")
        self._near = self._own | masked

    def things(self) -> dict[str, Thing]:
        self._switch_on()
        one = self._member()
        return {
            **self._courses(),
            "study_members": Thing(
                f"student of {self._branch}",
                (Learner.MEMBER.value, one.pk),
                self._near,
                {"at": self._branch},
            ),
            "study_records": self._of_branch(self._study(one), self._near),
            "points_members": self._of_branch(one, self._own),
            "points_entries": self._of_branch(self._entry(one, "分"), self._own),
            "public_points": self._of_branch(
                self._entry(one, "公", status=PointsStatus.PUBLISHED, published_on=DAY), self._own
            ),
            **self._talents(),
            "points_rules": self._rule(),
        }

    def _switch_on(self) -> None:
        tenant = self._city.tenant
        PeoplePolicy.objects.filter(tenant=tenant).update(points_on=True)
        seed_points_rules(tenant=tenant, on=FOUNDED, actor=self._city.system)

    def _word(self, end: str, readers: frozenset[str]) -> str:
        mark = "对" if self._prefix else ""
        return self._stage.words.plant(f"鹈{mark}{end}育", readers=readers)

    def _of_branch(self, row: Any, readers: frozenset[str]) -> Thing:
        label = f"{row._meta.model_name} of {self._branch}"
        return Thing(label, (row.pk,), readers, {"at": self._branch})

    def _member(self) -> Member:
        name = self._word("学", self._own)
        return member(self._city.branch, name, identity="", phone="")

    def _courses(self) -> dict[str, Thing]:
        open_to = _open_to(self._mall)
        of_branch = seers(self._branch, right="see work")
        held = self._course(self._mall, "课", open_to, learner=Learner.MEMBER)
        signed = self._course(
            self._mall, "签", open_to, learner=Learner.WORKER, sign_code=f"code-{self._city.code}"
        )
        own = self._course(self._branch, "支", of_branch, learner=Learner.MEMBER)
        at = {"at": self._mall}
        return {
            "courses": Thing(f"course of {self._mall}", (held.pk,), open_to, at),
            "signed_courses": Thing(f"code of {self._mall}", (signed.sign_code,), open_to, at),
            "branch_courses": self._of_branch(own, of_branch),
        }

    def _course(self, body: str, end: str, readers: frozenset[str], **facts: Any) -> Course:
        return Course.objects.create(
            tenant=self._city.tenant,
            organization=getattr(self._city, body.removeprefix("twin.")),
            title=self._word(end, readers),
            kind=StudyKind.TRAINING,
            starts_on=DAY,
            ends_on=DAY,
            hours=Decimal(4),
            **facts,
        )

    def _study(self, one: Member) -> StudyRecord:
        return StudyRecord.objects.create(
            tenant=self._city.tenant,
            organization=self._city.branch,
            member=one,
            title=self._word("时", self._near),
            kind=StudyKind.ONLINE,
            studied_on=DAY,
            hours=Decimal(8),
        )

    def _entry(self, one: Member, end: str, **facts: Any) -> PointsEntry:
        rule = self._first_rule()
        return PointsEntry.objects.create(
            tenant=self._city.tenant,
            organization=self._city.branch,
            member=one,
            rule=rule,
            event=self._word(end, self._own),
            happened_on=DAY,
            points=rule.points,
            **facts,
        )

    def _talents(self) -> dict[str, Thing]:
        readers = seers(self._mall, right="see work")
        row = Talent.objects.create(
            tenant=self._city.tenant,
            organization=self._city.mall,
            name=self._word("才", readers),
            kind=TalentKind.LEADING,
            work_place="示例商城",
            strengths="党建品牌策划",
            listed_on=DAY,
        )
        deed = TalentDeed.objects.create(
            talent=row,
            tenant=row.tenant,
            kind=TalentDeedKind.USE,
            done_on=DAY,
            words=self._word("用", readers),
        )
        at = {"at": self._mall}
        return {
            "talents": Thing(f"talent of {self._mall}", (row.pk,), readers, at),
            "talent_deeds": Thing(f"deed of a talent of {self._mall}", (deed.pk,), readers, at),
        }

    def _first_rule(self) -> PointsRule:
        rules = PointsRule.objects.filter(tenant=self._city.tenant)
        return rules.order_by("pk")[0]

    def _rule(self) -> Thing:
        return Thing(
            f"points rule of {self._prefix}city",
            (self._first_rule().pk,),
            everyone(city=self._prefix),
            {"at": f"{self._prefix}city"},
        )


def _open_to(body: str) -> frozenset[str]:
    """Whoever sees the work of a body, and whoever serves a body below it."""
    below = {
        name
        for name, one in PEOPLE.items()
        if one.role in MAY["see work"] and any(body in line(own) for own in one.bodies)
    }
    return seers(body, right="see work") | below
