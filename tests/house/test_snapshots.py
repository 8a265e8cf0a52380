"""What is laid down again equals, table by table, what the actions had written."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from accounts.models import User
from projects.models import Project
from tests.projects.grounds import archived_project, noticed_project, submitted_project
from tests.projects.money import funded_city, paid_expense, paid_project
from tests.snapshots import laid_down
from tests.world import World

_before: dict[str, dict[str, str]] = {}


def everything() -> dict[str, str]:
    """The sum of the rows of every table, those that no preparation touches among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', md5(string_agg(to_jsonb(t)::text, ',' ORDER BY t::text))"
                f' FROM "{table}" t'
                for table in tables
            )
        )
        return dict(cursor.fetchall())


@pytest.mark.parametrize("round_name", ["first", "second"])
def test_rows_are_the_same_again(world: World, round_name: str) -> None:
    funded_city(world)
    archived_project(world, name="示例")
    paid_expense(world, paid_project(world), "900.00")

    assert everything() == _before.setdefault("rows", everything()), round_name


def test_a_step_is_taken_anew_after_a_change_or_a_return(world: World) -> None:
    funded_city(world)
    project = submitted_project(world, name="示例")
    with transaction.atomic():
        noticed_project(world, name="示例二")
        transaction.set_rollback(True)

    assert noticed_project(world, name="示例二").number != project.number
    User.objects.filter(pk=world.user("mall_clerk").pk).update(name="改名")
    done: list[int] = []
    laid_down("anything", lambda: done.append(1) or [1])
    laid_down("anything", lambda: done.append(2) or [2])

    assert done == [1, 2]
    assert Project.objects.count() == 2
