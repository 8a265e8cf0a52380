"""Private notices to the secretary: raised by the calendar, kept in the branch alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hierarchy.actions.appointments import end_appointment
from people.actions.warnings import Outcome, refresh_warnings, settle_warning
from people.models import Dues, Member, MemberWarning
from people.terms import Presence, WarningKind, WarningLight
from tests.people.care_grounds import a_shared_stay, unpaid
from tests.people.grounds import affiliate, member, register_on
from tests.people.test_stays import codes
from tests.world import AT, City, World
from workflow.models import AuditEntry, Notice

THREE = ("2025-12", "2026-01", "2026-02")
FIVE = ("2025-10", "2025-11", *THREE)


@pytest.fixture
def city(world: World) -> City:
    register_on(world.home)
    return world.home


def night(city: City, at: dt.datetime = AT) -> Outcome:
    """The clock's run of one night."""
    system = city.system
    system.at = at
    return refresh_warnings(tenant=city.tenant, actor=system)


def lights(who: Member) -> dict[str, str]:
    rows = MemberWarning.objects.filter(member=who).open()
    return dict(rows.values_list("kind", "light"))


def facts(name: str = "示例甲", **given: Any) -> dict[str, Any]:
    return {"name": name, "identity": "", "phone": ""} | given


@pytest.mark.parametrize(
    ("months", "light"),
    [(THREE[1:], ""), (THREE, WarningLight.YELLOW), (FIVE, WarningLight.RED)],
)
def test_unpaid_dues_are_told_after_three_and_five_months(
    city: City, months: tuple[str, ...], light: str
) -> None:
    who = member(city.branch, **facts())
    unpaid(who, *months)

    night(city)

    assert lights(who).get(WarningKind.DUES, "") == light


def test_a_paid_or_excused_month_or_one_without_a_sum_ends_the_run(city: City) -> None:
    people = [member(city.branch, **facts(f"示例{name}")) for name in "甲乙丙"]
    for who, given in zip(
        people, ({"paid_on": city.on}, {"is_excused": True}, {"owed": ""}), strict=True
    ):
        unpaid(who, *THREE)
        Dues.objects.filter(member=who, month=dt.date(2026, 1, 1)).update(**given)

    assert night(city) == Outcome()


@pytest.mark.parametrize(
    ("given", "kind", "light"),
    [
        ({"absent_on": dt.date(2025, 12, 2)}, WarningKind.MEETINGS, WarningLight.YELLOW),
        ({"absent_on": dt.date(2025, 12, 3)}, WarningKind.MEETINGS, ""),
        ({"absent_on": dt.date(2025, 10, 2)}, WarningKind.MEETINGS, WarningLight.RED),
        ({"lost_on": dt.date(2025, 9, 2)}, WarningKind.LOST, WarningLight.RED),
        ({"lost_on": dt.date(2025, 9, 3)}, WarningKind.LOST, WarningLight.YELLOW),
    ],
)
def test_absence_and_lost_contact_go_by_their_own_day(
    city: City, given: dict[str, Any], kind: str, light: str
) -> None:
    who = member(city.branch, **facts(**given))

    night(city)

    assert lights(who).get(kind, "") == light


def test_a_suspension_is_told_when_it_nears_two_years(city: City) -> None:
    who = member(
        city.branch,
        **facts(presence=Presence.SUSPENDED, presence_on=dt.date(2024, 6, 2)),
    )

    night(city)

    assert lights(who) == {WarningKind.SUSPENSION: WarningLight.YELLOW}


def test_the_spared_the_mobile_the_lost_and_those_who_left_are_not_asked_to_come(
    city: City,
) -> None:
    long_ago = dt.date(2025, 6, 1)
    member(city.branch, **facts("示例甲", absent_on=long_ago, is_spared=True))
    gone = member(city.branch, **facts("示例乙", absent_on=long_ago, presence=Presence.DECEASED))
    unpaid(gone, *FIVE)
    away = member(city.branch, **facts("示例丙", absent_on=long_ago))
    a_shared_stay(city, away)
    lost = member(city.branch, **facts("示例丁", absent_on=long_ago, lost_on=long_ago))
    unpaid(lost, *FIVE)

    night(city)

    assert set(MemberWarning.objects.values_list("member", "kind")) == {(lost.pk, WarningKind.LOST)}


