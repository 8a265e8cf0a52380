"""My team: what is missing comes first, in the reader's scope; and what the part asks of people."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.actions.workers import edit_worker
from people.indicators import PeopleIndicators
from people.models import Liaison, PeoplePolicy
from tests.people.grounds import owed_in
from tests.people.staff_grounds import (
    DAY,
    EXAM,
    OVER,
    UNTIL,
    drafted,
    entered,
    examined,
    linked_to,
    noted,
    published,
    told,
    who,
    worker,
)
from tests.people.staff_pages import as_person, main, page
from tests.world import City, World
from workflow.indicators import Period

NEXT = dt.timedelta(days=1)


@pytest.fixture
def city(world: World) -> City:
    return world.home


def asked(city: City, name: str, day: dt.date = DAY) -> dict[str, str]:
    """What the part asks of a person: verb by title."""
    return {todo.title: todo.verb for todo in owed_in("staff", who(city, name, day))}


def test_a_committee_without_a_worker_is_told_so_first(city: City) -> None:
    with as_person(city, "city_leader") as client:
        before = main(client.get(page("team")))
    worker(city)
    with as_person(city, "city_leader") as client:
        after = main(client.get(page("team")))

    assert "还缺 2 名" in before
    assert before.count("在岗 0 名，至少 1 名") == 2
    assert "还缺 2 名" not in after
    assert after.count("在岗 0 名，至少 1 名") == 1
    assert "专职甲" in after


def test_the_team_counts_liaisons_and_vacant_posts_with_what_is_asked(city: City) -> None:
    for department, name in (("市商务局", "冯联络"), ("市市场监管局", "")):
        Liaison.objects.create(
            tenant=city.tenant,
            organization=city.mall,
            department=department,
            name=name,
            starts_on=dt.date(2026, 1, 1),
        )
    with as_person(city, "mall_leader") as client:
        text = main(client.get(page("team")))

    assert "应明确 2 名" in text
    assert "1 个成员单位没有联络员" in text
    assert "1/2 个成员单位" in text
    assert "律师" not in text


def test_whoever_has_nobody_below_is_led_to_the_directory(city: City) -> None:
    with as_person(city, "secretary") as client:
        text = main(client.get(page("team")))

    assert "您的岗位没有所辖的队伍" in text


def test_the_team_page_costs_few_queries_whatever_the_number_of_workers(city: City) -> None:
    counts = []
    for names in (("专职甲",), ("专职乙", "专职丙", "专职丁")):
        for name in names:
            worker(city, name)
        with as_person(city, "city_leader") as client:
            client.get(page("worker_list"))
            with CaptureQueriesContext(connection) as ran:
                client.get(page("team"))
        counts.append(len(ran))

    assert counts[0] == counts[1] <= 12


def test_a_committee_is_asked_to_take_on_whom_it_lacks(city: City) -> None:
    name = city.mall.name
    assert asked(city, "mall_leader") == {name: "配备专职人员"}
    row = worker(city)
    assert asked(city, "mall_leader") == {}
    PeoplePolicy.objects.create(
        tenant=city.tenant, effective_from=dt.date(2026, 1, 1), workers_least=2
    )
    assert asked(city, "mall_clerk") == {name: "配备专职人员"}
    assert asked(city, "city_leader") == asked(city, "secretary") == {}
    assert row.is_serving(DAY)


def test_a_contract_is_asked_for_thirty_days_before_its_end(city: City) -> None:
    row = worker(city)
    until = DAY + dt.timedelta(days=30)
    edit_worker(worker=row, content={"contract_until": until}, actor=who(city, "mall_clerk"))

    assert asked(city, "mall_clerk", DAY - NEXT) == {}
    assert asked(city, "mall_clerk") == {"专职甲": "续签合同"}


def test_each_step_of_a_recruitment_is_asked_of_who_takes_it(city: City) -> None:
    worker(city)
    drafted(city, title="文秘岗")
    entered(city, published(city))

    assert asked(city, "mall_leader") == {"文秘岗": "发布公告"}
    assert asked(city, "mall_clerk", UNTIL) == {}
    assert asked(city, "mall_clerk", EXAM) == {"党务工作岗": "转入考试考察"}


def test_while_it_is_examined_the_leader_is_asked_to_put_the_result_on_notice(city: City) -> None:
    worker(city)
    examined(city)

    (todo,) = owed_in("staff", who(city, "mall_leader", EXAM))
    assert (todo.verb, todo.title, todo.waiting_since) == ("公示拟录用人选", "党务工作岗", UNTIL)
    assert asked(city, "mall_clerk", EXAM) == {}


def test_after_the_notice_the_leader_is_asked_to_hire(city: City) -> None:
    worker(city)
    noted(city)

    assert asked(city, "mall_leader", OVER) == {"党务工作岗": "办理录用"}
    assert asked(city, "mall_clerk", OVER) == {}


def test_an_assessment_is_asked_of_the_worker_and_then_of_the_leader(city: City) -> None:
    told(city, linked_to(city, worker(city), "mall_clerk"))
    late = dt.date(2026, 9, 22)

    assert asked(city, "mall_clerk") == {"专职甲 2026年度": "阅读考核意见"}
    assert asked(city, "mall_leader") == {}
    assert asked(city, "mall_leader", late) == {"专职甲 2026年度": "考核定论"}
    assert asked(city, "mall_clerk", late) == {}


def test_whoever_serves_elsewhere_is_asked_to_read_the_own_assessment_too(city: City) -> None:
    told(city, linked_to(city, worker(city), "secretary"))

    assert asked(city, "secretary") == {"专职甲 2026年度": "阅读考核意见"}
    assert asked(city, "second_secretary") == {}


def test_what_is_asked_costs_one_query(city: City) -> None:
    actor = who(city, "mall_leader")
    with CaptureQueriesContext(connection) as ran:
        owed_in("staff", actor)

    assert len(ran) == 1
    secretary = who(city, "secretary")
    with CaptureQueriesContext(connection) as ran:
        owed_in("staff", secretary)
    assert len(ran) == 1


def test_an_inspection_reads_workers_of_the_least_asked(city: City) -> None:
    worker(city)
    worker(city, "专职乙")
    period = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31), DAY)
    bodies = [city.mall.pk, city.lawyer.pk]

    found = PeopleIndicators().readings(
        "people.workers", tenant=city.tenant, bodies=bodies, period=period
    )

    assert (found[city.mall.pk].value, found[city.mall.pk].of) == (Decimal(1), Decimal(1))
    assert {row.label for row in found[city.mall.pk].rows} == {"专职甲", "专职乙"}
    assert found[city.lawyer.pk].value == 0
    assert found[city.lawyer.pk].lacks_all
