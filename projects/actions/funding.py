"""What decisions about a project do to its money: arranged, changed, planned, released.

Called by the actions on the project's life, inside their transaction and after they asked for the
right; each takes the project's row first, then goes by source, so that no two wait in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.holding import locked_project
from projects.actions.posting import post
from projects.amounts import ZERO, checked, shared, total, yuan
from projects.bookkeeping import allocate_lines, release_lines
from projects.models import (
    BudgetLine,
    CatalogueEntry,
    FundSource,
    Project,
    Tranche,
    Voucher,
)
from projects.money_moves import TRANCHE_MOVES
from projects.terms import AccountKind, TrancheStatus, VoucherKind
from projects.versions import first_category, first_source
from workflow import audit
from workflow.moves import perform

Budget = Mapping[tuple[int, int], Decimal]
_UNPAID = (TrancheStatus.PLANNED, TrancheStatus.REQUESTED, TrancheStatus.APPROVED)


@transaction.atomic
def allocate_budget(*, project: Project, actor: Actor) -> list[Voucher]:
    """Arrange an approved project's budget out of the year's, a voucher a source (立项安排).

    Raises ``ValidationError`` ``overdrawn`` when a source has too little left, ``no_budget``,
    ``allocated_already``.
    """
    fresh = locked_project(project)
    if fresh.vouchers.filter(kind=VoucherKind.ALLOCATE).exists():
        raise ValidationError("该项目的经费已经安排，请刷新后查看。", code="allocated_already")
    wanted = _by_source(_budget_of(fresh))
    if not wanted:
        raise ValidationError("该项目没有预算科目，请先补充经费预算。", code="no_budget")
    return [
        _arranged(fresh, source, lines, kind=VoucherKind.ALLOCATE, actor=actor)
        for source, lines in wanted
    ]


@transaction.atomic
def adjust_budget(*, project: Project, after: Budget, actor: Actor) -> list[Voucher]:
    """Bring the budget to ``after``, by ids of source and category; the rest goes (预算调整).

    What a source gains or loses is the city's to decide and is put on its tranches not yet asked
    for, the last first. Raises ``PermissionDenied``; ``ValidationError`` ``overdrawn`` (a line is
    to hold less than was spent, a source to give less than was paid out, or the city has not so
    much left), ``tranches_under_way``, ``bad_amount``, ``not_allocated``.
    """
    fresh = locked_project(project)
    if not fresh.vouchers.filter(kind=VoucherKind.ALLOCATE).exists():
        raise ValidationError("该项目的经费还没有安排，请直接修改预算。", code="not_allocated")
    before = _budget_of(fresh)
    wished = _canonical({key: checked(amount) for key, amount in after.items() if amount})
    deltas = {
        key: change
        for key in before.keys() | wished.keys()
        if (change := wished.get(key, ZERO) - before.get(key, ZERO))
    }
    grouped = _by_source(deltas)
    if any(total(lines.values()) for _, lines in grouped):
        require(actor, Capability.REVIEW, at=fresh.city)
    made = []
    for source, lines in grouped:
        made.append(_arranged(fresh, source, lines, kind=VoucherKind.ADJUST, actor=actor))
        if change := total(lines.values()):
            _change_tranches(fresh, source, change)
    _write_lines(fresh, wished, gone=before.keys() - wished.keys())
    audit.record(
        verb="project.adjust_budget",
        target=fresh,
        actor=actor,
        organization=fresh.applicant,
        before={"total": f"{total(before.values())}"},
        after={"total": f"{total(wished.values())}", "vouchers": [one.number for one in made]},
    )
    return made


@transaction.atomic
def release_rest(*, project: Project, actor: Actor) -> list[Voucher]:
    """Give back to the city what was arranged and never paid out, and drop the tranches left.

    At the settling of accounts, a failure or a stop (收回未拨指标). Nothing to give back is no
    fault.
    """
    fresh = locked_project(project)
    left = fresh.tranches.filter(status__in=_UNPAID).order_by("source_id", "number")
    for tranche in left:
        perform(
            tranche,
            "cancel",
            table=TRANCHE_MOVES,
            actor=actor,
            reason="项目结束，未拨指标收回",
            right=Capability.REVIEW,
        )
    rows = fresh.accounts.filter(kind=AccountKind.ALLOCATED, balance__gt=0)
    return [
        post(
            kind=VoucherKind.RELEASE,
            source=account.source,
            year=fresh.year,
            lines=release_lines(account.balance),
            project=fresh,
            organization=fresh.applicant,
            words=f"收回未拨指标：{fresh.name}",
            amount=account.balance,
            on=actor.on,
            actor=actor,
        )
        for account in rows.select_related("source").order_by("source_id")
    ]


@transaction.atomic
def plan_tranches(*, project: Project, shares: Sequence[int], actor: Actor) -> list[Tranche]:
    """Split what each source is to pay into tranches of so many per cent (拨款批次).

    The tranches of a source add up to it to the cent; a tranche that would be nought is left out.
    Raises ``ValidationError`` ``bad_shares``, ``planned_already``, ``not_allocated``.
    """
    fresh = locked_project(project)
    if fresh.tranches.exists():
        raise ValidationError("拨款批次已经排定，请刷新后查看。", code="planned_already")
    rows = fresh.accounts.filter(kind=AccountKind.ALLOCATED, balance__gt=0)
    accounts = list(rows.select_related("source").order_by("source_id"))
    if not accounts:
        raise ValidationError("该项目的经费还没有安排，不能排定拨款批次。", code="not_allocated")
    made = Tranche.objects.bulk_create(
        Tranche(project=fresh, number=number, source=account.source, amount=amount)
        for account in accounts
        for number, amount in enumerate(shared(account.balance, shares), start=1)
        if amount
    )
    audit.record(
        verb="project.plan_tranches",
        target=fresh,
        actor=actor,
        organization=fresh.applicant,
        after={"shares": list(shares), "tranches": len(made)},
    )
    return made


def _arranged(
    project: Project,
    source: FundSource,
    lines: Mapping[int, Decimal],
    *,
    kind: VoucherKind,
    actor: Actor,
) -> Voucher:
    more = total(amount for amount in lines.values() if amount > 0)
    less = -total(amount for amount in lines.values() if amount < 0)
    return post(
        kind=kind,
        source=source,
        year=project.year,
        lines=allocate_lines(lines),
        project=project,
        organization=project.applicant,
        words=f"{kind.label}：{project.name}",
        paper_number=project.approval_number,
        amount=max(more, less),
        on=actor.on,
        actor=actor,
    )


def _budget_of(project: Project) -> dict[tuple[int, int], Decimal]:
    rows = project.budget.filter(amount__gt=0).values_list("source", "category", "amount")
    return _canonical({(source, category): amount for source, category, amount in rows})


def _canonical(budget: Budget) -> dict[tuple[int, int], Decimal]:
    """The same under the first version of each source and category."""
    sources = FundSource.objects.in_bulk({source for source, _ in budget})
    categories = CatalogueEntry.objects.in_bulk({category for _, category in budget})
    first = {pk: first_source(row).pk for pk, row in sources.items()}
    kept = {pk: first_category(row).pk for pk, row in categories.items()}
    found: dict[tuple[int, int], Decimal] = {}
    for (source, category), amount in budget.items():
        key = first[source], kept[category]
        found[key] = found.get(key, ZERO) + amount
    return found


def _by_source(budget: Budget) -> list[tuple[FundSource, dict[int, Decimal]]]:
    """By source in the order of ids: amounts by category."""
    grouped: dict[int, dict[int, Decimal]] = {}
    for (source, category), amount in sorted(budget.items()):
        grouped.setdefault(source, {})[category] = amount
    rows = FundSource.objects.in_bulk(grouped)
    return [(rows[source], lines) for source, lines in grouped.items()]


def _change_tranches(project: Project, source: FundSource, change: Decimal) -> None:
    """Put what a source gains or loses on its tranches that nobody asked for yet, the last first.

    One that comes down to nought goes; a source without one gets one of its own. What tranches
    that were given up (取消批次) left arranged is lost before any that is still to be paid.
    Before the tranches are planned there is nothing to change. Called once the change is booked.
    """
    rows = project.tranches.select_for_update(of=("self",)).order_by("-number")
    every = list(rows)
    planned = [one for one in every if one.status == TrancheStatus.PLANNED]
    own = [one for one in planned if first_source(one.source).pk == source.pk]
    if not every:
        return
    if change > 0 and not own:
        number = _free_number(every, source)
        Tranche.objects.create(project=project, number=number, source=source, amount=change)
        return
    if change < 0:
        unpaid = [one for one in every if first_source(one.source).pk == source.pk]
        due = total(one.amount for one in unpaid if one.status in _UNPAID)
        change = min(ZERO, _arranged_left(project, source) - due)
    if change + total(one.amount for one in own) < 0:
        raise ValidationError(
            f"“{source}”还未申请的拨款批次不足以调减 {yuan(-change)} 元。"
            "请先退回在办的拨付申请，再调整预算。",
            code="tranches_under_way",
        )
    for tranche in own:
        part = max(change, -tranche.amount)
        change -= part
        tranche.amount += part
        if tranche.amount:
            tranche.save(update_fields=["amount"])
        else:
            tranche.delete()


def _free_number(tranches: Sequence[Tranche], source: FundSource) -> int:
    """The first number still to be paid of another source, where this one has none so far."""
    taken = {one.number for one in tranches if first_source(one.source).pk == source.pk}
    planned = {one.number for one in tranches if one.status == TrancheStatus.PLANNED}
    return min(planned - taken, default=max(one.number for one in tranches) + 1)


def _arranged_left(project: Project, source: FundSource) -> Decimal:
    """What of a source is arranged and not paid out."""
    account = project.accounts.filter(kind=AccountKind.ALLOCATED, source=source).first()
    return account.balance if account else ZERO


def _write_lines(project: Project, wished: Budget, *, gone: Iterable[tuple[int, int]]) -> None:
    """Let the budget's rows say what was decided; of two versions of a line the first stays."""
    known: dict[tuple[int, int], list[BudgetLine]] = {}
    for row in project.budget.select_related("source", "category").order_by("pk"):
        key = first_source(row.source).pk, first_category(row.category).pk
        known.setdefault(key, []).append(row)
    for (source, category), amount in wished.items():
        row, *others = known.get((source, category)) or [
            BudgetLine(project=project, source_id=source, category_id=category)
        ]
        row.amount = amount
        row.save()
        BudgetLine.objects.filter(pk__in=[other.pk for other in others]).delete()
    for key in gone:
        BudgetLine.objects.filter(pk__in=[row.pk for row in known[key]]).delete()
