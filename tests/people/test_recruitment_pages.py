"""The pages of a recruitment: from the draft to the hiring, and who sees whose name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from people.actions.entrants import hire_entrant, propose_entrant, refuse_entrant
from people.actions.recruitments import announce_proposed, choose_again, note_objections
from people.models import Recruitment, Worker
from people.terms import EntrantResult, RecruitmentStatus
from tests.house.pages import faults
from tests.people.staff_grounds import (
    EXAM,
    NOTICE,
    OVER,
    PHONE,
    UNTIL,
    announced,
    content,
    contract,
    drafted,
    entered,
    examined,
    national_day,
    noted,
    published,
    who,
)
from tests.people.staff_pages import as_person, main, page, word
from tests.world import City, World

SURE = {"csrfmiddlewaretoken": "x"}
"""A form without fields, sent as a browser does."""


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_a_recruitment_goes_through_all_its_pages(city: City) -> None:
    national_day(city)
    with as_person(city, "mall_clerk") as client:
        answer = client.post(page("recruitment_new"), content(apply_until=UNTIL.isoformat()))
        assert answer.status_code == 302, answer.content.decode()
        row = Recruitment.objects.get()
        assert client.get(page("recruitment_move", row.pk, "publish")).status_code == 403
    with as_person(city, "mall_leader") as client:
        assert client.post(page("recruitment_move", row.pk, "publish"), SURE).status_code == 302
    with as_person(city, "mall_clerk") as client:
        sent = {"name": "应聘甲", "phone": PHONE, "entered_on": "2026-09-14", "is_member": "on"}
        assert client.post(page("recruitment_enter", row.pk), sent).status_code == 302
    one = row.entrants.get()
    with as_person(city, "mall_leader", EXAM) as client:
        client.post(page("recruitment_move", row.pk, "examine"), SURE)
        client.post(
            page("recruitment_marks", row.pk),
            {f"written_{one.pk}": "81.5", f"oral_{one.pk}": "90"},
        )
        client.post(page("entrant_move", one.pk, "propose"), SURE)
    with as_person(city, "mall_leader", NOTICE) as client:
        client.post(page("recruitment_move", row.pk, "announce"), SURE)
        assert "84.90" in main(client.get(page("recruitment_detail", row.pk)))
    with as_person(city, "mall_leader", OVER) as client:
        client.post(page("recruitment_move", row.pk, "note"), {"words": "未收到异议。"})
        hired = {"employment": "contract", "hired_on": OVER.isoformat()}
        assert client.post(page("entrant_move", one.pk, "hire"), hired).status_code == 302
        client.post(page("recruitment_move", row.pk, "close"), SURE)

    row.refresh_from_db()
    assert row.status == RecruitmentStatus.CLOSED
    assert Worker.objects.get().entrant.result == EntrantResult.HIRED


def test_whoever_drafted_cancels_the_own_draft_and_no_other(city: City) -> None:
    own, others = drafted(city), drafted(city, title="文秘岗")
    Recruitment.objects.filter(pk=others.pk).update(drafted_by=city.user("mall_leader"))
    with as_person(city, "mall_clerk") as client:
        assert "取消招录" in main(client.get(page("recruitment_detail", own.pk)))
        assert "取消招录" not in main(client.get(page("recruitment_detail", others.pk)))
        given = {"reason": "拟定重复"}
        sent = client.post(page("recruitment_move", own.pk, "cancel"), given)
        other = client.post(page("recruitment_move", others.pk, "cancel"), given)

    own.refresh_from_db()
    assert (sent.status_code, other.status_code) == (302, 403)
    assert own.status == RecruitmentStatus.CANCELLED


def test_a_refusal_says_why_and_what_next(city: City) -> None:
    row = announced(city)
    with as_person(city, "mall_leader", NOTICE) as client:
        answer = client.post(page("recruitment_move", row.pk, "close"), SURE)

    assert answer.status_code == 422
    assert "公示到 2026年10月12日为止" in main(answer)


def test_the_city_sees_how_many_entered_and_no_name(city: City) -> None:
    row = examined(city, "应聘甲", "应聘乙")
    with as_person(city, "city_leader", EXAM) as client:
        text = main(client.get(page("recruitment_detail", row.pk)))

    assert "待定 2 人" in text
    assert "应聘甲" not in text
    with as_person(city, "lawyer_leader", EXAM) as client:
        assert client.get(page("recruitment_detail", row.pk)).status_code == 404


def test_a_phone_is_shown_once_for_a_purpose_and_never_kept(city: City) -> None:
    row = published(city)
    one = entered(city, row)
    with as_person(city, "mall_clerk") as client:
        detail = client.get(page("recruitment_detail", row.pk)).content.decode()
        asked = client.get(page("entrant_move", one.pk, "reveal"))
        told = client.post(page("entrant_move", one.pk, "reveal"), {"reason": "通知参加面试"})
    with as_person(city, "city_leader") as client:
        assert client.get(page("entrant_move", one.pk, "reveal")).status_code == 403

    assert PHONE not in detail
    assert "139****6789" in detail
    assert PHONE not in asked.content.decode()
    assert PHONE in told.content.decode()
    assert told["Cache-Control"] == "private, no-store"


def test_recruitments_are_found_by_post_body_and_state(city: City) -> None:
    drafted(city, title="文秘岗")
    published(city)
    with as_person(city, "city_clerk") as client:
        found = {
            asked: main(client.get(f"{page('recruitment_list')}?{asked}"))
            for asked in ("q=文秘", "q=商圈", "q=律师", "status=open")
        }

    shown = {
        asked: {title for title in ("文秘岗", "党务工作岗") if title in text}
        for asked, text in found.items()
    }
    assert shown == {
        "q=文秘": {"文秘岗"},
        "q=商圈": {"文秘岗", "党务工作岗"},
        "q=律师": set(),
        "status=open": {"党务工作岗"},
    }


def test_the_papers_tell_the_post_and_the_proposed_and_no_phone(city: City) -> None:
    row = noted(city, "应聘甲", "应聘乙")
    with as_person(city, "mall_clerk", OVER) as client:
        call = word(client.get(page("recruitment_paper", row.pk, "call")))
        notice = word(client.get(page("recruitment_paper", row.pk, "notice")))
        assert client.get(page("recruitment_paper", row.pk, "other")).status_code == 404

    assert "招录专职党务工作者公告" in call
    assert "报名截止日期为 2026年9月25日" in call
    assert "笔试占 60%，面试占 40%" in call
    assert "应聘甲" in notice
    assert "84.90" in notice
    assert "应聘乙" not in notice
    assert "自 2026年9月30日起，至 2026年10月12日止" in notice
    assert "1390000" not in call + notice


def test_a_second_notice_names_only_whom_it_proposes(city: City) -> None:
    row = noted(city, "应聘甲", "应聘乙", "应聘丙", openings=2)
    first, second, third = row.entrants.order_by("pk")
    leader = who(city, "mall_leader", OVER)
    hire_entrant(entrant=first, contract=contract(), actor=leader)
    choose_again(recruitment=row, reason="人选放弃", actor=leader)
    refuse_entrant(entrant=second, words="人选放弃", actor=leader)
    propose_entrant(entrant=third, actor=leader)
    row = announce_proposed(recruitment=row, actor=leader)
    texts = [_second_notice(city, row)]
    later = row.notice_until + dt.timedelta(days=1)
    leader = who(city, "mall_leader", later)
    note_objections(recruitment=row, words="公示期间未收到异议。", actor=leader)
    hire_entrant(entrant=third, contract=contract(hired_on=later), actor=leader)
    texts.append(_second_notice(city, row))

    for text in texts:
        assert [name for name in ("应聘甲", "应聘乙", "应聘丙") if name in text] == ["应聘丙"]


def _second_notice(city: City, row: Recruitment) -> str:
    with as_person(city, "mall_clerk", OVER) as client:
        return word(client.get(page("recruitment_paper", row.pk, "notice")))


def test_the_pages_of_recruitments_speak_chinese(city: City) -> None:
    draft, row = drafted(city, title="文秘岗"), noted(city, "应聘甲", "应聘乙")
    one = row.entrants.order_by("pk")[0]
    addresses = [
        *(page(name) for name in ("recruitment_list", "recruitment_new")),
        *(page(f"recruitment_{name}", draft.pk) for name in ("detail", "edit", "enter")),
        *(page(f"recruitment_{name}", row.pk) for name in ("detail", "marks")),
        *(page("recruitment_move", draft.pk, verb) for verb in ("publish", "cancel")),
        *(page("recruitment_move", row.pk, verb) for verb in ("note", "choose_again", "close")),
        *(page("entrant_move", one.pk, verb) for verb in ("hire", "refuse", "reveal")),
    ]
    wrong = []
    with as_person(city, "mall_leader", OVER) as client:
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            wrong += faults(address, answer.content.decode())

    assert wrong == []


def test_a_mark_that_a_colleague_set_meanwhile_stays(city: City) -> None:
    row = published(city)
    one = entered(city, row)
    with as_person(city, "mall_clerk", EXAM) as client:
        client.post(page("recruitment_move", row.pk, "examine"), SURE)
        path = page("recruitment_marks", row.pk)
        written, oral = f"written_{one.pk}", f"oral_{one.pk}"
        drawn = {f"drawn_{written}": "", f"drawn_{oral}": ""}
        assert f'name="drawn_{written}"' in client.get(path).text
        client.post(path, {written: "81.5", oral: "", **drawn})
        client.post(path, {written: "", oral: "90", **drawn})
        one.refresh_from_db()
        assert (one.written_mark, one.oral_mark) == (Decimal("81.5"), Decimal(90))
        drawn = {f"drawn_{written}": "81.50", f"drawn_{oral}": "90.00"}
        client.post(path, {written: "", oral: "90", **drawn})

    one.refresh_from_db()
    assert (one.written_mark, one.oral_mark) == (None, Decimal(90))
