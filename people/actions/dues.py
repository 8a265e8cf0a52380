"""Dues month by month (党费, R-26): what each counting member owes, and what was paid.

Both sums are sealed. The trail says that something was paid or opened, never how much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability, Kind
from people.dues_rates import bands_of
from people.dues_rules import Band, owed_of, percent_of
from people.free_words import for_the_trail
from people.models import Dues, Member
from people.months import first_of, in_words
from people.policy import policy_of, refuse_without_register
from people.terms import Presence
from workflow import audit

_BATCH: Final = 2000
_NONE: Final = Decimal(0)


@transaction.atomic
def make_dues(*, tenant: Tenant, actor: Actor, organization: Organization | None = None) -> int:
    """Set down what each counting member owes for the actor's month (生成当月党费); how many.

    Of one branch by who writes for it, of the whole city by the clock. Months that are over
    are never made up: they would read as unpaid. Twice adds nothing. Nothing is made where the
    register is off. Raises ``PermissionDenied``.
    """
    if organization is not None:
        require(actor, Capability.HANDLE, at=organization)
    month = first_of(actor.on)
    liable = _liable(tenant, organization, month)
    # A branch asks with each look at its month, and finds in one query that nothing is lacking.
    if organization is not None and not liable.exclude(dues__month=month).exists():
        return 0
    if not policy_of(tenant, actor.on).register_on:
        return 0
    bands = bands_of(tenant, month)
    made = 0
    for members in _in_batches(liable):
        there = _there(members, month)
        rows = [_row(member, month, bands) for member in members if member.pk not in there]
        made += len(Dues.objects.bulk_create(rows, ignore_conflicts=True))
    if made:
        audit.record(
            verb="dues.make",
            target=organization or tenant,
            actor=actor,
            tenant=tenant,
            organization=organization,
            after={"dues_month": month, "members_counted": made},
        )
    return made


@sensitive_variables()
@transaction.atomic
def recompute_dues(*, organization: Organization, month: dt.date, actor: Actor) -> int:
    """Reckon what nobody has paid yet anew, by the incomes of today (重算应交); how many changed.

    Raises ``PermissionDenied``, ``ValidationError`` ``register_off``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_without_register(organization.tenant, actor.on)
    bands = bands_of(organization.tenant, month)
    changed = []
    for row in _of_month(organization, month).filter(paid_on__isnull=True):
        fresh = _row(row.member, month, bands)
        if (row.percent, _opened(row.owed)) != (fresh.percent, _opened(fresh.owed)):
            row.percent, row.owed = fresh.percent, fresh.owed
            changed.append(row)
    if changed:
        Dues.objects.bulk_update(changed, ["percent", "owed"])
        audit.record(
            verb="dues.recompute",
            target=organization,
            actor=actor,
            organization=organization,
            after={"dues_month": month, "members_counted": len(changed)},
            post=post,
        )
    return len(changed)


