"""What the tests of this room share: a desk of open work, and a real database of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import pytest
from django.db.models import F, QuerySet, Value

from hierarchy import open_work
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine


class Desk:
    """Open work as another room would keep it: so many pieces on each organisation."""

    namings: ClassVar = {"task": Naming("{count} 项未销号任务", "须先办结")}

    def __init__(self) -> None:
        self.numbers: dict[int, int] = {}
        self.reanchored: list[int] = []

    def pieces(self, organization_ids: Sequence[int]) -> list[QuerySet[Any, Any]]:
        return [
            Organization.objects.filter(pk=pk)
            .order_by()
            .values_list(Value("task"), F("pk") * 1000 + number)
            for pk in organization_ids
            for number in range(self.numbers.get(pk, 0))
        ]

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        for pk in organization_ids:
            for number in range(self.numbers.get(pk, 0)):
                yield WorkLine(
                    kind="任务",
                    title=f"第{number + 1}项",
                    organization=str(pk),
                    due="2026-06-30",
                    state="办理中",
                )

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        count = self.numbers.pop(source.pk, 0)
        self.numbers[target.pk] = self.numbers.get(target.pk, 0) + count
        return count

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        self.reanchored.extend(organization_ids)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The only source of open work in this test."""
    desk = Desk()
    monkeypatch.setattr(open_work, "_sources", lambda: (desk,))
    return desk
