"""下发: one press, to all or to chosen direct subordinates, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from checklists import fanout
from checklists.actions import issuing
from checklists.actions.drafting import allocate, edit_item
from checklists.actions.issuing import issue_checklist, send_back_checklist, submit_checklist
from checklists.models import Assignment
from hierarchy.actions.organizations import found_organization
from tests.lists import YEAR, city_draft, city_list
from tests.world import World
from workflow.models import AuditEntry, Notice, NumberSeries


def widen(world: World, count: int) -> None:
    """So many committees more under the city; only the structure, no people."""
    city = world.city
    for number in range(count):
        found_organization(
            parent=city,
            tier="committee",
            kind="working_body",
            name=f"行业专委会{number:03d}",
            region=city.region,
            on=dt.date(2021, 1, 1),
            reason="压测",
            actor=world.system,
        )


@pytest.mark.parametrize("count", [50, 500])
def test_one_press_issues_to_all(
    world: World, count: int, django_assert_max_num_queries: Any
) -> None:
    widen(world, count - 2)
    draft = city_draft(world)
    entries = AuditEntry.objects.count()

    with django_assert_max_num_queries(48):
        issued, new = issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    assert new == 3 * count
    assert Assignment.objects.filter(item__checklist=issued, status="to_sign").count() == new
    assert AuditEntry.objects.count() == entries + 1
    assert AuditEntry.objects.latest("id").verb == "checklist.issue"


def test_each_assignment_knows_where_it_stands(world: World) -> None:
    issued = city_list(world, titles=("党建体检",))

    owed = Assignment.objects.get(receiver=world.mall)

    assert (owed.issuer, owed.tier, owed.committee) == (world.city, "committee", world.mall)
    assert owed.key_point == issued.items.get()
    assert owed.parent is None
    assert owed.due_date == dt.date(YEAR, 10, 31)
    assert owed.sign_due_date == dt.date(2026, 3, 5)
    assert owed.issued_at == world.at


def test_a_number_is_given_in_its_series(world: World) -> None:
    first, second = city_list(world), city_list(world, titles=("补充事项",))

    code = world.city.code or f"N{world.city.pk}"
    assert first.number == f"QD-2026-L1-{code}-001"
    assert second.number == f"QD-2026-L1-{code}-002"
    assert first.signer == world.user("city_leader").name


def test_the_twin_city_counts_for_itself(world: World) -> None:
    city_list(world)
    draft = city_draft(World(world.twin, world.home))

    issued, _ = issue_checklist(checklist=draft, actor=world.actor("twin.city_leader"))

    assert issued.number.endswith("-001")
    assert NumberSeries.objects.count() == 2


def test_issuing_again_adds_nothing(world: World) -> None:
    issued = city_list(world)
    count = Assignment.objects.count()

    with pytest.raises(
        ValidationError, match=r"已由 陆市书 于 3月2日 09:00 下发，请刷新"
    ) as refusal:
        issue_checklist(checklist=issued, actor=world.actor("city_leader"))

    assert refusal.value.code == "wrong_status"
    again = fanout.fan_out(checklist=issued, sign_due=world.on, at=world.at, on=world.on)
    assert again == 0
    assert Assignment.objects.count() == count


def test_a_stale_draft_can_not_be_issued_twice(world: World) -> None:
    stale = city_draft(world)
    issue_checklist(checklist=stale, actor=world.actor("city_leader"))
    assert stale.status == "draft"

    with pytest.raises(ValidationError) as refusal:
        issue_checklist(checklist=stale, actor=world.actor("city_leader"))
    assert refusal.value.code == "wrong_status"
    assert NumberSeries.objects.get().last == 1


def test_a_failure_half_way_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = city_draft(world)
    entries = AuditEntry.objects.count()

    def fail(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(issuing, "_announce", fail)
    with pytest.raises(ConnectionError):
        issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    draft.refresh_from_db()
    assert (draft.status, draft.number) == ("draft", "")
    assert not Assignment.objects.exists()
    assert not NumberSeries.objects.exists()
    assert AuditEntry.objects.count() == entries


def test_chosen_receivers_alone_are_given_it(world: World) -> None:
    draft = city_draft(world, titles=("甲",))
    clerk = world.actor("city_clerk")
    item = edit_item(item=draft.items.get(), changes={"reach": "chosen"}, actor=clerk)
    allocate(item=item, shares={world.lawyer: None}, actor=clerk)

    _, new = issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    assert new == 1
    assert Assignment.objects.get().receiver == world.lawyer


def test_receivers_are_told_once(world: World) -> None:
    city_list(world)

    told = Notice.objects.filter(kind="issued")

    people = ("mall_leader", "mall_clerk", "lawyer_leader", "lawyer_clerk")
    assert set(told.values_list("recipient_id", flat=True)) == {
        world.user(person).pk for person in people
    }
    assert told.count() == len(people)


def test_an_empty_list_and_a_past_signing_day_are_stopped(world: World) -> None:
    draft = city_draft(world, titles=())
    draft.sign_due_date = world.on - dt.timedelta(days=1)
    draft.save(update_fields=["sign_due_date"])

    with pytest.raises(ValidationError) as refusal:
        issue_checklist(checklist=draft, actor=world.actor("city_leader"))

    assert {problem.code for problem in refusal.value.error_list} == {"empty", "sign_due_past"}


def test_a_clerk_submits_and_the_leader_sends_back_or_issues(world: World) -> None:
    draft = city_draft(world)
    clerk, leader = world.actor("city_clerk"), world.actor("city_leader")

    with pytest.raises(PermissionDenied, match="没有“签发下发清单”的权限"):
        issue_checklist(checklist=draft, actor=clerk)
    submitted = submit_checklist(checklist=draft, actor=clerk)
    assert submitted.status == "in_review"
    assert Notice.objects.get(kind="reported").recipient == world.user("city_leader")
    with pytest.raises(ValidationError, match="请填写退回修改的理由"):
        send_back_checklist(checklist=submitted, reason="", actor=leader)
    back = send_back_checklist(checklist=submitted, reason="第二条目标偏低", actor=leader)
    assert back.status == "draft"
    again = submit_checklist(
        checklist=back,
        actor=world.actor("city_clerk", at=world.at + dt.timedelta(hours=1)),
    )
    issued, _ = issue_checklist(checklist=again, actor=leader)
    assert issued.status == "issued"


def test_no_one_above_or_beside_issues_in_anothers_name(world: World) -> None:
    draft = city_draft(world)

    for person in ("mall_leader", "lawyer_leader", "twin.city_leader", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            issue_checklist(checklist=draft, actor=world.actor(person))
