"""A letter and a review print what bodies were called on their day, whatever they are now."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx

from hierarchy.actions.organizations import rename_organization
from tests.inspections.letters import a_finding, a_letter, issued, on_day
from tests.inspections.reviews import DAY, submitted
from tests.inspections.scored import as_person, page
from tests.world import City, World

LATER = dt.date(2027, 5, 10)


def renamed(city: City, body: str, name: str, day: dt.date) -> None:
    rename_organization(
        organization=getattr(city, body),
        name=name,
        on=day,
        reason="更名",
        actor=city.actor("administrator", at=on_day(day)),
    )


def printed(world: World, person: str, address: str, day: dt.date) -> tuple[list[str], Any]:
    """The lines and tables of a paper as a person downloads it on a day."""
    with as_person(world, person, at=on_day(day)) as client:
        answer = client.get(address)
    assert answer.status_code == 200
    document = docx.Document(io.BytesIO(answer.content))
    head = [one.text for one in document.sections[0].first_page_header.paragraphs]
    return [*head, *(one.text for one in document.paragraphs)], document.tables


def test_an_issued_letter_keeps_the_names_of_its_day(world: World) -> None:
    city = world.home
    letter = issued(city)
    renamed(city, "branch", "观前新天地党支部", LATER)
    renamed(city, "mall", "商贸流通行业党建专委会", LATER)

    lines, tables = printed(world, "mall_leader", page("rectification_letter", letter.pk), LATER)

    assert "观前商城党支部：" in lines
    assert lines.count("商圈市场行业党建专委会") == 2
    assert tables[1].rows[1].cells[2].text == "观前商城党支部"


def test_a_draft_bears_the_names_of_today(world: World) -> None:
    city = world.home
    letter = a_letter(city, findings=[a_finding(city)])
    renamed(city, "branch", "观前新天地党支部", LATER)

    lines, _ = printed(world, "mall_leader", page("rectification_letter", letter.pk), LATER)

    assert "观前新天地党支部：" in lines


def test_a_review_keeps_the_names_of_the_day_it_was_handed_up(world: World) -> None:
    city = world.home
    review = submitted(city)
    renamed(city, "mall", "商贸流通行业党建专委会", LATER)

    lines, _ = printed(world, "city_leader", page("review_paper", review.pk), LATER)

    assert "述职单位：商圈市场行业党建专委会" in lines
    assert f"{DAY.year}年{DAY.month}月{DAY.day}日" in "".join(lines)
