"""Mobile members (流动党员, R-29 to R-31): one home, one host, both look after the member."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Kind, Tier
from people.free_words import for_the_trail
from people.masks import masked_name
from people.models import Member, MobileStay
from people.policy import refuse_without_register
from people.terms import Abroad, Presence
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice

CONTENT: Final = (*("host", "host_name", "abroad", "home_contact", "starts_on"),)
"""What the home branch writes of a stay."""
_PERSONS: Final = ("home_contact", "host_contact")


@transaction.atomic
def register_stay(*, member: Member, content: Mapping[str, Any], actor: Actor) -> MobileStay:
    """The home branch sets a member down as mobile (登记流动党员); a host in the system is told.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``register_off``,
    ``not_present``, ``away_already``, ``host_needed``, ``host_twice``, ``no_branch``,
    ``same_branch``, ``in_future``.
    """
    home = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    post = require(actor, Capability.HANDLE, at=home.organization)
    refuse_without_register(home.tenant, actor.on)
    _refuse_away(home)
    stay = MobileStay(member=home, tenant_id=home.tenant_id, home=home.organization)
    _fill(stay, content, actor)
    stay.save(force_insert=True)
    audit.record(
        verb="stay.register",
        target=stay,
        actor=actor,
        organization=stay.home,
        after=_masked(_plain(stay)),
        post=post,
    )
    _ask_host(stay, actor)
    return stay


@transaction.atomic
def edit_stay(*, stay: MobileStay, content: Mapping[str, Any], actor: Actor) -> MobileStay:
    """Put right what was written (修改流动登记); a new host confirms, the one before is told.

    Raises ``PermissionDenied``, ``ValidationError`` as ``register_stay``, ``ended``,
    ``nothing_changed``.
    """
    fresh, post = _locked(stay, side="home", actor=actor)
    before, host = _plain(fresh), fresh.host
    _fill(fresh, content, actor)
    after = _plain(fresh)
    if before == after:
        raise ValidationError("没有改动任何内容。请修改后再保存。", code="nothing_changed")
    if fresh.host != host:
        fresh.confirmed_on, fresh.host_contact = None, ""
    fresh.save()
    changed = [name for name in after if after[name] != before[name]]
    audit.record(
        verb="stay.edit",
        target=fresh,
        actor=actor,
        organization=fresh.home,
        before=_masked({name: before[name] for name in changed}),
        after=_masked({name: after[name] for name in changed}),
        post=post,
    )
    if fresh.host != host:
        _ask_host(fresh, actor)
        if host is not None:
            title = f"{fresh.home.label}有 1 名流动党员的流入地已改登，不再由你处联系"
            _tell(fresh, Notice.Kind.STOPPED, title, to=host, actor=actor, path=_list())
    return fresh


@transaction.atomic
def confirm_stay(*, stay: MobileStay, host_contact: str, actor: Actor) -> MobileStay:
    """The host branch takes the member in (确认接收), and says who keeps in touch.

    Raises ``PermissionDenied``, ``ValidationError`` ``ended``, ``confirmed_already``,
    ``contact_needed``.
    """
    fresh, post = _locked(stay, side="host", actor=actor)
    if fresh.confirmed_on is not None:
        raise ValidationError(
            f"已于 {chinese_date(fresh.confirmed_on)} 确认，不需要再次确认。",
            code="confirmed_already",
        )
    fresh.host_contact = _needed(host_contact, "host_contact", "请填写本支部负责联系的同志。")
    fresh.confirmed_on = actor.on
    fresh.clean_fields()
    fresh.save(update_fields=["host_contact", "confirmed_on"])
    audit.record(
        verb="stay.confirm",
        target=fresh,
        actor=actor,
        organization=fresh.host,
        after=_masked({"confirmed_on": actor.on, "host_contact": fresh.host_contact}),
        post=post,
    )
    _tell(
        fresh,
        Notice.Kind.ANSWERED,
        f"{_label(fresh.host)}已确认接收 1 名流动党员",
        to=fresh.home,
        actor=actor,
    )
    return fresh


@transaction.atomic
def decline_stay(*, stay: MobileStay, reason: str, actor: Actor) -> MobileStay:
    """The branch named as host says that the member is not with it (不在本地); home looks anew.

    Raises ``PermissionDenied``, ``ValidationError`` ``ended``, ``confirmed_already``,
    ``reason_needed``.
    """
    fresh, post = _locked(stay, side="host", actor=actor)
    if fresh.confirmed_on is not None:
        raise ValidationError(
            "本支部已确认接收，不能再退回。党员离开的，请告知流出地党组织办理返回或变更。",
            code="confirmed_already",
        )
    words = _needed(reason, "reason", "请写明核实的情况，流出地党组织据此重新联系党员。")
    host = fresh.host
    fresh.host = None
    fresh.save(update_fields=["host"])
    audit.record(
        verb="stay.decline",
        target=fresh,
        actor=actor,
        organization=fresh.home,
        before={"host": _label(host)},
        after={"host": ""},
        reason=for_the_trail(words, fresh.member.name),
        post=post,
    )
    title = f"{_label(host)}没有接收 1 名流动党员，请核实去向"
    _tell(fresh, Notice.Kind.RETURNED, title, to=fresh.home, actor=actor)
    return fresh


@transaction.atomic
def end_stay(*, stay: MobileStay, ends_on: dt.date, actor: Actor) -> MobileStay:
    """The member is back, or the relation has moved (结束流动); the host is told.

    Raises ``PermissionDenied``, ``ValidationError`` ``ended``, ``in_future``,
    ``days_in_order``.
    """
    fresh, post = _locked(stay, side="home", actor=actor)
    _refuse_future(ends_on, "ends_on", actor)
    if ends_on < fresh.starts_on:
        raise _at(
            "ends_on",
            f"返回日期不能早于外出日期 {chinese_date(fresh.starts_on)}，请改正。",
            "days_in_order",
        )
    fresh.ends_on = ends_on
    fresh.save(update_fields=["ends_on"])
    audit.record(
        verb="stay.end",
        target=fresh,
        actor=actor,
        organization=fresh.home,
        after={"ends_on": ends_on},
        post=post,
    )
    if fresh.host is not None:
        title = f"{fresh.home.label}有 1 名流动党员已结束流动"
        _tell(fresh, Notice.Kind.STOPPED, title, to=fresh.host, actor=actor)
    return fresh


def end_with_member(member: Member, *, on: dt.date, actor: Actor) -> None:
    """End the open stay of a member who left, or whose host is the home now; the host is told.

    Part of an action, which leaves the entry. The new home itself is told of the transfer.
    """
    rows = MobileStay.objects.filter(member=member, ends_on__isnull=True)
    for stay in rows.select_for_update(of=("self",)).select_related("tenant", "home", "host"):
        stay.ends_on = max(on, stay.starts_on)
        stay.save(update_fields=["ends_on"])
        if stay.host is not None and stay.host_id != member.organization_id:
            title = f"{stay.home.label}有 1 名流动党员已不在册，流动结束"
            _tell(stay, Notice.Kind.STOPPED, title, to=stay.host, actor=actor)


def follow_home(member: Member, *, actor: Actor) -> None:
    """Let the open stay go on from the member's new home; the host is told whom to talk to.

    Part of an action, which leaves the entry.
    """
    rows = MobileStay.objects.filter(member=member, ends_on__isnull=True)
    for stay in rows.select_for_update(of=("self",)).select_related("tenant", "host"):
        stay.home = member.organization
        stay.save(update_fields=["home"])
        if stay.host is not None:
            title = f"在你处流动的 1 名党员，组织关系已转到{stay.home.label}"
            _tell(stay, Notice.Kind.STOPPED, title, to=stay.host, actor=actor)


def lock_stay(stay: MobileStay) -> MobileStay:
    """The stay as it is now, locked until the end of the transaction. Part of an action."""
    rows = MobileStay.objects.select_related("member", "home__tenant", "host__tenant", "tenant")
    return rows.select_for_update(of=("self",)).get(pk=stay.pk)


def _locked(stay: MobileStay, *, side: str, actor: Actor) -> tuple[MobileStay, Post | None]:
    """The stay, for one side of it that may act; refused once it is over."""
    fresh = lock_stay(stay)
    body: Organization | None = getattr(fresh, side)
    if body is None:
        raise ValidationError(
            "还没有登记系统内的流入地党组织，不能由流入地办理。请先由流出地党组织补登。",
            code="no_host",
        )
    post = require(actor, Capability.HANDLE, at=body)
    refuse_without_register(fresh.tenant, actor.on)
    if fresh.ends_on is not None:
        raise ValidationError(
            f"这次流动已于 {chinese_date(fresh.ends_on)} 结束，不能再办理。"
            "党员再次外出的，请重新登记。",
            code="ended",
        )
    return fresh, post


def _fill(stay: MobileStay, content: Mapping[str, Any], actor: Actor) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(stay, name, value.strip() if isinstance(value, str) else value)
    stay.clean_fields(exclude=["member", "tenant", "home"])
    _refuse_future(stay.starts_on, "starts_on", actor)
    if stay.host is not None and stay.host_name:
        raise _at(
            "host_name",
            "流入地党组织已在系统内选择，不再另填名称。请保留其中一项。",
            "host_twice",
        )
    if stay.host is None and not stay.host_name and stay.abroad != Abroad.ABROAD:
        raise _at(
            "host",
            "请选择流入地党组织；不在本系统的，填写其全称。双方才能共同管理。",
            "host_needed",
        )
    if stay.host is not None:
        _check_host(stay, stay.host, actor)


def _check_host(stay: MobileStay, host: Organization, actor: Actor) -> None:
    if host.pk == stay.home_id:
        raise _at("host", "流入地与流出地不能是同一党组织，请另选。", "same_branch")
    is_open = host.closed_on is None or host.closed_on > actor.on
    is_branch = host.tier == Tier.BRANCH and host.kind != Kind.UNIT
    if host.tenant_id != stay.tenant_id or not is_open or not is_branch:
        raise _at(
            "host",
            f"“{host.name}”不是本市在用的党组织，不能接收流动党员。请选择党支部或填写系统外名称。",
            "no_branch",
        )


def _refuse_away(member: Member) -> None:
    if member.presence != Presence.PRESENT:
        raise ValidationError(
            f"{member.name}的状态为“{member.get_presence_display()}”，不再登记流动。"
            "状态有误的，请先在党员页面更正。",
            code="not_present",
        )
    if MobileStay.objects.filter(member=member, ends_on__isnull=True).exists():
        raise ValidationError(
            f"{member.name}已登记为流动党员，一名党员同时只登记一处。"
            "去向有变化的，请在原登记上修改。",
            code="away_already",
        )


def _refuse_future(day: dt.date, field: str, actor: Actor) -> None:
    if day > actor.on:
        raise _at(field, f"{chinese_date(day)}还没有到，请填实际日期，不晚于今天。", "in_future")


def _needed(text: str, field: str, words: str) -> str:
    if not text.strip():
        raise _at(field, words, "reason_needed" if field == "reason" else "contact_needed")
    return text.strip()


def _ask_host(stay: MobileStay, actor: Actor) -> None:
    if stay.host is not None:
        title = f"{stay.home.label}有 1 名流动党员请你们确认接收"
        _tell(stay, Notice.Kind.REPORTED, title, to=stay.host, actor=actor)


def _tell(
    stay: MobileStay, kind: str, title: str, *, to: Organization, actor: Actor, path: str = ""
) -> None:
    """One notice to the other side; it names no member, for it may go out by other channels.

    ``path`` leads elsewhere than to the stay, which whoever is no side of it any more can't open.
    """
    send_notices(
        tenant=stay.tenant,
        kind=kind,
        title=title,
        key=f"stay:{stay.pk}:{kind}:{to.pk}:{actor.at:%y%m%d%H%M%S%f}",
        path=path or reverse("people:stay_detail", args=[stay.pk]),
        organizations=[to],
        actor=actor,
    )


def _plain(stay: MobileStay) -> dict[str, Any]:
    return {
        "host": _label(stay.host) or stay.host_name,
        "abroad": stay.get_abroad_display(),
        "home_contact": stay.home_contact,
        "starts_on": stay.starts_on,
    }


def _masked(facts: dict[str, Any]) -> dict[str, Any]:
    """The same for the trail: who keeps in touch is a person too."""
    return {
        name: masked_name(value) if name in _PERSONS else value for name, value in facts.items()
    }


def _list() -> str:
    return reverse("people:stay_list")


def _label(body: Organization | None) -> str:
    return body.label if body else ""


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
