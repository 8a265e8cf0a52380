"""A committee that closes or merges with workers, liaisons and a recruitment on its way."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from hierarchy.actions.restructuring import close_organization
from hierarchy.open_work import count_open, open_lines
from people.models import Liaison
from people.open_work import PeopleWork
from tests.people.guidance_grounds import a_liaison
from tests.people.staff_grounds import assessed, entered, published, worker
from tests.world import World
from workflow.models import AuditEntry


def closed(world: World) -> str:
    """With what words the closing of the malls' committee is refused."""
    with pytest.raises(ValidationError) as caught:
        close_organization(
            organization=world.mall, on=world.on, reason="撤销", actor=world.home.system
        )
    return str(caught.value.messages)


def handed(world: World) -> int:
    return PeopleWork().transfer(source=world.mall, target=world.lawyer, actor=world.home.system)


def test_a_committee_with_staff_is_not_closed_and_nobody_is_named(world: World) -> None:
    worker(world.home)
    a_liaison(world.home)
    a_liaison(world.home, "市文旅局", "")
    published(world.home)

    words = closed(world)

    assert "1 名在岗专职党务工作者须先在“专职党务工作者”中登记离岗，或随合并移交" in words
    assert "2 个成员单位的联络员名单须先在“联络员”中移出名单，或随合并移交" in words
    assert "1 次没有办完的招录须在“招录”中办结或取消，或随合并移交" in words
    assert not [name for name in ("专职甲", "冯联络") if name in words]
    titles = {(line.kind, line.title) for line in open_lines([world.mall.pk])}
    assert {
        ("在岗专职党务工作者", "1 名"),
        ("联络员名单", "2 个成员单位"),
        ("招录", "党务工作岗"),
    } <= titles


def test_a_merge_hands_workers_their_assessments_and_recruitments_over(world: World) -> None:
    one = worker(world.home)
    draft = assessed(world.home, one)
    row = published(world.home)
    entrant = entered(world.home, row)
    before = count_open([world.lawyer.pk])

    assert handed(world) == 2

    for each in (one, draft, row, entrant):
        each.refresh_from_db()
        assert each.organization == world.lawyer
    assert count_open([world.lawyer.pk]) == before + 2
    entry = AuditEntry.objects.get(verb="staff.hand")
    assert entry.after == {
        "staff_holder": "律师行业党委",
        "workers_handed": 1,
        "recruitments_handed": 1,
    }


def test_a_department_on_both_lists_stands_once_after_a_merge(world: World) -> None:
    a_liaison(world.home)
    a_liaison(world.home, "市文旅局", "陈联络")
    a_liaison(world.home, "市体育局", "孙联络")
    a_liaison(world.home, "市商务局", "钱联络", organization=world.lawyer)
    a_liaison(world.home, "市文旅局", "", organization=world.lawyer)

    assert handed(world) == 2

    live = Liaison.objects.filter(ends_on__isnull=True).order_by("department")
    assert list(live.values_list("organization", "department", "name")) == [
        (world.lawyer.pk, "市体育局", "孙联络"),
        (world.lawyer.pk, "市商务局", "钱联络"),
        (world.lawyer.pk, "市文旅局", "陈联络"),
    ]
