"""How a project ends: stopped or settled with every cent told, then filed away."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects.actions.closing import archive_project, settle_project, stop_project
from projects.actions.expenses import cancel_expense
from projects.actions.spending import hand_back
from projects.actions.tranches import request_tranche
from projects.models import Account, Project
from projects.terms import ProjectStatus, TrancheStatus
from tests.projects.grounds import (
    CLOSED,
    ENDED,
    accepted_project,
    running_project,
    settled_project,
    source,
    who,
)
from tests.projects.money import an_expense, paid
from tests.projects.test_applying import refused
from tests.world import World
from workflow.models import Notice


def returned(world: World, project: Project, amount: str) -> None:
    """What the applicant still holds goes back to the city."""
    hand_back(
        project=project,
        source=source(world),
        amount=Decimal(amount),
        paper_number="示例交〔2026〕1号",
        actor=who(world, "mall_clerk", CLOSED),
    )


def left(world: World, kind: str) -> str:
    """What stands on the accounts of a kind, in all."""
    rows = Account.objects.filter(tenant=world.tenant, kind=kind)
    return f"{sum((one.balance for one in rows), Decimal(0))}"


def settle(world: World, project: Project) -> Project:
    """The city's leader."""
    return settle_project(project=project, actor=who(world, "city_leader", CLOSED))


def test_settling_waits_for_the_money_that_is_still_held(funded: World) -> None:
    project = accepted_project(funded)
    first = project.tranches.get(number=1)
    paid(funded, first, ENDED)

    with pytest.raises(ValidationError, match=r"15,000\.00 元") as told:
        settle(funded, project)
    assert told.value.code == "money_held"
    returned(funded, project, "15000.00")
    done = settle(funded, project)

    assert (done.status, done.settled_on) == (ProjectStatus.SETTLED, CLOSED)
    assert left(funded, "available") == "500000.00"
    assert left(funded, "allocated") == left(funded, "held") == "0.00"
    assert set(project.tranches.values_list("number", "status")) == {
        (1, TrancheStatus.PAID),
        (2, TrancheStatus.CANCELLED),
        (3, TrancheStatus.CANCELLED),
    }


def test_settling_waits_for_expenses_and_tranches_under_way(funded: World) -> None:
    project = accepted_project(funded)
    expense = an_expense(funded, project, "100.00")
    with refused("expenses_open"):
        settle(funded, project)
    cancel_expense(expense=expense, reason="不再需要", actor=who(funded, "mall_clerk", CLOSED))
    request_tranche(
        tranche=project.tranches.get(number=2),
        words="申请二拨",
        actor=who(funded, "mall_clerk", CLOSED),
    )
    with refused("tranche_open"):
        settle(funded, project)

    project.refresh_from_db()
    assert project.status == ProjectStatus.ACCEPTED


def test_a_stopped_project_gives_back_what_was_not_paid_out(funded: World) -> None:
    project = running_project(funded)
    paid(funded, project.tranches.get(number=1))
    stopped = stop_project(
        project=project, reason="场地被收回", actor=who(funded, "city_leader", ENDED)
    )

    assert stopped.status == ProjectStatus.STOPPED
    assert left(funded, "available") == "485000.00"
    assert left(funded, "held") == "15000.00"
    assert Notice.objects.filter(
        recipient=funded.user("mall_clerk"), title__startswith="项目已终止"
    ).exists()
    clerk = who(funded, "city_clerk", CLOSED)
    with refused("money_held"):
        archive_project(project=stopped, actor=clerk)
    returned(funded, stopped, "15000.00")
    done = archive_project(project=stopped, actor=clerk)
    assert (done.status, done.archived_on) == (ProjectStatus.ARCHIVED, CLOSED)
    assert left(funded, "available") == "500000.00"


def test_a_settled_project_is_filed_away_and_may_become_a_brand(funded: World) -> None:
    done = archive_project(project=settled_project(funded), actor=who(funded, "city_clerk", CLOSED))

    assert done.status == ProjectStatus.ARCHIVED
    told = Notice.objects.filter(title__startswith="已归档", body="可以申报品牌项目。")
    assert told.filter(recipient=funded.user("mall_leader")).exists()
