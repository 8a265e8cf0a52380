"""Many members entered at once from a spreadsheet that was read and confirmed (导入党员)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.actions.member_rows import refuse_without_register
from people.actions.members import enrol_member
from people.member_sheet import faults_of
from people.models import Member
from people.terms import LEFT
from workflow import audit


@sensitive_variables()
@transaction.atomic
def import_members(
    *, organization: Organization, rows: Sequence[tuple[int, dict[str, Any]]], actor: Actor
) -> int:
    """Enter all of these rows, or none; how many. Each leaves the entry of ``enrol_member``.

    Two confirmations of one sheet at once: the second waits and finds everybody entered. Raises
    ``PermissionDenied``, ``ValidationError`` ``register_off``, ``no_branch``, and of the rows by
    their numbers.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_without_register(organization, actor)
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    known = Member.objects.filter(organization=organization).exclude(presence__in=LEFT)
    names = set(known.values_list("name", flat=True))
    faults: list[str] = []
    for number, content in rows:
        if not content.get("identity") and content.get("name") in names:
            faults.append(f"第 {number} 行 姓名：本支部名册中已有同名党员，请填写身份证号以区分。")
            continue
        try:
            with transaction.atomic():
                enrol_member(organization=organization, content=content, actor=actor)
        except ValidationError as refused:
            faults += [f"第 {number} 行 {text}" for text in faults_of(refused)]
    if faults:
        raise ValidationError([*faults, "没有写入任何党员。请在表格中改正后重新上传。"])
    audit.record(
        verb="register.import",
        target=organization,
        actor=actor,
        organization=organization,
        after={"members_counted": len(rows)},
        post=post,
    )
    return len(rows)
