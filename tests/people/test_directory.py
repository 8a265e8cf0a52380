"""The directory: who may be found and called by whom, by what is known elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import User
from people.directory import cards_of, liaison_cards, people_found, worker_cards
from people.models import Worker
from people.terms import Employment
from tests.people.guidance_grounds import DAY, a_liaison, read, signed_in
from tests.world import World


def found(world: World, person: str, words: str = "", tier: str = "") -> set[str]:
    actor = world.actor(person)
    return {user.name for user in people_found(actor, words=words, tier=tier)}


def a_worker(world: World, **facts: object) -> Worker:
    given = {
        "organization": world.mall,
        "name": "许专职",
        "employment": Employment.CONTRACT,
        "hired_on": dt.date(2024, 5, 6),
        "phone": "0512-10000002",
    }
    return Worker.objects.create(tenant=world.tenant, **given | facts)


def test_a_secretary_finds_the_officer_the_station_and_the_committee_above(world: World) -> None:
    names = found(world, "secretary")

    assert {"云支一", "水指一", "谢站长", "邹站办", "金商主"} <= names
    assert names.isdisjoint({"苏支二", "窦指二", "喻斜站", "陶律书"})


def test_a_branch_of_another_trade_finds_the_people_of_the_tied_station(world: World) -> None:
    names = found(world, "lawyer_secretary")

    assert {"章指三", "谢站长", "陶律书"} <= names
    assert "金商主" not in names


def test_a_station_finds_its_officers_and_branches(world: World) -> None:
    names = found(world, "station_head")

    assert {"水指一", "章指三", "云支一", "潘联系", "金商主"} <= names
    assert "窦指二" not in names


def test_a_street_finds_who_works_in_it(world: World) -> None:
    names = found(world, "town_reader")

    assert {"水指一", "云支一", "谢站长"} <= names
    assert names.isdisjoint({"窦指二", "金商主"})


def test_the_city_finds_everybody_who_works_and_nobody_of_another_city(world: World) -> None:
    people = people_found(world.actor("city_leader"))

    ids = set(people.values_list("pk", flat=True))
    assert world.user("sibling_secretary").pk in ids
    assert world.user("twin.officer").pk not in ids
    assert world.user("expired").pk not in ids
    assert world.user("stranger").pk not in ids


@pytest.mark.parametrize("person", ["administrator", "auditor", "stranger", "expired"])
def test_whoever_sees_no_work_finds_nobody(world: World, person: str) -> None:
    assert found(world, person) == set()


@pytest.mark.parametrize("words", ["水指一", "szy", "平江1岗"])
def test_people_are_found_by_name_initials_and_body(world: World, words: str) -> None:
    assert "水指一" in found(world, "station_head", words)


def test_a_name_out_of_reach_is_not_found_by_searching_for_it(world: World) -> None:
    assert found(world, "secretary", "窦指二") == set()


def test_posts_are_narrowed_by_tier(world: World) -> None:
    assert found(world, "station_head", tier="officer") == {"水指一", "章指三"}


def test_a_person_stands_once_with_every_post(world: World) -> None:
    actor = world.actor("mall_leader")
    user = world.user("station_head")

    (card,) = cards_of([user], actor=actor)

    assert (card.name, card.posts) == ("谢站长", ["站长"])
    assert "平江" in card.place


def test_liaisons_and_workers_in_scope_are_listed_by_pinyin(world: World) -> None:
    a_liaison(world.home, "市商务局", "周联络", phone="0512-10000001")
    a_liaison(world.home, "市文旅局", "安联络")
    a_liaison(world.home, "市体育局", "")
    a_liaison(world.home, "市教育局", "往联络", ends_on=DAY - dt.timedelta(days=1))
    a_worker(world)
    a_worker(world, name="离岗者", left_on=DAY)
    actor = world.actor("mall_clerk")

    assert [card.name for card in liaison_cards(actor)] == ["安联络", "周联络"]
    assert [card.name for card in liaison_cards(actor, words="商务")] == ["周联络"]
    assert [card.name for card in worker_cards(actor)] == ["许专职"]
    assert liaison_cards(world.actor("lawyer_leader")) == []
    assert worker_cards(world.actor("secretary")) == []


def test_a_number_is_one_tap_away(world: World) -> None:
    User.objects.filter(pk=world.user("officer").pk).update(phone="0512-10000003")
    address = reverse("people:directory")

    with signed_in(world, "secretary") as client:
        answer = client.get(address)

    assert 'href="tel:0512-10000003"' in answer.text
    assert "没有登记电话" in answer.text


@pytest.mark.parametrize(
    ("kind", "name"), [("liaisons", "周联络"), ("workers", "许专职"), ("posts", "金商主")]
)
def test_each_kind_has_its_tab(world: World, kind: str, name: str) -> None:
    a_liaison(world.home, name="周联络")
    a_worker(world)

    said = read(world, "mall_clerk", f"{reverse('people:directory')}?kind={kind}")

    assert name in said


def test_a_search_that_finds_nobody_says_how_to_go_on(world: World) -> None:
    said = read(world, "secretary", f"{reverse('people:directory')}?q=没有此人")

    assert "没有找到" in said


def test_whoever_may_look_up_nobody_is_told_so(world: World) -> None:
    assert "请切换到相应岗位" in read(world, "auditor", reverse("people:directory"))
