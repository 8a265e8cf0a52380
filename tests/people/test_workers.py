"""The file of a full-time worker: kept by the body, with its account, until leaving."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.actions.workers import edit_worker, end_worker, register_worker, undo_leaving
from people.models import Worker
from tests.people.staff_grounds import DAY, contract, linked_to, refusal, who, worker
from tests.world import City, World
from workflow.models import AuditEntry


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_a_worker_is_registered_by_the_own_body_once(city: City) -> None:
    row = worker(city)

    assert row.is_serving(DAY)
    with pytest.raises(ValidationError) as twice:
        worker(city)
    assert "registered_twice" in str(twice.value.error_dict["name"][0].code)
    facts = {"name": "专职乙", **contract(hired_on=DAY)}
    for name in ("city_leader", "station_head", "lawyer_leader", "auditor"):
        with pytest.raises(PermissionDenied):
            register_worker(organization=city.mall, content=facts, actor=who(city, name))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hired_on": DAY + dt.timedelta(days=1)}, "hired_ahead"),
        ({"hired_on": DAY, "contract_until": DAY}, "contract_short"),
        ({"hired_on": DAY, "name": " "}, "name_needed"),
    ],
)
def test_days_and_names_that_cannot_be_are_refused(
    city: City, changes: dict[str, object], code: str
) -> None:
    facts = {"name": "专职乙", **contract(), **changes}

    told = refusal(
        register_worker, organization=city.mall, content=facts, actor=who(city, "mall_clerk")
    )

    assert told == code


def test_a_change_of_the_file_tells_what_became_what(city: City) -> None:
    row, clerk = worker(city), who(city, "mall_clerk")

    edit_worker(worker=row, content={"pay_grade": "四级"}, actor=clerk)

    entry = AuditEntry.objects.get(verb="worker.edit")
    assert (entry.before, entry.after) == ({"pay_grade": "三级"}, {"pay_grade": "四级"})
    again = {"pay_grade": "四级"}
    assert refusal(edit_worker, worker=row, content=again, actor=clerk) == "nothing_changed"


def test_a_worker_who_left_is_changed_no_more_and_serves_no_more(city: City) -> None:
    row, clerk = worker(city), who(city, "mall_clerk")
    tomorrow = DAY + dt.timedelta(days=1)

    ahead = refusal(end_worker, worker=row, left_on=tomorrow, reason="辞职", actor=clerk)
    unsaid = refusal(end_worker, worker=row, left_on=DAY, reason=" ", actor=clerk)
    row = end_worker(worker=row, left_on=DAY, reason="合同期满", actor=clerk)

    assert (ahead, unsaid) == ("left_ahead", "reason_needed")
    assert list(Worker.objects.serving(DAY)) == []
    assert list(Worker.objects.serving(DAY - dt.timedelta(days=1))) == [row]
    assert refusal(edit_worker, worker=row, content={"name": "乙"}, actor=clerk) == "left"


def test_a_leaving_entered_wrongly_is_undone_with_a_reason_on_the_trail(city: City) -> None:
    row, clerk = worker(city), who(city, "mall_clerk")
    told = {"worker": row, "reason": "登记错人"}
    assert refusal(undo_leaving, **told, actor=clerk) == "serving"
    end_worker(worker=row, left_on=DAY, reason="合同期满", actor=clerk)

    assert refusal(undo_leaving, worker=row, reason=" ", actor=clerk) == "reason_needed"
    with pytest.raises(PermissionDenied):
        undo_leaving(**told, actor=who(city, "city_leader"))
    row = undo_leaving(**told, actor=clerk)

    assert (row.left_on, row.leaving_reason) == (None, "")
    assert row.is_serving(DAY)
    entry = AuditEntry.objects.get(verb="worker.undo_leaving")
    assert (entry.reason, entry.before["leaving_reason"]) == ("登记错人", "合同期满")


def test_a_leaving_stands_where_somebody_took_the_name_or_the_account_since(city: City) -> None:
    clerk = who(city, "mall_clerk")
    row = linked_to(city, worker(city), "station_head")
    end_worker(worker=row, left_on=DAY, reason="合同期满", actor=clerk)
    told = {"worker": row, "reason": "登记错人", "actor": clerk}

    linked_to(city, worker(city, "专职乙"), "station_head")
    assert refusal(undo_leaving, **told) == "account_taken"
    worker(city)
    assert refusal(undo_leaving, **told) == "registered_twice"


def test_workers_are_seen_from_above_and_not_from_beside(city: City, world: World) -> None:
    row = worker(city)

    seen = {
        name: Worker.objects.visible_to(world.actor(name)).filter(pk=row.pk).exists()
        for name in (
            *("city_leader", "mall_leader", "mall_clerk", "lawyer_leader", "station_head"),
            *("secretary", "auditor", "twin.city_leader"),
        )
    }

    assert {name for name, is_seen in seen.items() if is_seen} == {
        *("city_leader", "mall_leader", "mall_clerk")
    }
