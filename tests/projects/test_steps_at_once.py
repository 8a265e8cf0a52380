"""Two people pressing at the same moment: one step is made, the other hears why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from projects.actions.applying import submit_project
from projects.actions.branding import adopt_pack
from projects.actions.deciding import approve_project
from projects.models import Adoption, Project, Voucher
from projects.terms import ProjectStatus, VoucherKind
from tests.live import at_once
from tests.projects.grounds import (
    CLOSED,
    DECIDED,
    a_pack,
    a_project,
    noticed_project,
    submitted_project,
    who,
    with_budget,
    with_rules,
)
from tests.world import World


@pytest.fixture
def live_funded(committed_world: World) -> World:
    """The committed world with its rules and money."""
    with_rules(committed_world)
    with_budget(committed_world)
    return committed_world


def test_two_handed_up_at_once_are_counted_one_by_one(live_funded: World) -> None:
    """One stands already; of the two that follow only one is within the usual two."""
    submitted_project(live_funded)
    drafts = [a_project(live_funded, name=f"第{number}个") for number in (2, 3)]

    found = at_once(*(_handed_up(live_funded, one) for one in drafts))

    assert _told(found) == ["more_reason_needed"]
    numbers = Project.objects.exclude(number="").values_list("number", flat=True)
    assert sorted(numbers) == ["XM-2026-MALL-001", "XM-2026-MALL-002"]


def test_approved_twice_at_once_the_money_is_arranged_once(live_funded: World) -> None:
    project = noticed_project(live_funded)

    def approve() -> Project:
        return approve_project(
            project=project,
            approval_number="示例〔2026〕8号",
            actor=who(live_funded, "city_leader", DECIDED),
        )

    assert _told(at_once(approve, approve)) == ["wrong_status"]
    project.refresh_from_db()
    assert project.status == ProjectStatus.APPROVED
    assert Voucher.objects.filter(kind=VoucherKind.ALLOCATE).count() == 1


def test_a_case_borrowed_twice_at_once_makes_one_draft(live_funded: World) -> None:
    pack = a_pack(live_funded)

    def borrow(name: str) -> Callable[[], Project]:
        return lambda: adopt_pack(
            pack=pack, organization=live_funded.lawyer, actor=who(live_funded, name, CLOSED)
        )

    assert _told(at_once(borrow("lawyer_clerk"), borrow("lawyer_leader"))) == ["adopted"]
    assert Adoption.objects.count() == 1


def _handed_up(world: World, project: Project) -> Callable[[], Project]:
    return lambda: submit_project(project=project, actor=who(world, "mall_clerk"))


def _told(found: Sequence[Any]) -> list[str | None]:
    """Why those that did not get through did not."""
    return [one.code for one in found if isinstance(one, ValidationError)]
