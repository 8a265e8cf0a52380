"""Any sequence of money moves keeps every balance right, against a plain model in Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.actions.posting import post, post_reversal
from projects.bookkeeping import (
    Line,
    allocate_lines,
    budget_lines,
    carry_lines,
    disburse_lines,
    hand_back_lines,
    refund_lines,
    release_lines,
    spend_lines,
)
from projects.ledger_proof import faults_of
from projects.models import Account, Project, Voucher
from projects.terms import GUARDED, Catalogue, VoucherKind
from tests.projects.grounds import YEAR, entry, source
from tests.projects.money import under_way
from tests.world import World

K = VoucherKind
SOURCES, CATEGORIES = ("city", "own"), ("training", "print")
# Mostly small, so that accounts run dry; some with cents that do not divide.
AMOUNTS = st.sampled_from(["0.01", "0.33", "1.00", "2.50", "3.34", "10.00", "99.99"]).map(Decimal)
Move = tuple[VoucherKind, str, str, Decimal]
MOVES = st.lists(
    st.tuples(st.sampled_from(K), st.sampled_from(SOURCES), st.sampled_from(CATEGORIES), AMOUNTS),
    min_size=1,
    max_size=25,
)
# Every example begins with some money, or most moves would be refused.
START: Sequence[Move] = (
    (K.BUDGET, "city", "training", Decimal("30.00")),
    (K.ALLOCATE, "city", "training", Decimal("12.34")),
    (K.DISBURSE, "city", "training", Decimal("9.99")),
)
Where = tuple[str, int, str, int | None]


class Plain:
    """The ledger as a dictionary: balances by source, year, kind and category."""

    def __init__(self) -> None:
        self.balances: dict[Where, Decimal] = defaultdict(Decimal)
        self.booked: list[tuple[Voucher, str, list[Line]]] = []
        self.reversed: set[int] = set()

    def allows(self, of: str, lines: Sequence[Line]) -> bool:
        """Whether no guarded balance would fall below nought."""
        after = self._after(of, lines)
        return all(balance >= 0 for (_, _, kind, _), balance in after.items() if kind in GUARDED)

    def book(self, of: str, lines: Sequence[Line]) -> None:
        """Move the amounts."""
        self.balances.update(self._after(of, lines))

    def _after(self, of: str, lines: Sequence[Line]) -> dict[Where, Decimal]:
        after: dict[Where, Decimal] = {}
        for line in lines:
            where = of, line.year or YEAR, line.kind.value, line.category_id
            after[where] = after.get(where, self.balances[where]) + line.amount
        return after


def lines_of(kind: VoucherKind, category: int, other: int, amount: Decimal) -> list[Line]:
    """What a move writes; an adjustment takes a third of a line to the other."""
    third = (amount / 3).quantize(Decimal("0.01")) or amount
    return {
        K.BUDGET: lambda: budget_lines(amount),
        K.CUT: lambda: budget_lines(-amount),
        K.CARRY: lambda: carry_lines(amount, year=YEAR),
        K.ALLOCATE: lambda: allocate_lines({category: amount, other: third}),
        K.ADJUST: lambda: allocate_lines({category: amount, other: -third}),
        K.RELEASE: lambda: release_lines(amount),
        K.DISBURSE: lambda: disburse_lines(amount),
        K.SPEND: lambda: spend_lines(amount, category_id=category),
        K.REFUND: lambda: refund_lines(amount, category_id=category),
        K.HAND_BACK: lambda: hand_back_lines(amount),
    }[kind]()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=MOVES)
def test_any_sequence_of_moves_keeps_every_balance_right(ruled: World, moves: list[Move]) -> None:
    with transaction.atomic():
        _run(ruled, [*START, *moves])
        transaction.set_rollback(True)


def _run(world: World, moves: Sequence[Move]) -> None:
    project = under_way(world, is_arranged=False)
    plain = Plain()
    for number, move in enumerate(moves):
        if move[0] == K.REVERSAL:
            _reverse(world, plain, number)
        else:
            _move(world, project, plain, move)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    rows = Account.objects.values_list("source__code", "year", "kind", "category_id", "balance")
    booked = {(of, year, kind, what): balance for of, year, kind, what, balance in rows}
    assert booked == {
        where: balance for where, balance in plain.balances.items() if where in booked
    }
    assert not any(balance for where, balance in plain.balances.items() if where not in booked)
    # The moves come without their papers, which the last of the proofs would miss.
    assert [fault for fault in faults_of(world.tenant) if "支出单" not in fault] == []


def _move(world: World, project: Project, plain: Plain, move: Move) -> None:
    kind, of, what, amount = move
    first, second = what, next(one for one in CATEGORIES if one != what)
    categories = [entry(world, Catalogue.EXPENSE_CATEGORY, one).pk for one in (first, second)]
    lines = lines_of(kind, *categories, amount)
    of_city = kind in (K.BUDGET, K.CUT, K.CARRY)
    given: dict[str, Any] = {
        "kind": kind,
        "source": source(world, of),
        "year": YEAR,
        "lines": lines,
        "project": None if of_city else project,
        "organization": world.city if of_city else project.applicant,
        "words": "测试",
        "amount": amount,
        "on": world.on,
        "actor": world.home.system,
    }
    if not plain.allows(of, lines):
        with _refused("overdrawn"):
            post(**given)
        return
    plain.book(of, lines)
    plain.booked.append((post(**given), of, lines))


def _reverse(world: World, plain: Plain, number: int) -> None:
    """Take one of the vouchers back; one taken back before is refused."""
    voucher, of, lines = plain.booked[number % len(plain.booked)]
    opposite = [
        Line(line.kind, -line.amount, category_id=line.category_id, year=line.year)
        for line in lines
    ]
    undo = partial(post_reversal, voucher=voucher, reason="测试冲销", actor=world.home.system)
    if voucher.pk in plain.reversed or not plain.allows(of, opposite):
        with _refused("reversed_already" if voucher.pk in plain.reversed else "overdrawn"):
            undo()
        return
    undo()
    plain.reversed.add(voucher.pk)
    plain.book(of, opposite)


def _refused(code: str) -> Any:
    return pytest.raises(ValidationError, check=lambda error: error.code == code)
