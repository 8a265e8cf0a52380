"""A demo city's people: workers, liaisons, officers' files, a branch's members and applicants.

Through the actions, all names 示例. Identity and phone numbers are left empty: a made-up one could
be somebody's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hierarchy.actors import Actor, load_actor, system_actor
from hierarchy.models import Appointment, Organization
from hierarchy.terms import Tier
from people.actions.admissions import open_admission
from people.actions.courses import hold_course
from people.actions.dues_rates import seed_dues_rates
from people.actions.exporting import ask_export
from people.actions.liaisons import list_department
from people.actions.members import enrol_member
from people.actions.officer_files import open_officer_file
from people.actions.points_rules import seed_points_rules
from people.actions.policies import add_policy
from people.actions.processes import seed_processes
from people.actions.steps import record_step
from people.actions.talents import list_talent
from people.actions.workers import register_worker
from people.models import Admission, Liaison, Member, PeoplePolicy, Worker
from people.terms import (
    Conclusion,
    Employment,
    Learner,
    OfficerOrigin,
    Standing,
    StudyKind,
    TalentKind,
)
from seeds.city import City
from seeds.landscape import FOUNDED
from seeds.rhythm import Clock, morning
from seeds.scales import TWIN

_HIRED: Final = dt.date(2023, 3, 1)
_DEPARTMENTS: Final = ("行业主管部门（示例）", "成员单位甲（示例）", "成员单位乙（示例）")
_MEMBERS: Final = 9
_OUTSIDE: Final = "示例街道党工委"
_REASON: Final = "核对党员基本信息（示例）"
# The step at which people conclude; by applicant: days since they applied, the step reached,
# whether the approving committee is in the system.
_CHOSEN: Final = 3
_APPLICANTS: Final = ((20, 1, True), (150, 3, True), (480, 5, False))


@dataclass(slots=True)
class PeopleLife:
    """The room's life in one city, as of the clock's day; a twin has the rules alone."""

    city: City
    clock: Clock

    def run(self) -> dict[str, int]:
        """Rules, then files; how many of each."""
        tenant, founding = self.city.tenant, system_actor(at=morning(FOUNDED))
        seed_processes(tenant=tenant, actor=founding)
        seed_dues_rates(tenant=tenant, on=FOUNDED, actor=founding)
        seed_points_rules(tenant=tenant, on=FOUNDED, actor=founding)
        if self.city.scale.name != TWIN.name:
            self._live(founding)
        return {
            "workers": Worker.objects.filter(tenant=tenant).count(),
            "liaisons": Liaison.objects.filter(tenant=tenant).exclude(name="").count(),
            "members": Member.objects.filter(tenant=tenant).count(),
            "admissions": Admission.objects.filter(tenant=tenant).count(),
        }

    @property
    def _now(self) -> Actor:
        return system_actor(at=self.clock.now)

    def _home(self, tier: str) -> Organization:
        return self.city.organization(self.city.home[tier])

    def _live(self, founding: Actor) -> None:
        row = PeoplePolicy(
            tenant=self.city.tenant, effective_from=FOUNDED, register_on=True, is_example=True
        )
        add_policy(row=row, actor=founding)
        rows = Organization.objects.filter(tenant=self.city.tenant, tier=Tier.COMMITTEE)
        committees = list(rows.open(self.clock.today).order_by("pk"))
        for place, committee in enumerate(committees):
            self._staff(committee, place, is_short=place == len(committees) - 1)
        self._file_officers()
        self._fill_branch(self._home(Tier.BRANCH))
        self._admit(self._home(Tier.BRANCH))
        self._ask_export(self._home(Tier.BRANCH))

    def _staff(self, committee: Organization, place: int, *, is_short: bool) -> None:
        """A worker, unless it is the one that still looks for one; liaisons, one vacant."""
        if not is_short:
            content = {
                "name": f"示例专职{place + 1}",
                "employment": Employment.CONTRACT,
                "hired_on": _HIRED,
                "contract_until": self.clock.today + dt.timedelta(days=20 + 90 * place),
                "pay_grade": "示例一级",
            }
            register_worker(organization=committee, content=content, actor=self._now)
        for number, department in enumerate(_DEPARTMENTS):
            is_vacant = is_short and number == len(_DEPARTMENTS) - 1
            content = {
                "department": department,
                "is_lead": number == 0,
                "name": "" if is_vacant else f"示例联络{place + 1}{'甲乙丙'[number]}",
                "office": "" if is_vacant else "示例处",
                "title": "" if is_vacant else "处长",
            }
            list_department(
                organization=committee, content=content, starts_on=_HIRED, actor=self._now
            )
        self._name_talent(committee, place)

    def _name_talent(self, committee: Organization, place: int) -> None:
        content = {
            "name": f"示例人才{place + 1}",
            "kind": TalentKind.LEADING if place % 2 else TalentKind.PROFESSIONAL,
            "work_place": "示例单位负责人",
            "strengths": "组织生活设计与培训授课（示例）",
            "is_member": True,
            "listed_on": _HIRED,
        }
        list_talent(organization=committee, content=content, consents=True, actor=self._now)

    def _file_officers(self) -> None:
        """Files of the officers of the home station, but the last, which is still to be opened."""
        station = self._home(Tier.STATION)
        held = Appointment.objects.filter(
            position__organization__parent=station, position__organization__tier=Tier.OFFICER
        ).live(self.clock.today)
        rows = held.select_related("user", "position__organization").order_by("pk")
        for place, appointment in enumerate(list(rows)[:-1]):
            officer = appointment.position.organization
            if officer is None:
                continue
            content: dict[str, Any] = {
                "origin": OfficerOrigin.values[place % 4],
                "is_member": True,
                "sent_by": "示例街道",
                "sent_on": appointment.starts_on,
                "plan": "每季度走访一遍所联系单位，先看应建未建的。",
            }
            open_officer_file(
                officer=officer,
                user=appointment.user,
                content=content,
                actor=self._now,
            )

    def _fill_branch(self, branch: Organization) -> None:
        """Members of the home branch, one of them on probation, and a lesson to come."""
        for number in range(_MEMBERS):
            is_new = number == _MEMBERS - 1
            admitted = self.clock.today - dt.timedelta(days=200 if is_new else 2000 + 300 * number)
            content = {
                "name": f"示例党员{number + 1}",
                "standing": Standing.PROBATIONARY if is_new else Standing.REGULAR,
                "admitted_on": admitted,
                "regular_on": None if is_new else admitted + dt.timedelta(days=366),
                "joined_on": admitted,
                "is_leader": number == 0,
                "income": Decimal(4000 + 700 * number),
            }
            enrol_member(organization=branch, content=content, actor=self._now)
        hold_course(
            organization=branch,
            learner=Learner.MEMBER,
            content={
                "title": "党课（示例）",
                "kind": StudyKind.LECTURE,
                "starts_on": self.clock.today + dt.timedelta(days=5),
                "ends_on": self.clock.today + dt.timedelta(days=5),
                "hours": Decimal(2),
            },
            actor=self._now,
        )

    def _secretary(self, branch: Organization) -> Actor | None:
        """Who writes for a branch: a record of a step names its person."""
        held = Appointment.objects.filter(position__organization=branch).live(self.clock.today)
        appointment = held.select_related("user").order_by("pk").first()
        return load_actor(appointment.user, at=self.clock.now) if appointment else None

    def _admit(self, branch: Organization) -> None:
        """Applicants of the home branch at different steps."""
        actor = self._secretary(branch)
        if actor is None:
            return
        committee = self.city.organization(self.city.party)
        for number, (ago, reached, is_inside) in enumerate(_APPLICANTS, start=1):
            applied = self.clock.today - dt.timedelta(days=ago)
            admission = open_admission(
                organization=branch,
                content={
                    "name": f"示例申请{number}",
                    "born_on": dt.date(1992, 5, number),
                    "applied_on": applied,
                    "work_place": "示例单位业务骨干",
                    "is_key_staff": number == 1,
                    "superior": committee if is_inside else None,
                    "superior_name": "" if is_inside else _OUTSIDE,
                },
                actor=actor,
            )
            for step in range(2, reached + 1):
                record_step(
                    admission=admission,
                    number=step,
                    content=_record(step, applied + dt.timedelta(days=10 * step)),
                    actor=actor,
                )

    def _ask_export(self, branch: Organization) -> None:
        """The register is to be taken out: the 隶属党委 has it to decide."""
        actor = self._secretary(branch)
        if actor is not None:
            ask_export(organization=branch, reason=_REASON, actor=actor)


def _record(step: int, day: dt.date) -> dict[str, Any]:
    return {
        "done_on": day,
        "conclusion": Conclusion.AGREED if step == _CHOSEN else Conclusion.DONE,
        "words": "示例记录。",
        "people": ["示例党员1"],
        "document_no": "示例备〔2026〕1号" if step == 4 else "",
    }
