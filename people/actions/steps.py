"""The steps of a file (发展党员步骤): recorded by whose they are, corrected by a later record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actions.statutory import attempt_statutory_act
from hierarchy.actors import Actor, Post
from hierarchy.names import pinyin_key
from hierarchy.roles import require
from people.actions.admissions import locked, refuse_ended, wipe_numbers
from people.admission_course import Course, course_of, place_of, right_for
from people.admission_moves import ADMISSION_MOVES, MOVE_OF_STEP
from people.admission_rules import FIELDS, check_age, check_facts, check_record, is_late
from people.free_words import for_the_trail
from people.models import Admission, Member, ProcessStep, StepRecord
from people.policy import policy_of
from people.step_numbers import (
    ADMIT,
    APPLY,
    LOOK_AFTER,
    MEETING,
    MENTORS,
    REGULAR,
    SPONSORS,
)
from people.terms import Conclusion, Presence, Stage, Standing
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform

_NAMED: Final = {MENTORS: "mentors", SPONSORS: "sponsors"}
Content = Mapping[str, Any]


def record_step(
    *,
    admission: Admission,
    number: int,
    content: Content,
    actor: Actor,
    files: Sequence[Attachment] = (),
) -> StepRecord:
    """Record a step of a file (登记步骤); the file goes on, unless the conclusion is a refusal.

    ``content`` as ``admission_rules.FIELDS``, and ``extended_until`` where a prolonged probation
    is approved. Not itself in a transaction: that a body without the power tried to approve is
    kept (第四条, domain.md §0-3). Raises ``PermissionDenied``, ``ValidationError``
    ``statutory_refusal``, ``ended``, ``wrong_step`` and everything of ``check_record``.
    """
    step = _step_of(admission, number)
    refuse_powerless(admission, step, actor)
    return _record(admission, step, content, files=files, actor=actor)


def correct_step(
    *,
    record: StepRecord,
    content: Content,
    reason: str,
    actor: Actor,
    files: Sequence[Attachment] = (),
) -> StepRecord:
    """Put a record right by a new one (更正记录); the old one stays to be read.

    The conclusion stays as it was, for the file has gone on by it. Raises as ``record_step``,
    and ``reason_needed``, ``corrected_already``, ``conclusion_kept``, ``out_of_order``.
    """
    step = _step_of(record.admission, record.number)
    refuse_powerless(record.admission, step, actor)
    return _correct(record, step, content, reason=reason, files=files, actor=actor)


def refuse_powerless(admission: Admission, step: ProcessStep, actor: Actor) -> None:
    """Raise what a body without the power to approve is told, after the attempt was kept.

    Asked of whoever would record it: the committee that approves, where it is in the system.
    """
    if not step.needs_flag or admission.superior is None:
        return
    place = place_of(admission, step)
    require(actor, right_for(admission, step), at=place)
    refused = attempt_statutory_act(organization=place, act="approve_member", actor=actor)
    if refused is not None:
        raise refused.as_error()


@transaction.atomic
def _record(
    admission: Admission,
    step: ProcessStep,
    content: Content,
    *,
    files: Sequence[Attachment],
    actor: Actor,
) -> StepRecord:
    fresh = locked(admission)
    place = place_of(fresh, step)
    post = require(actor, right_for(fresh, step), at=place)
    refuse_ended(fresh)
    course = course_of(fresh, on=actor.on)
    _refuse_other_step(course, step)
    check_record(course, step, content, on=actor.on)
    record = _write(fresh, step, content, files=files, post=post, actor=actor)
    audit.record(
        verb="admission.record",
        target=fresh,
        actor=actor,
        organization=place,
        after=_told(step, record) | _marks(course, step, record, content),
        post=post,
    )
    if record.conclusion != Conclusion.REFUSED:
        _go_on(fresh, step, record, content, post=post, actor=actor)
    return record


@transaction.atomic
def _correct(
    record: StepRecord,
    step: ProcessStep,
    content: Content,
    *,
    reason: str,
    files: Sequence[Attachment],
    actor: Actor,
) -> StepRecord:
    fresh = locked(record.admission)
    place = place_of(fresh, step)
    post = require(actor, right_for(fresh, step), at=place)
    refuse_ended(fresh)
    if not reason.strip():
        raise ValidationError("请写明更正的原因。", code="reason_needed")
    course = course_of(fresh, on=actor.on)
    if record.pk not in {one.pk for one in course.counting}:
        raise ValidationError("这条记录已经更正过，请更正最新的一条。", code="corrected_already")
    if content.get("conclusion") != record.conclusion:
        raise ValidationError(
            "结论不能更正，档案已按原结论办理。结论有误的，报审批党委研究后终止档案，重新登记。",
            code="conclusion_kept",
        )
    rest = course.without(record)
    _check_again(rest, record, step, content, actor=actor)
    made = _write(fresh, step, content, files=files, post=post, actor=actor, corrects=record)
    before, after = _told(step, record), _told(step, made)
    changed = [name for name in after if after[name] != before.get(name)]
    audit.record(
        verb="admission.correct",
        target=fresh,
        actor=actor,
        organization=place,
        before={"number": step.number, **{name: before.get(name) for name in changed}},
        after={"number": step.number, **{name: after[name] for name in changed}},
        reason=for_the_trail(reason.strip(), fresh.name),
        post=post,
    )
    _follow_correction(fresh, step, made, actor=actor)
    return made


def _step_of(admission: Admission, number: int) -> ProcessStep:
    found: ProcessStep = ProcessStep.objects.get(process_id=admission.process_id, number=number)
    return found


def _refuse_other_step(course: Course, step: ProcessStep) -> None:
    following = course.following
    if step.number in {one.number for one in following}:
        return
    told = f"现在应办第 {following[0].number} 步“{following[0].name}”。" if following else ""
    raise ValidationError(
        f"第 {step.number} 步“{step.name}”还不能办理，或者已经办理。{told}请刷新后按顺序登记。",
        code="wrong_step",
    )


def _check_again(
    course: Course, record: StepRecord, step: ProcessStep, content: Content, *, actor: Actor
) -> None:
    """The rules that a correction keeps; a corrected day may not lie past what came after it."""
    if step.number == APPLY:
        check_age(course.admission.born_on, content["done_on"])
    check_facts(course, step, content, on=actor.on)
    later = [
        one.done_on
        for one in course.counting
        if one.number > step.number and one.done_on >= record.done_on
    ]
    first = min(later, default=None)
    if first is not None and content["done_on"] > first:
        words = (
            f"以后的步骤已在 {chinese_date(first)} 办理，更正后的日期不能晚于这一天。"
            "请先核对以后的步骤。"
        )
        raise ValidationError({"done_on": ValidationError(words, code="out_of_order")})


def _write(
    admission: Admission,
    step: ProcessStep,
    content: Content,
    *,
    files: Sequence[Attachment],
    post: Post | None,
    actor: Actor,
    corrects: StepRecord | None = None,
) -> StepRecord:
    given = {name: content[name] for name in FIELDS if content.get(name) is not None}
    record = StepRecord(
        admission=admission,
        tenant=admission.tenant,
        organization=place_of(admission, step),
        number=step.number,
        corrects=corrects,
        recorded_by=actor.user,
        recorded_as=(post.label if post else actor.post_label)[:200],
        recorded_at=actor.at,
        **given,
    )
    record.clean_fields()
    record.save(force_insert=True)
    record.attachments.set(files)
    return record


def _told(step: ProcessStep, record: StepRecord) -> dict[str, Any]:
    """What the trail keeps of a record: no words about the person, no names."""
    told = {
        "number": step.number,
        "done_on": record.done_on,
        "conclusion": record.conclusion,
        "document_no": record.document_no,
    }
    votes = ("eligible", "present", "in_favour")
    told |= {name: getattr(record, name) for name in votes if getattr(record, name) is not None}
    return told


def _marks(
    course: Course, step: ProcessStep, record: StepRecord, content: Content
) -> dict[str, Any]:
    """What stays marked: why it was late, and until when a probation goes on."""
    marks: dict[str, Any] = {}
    if is_late(course, step, record.done_on):
        marks["late_reason"] = for_the_trail(record.late_reason, course.admission.name)
    if step.number == REGULAR and record.conclusion == Conclusion.EXTENDED:
        marks["extended_until"] = content["extended_until"]
    return marks


def _go_on(
    admission: Admission,
    step: ProcessStep,
    record: StepRecord,
    content: Content,
    *,
    post: Post | None,
    actor: Actor,
) -> None:
    """The file goes on by a record: its place, its stage, its names, the register."""
    changes: dict[str, Any] = {"step": step.number}
    if name := _NAMED.get(step.number):
        changes[name] = record.people
    is_extension = step.number == REGULAR and record.conclusion == Conclusion.EXTENDED
    if is_extension:
        changes |= {"step": LOOK_AFTER, "extended_until": content["extended_until"]}
    verb = None if is_extension else MOVE_OF_STEP.get(step.number)
    if verb is not None:
        admission = perform(
            admission,
            verb,
            table=ADMISSION_MOVES,
            actor=actor,
            changes=changes,
            allowed_as=post,
        )
    for field, value in changes.items():
        setattr(admission, field, value)
    course = course_of(admission, on=actor.on)
    admission.due_on = None if admission.status == Stage.REGULAR else course.due_on
    admission.save(update_fields=[*changes, "due_on"])
    if verb == "admit":
        _enter_register(admission, course, actor=actor)
    elif verb == "confirm":
        _become_regular(admission, course)


def _enter_register(admission: Admission, course: Course, *, actor: Actor) -> None:
    """A probationary member enters the register, where the city keeps one."""
    if not policy_of(admission.tenant, actor.on).register_on:
        return
    member = Member(
        tenant=admission.tenant,
        organization=admission.organization,
        name=admission.name,
        name_key=pinyin_key(admission.name)[:160],
        identity=admission.identity,
        identity_index=admission.identity_index,
        phone=admission.phone,
        phone_index=admission.phone_index,
        standing=Standing.PROBATIONARY,
        admitted_on=course.done[MEETING],
        joined_on=course.done[MEETING],
        presence=Presence.PRESENT,
        presence_on=course.done[ADMIT],
    )
    member.validate_constraints()
    member.save(force_insert=True)
    admission.member = member
    admission.save(update_fields=["member"])
    wipe_numbers(admission)
    audit.record(
        verb="admission.enrol",
        target=admission,
        actor=actor,
        organization=admission.organization,
        after={"standing": member.standing, "admitted_on": member.admitted_on},
    )


def _become_regular(admission: Admission, course: Course) -> None:
    """The years in the party count from the end of the probation (党章第七条)."""
    wipe_numbers(admission)
    if admission.member is not None:
        admission.member.standing = Standing.REGULAR
        admission.member.regular_on = course.probation_end
        admission.member.save(update_fields=["standing", "regular_on"])


def _follow_correction(
    admission: Admission, step: ProcessStep, record: StepRecord, *, actor: Actor
) -> None:
    """What hangs on the corrected record follows it: names, days in the register, the next day."""
    changes: dict[str, Any] = {}
    if name := _NAMED.get(step.number):
        changes[name] = record.people
    if step.number == APPLY:
        changes["applied_on"] = record.done_on
    for field, value in changes.items():
        setattr(admission, field, value)
    course = course_of(admission, on=actor.on)
    admission.due_on = None if admission.status == Stage.REGULAR else course.due_on
    admission.save(update_fields=[*changes, "due_on"])
    member = admission.member
    if step.number == MEETING and member is not None:
        member.admitted_on = record.done_on
        if member.standing == Standing.REGULAR:
            member.regular_on = course.probation_end
        member.save(update_fields=["admitted_on", "regular_on"])