@sensitive_variables()
@transaction.atomic
def pay_dues(
    *,
    organization: Organization,
    month: dt.date,
    rows: Collection[int],
    paid_on: dt.date,
    amount: Decimal | None = None,
    actor: Actor,
) -> int:
    """Members have paid (登记交纳): each what is owed, or one member another amount; how many.

    Raises ``PermissionDenied``, ``ValidationError`` ``register_off``, ``nobody_chosen``,
    ``in_future``, ``foreign_row``, ``paid_already``, ``one_amount``, ``no_amount``,
    ``amount_needed``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_without_register(organization.tenant, actor.on)
    _refuse_day(paid_on, actor)
    found = _chosen(organization, month, rows)
    _check_amount(amount, found)
    for row in found:
        row.paid = str(amount) if amount is not None else _owed_or_refuse(row)
        row.paid_on, row.is_excused = paid_on, False
    Dues.objects.bulk_update(found, ["paid", "paid_on", "is_excused"])
    audit.record(
        verb="dues.pay",
        target=organization,
        actor=actor,
        organization=organization,
        after={"dues_month": month, "dues_paid_on": paid_on, "members_counted": len(found)},
        post=post,
    )
    return len(found)


@sensitive_variables()
@transaction.atomic
def excuse_dues(*, dues: Dues, words: str, actor: Actor) -> Dues:
    """A month need not be paid, or late payment has its reason (登记正当理由), as people decided.

    Raises ``PermissionDenied``, ``ValidationError`` ``register_off``, ``paid_already``,
    ``words_needed``.
    """
    fresh = _lock(dues)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    refuse_without_register(fresh.organization.tenant, actor.on)
    if fresh.paid_on is not None:
        raise _paid_already([fresh])
    if not words.strip():
        raise ValidationError(
            {"words": ValidationError("请写明理由和批准情况，如免交、缓交。", code="words_needed")}
        )
    fresh.is_excused, fresh.words = True, words.strip()
    fresh.clean_fields(exclude=["member", "tenant", "organization", "owed", "paid"])
    fresh.save(update_fields=["is_excused", "words"])
    audit.record(
        verb="dues.excuse",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"month": fresh.month, "is_excused": True},
        post=post,
    )
    return fresh


@transaction.atomic
def undo_dues(*, dues: Dues, reason: str, actor: Actor) -> Dues:
    """What was entered by mistake is taken back (撤销登记): the month is owed again.

    Raises ``PermissionDenied``, ``ValidationError`` ``register_off``, ``nothing_entered``,
    ``reason_needed``.
    """
    fresh = _lock(dues)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    refuse_without_register(fresh.organization.tenant, actor.on)
    if fresh.paid_on is None and not fresh.is_excused:
        raise ValidationError(
            f"{in_words(fresh.month)}还没有登记交纳或理由，不需要撤销。", code="nothing_entered"
        )
    if not reason.strip():
        raise ValidationError(
            {"reason": ValidationError("请写明撤销的原因，以便日后查阅。", code="reason_needed")}
        )
    before = {"paid_on": fresh.paid_on, "is_excused": fresh.is_excused}
    fresh.paid, fresh.paid_on, fresh.is_excused, fresh.words = "", None, False, ""
    fresh.save(update_fields=["paid", "paid_on", "is_excused", "words"])
    audit.record(
        verb="dues.undo",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        before=before,
        after={"paid_on": None, "is_excused": False},
        reason=for_the_trail(reason.strip(), fresh.member.name),
        post=post,
    )
    return fresh


@sensitive_variables()
@transaction.atomic
def open_sums(
    *, organization: Organization, month: dt.date, actor: Actor
) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """The sums of a branch's month in yuan (查看数额): by row, what is owed and what was paid.

    Only who writes for the branch opens them, and each time leaves an entry on the trail.
    Raises ``PermissionDenied``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    rows = Dues.objects.filter(organization=organization, month=month)
    sums = {row.pk: (_sum(_opened(row.owed)), _sum(_opened(row.paid))) for row in rows}
    audit.record(
        verb="dues.open",
        target=organization,
        actor=actor,
        organization=organization,
        after={"dues_month": month, "members_counted": len(sums)},
        reason="核对当月党费",
        post=post,
    )
    return sums


def _liable(tenant: Tenant, organization: Organization | None, month: dt.date) -> QuerySet[Member]:
    """Members who count in a month; temporary branches collect nothing (R-07)."""
    rows = Member.objects.filter(tenant=tenant, presence=Presence.PRESENT)
    rows = rows.exclude(organization__kind=Kind.TEMPORARY_BRANCH)
    if organization is not None:
        rows = rows.filter(organization=organization)
    begun = Q(admitted_on__isnull=True) | Q(admitted_on__lte=_last_of(month))
    return rows.filter(begun, joined_on__lte=_last_of(month)).order_by("pk")


