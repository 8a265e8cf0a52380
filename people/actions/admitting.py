"""What a development file changes in the register: a probationary member enters, becomes regular.

Each leaves an entry on the member, so that the member's own history tells it. Parts of a step.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from hierarchy.actors import Actor, Post
from hierarchy.names import pinyin_key
from people.actions.admissions import SEALED, wipe_numbers
from people.actions.member_rows import record_act
from people.admission_course import Course
from people.models import Admission, Member
from people.policy import policy_of
from people.sealed import blind_indexes
from people.step_numbers import ADMIT, MEETING
from people.terms import LEFT, Presence, Standing
from workflow import audit


def enter_register(
    admission: Admission, course: Course, *, post: Post | None, actor: Actor
) -> None:
    """A probationary member enters the register, where the city keeps one, and only once.

    Whom the branch entered by hand in the meantime is taken for the same. Raises
    ``ValidationError`` ``on_register`` where the number stands elsewhere.
    """
    if not policy_of(admission.tenant, actor.on).register_on:
        return
    member = _entered_by_hand(admission, course)
    verb = "enrol" if member is None else "adopt"
    if member is None:
        _refuse_known(admission)
        member = _new(admission, course)
    else:
        member.admitted_on = member.admitted_on or course.done[MEETING]
        _fill_in(member, admission)
    _tie(admission, member)
    wipe_numbers(admission)
    facts = {"standing": member.standing, "admitted_on": member.admitted_on}
    record_act(member=member, verb=verb, actor=actor, post=post, after=facts)
    audit.record(
        verb="admission.enrol",
        target=admission,
        actor=actor,
        organization=admission.organization,
        after=facts,
    )


def become_regular(
    admission: Admission, course: Course, *, post: Post | None, actor: Actor
) -> None:
    """The years in the party count from the end of the probation (党章第七条)."""
    wipe_numbers(admission)
    facts = {"standing": Standing.REGULAR, "regular_on": course.probation_end}
    _change(admission.member, "regular", facts, post=post, actor=actor)


def correct_days(admission: Admission, course: Course, *, post: Post | None, actor: Actor) -> None:
    """The days in the register follow a corrected branch meeting."""
    member = admission.member
    facts: dict[str, Any] = {"admitted_on": course.done[MEETING]}
    if member is not None and member.standing == Standing.REGULAR:
        facts["regular_on"] = course.probation_end
    _change(member, "edit", facts, post=post, actor=actor)


def _tie(admission: Admission, member: Member) -> None:
    admission.member = member
    admission.save(update_fields=["member"])


def _change(
    member: Member | None, verb: str, facts: dict[str, Any], *, post: Post | None, actor: Actor
) -> None:
    if member is None:
        return
    before = {name: getattr(member, name) for name in facts}
    for name, value in facts.items():
        setattr(member, name, value)
    member.save(update_fields=list(facts))
    record_act(member=member, verb=verb, actor=actor, post=post, before=before, after=facts)


def _entered_by_hand(admission: Admission, course: Course) -> Member | None:
    """The probationary member of the branch without a file who has the number, or name and day."""
    rows = Member.objects.select_for_update(of=("self",)).filter(
        organization=admission.organization,
        presence=Presence.PRESENT,
        standing=Standing.PROBATIONARY,
        admission__isnull=True,
    )
    numbered = rows.filter(identity_index__in=_indexes(admission)).order_by("pk").first()
    if numbered is not None or not admission.identity_index:
        return numbered or _alike(rows, admission, course)
    return _alike(rows.filter(identity_index=""), admission, course)


def _alike(rows: QuerySet[Member], admission: Admission, course: Course) -> Member | None:
    """The one of this name who was admitted by the same meeting; ``None`` where there are two."""
    found = list(rows.filter(name=admission.name, admitted_on=course.done[MEETING])[:2])
    return found[0] if len(found) == 1 else None


def _indexes(admission: Admission) -> list[str]:
    return blind_indexes(admission.identity.plain()) if admission.identity else []


def _refuse_known(admission: Admission) -> None:
    known = Member.objects.filter(
        tenant=admission.tenant, identity_index__in=_indexes(admission)
    ).exclude(presence__in=LEFT)
    if known.exists():
        raise ValidationError(
            "此人的身份证号已在党员名册中，不能再编入。请党支部核对号码；"
            "登记在其他党支部的，由原党支部更正或办理转接后再登记本步。",
            code="on_register",
        )


def _new(admission: Admission, course: Course) -> Member:
    member = Member(
        tenant=admission.tenant,
        organization=admission.organization,
        name=admission.name,
        name_key=pinyin_key(admission.name)[:160],
        standing=Standing.PROBATIONARY,
        admitted_on=course.done[MEETING],
        joined_on=course.done[MEETING],
        presence=Presence.PRESENT,
        presence_on=course.done[ADMIT],
    )
    _fill_in(member, admission)
    return member


def _fill_in(member: Member, admission: Admission) -> None:
    """The numbers that the file knows go over where the register has none."""
    for name in SEALED:
        if not getattr(member, name):
            setattr(member, name, getattr(admission, name))
            setattr(member, f"{name}_index", getattr(admission, f"{name}_index"))
    member.validate_constraints()
    member.save()
