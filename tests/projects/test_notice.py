"""Public notice: so many working days over holidays, objections answered, then approval."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.models import Workday
from projects.actions.deciding import (
    answer_objection,
    approve_project,
    countersign_book,
    publish_project,
    raise_objection,
    reject_project,
    sign_book,
)
from projects.models import Account, Objection, Project, ProjectPolicy
from projects.terms import AccountKind, ProjectStatus
from tests.projects.grounds import (
    DAY,
    DECIDED,
    approved_project,
    noticed_project,
    running_project,
    scored_project,
    who,
)
from tests.projects.test_applying import refused
from tests.world import World
from workflow.models import Notice


def objected(world: World, project: Project, name: str = "lawyer_clerk") -> Objection:
    """Somebody of another committee speaks against it."""
    return raise_objection(
        project=project,
        raised_by="",
        words="场地与既有阵地重复",
        actor=who(world, name, DAY + dt.timedelta(days=1)),
    )


def approve(world: World, project: Project, day: dt.date = DECIDED) -> Project:
    """The city's leader approves."""
    return approve_project(
        project=project, approval_number="示例〔2026〕8号", actor=who(world, "city_leader", day)
    )


@pytest.mark.parametrize(
    ("start", "days", "until"),
    [
        # The 3rd is off.
        (dt.date(2026, 3, 2), 1, dt.date(2026, 3, 4)),
        # The 4th to the 6th, Sunday the 8th, which is worked, and the 9th.
        (dt.date(2026, 3, 2), 5, dt.date(2026, 3, 9)),
        # Begun on a Saturday, which does not count itself.
        (dt.date(2026, 3, 7), 2, dt.date(2026, 3, 9)),
    ],
)
def test_the_notice_runs_over_working_days(
    ruled: World, start: dt.date, days: int, until: dt.date
) -> None:
    Workday.objects.create(
        tenant=ruled.tenant, date=dt.date(2026, 3, 3), is_working=False, name="调休"
    )
    Workday.objects.create(
        tenant=ruled.tenant, date=dt.date(2026, 3, 8), is_working=True, name="补班"
    )
    ProjectPolicy.objects.update(notice_working_days=days)

    project = publish_project(project=scored_project(ruled), actor=who(ruled, "city_clerk", start))

    assert (project.notice_from, project.notice_to) == (start, until)


def test_on_notice_everybody_in_the_city_reads_it_and_committees_are_told(ruled: World) -> None:
    project = noticed_project(ruled)

    for name in ("lawyer_secretary", "secretary", "town_reader", "lawyer_clerk"):
        assert project in Project.objects.visible_to(who(ruled, name))
    assert project not in Project.objects.visible_to(who(ruled.twin, "city_leader"))
    told = Notice.objects.filter(title="项目公示：商圈红色驿站", body__contains="3月9日")
    expected = {"lawyer_leader", "lawyer_clerk", "mall_leader", "mall_clerk"}
    assert set(told.values_list("recipient_id", flat=True)) == {
        ruled.user(name).pk for name in expected
    }


def test_it_is_not_approved_before_the_last_day_is_over(funded: World) -> None:
    project = noticed_project(funded)

    with pytest.raises(ValidationError, match="3月9日") as told:
        approve(funded, project, dt.date(2026, 3, 9))
    assert told.value.code == "notice_runs"
    assert approve(funded, project).approved_on == DECIDED


def test_approval_arranges_the_money(funded: World) -> None:
    project = approved_project(funded)

    balances = {
        account.kind: account.balance
        for account in Account.objects.filter(tenant=funded.tenant)
        if account.kind in (AccountKind.AVAILABLE, AccountKind.ALLOCATED)
    }
    assert balances == {
        AccountKind.AVAILABLE: Decimal("470000.00"),
        AccountKind.ALLOCATED: Decimal("30000.00"),
    }
    assert project.approval_number == "示例两新工委〔2026〕8号"


