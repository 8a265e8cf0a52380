"""Records of study as pages show them: the name as far as the reader may see it (脱敏)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from hierarchy.actors import Actor
from people.learners import COLUMN, name_of
from people.masks import masked_name
from people.models import Course, Member, StudyRecord
from people.terms import Learner

MOST: Final = 300
_ORDER: Final = (
    *("organization__name_key", "member__name_key", "worker__name_key"),
    *("officer_file__user__name_key", "pk"),
)


@dataclass(frozen=True, slots=True)
class Attended:
    """One who attended: the name, masked where it must be, the body, the record."""

    name: str
    body: str
    record: StudyRecord
    url: str
    is_whole: bool


def attended(course: Course, actor: Actor) -> list[Attended]:
    """Those of a course whom the person sees, by body; ``MOST`` at most. Two queries."""
    column = COLUMN[course.learner]
    related = f"{column}__user" if course.learner == Learner.OFFICER else column
    rows: Any = StudyRecord.objects.visible_to(actor).filter(course=course)
    rows = list(rows.select_related("organization", related).order_by(*_ORDER)[:MOST])
    whole = named_whole([getattr(row, f"{column}_id") for row in rows], course.learner, actor)
    return [_told(row, course.learner, whole) for row in rows]


def named_whole(ids: list[int], learner: str, actor: Actor) -> set[int] | None:
    """Which of some members one may read by their whole name; ``None`` of staff: all."""
    if learner != Learner.MEMBER:
        return None
    if not ids:
        return set()
    rows = Member.objects.detailed(actor).filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def _told(record: StudyRecord, kind: str, whole: set[int] | None) -> Attended:
    learner = getattr(record, COLUMN[kind])
    name, is_whole = name_of(learner), whole is None or learner.pk in whole
    if not is_whole:
        name = masked_name(name)
    url = reverse("people:study_detail", args=[kind, learner.pk])
    return Attended(name, record.organization.label, record, url, is_whole)
