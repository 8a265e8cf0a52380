"""Many members entered at once from a spreadsheet that was read and confirmed (导入党员).

While nobody changed any of them the whole import may be taken back (撤销本次导入).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.actions.member_rows import refuse_temporary, refuse_without_register
from people.actions.members import enrol_member
from people.free_words import for_the_trail
from people.masks import masked_name
from people.member_sheet import faults_of
from people.models import (
    Admission,
    Dues,
    Member,
    MemberImport,
    MemberWarning,
    MobileStay,
    PointsEntry,
    StudyRecord,
)
from people.terms import LEFT
from workflow import audit
from workflow.models import AuditEntry

_NO_CHANGE: Final = ("member.enrol", "member.reveal")
_NAMED_MOST: Final = 10


@sensitive_variables()
@transaction.atomic
def import_members(
    *, organization: Organization, rows: Sequence[tuple[int, dict[str, Any]]], actor: Actor
) -> int:
    """Enter all of these rows, or none; how many. Each leaves the entry of ``enrol_member``.

    Two confirmations of one sheet at once: the second waits and finds everybody entered. Raises
    ``PermissionDenied``, ``ValidationError`` ``register_off``, ``no_branch``, ``temporary``, and of
    the rows by their numbers.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_without_register(organization, actor)
    refuse_temporary(organization)
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    known = Member.objects.filter(organization=organization).exclude(presence__in=LEFT)
    names = set(known.values_list("name", flat=True))
    run = MemberImport.objects.create(
        tenant=organization.tenant,
        organization=organization,
        imported_by=actor.user,
        imported_at=actor.at,
        rows=len(rows),
    )
    if faults := [fault for row in rows for fault in _enrol(row, run, names, actor)]:
        raise ValidationError([*faults, "没有写入任何党员。请在表格中改正后重新上传。"])
    audit.record(
        verb="register.import",
        target=run,
        actor=actor,
        organization=organization,
        after={"members_counted": len(rows)},
        post=post,
    )
    return len(rows)


@sensitive_variables()
def _enrol(
    row: tuple[int, dict[str, Any]], run: MemberImport, names: set[str], actor: Actor
) -> list[str]:
    """Enter one row; what is wrong with it, by its number."""
    number, content = row
    if not content.get("identity") and content.get("name") in names:
        return [f"第 {number} 行 姓名：本支部名册中已有同名党员，请填写身份证号以区分。"]
    try:
        with transaction.atomic():
            enrol_member(
                organization=run.organization, content=content, actor=actor, entered_by=run
            )
    except ValidationError as refused:
        return [f"第 {number} 行 {text}" for text in faults_of(refused)]
    return []


@transaction.atomic
def undo_import(*, run: MemberImport, reason: str, actor: Actor) -> int:
    """Take an import back, all of it or nothing (撤销本次导入); how many members went.

    Dues that the system set down and nobody entered go along; the trail stays. Raises
    ``PermissionDenied``, ``ValidationError`` ``register_off``, ``undone_already``,
    ``reason_needed``, ``changed_since``.
    """
    rows = MemberImport.objects.select_related("organization__tenant")
    fresh = rows.select_for_update(of=("self",)).get(pk=run.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    refuse_without_register(fresh.organization, actor)
    if fresh.undone_on is not None:
        raise ValidationError("这次导入已经撤销，不需要再次撤销。", code="undone_already")
    if not reason.strip():
        words = "请写明撤销的原因，以便日后查阅。"
        raise ValidationError({"reason": ValidationError(words, code="reason_needed")})
    entered = Member.objects.filter(entered_by_import=fresh).order_by("pk")
    members = list(entered.select_for_update(of=("self",)))
    _refuse_changed(members, fresh)
    ids = [member.pk for member in members]
    Dues.objects.filter(member__in=ids).delete()
    Member.objects.filter(pk__in=ids).delete()
    fresh.undone_on = actor.on
    fresh.save(update_fields=["undone_on"])
    audit.record(
        verb="register.undo_import",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"members_withdrawn": len(ids)},
        reason=for_the_trail(reason.strip(), *(member.name for member in members)),
        post=post,
    )
    return len(ids)


def _refuse_changed(members: Sequence[Member], run: MemberImport) -> None:
    """Refuse to take back what somebody worked on since; says whose, by their masks."""
    touched = _touched([member.pk for member in members])
    changed = [
        member
        for member in members
        if member.pk in touched or member.organization_id != run.organization_id
    ]
    if not changed:
        return
    named = "、".join(masked_name(member.name) for member in changed[:_NAMED_MOST])
    more = f"等 {len(changed)} 名" if len(changed) > _NAMED_MOST else f"共 {len(changed)} 名"
    raise ValidationError(
        f"导入后已有党员办理过更正、转接、党费、流动、学时等事项，不能整批撤销：{named}，{more}。"
        "没有撤销任何内容，请在这些党员的页面逐人更正。",
        code="changed_since",
    )


def _touched(ids: list[int]) -> set[int | None]:
    """Of these members, those of whom anything was entered since; a few queries."""
    trail = AuditEntry.objects.filter(target_type=Member._meta.label_lower, target_id__in=ids)
    found = set(trail.exclude(verb__in=_NO_CHANGE).values_list("target_id", flat=True))
    entered = Q(paid_on__isnull=False) | Q(is_excused=True)
    for rows in (
        Dues.objects.filter(entered),
        MemberWarning.objects.filter(settled_on__isnull=False),
        MobileStay.objects.all(),
        StudyRecord.objects.all(),
        PointsEntry.objects.all(),
        Admission.objects.all(),
    ):
        found |= set(rows.filter(member__in=ids).values_list("member_id", flat=True))
    return found
