"""The pages of workers' files and assessments: what each side sees."""

from __future__ import annotations

import datetime as dt

import pytest

from people.models import Assessment, StudyRecord, Worker
from people.terms import AssessmentGrade, StudyKind
from tests.house.pages import faults
from tests.people.staff_grounds import DAY, assessed, contract, linked_to, told, worker
from tests.people.staff_pages import as_person, main, page
from tests.world import City, World

AFTER = dt.date(2026, 9, 22)

SURE = {"csrfmiddlewaretoken": "x"}
"""A form without fields, sent as a browser does."""


@pytest.fixture
def city(world: World) -> City:
    return world.home


def linked(city: City) -> Worker:
    """The clerk's own file."""
    return linked_to(city, worker(city), "mall_clerk")


def test_a_worker_is_registered_changed_and_leaves_by_the_pages(city: City) -> None:
    facts = contract(hired_on="2026-01-05", contract_until="2026-10-01")
    sent = {"name": "专职甲", "is_member": "on", **facts}
    with as_person(city, "mall_clerk") as client:
        assert client.post(page("worker_new"), sent).status_code == 302
        row = Worker.objects.get()
        assert "合同将到期" in main(client.get(page("worker_list")))
        changed = {**sent, "contract_until": "2028-10-01"}
        assert client.post(page("worker_edit", row.pk), changed).status_code == 302
        assert "合同到期：2026年10月1日 → 2028年10月1日" in main(
            client.get(page("worker_detail", row.pk))
        )
        left = {"left_on": DAY.isoformat(), "reason": "调离"}
        assert client.post(page("worker_move", row.pk, "end"), left).status_code == 302
        assert "撤销离岗" in main(client.get(page("worker_detail", row.pk)))
        undone = {"reason": "登记错人"}
        assert client.post(page("worker_move", row.pk, "undo"), undone).status_code == 302
        assert "登记离岗" in main(client.get(page("worker_detail", row.pk)))
        client.post(page("worker_move", row.pk, "end"), left)
        assert "专职甲" not in main(client.get(page("worker_list")))
        assert "专职甲" in main(client.get(page("worker_list") + "?state=left"))


def test_workers_are_found_by_name_body_and_state(city: City) -> None:
    worker(city)
    worker(city, "专职乙", contract_until=DAY + dt.timedelta(days=30))
    with as_person(city, "mall_clerk") as client:
        found = {
            asked: main(client.get(f"{page('worker_list')}?{asked}"))
            for asked in ("q=专职乙", "q=商圈", "q=律师", "state=contract", "state=left")
        }

    shown = {
        asked: {name for name in ("专职甲", "专职乙") if name in text}
        for asked, text in found.items()
    }
    assert shown["q=专职乙"] == shown["state=contract"] == {"专职乙"}
    assert shown["q=商圈"] == {"专职甲", "专职乙"}
    assert shown["q=律师"] == shown["state=left"] == set()


def test_terms_of_employment_are_shown_to_the_own_body_alone(city: City) -> None:
    row = worker(city)
    StudyRecord.objects.create(
        tenant=city.tenant,
        organization=city.mall,
        worker=row,
        title="业务培训班",
        kind=StudyKind.WORK,
        studied_on=DAY,
        hours=8,
    )
    seen = {}
    for name in ("mall_clerk", "city_leader"):
        with as_person(city, name) as client:
            seen[name] = main(client.get(page("worker_detail", row.pk)))

    assert "三级" in seen["mall_clerk"]
    assert "三级" not in seen["city_leader"]
    assert all("业务培训班" in text for text in seen.values())
    assert "变动经过" not in seen["city_leader"]
    with as_person(city, "station_head") as client:
        assert client.get(page("worker_detail", row.pk)).status_code == 404


def test_an_assessment_goes_through_its_pages(city: City) -> None:
    row = linked(city)
    with as_person(city, "mall_leader") as client:
        sent = {"year": 2026, "grade": AssessmentGrade.COMPETENT, "comment": "工作扎实。"}
        assert client.post(page("assessment_new", row.pk), sent).status_code == 302
        one = Assessment.objects.get()
        assert client.post(page("assessment_move", one.pk, "tell"), SURE).status_code == 302
    with as_person(city, "mall_clerk") as client:
        said = main(client.get(page("assessment_detail", one.pk)))
        assert "工作扎实。" in said
        assert "没有不同意见的，不需要办理" in said
        form = main(client.get(page("assessment_move", one.pk, "reply")))
        assert "2026年9月21日前（含当天）可以申述" in form
        reply = {"words": "二月走访没有计入。"}
        assert client.post(page("assessment_move", one.pk, "reply"), reply).status_code == 302
        assert client.get(page("assessment_move", one.pk, "settle")).status_code == 403
    with as_person(city, "mall_leader", AFTER) as client:
        assert "本人申述：二月走访没有计入。" in main(
            client.get(page("assessment_move", one.pk, "settle"))
        )
        done = {"grade": AssessmentGrade.EXCELLENT, "answer": "采纳。", "reason": "补计走访"}
        assert client.post(page("assessment_move", one.pk, "settle"), done).status_code == 302

    one.refresh_from_db()
    assert (one.status, one.grade) == ("settled", AssessmentGrade.EXCELLENT)


def test_a_draft_is_nobodys_but_the_leaders(city: City) -> None:
    one = assessed(city, linked(city))
    seen = {}
    for name in ("mall_leader", "mall_clerk", "city_leader", "station_head", "auditor"):
        with as_person(city, name) as client:
            seen[name] = client.get(page("assessment_detail", one.pk)).status_code

    assert seen.pop("mall_leader") == 200
    assert set(seen.values()) == {404}


def test_an_account_is_linked_by_its_login_name(city: City) -> None:
    row = worker(city)
    with as_person(city, "mall_leader") as client:
        strange = client.post(page("worker_move", row.pk, "link"), {"username": "无此人"})
        warned = client.post(page("worker_move", row.pk, "link"), {"username": "mall_clerk"})
        sure = {"username": "mall_clerk", "is_same_person": "on"}
        done = client.post(page("worker_move", row.pk, "link"), sure)
        form = client.get(page("worker_move", row.pk, "link"))

    row.refresh_from_db()
    assert [one.status_code for one in (strange, warned, done)] == [422, 422, 302]
    assert "没有找到登录名" in main(strange)
    assert f"姓名是“{city.user('mall_clerk').name}”，与档案姓名“专职甲”不一致" in main(warned)
    assert row.user == city.user("mall_clerk")
    assert "更正原因" in main(form)


def test_the_pages_of_workers_and_assessments_speak_chinese(city: City) -> None:
    row = linked(city)
    draft = assessed(city, worker(city, "专职乙"))
    open_one = told(city, row)
    addresses = [
        *(page(name) for name in ("team", "worker_list", "worker_new")),
        *(page(name, row.pk) for name in ("worker_detail", "worker_edit", "assessment_new")),
        *(page("worker_move", row.pk, verb) for verb in ("end", "link")),
        *(page(name, draft.pk) for name in ("assessment_detail", "assessment_edit")),
        page("assessment_move", draft.pk, "tell"),
        page("assessment_detail", open_one.pk),
        page("assessment_move", open_one.pk, "settle"),
    ]
    wrong = []
    with as_person(city, "mall_leader") as client:
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            wrong += faults(address, answer.content.decode())
    with as_person(city, "mall_clerk") as client:
        for address in (page("assessment_move", open_one.pk, "reply"), page("worker_list")):
            wrong += faults(address, client.get(address).content.decode())

    assert wrong == []
