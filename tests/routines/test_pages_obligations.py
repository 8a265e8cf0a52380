"""Pages of what is owed: wall, calendar, roll, detail, rules; who sees what, and the way in."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from routines.actions.feeds import make_feed, revoke_feed
from routines.models import CalendarFeed, Exemption, Obligation, ObligationRule
from routines.terms import Standing
from tests.routines.conftest import owed, party, refreshed, with_rules
from tests.routines.records import confirmed, held
from tests.world import AT, World

D = dt.date
pytestmark = pytest.mark.usefixtures("_march")
PAGES = ("wall", "calendar", "obligation_list", "rule_list", "feed_list")


@pytest.fixture
def _march(ruled: World) -> object:
    """The world's own day on the clock of the pages, with what is owed by then."""
    party(ruled.branch, officers=3, term_from=D(2023, 3, 16), term_to=D(2026, 3, 15))
    refreshed(ruled)
    with time_machine.travel(AT, tick=False):
        yield


def page(world: World, person: str, name: str, *args: object, **query: object) -> str:
    """A page as a person sees it."""
    client = world.login(Client(), person)
    response = client.get(reverse(f"routines:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "person", ["city_leader", "mall_clerk", "station_head", "officer", "secretary", "town_reader"]
)
def test_every_reader_of_work_opens_every_page(ruled: World, name: str, person: str) -> None:
    assert "<h1>" in page(ruled, person, name)


@pytest.mark.parametrize("name", ["wall", "calendar", "rule_list", "feed_list"])
def test_who_sees_no_work_is_told_so(ruled: World, name: str) -> None:
    client = ruled.login(Client(), "administrator")

    response = client.get(reverse(f"routines:{name}"))

    assert response.status_code == 403
    assert "不查看业务数据" in response.content.decode()


def test_the_wall_of_a_committee_has_a_line_a_rule_with_figures_that_lead_to_the_roll(
    ruled: World,
) -> None:
    body = page(ruled, "mall_leader", "wall", year=2026)

    assert "月度例会" in body
    assert "主题党日" in body
    assert "党建体检" in body
    # Three branches of the mall line, none has met in January.
    assert "0/3" in body
    assert "month=2026-01-01" in body


def test_the_wall_of_one_rule_has_a_line_a_body(ruled: World) -> None:
    body = page(ruled, "mall_leader", "wall", year=2026, rule="R-13")

    assert "观前商城党支部" in body
    assert "平江律所党支部" not in body
    january = owed(ruled.branch, "R-13", period_start=D(2026, 1, 1))
    assert reverse("routines:obligation_detail", args=[january.pk]) in body
    assert "逾期" in body


def test_a_secretary_sees_the_own_branch_rule_by_rule(ruled: World) -> None:
    body = page(ruled, "secretary", "wall", year=2026)

    assert "观前商城党支部" in body
    assert "支部党员大会" in body
    assert "按期换届" in body
    assert "皮市街" not in body


def test_nobody_reads_a_branch_of_another_line_or_city(ruled: World) -> None:
    row = owed(ruled.branch, "R-13", period_start=D(2026, 3, 1))
    address = reverse("routines:obligation_detail", args=[row.pk])

    told = {
        person: ruled.login(Client(), person).get(address).status_code
        for person in (
            *("secretary", "officer", "station_head", "mall_leader", "city_leader"),
            *("town_reader", "district_reader"),
            *("second_secretary", "sibling_officer", "single_head", "lawyer_leader"),
            *("sip_reader", "twin.city_leader", "twin.secretary", "administrator", "stranger"),
        )
    }

    assert {person for person, status in told.items() if status == 200} == {
        *("secretary", "officer", "station_head", "mall_leader", "city_leader"),
        *("town_reader", "district_reader"),
    }
    assert set(told.values()) == {200, 404}


def test_the_roll_counts_what_it_shows_and_goes_out_as_a_sheet(ruled: World) -> None:
    rows = Obligation.objects.filter(rule__code="R-13", organization__committee=ruled.mall)
    first = rows.order_by("pk").first()
    assert first is not None
    Obligation.objects.filter(pk=first.pk).update(done=1, met_on=first.due_on)

    body = page(ruled, "mall_leader", "obligation_list", rule="R-13")
    assert f"1/{rows.count()}" in body

    client = ruled.login(Client(), "mall_leader")
    response = client.get(reverse("routines:obligation_excel"), {"rule": "R-13"})
    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    assert sheet.max_row == rows.count() + 1
    assert [cell.value for cell in sheet[1]][:3] == ["编号", "规则", "组织"]


@pytest.mark.parametrize(
    ("state", "count"), [("aside", 4), ("overdue", 0), ("missing", 0), ("done", 0), ("", 4)]
)
def test_what_stands_aside_is_in_the_roll_with_its_reason(
    ruled: World, state: str, count: int
) -> None:
    body = page(ruled, "second_secretary", "obligation_list", rule="R-10", state=state)

    assert body.count("未设支部委员会") == count


def test_the_calendar_shows_what_is_due_on_its_day(ruled: World) -> None:
    mine = page(ruled, "secretary", "calendar", month="2026-03")
    march = owed(ruled.branch, "R-13", period_start=D(2026, 3, 1))

    assert "2026年3月" in mine
    assert reverse("routines:obligation_detail", args=[march.pk]) in mine
    everything = page(ruled, "mall_leader", "calendar", month="2026-03", whose="all")
    assert "主题党日 0/3" in everything
    assert "2026年3月" in page(ruled, "secretary", "calendar", month="nonsense")


def test_the_officer_exempts_a_branch_and_ends_it_again(ruled: World) -> None:
    row = owed(ruled.branch, "R-13", period_start=D(2026, 3, 1))
    officer = ruled.login(Client(), "officer")

    response = officer.post(
        reverse("routines:obligation_exempt", args=[row.pk]),
        {"scope": "R-13", "starts_on": "2026-03-01", "ends_on": "2026-04-15", "reason": "搬迁"},
    )

    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.standing, row.reason) == (Standing.EXEMPT, "搬迁")
    april = owed(ruled.branch, "R-13", period_start=D(2026, 4, 1))
    assert april.standing == Standing.EXPECTED
    assert "终止豁免" in page(ruled, "officer", "obligation_detail", row.pk)
    assert "终止豁免" not in page(ruled, "secretary", "obligation_detail", row.pk)

    exemption = Exemption.objects.get()
    officer.post(reverse("routines:exemption_end", args=[exemption.pk]), {"ends_on": "2026-03-10"})
    row.refresh_from_db()
    assert (row.standing, row.reason) == (Standing.EXPECTED, "")