def test_without_money_it_is_not_approved_and_stays_on_notice(ruled: World) -> None:
    project = noticed_project(ruled)

    with refused("overdrawn"):
        approve(ruled, project)

    project.refresh_from_db()
    assert (project.status, project.approved_on) == (ProjectStatus.ON_NOTICE, None)


def test_an_objection_holds_approval_up_until_it_is_answered(funded: World) -> None:
    project = noticed_project(funded)
    objection = objected(funded, project)
    assert Notice.objects.filter(title="收到公示异议：商圈红色驿站").count() == 2

    with refused("objection_open"):
        approve(funded, project)
    answer_objection(
        objection=objection,
        answer="经核查，不重复",
        is_upheld=False,
        actor=who(funded, "city_clerk", DECIDED),
    )
    assert approve(funded, project).status == ProjectStatus.APPROVED


def test_an_objection_upheld_leaves_only_turning_down(funded: World) -> None:
    project = noticed_project(funded)
    answer_objection(
        objection=objected(funded, project),
        answer="情况属实",
        is_upheld=True,
        actor=who(funded, "city_clerk", DECIDED),
    )

    with refused("objection_upheld"):
        approve(funded, project)
    done = reject_project(
        project=project, reason="异议成立", actor=who(funded, "city_leader", DECIDED)
    )
    assert done.status == ProjectStatus.REJECTED


def test_objections_come_while_the_notice_runs_and_are_answered_once(ruled: World) -> None:
    project = noticed_project(ruled)
    objection = objected(ruled, project)
    actor = who(ruled, "city_clerk")
    answer_objection(objection=objection, answer="不成立", is_upheld=False, actor=actor)

    with refused("answered"):
        answer_objection(objection=objection, answer="成立", is_upheld=True, actor=actor)
    with refused("words_needed"):
        raise_objection(project=project, raised_by="", words=" ", actor=actor)
    with refused("notice_over"):
        raise_objection(
            project=project,
            raised_by="",
            words="太晚",
            actor=who(ruled, "lawyer_clerk", DECIDED),
        )


@pytest.mark.parametrize("name", ["twin.city_leader", "stranger", "administrator"])
def test_people_without_a_look_at_the_city_s_work_raise_no_objection(
    ruled: World, name: str
) -> None:
    project = noticed_project(ruled)
    city, _, rest = name.rpartition(".")

    with pytest.raises(PermissionDenied):
        raise_objection(
            project=project,
            raised_by="",
            words="异议",
            actor=who(ruled.twin if city else ruled, rest),
        )


def test_only_the_city_answers(ruled: World) -> None:
    objection = objected(ruled, noticed_project(ruled))

    for name in ("mall_leader", "lawyer_leader"):
        with pytest.raises(PermissionDenied):
            answer_objection(
                objection=objection, answer="不成立", is_upheld=False, actor=who(ruled, name)
            )


def test_the_task_book_is_signed_by_both_with_post_and_day(funded: World) -> None:
    project = running_project(funded)

    assert project.status == ProjectStatus.UNDERWAY
    assert project.book_signed_as == "商圈市场行业党建专委会 主任"
    assert project.countersigned_as == "市委两新工委 书记"
    assert project.book_signed_on == project.countersigned_on == DECIDED
    amounts = project.tranches.order_by("number").values_list("number", "amount")
    assert [(number, f"{amount}") for number, amount in amounts] == [
        (1, "15000.00"),
        (2, "9000.00"),
        (3, "6000.00"),
    ]
    assert Notice.objects.filter(
        title__startswith="任务书已会签", recipient=funded.user("station_head")
    ).exists()


def test_shares_of_the_tranches_make_up_the_whole(funded: World) -> None:
    project = approved_project(funded)
    with refused("terms_needed"):
        sign_book(project=project, terms="", actor=who(funded, "mall_leader", DECIDED))
    sign_book(project=project, terms="按期完成", actor=who(funded, "mall_leader", DECIDED))

    with refused("bad_shares"):
        countersign_book(
            project=project, shares=(50, 30), actor=who(funded, "city_leader", DECIDED)
        )
    project.refresh_from_db()
    assert project.status == ProjectStatus.BOOK_SIGNED
