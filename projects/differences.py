"""What an amendment changes, in words: how each thing was, and how it shall be (变更前后)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from accounts.models import User
from documents.money import amount
from documents.word.names import chinese_date
from projects.dossier import label_of
from projects.models import Amendment, CatalogueEntry, FundSource, Milestone
from projects.terms import AmendmentKind

MILESTONES: Final = "milestones"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changes: how it is called, how it was, how it shall be."""

    label: str
    before: str
    after: str


def differences_of(amendment: Amendment) -> list[Difference]:
    """What changes, in words. At most two queries."""
    before, after = amendment.before, amendment.after
    if amendment.kind == AmendmentKind.BUDGET:
        return _of_budget(before, after)
    names = [name for name in dict.fromkeys([*before, *after]) if name != MILESTONES]
    people = User.objects.in_bulk(
        [values["lead"] for values in (before, after) if values.get("lead")]
    )
    return [
        Difference(
            label_of(name),
            _said(name, before.get(name), people),
            _said(name, after.get(name), people),
        )
        for name in names
    ] + _of_milestones(before.get(MILESTONES, {}), after.get(MILESTONES, {}))


def _of_milestones(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    """The days of milestones that an extension moves, in their new order."""
    names = Milestone.objects.in_bulk([int(pk) for pk in after])
    return [
        Difference(f"节点“{names[int(pk)]}”时限", _day(before[pk]), _day(day))
        for pk, day in sorted(after.items(), key=lambda item: (item[1], int(item[0])))
    ]


def _day(value: str) -> str:
    return chinese_date(dt.date.fromisoformat(value))


def _said(name: str, value: Any, people: dict[int, User]) -> str:
    if name == "lead":
        return people[value].name if value in people else "—"
    if name == "ends_on" and value:
        return _day(value)
    return str(value) if value else "—"


def _of_budget(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The lines that differ, by the names of source and category."""
    keys = [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
    pairs = {key: [int(part) for part in key.split(":")] for key in keys}
    sources = FundSource.objects.in_bulk([source for source, _ in pairs.values()])
    entries = CatalogueEntry.objects.in_bulk([entry for _, entry in pairs.values()])
    return [
        Difference(
            f"{sources[source]}·{entries[entry]}", _yuan(before.get(key)), _yuan(after.get(key))
        )
        for key, (source, entry) in pairs.items()
    ]


def _yuan(value: str | None) -> str:
    return f"{amount(Decimal(value))} 元" if value else "—"
