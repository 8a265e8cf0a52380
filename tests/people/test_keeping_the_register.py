"""Each night: who left long ago is erased, unused exports end, and somebody is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from people.actions.erasing import ERASED
from people.actions.retention import keep_city
from people.models import Admission, AdmissionProcess, Dues, Member, RosterExport
from people.tasks import keep_register
from people.terms import ExportStatus, Presence, Stage
from tests.people.grounds import affiliate, member, register_on
from tests.world import World
from workflow.models import AuditEntry, Notice

# The world's day is 2 March 2026; five years are kept.
LONG_AGO, JUST_KEPT = dt.date(2021, 3, 1), dt.date(2021, 3, 2)


def gone(world: World, day: dt.date, presence: str = Presence.TRANSFERRED, **facts: Any) -> Member:
    return member(
        world.branch, identity="", presence=presence, presence_on=day, income="5000", **facts
    )


def kept(world: World) -> dict[str, int]:
    return keep_city(tenant=world.tenant, actor=world.home.system)


def test_who_left_longer_ago_than_the_years_is_erased_but_stays_a_row(world: World) -> None:
    register_on(world.home)
    old, young = gone(world, LONG_AGO), gone(world, JUST_KEPT)
    here = member(world.branch, presence_on=LONG_AGO)
    out = gone(world, LONG_AGO, Presence.SUSPENDED)

    assert kept(world)["members_erased"] == 1

    old = Member.objects.get(pk=old.pk)
    assert (old.name, old.name_key, old.phone_index) == (ERASED, "", "")
    assert not any((old.identity, old.phone, old.address, old.income))
    assert (old.erased_on, old.presence) == (world.home.on, Presence.TRANSFERRED)
    for one in (young, here, out):
        one = Member.objects.get(pk=one.pk)
        assert one.name == "示例甲"
        assert one.phone
    assert set(kept(world).values()) == {0}


def test_the_sums_of_dues_and_the_application_go_with_the_member(world: World) -> None:
    register_on(world.home)
    old = gone(world, LONG_AGO)
    dues = Dues.objects.create(
        member=old,
        tenant=world.tenant,
        organization=world.branch,
        month=dt.date(2020, 1, 1),
        percent=1,
        owed="50.00",
        paid="50.00",
    )
    file = an_application(world, status=Stage.REGULAR, member=old)

    kept(world)

    dues, file = Dues.objects.get(pk=dues.pk), Admission.objects.get(pk=file.pk)
    assert not dues.owed
    assert not dues.paid
    assert (file.name, file.identity_index, bool(file.identity)) == (ERASED, "", False)


def test_who_was_never_admitted_is_erased_as_well(world: World) -> None:
    ended = an_application(world, status=Stage.ENDED, ended_on=LONG_AGO)
    running = an_application(world)

    assert kept(world)["applicants_erased"] == 1

    assert Admission.objects.get(pk=ended.pk).name == ERASED
    assert Admission.objects.get(pk=running.pk).name == "示例申请人"


def an_application(world: World, **facts: Any) -> Admission:
    process, _ = AdmissionProcess.objects.get_or_create(
        tenant=world.tenant, name="示例", regulation="示例", effective_from=dt.date(2014, 5, 28)
    )
    return Admission.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        process=process,
        name="示例申请人",
        born_on=dt.date(1990, 1, 1),
        applied_on=dt.date(2019, 1, 1),
        **{"identity": "320508199001010010", "phone": "13800005678", **facts},
    )


def an_export(world: World, **facts: Any) -> RosterExport:
    affiliate(world.branch, world.lawyer)
    return RosterExport.objects.create(
        tenant=world.tenant,
        organization=world.branch,
        superior=world.lawyer,
        asked_by=world.user("secretary"),
        reason="年度统计",
        **{"asked_at": world.home.at, **facts},
    )


def test_exports_that_nobody_used_or_decided_are_over(world: World) -> None:
    on = world.home.on
    unused = an_export(world, status="approved", usable_until=on - dt.timedelta(days=1))
    usable = an_export(world, status="approved", usable_until=on)
    forgotten = an_export(world, asked_at=world.home.at - dt.timedelta(days=31))

    assert kept(world)["exports_expired"] == 2

    by_row = dict(RosterExport.objects.values_list("pk", "status"))
    assert by_row == {
        unused.pk: ExportStatus.EXPIRED,
        usable.pk: ExportStatus.APPROVED,
        forgotten.pk: ExportStatus.EXPIRED,
    }


def test_one_entry_and_one_notice_to_the_administrator_tell_the_counts(world: World) -> None:
    register_on(world.home)
    gone(world, LONG_AGO)

    kept(world)
    kept(world)

    entry = AuditEntry.objects.get(verb="register.keep")
    assert (entry.user_name, entry.after["members_erased"], entry.after["kept_years"]) == (
        *("系统", 1),
        5,
    )
    told = Notice.objects.get(recipient=world.user("administrator"))
    assert "1 人" in told.body
    assert not Notice.objects.filter(recipient=world.user("city_leader")).exists()


def test_each_city_keeps_as_long_as_it_wants(world: World) -> None:
    register_on(world.home, kept_years=10)
    gone(world, LONG_AGO)

    assert kept(world)["members_erased"] == 0


def test_the_clock_alone_erases(world: World) -> None:
    with pytest.raises(PermissionDenied):
        keep_city(tenant=world.tenant, actor=world.actor("administrator"))


def test_the_nightly_task_goes_through_every_city(world: World) -> None:
    gone(world, LONG_AGO)
    member(world.twin.branch, presence=Presence.DECEASED, presence_on=LONG_AGO, identity="")

    assert keep_register() == 2
