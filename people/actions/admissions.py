"""Development files (发展党员档案): opened with the application, ended with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.rules import statutory_refusal
from hierarchy.terms import Capability, Kind, Tier
from people.actions.enclosing import in_kinds
from people.actions.member_moves import leave_with_file
from people.admission_course import course_of
from people.admission_moves import ADMISSION_MOVES
from people.admission_rules import check_age
from people.free_words import for_the_trail
from people.member_facts import tidy_facts
from people.models import Admission, AdmissionProcess, Member, StepRecord
from people.policy import policy_of
from people.sealed import blind_index, blind_indexes
from people.step_numbers import APPLY
from people.terms import LEFT, Conclusion, Stage
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform
from workflow.once import once_key

CONTENT: Final = (
    *("name", "born_on", "applied_on", "work_place", "is_head", "is_key_staff"),
    *("from_memberless", "superior", "superior_name"),
)
SEALED: Final = ("identity", "phone")
_ACT: Final = "approve_member"


@sensitive_variables()
@transaction.atomic
def open_admission(
    *,
    organization: Organization,
    content: Mapping[str, Any],
    actor: Actor,
    files: tuple[Attachment, ...] = (),
) -> Admission:
    """Open a file on the day of an application (登记入党申请), which is its first step.

    ``content`` as ``CONTENT``, and ``identity`` and ``phone`` where the register is kept; a form
    sent again (its key is ``once``) finds the first. The version in force on the day of the
    application holds for good. Raises ``PermissionDenied``, ``ValidationError`` of the fields,
    ``no_branch``, ``day_ahead``, ``under_age``, ``no_process``, ``duplicate``, ``not_approving``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    _refuse_no_branch(organization)
    key = once_key(content.get("once"), organization, *(content.get(name) for name in CONTENT))
    if (first := _sent_before(organization, key)) is not None:
        return first
    admission = _filled(organization, content, actor)
    admission.once_key = key
    _refuse_duplicate(admission)
    _insert(admission)
    _record_application(admission, files, post=post, actor=actor)
    admission.due_on = course_of(admission, on=actor.on).due_on
    admission.save(update_fields=["due_on"])
    audit.record(
        verb="admission.open",
        target=admission,
        actor=actor,
        organization=organization,
        after={
            "process": admission.process.name,
            "applied_on": admission.applied_on,
            "superior": _superior_in_words(admission),
            "papers": in_kinds(files),
        },
        post=post,
    )
    return admission


@transaction.atomic
def end_admission(*, admission: Admission, reason: str, actor: Actor) -> Admission:
    """End a file (终止发展): what people decided, in words; its numbers are wiped out.

    A probationary member leaves the register with it (取消预备党员资格). Raises
    ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``wrong_status``.
    """
    reason = for_the_trail(reason.strip(), admission.name)
    ended = perform(
        admission,
        "end",
        table=ADMISSION_MOVES,
        actor=actor,
        reason=reason,
        changes={"ended_on": actor.on, "ended_words": reason[:200], "due_on": None},
    )
    wipe_numbers(ended)
    if ended.member is not None:
        leave_with_file(ended.member, words=reason, actor=actor)
    return ended


@transaction.atomic
def change_superior(
    *, admission: Admission, superior: Organization | None, superior_name: str, actor: Actor
) -> Admission:
    """Name another approving committee (变更审批党委), when the branch's affiliation changed.

    Raises ``PermissionDenied``, ``ValidationError`` ``ended``, ``superior_needed``,
    ``not_approving``, ``nothing_changed``.
    """
    fresh = locked(admission)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    refuse_ended(fresh)
    before, known = _superior_in_words(fresh), (fresh.superior, fresh.superior_name)
    fresh.superior, fresh.superior_name = superior, "" if superior else superior_name.strip()
    check_superior(fresh)
    # By the body, not by its name: what stood outside may have come into the system since.
    if known == (fresh.superior, fresh.superior_name):
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    fresh.save(update_fields=["superior", "superior_name"])
    audit.record(
        verb="admission.change_superior",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        before={"superior": before},
        after={"superior": _superior_in_words(fresh)},
        post=post,
    )
    return fresh


def locked(admission: Admission) -> Admission:
    """The file as it is now, locked, with its branch and its approving committee."""
    rows = Admission.objects.select_for_update(of=("self",))
    return rows.select_related(
        "organization__tenant", "superior", "process", "tenant", "member"
    ).get(pk=admission.pk)


def refuse_ended(admission: Admission) -> None:
    """Raise ``ValidationError`` ``ended`` for a file that is over."""
    if admission.status == Stage.ENDED:
        raise ValidationError(
            "此档案已经终止，不能再办理。重新申请的，请另行登记入党申请。", code="ended"
        )


