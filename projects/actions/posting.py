"""Writing the ledger (记账): one voucher, its lines, and the balances they lead to.

Called inside the action whose paper it books, which has asked for the right. Locks in this order:
the project (taken by the caller), its paper, the city's number series, then accounts by source and
id. The series makes one queue of all who post in a city and year, so nobody waits for each other
in a circle; the accounts are held all the same, for a turn of the year has two queues.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.holding import OPEN_BOOK, locked_project, refuse_unless
from projects.amounts import checked
from projects.bookkeeping import OF_CITY, PAPER_OF, Line
from projects.models import Account, FundSource, Posting, Project, Voucher
from projects.overdrawn import refuse_overdrawn
from projects.terms import VoucherKind
from projects.versions import first_source
from workflow import audit
from workflow.numbers import take_number

Key = tuple[int, str, int | None, int | None]


@transaction.atomic
def post(
    *,
    kind: VoucherKind,
    source: FundSource,
    year: int,
    lines: Iterable[Line],
    project: Project | None = None,
    organization: Organization,
    words: str,
    paper_number: str = "",
    amount: Decimal,
    on: dt.date,
    actor: Actor,
) -> Voucher:
    """Book one voucher of one source (记账); the caller asked for the right.

    Lines of nought are left out. Raises ``ValidationError`` ``overdrawn`` when an account would
    fall below nought, ``bad_amount``.
    """
    number = take_number(tenant=organization.tenant, series=f"voucher-{on.year}")
    voucher = Voucher.objects.create(
        tenant=organization.tenant,
        organization=organization,
        number=f"PZ-{on.year}-{number:06d}",
        kind=kind,
        on=on,
        year=year,
        source=first_source(source),
        project=project,
        amount=checked(amount),
        words=words[:200],
        paper_number=paper_number[:60],
        made_by=actor.user,
        made_as=actor.post_label[:200],
        made_at=actor.at,
    )
    _write(voucher, [line for line in lines if line.amount])
    _trail("post", voucher, actor=actor)
    return voucher


@transaction.atomic
def post_reversal(*, voucher: Voucher, reason: str, actor: Actor) -> Voucher:
    """Book the opposite of a voucher, once (冲销); the caller asked for the right.

    Raises ``ValidationError`` ``reason_needed``, ``reversed_already``, ``overdrawn`` when what it
    brought was used in the meantime.
    """
    if len(reason.strip()) < 2:
        raise ValidationError("请写明冲销的原因，以后可以据此核对。", code="reason_needed")
    number = take_number(tenant=voucher.tenant, series=f"voucher-{actor.on.year}")
    if Voucher.objects.filter(reverses=voucher).exists():
        raise ValidationError(
            f"凭证 {voucher.number} 已经冲销，不能再次冲销，请刷新后查看。", code="reversed_already"
        )
    reversal = Voucher.objects.create(
        tenant=voucher.tenant,
        organization=_payer_or_applicant(voucher),
        number=f"PZ-{actor.on.year}-{number:06d}",
        kind=VoucherKind.REVERSAL,
        on=actor.on,
        year=voucher.year,
        source=voucher.source,
        project=voucher.project,
        amount=voucher.amount,
        words=f"冲销 {voucher.number}：{reason.strip()}"[:200],
        paper_number=voucher.paper_number,
        reverses=voucher,
        made_by=actor.user,
        made_as=actor.post_label[:200],
        made_at=actor.at,
    )
    booked = voucher.postings.order_by("account_id").values_list("account_id", "amount")
    _book(reversal, {account: -amount for account, amount in booked})
    _trail("reverse", reversal, actor=actor, reason=reason)
    return reversal


@transaction.atomic
def reverse_voucher(*, voucher: Voucher, reason: str, actor: Actor) -> Voucher:
    """Take back a budget, a cut, a carry or a hand-back on the ledger's own page (冲销凭证).

    What hangs on a paper (expense, refund, tranche) is reversed there, so that the paper follows;
    what a decision about a project brought is changed by the next decision. By the head of the
    body that pays. Raises ``PermissionDenied``; ``ValidationError`` ``reverse_elsewhere``,
    ``not_now``, and those of ``post_reversal``.
    """
    project = locked_project(voucher.project) if voucher.project else None
    at = project.city if project else voucher.organization
    require(actor, Capability.ISSUE, at=at)
    if voucher.kind in PAPER_OF:
        raise ValidationError(PAPER_OF[voucher.kind], code="reverse_elsewhere")
    if project:
        refuse_unless(project, OPEN_BOOK, "再冲销，账已结清")
    return post_reversal(voucher=voucher, reason=reason, actor=actor)


def _payer_or_applicant(voucher: Voucher) -> Organization:
    """Whose voucher a reversal is: today's applicant's, who may have taken the project over."""
    return voucher.project.applicant if voucher.project else voucher.organization


def _write(voucher: Voucher, lines: Sequence[Line]) -> None:
    accounts = _opened(voucher, lines)
    deltas: dict[int, Decimal] = {}
    for line in lines:
        account = accounts[_key(voucher, line)]
        deltas[account] = deltas.get(account, Decimal(0)) + line.amount
    _book(voucher, deltas)


def _book(voucher: Voucher, deltas: dict[int, Decimal]) -> None:
    """Append to each account's book and carry its balance on; the accounts stay locked."""
    locked = list(
        Account.objects.select_for_update(of=("self",), no_key=True)
        .select_related("source", "project", "category")
        .filter(pk__in=deltas)
        .order_by("pk")
    )
    for account in locked:
        refuse_overdrawn(account, deltas[account.pk])
        account.balance += deltas[account.pk]
        account.postings_count += 1
    Posting.objects.bulk_create(
        Posting(
            voucher=voucher,
            account=account,
            number=account.postings_count,
            amount=deltas[account.pk],
            balance=account.balance,
        )
        for account in locked
        if deltas[account.pk]
    )
    Account.objects.bulk_update(
        [account for account in locked if deltas[account.pk]], ["balance", "postings_count"]
    )