def test_what_is_owed_leads_to_entering_it_and_what_answered_it_to_the_record(
    ruled: World,
) -> None:
    row = owed(ruled.branch, "R-13", period_start=D(2026, 3, 1))
    later = owed(ruled.branch, "R-13", period_start=D(2026, 4, 1))
    enter = reverse("routines:record_new", args=[ruled.branch.pk, "theme_day"])

    assert enter in page(ruled, "secretary", "obligation_detail", row.pk)
    assert enter in page(ruled, "officer", "obligation_detail", row.pk)
    assert enter not in page(ruled, "mall_leader", "obligation_detail", row.pk)
    assert enter not in page(ruled, "secretary", "obligation_detail", later.pk)

    record = held(ruled)
    confirmed(ruled, record)
    answered = page(ruled, "secretary", "obligation_detail", row.pk)
    assert enter not in answered
    assert reverse("routines:record_detail", args=[record.pk]) in answered


def test_an_exemption_must_say_why_and_keep_its_days_in_order(ruled: World) -> None:
    row = owed(ruled.branch, "R-13", period_start=D(2026, 3, 1))
    officer = ruled.login(Client(), "officer")

    response = officer.post(
        reverse("routines:obligation_exempt", args=[row.pk]),
        {"scope": "all", "starts_on": "2026-03-10", "ends_on": "2026-03-01", "reason": ""},
    )

    assert response.status_code == 422
    assert "止期不能早于起期" in response.content.decode()
    assert not Exemption.objects.exists()


def test_a_closed_period_is_opened_for_one_body_until_a_day(ruled: World) -> None:
    Obligation.objects.filter(rule__code="R-13", period_start=D(2026, 1, 1)).update(
        freezes_on=D(2026, 3, 1)
    )
    row = owed(ruled.branch, "R-13", period_start=D(2026, 1, 1))
    officer = ruled.login(Client(), "officer")
    address = reverse("routines:obligation_reopen", args=[row.pk])

    late = officer.post(address, {"until": "2026-06-30", "reason": "补录"})
    done = officer.post(address, {"until": "2026-03-20", "reason": "材料在途，补录"})

    assert (late.status_code, done.status_code) == (422, 302)
    row.refresh_from_db()
    assert not row.is_frozen(D(2026, 3, 20))
    assert row.is_frozen(D(2026, 3, 21))
    assert "补录" in page(ruled, "secretary", "obligation_detail", row.pk)
    sibling = owed(ruled.second_branch, "R-13", period_start=D(2026, 1, 1))
    assert sibling.is_frozen(D(2026, 3, 2))


def test_the_rules_are_told_in_plain_words_with_their_article(ruled: World) -> None:
    body = page(ruled, "secretary", "rule_list")

    assert "设有（或应设）支部委员会的党支部、联合党支部，每月“支部委员会会议”不少于 1 次" in body
    assert "支部工作条例第十二条" in body
    assert "自年内第 10 个月起，截至年末，宽限 90 天" in body
    assert "提前 6 个月开始办理，截至届满之日" in body
    assert "更新应办事项" not in body


