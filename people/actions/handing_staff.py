"""Workers, liaisons, recruitments and talents go with their body when it merges (随合并移交)."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.models import Organization
from people.models import Assessment, Entrant, Liaison, Recruitment, Talent, Worker
from people.terms import AssessmentStatus, RecruitmentStatus
from workflow import audit

_COUNTS: Final = (
    *("workers_handed", "liaisons_handed"),
    *("recruitments_handed", "talents_handed"),
)
_OVER: Final = (RecruitmentStatus.CLOSED, RecruitmentStatus.CANCELLED)


@transaction.atomic
def hand_staff(*, source: Organization, target: Organization, actor: Actor) -> int:
    """Let a body go on with another one's workers, liaisons, recruitments and talents; how many.

    A department that stands on both lists keeps the target's liaison; where that is vacant, it
    takes the other's. Part of a handover or a merge, which asks for the right.
    """
    numbers = (
        _workers(source, target),
        _liaisons(source, target, actor),
        _recruitments(source, target),
        Talent.objects.filter(organization=source, left_on=None).update(organization=target),
    )
    counts = {name: number for name, number in zip(_COUNTS, numbers, strict=True) if number}
    if counts:
        audit.record(
            verb="staff.hand",
            target=source,
            actor=actor,
            organization=target,
            before={"staff_holder": source.name},
            after={"staff_holder": target.name} | counts,
        )
    return sum(counts.values())


def _workers(source: Organization, target: Organization) -> int:
    """Whoever left stays with the old body as history; what is not settled goes along."""
    rows = Worker.objects.filter(organization=source, left_on__isnull=True)
    ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    unsettled = Assessment.objects.filter(worker__in=ids).exclude(status=AssessmentStatus.SETTLED)
    unsettled.update(organization=target)
    return Worker.objects.filter(pk__in=ids).update(organization=target)


def _liaisons(source: Organization, target: Organization, actor: Actor) -> int:
    rows = Liaison.objects.filter(organization=source, ends_on__isnull=True)
    there = Liaison.objects.filter(organization=target, ends_on__isnull=True)
    known = {row.department: row for row in there.select_for_update(of=("self",))}
    count = 0
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        other = known.get(row.department)
        if other is not None and (other.name or not row.name):
            _end(row, actor)
            continue
        if other is not None:
            _end(other, actor)
        row.organization = target
        row.save(update_fields=["organization"])
        count += 1
    return count


def _end(row: Liaison, actor: Actor) -> None:
    row.ends_on = max(actor.on, row.starts_on)
    row.save(update_fields=["ends_on"])


def _recruitments(source: Organization, target: Organization) -> int:
    rows = Recruitment.objects.filter(organization=source).exclude(status__in=_OVER)
    ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    Entrant.objects.filter(recruitment__in=ids).update(organization=target)
    return Recruitment.objects.filter(pk__in=ids).update(organization=target)
