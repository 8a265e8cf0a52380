"""Development files on the stage: one that waits for the branch, one for its committee."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hierarchy.models import Organization
from people.actions.processes import seed_processes
from people.models import Admission, AdmissionProcess, ProcessStep, StepRecord
from people.terms import Conclusion, Stage
from tests.house.matrix.cast import PEOPLE, everyone, staff_of
from tests.house.matrix.halves import Stage as Theatre
from tests.house.matrix.row import Thing
from tests.world import AT

CITIES = ("", "twin.")
DAY = dt.date(2026, 2, 2)
Kinds = dict[str, list[Thing]]


def admission_things(stage: Theatre) -> Kinds:
    """In both cities two files of a branch whose committee is the lawyers', and the versions."""
    kinds: Kinds = {}
    for prefix in CITIES:
        city: Any = stage.half(f"{prefix}branch")[0].city
        seed_processes(tenant=city.tenant, actor=city.system)
        Organization.objects.filter(pk=city.lawyer.pk).update(may_approve_members=True)
        found = _versions(city, prefix) | _files(stage, city, prefix)
        for kind, thing in found.items():
            kinds.setdefault(kind, []).append(thing)
    return kinds


def _versions(city: Any, prefix: str) -> dict[str, Thing]:
    process = AdmissionProcess.objects.filter(tenant=city.tenant).order_by("pk")[0]
    step = ProcessStep.objects.filter(process=process).order_by("pk")[0]
    return {
        kind: Thing(kind, (row.pk,), everyone(city=prefix), {"at": f"{prefix}city"})
        for kind, row in (("admission_processes", process), ("process_steps", step))
    }


def _files(stage: Theatre, city: Any, prefix: str) -> dict[str, Thing]:
    readers = staff_of(f"{prefix}branch") | staff_of(f"{prefix}lawyer")
    whole = frozenset(name for name in readers if PEOPLE[name].role != "reader")
    masked = staff_of(f"{prefix}officer") | staff_of(f"{prefix}station")
    places = {"at": f"{prefix}branch", "superior": f"{prefix}lawyer"}
    mark = "对" if prefix else ""
    words = [stage.words.plant(f"鹈{mark}{end}申", readers=whole) for end in "初待"]
    first, waiting = _file(city, words[0], step=1), _file(city, words[1], step=3)
    record = first.records.get()
    return {
        "admissions": Thing("file", (first.pk,), whole | masked, places),
        "whole_admissions": Thing("whole file", (first.pk,), whole, places),
        "waiting_admissions": Thing("file above", (waiting.pk,), whole | masked, places),
        "whole_waiting": Thing("whole file above", (waiting.pk,), whole, places),
        "step_records": Thing("step record", (record.pk,), whole, places),
    }


def _file(city: Any, name: str, *, step: int) -> Admission:
    admission = Admission.objects.create(
        tenant=city.tenant,
        organization=city.branch,
        process=AdmissionProcess.objects.filter(tenant=city.tenant).order_by("pk")[0],
        superior=city.lawyer,
        name=name,
        born_on=dt.date(1995, 5, 4),
        applied_on=DAY,
        step=step,
        status=Stage.APPLICANT if step < 3 else Stage.ACTIVIST,
    )
    for number in range(1, step + 1):
        StepRecord.objects.create(
            admission=admission,
            tenant=city.tenant,
            organization=city.branch,
            number=number,
            done_on=DAY,
            conclusion=Conclusion.DONE,
            recorded_at=AT,
        )
    return admission
