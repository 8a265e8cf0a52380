"""What the acts on members share: the switch, the lock, and how a member stands on the trail."""

from __future__ import annotations

import copy
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.terms import Capability, Kind, Tier
from people.free_words import facts_for_the_trail, for_the_trail
from people.masks import masked_name
from people.member_facts import SEALED, label_of
from people.models import Member
from people.policy import refuse_without_register as refuse_counts_only
from workflow import audit
from workflow.models import AuditEntry
from workflow.superiors import superior_of

NO_RELATION: Final = (
    "临时党支部不转接组织关系（支部条例第八条），党员仍登记在原党支部名册。"
    "请填写党员所隶属的党支部。"
)


def refuse_temporary(organization: Organization) -> None:
    """Raise ``ValidationError`` ``temporary`` for a branch of a task: no relation goes there."""
    if organization.kind == Kind.TEMPORARY_BRANCH:
        raise ValidationError(NO_RELATION, code="temporary")


def refuse_without_register(organization: Organization, actor: Actor) -> None:
    """Raise ``ValidationError`` ``register_off`` or ``no_branch`` where no row may be written."""
    refuse_counts_only(organization.tenant, actor.on)
    if organization.tier != Tier.BRANCH or organization.kind == Kind.UNIT:
        raise ValidationError(
            f"“{organization.name}”不是党支部，没有党员名册。请选择党员组织关系所在的党支部。",
            code="no_branch",
        )


def lock_member(member: Member) -> Member:
    """The member as it is now, locked, with its branch.

    Raises ``ValidationError`` ``withdrawn``.
    """
    rows = Member.objects.select_for_update(of=("self",)).select_related("organization__tenant")
    found: Member | None = rows.filter(pk=member.pk).first()
    if found is None:
        raise ValidationError(
            "该党员随所属的导入一并撤销，已不在名册中。请返回名册查看。", code="withdrawn"
        )
    return found


def require_whole(member: Member, actor: Actor) -> Post | None:
    """The post as which a person acts for the member's branch or its 隶属党委.

    Raises ``PermissionDenied``.
    """
    branch = member.organization
    superior = superior_of(branch).organization
    for body in (branch, superior):
        if body is not None and (post := actor.post_for(Capability.HANDLE, at=body)):
            return post
    raise PermissionDenied(
        "只有党员所在党支部和隶属党委的经办人员可以查看。如需办理，请切换到相应岗位。"
    )


def record_act(
    *,
    member: Member,
    verb: str,
    actor: Actor,
    post: Post | None,
    changed: list[str] | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Leave one entry about a member: the name masked, of sealed facts their names alone.

    Free words that hold the name or a number hold its mask there.
    """
    shown = copy.copy(member)
    shown.name = masked_name(member.name)
    secret = [label_of(name) for name in changed or () if name in (*SEALED, "name")]
    if secret:
        after = {**(after or {}), "changed_facts": secret}
    return audit.record(
        verb=f"member.{verb}",
        target=shown,
        actor=actor,
        organization=member.organization,
        before=facts_for_the_trail(before, member.name),
        after=facts_for_the_trail(after, member.name),
        reason=for_the_trail(reason, member.name),
        post=post,
    )