def _opened(voucher: Voucher, lines: Sequence[Line]) -> dict[Key, int]:
    """The ids of the accounts of a voucher's lines; opened at their first entry."""
    known = _known(voucher, lines)
    missing = {_key(voucher, line): line for line in lines if _key(voucher, line) not in known}
    if missing:
        top = Organization.objects.get(tenant=voucher.tenant, parent__isnull=True)
        Account.objects.bulk_create(
            [_new_account(voucher, line, top) for _, line in sorted(missing.items(), key=str)],
            ignore_conflicts=True,
        )
        known = _known(voucher, lines)
    return known


def _known(voucher: Voucher, lines: Sequence[Line]) -> dict[Key, int]:
    rows = Account.objects.filter(
        Q(kind__in=OF_CITY, project__isnull=True) | Q(project_id=voucher.project_id),
        tenant=voucher.tenant,
        source=voucher.source,
        year__in={line.year or voucher.year for line in lines},
    )
    return {
        (year, kind, project, category): pk
        for pk, year, kind, project, category in rows.values_list(
            "pk", "year", "kind", "project_id", "category_id"
        )
    }


def _key(voucher: Voucher, line: Line) -> Key:
    project = None if line.kind in OF_CITY else voucher.project_id
    return line.year or voucher.year, line.kind, project, line.category_id


def _new_account(voucher: Voucher, line: Line, top: Organization) -> Account:
    year, kind, project, category = _key(voucher, line)
    return Account(
        tenant=voucher.tenant,
        organization=top if kind in OF_CITY else voucher.organization,
        year=year,
        source=voucher.source,
        kind=kind,
        project_id=project,
        category_id=category,
    )


def _trail(
    verb: str, voucher: Voucher, *, actor: Actor, reason: str = "", post: Post | None = None
) -> None:
    audit.record(
        verb=f"voucher.{verb}",
        target=voucher,
        actor=actor,
        organization=voucher.organization,
        after={"kind": voucher.kind, "amount": f"{voucher.amount}", "source": voucher.source_id},
        reason=reason,
        post=post,
    )