def test_the_citys_keeper_orders_a_refresh_and_others_may_not(ruled: World) -> None:
    address = reverse("routines:obligations_refresh")
    Obligation.objects.all().delete()

    assert ruled.login(Client(), "mall_leader").post(address).status_code == 403
    assert not Obligation.objects.exists()
    assert ruled.login(Client(), "city_leader").post(address).status_code == 302
    assert Obligation.objects.exists()


def test_a_secret_address_shows_the_own_duties_until_it_is_recalled(ruled: World) -> None:
    actor = ruled.actor("secretary")
    feed, token = make_feed(actor=actor)
    address = reverse("routines:feed", args=[token])

    text = Client().get(address).content.decode()

    assert text.startswith("BEGIN:VCALENDAR")
    assert "按期换届" in text
    assert "观前商城党支部" in text
    assert "云支一" not in text
    assert token not in str(CalendarFeed.objects.values_list("token_hash", flat=True))
    assert Client().get(reverse("routines:feed", args=["x" * 43])).status_code == 404
    revoke_feed(feed=feed, actor=actor)
    assert Client().get(address).status_code == 404


def test_a_new_address_recalls_the_old_one_and_is_shown_once(ruled: World) -> None:
    client = ruled.login(Client(), "secretary")
    make = reverse("routines:feed_make")
    first = client.post(make).content.decode()
    second = client.post(make).content.decode()

    assert ".ics" in first
    assert ".ics" in second
    assert CalendarFeed.objects.live().count() == 1
    assert ".ics" not in page(ruled, "secretary", "feed_list")


def test_a_feed_goes_silent_with_the_appointment(ruled: World) -> None:
    _, token = make_feed(actor=ruled.actor("officer"), organization=ruled.branch)
    address = reverse("routines:feed", args=[token])
    assert "观前商城党支部" in Client().get(address).content.decode()

    with time_machine.travel(AT + dt.timedelta(days=1), tick=False):
        appointment = ruled.appointment("officer")
        appointment.ends_on = D(2026, 3, 2)
        appointment.save()
        text = Client().get(address).content.decode()

    assert "VEVENT" not in text


def test_nobody_subscribes_to_a_body_out_of_sight(ruled: World) -> None:
    client = ruled.login(Client(), "lawyer_leader")
    response = client.post(reverse("routines:feed_make"), {"organization": str(ruled.branch.pk)})

    assert response.status_code == 404
    with pytest.raises(PermissionDenied):
        make_feed(actor=ruled.actor("lawyer_leader"), organization=ruled.branch)


def test_a_new_version_of_a_rule_starts_from_the_one_in_force(ruled: World) -> None:
    rule = ObligationRule.objects.get(tenant=ruled.tenant, code="R-13")
    with_rules(ruled.twin)
    theirs = ObligationRule.objects.get(tenant=ruled.twin.tenant, code="R-13")
    address = f"{reverse('admin:routines_obligationrule_add')}?from="
    listed = reverse("routines:rule_list")
    city = ruled.login(Client(), "city_leader")

    assert f"{address}{rule.pk}" in city.get(listed).content.decode()
    form = city.get(f"{address}{rule.pk}").context["adminform"].form
    assert form.initial["name"] == rule.name
    assert form.initial["answered_by"] == rule.answered_by
    for unknown in (str(theirs.pk), "x", "9" * 40):
        assert city.get(f"{address}{unknown}").context["adminform"].form.initial.get("name") is None
    assert address not in ruled.login(Client(), "mall_leader").get(listed).content.decode()


def test_a_rule_is_read_in_words_in_the_administration_pages(ruled: World) -> None:
    rule = ObligationRule.objects.get(tenant=ruled.tenant, code="R-13")
    city = ruled.login(Client(), "city_leader")

    address = reverse("admin:routines_obligationrule_change", args=[rule.pk])
    html = city.get(address).content.decode()

    assert "主题党日" in html
    assert "theme_day" not in html


def test_a_rule_is_changed_in_the_administration_pages_by_the_city_alone(ruled: World) -> None:
    address = reverse("admin:routines_obligationrule_add")
    old = ObligationRule.objects.get(tenant=ruled.tenant, code="R-13")
    data = {
        "code": "R-13",
        "name": old.name,
        "tier": "branch",
        "kinds": ["branch"],
        "condition": "has_members",
        "period": "month",
        "event": "",
        "counting": "body",
        "needed": 2,
        "answered_by": ["theme_day"],
        "opens_months": 0,
        "due_months": 0,
        "due_days": 0,
        "shift": "stay",
        "lead_months": 0,
        "grace_days": 0,
        "freeze_days": 30,
        "force": "must",
        "article": old.article,
        "evidence": old.evidence,
        "effective_from": "2026-04-01",
    }

    city = ruled.login(Client(), "city_leader")
    response = city.post(address, data)

    assert response.status_code == 302, response.content.decode()[:2000]
    assert list(
        ObligationRule.objects.filter(tenant=ruled.tenant, code="R-13")
        .order_by("effective_from")
        .values_list("needed", flat=True)
    ) == [1, 2]
