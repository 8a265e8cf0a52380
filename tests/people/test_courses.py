"""Courses: who holds them, who registers whom, and when registration is over (R-25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people.actions.attendance import register_attendance, register_names, sign_in
from people.actions.courses import (
    close_course,
    edit_course,
    open_sign_in,
    reopen_course,
    stop_sign_in,
)
from people.learners import learners_of
from people.models import Course, PeoplePolicy, StudyRecord
from people.terms import Learner
from tests.people.grounds import register_on
from tests.people.growth_grounds import DAY, a_course, a_worker, an_officer, members
from tests.world import City, World
from workflow.models import AuditEntry


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


def refused(code: str, act: Callable[[], Any]) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        act()
    codes = {error.code for error in _flat(caught.value)}
    assert codes == {code}
    return caught.value


def _flat(error: ValidationError) -> list[Any]:
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return error.error_list


def test_a_branch_ticks_its_own_members_and_each_gets_the_hours_once(city: City) -> None:
    first, second = members(city, "示例甲", "示例乙")
    course, secretary = a_course(city), city.actor("secretary")

    done = register_attendance(course=course, learners=[first, second], actor=secretary)

    assert (done.added, done.removed) == (2, 0)
    record = StudyRecord.objects.get(member=first)
    assert (record.hours, record.studied_on, record.organization) == (4, DAY, city.branch)
    assert record.recorded_by == city.user("secretary")
    refused(
        "nothing_changed",
        lambda: register_attendance(course=course, learners=[first, second], actor=secretary),
    )
    known = {first.pk, second.pk}
    done = register_attendance(course=course, learners=[second], known=known, actor=secretary)
    assert (done.added, done.removed) == (0, 1)
    assert not StudyRecord.objects.filter(member=first).exists()


def test_whoever_was_registered_meanwhile_is_not_taken_off(city: City) -> None:
    first, second, third = members(city, "示例甲", "示例乙", "示例丙")
    course, secretary = a_course(city), city.actor("secretary")
    register_attendance(course=course, learners=[first], actor=secretary)
    # Another signs in while the list, with the first ticked, lies open.
    register_attendance(course=course, learners=[second], actor=secretary)

    done = register_attendance(course=course, learners=[third], known={first.pk}, actor=secretary)

    assert (done.added, done.removed) == (1, 1)
    assert set(course.records.values_list("member__name", flat=True)) == {"示例乙", "示例丙"}


def test_the_trail_tells_how_many_and_no_name(city: City) -> None:
    people = members(city, "示例甲", "示例乙")
    course = a_course(city)
    register_attendance(course=course, learners=people, actor=city.actor("secretary"))

    entry = AuditEntry.objects.get(verb="course.attend")

    assert entry.after == {"learners_added": 2, "learners_removed": 0}
    assert entry.organization == city.branch


def test_a_committee_holds_a_course_and_each_branch_registers_its_own(city: City) -> None:
    (mine,) = members(city, "示例甲")
    (other,) = members(city, "示例乙", body="sibling_branch")
    course = a_course(city, "mall", "mall_clerk")
    secretary, sibling = city.actor("secretary"), city.actor("sibling_secretary")

    register_attendance(course=course, learners=[mine], actor=secretary)
    refused(
        "foreign_learner",
        lambda: register_attendance(course=course, learners=[other], actor=secretary),
    )
    register_attendance(course=course, learners=[other], actor=sibling)

    assert StudyRecord.objects.filter(course=course).count() == 2
    with pytest.raises(PermissionDenied):
        register_attendance(course=course, learners=[mine], actor=city.actor("mall_clerk"))


def test_a_course_is_seen_by_all_below_its_body_and_by_no_other_line(city: City) -> None:
    course = a_course(city, "mall", "mall_clerk")
    of_city = a_course(city, "city", "city_clerk")

    def seen(person: str) -> set[int]:
        return set(Course.objects.visible_to(city.actor(person)).values_list("pk", flat=True))

    assert seen("secretary") == seen("officer") == {course.pk, of_city.pk}
    assert seen("lawyer_secretary") == seen("lawyer_clerk") == {of_city.pk}
    assert seen("stranger") == set()


def test_a_foreign_line_is_no_learner_of_a_course(city: City) -> None:
    members(city, "示例甲", body="lawyer_branch")
    course = a_course(city, "mall", "mall_clerk")

    assert not learners_of(course, city.actor("lawyer_secretary")).exists()


def test_workers_and_officers_are_registered_by_who_holds_the_course(city: City) -> None:
    worker, officer = a_worker(city), an_officer(city)
    clerk = city.actor("mall_clerk")
    for_workers = a_course(city, "mall", "mall_clerk", learner=Learner.WORKER)
    for_officers = a_course(city, "mall", "mall_clerk", learner=Learner.OFFICER)

    register_attendance(course=for_workers, learners=[worker], actor=clerk)
    register_attendance(course=for_officers, learners=[officer], actor=clerk)

    assert StudyRecord.objects.get(worker=worker).organization == city.mall
    assert StudyRecord.objects.get(officer_file=officer).organization == city.officer


def test_a_station_registers_the_officers_whose_files_it_keeps(city: City) -> None:
    officer = an_officer(city)
    course = a_course(city, "mall", "mall_clerk", learner=Learner.OFFICER)

    register_attendance(course=course, learners=[officer], actor=city.actor("station_head"))

    assert StudyRecord.objects.get().officer_file == officer
    assert AuditEntry.objects.filter(verb="course.attend").latest("pk").post
    for person in ("single_head", "officer"):
        assert not learners_of(course, city.actor(person)).exists()


def test_who_left_is_no_learner_any_more(city: City) -> None:
    a_worker(city, left_on=dt.date(2026, 2, 1))
    members(city, "示例甲", presence="transferred")
    clerk, secretary = city.actor("mall_clerk"), city.actor("secretary")
    for_workers = a_course(city, "mall", "mall_clerk", learner=Learner.WORKER)

    assert not learners_of(for_workers, clerk).exists()
    assert not learners_of(a_course(city), secretary).exists()


def test_a_list_of_names_is_registered_whole_or_not_at_all(city: City) -> None:
    first, _ = members(city, "示例甲", "示例 乙")
    members(city, "示例丙", "示例丙")
    course, secretary = a_course(city), city.actor("secretary")

    error = refused(
        "names_unknown",
        lambda: register_names(course=course, names=["示例甲", "示例丙", "没有"], actor=secretary),
    )
    assert "示例丙、没有" in error.messages[0]
    assert not StudyRecord.objects.exists()
    register_attendance(course=course, learners=[first], actor=secretary)
    done = register_names(course=course, names=["示例乙", " "], actor=secretary)

    assert (done.added, done.removed) == (1, 0)
    assert StudyRecord.objects.filter(course=course).count() == 2
    refused("no_names", lambda: register_names(course=course, names=[""], actor=secretary))


def test_nobody_attended_what_has_not_begun(city: City) -> None:
    people = members(city, "示例甲")
    course = a_course(city, starts_on=dt.date(2026, 3, 9), ends_on=dt.date(2026, 3, 10))

    refused(
        "not_begun",
        lambda: register_attendance(course=course, learners=people, actor=city.actor("secretary")),
    )


def test_hours_and_days_change_for_all_who_attended_until_registration_ends(city: City) -> None:
    people = members(city, "示例甲")
    course, secretary = a_course(city), city.actor("secretary")
    register_attendance(course=course, learners=people, actor=secretary)

    edit_course(course=course, content={"hours": Decimal("6.5")}, actor=secretary)
    assert StudyRecord.objects.get().hours == Decimal("6.5")
    close_course(course=course, actor=secretary)
    for act in (
        lambda: edit_course(course=course, content={"hours": Decimal(2)}, actor=secretary),
        lambda: register_attendance(course=course, learners=[], actor=secretary),
        lambda: close_course(course=course, actor=secretary),
    ):
        refused("course_closed", act)
    refused("reason_needed", lambda: reopen_course(course=course, reason=" ", actor=secretary))
    reopen_course(course=course, reason="漏登记一人", actor=secretary)
    edit_course(course=course, content={"hours": Decimal(2)}, actor=secretary)
    assert StudyRecord.objects.get().hours == 2


def test_without_the_register_nobody_is_registered_for_a_course_of_members(city: City) -> None:
    people = members(city, "示例甲")
    course = a_course(city)
    PeoplePolicy.objects.update(register_on=False)

    refused(
        "register_off",
        lambda: register_attendance(course=course, learners=people, actor=city.actor("secretary")),
    )


def test_registration_does_not_end_before_the_course(city: City) -> None:
    course = a_course(city, ends_on=dt.date(2026, 3, 4))

    refused("not_ended", lambda: close_course(course=course, actor=city.actor("secretary")))


def test_the_days_of_a_course_stand_in_order(city: City) -> None:
    refused("days_in_order", lambda: a_course(city, ends_on=dt.date(2026, 3, 1)))


def test_a_unit_without_a_party_organisation_holds_no_course(city: City) -> None:
    refused("no_course_here", lambda: a_course(city, "unit", "contact"))
    with pytest.raises(PermissionDenied):
        a_course(city, "branch", "officer")


def test_who_has_an_account_says_so_once_where_the_course_is_open_for_it(city: City) -> None:
    worker = a_worker(city, user=city.user("mall_clerk"))
    course = a_course(city, "mall", "mall_clerk", learner=Learner.WORKER)
    clerk = city.actor("mall_clerk")
    refused("no_sign_in", lambda: sign_in(course=course, code="", actor=clerk))
    course = open_sign_in(course=course, actor=clerk)
    code = course.sign_code

    first = sign_in(course=course, code=code, actor=clerk)

    assert first.worker == worker
    assert sign_in(course=course, code=code, actor=clerk) == first
    refused(
        "not_a_learner", lambda: sign_in(course=course, code=code, actor=city.actor("mall_leader"))
    )
    stop_sign_in(course=course, actor=clerk)
    refused("no_sign_in", lambda: sign_in(course=course, code=code, actor=clerk))
    refused("no_sign_in", lambda: stop_sign_in(course=course, actor=clerk))


def test_a_secretary_is_the_member_of_that_name_in_the_own_branch(city: City) -> None:
    (own,) = members(city, city.user("secretary").name)
    members(city, city.user("secretary").name, body="second_branch")
    course = open_sign_in(
        course=a_course(city, "mall", "mall_clerk"), actor=city.actor("mall_clerk")
    )

    record = sign_in(course=course, code=course.sign_code, actor=city.actor("secretary"))

    assert record.member == own
