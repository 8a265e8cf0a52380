"""登记单位: one new unit by a form, once, under whom the person may enter it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from coverage.models import Unit, UnitState
from coverage.terms import Cover, Source
from hierarchy.models import Organization
from tests.coverage.conftest import entered
from tests.world import City, World

NEW = reverse("coverage:unit_new")
LIST = reverse("coverage:unit_list")
MINE = reverse("coverage:unit_mine")
CODE = "91320594MA0000015J"


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def filled(world: World | City, **changes: object) -> dict[str, Any]:
    """What the officer of 平江1岗 sends, with some changes."""
    city = world.home if isinstance(world, World) else world
    return {
        "place": city.officer.pk,
        "name": "新开示例商贸有限公司",
        "credit_code": CODE,
        "kind": "private",
        "region": city.regions["pingjiang"].pk,
        "employees": "12",
        "members_here": "1",
        "members_elsewhere": "0",
        **changes,
    }


def page_of(unit: Unit) -> str:
    return reverse("coverage:unit_detail", args=[unit.pk])


def offered(client: Client) -> set[Organization]:
    return set(client.get(NEW).context["form"].fields["place"].queryset)


def test_an_officer_enters_a_unit_and_finds_it_among_the_own(client: Client, world: World) -> None:
    world.login(client, "officer")

    answer = client.post(NEW, filled(world, credit_code=CODE.lower()), follow=True)

    unit = Unit.objects.get(credit_code=CODE)
    assert answer.redirect_chain == [(page_of(unit), 302)]
    assert "已登记“新开示例商贸有限公司”，归口到“平江1岗”。" in answer.content.decode()
    assert (unit.place, unit.officer) == (world.officer, world.officer)
    assert (unit.industry, unit.cover) == (world.home.industries["mall"], Cover.NONE)
    state = UnitState.objects.get(unit=unit)
    assert (state.employees, state.members_here, state.source) == (12, 1, Source.FIELD)
    assert state.effective_on == world.home.on
    assert "新开示例商贸有限公司" in client.get(MINE).content.decode()


def test_an_officer_is_not_asked_for_body_industry_or_town(client: Client, world: World) -> None:
    world.login(client, "officer")

    form = client.get(NEW).context["form"]

    assert [field.name for field in form.hidden_fields()] == ["place"]
    assert form.initial["region"] == world.home.regions["pingjiang"].pk
    assert "industry" not in form.fields


def test_the_button_stands_where_one_may_enter(client: Client, world: World) -> None:
    for who, may in {"officer": True, "station_clerk": True, "secretary": False}.items():
        world.login(client, who)
        for page in (LIST, MINE):
            assert (f'href="{NEW}"' in client.get(page).content.decode()) is may, (who, page)


@pytest.mark.parametrize("who", ["secretary", "contact", "auditor", "administrator", "stranger"])
def test_whoever_keeps_no_ledger_above_a_branch_is_refused(
    client: Client, world: World, who: str
) -> None:
    world.login(client, who)

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, filled(world)).status_code == 403
    assert not Unit.objects.exists()


@pytest.mark.parametrize("who", ["sibling_officer", "lawyer_clerk", "twin.officer"])
def test_nobody_enters_a_unit_under_a_body_of_others(
    client: Client, world: World, who: str
) -> None:
    world.login(client, who)

    answer = client.post(NEW, filled(world))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) & {"place", "region"}
    assert not Unit.objects.exists()


def test_each_is_offered_the_own_bodies_and_those_directly_below(
    client: Client, world: World
) -> None:
    world.login(client, "station_clerk")
    assert offered(client) == {
        *(world.station, world.home.lawyer_station),
        *(world.officer, world.home.lawyer_officer),
    }
    world.login(client, "mall_clerk")
    assert offered(client) == {world.home.mall, world.station, world.home.single}
    world.login(client, "city_clerk")
    assert offered(client) == {world.home.mall, world.home.lawyer}


def test_bodies_of_a_station_with_two_industries_are_told_apart(
    client: Client, world: World
) -> None:
    world.login(client, "station_clerk")

    html = client.get(NEW).content.decode()

    assert "平江区域党建工作站（商圈市场行业党建专委会）" in html
    assert "平江1岗（平江区域党建工作站，商圈市场）" in html
    assert "平江2岗（平江区域党建工作站，律师）" in html


def test_territory_staff_enter_a_unit_within_their_town_alone(client: Client, world: World) -> None:
    world.login(client, "town_reader")

    regions = client.get(NEW).context["form"].fields["region"].queryset
    client.post(NEW, filled(world))

    assert [region.pk for region in regions] == [world.home.regions["pingjiang"].pk]
    assert world.sibling_officer not in offered(client)
    assert UnitState.objects.get(unit__credit_code=CODE).source == Source.OFFICE


def test_a_wrong_code_is_told_at_its_field(client: Client, world: World) -> None:
    world.login(client, "officer")

    answer = client.post(NEW, filled(world, credit_code="91320594MA0000015K"))

    assert answer.status_code == 422
    assert "末位校验码对不上" in answer.context["form"].errors["credit_code"][0]
    assert not Unit.objects.exists()


def test_a_wrong_number_opens_what_is_folded_away(client: Client, world: World) -> None:
    world.login(client, "officer")

    answer = client.post(NEW, filled(world, phone="110一二", established_on="2026-03-03"))

    assert '<details class="panel" open>' in answer.content.decode()
    assert "不能晚于今天" in answer.context["form"].errors["established_on"][0]


def test_a_known_code_leads_to_its_unit(client: Client, world: World) -> None:
    known = entered(world, "早有示例公司", credit_code=CODE)
    world.login(client, "officer")

    answer = client.post(NEW, filled(world))

    assert answer.status_code == 422
    assert "“早有示例公司”已用这个代码登记" in answer.context["form"].errors["credit_code"][0]
    assert f'href="{page_of(known)}"' in answer.content.decode()
    assert Unit.objects.count() == 1


def test_a_known_code_of_others_tells_neither_name_nor_page(client: Client, world: World) -> None:
    known = entered(
        world, "他处示例公司", credit_code=CODE, place=world.sibling_officer, region="xietang"
    )
    world.login(client, "officer")

    answer = client.post(NEW, filled(world))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "不在您的范围内" in answer.context["form"].errors["credit_code"][0]
    assert "他处示例公司" not in html
    assert page_of(known) not in html


def test_a_namesake_without_a_code_leads_to_its_unit(client: Client, world: World) -> None:
    known = entered(world, "新开示例商贸有限公司")
    world.login(client, "officer")

    answer = client.post(NEW, filled(world))

    assert answer.status_code == 422
    assert "代码待补" in answer.context["form"].errors["name"][0]
    assert f'href="{page_of(known)}"' in answer.content.decode()


def test_two_of_a_name_with_codes_of_their_own_are_two(client: Client, world: World) -> None:
    entered(world, "新开示例商贸有限公司", credit_code="92320583MA0000023C")
    world.login(client, "officer")

    assert client.post(NEW, filled(world)).status_code == 302
    assert Unit.objects.count() == 2


@pytest.mark.parametrize("code", [CODE, ""])
def test_a_form_sent_twice_enters_one_unit(client: Client, world: World, code: str) -> None:
    world.login(client, "officer")

    first = client.post(NEW, filled(world, credit_code=code))
    again = client.post(NEW, filled(world, credit_code=code))

    unit = Unit.objects.get()
    assert (first.url, again.url) == (page_of(unit), page_of(unit))
    assert UnitState.objects.filter(unit=unit).count() == 1


def test_the_same_with_other_figures_is_a_namesake_and_no_second_unit(
    client: Client, world: World
) -> None:
    world.login(client, "officer")
    client.post(NEW, filled(world, credit_code=""))

    answer = client.post(NEW, filled(world, credit_code="", employees="13"))

    assert answer.status_code == 422
    assert Unit.objects.get().employees == 12


def test_without_a_code_the_answer_says_that_it_is_still_to_come(
    client: Client, world: World
) -> None:
    world.login(client, "officer")

    answer = client.post(NEW, filled(world, credit_code=""), follow=True)

    assert "信用代码记为待补" in answer.content.decode()
    assert Unit.objects.get().code_text == "待补"
