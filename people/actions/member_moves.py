"""How a member leaves a branch, the count, or comes back (组织关系转接、停止党籍、出党)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Kind, Tier
from people.actions.following import file_ends, file_follows
from people.actions.member_rows import (
    NO_RELATION,
    lock_member,
    record_act,
    refuse_without_register,
)
from people.actions.members import refuse_gone
from people.actions.stays import end_with_member, follow_home
from people.models import Dues, Member, MemberWarning, MobileStay
from people.months import first_of
from people.presence_moves import PRESENCE_MOVES, moves_from
from people.terms import LEFT, Presence, WarningKind
from workflow.actions import send_notices
from workflow.models import Notice

_WORDS_MOST: Final = 400
_ENDS: Final = {"find": WarningKind.LOST, "restore": WarningKind.SUSPENSION}
"""What a step back ends the warning of."""


@transaction.atomic
def move_member(*, member: Member, to: str, moved_on: dt.date, words: str, actor: Actor) -> Member:
    """Transfer the relation to another branch of the city (市内转接): one home at a time.

    ``to`` is the branch's name or code; ``words`` the letter of introduction or the number of the
    official system. The branch is told. Raises ``PermissionDenied``, ``ValidationError``
    ``register_off``, ``has_left``, ``not_present``, ``words_needed``, ``day_wrong``,
    ``unknown_branch``, ``temporary``, ``same_branch``.
    """
    fresh = _locked(member, actor)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    _refuse_absent(fresh)
    words = _checked(fresh, moved_on, words, actor)
    home, branch = fresh.organization, _branch(fresh, to, actor)
    before = {"organization": home.pk}
    fresh.organization = branch
    fresh.joined_on = fresh.presence_on = moved_on
    fresh.duty, fresh.is_leader = "", False
    fresh.save(update_fields=["organization", "joined_on", "presence_on", "duty", "is_leader"])
    _follow_to(fresh, branch, moved_on, actor)
    goes_along = file_follows(fresh, home=home, branch=branch, post=post, actor=actor)
    after = {"organization": branch.pk, "joined_on": moved_on}
    for body in (home, branch):
        fresh.organization = body
        record_act(
            member=fresh,
            verb="move" if body is home else "receive",
            actor=actor,
            post=post,
            before=before,
            after=after,
            reason=words,
        )
    _tell(fresh, branch, home, goes_along=goes_along, actor=actor)
    return fresh


@transaction.atomic
def transfer_member(
    *, member: Member, to: str, left_on: dt.date, words: str, actor: Actor
) -> Member:
    """Let a member go to a party organisation outside the system (转出): history stays here.

    Raises ``PermissionDenied``, ``ValidationError`` ``register_off``, ``has_left``,
    ``not_present``, ``words_needed``, ``day_wrong``, ``target_needed``.
    """
    fresh = _locked(member, actor)
    _refuse_absent(fresh)
    if not to.strip():
        words = "请填写转往的党组织全称。"
        raise ValidationError({"to": ValidationError(words, code="target_needed")})
    words = _checked(fresh, left_on, words, actor)
    changes = {"presence": Presence.TRANSFERRED, "moved_to": to.strip()[:120]}
    return _change(fresh, "transfer", changes, left_on, words, actor)


@transaction.atomic
def change_presence(
    *, member: Member, verb: str, changed_on: dt.date, words: str, actor: Actor
) -> Member:
    """Enter what a party organisation decided or found (``PRESENCE_MOVES``): 停止党籍、去世 …

    The system concludes nothing; ``words`` name the document. Raises ``PermissionDenied``,
    ``KeyError`` for an unknown verb, ``ValidationError`` ``register_off``, ``has_left``,
    ``wrong_state``, ``words_needed``, ``day_wrong``.
    """
    move = PRESENCE_MOVES[verb]
    fresh = _locked(member, actor)
    is_lost = fresh.lost_on is not None
    if move not in moves_from(fresh.presence, is_lost=is_lost):
        _refuse_state(fresh, verb, is_lost=is_lost)
    words = _checked(fresh, changed_on, words, actor)
    changes: dict[str, Any] = {"presence": move.target}
    if verb == "lose":
        changes["lost_on"] = changed_on
    elif verb in ("find", "restore"):
        changes["lost_on"] = None
    return _change(fresh, verb, changes, changed_on, words, actor)


def leave_with_file(member: Member, *, words: str, actor: Actor) -> None:
    """A probationary member whose file ends leaves the register too (取消预备党员资格).

    Part of ending the file. Raises ``PermissionDenied``.
    """
    fresh = lock_member(member)
    if fresh.presence not in LEFT:
        _change(fresh, "remove", {"presence": Presence.REMOVED}, actor.on, words, actor)


def _change(
    member: Member, verb: str, changes: dict[str, Any], day: dt.date, words: str, actor: Actor
) -> Member:
    """Write it, end what hung on a member who left, and leave the entry."""
    post = require(actor, Capability.HANDLE, at=member.organization)
    if changes["presence"] != member.presence:
        changes["presence_on"] = day
    before = {name: getattr(member, name) for name in changes}
    for name, value in changes.items():
        setattr(member, name, value)
    member.save(update_fields=list(changes))
    label = "转出" if verb == "transfer" else PRESENCE_MOVES[verb].label
    if member.presence in LEFT:
        end_with_member(member, on=day, actor=actor)
        file_ends(member, words=label, post=post, actor=actor)
    if not member.counts:
        # Who counts no more owes nothing from that month on, and nobody is asked for it.
        _unpaid(member).filter(month__gte=first_of(day)).delete()
        _settle_warnings(member, label, actor)
    elif verb in _ENDS:
        _settle_warnings(member, label, actor, kind=_ENDS[verb])
    record_act(
        member=member, verb=verb, actor=actor, post=post, before=before, after=changes, reason=words
    )
    return member


def _locked(member: Member, actor: Actor) -> Member:
    fresh = lock_member(member)
    require(actor, Capability.HANDLE, at=fresh.organization)
    refuse_without_register(fresh.organization, actor)
    refuse_gone(fresh)
    return fresh


def _refuse_absent(member: Member) -> None:
    if member.presence != Presence.PRESENT:
        raise ValidationError(
            f"该党员现为“{member.get_presence_display()}”，不能转接组织关系。党籍恢复后再办理。",
            code="not_present",
        )


def _refuse_state(member: Member, verb: str, *, is_lost: bool) -> None:
    move = PRESENCE_MOVES[verb]
    state = "在册（失去联系）" if is_lost and member.counts else member.get_presence_display()
    raise ValidationError(
        f"该党员现为“{state}”，不能{move.label}。请刷新后查看。", code="wrong_state"
    )


def _checked(member: Member, day: dt.date, words: str, actor: Actor) -> str:
    """The words, tidied; the day must lie between the last change and today."""
    since = member.joined_on if member.counts else member.presence_on
    if not words.strip():
        raise ValidationError(
            {
                "words": ValidationError(
                    "请填写依据和文号，系统不代替党组织作结论。", code="words_needed"
                )
            }
        )
    if not since <= day <= actor.on:
        what = "转入日期" if member.counts else "停止党籍日期"
        told = f"日期不能早于{what} {chinese_date(since)}，也不能晚于今天。请按文书核对。"
        raise ValidationError({"day": ValidationError(told, code="day_wrong")})
    return words.strip()[:_WORDS_MOST]


def _branch(member: Member, to: str, actor: Actor) -> Organization:
    """The one party organisation of the city of that name or code."""
    text = to.strip()
    rows = Organization.objects.filter(tenant=member.tenant_id, tier=Tier.BRANCH).open(actor.on)
    rows = rows.exclude(kind=Kind.UNIT).select_related("tenant")
    found = list(rows.filter(name=text)[:2]) or list(rows.filter(code=text)[:2]) if text else []
    if len(found) != 1:
        words = (
            "有重名的党组织，请改填组织代码。"
            if found
            else "系统内没有这个名称或代码的党组织，请填写全称；转往系统外的，请办理转出。"
        )
        raise ValidationError({"to": ValidationError(words, code="unknown_branch")})
    if found[0].kind == Kind.TEMPORARY_BRANCH:
        raise ValidationError({"to": ValidationError(NO_RELATION, code="temporary")})
    if found[0] == member.organization:
        words = "该党员已在本支部，请填写转往的党支部。"
        raise ValidationError({"to": ValidationError(words, code="same_branch")})
    return found[0]


def _follow_to(member: Member, branch: Organization, day: dt.date, actor: Actor) -> None:
    """A stay with the new home is over; any other goes on from there, as does what is owed.

    Warnings stay behind: the new branch is told of what lasts by its own.
    """
    _unpaid(member).update(organization=branch)
    _settle_warnings(member, "组织关系转出", actor)
    stays = MobileStay.objects.filter(member=member, ends_on__isnull=True)
    if stays.filter(host=branch).exists():
        end_with_member(member, on=day, actor=actor)
    else:
        follow_home(member, actor=actor)


def _unpaid(member: Member) -> QuerySet[Dues]:
    return Dues.objects.filter(member=member, paid_on__isnull=True, is_excused=False)


def _settle_warnings(member: Member, words: str, actor: Actor, *, kind: str = "") -> None:
    """Settle the open ones, or those of one kind: whatever else lasts goes on."""
    open_ones = MemberWarning.objects.filter(member=member, settled_on__isnull=True)
    if kind:
        open_ones = open_ones.filter(kind=kind)
    open_ones.update(settled_on=actor.on, settled_words=f"随“{words}”了结。")


def _tell(
    member: Member, branch: Organization, home: Organization, *, goes_along: bool, actor: Actor
) -> None:
    words = f"{home.name}转来一名党员的组织关系，请核对名册。"
    if goes_along:
        words += "发展党员档案一并转来，请接着办理；审批党委不同的，请在档案中变更。"
    send_notices(
        tenant=branch.tenant,
        kind=Notice.Kind.ANSWERED,
        title="转来党员组织关系",
        body=words,
        key=f"member:receive:{member.pk}:{actor.on:%Y%m%d}",
        path=reverse("people:member_detail", args=[member.pk]),
        organizations=[branch],
        actor=actor,
    )