def _there(members: Sequence[Member], month: dt.date) -> set[int]:
    """Which of these members, in the order of their ids, have a row of the month.

    By a range of ids, whatever the database knows: of a month it has no statistics of it takes
    one row to be there, and would look through all of them for each member of a city.
    """
    ends = {"member__gte": members[0].pk, "member__lte": members[-1].pk}
    rows = Dues.objects.filter(month=month, **ends)
    return set(rows.values_list("member_id", flat=True))


def _last_of(month: dt.date) -> dt.date:
    return first_of(month + dt.timedelta(days=31)) - dt.timedelta(days=1)


def _in_batches(rows: QuerySet[Member]) -> Iterator[Sequence[Member]]:
    """Read a city's members without holding all of them at once."""
    members = rows.iterator(chunk_size=_BATCH)
    while batch := list(islice(members, _BATCH)):
        yield batch


@sensitive_variables()
def _row(member: Member, month: dt.date, bands: Sequence[Band]) -> Dues:
    """What a member owes; nothing is reckoned where no income was entered."""
    income = _sum(_opened(member.income))
    percent = percent_of(income, bands) if income else _NONE
    return Dues(
        member=member,
        tenant_id=member.tenant_id,
        organization_id=member.organization_id,
        month=month,
        percent=percent,
        owed=str(owed_of(income, percent)) if income else "",
    )


def _of_month(organization: Organization, month: dt.date) -> QuerySet[Dues]:
    rows = Dues.objects.select_for_update(of=("self",)).select_related("member")
    return rows.filter(organization=organization, month=month).order_by("pk")


def _chosen(organization: Organization, month: dt.date, ids: Collection[int]) -> list[Dues]:
    if not ids:
        raise ValidationError("请勾选已交纳党费的党员。", code="nobody_chosen")
    found = list(_of_month(organization, month).filter(pk__in=ids))
    if len(found) < len(set(ids)):
        raise ValidationError(
            "所选内容有变化，部分不在本支部本月名单内。请刷新页面后重新勾选。", code="foreign_row"
        )
    if paid := [row for row in found if row.paid_on is not None]:
        raise _paid_already(paid)
    return found


def _paid_already(rows: Sequence[Dues]) -> ValidationError:
    return ValidationError(
        f"有 {len(rows)} 名党员当月已登记交纳，不能重复登记。登记有误的，请先撤销。",
        code="paid_already",
    )


@sensitive_variables()
def _check_amount(amount: Decimal | None, rows: Sequence[Dues]) -> None:
    if amount is None:
        return
    if len(rows) > 1:
        raise _at_amount("填写实交数额时只勾选一名党员；按应交数额交纳的，不用填写。", "one_amount")
    if amount <= 0:
        raise _at_amount("实交数额应大于 0 元。免交、缓交的，请登记正当理由。", "no_amount")


@sensitive_variables()
def _owed_or_refuse(row: Dues) -> str:
    if not (owed := _opened(row.owed)):
        raise _at_amount(
            f"{row.member.name}没有填写党费计算基数，请单独勾选并填写实交数额，"
            "或先在党员页面补填基数后更新应交。",
            "amount_needed",
        )
    return owed


def _at_amount(words: str, code: str) -> ValidationError:
    return ValidationError({"amount": ValidationError(words, code=code)})


def _refuse_day(day: dt.date, actor: Actor) -> None:
    if day > actor.on:
        raise ValidationError(
            {
                "paid_on": ValidationError(
                    f"{chinese_date(day)}还没有到，请填实际交纳的日期。", code="in_future"
                )
            }
        )


def _lock(dues: Dues) -> Dues:
    rows = Dues.objects.select_related("member", "organization__tenant")
    return rows.select_for_update(of=("self",)).get(pk=dues.pk)


@sensitive_variables()
def _opened(sealed: object) -> str:
    """The text behind a sealed sum; nothing stays nothing."""
    plain = getattr(sealed, "plain", None)
    return (plain() if plain else str(sealed)) if sealed else ""


@sensitive_variables()
def _sum(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
