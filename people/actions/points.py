"""Points of members (党员积分, R-33): claimed from a real event, settled by another, made public.

Only where a city has switched on both the register and points.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization, Tenant
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from people.free_words import for_the_trail
from people.models import Member, PointsEntry, PointsRule
from people.points_moves import POINTS_MOVES
from people.points_rules import Quarter, check_bound, worth
from people.policy import refuse_without_register
from people.terms import PointsStatus, Presence
from workflow import audit
from workflow.moves import perform, perform_all
from workflow.once import once_key
from workflow.superiors import superior_of


@transaction.atomic
def claim_points(
    *,
    member: Member,
    rule: PointsRule,
    event: str,
    happened_on: dt.date,
    actor: Actor,
    once: UUID | None = None,
) -> PointsEntry:
    """Set a real event down for a member (申报积分); it counts once another person settled it.

    A form sent again (``once``) sets nothing down and finds the first. Raises
    ``PermissionDenied``, ``ValidationError`` ``points_off``, ``not_present``, ``not_yet``,
    ``rule_not_in_force``, ``over_bound`` and of the fields.
    """
    fresh = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    refuse_without_points(fresh.tenant, actor.on)
    key = once_key(once, fresh, rule, event, happened_on)
    if key and (first := PointsEntry.objects.filter(once_key=key).first()):
        return first
    _check_event(fresh, rule, happened_on, actor.on)
    entry = PointsEntry(
        tenant_id=fresh.tenant_id,
        organization_id=fresh.organization_id,
        member=fresh,
        rule=rule,
        event=for_the_trail(event.strip(), fresh.name),
        happened_on=happened_on,
        points=worth(rule),
        claimed_by=actor.user,
        once_key=key,
    )
    entry.full_clean()
    entry.save(force_insert=True)
    _leave_trail(entry, post=post, actor=actor)
    return entry


@transaction.atomic
def settle_points(*, entry: PointsEntry, actor: Actor, words: str = "") -> PointsEntry:
    """Another than who claimed it finds it right (核定): at the branch, or at the 隶属党委.

    Raises ``PermissionDenied``, ``ValidationError`` ``points_off``, ``own_claim``,
    ``wrong_status``.
    """
    return _decided(entry, "settle", words, actor)


@transaction.atomic
def refuse_points(*, entry: PointsEntry, reason: str, actor: Actor) -> PointsEntry:
    """Another than who claimed it does not recognise it (不予认定).

    Raises ``PermissionDenied``, ``ValidationError`` ``points_off``, ``own_claim``,
    ``wrong_status``, ``reason_needed``.
    """
    return _decided(entry, "refuse", reason, actor)


@transaction.atomic
def overturn_points(*, entry: PointsEntry, reason: str, actor: Actor) -> PointsEntry:
    """What was settled or made public proved wrong (撤销): it counts no more, and says why.

    Raises ``PermissionDenied``, ``ValidationError`` ``points_off``, ``wrong_status``,
    ``reason_needed``.
    """
    require(actor, Capability.HANDLE, at=entry.organization)
    refuse_without_points(entry.tenant, actor.on)
    words = for_the_trail(reason.strip(), entry.member.name)
    return perform(
        entry,
        "overturn",
        table=POINTS_MOVES,
        actor=actor,
        reason=words,
        changes={"words": words[:200]},
    )


@transaction.atomic
def publish_points(*, branch: Organization, quarter: Quarter, actor: Actor) -> int:
    """Make what was settled public within the branch, a quarter at a time (按季公示).

    What was settled late of an earlier quarter goes along. Returns how many. Raises
    ``PermissionDenied``, ``ValidationError`` ``points_off``, ``quarter_open``,
    ``nothing_to_publish``.
    """
    require(actor, Capability.HANDLE, at=branch)
    refuse_without_points(branch.tenant, actor.on)
    if actor.on <= quarter.end:
        raise ValidationError(
            f"{quarter.label}还没有结束，请在季度结束后公示。", code="quarter_open"
        )
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=branch.pk)
    rows = PointsEntry.objects.filter(organization=branch, happened_on__lte=quarter.end)
    moved = perform_all(
        rows,
        "publish",
        table=POINTS_MOVES,
        actor=actor,
        whole=branch,
        organization=branch,
        counted="points_entries",
        reason=quarter.label,
        changes={"published_on": actor.on},
    )
    if not moved:
        raise ValidationError(
            f"截至{quarter.label}没有已核定、待公示的积分事项。请先核定。",
            code="nothing_to_publish",
        )
    return moved


def refuse_without_points(tenant: Tenant, on: dt.date) -> None:
    """Raises ``ValidationError`` ``register_off`` or ``points_off`` where a city keeps none."""
    policy = refuse_without_register(tenant, on)
    if not policy.points_on:
        raise ValidationError(
            "本市没有启用党员积分，不能办理。"
            "需要启用的，由市委两新工委在管理页面的“队伍规则”中设定。",
            code="points_off",
        )


def deciding_post(entry: PointsEntry, actor: Actor) -> Post | None:
    """The post as which the person decides: at the branch, or at its 隶属党委.

    Raises ``PermissionDenied``.
    """
    if not can(actor, Capability.HANDLE, at=entry.organization):
        superior = superior_of(entry.organization).organization
        if superior is not None and can(actor, Capability.REVIEW, at=superior):
            return require(actor, Capability.REVIEW, at=superior)
    return require(actor, Capability.HANDLE, at=entry.organization)


def _decided(entry: PointsEntry, verb: str, words: str, actor: Actor) -> PointsEntry:
    post = deciding_post(entry, actor)
    refuse_without_points(entry.tenant, actor.on)
    claimed_by = PointsEntry.objects.values_list("claimed_by", flat=True).get(pk=entry.pk)
    if actor.user is not None and claimed_by == actor.user.pk:
        raise ValidationError(
            "这一事项由您申报，应由支部其他委员或隶属党委核定，不能自己核定。",
            code="own_claim",
        )
    words = for_the_trail(words.strip(), entry.member.name)
    changes: dict[str, Any] = {"words": words[:200]}
    if verb == "settle":
        changes["settled_by"] = f"{actor.name}（{post.label}）"[:160] if post else actor.name
    return perform(
        entry,
        verb,
        table=POINTS_MOVES,
        actor=actor,
        reason=words,
        changes=changes,
        allowed_as=post,
    )


def _leave_trail(entry: PointsEntry, *, post: Post | None, actor: Actor) -> None:
    audit.record(
        verb="pointsentry.claim",
        target=entry,
        actor=actor,
        organization=entry.organization,
        after={
            "points_rule": entry.rule.name,
            "happened_on": entry.happened_on,
            "points": entry.points,
        },
        post=post,
    )


def _check_event(member: Member, rule: PointsRule, happened_on: dt.date, on: dt.date) -> None:
    if member.presence != Presence.PRESENT:
        raise ValidationError(
            f"{member.get_presence_display()}的党员不再登记积分。", code="not_present"
        )
    if happened_on > on:
        raise ValidationError(
            {
                "happened_on": ValidationError(
                    "发生日期还没有到，请在事情发生之后登记。", code="not_yet"
                )
            }
        )
    in_force = PointsRule.objects.filter(tenant_id=member.tenant_id).effective(happened_on)
    if not in_force.filter(pk=rule.pk).exists():
        raise ValidationError(
            {
                "rule": ValidationError(
                    f"“{rule}”在发生之日没有施行，请选择当日施行的积分项目。",
                    code="rule_not_in_force",
                )
            }
        )
    known = PointsEntry.objects.filter(
        member=member, rule__name=rule.name, happened_on__year=happened_on.year
    ).exclude(status=PointsStatus.REFUSED)
    check_bound(rule, known.values_list("points", flat=True))
