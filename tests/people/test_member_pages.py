"""Pages of the register: who sees whom, with which mask, and how one is found."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Admission, Member
from people.terms import Presence, Standing
from tests.people.files import APPLIED, a_file, approving
from tests.people.grounds import PHONE, affiliate, member, register_on
from tests.projects.grounds import at
from tests.world import World

LIST, FIND, NEW = "people:member_list", "people:member_find", "people:member_new"


def seen(world: World, person: str, query: str = "") -> str:
    answer = world.login(Client(), person).get(reverse(LIST) + query)
    assert answer.status_code == 200
    return str(answer.text)


def test_a_city_that_keeps_counts_only_says_so(world: World, client: Client) -> None:
    member(world.branch)
    world.login(client, "secretary")

    for address in (reverse(LIST), reverse(FIND), reverse(NEW), reverse("people:export_list")):
        said = client.get(address).text
        assert "没有启用党员名册" in said
        assert "示例甲" not in said


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        ("secretary", "示例甲"),
        ("lawyer_clerk", "示例甲"),
        ("officer", "示**"),
        ("station_head", "示**"),
    ],
)
def test_each_sees_the_member_as_far_as_it_is_theirs(world: World, person: str, shown: str) -> None:
    register_on(world.home)
    affiliate(world.branch, world.lawyer)
    one = member(world.branch)

    said = seen(world, person)
    detail = world.login(Client(), person).get(reverse("people:member_detail", args=[one.pk])).text

    assert shown in said
    assert shown in detail
    whole = shown == "示例甲"
    assert ("138****5678" in said, "138****5678" in detail) == (whole, whole)
    assert whole or "示例甲" not in said + detail


@pytest.mark.parametrize("person", ["mall_leader", "city_leader", "district_reader", "town_reader"])
def test_others_see_totals_and_no_row(world: World, person: str) -> None:
    register_on(world.home)
    one = member(world.branch)
    member(world.branch, "示例丁", identity="", standing=Standing.PROBATIONARY, regular_on=None)

    said = seen(world, person)

    assert "只看党员总数" in said
    assert "示例甲" not in said
    assert "示**" not in said
    client = world.login(Client(), person)
    assert client.get(reverse("people:member_detail", args=[one.pk])).status_code == 404
    assert Member.objects.totals(world.actor(person)) == {"regular": 1, "probationary": 1}


@pytest.mark.parametrize(
    ("person", "name", "many"), [("lawyer_clerk", "示例甲", 1), ("station_head", "示**", 2)]
)
def test_totals_of_several_branches_come_after_the_list(
    world: World, person: str, name: str, many: int
) -> None:
    register_on(world.home)
    affiliate(world.branch, world.lawyer)
    member(world.branch)
    member(world.second_branch, "示例乙", identity="")
    client = world.login(Client(), person)

    with CaptureQueriesContext(connection) as captured:
        said = client.get(reverse(LIST)).text
    later = client.get(reverse("people:member_totals")).text

    assert f'hx-get="{reverse("people:member_totals")}"' in said
    assert name in said
    assert not [query["sql"] for query in captured if "COUNT(" in query["sql"]]
    assert " ".join(later.split()).count(f'<span class="stat-value">{many}<small>名</small>') == 2
    assert "在册党员" in later
    assert "示例" not in later


def test_whoever_reads_masks_is_shown_no_empty_row_of_buttons(world: World) -> None:
    register_on(world.home)
    member(world.branch)

    assert 'class="button-row"' in seen(world, "secretary")
    assert 'class="button-row"' not in seen(world, "officer")


@pytest.mark.parametrize("person", ["secretary", "mall_leader", "city_leader"])
def test_totals_of_all_others_stand_on_the_page(world: World, person: str) -> None:
    register_on(world.home)
    member(world.branch)

    said = seen(world, person)
    later = world.login(Client(), person).get(reverse("people:member_totals")).text

    assert later.strip() in said
    assert "在册党员" in later


def test_another_branch_and_the_twin_city_see_nothing(world: World) -> None:
    register_on(world.home)
    register_on(world.twin)
    member(world.branch)

    for person in ("second_secretary", "twin.secretary", "twin.city_leader"):
        assert "示例甲" not in seen(world, person)


@pytest.mark.parametrize("words", ["示例", "示例甲", "shili", "SHILIJIA", "slj"])
def test_a_name_is_found_by_its_beginning_pinyin_or_initials(world: World, words: str) -> None:
    register_on(world.home)
    found = member(world.branch)
    Member.objects.filter(pk=found.pk).update(name_key="shilijia|slj")
    member(world.branch, "王示例", identity="")

    said = seen(world, "secretary", f"?q={words}")

    assert "示例甲" in said
    assert "王示例" not in said


def test_who_left_is_listed_only_when_asked_for(world: World) -> None:
    register_on(world.home)
    member(world.branch, presence=Presence.DECEASED)

    assert "示例甲" not in seen(world, "secretary")
    assert "示例甲" in seen(world, "secretary", "?presence=deceased")
    assert "示例甲" in seen(world, "secretary", "?presence=all")


@pytest.mark.parametrize("number", ["13800005678", "138-0000-5678", "320508199001010010"])
def test_an_exact_number_leads_to_the_member(world: World, client: Client, number: str) -> None:
    register_on(world.home)
    one = member(world.branch)
    world.login(client, "secretary")

    answer = client.post(reverse(FIND), {"number": number})

    assert answer["Location"] == reverse("people:member_detail", args=[one.pk])


def test_two_members_of_one_phone_are_both_listed(world: World, client: Client) -> None:
    register_on(world.home)
    member(world.branch)
    member(world.branch, "示例丁", identity="")
    world.login(client, "secretary")

    said = client.post(reverse(FIND), {"number": PHONE}).text

    assert "示例甲" in said
    assert "示例丁" in said


@pytest.mark.parametrize("person", ["officer", "second_secretary", "mall_leader"])
def test_a_number_tells_nobody_else_that_it_is_there(
    world: World, client: Client, person: str
) -> None:
    register_on(world.home)
    member(world.branch)
    world.login(client, person)

    answer = client.post(reverse(FIND), {"number": PHONE})

    assert answer.status_code == 422
    assert "没有登记这个号码" in answer.text


def test_the_form_of_a_correction_shows_masks_and_keeps_no_draft(
    world: World, client: Client
) -> None:
    register_on(world.home)
    one = member(world.branch)
    world.login(client, "secretary")

    said = client.get(reverse("people:member_edit", args=[one.pk])).text

    assert "已登记：138****5678" in said
    assert "data-draft-key" not in said
    assert "no-store" in client.get(reverse("people:member_edit", args=[one.pk]))["Cache-Control"]


def test_a_step_on_the_page_writes_what_the_document_decided(world: World, client: Client) -> None:
    register_on(world.home)
    one = member(world.branch)
    world.login(client, "secretary")
    address = reverse("people:member_step", args=[one.pk, "suspend"])

    nonsense = reverse("people:member_step", args=[one.pk, "nonsense"])

    with time_machine.travel(world.home.at, tick=False):
        assert client.get(nonsense).status_code == 404
        assert "请确认党组织已经作出决定" in client.get(address).text
        refused = client.post(address, {"day": "2026-02-10", "words": ""})
        assert refused.status_code == 422
        answer = client.post(
            address, {"day": "2026-02-10", "words": "支部大会决议第3号"}, follow=True
        )

    assert "停止党籍" in answer.text
    assert Member.objects.get(pk=one.pk).presence == Presence.SUSPENDED


@pytest.mark.parametrize("person", ["secretary", "lawyer_clerk", "officer", "city_leader"])
def test_the_pages_cost_at_most_twelve_queries(world: World, person: str) -> None:
    register_on(world.home)
    affiliate(world.branch, world.lawyer)
    ids = [member(world.branch, f"示例{number}", identity="").pk for number in range(9)]
    client = world.login(Client(), person)
    client.get(reverse(LIST))

    for address in (
        reverse(LIST) + "?q=示例",
        reverse("people:member_detail", args=[ids[0]]),
        reverse("people:export_list"),
    ):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) <= 12, address


def test_a_party_committee_counts_the_members_and_files_it_reads(world: World) -> None:
    approving(world.home)
    member(world.branch)
    with time_machine.travel(at(APPLIED), tick=False):
        applied = a_file(world.home)

    actor = world.actor("lawyer_clerk")

    assert Member.objects.totals(actor) == {Standing.REGULAR: 1}
    assert Admission.objects.totals(actor) == {applied.status: 1}
    assert Member.objects.totals(world.actor("mall_leader")) == {Standing.REGULAR: 1}


@pytest.mark.parametrize(
    ("person", "shown", "hidden"),
    [
        ("secretary", ("stay_list", "dues_board", "warning_list", "export_list"), ()),
        ("lawyer_leader", ("stay_list", "dues_board", "export_list"), ("warning_list",)),
        ("mall_leader", ("stay_list", "dues_board"), ("warning_list", "export_list")),
    ],
)
def test_the_register_leads_to_the_pages_beside_it_that_concern_the_reader(
    world: World, person: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    register_on(world.home)

    said = seen(world, person)

    assert all(f'href="{reverse(f"people:{name}")}"' in said for name in shown)
    assert not any(f'href="{reverse(f"people:{name}")}"' in said for name in hidden)


def test_the_page_of_a_member_leads_to_a_stay_elsewhere(world: World, client: Client) -> None:
    register_on(world.home)
    one = member(world.branch)
    world.login(client, "secretary")

    begun = f"{reverse('people:stay_new')}?member={one.pk}"
    assert begun in client.get(reverse("people:member_detail", args=[one.pk])).text
    assert f'value="{one.pk}" selected' in client.get(begun).text


@pytest.mark.parametrize(("person", "finds"), [("secretary", True), ("officer", False)])
def test_finding_by_number_is_offered_to_whoever_sees_numbers(
    world: World, person: str, finds: bool
) -> None:
    register_on(world.home)
    member(world.branch)

    assert (reverse(FIND) in seen(world, person)) is finds
