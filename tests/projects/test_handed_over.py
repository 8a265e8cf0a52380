"""A project that another committee took over: its ledger goes on there, and is read there."""

from __future__ import annotations

from projects.actions.handing import hand_projects
from projects.actions.spending import reverse_expense
from projects.models import Project, Voucher
from projects.terms import VoucherKind
from tests.projects.grounds import DECIDED, who
from tests.projects.money import SPENT_ON, funded_city, paid_expense, paid_project
from tests.world import World


def handed(world: World) -> Project:
    """The mall committee's project with a tranche and an expense paid, gone to the lawyers'."""
    funded_city(world)
    project = paid_project(world)
    paid_expense(world, project, "100")
    hand_projects(source=world.mall, target=world.lawyer, actor=who(world, "city_leader", DECIDED))
    return Project.objects.get(pk=project.pk)


def test_vouchers_written_before_are_read_by_the_committee_that_took_the_project_over(
    world: World,
) -> None:
    project = handed(world)
    written = set(project.vouchers.values_list("pk", flat=True))

    def read_by(name: str) -> set[int]:
        rows = Voucher.objects.visible_to(who(world, name, SPENT_ON))
        return set(rows.filter(project=project).values_list("pk", flat=True))

    assert written
    assert read_by("lawyer_clerk") == written
    assert read_by("city_clerk") == written
    assert read_by("mall_clerk") == set()


def test_what_is_taken_back_afterwards_is_the_new_committees(world: World) -> None:
    project = handed(world)
    reverse_expense(
        expense=project.expenses.get(),
        reason="登记有误",
        actor=who(world, "lawyer_clerk", SPENT_ON),
    )

    taken_back = project.vouchers.get(kind=VoucherKind.REVERSAL)
    assert taken_back.organization == world.lawyer
    assert taken_back.reverses is not None
    assert taken_back.reverses.organization == world.mall


def test_the_citys_own_vouchers_are_read_by_the_city_alone(world: World) -> None:
    funded_city(world)

    def seen(name: str) -> bool:
        rows = Voucher.objects.visible_to(who(world, name, SPENT_ON))
        return rows.filter(project__isnull=True).exists()

    assert seen("city_clerk")
    assert not seen("lawyer_clerk")
    assert not seen("mall_leader")
