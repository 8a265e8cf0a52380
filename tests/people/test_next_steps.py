"""Which step of a recruitment or of a course a page offers first, and which pages stand around."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from people.actions.assessments import draft_assessment
from people.actions.entrants import hire_entrant, propose_entrant
from people.models import Recruitment
from tests.people.staff_grounds import (
    DAY,
    EXAM,
    LAST_OF_NOTICE,
    OVER,
    UNTIL,
    announced,
    assessed,
    contract,
    drafted,
    entered,
    examined,
    noted,
    published,
    told,
    who,
    worker,
)
from tests.people.staff_pages import as_person, main, page
from tests.world import City, World

DAY_AFTER = UNTIL + dt.timedelta(days=1)


@pytest.fixture
def city(world: World) -> City:
    return world.home


def offered(city: City, row: Recruitment, day: dt.date, *, name: str = "mall_leader") -> str:
    """The words on the red button of a recruitment's page."""
    with as_person(city, name, day) as client:
        return primary(client.get(page("recruitment_detail", row.pk)))


def primary(answer: Any) -> str:
    """The words on the main button of a page; empty where there is none."""
    found = re.search(r"page-primary[^>]*>(.*?)</a>", answer.content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>|\s", "", found.group(1)) if found else ""


def ways(city: City, name: str) -> list[str]:
    """The pages of 队伍 that a person is shown beside each other."""
    with as_person(city, name) as client:
        text = client.get(page("team")).content.decode()
    found = re.search(r'<nav class="ways".*?</nav>', text, flags=re.S)
    return re.findall(r">([^<>\s]+)</a>", found.group(0)) if found else []


def test_a_draft_is_published_and_an_open_one_takes_entries_until_its_day(city: City) -> None:
    assert offered(city, drafted(city), DAY) == "发布公告"
    row = published(city)
    assert offered(city, row, UNTIL) == "登记报名"
    assert offered(city, row, DAY_AFTER) == "转入考试考察"


def test_marks_come_before_the_notice_and_the_notice_once_somebody_is_proposed(
    city: City,
) -> None:
    row = examined(city)
    assert offered(city, row, EXAM) == "登记成绩"
    propose_entrant(entrant=row.entrants.get(), actor=who(city, "mall_leader", EXAM))
    assert offered(city, row, EXAM) == "公示拟录用人选"
    assert offered(city, row, EXAM, name="mall_clerk") == "登记成绩"


def test_nothing_is_asked_while_the_notice_runs_and_its_result_after(city: City) -> None:
    row = announced(city)
    assert offered(city, row, LAST_OF_NOTICE) == ""
    assert offered(city, row, OVER) == "登记公示结果"


def test_a_recruitment_is_closed_once_all_are_hired(city: City) -> None:
    row = noted(city)
    assert offered(city, row, OVER) == ""
    leader = who(city, "mall_leader", OVER)
    hire_entrant(entrant=row.entrants.get(), contract=contract(), actor=leader)
    assert offered(city, row, OVER) == "办结"


def test_deeds_of_a_recruitment_say_what_they_are_about(city: City) -> None:
    row = published(city)
    entered(city, row)
    with as_person(city, "mall_leader") as client:
        text = main(client.get(page("recruitment_detail", row.pk)))
    assert "取消招录" in text
    assert "转入考试考察" not in text, "it can't be done before the day"


def test_an_assessment_is_written_before_it_is_told_and_settled_after_the_days_of_reply(
    city: City,
) -> None:
    row = told(city)
    until: Any = row.reply_until

    def shown(day: dt.date) -> Any:
        with as_person(city, "mall_leader", day) as client:
            return client.get(page("assessment_detail", row.pk))

    assert primary(shown(DAY)) == ""
    assert "代本人登记申述" in main(shown(DAY))
    assert primary(shown(until + dt.timedelta(days=1))) == "定论"


def test_an_assessment_without_a_grade_is_filled_in_first(city: City) -> None:
    leader = who(city, "mall_leader")
    row = draft_assessment(worker=worker(city), year=2026, grade="", comment="", actor=leader)
    with as_person(city, "mall_leader") as client:
        assert primary(client.get(page("assessment_detail", row.pk))) == "修改"
    assert assessed_primary(city) == "告知本人"


def assessed_primary(city: City) -> str:
    """The main button of a draft that is complete."""
    row = assessed(city, worker(city, "专职乙"))
    with as_person(city, "mall_leader") as client:
        return primary(client.get(page("assessment_detail", row.pk)))


def test_everybody_is_shown_the_pages_that_lead_somewhere(city: City) -> None:
    staff = ["专职党务工作者", "招录", "联络员"]
    above = ["总览", *staff, "指导员", "均衡联系单位"]
    assert ways(city, "city_leader") == above
    assert ways(city, "mall_leader") == above
    assert ways(city, "station_head") == ["总览", "指导员", "均衡联系单位"]
    assert ways(city, "officer") == ["总览", "指导员"]
    assert ways(city, "secretary") == ["总览", "评价指导员"]
