"""What a city decides about reminders and messages: plans, rules, channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.models import Tenant
from hierarchy.roles import require_keeping
from workflow import audit
from workflow.models import Channel, MessagePolicy, ReminderPlan
from workflow.models.channel import ChannelKind
from workflow.outgoing import MAIL_PORTS, refuse_mail_server
from workflow.reminders import due_sources
from workflow.sealing import seal

PLAN_FACTS: Final = ("before", "on_day", "after", "up_after", "effective_from", "effective_to")
POLICY_FACTS: Final = ("digest_at", "quiet_from", "quiet_until", "urges_per_day", "keep_days")
CHANNEL_FACTS: Final = ("is_on", "host", "port", "login", "sender")


@transaction.atomic
def add_plan(
    *, tenant: Tenant, source: str, code: str, facts: Mapping[str, Any], actor: Actor
) -> ReminderPlan:
    """Give one kind of thing a plan of the city's own from a day on (增加提醒方案).

    Raises ``PermissionDenied``, and ``ValidationError`` of the fields, ``unknown_source`` or
    ``unknown_code``.
    """
    post = require_keeping(actor, tenant=tenant)
    found = due_sources().get(source)
    if found is None:
        raise ValidationError("没有这类提醒对象，请从列表中选择。", code="unknown_source")
    if code and code not in found.codes(tenant=tenant):
        raise ValidationError("没有这一具体事项，请从列表中选择。", code="unknown_code")
    plan = ReminderPlan(tenant=tenant, source=source, code=code, **facts)
    plan.full_clean()
    plan.save(force_insert=True)
    after = _facts(plan, PLAN_FACTS)
    audit.record(
        verb="reminder.plan", target=plan, actor=actor, tenant=tenant, post=post, after=after
    )
    return plan


@transaction.atomic
def amend_plan(*, plan: ReminderPlan, facts: Mapping[str, Any], actor: Actor) -> ReminderPlan:
    """Change a plan (修改提醒方案); raises as ``add_plan`` does, and ``nothing_changed``."""
    fresh = ReminderPlan.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
    post = require_keeping(actor, tenant=fresh.tenant)
    _amend(fresh, "reminder.amend", PLAN_FACTS, facts, fresh.tenant, actor, post)
    return fresh


@transaction.atomic
def set_policy(*, tenant: Tenant, facts: Mapping[str, Any], actor: Actor) -> MessagePolicy:
    """Decide on hours, urging and keeping (消息规则); raises as ``amend_plan``."""
    post = require_keeping(actor, tenant=tenant)
    MessagePolicy.objects.bulk_create([MessagePolicy(tenant=tenant)], ignore_conflicts=True)
    fresh = MessagePolicy.objects.select_for_update(no_key=True).get(tenant=tenant)
    _amend(fresh, "message.policy", POLICY_FACTS, facts, tenant, actor, post)
    return fresh


@transaction.atomic
def set_channel(
    *, tenant: Tenant, kind: str, facts: Mapping[str, Any], secret: str = "", actor: Actor
) -> Channel:
    """Switch a channel on or off and enter the mail server (设置消息渠道).

    An empty ``secret`` leaves the present one, as long as it is for the same server and login;
    without a login none is kept. Raises ``PermissionDenied``, and ``ValidationError`` of the
    fields, ``mail_incomplete``, ``mail_plain``, ``secret_again`` or those of
    ``refuse_mail_server``.
    """
    post = require_keeping(actor, tenant=tenant)
    Channel.objects.bulk_create([Channel(tenant=tenant, kind=kind)], ignore_conflicts=True)
    fresh = Channel.objects.select_for_update(no_key=True).get(tenant=tenant, kind=kind)
    before = _facts(fresh, CHANNEL_FACTS)
    used_for = (fresh.host, fresh.login)
    for name, value in facts.items():
        setattr(fresh, name, value)
    if secret:
        fresh.secret = seal(secret)
    elif fresh.secret and used_for != (fresh.host, fresh.login):
        _forget_secret(fresh)
    fresh.full_clean()
    if fresh.is_on and kind == ChannelKind.EMAIL:
        _check_mail(fresh)
    fresh.save()
    audit.record(
        verb="message.channel",
        target=fresh,
        actor=actor,
        tenant=tenant,
        post=post,
        before=before,
        after=_facts(fresh, CHANNEL_FACTS),
    )
    return fresh


def _forget_secret(channel: Channel) -> None:
    """A stored password goes to no other server than the one it was typed for."""
    if channel.login:
        text = "邮件服务器或登录名已更换，已保存的密码不再沿用，请重新填写密码。"
        raise ValidationError({"secret": ValidationError(text, code="secret_again")})
    channel.secret = ""


def _check_mail(channel: Channel) -> None:
    if not (channel.host and channel.sender):
        raise ValidationError("请填写邮件服务器和发件人地址后再启用。", code="mail_incomplete")
    refuse_mail_server(channel.host, channel.port)
    if channel.secret and MAIL_PORTS.get(channel.port) == "insecure":
        text = "25 端口不加密，不能使用密码。请改用 465 或 587 端口。"
        raise ValidationError({"port": ValidationError(text, code="mail_plain")})


def _amend(
    row: ReminderPlan | MessagePolicy,
    verb: str,
    names: tuple[str, ...],
    facts: Mapping[str, Any],
    tenant: Tenant,
    actor: Actor,
    post: Post | None,
) -> None:
    before = _facts(row, names)
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    after = _facts(row, names)
    changed = [name for name in names if before[name] != after[name]]
    if not changed:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    row.save()
    audit.record(
        verb=verb,
        target=row,
        actor=actor,
        tenant=tenant,
        post=post,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _facts(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """As the trail keeps it: figures and truths as they are, days and hours as text."""
    found = {name: getattr(row, name) for name in names}
    return {
        name: value if isinstance(value, bool | int | list | None) else str(value)
        for name, value in found.items()
    }
