"""Which account is a worker's own: linked by others, put right with a reason, told anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from people.actions.assessments import reply_to_assessment
from people.actions.workers import end_worker, link_account
from people.models import Assessment
from tests.people.staff_grounds import DAY, linked_to, refusal, told, who, worker
from tests.world import City, World
from workflow.models import AuditEntry, Notice

LATER = dt.date(2026, 9, 16)
REASON = "原来关联了同名的另一人"


@pytest.fixture
def city(world: World) -> City:
    return world.home


def reads(city: City, person: str) -> bool:
    return Assessment.objects.visible_to(who(city, person, LATER)).exists()


def test_one_account_is_one_workers(city: City) -> None:
    linked_to(city, worker(city), "mall_clerk")
    given = {"worker": worker(city, "专职乙"), "user": city.user("mall_clerk")}

    assert refusal(link_account, actor=who(city, "mall_leader"), **given) == "account_taken"


def test_nobody_links_or_loosens_the_own_account(city: City) -> None:
    """Whoever may would read a colleague's assessment, or assess himself."""
    own = linked_to(city, worker(city), "mall_leader", by="mall_clerk")
    other = worker(city, "专职乙")

    with pytest.raises(PermissionDenied):
        linked_to(city, other, "mall_clerk", by="mall_clerk")
    with pytest.raises(PermissionDenied):
        link_account(worker=own, user=None, reason=REASON, actor=who(city, "mall_leader"))
    with pytest.raises(PermissionDenied):
        linked_to(city, other, "mall_clerk", by="city_leader")


def test_an_account_of_another_name_is_asked_about_first(city: City) -> None:
    row, clerk = worker(city), city.user("mall_clerk")
    leader = who(city, "mall_leader")

    assert refusal(link_account, worker=row, user=clerk, actor=leader) == "name_differs"
    type(row).objects.update(name=clerk.name)
    assert link_account(worker=row, user=clerk, actor=leader).user == clerk


def test_a_wrong_account_is_put_right_with_a_reason_that_stays(city: City) -> None:
    row = linked_to(city, worker(city), "secretary")
    right: dict[str, Any] = {
        "worker": row,
        "user": city.user("mall_clerk"),
        "is_same_person": True,
    }
    leader = who(city, "mall_leader")

    assert refusal(link_account, actor=leader, **right) == "reason_needed"
    assert refusal(link_account, worker=row, user=None, actor=leader) == "reason_needed"
    link_account(actor=leader, reason=REASON, **right)

    entry = AuditEntry.objects.filter(verb="worker.link").latest("pk")
    assert (entry.reason, entry.before["user"]) == (REASON, city.user("secretary").name)


def test_what_was_told_to_the_wrong_person_is_told_anew_and_hidden_from_the_first(
    city: City,
) -> None:
    row = linked_to(city, worker(city), "secretary")
    one = told(city, row)
    assert (one.told_on, reads(city, "secretary")) == (DAY, True)

    link_account(
        worker=row,
        user=city.user("mall_clerk"),
        reason=REASON,
        is_same_person=True,
        actor=who(city, "mall_leader", LATER),
    )

    first_until = one.reply_until
    one.refresh_from_db()
    assert one.told_on == LATER
    assert first_until is not None
    assert one.reply_until == first_until + dt.timedelta(days=2)
    assert (reads(city, "secretary"), reads(city, "mall_clerk")) == (False, True)
    assert Notice.objects.filter(recipient=city.user("mall_clerk")).count() == 1
    assert AuditEntry.objects.filter(verb="assessment.tell_anew").count() == 1
    with pytest.raises(PermissionDenied):
        reply_to_assessment(assessment=one, words="不是我", actor=who(city, "secretary", LATER))


def test_an_account_linked_after_the_telling_reads_it_within_the_days_that_run(city: City) -> None:
    row = worker(city)
    one = told(city, row)

    linked_to(city, row, "mall_clerk")

    until = one.reply_until
    one.refresh_from_db()
    assert one.reply_until == until
    assert Notice.objects.filter(recipient=city.user("mall_clerk")).count() == 1


def test_a_wrong_account_is_taken_off_also_after_the_worker_left(city: City) -> None:
    row = linked_to(city, worker(city), "secretary")
    leader = who(city, "mall_leader")
    end_worker(worker=row, left_on=DAY, reason="辞职", actor=leader)

    assert link_account(worker=row, user=None, reason=REASON, actor=leader).user is None
    again = {"user": city.user("mall_clerk"), "is_same_person": True}
    assert refusal(link_account, worker=row, actor=leader, **again) == "left"
