"""The register of a branch: who is entered, and what is corrected (党员名册)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.names import pinyin_key
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.actions.member_rows import (
    lock_member,
    record_act,
    refuse_temporary,
    refuse_without_register,
)
from people.member_facts import INDEXED, SEALED, changed_names, for_trail, tidy_facts
from people.models import Member, MemberImport
from people.sealed import blind_index, blind_indexes
from people.terms import LEFT, Presence
from workflow.once import once_key


@sensitive_variables()
@transaction.atomic
def enrol_member(
    *,
    organization: Organization,
    content: Mapping[str, Any],
    actor: Actor,
    entered_by: MemberImport | None = None,
) -> Member:
    """Enter a member in the register of a branch (登记党员); a form sent again finds the first.

    ``content``: ``name``, ``standing``, ``joined_on`` and, where known, ``identity``, ``phone``,
    ``address``, ``income`` (yuan a month), ``admitted_on``, ``regular_on``, ``duty``,
    ``is_leader``, ``is_spared``; ``once`` is the form's key. Raises ``PermissionDenied``, and
    ``register_off``, ``no_branch``, ``temporary``, ``duplicate`` and those of ``tidy_facts``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_without_register(organization, actor)
    refuse_temporary(organization)
    facts = {"joined_on": actor.on, **tidy_facts(content, on=actor.on)}
    key = once_key(content.get("once"), organization, *facts.items())
    if (first := _sent_before(organization, key)) is not None:
        return first
    _refuse_duplicate(facts.get("identity", ""), organization.tenant_id)
    member = Member(
        tenant=organization.tenant,
        organization=organization,
        presence=Presence.PRESENT,
        presence_on=facts["joined_on"],
        once_key=key,
        entered_by_import=entered_by,
    )
    _write(member, facts)
    after = for_trail(facts, facts)
    record_act(
        member=member, verb="enrol", actor=actor, post=post, changed=list(facts), after=after
    )
    return member


@sensitive_variables()
@transaction.atomic
def edit_member(
    *,
    member: Member,
    content: Mapping[str, Any],
    actor: Actor,
    forget: Iterable[str] = (),
    reason: str = "",
) -> Member:
    """Correct what the register says of a member (更正党员信息).

    A sealed fact left empty stays; those named in ``forget`` are emptied. Raises
    ``PermissionDenied``, ``ValidationError`` ``register_off``, ``has_left``, ``duplicate``,
    ``nothing_changed`` and those of ``tidy_facts``.
    """
    fresh = lock_member(member)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    refuse_without_register(fresh.organization, actor)
    refuse_gone(fresh)
    facts = tidy_facts(content, on=actor.on)
    facts |= dict.fromkeys((name for name in forget if name in SEALED), "")
    names = changed_names(fresh, facts)
    if not names:
        raise ValidationError("没有任何改动，请修改后再提交。", code="nothing_changed")
    if "identity" in names:
        _refuse_duplicate(facts["identity"], fresh.tenant_id, but=fresh.pk)
    before = for_trail({name: getattr(fresh, name) for name in facts}, names)
    _write(fresh, {name: facts[name] for name in names})
    record_act(
        member=fresh,
        verb="edit",
        actor=actor,
        post=post,
        changed=names,
        before=before,
        after=for_trail(facts, names),
        reason=reason.strip(),
    )
    return fresh


def refuse_gone(member: Member) -> None:
    """Raise ``ValidationError`` ``has_left`` for one of whom only history is kept."""
    if member.presence in LEFT:
        raise ValidationError(
            f"该党员{member.get_presence_display()}，名册只保存历史，不能再修改。"
            "重新转入的，请在现党支部重新登记。",
            code="has_left",
        )


def _sent_before(organization: Organization, key: UUID | None) -> Member | None:
    """The member whom the same form entered before, also a moment ago."""
    if key is None:
        return None
    # One at a time a branch: the second sees the first.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    first: Member | None = Member.objects.filter(once_key=key).first()
    return first


def _refuse_duplicate(identity: str, tenant_id: int, *, but: int | None = None) -> None:
    rows = Member.objects.filter(tenant_id=tenant_id, identity_index__in=blind_indexes(identity))
    others = rows.exclude(presence__in=LEFT)
    if identity and others.exclude(pk=but or 0).exists():
        raise _duplicate()


def _duplicate() -> ValidationError:
    words = (
        "该身份证号已在本市名册中。一名党员只隶属一个党支部，请核对号码；"
        "从其他党支部转来的，由原党支部办理转接。"
    )
    return ValidationError({"identity": ValidationError(words, code="duplicate")})


def _write(member: Member, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(member, name, value)
        if name in INDEXED:
            setattr(member, f"{name}_index", blind_index(value))
    if "name" in facts:
        member.name_key = pinyin_key(member.name)[:160]
    member.full_clean(validate_unique=False, validate_constraints=False)
    member.validate_constraints(exclude={"identity_index"})
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as clash:
        if "member_once" not in str(clash):
            raise
        # Two entered the same number at once.
        raise _duplicate() from clash