def test_only_the_branchs_own_post_knows_of_it(city: City) -> None:
    affiliate(city.branch, city.lawyer)
    who = member(city.branch, **facts())
    unpaid(who, *FIVE)

    night(city)

    notice = Notice.objects.get()
    assert notice.recipient == city.user("secretary")
    assert who.name not in notice.title + notice.body + notice.path
    for name in ("officer", "station_head", "mall_leader", "lawyer_leader", "city_leader"):
        assert not MemberWarning.objects.visible_to(city.actor(name)).exists()
    assert MemberWarning.objects.visible_to(city.actor("secretary")).count() == 1
    for entry in AuditEntry.objects.filter(verb__startswith="warning."):
        said = f"{entry.target_label}{entry.before}{entry.after}{entry.reason}"
        assert who.name not in said


def test_a_vacant_post_of_secretary_moves_no_notice_upwards(city: City) -> None:
    unpaid(member(city.branch, **facts()), *FIVE)
    end_appointment(
        appointment=city.appointment("secretary"),
        ends_on=city.on - dt.timedelta(days=1),
        reason="调离",
        actor=city.system,
        vacancy=True,
    )
    Notice.objects.all().delete()

    assert night(city).raised == 1
    assert not Notice.objects.exists()


def test_a_second_run_adds_nothing_and_a_graver_light_is_told_once_more(city: City) -> None:
    who = member(city.branch, **facts())
    unpaid(who, *THREE)
    assert night(city) == Outcome(raised=1)
    assert night(city) == Outcome()
    unpaid(who, "2026-03", "2026-04")

    assert night(city, AT.replace(month=5, day=2)) == Outcome(graver=1)

    assert lights(who) == {WarningKind.DUES: WarningLight.RED}
    assert Notice.objects.filter(recipient=city.user("secretary")).count() == 2


def test_what_lasts_no_more_is_settled_by_itself_and_can_come_back(city: City) -> None:
    who = member(city.branch, **facts())
    unpaid(who, *THREE)
    night(city)
    Dues.objects.filter(member=who).update(paid_on=city.on)
    assert night(city) == Outcome(gone=1)
    assert lights(who) == {}
    Dues.objects.filter(member=who).update(paid_on=None)

    assert night(city) == Outcome(raised=1)


def test_the_secretary_settles_in_words_and_only_a_graver_light_comes_back(city: City) -> None:
    who = member(city.branch, **facts())
    unpaid(who, *THREE)
    night(city)
    warning, secretary = MemberWarning.objects.get(), city.actor("secretary")
    for name in ("officer", "station_head", "second_secretary", "mall_leader"):
        with pytest.raises(PermissionDenied):
            settle_warning(warning=warning, words="已谈话", actor=city.actor(name))
    with pytest.raises(ValidationError) as refused:
        settle_warning(warning=warning, words=" ", actor=secretary)
    assert codes(refused.value) == {"words_needed"}

    settled = settle_warning(warning=warning, words="已谈话，本月补交", actor=secretary)

    assert settled.settled_on == city.on
    with pytest.raises(ValidationError) as refused:
        settle_warning(warning=warning, words="再次", actor=secretary)
    assert codes(refused.value) == {"settled"}
    assert night(city) == Outcome()
    entry = AuditEntry.objects.get(verb="warning.settle")
    assert "补交" not in f"{entry.after}{entry.reason}"
    unpaid(who, "2026-03", "2026-04")
    assert night(city, AT.replace(month=5, day=2)) == Outcome(raised=1)


def test_a_city_without_a_register_warns_of_nobody(world: World) -> None:
    unpaid(member(world.home.branch, **facts()), *FIVE)

    assert night(world.home) == Outcome()
    assert not MemberWarning.objects.exists()
