"""A city's own words for tiers and lists, on the pages and without code."""

import datetime as dt

import pytest
from django.urls import reverse

from hierarchy.models import Term
from tests.lists import city_list

WORDS = {
    "list.key_points": "重点任务单",
    "tier.station": "党建联络站",
    "tier.officer": "党建联络员",
}


@pytest.fixture
def own_words(world):
    for key, name in WORDS.items():
        Term.objects.create(
            tenant=world.tenant, key=key, name=name, effective_from=dt.date(2020, 1, 1)
        )
    return world


def page(client, name, *args):
    return client.get(reverse(name, args=args)).text


def test_a_list_is_called_as_the_city_calls_it(client, own_words):
    checklist = city_list(own_words)
    own_words.login(client, "city_leader")

    assert checklist.title == "市委两新工委2026年重点任务单"
    assert "2026年重点任务单" in page(client, "checklists:checklist_detail", checklist.pk)
    filters = page(client, "checklists:checklist_list")
    assert '<option value="key_points">重点任务单</option>' in filters
    assert "工作要点清单</option>" not in filters


def test_a_body_is_called_as_the_city_calls_its_tier(client, own_words):
    own_words.login(client, "city_leader")

    station = page(client, "hierarchy:organization_detail", own_words.station.pk)
    branches = page(client, "hierarchy:organization_children", own_words.mall.pk)

    assert '<p class="page-lead">党建联络站</p>' in station
    assert "党建联络员" in station
    assert "党建联络站" in branches


def test_the_twin_city_keeps_the_documents_words(client, own_words):
    own_words.login(client, "twin.city_leader")

    text = page(client, "hierarchy:organization_detail", own_words.twin.station.pk)

    assert '<p class="page-lead">区域党建工作站</p>' in text
    assert "党建联络站" not in text
