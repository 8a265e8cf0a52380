"""A list is leafed through to its end, whatever its rows are called and whatever is asked."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from hierarchy.models import Region
from hierarchy.paging import keyset_page
from tests.world import World

KEYS = ("name_key", "id")


def test_a_name_with_the_mark_between_values_ends_no_leafing(world: World) -> None:
    rows = Region.objects.filter(tenant=world.tenant)
    odd = ("a~b|ab", "a%7eb|ab", "a%7Eb~|ab", "~|", "%|")
    for region, key in zip(rows.order_by("pk"), odd, strict=False):
        Region.objects.filter(pk=region.pk).update(name_key=key)
    expected = list(rows.order_by(*KEYS).values_list("pk", flat=True))

    seen, address = [], ""
    for _ in expected:
        page = keyset_page(rows, keys=KEYS, query=QueryDict(address), size=1)
        seen += [row.pk for row in page.rows]
        address = page.next_url.removeprefix("?")

    assert seen == expected
    assert address == ""


@pytest.mark.parametrize("way", ["after", "before"])
@pytest.mark.parametrize(
    "place", ["~", "a~", "a~1~2", f"a~{'9' * 40}", "a~-1", "a~²", "a", "%00~1"]
)
def test_a_place_without_sense_is_no_error(
    client: Client, world: World, way: str, place: str
) -> None:
    world.login(client, "city_leader")

    answer = client.get(reverse("hierarchy:organization_list"), {"q": "党支部", way: place})

    assert answer.status_code == 200
