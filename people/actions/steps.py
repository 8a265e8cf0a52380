"""The steps of a file (发展党员步骤): recorded by whose they are, corrected by a later record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from hierarchy.actions.statutory import attempt_statutory_act
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from people.actions.admissions import locked, process_on, refuse_ended
from people.actions.admitting import become_regular, correct_days, enter_register
from people.actions.enclosing import in_kinds
from people.admission_course import Course, course_of, place_of, right_for
from people.admission_moves import ADMISSION_MOVES, MOVE_OF_STEP
from people.admission_rules import FIELDS, check_record, is_late
from people.correction_rules import check_correction
from people.free_words import for_the_trail
from people.models import Admission, AdmissionProcess, ProcessStep, StepRecord
from people.step_numbers import APPLY, LOOK_AFTER, MEETING, MENTORS, REGULAR, SPONSORS
from people.terms import Conclusion, Stage
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Attachment, Notice
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
    and ``reason_needed``, ``corrected_already``, ``conclusion_kept``, ``other_version`` and
    those of ``check_correction``.
    """
    step = _step_of(record.admission, record.number)
    refuse_powerless(record.admission, step, actor)
    if not reason.strip():
        raise ValidationError("请写明更正的原因。", code="reason_needed")
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
        after=_told(step, record) | _marks(course, step, record, content) | _papers(files),
        post=post,
    )
    if record.conclusion == Conclusion.REFUSED:
        _stop(fresh, step, place, actor=actor)
    else:
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
    course = course_of(fresh, on=actor.on)
    if record.pk not in {one.pk for one in course.counting}:
        raise ValidationError("这条记录已经更正过，请更正最新的一条。", code="corrected_already")
    if content.get("conclusion") != record.conclusion:
        raise ValidationError(
            "结论不能更正，档案已按原结论办理。结论有误的，报审批党委研究后终止档案，重新登记。",
            code="conclusion_kept",
        )
    check_correction(course, record, step, content, on=actor.on)
    process = _process_after(fresh, step, content)
    made = _write(fresh, step, content, files=files, post=post, actor=actor, corrects=record)
    before, after = _told(step, record), _told(step, made)
    changed = [name for name in after if after[name] != before.get(name)]
    audit.record(
        verb="admission.correct",
        target=fresh,
        actor=actor,
        organization=place,
        before={"number": step.number, **{name: before.get(name) for name in changed}},
        after={"number": step.number, **{name: after[name] for name in changed}, **_papers(files)},
        reason=for_the_trail(reason.strip(), fresh.name),
        post=post,
    )
    fresh.process = process
    _follow_correction(fresh, step, made, post=post, actor=actor)
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


def _papers(files: Sequence[Attachment]) -> dict[str, Any]:
    return {"papers": told} if (told := in_kinds(files)) else {}


def _stop(admission: Admission, step: ProcessStep, place: Organization, *, actor: Actor) -> None:
    """A refusal: nothing falls due until people decide, and a branch is told of its committee's."""
    admission.due_on = course_of(admission, on=actor.on).due_on
    admission.save(update_fields=["due_on"])
    branch = admission.organization
    if place == branch:
        return
    send_notices(
        tenant=admission.tenant,
        kind=Notice.Kind.RETURNED,
        title=f"发展党员第{step.number}步没有通过：{step.name}",
        body=f"{place.name}没有同意。请研究：不再发展的，终止档案；补正后可以重新报请办理。",
        key=f"admission:refused:{admission.pk}:{step.number}:{actor.at:%y%m%d%H%M%S}",
        path=reverse("people:admission_detail", args=[admission.pk]),
        organizations=[branch],
        actor=actor,
    )


def _process_after(admission: Admission, step: ProcessStep, content: Content) -> AdmissionProcess:
    """The version by the day of the application, which may be put right before anything else.

    Raises ``ValidationError`` ``other_version`` once steps were taken under the one there is.
    """
    if step.number != APPLY:
        return admission.process
    process = process_on(admission.tenant_id, content["done_on"])
    if process != admission.process and admission.step > APPLY:
        words = (
            f"更正后的申请日期适用“{process.name}”，本档案已按“{admission.process.name}”办理，"
            "不能换版。日期确实有误的，终止本档案后重新登记。"
        )
        raise ValidationError({"done_on": ValidationError(words, code="other_version")})
    return process


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
        enter_register(admission, course, post=post, actor=actor)
    elif verb == "confirm":
        become_regular(admission, course, post=post, actor=actor)


def _follow_correction(
    admission: Admission,
    step: ProcessStep,
    record: StepRecord,
    *,
    post: Post | None,
    actor: Actor,
) -> None:
    """What hangs on the corrected record follows it: names, days in the register, the next day."""
    changes: dict[str, Any] = {}
    if name := _NAMED.get(step.number):
        changes[name] = record.people
    if step.number == APPLY:
        changes |= {"applied_on": record.done_on, "process": admission.process}
    for field, value in changes.items():
        setattr(admission, field, value)
    course = course_of(admission, on=actor.on)
    admission.due_on = None if admission.status == Stage.REGULAR else course.due_on
    admission.save(update_fields=[*changes, "due_on"])
    if step.number == MEETING:
        correct_days(admission, course, post=post, actor=actor)
