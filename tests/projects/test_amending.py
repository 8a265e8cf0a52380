"""Changing a running project: who decides which change, an extension once, money with it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from projects.actions.amending import ask_amendment, decide_amendment
from projects.actions.checking import ask_acceptance
from projects.actions.closing import stop_project
from projects.models import Amendment, Project
from projects.terms import AmendmentKind, AmendmentStatus, Catalogue
from tests.projects.grounds import (
    DECIDED,
    ENDED,
    advancing_project,
    approved_project,
    entry,
    finished_project,
    reach_all,
    running_project,
    source,
    who,
    with_budget,
)
from tests.projects.test_applying import refused
from tests.world import World
from workflow.models import Notice

LATER = dt.date(2026, 12, 20)


def asked(
    world: World,
    project: Project,
    kind: str,
    changes: dict[Any, Any],
    *,
    by: str = "mall_clerk",
) -> Amendment:
    """What the applicant asks for."""
    return ask_amendment(
        project=project,
        kind=kind,
        reason="场地交付推迟",
        changes=changes,
        actor=who(world, by, DECIDED),
    )


def decided(world: World, amendment: Amendment, name: str, *, agreed: bool = True) -> Amendment:
    """What somebody answers."""
    return decide_amendment(
        amendment=amendment,
        agreed=agreed,
        answer="同意" if agreed else "理由不充分",
        actor=who(world, name, DECIDED),
    )


def budget(world: World, **amounts: str) -> dict[tuple[int, int], Decimal]:
    """Lines by ``source__category``."""
    found = {}
    for name, amount in amounts.items():
        of, _, what = name.partition("__")
        key = source(world, of).pk, entry(world, Catalogue.EXPENSE_CATEGORY, what).pk
        found[key] = Decimal(amount)
    return found


def lines(project: Project) -> dict[str, str]:
    """The budget as it stands."""
    rows = project.budget.select_related("source", "category")
    return {f"{one.source.code}__{one.category.code}": f"{one.amount}" for one in rows}


@pytest.mark.parametrize(
    ("amounts", "to_city"),
    [
        # 3000 of 30000 is 10 %: still the applicant's own.
        ({"city__training": "17000.00", "city__print": "13000.00"}, False),
        ({"city__training": "16999.99", "city__print": "13000.01"}, True),
        # Another sum, or another sum of a source, is the city's however small.
        ({"city__training": "20000.00", "city__print": "10000.01"}, True),
        ({"city__training": "19999.99", "city__print": "10000.00"}, True),
        ({"city__training": "20000.00", "city__print": "9000.00", "own__print": "1000.00"}, True),
        # A new line out of another one of the same source.
        ({"city__training": "20000.00", "city__print": "9000.00", "city__rent": "1000.00"}, False),
    ],
)
def test_a_budget_change_beyond_the_limit_goes_to_the_city(
    funded: World, amounts: dict[str, str], *, to_city: bool
) -> None:
    project = running_project(funded)
    amendment = asked(funded, project, AmendmentKind.BUDGET, budget(funded, **amounts))

    assert amendment.goes_to_city is to_city
    assert amendment.decider == (funded.city if to_city else funded.mall)


def test_within_the_limit_the_applicant_s_leader_decides_and_the_ledger_follows(
    funded: World,
) -> None:
    project = running_project(funded)
    after = {"city__training": "18000.00", "city__print": "12000.00"}
    amendment = asked(funded, project, AmendmentKind.BUDGET, budget(funded, **after))
    for name in ("city_leader", "mall_clerk", "lawyer_leader"):
        with pytest.raises(PermissionDenied):
            decided(funded, amendment, name)
    done = decided(funded, amendment, "mall_leader")

    assert done.status == AmendmentStatus.APPROVED
    assert done.decided_as == "商圈市场行业党建专委会 主任"
    assert lines(project) == after
    kept = project.accounts.filter(kind="line").values_list("category__code", "balance")
    assert {code: f"{balance}" for code, balance in kept} == {
        "training": "18000.00",
        "print": "12000.00",
    }
    assert Notice.objects.filter(
        recipient=funded.user("station_head"), title="预算调整已批准：商圈红色驿站"
    ).exists()


def test_who_asked_does_not_decide(funded: World) -> None:
    amendment = asked(
        funded,
        running_project(funded),
        AmendmentKind.CONTENT,
        {"goals": "建成驿站 2 处"},
        by="mall_leader",
    )

    with refused("own_asking"):
        decided(funded, amendment, "mall_leader")
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.ASKED


def test_another_sum_is_arranged_out_of_the_year_s_budget(funded: World) -> None:
    project = running_project(funded)
    with_budget(funded, "50000.00", code="own")
    after = {"city__training": "25000.00", "own__rent": "5000.00"}
    amendment = asked(funded, project, AmendmentKind.BUDGET, budget(funded, **after))
    decided(funded, amendment, "city_leader")

    assert lines(project) == after
    open_ = project.tranches.order_by("source__sort_order", "number")
    assert [(one.source.code, f"{one.amount}") for one in open_] == [
        ("city", "15000.00"),
        ("city", "9000.00"),
        ("city", "1000.00"),
        ("own", "5000.00"),
    ]


def test_without_money_the_change_stays_asked_for(funded: World) -> None:
    project = running_project(funded)
    after = {"city__training": "600000.00", "city__print": "10000.00"}
    amendment = asked(funded, project, AmendmentKind.BUDGET, budget(funded, **after))

    with refused("overdrawn"):
        decided(funded, amendment, "city_leader")
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.ASKED
    assert lines(project) == {"city__training": "20000.00", "city__print": "10000.00"}


def test_a_project_is_extended_once_and_by_the_city(funded: World) -> None:
    project = running_project(funded)
    amendment = asked(funded, project, AmendmentKind.EXTENSION, {"ends_on": LATER})
    with pytest.raises(PermissionDenied):
        decided(funded, amendment, "mall_leader")
    decided(funded, amendment, "city_leader")

    project.refresh_from_db()
    assert (project.ends_on, project.extended_from) == (LATER, dt.date(2026, 11, 30))
    with refused("extended"):
        asked(funded, project, AmendmentKind.EXTENSION, {"ends_on": LATER + dt.timedelta(days=9)})


def test_an_extension_refused_leaves_another_try(funded: World) -> None:
    project = running_project(funded)
    amendment = asked(funded, project, AmendmentKind.EXTENSION, {"ends_on": LATER})
    with refused("reason_needed"):
        decide_amendment(
            amendment=amendment,
            agreed=False,
            answer="",
            actor=who(funded, "city_leader", DECIDED),
        )
    decided(funded, amendment, "city_leader", agreed=False)

    again = asked(funded, project, AmendmentKind.EXTENSION, {"ends_on": LATER})
    assert again.status == AmendmentStatus.ASKED
    project.refresh_from_db()
    assert project.extended_from is None


@pytest.mark.parametrize("day", [dt.date(2026, 11, 30), dt.date(2026, 3, 1)])
def test_an_extension_is_later(funded: World, day: dt.date) -> None:
    with refused("not_later"):
        asked(funded, running_project(funded), AmendmentKind.EXTENSION, {"ends_on": day})


def test_one_change_at_a_time(funded: World) -> None:
    project = running_project(funded)
    asked(funded, project, AmendmentKind.EXTENSION, {"ends_on": LATER})

    with refused("asked"):
        asked(funded, project, AmendmentKind.CONTENT, {"goals": "其他目标"})


def test_texts_and_the_lead_change_with_the_leader_s_consent(funded: World) -> None:
    project = running_project(funded)
    amendment = asked(
        funded,
        project,
        AmendmentKind.CONTENT,
        {
            "goals": "建成驿站 2 处",
            "measures": project.measures,
            "lead": funded.user("single_head"),
        },
    )
    assert set(amendment.after) == {"goals", "lead"}
    decided(funded, amendment, "mall_leader")

    project.refresh_from_db()
    assert project.goals == "建成驿站 2 处"
    assert project.lead == funded.user("single_head")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "accepted"}, "foreign_field"),
        ({"lead": 1}, "foreign_field"),
        ({"goals": " "}, "text_needed"),
        ({"goals": "长" * 2001}, "text_needed"),
        ({}, "no_change"),
        ({"name": "商圈红色驿站"}, "no_change"),
    ],
)
def test_only_what_the_paper_names_changes(
    funded: World, changes: dict[str, Any], code: str
) -> None:
    with refused(code):
        asked(funded, running_project(funded), AmendmentKind.CONTENT, changes)


def test_only_a_running_project_changes(funded: World) -> None:
    for project in (
        approved_project(funded),
        finished_project(funded, name="第二个"),
    ):
        with refused("not_amendable"):
            asked(funded, project, AmendmentKind.CONTENT, {"goals": "其他目标"})


def test_an_open_change_holds_acceptance_up_and_a_stop_ends_it(funded: World) -> None:
    project = advancing_project(funded)
    amendment = asked(funded, project, AmendmentKind.CONTENT, {"goals": "其他目标"})
    reach_all(funded, project)
    with refused("amendment_open"):
        ask_acceptance(
            project=project, closing_report="结项", actor=who(funded, "mall_clerk", ENDED)
        )
    stop_project(project=project, reason="场地收回", actor=who(funded, "city_leader", ENDED))

    with pytest.raises(ValidationError) as told:
        decided(funded, amendment, "mall_leader")
    assert told.value.code == "not_amendable"
    assert decided(funded, amendment, "mall_leader", agreed=False).status == "refused"
