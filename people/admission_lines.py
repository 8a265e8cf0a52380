"""The 25 steps of one file as its page shows them: done, next, or still to come, with days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from people.admission_course import ABOVE, Course, place_of
from people.default_processes import STAGE_HEADINGS
from people.models import ProcessStep, StepRecord
from people.step_rules import Window
from workflow.history import Picture, pictures

DONE, NEXT, LATER = "done", "next", "later"


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record with its files; ``is_corrected`` when a later one counts in its place."""

    record: StepRecord
    files: list[Picture]
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step with its days and its records; refused, it waits for what people decide."""

    step: ProcessStep
    state: str
    window: Window
    whose: str
    is_refused: bool = False
    records: list[RecordLine] = field(default_factory=list)

    @property
    def done_on(self) -> dt.date | None:
        """The last day that counts."""
        days = [one.record.done_on for one in self.records if not one.is_corrected]
        return days[-1] if self.state == DONE and days else None

    @property
    def is_marked(self) -> bool:
        """Whether something of it was late, and why was said."""
        return any(one.record.late_reason for one in self.records if not one.is_corrected)


@dataclass(frozen=True, slots=True)
class StepGroup:
    """One stage with its steps; open is where something waits or was recorded last."""

    heading: str
    lines: list[StepLine]
    reached: int

    @property
    def done(self) -> int:
        """How many of its steps are done."""
        return sum(line.state == DONE for line in self.lines)

    @property
    def is_open(self) -> bool:
        """Whether the next step is here, or the last one done."""
        return any(line.state == NEXT or line.step.number == self.reached for line in self.lines)


def groups_of(course: Course) -> list[StepGroup]:
    """The steps by stage, in their order. One query for the files."""
    files = _files(course)
    waiting = {step.number for step in course.following}
    corrected = {record.corrects_id for record in course.records}
    groups: dict[str, list[StepLine]] = defaultdict(list)
    for number, step in course.steps.items():
        groups[STAGE_HEADINGS[step.stage]].append(
            StepLine(
                step=step,
                state=_state(course, number, waiting),
                window=course.window(step),
                whose=whose_of(course, step),
                is_refused=course.is_refused(step),
                records=[
                    RecordLine(record, pictures(files.get(record.pk, ())), record.pk in corrected)
                    for record in course.records
                    if record.number == number
                ],
            )
        )
    reached = course.admission.step
    return [StepGroup(heading, lines, reached) for heading, lines in groups.items()]


def whose_of(course: Course, step: ProcessStep) -> str:
    """Who takes a step, in words: the committee by its name."""
    admission = course.admission
    if step.actor in ABOVE:
        return place_of(admission, step).name if admission.superior else admission.superior_name
    return str(step.get_actor_display())


def _state(course: Course, number: int, waiting: set[int]) -> str:
    if number <= course.admission.step:
        return DONE
    return NEXT if number in waiting else LATER


def _files(course: Course) -> Mapping[int, list[Any]]:
    links: Any = StepRecord.attachments.through.objects.filter(
        steprecord__in=[record.pk for record in course.records]
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for link in links.select_related("attachment").order_by("pk"):
        found[link.steprecord_id].append(link.attachment)
    return found