def check_superior(admission: Admission) -> None:
    """Refuse a file without an approving committee, or with one that may not approve (§0-3)."""
    superior, name = admission.superior, admission.superior_name.strip()
    if superior is None and not name:
        raise _at("superior", "请选择审批党委；不在本系统内的，填写其名称。", "superior_needed")
    if superior is None:
        return
    if superior.tenant_id != admission.tenant_id:
        raise _at("superior", "所选党委不属于本市。请选择本市的审批党委。", "not_approving")
    words = statutory_refusal(organization=superior, act=_ACT)
    if words:
        raise _at("superior", words, "not_approving")
    admission.superior_name = ""


def wipe_numbers(admission: Admission) -> None:
    """Forget identity and phone, which the register has now or nobody needs any more."""
    for name in SEALED:
        setattr(admission, name, "")
        setattr(admission, f"{name}_index", "")
    admission.save(update_fields=[*SEALED, *(f"{name}_index" for name in SEALED)])


def _superior_in_words(admission: Admission) -> str:
    """A body of the system by its name; another with where it stands."""
    superior = admission.superior
    return superior.name if superior else f"{admission.superior_name}（系统外）"


def _refuse_no_branch(organization: Organization) -> None:
    if organization.tier != Tier.BRANCH or organization.kind == Kind.UNIT:
        raise ValidationError(
            f"“{organization.name}”不是党支部，不能登记入党申请。请由申请人所在的党支部登记；"
            "没有党组织的单位，由覆盖它的联合党支部登记。",
            code="no_branch",
        )


def _fill_sealed(admission: Admission, content: Mapping[str, Any], actor: Actor) -> None:
    """Numbers are kept only where the city keeps a register."""
    if not policy_of(admission.tenant, actor.on).register_on:
        return
    facts = tidy_facts({name: content.get(name) for name in SEALED}, on=actor.on)
    for name in SEALED:
        if name in facts:
            setattr(admission, name, facts[name])
            setattr(admission, f"{name}_index", blind_index(facts[name]))


def _refuse_days(admission: Admission, actor: Actor) -> None:
    if None in (admission.applied_on, admission.born_on):
        raise _at("applied_on", "请填写出生日期和申请日期。", "day_needed")
    if admission.applied_on > actor.on:
        raise _at("applied_on", "申请日期不能晚于今天，请核对。", "day_ahead")
    check_age(admission.born_on, admission.applied_on)


def process_on(tenant_id: int, day: dt.date) -> AdmissionProcess:
    """The version by which an application of a day is handled. Raises ``no_process``."""
    rows = AdmissionProcess.objects.filter(tenant=tenant_id).effective(day)
    found: AdmissionProcess | None = rows.order_by("-effective_from").first()
    if found is None:
        raise _at(
            "applied_on",
            "申请日期没有适用的发展党员程序。请核对日期，或由市委两新工委在管理页面登记程序版本。",
            "no_process",
        )
    return found


def _sent_before(organization: Organization, key: UUID | None) -> Admission | None:
    """The file that the same form set down before, also a moment ago."""
    if key is None:
        return None
    # One at a time a branch: the second sees the first.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    first: Admission | None = Admission.objects.filter(once_key=key).first()
    return first


def _refuse_duplicate(admission: Admission) -> None:
    if not admission.identity_index:
        return
    indexes = blind_indexes(admission.identity.plain())
    known = {"tenant": admission.tenant, "identity_index__in": indexes}
    if Admission.objects.filter(**known).running().exists():
        raise _duplicate()
    if Member.objects.filter(**known).exclude(presence__in=LEFT).exists():
        raise _at("identity", "该身份证号已在党员名册中，不能再登记入党申请。", "duplicate")


def _insert(admission: Admission) -> None:
    try:
        with transaction.atomic():
            admission.save(force_insert=True)
    except IntegrityError as clash:
        # Two opened a file for the same person at once.
        raise _duplicate() from clash


def _duplicate() -> ValidationError:
    words = "该身份证号已有正在办理的发展党员档案。请核对号码，或与原党支部联系。"
    return _at("identity", words, "duplicate")


def _filled(organization: Organization, content: Mapping[str, Any], actor: Actor) -> Admission:
    """The file as it will be kept: its facts checked, under the version of its day."""
    admission = Admission(tenant=organization.tenant, organization=organization, step=APPLY)
    for name in CONTENT:
        if name in content:
            setattr(admission, name, content[name])
    _fill_sealed(admission, content, actor)
    _refuse_days(admission, actor)
    check_superior(admission)
    admission.process = process_on(admission.tenant_id, admission.applied_on)
    admission.clean_fields(exclude=["due_on"])
    return admission


def _record_application(
    admission: Admission, files: tuple[Attachment, ...], *, post: Post | None, actor: Actor
) -> None:
    """The application is the first step, with its paper."""
    first = StepRecord.objects.create(
        admission=admission,
        tenant=admission.tenant,
        organization=admission.organization,
        number=APPLY,
        done_on=admission.applied_on,
        conclusion=Conclusion.DONE,
        recorded_by=actor.user,
        recorded_as=(post.label if post else actor.post_label)[:200],
        recorded_at=actor.at,
    )
    first.attachments.set(files)


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
