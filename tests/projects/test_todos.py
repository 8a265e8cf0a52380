"""What waits for whom in projects, money and fronts, on the front page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hierarchy.actors import Actor
from projects.actions.amending import ask_amendment
from projects.actions.duties import refresh_duties
from projects.actions.expenses import endorse_expense, enter_expense, submit_expense
from projects.actions.reviewing import send_back_project
from projects.actions.tranches import approve_tranche, request_tranche
from projects.models import Expense, Project
from projects.terms import AmendmentKind, Catalogue
from projects.todos import ProjectTodos
from tests.projects import fronts, grounds
from tests.projects.grounds import DAY, DECIDED, ENDED, HALFWAY, at, who
from tests.world import World
from workflow.todos import Todo

FIRST_MONTH = dt.date(2026, 4, 2)


def todos(world: World, person: str, day: dt.date = DAY) -> list[Todo]:
    return list(ProjectTodos().todos(who(world, person, day)))


def verbs(world: World, person: str, day: dt.date = DAY) -> set[str]:
    return {todo.verb for todo in todos(world, person, day)}


def test_nothing_is_asked_of_anybody_where_nothing_is(ruled: World) -> None:
    for person in ("city_leader", "mall_leader", "station_head", "officer", "secretary"):
        assert todos(ruled, person) == []


def test_a_draft_waits_for_who_began_it(ruled: World) -> None:
    grounds.a_project(ruled)

    (line,) = todos(ruled, "mall_clerk")

    assert (line.verb, line.title) == ("起草", "商圈红色驿站")
    assert todos(ruled, "mall_leader") == []


def test_what_was_handed_up_waits_for_the_city_and_comes_back_to_the_committee(
    ruled: World,
) -> None:
    project = grounds.submitted_project(ruled)

    (line,) = todos(ruled, "city_clerk")
    assert line.verb == "审查"
    assert line.came_from == ruled.mall.name
    assert line.waiting_since == DAY
    assert line.acting_for

    send_back_project(project=project, reason="补充测算依据", actor=who(ruled, "city_clerk"))
    assert verbs(ruled, "city_clerk") == set()
    assert verbs(ruled, "mall_leader") == {"补正"}


def test_a_review_waits_for_its_reviewer_by_its_day(ruled: World) -> None:
    grounds.reviewed_project(ruled)

    (line,) = todos(ruled, "lawyer_clerk")
    assert (line.verb, line.due) == ("评审", DAY + dt.timedelta(days=7))
    assert "公示" not in verbs(ruled, "city_clerk")


def test_a_scored_project_waits_to_be_put_on_notice_and_then_to_be_approved(
    funded: World,
) -> None:
    grounds.noticed_project(funded)

    assert "立项" not in verbs(funded, "city_leader", dt.date(2026, 3, 9))
    assert "立项" in verbs(funded, "city_leader", DECIDED)
    assert "立项" not in verbs(funded, "city_clerk", DECIDED)


def test_books_wait_for_both_leaders_in_turn(funded: World) -> None:
    grounds.approved_project(funded)
    assert verbs(funded, "mall_leader", DECIDED) == {"签订"}
    assert verbs(funded, "mall_clerk", DECIDED) == set()


def test_the_countersigning_waits_for_the_city(funded: World) -> None:
    grounds.signed_project(funded)
    assert verbs(funded, "city_leader", DECIDED) == {"会签"}


def test_tranches_wait_to_be_asked_for_approved_and_paid(funded: World) -> None:
    project = grounds.running_project(funded)
    first = project.tranches.get(number=1)

    asked = [todo for todo in todos(funded, "mall_clerk", DECIDED) if todo.verb == "申请拨付"]
    assert [todo.title for todo in asked] == ["商圈红色驿站第1批·市级行业党建专项经费"]

    request_tranche(tranche=first, words="首拨", actor=who(funded, "mall_clerk", DECIDED))
    assert "审批" in verbs(funded, "city_leader", DECIDED)
    approve_tranche(tranche=first, actor=who(funded, "city_leader", DECIDED))
    assert "拨付" in verbs(funded, "city_clerk", DECIDED)


def test_a_month_without_a_note_and_a_near_milestone_wait_for_the_committee(
    funded: World,
) -> None:
    grounds.running_project(funded)

    assert "填报" not in verbs(funded, "mall_clerk", DECIDED)
    assert "填报" in verbs(funded, "mall_clerk", FIRST_MONTH)
    assert "完成" not in verbs(funded, "mall_clerk", dt.date(2026, 7, 7))
    late = [todo for todo in todos(funded, "mall_clerk", HALFWAY) if todo.verb == "完成"]
    assert [todo.light for todo in late] == ["red"]


def test_checks_and_the_settlement_wait_for_the_citys_leader(funded: World) -> None:
    grounds.checked_project(funded)
    assert "检查" in verbs(funded, "city_leader", HALFWAY)
    assert "检查" not in verbs(funded, "city_clerk", HALFWAY)


def test_a_finished_project_waits_to_be_accepted(funded: World) -> None:
    grounds.finished_project(funded)
    assert "验收" in verbs(funded, "city_leader", ENDED)


def test_an_amendment_waits_for_who_decides_it_and_never_for_who_asked(funded: World) -> None:
    project = grounds.running_project(funded)
    ask_amendment(
        project=project,
        kind=AmendmentKind.EXTENSION,
        reason="施工推迟",
        changes={"ends_on": dt.date(2026, 12, 20)},
        actor=who(funded, "mall_clerk", HALFWAY),
    )

    assert "批复" in verbs(funded, "city_leader", HALFWAY)
    assert "批复" not in verbs(funded, "mall_leader", HALFWAY)


@pytest.fixture
def spent(funded: World) -> tuple[World, Expense]:
    """An expense handed up by the clerk, beyond what the lead and the leader may decide."""
    project = grounds.running_project(funded)
    return funded, _expense(funded, project, who(funded, "mall_clerk", DECIDED))


def _expense(world: World, project: Project, actor: Actor) -> Expense:
    expense = enter_expense(
        project=project,
        source=grounds.source(world),
        category=grounds.entry(world, Catalogue.EXPENSE_CATEGORY, "training"),
        amount=Decimal("800.00"),
        purpose="党务工作者培训资料",
        payee="示例印务有限公司",
        actor=actor,
    )
    return submit_expense(expense=expense, actor=actor)


def test_an_expense_waits_for_whose_turn_it_is(spent: tuple[World, Expense]) -> None:
    world, expense = spent

    assert expense.next_signer == "project_lead"
    (line,) = todos(world, "station_head", DECIDED)
    assert (line.verb, line.title) == ("审批", f"{expense.purpose}，{expense.amount:,.2f} 元")
    assert "审批" not in verbs(world, "mall_leader", DECIDED)
    assert "审批" not in verbs(world, "mall_clerk", DECIDED)


def test_who_agreed_or_refused_in_an_earlier_round_is_asked_again(
    spent: tuple[World, Expense],
) -> None:
    world, expense = spent
    lead, head = who(world, "station_head", DECIDED), who(world, "mall_leader", DECIDED)
    clerk = who(world, "mall_clerk", DECIDED)
    endorse_expense(expense=expense, agreed=True, actor=lead)
    endorse_expense(expense=expense, agreed=False, opinion="请补充报价", actor=head)
    submit_expense(expense=expense, actor=clerk)

    assert "审批" in verbs(world, "station_head", DECIDED)
    endorse_expense(expense=expense, agreed=True, actor=lead)
    assert "审批" not in verbs(world, "station_head", DECIDED)
    assert "审批" in verbs(world, "mall_leader", DECIDED)


def test_what_the_year_asks_presses_only_near_its_day_and_the_path_is_left_to_the_routines(
    ruled: World,
) -> None:
    refresh_duties(tenant=ruled.tenant, actor=ruled.home.system)

    assert "落实" not in verbs(ruled, "mall_clerk", dt.date(2026, 3, 5))
    owed = todos(ruled, "mall_clerk", dt.date(2026, 4, 20))
    assert [todo.title for todo in owed] == ["规划党建项目"]
    assert f"/year/{ruled.mall.pk}/2026/" in owed[0].path


def test_paths_teams_and_bookings_wait_for_who_answers(ruled: World) -> None:
    fronts.reported(ruled.home)

    assert "核定" in verbs(ruled, "city_leader")
    assert "核定" not in verbs(ruled, "mall_leader")


def test_all_of_it_is_one_query(funded: World) -> None:
    grounds.running_project(funded)
    actor = who(funded, "mall_leader", FIRST_MONTH)

    with CaptureQueriesContext(connection) as queries:
        found = list(ProjectTodos().todos(actor))

    assert found
    assert len(queries) == 1


def test_nothing_of_the_twin_city_is_asked(funded: World) -> None:
    grounds.submitted_project(funded)

    assert list(ProjectTodos().todos(funded.twin.actor("city_clerk", at=at(DAY)))) == []
