"""The pages of 发展党员: who sees whose name, what is on top, the form of a step, the papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from people.models import Admission, StepRecord
from people.terms import Stage
from tests.flows.pages import photo
from tests.people.files import NUMBER, a_file, approving, does, walked
from tests.people.grounds import PHONE
from tests.projects.grounds import at
from tests.world import World
from workflow.models import Attachment

pytestmark = pytest.mark.django_db
BOARD = "/people/admissions/"
NAME, MASKED = "申请甲", "申**"


@pytest.fixture
def admission(world: World) -> Iterator[Admission]:
    approving(world.home)
    with time_machine.travel(at(dt.date(2026, 6, 15)), tick=False):
        yield a_file(world.home)


def page(world: World, client: Client, person: str, path: str) -> str:
    return world.login(client, person).get(path).content.decode()


def one(admission: Admission, *more: str) -> str:
    return "/".join([f"{BOARD}{admission.pk}", *more, ""])


def a_photo() -> SimpleUploadedFile:
    made = photo("谈话记录.jpg")
    return SimpleUploadedFile(made["name"], made["buffer"], made["mimeType"])


@pytest.mark.parametrize(
    ("person", "word", "hidden"),
    [
        ("secretary", NAME, MASKED),
        ("lawyer_clerk", NAME, MASKED),
        ("officer", MASKED, NAME),
        ("station_head", MASKED, NAME),
    ],
)
def test_the_board_masks_names_for_officer_and_station(
    world: World, client: Client, admission: Admission, person: str, word: str, hidden: str
) -> None:
    shown = page(world, client, person, BOARD)
    assert word in shown
    assert hidden not in shown
    assert one(admission) in shown


@pytest.mark.parametrize("person", ["mall_leader", "city_leader", "district_reader"])
def test_a_working_body_the_city_and_districts_read_numbers_alone(
    world: World, client: Client, admission: Admission, person: str
) -> None:
    shown = page(world, client, person, BOARD)
    assert "只看人数" in shown
    assert "1/1" in shown
    assert NAME not in shown
    assert MASKED not in shown
    assert world.login(client, person).get(one(admission)).status_code == 404


def test_the_funnel_counts_with_denominators(world: World, client: Client) -> None:
    approving(world.home)
    with time_machine.travel(at(dt.date(2027, 7, 10)), tick=False):
        walked(world.home, 8, is_head=True)
        a_file(world.home, on=dt.date(2027, 7, 1), identity="", from_memberless=True)
        shown = page(world, client, "city_leader", BOARD)
    assert "1/2 人" in shown or "1/2" in shown
    assert "单位负责人或业务骨干" in shown


def test_the_file_shows_what_is_next_on_top_with_its_last_day(
    world: World, client: Client, admission: Admission
) -> None:
    shown = page(world, client, "secretary", one(admission))
    assert shown.index("登记第 2 步") < shown.index("一、申请入党")
    assert "6月18日" in shown
    assert "递交入党申请书" in shown
    assert "材料归档" in shown


def test_the_form_of_the_next_step_stands_on_the_file_for_whoever_records_it(
    world: World, client: Client, admission: Admission
) -> None:
    shown = page(world, client, "secretary", one(admission))
    assert f'action="{one(admission, "steps", "2")}"' in shown
    assert 'name="done_on"' in shown
    assert 'name="done_on"' not in page(world, client, "officer", one(admission))
    assert 'name="done_on"' not in page(world, client, "lawyer_clerk", one(admission))


def test_a_step_whose_day_is_not_reached_says_so_behind_what_may_be_done_today(
    world: World, client: Client
) -> None:
    approving(world.home)
    with time_machine.travel(at(dt.date(2027, 6, 9)), tick=False):
        admission = walked(world.home, 6)
        shown = page(world, client, "secretary", one(admission))
    assert shown.index("第 6 步 培养教育考察") < shown.index("第 7 步 确定发展对象人选")
    assert "起可以登记" in shown
    assert "登记第 7 步" not in shown


def test_the_board_names_the_next_step_of_a_file(
    world: World, client: Client, admission: Admission
) -> None:
    assert "下一步：派人谈话" in page(world, client, "secretary", BOARD)
    assert "派人谈话" in page(world, client, "secretary", f"{BOARD}list/")


def test_whoever_sees_it_masked_reads_no_record(
    world: World, client: Client, admission: Admission
) -> None:
    does(world.home, admission, 2, on=dt.date(2026, 6, 1), words="谈话内容不外传。")
    shown = page(world, client, "officer", one(admission))
    assert "派人谈话" in shown
    assert "谈话内容不外传" not in shown
    assert "云支一" not in shown
    assert world.login(client, "officer").get(one(admission, "end")).status_code == 404


def test_a_step_is_recorded_with_its_paper(
    world: World, client: Client, admission: Admission
) -> None:
    given = {"done_on": "2026-06-12", "people": "云支一", "uploads": a_photo()}
    sent = world.login(client, "secretary").post(one(admission, "steps", "2"), given)
    assert sent.status_code == 302
    record = StepRecord.objects.get(number=2)
    assert record.people == ["云支一"]
    assert record.attachments.count() == 1


def test_a_refused_step_keeps_no_paper(world: World, client: Client, admission: Admission) -> None:
    given = {"done_on": "2026-06-12", "people": "", "uploads": a_photo()}
    sent = world.login(client, "secretary").post(one(admission, "steps", "2"), given)
    assert sent.status_code == 422
    assert not Attachment.objects.exists()


def test_too_early_is_told_on_the_form(world: World, client: Client) -> None:
    approving(world.home)
    with time_machine.travel(at(dt.date(2027, 6, 9)), tick=False):
        admission = walked(world.home, 6)
        sent = world.login(client, "secretary").post(
            one(admission, "steps", "7"), {"done_on": "2027-06-09", "conclusion": "agreed"}
        )
    assert sent.status_code == 422
    assert "最早在 2027年6月10日 办理" in sent.content.decode()


def test_the_paper_of_a_step_is_for_whoever_reads_the_whole_file(
    world: World, client: Client, admission: Admission
) -> None:
    given = {"done_on": "2026-06-12", "people": "云支一", "uploads": a_photo()}
    world.login(client, "secretary").post(one(admission, "steps", "2"), given)
    path = f"/attachments/{Attachment.objects.get().pk}/"
    answers = {}
    for person in ("secretary", "lawyer_leader", "officer", "mall_leader", "city_leader"):
        answer = world.login(client, person).get(path)
        answers[person] = answer.status_code
        if answer.streaming:
            # Read to the end, which lets go of the file; closing would end the transaction.
            assert b"".join(answer.streaming_content)
    assert answers == {
        "secretary": 200,
        "lawyer_leader": 200,
        "officer": 404,
        "mall_leader": 404,
        "city_leader": 404,
    }


def test_an_application_is_registered_without_showing_a_number(
    world: World, client: Client, admission: Admission
) -> None:
    Admission.objects.update(status=Stage.ENDED)
    given = {
        "name": "申请乙",
        "born_on": "1996-01-02",
        "applied_on": "2026-06-15",
        "superior": world.lawyer.pk,
        "identity": NUMBER,
        "phone": PHONE,
    }
    sent = world.login(client, "secretary").post(f"{BOARD}new/", given, follow=True)
    shown = sent.content.decode()
    assert "下一步：派人谈话" in shown
    assert NUMBER not in shown
    assert PHONE not in shown


def test_only_flagged_committees_are_offered(
    world: World, client: Client, admission: Admission
) -> None:
    shown = page(world, client, "secretary", f"{BOARD}new/")
    assert "律师行业党委" in shown
    assert "商圈市场行业党建专委会</option>" not in shown


def test_a_word_paper_says_what_was_recorded_and_leaves_the_rest_blank(
    world: World, client: Client
) -> None:
    approving(world.home)
    with time_machine.travel(at(dt.date(2027, 7, 10)), tick=False):
        admission = walked(world.home, 8)
        login = world.login(client, "secretary")
        texts = []
        for place in range(1, 5):
            path = one(admission, "steps", "8", "papers", str(place))
            texts.append(text_of(login.get(path).content))
        later = text_of(login.get(one(admission, "steps", "17", "papers", "1")).content)
    request, reply, notice, found = texts
    assert "关于将申请甲同志列为发展对象的请示" in request
    assert "律师行业党委：" in request
    assert "经研究，同意将申请甲同志列为发展对象。" in reply
    assert "公示时间：2027年6月15日至2027年6月25日。" in notice
    assert "公示情况" in found
    assert "（同意或者不同意）" in later
    assert not any(NUMBER in text for text in texts)


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_pages_ask_few_queries(
    world: World, client: Client, admission: Admission, django_assert_max_num_queries: object
) -> None:
    login = world.login(client, "secretary")
    for path in (BOARD, f"{BOARD}list/", one(admission), one(admission, "steps", "2")):
        login.get(path)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert login.get(path).status_code == 200


@pytest.mark.parametrize(("step", "signed"), [(1, NAME), (2, "观前商城党支部")])
def test_what_the_applicant_hands_in_is_signed_by_the_applicant(
    world: World, client: Client, admission: Admission, step: int, signed: str
) -> None:
    answer = world.login(client, "secretary").get(one(admission, "steps", str(step), "papers", "1"))
    lines = [line.text for line in Document(BytesIO(answer.content)).paragraphs if line.text]

    assert signed in lines[-2]
