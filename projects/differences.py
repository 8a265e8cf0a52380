"""What an amendment changes, in words: how each thing was, and how it shall be (变更前后)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from documents.money import amount
from documents.word.names import chinese_date
from projects.dossier import label_of
from projects.models import Amendment, CatalogueEntry, FundSource
from projects.terms import AmendmentKind


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
    names = list(dict.fromkeys([*before, *after]))
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
    ]


def _said(name: str, value: Any, people: dict[int, User]) -> str:
    if name == "lead":
        return people[value].name if value in people else "—"
    if name == "ends_on" and value:
        return chinese_date(dt.date.fromisoformat(value))
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
