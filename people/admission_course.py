"""How far one file has come: which records count, what is next, between which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hierarchy.calendar import exceptions_between
from hierarchy.models import Organization
from hierarchy.terms import Capability
from people.deciding import right_at
from people.models import Admission, ProcessStep, StepRecord
from people.step_numbers import ASK_REGULAR, LOOK_AFTER, MEETING
from people.step_rules import Exceptions, Window, probation_end, window
from people.terms import Conclusion, Stage, StepActor

ABOVE: Final = (StepActor.SUPERIOR, StepActor.DEPARTMENT)
_AHEAD: Final = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Course:
    """One file with the steps of its process, its records and the city's calendar."""

    admission: Admission
    steps: Mapping[int, ProcessStep]
    records: tuple[StepRecord, ...]
    exceptions: Exceptions

    @property
    def counting(self) -> list[StepRecord]:
        """Records that were not corrected by a later one, in their order."""
        corrected = {record.corrects_id for record in self.records}
        return [record for record in self.records if record.pk not in corrected]

    def of_step(self, number: int) -> list[StepRecord]:
        """The counting records of one step."""
        return [record for record in self.counting if record.number == number]

    def last_of(self, number: int) -> StepRecord | None:
        """The record by which a step counts as done: the last that was not a refusal."""
        kept = [one for one in self.of_step(number) if one.conclusion != Conclusion.REFUSED]
        return kept[-1] if kept else None

    @property
    def done(self) -> dict[int, dt.date]:
        """The day of every step that is done; of a lasting one, the last day."""
        return self.done_until(self.admission.step)

    def done_until(self, number: int) -> dict[int, dt.date]:
        """The same of the steps up to one."""
        found = {}
        for one in range(1, number + 1):
            if record := self.last_of(one):
                found[one] = record.done_on
        return found

    def without(self, record: StepRecord) -> Course:
        """The course as if a record were not there: by which its correction is judged."""
        return replace(self, records=tuple(one for one in self.records if one.pk != record.pk))

    @property
    def following(self) -> list[ProcessStep]:
        """What may be recorded now: the next step, and once more a lasting one."""
        admission = self.admission
        if admission.status == Stage.ENDED:
            return []
        again = self.steps.get(admission.step)
        found = [again] if again is not None and again.every else []
        following = self.steps.get(admission.step + 1)
        return [following, *found] if following is not None else found

    @property
    def next_step(self) -> ProcessStep | None:
        """The step that the file waits for; ``None`` at its end."""
        return next(iter(self.following), None)

    def is_refused(self, step: ProcessStep) -> bool:
        """Whether the next step was refused: people decide whether it is tried again."""
        records = self.of_step(step.number)
        is_next = step.number == self.admission.step + 1
        return is_next and bool(records) and records[-1].conclusion == Conclusion.REFUSED

    def window(self, step: ProcessStep) -> Window:
        """Between which days a step may be done, by what was done before it."""
        done = self.done_until(min(step.number, self.admission.step))
        until = self.admission.extended_until
        return window(step, done, self.exceptions, extended_until=until)

    @property
    def probation_end(self) -> dt.date | None:
        """When the probation is over, once the branch meeting has been."""
        meeting = self.done.get(MEETING)
        return probation_end(meeting, self.admission.extended_until) if meeting else None

    @property
    def due_on(self) -> dt.date | None:
        """The last day of what is next: the step itself, or the next look of a lasting one.

        What was refused falls due no more.
        """
        days = [self.window(one).latest for one in self.following if not self.is_refused(one)]
        if self.admission.step in (LOOK_AFTER, ASK_REGULAR - 1):
            days.append(self.probation_end)
        return min((day for day in days if day), default=None)


def course_of(admission: Admission, *, on: dt.date) -> Course:
    """Read the course of a file: its steps, records and the exceptions. Three queries."""
    steps = ProcessStep.objects.filter(process_id=admission.process_id).order_by("number")
    records = tuple(
        StepRecord.objects.filter(admission=admission)
        .select_related("organization")
        .order_by("number", "done_on", "pk")
    )
    return Course(
        admission,
        {step.number: step for step in steps},
        records,
        _exceptions(admission, records, on),
    )


def _exceptions(admission: Admission, records: Iterable[StepRecord], on: dt.date) -> Exceptions:
    first = min((record.from_day or record.done_on for record in records), default=on)
    return exceptions_between(tenant=admission.tenant, start=min(first, on), end=on + _AHEAD)


def place_of(admission: Admission, step: ProcessStep) -> Organization:
    """In whose name a step is recorded: the approving committee of the system, or the branch."""
    if step.actor in ABOVE and admission.superior is not None:
        return admission.superior
    return admission.organization


def right_for(admission: Admission, step: ProcessStep) -> Capability:
    """What it takes there: a committee's decision is its leader's, the rest its staff's."""
    is_above = step.actor in ABOVE and admission.superior is not None
    if is_above and (step.needs_flag or step.concludes):
        return right_at(place_of(admission, step), Capability.REVIEW)
    return Capability.HANDLE


def is_outside(admission: Admission, step: ProcessStep) -> bool:
    """Whether the branch records what a committee outside the system decided on paper."""
    return step.actor in ABOVE and admission.superior is None
