"""One number of one member, opened for a reason (明文查看)."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from hierarchy.actors import Actor
from people.actions.member_rows import (
    lock_member,
    record_act,
    refuse_without_register,
    require_whole,
)
from people.member_facts import SEALED, label_of
from people.models import Member
from people.sealed import Secret
from workflow.sealing import BrokenSealError

_LEAST: Final = 4


@sensitive_variables()
@transaction.atomic
def reveal_fact(*, member: Member, field: str, reason: str, actor: Actor) -> str:
    """Open one sealed fact (``SEALED``) for whoever sees the member whole; the plain text.

    The trail names the fact and the reason, never the text. Raises ``PermissionDenied``,
    ``ValidationError`` ``register_off``, ``unknown_field``, ``reason_needed``,
    ``nothing_there``, ``seal_broken``.
    """
    fresh = lock_member(member)
    post = require_whole(fresh, actor)
    refuse_without_register(fresh.organization, actor)
    if field not in SEALED:
        words = "请选择要查看的项目，一次一项。"
        raise ValidationError({"field": ValidationError(words, code="unknown_field")})
    if len(reason.strip()) < _LEAST:
        words = f"请写明查看的用途，不少于 {_LEAST} 个字，如“核对组织关系介绍信”。"
        raise ValidationError({"reason": ValidationError(words, code="reason_needed")})
    label = label_of(field)
    text = _opened(getattr(fresh, field), label)
    record_act(
        member=fresh,
        verb="reveal",
        actor=actor,
        post=post,
        after={"revealed_fact": label},
        reason=reason.strip(),
    )
    return text


def _opened(secret: Secret, label: str) -> str:
    if not secret:
        words = f"名册中没有登记{label}。"
        raise ValidationError({"field": ValidationError(words, code="nothing_there")})
    try:
        return secret.plain()
    except BrokenSealError as broken:
        words = f"{label}无法解密，可能更换过密钥。请联系系统管理员，或由党支部重新登记。"
        raise ValidationError({"field": ValidationError(words, code="seal_broken")}) from broken
