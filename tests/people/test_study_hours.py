"""Hours of study: what each is asked for, what was done, and who may know (R-25)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from people.actions.policies import add_policy
from people.actions.studies import attach_certificate, record_study, withdraw_study
from people.models import Member, PeoplePolicy, StudyRecord
from people.study_hours import hours_of, policy_of_year, share_of, with_hours
from people.study_rules import Hours, needed_hours
from people.terms import Learner, StudyKind
from tests.people.grounds import affiliate, register_on
from tests.people.growth_grounds import DAY, a_worker, an_officer, members
from tests.people.test_courses import refused
from tests.world import City, World
from workflow.actions import store_attachment
from workflow.indicators import Period, offered_by_key, readings_of
from workflow.models import Attachment, AuditEntry

YEAR = DAY.year


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    register_on(world.home)
    return world.home


def content(hours: str = "8", day: dt.date = DAY) -> dict[str, Any]:
    return {
        "title": "网络专题班",
        "kind": StudyKind.ONLINE,
        "studied_on": day,
        "hours": Decimal(hours),
    }


def studied(city: City, learner: Member, hours: str, day: dt.date = DAY) -> StudyRecord:
    return record_study(learner=learner, content=content(hours, day), actor=city.actor("secretary"))


def file_of(city: City, name: str = "结业证书.PNG") -> Attachment:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "#b8242a").save(stream, "PNG")
    size = stream.tell()
    stream.seek(0)
    return store_attachment(
        organization=city.branch,
        name=name,
        stream=stream,
        size=size,
        actor=city.actor("secretary"),
    )


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({}, Decimal(32)),
        ({"is_leader": True}, Decimal(56)),
        ({"is_spared": True}, None),
        ({"is_leader": True, "is_spared": True}, None),
    ],
)
def test_members_are_asked_for_32_hours_leaders_for_56_the_spared_for_none(
    facts: dict[str, bool], needed: Decimal | None
) -> None:
    assert needed_hours(Member(**facts), PeoplePolicy()) == needed


def test_hours_are_done_from_the_very_number_on() -> None:
    assert not Hours(Decimal("31.5"), Decimal(32)).are_done
    assert Hours(Decimal("31.5"), Decimal(32)).missing == Decimal("0.5")
    assert Hours(Decimal(32), Decimal(32)).are_done
    assert Hours(Decimal(40), Decimal(32)).missing == 0
    assert Hours(Decimal(0), None).are_done


def test_hours_count_in_the_calendar_year_in_which_they_were_studied(city: City) -> None:
    (one,) = members(city, "示例甲")
    for day in ("2025-12-31", "2026-01-01", "2026-03-01"):
        studied(city, one, "8", dt.date.fromisoformat(day))

    assert hours_of(one, Learner.MEMBER, 2026) == 16
    assert hours_of(one, Learner.MEMBER, 2025) == 8
    found = with_hours(Member.objects.filter(pk=one.pk), Learner.MEMBER, 2024)
    assert found.get().hours == 0


def test_the_share_leaves_out_who_is_spared_and_who_left(city: City) -> None:
    (done,) = members(city, "示例甲")
    (leader,) = members(city, "示例乙", is_leader=True)
    (spared,) = members(city, "示例丙", is_spared=True)
    (left,) = members(city, "示例丁", presence="transferred")
    for one, hours in ((done, "32"), (leader, "32"), (spared, "40")):
        studied(city, one, hours)
    policy = PeoplePolicy.objects.get(tenant=city.tenant)

    assert share_of(Member.objects.all(), policy, year=YEAR) == (1, 2)
    studied(city, leader, "24")
    assert share_of(Member.objects.all(), policy, year=YEAR) == (2, 2)
    assert left not in Member.objects.counting()


def test_hours_of_tomorrow_and_of_a_slip_of_the_pen_are_refused(city: City) -> None:
    (one,) = members(city, "示例甲")
    refused("not_yet", lambda: studied(city, one, "4", DAY + dt.timedelta(days=1)))
    refused("too_many_hours", lambda: studied(city, one, "320"))


def test_only_who_acts_for_the_body_writes_hours(city: City) -> None:
    (one,) = members(city, "示例甲")
    worker = a_worker(city)
    for person in ("officer", "mall_clerk", "second_secretary"):
        with pytest.raises(PermissionDenied):
            record_study(learner=one, content=content(), actor=city.actor(person))
    record_study(learner=worker, content=content(), actor=city.actor("mall_clerk"))
    record_study(learner=an_officer(city), content=content(), actor=city.actor("officer"))
    assert StudyRecord.objects.count() == 2


def test_the_station_writes_hours_of_the_officers_whose_files_it_keeps(city: City) -> None:
    officer, station = an_officer(city), city.actor("station_head")

    record = record_study(learner=officer, content=content(), actor=station)
    with pytest.raises(PermissionDenied):
        withdraw_study(record=record, reason="不是本站", actor=city.actor("single_head"))
    withdraw_study(record=record, reason="重复登记", actor=station)

    entry = AuditEntry.objects.get(verb="study.record")
    assert entry.organization == city.officer
    assert entry.post.startswith(city.station.name)
    assert not StudyRecord.objects.exists()


def test_hours_of_members_are_read_like_members_and_follow_them(city: City) -> None:
    affiliate(city.branch, city.lawyer)
    (one,) = members(city, "示例甲")
    studied(city, one, "8")

    def sees(person: str) -> bool:
        return StudyRecord.objects.visible_to(city.actor(person)).exists()

    assert all(sees(person) for person in ("secretary", "lawyer_leader", "officer"))
    assert not any(sees(person) for person in ("mall_leader", "city_leader", "second_secretary"))
    Member.objects.filter(pk=one.pk).update(organization=city.second_branch)
    assert sees("second_secretary")
    assert not sees("secretary")


def test_a_certificate_is_kept_with_the_hours_and_opens_to_who_reads_them(city: City) -> None:
    affiliate(city.branch, city.lawyer)
    (one,) = members(city, "示例甲")
    record = studied(city, one, "8")
    certificate = file_of(city)

    record = attach_certificate(
        record=record, certificate=certificate, actor=city.actor("secretary")
    )

    assert record.certificate == certificate

    def opens(person: str) -> bool:
        rows = Attachment.objects.visible_to(city.actor(person))
        return bool(rows.filter(pk=certificate.pk).exists())

    assert opens("secretary")
    assert opens("lawyer_leader")
    others = ("officer", "station_head", "mall_leader", "city_leader", "lawyer_secretary")
    assert not any(opens(person) for person in others)


def test_hours_are_taken_off_with_a_reason_and_the_trail_keeps_them(city: City) -> None:
    (one,) = members(city, "示例甲")
    record, secretary = studied(city, one, "8"), city.actor("secretary")
    refused("reason_needed", lambda: withdraw_study(record=record, reason=" ", actor=secretary))
    withdraw_study(record=record, reason="重复登记", actor=secretary)

    assert not StudyRecord.objects.exists()
    entry = AuditEntry.objects.get(verb="study.withdraw")
    assert (entry.reason, entry.before["hours"]) == ("重复登记", "8.0")


def test_the_branch_that_a_member_moved_to_writes_for_the_old_hours(city: City) -> None:
    (one,) = members(city, "示例甲")
    record = studied(city, one, "8")
    Member.objects.filter(pk=one.pk).update(organization=city.second_branch)

    with pytest.raises(PermissionDenied):
        withdraw_study(record=record, reason="误登", actor=city.actor("secretary"))
    withdraw_study(record=record, reason="误登", actor=city.actor("second_secretary"))

    assert not StudyRecord.objects.exists()


def test_hours_of_a_past_year_are_asked_by_the_numbers_of_that_year(city: City) -> None:
    add_policy(
        row=PeoplePolicy(
            tenant=city.tenant,
            register_on=True,
            member_hours=Decimal(40),
            effective_from=dt.date(2026, 1, 1),
        ),
        actor=city.actor("city_leader"),
    )
    assert policy_of_year(city.tenant, 2025, DAY).member_hours == 32
    assert policy_of_year(city.tenant, 2026, DAY).member_hours == 40


def test_without_the_register_no_hours_of_members_are_written(city: City) -> None:
    (one,) = members(city, "示例甲")
    PeoplePolicy.objects.update(register_on=False)

    refused("register_off", lambda: studied(city, one, "8"))


def test_an_inspection_reads_the_share_of_a_branch_without_any_name(city: City) -> None:
    done, _ = members(city, "示例甲", "示例乙")
    studied(city, done, "32")
    period = Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30), DAY)
    asked = {
        "tenant": city.tenant,
        "bodies": [city.branch.pk, city.second_branch.pk],
        "period": period,
    }

    found = readings_of("people.study_hours", **asked)

    reading = found[city.branch.pk]
    assert (reading.value, reading.of, reading.rows) == (1, 2, ())
    assert city.second_branch.pk not in found
    assert offered_by_key("people.study_hours").unit == "名"
    PeoplePolicy.objects.update(register_on=False)
    assert readings_of("people.study_hours", **asked) == {}


def test_what_was_studied_after_the_day_of_reading_is_not_read(city: City) -> None:
    (one,) = members(city, "示例甲")
    studied(city, one, "32")
    period = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 1), dt.date(2026, 3, 1))

    found = readings_of(
        "people.study_hours", tenant=city.tenant, bodies=[city.branch.pk], period=period
    )

    assert (found[city.branch.pk].value, found[city.branch.pk].of) == (0, 1)
