"""The pages of courses and hours: who is offered what, who reads which names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from people.actions.attendance import register_attendance
from people.actions.courses import open_sign_in, stop_sign_in
from people.actions.workers import register_worker
from people.models import Course, StudyRecord
from people.terms import Learner
from tests.people.grounds import affiliate, register_on
from tests.people.growth_grounds import DAY, a_course, a_worker, an_officer, members
from tests.people.test_study_hours import file_of, studied
from tests.world import City, World
from workflow.models import AuditEntry


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> Iterator[City]:
    settings.MEDIA_ROOT = tmp_path
    register_on(world.home)
    with time_machine.travel(world.home.at, tick=False):
        yield world.home


def picture_of(name: str) -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "#b8242a").save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue(), content_type="image/png")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"people:{name}", args=args)


def sent_course(**given: Any) -> dict[str, Any]:
    return {
        "title": "书记轮训班",
        "kind": "rotation",
        "learner": "member",
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-02",
        "hours": "8",
    } | given


def test_a_branch_holds_a_course_ticks_who_attended_and_ends_the_registration(
    city: City, client: Client
) -> None:
    first, second = members(city, "示例甲", "示例乙")
    city.login(client, "secretary")
    client.post(url("course_new"), sent_course())
    course = Course.objects.get()
    page = text(client.get(url("course_detail", course.pk)))
    assert url("course_attend", course.pk) in page
    form = text(client.get(url("course_attend", course.pk)))
    assert "示例甲" in form

    answer = client.post(
        url("course_attend", course.pk), {"learners": [first.pk, second.pk]}, follow=True
    )

    assert "已登记：增加 2 人。" in text(answer)
    assert "示例乙" in text(answer)
    client.post(url("course_names", course.pk), {"names": "没有这个人"})
    answer = client.post(url("course_move", course.pk, "close"), follow=True)
    assert "已结束登记" in text(answer)
    course.refresh_from_db()
    assert course.is_closed


def test_a_form_with_wrong_days_is_drawn_again_beside_its_field(city: City, client: Client) -> None:
    city.login(client, "secretary")
    answer = client.post(url("course_new"), sent_course(ends_on="2026-03-01"))
    assert answer.status_code == 422
    assert "结束日期不能早于开始日期" in text(answer)


def test_names_that_fit_nobody_are_told_and_nothing_is_written(city: City, client: Client) -> None:
    members(city, "示例甲")
    course = a_course(city)
    city.login(client, "secretary")
    answer = client.post(url("course_names", course.pk), {"names": "示例甲\n没有此人"})
    assert answer.status_code == 422
    assert "没有此人" in text(answer)
    assert not StudyRecord.objects.exists()


def test_a_committee_reads_the_number_of_its_course_and_no_name(city: City, client: Client) -> None:
    people = members(city, "示例甲")
    course = a_course(city, "mall", "mall_clerk")
    register_attendance(course=course, learners=people, actor=city.actor("secretary"))
    city.login(client, "mall_clerk")
    page = text(client.get(url("course_detail", course.pk)))
    assert "示例甲" not in page
    assert "1 人" in page
    assert client.get(url("course_attend", course.pk)).status_code == 403
    city.login(client, "officer")
    page = text(client.get(url("course_detail", course.pk)))
    assert "示例甲" not in page
    assert "示**" in page


def test_a_course_of_another_line_is_not_found(city: City, client: Client) -> None:
    course = a_course(city, "mall", "mall_clerk")
    city.login(client, "lawyer_leader")
    assert client.get(url("course_detail", course.pk)).status_code == 404


def test_the_code_is_shown_to_who_holds_the_course_and_leads_to_one_button(
    city: City, client: Client
) -> None:
    a_worker(city, user=city.user("mall_leader"))
    course = a_course(city, "mall", "mall_clerk", learner=Learner.WORKER)
    course = open_sign_in(course=course, actor=city.actor("mall_clerk"))
    sign = url("course_sign", course.sign_code)
    city.login(client, "station_head")
    assert sign not in text(client.get(url("course_detail", course.pk)))
    city.login(client, "mall_leader")
    page = text(client.get(url("course_detail", course.pk)))
    assert sign in page
    assert "<svg" in page
    assert client.get(sign).status_code == 200
    assert "已登记您参加了" in text(client.post(sign, follow=True))
    assert StudyRecord.objects.count() == 1
    city.login(client, "station_head")
    answer = client.post(sign)
    assert answer.status_code == 422
    assert "没有找到与您的账号对应的人员档案" in text(answer)


def test_a_code_that_is_spent_says_so_and_who_registers_now(city: City, client: Client) -> None:
    course = a_course(city, "mall", "mall_clerk", learner=Learner.WORKER)
    course = open_sign_in(course=course, actor=city.actor("mall_clerk"))
    sign = url("course_sign", course.sign_code)
    stop_sign_in(course=course, actor=city.actor("mall_clerk"))
    city.login(client, "mall_leader")
    answer = client.get(sign)
    assert answer.status_code == 404
    assert "已经失效" in text(answer)
    assert "由所在单位登记" in text(answer)


def test_hours_are_listed_by_name_whatever_their_number(city: City, client: Client) -> None:
    first, second = members(city, "示例甲", "示例乙")
    for row, key in ((first, "shilijia"), (second, "shiliyi")):
        row.name_key = key
        row.save(update_fields=["name_key"])
    studied(city, second, "40")
    city.login(client, "secretary")

    answer = client.get(url("study_list"))

    assert [line.name for line in answer.context["rows"]] == ["示例甲", "示例乙"]
    assert "1/2 名" in text(answer)
    assert "还差 32 学时" in text(answer)
    found = client.get(url("study_list"), {"q": "shiliyi"})
    assert [line.name for line in found.context["rows"]] == ["示例乙"]


def test_a_committee_reads_the_share_of_its_whole_line_and_no_member(
    city: City, client: Client
) -> None:
    (one,) = members(city, "示例甲")
    members(city, "示例乙", body="sibling_branch")
    studied(city, one, "32")
    city.login(client, "mall_leader")

    answer = client.get(url("study_list"))

    assert "1/2 名" in text(answer)
    assert "示例甲" not in text(answer)
    assert client.get(url("study_detail", "member", one.pk)).status_code == 404


def test_an_officer_reads_masked_names_and_the_superior_whole_ones(
    city: City, client: Client
) -> None:
    affiliate(city.branch, city.lawyer)
    (one,) = members(city, "示例甲")
    city.login(client, "officer")
    for page in (url("study_list"), url("study_detail", "member", one.pk)):
        assert "示例甲" not in text(client.get(page))
        assert "示**" in text(client.get(page))
    city.login(client, "lawyer_leader")
    assert "示例甲" in text(client.get(url("study_detail", "member", one.pk)))


def test_what_was_studied_elsewhere_is_set_down_with_its_certificate_and_taken_off(
    city: City, client: Client
) -> None:
    (one,) = members(city, "示例甲")
    city.login(client, "secretary")
    given = {"title": "网络专题班", "kind": "online", "studied_on": "2026-03-01", "hours": "6"}
    new = url("study_new", "member", one.pk)
    assert client.post(new, given | {"studied_on": "2026-03-03"}).status_code == 422
    answer = client.post(new, given | {"cited": file_of(city).pk}, follow=True)
    record = StudyRecord.objects.get()
    assert "网络专题班" in text(answer)
    withdraw = url("study_withdraw", record.pk)
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    client.post(withdraw, {"reason": "重复登记"})
    assert not StudyRecord.objects.exists()


def test_a_certificate_sent_without_a_file_is_asked_for_again(city: City, client: Client) -> None:
    (one,) = members(city, "示例甲")
    record = studied(city, one, "8")
    city.login(client, "secretary")

    answer = client.post(url("study_certificate", record.pk), {})

    assert answer.status_code == 422
    assert "请选择要上传的证明材料" in text(answer)
    picture = picture_of("示例甲的结业证书.png")
    answer = client.post(url("study_certificate", record.pk), {"uploads": picture}, follow=True)
    assert "已保存证明材料" in text(answer)
    stored = AuditEntry.objects.get(verb="attachment.store")
    assert "示例甲" not in f"{stored.target_label}{stored.after}"
    record.refresh_from_db()
    assert record.certificate is not None


def test_who_holds_no_post_finds_no_hours(city: City, client: Client) -> None:
    (one,) = members(city, "示例甲")
    city.login(client, "stranger")
    assert client.get(url("study_detail", "member", one.pk)).status_code == 404


def test_hours_of_staff_are_read_where_they_work(city: City, client: Client) -> None:
    worker, officer = a_worker(city), an_officer(city)
    city.login(client, "mall_leader")
    assert "示例丙" in text(client.get(url("study_list"), {"kind": "worker"}))
    assert "水指一" in text(client.get(url("study_list"), {"kind": "officer"}))
    assert "登记学时" in text(client.get(url("study_detail", "worker", worker.pk)))
    assert client.get(url("study_new", "officer", officer.pk)).status_code == 403
    city.login(client, "lawyer_leader")
    assert client.get(url("study_detail", "worker", worker.pk)).status_code == 404
    assert client.get(url("study_detail", "nobody", worker.pk)).status_code == 404


def test_a_city_without_the_register_says_so_and_still_shows_staff(
    world: World, client: Client
) -> None:
    city = world.home
    a_worker(city)
    (one,) = members(city, "示例甲")
    with time_machine.travel(city.at, tick=False):
        city.login(client, "mall_leader")
        assert "没有启用党员名册" in text(client.get(url("study_list")))
        assert "示例丙" in text(client.get(url("study_list"), {"kind": "worker"}))
        city.login(client, "secretary")
        answer = client.get(url("study_detail", "member", one.pk))
    assert "没有启用党员名册" in text(answer)
    assert "示例甲" not in text(answer)


def test_an_ended_course_asks_its_holder_to_end_the_registration(
    city: City, client: Client
) -> None:
    day = DAY - dt.timedelta(days=1)
    course = a_course(city, starts_on=day, ends_on=day)
    city.login(client, "secretary")
    page = text(client.get(reverse("workbench:todo")))
    assert url("course_detail", course.pk) in page
    city.login(client, "second_secretary")
    assert course.title not in text(client.get(reverse("workbench:todo")))


@pytest.mark.parametrize("person", ["secretary", "mall_leader", "officer", "town_reader"])
def test_pages_of_study_cost_few_queries_however_many_rows(
    city: City, client: Client, person: str, django_assert_max_num_queries: Any
) -> None:
    people = members(city, *(f"示例{number}号" for number in range(30)))
    course = a_course(city, "mall", "mall_clerk")
    register_attendance(course=course, learners=people, actor=city.actor("secretary"))
    city.login(client, person)
    client.get(url("course_list"))
    for page in (url("course_list"), url("course_detail", course.pk), url("study_list")):
        with django_assert_max_num_queries(16):
            client.get(page)


def test_the_list_is_ticked_at_once_and_keeps_who_signed_in_meanwhile(
    city: City, client: Client
) -> None:
    first, second = members(city, "示例甲", "示例乙")
    course = a_course(city)
    city.login(client, "secretary")
    path = url("course_attend", course.pk)
    page = client.get(path)
    assert "data-select-all" in page.text
    assert page.text.count("data-row-box") == 2
    drawn = page.context["form"]["drawn"].value()
    register_attendance(course=course, learners=[first], actor=city.actor("secretary"))

    client.post(path, {"learners": [second.pk], "drawn": drawn})
    assert course.records.count() == 2
    drawn = client.get(path).context["form"]["drawn"].value()
    client.post(path, {"learners": [second.pk], "drawn": drawn})

    assert course.records.get().member == second


def test_workers_and_officers_stand_by_pinyin(city: City, client: Client) -> None:
    for name in ("周示例", "安示例", "郑示例"):
        register_worker(
            organization=city.mall,
            content={"name": name, "employment": "contract", "hired_on": DAY, "is_member": True},
            actor=city.actor("mall_clerk"),
        )
    for place, person in enumerate(("officer", "sibling_officer", "lawyer_officer")):
        an_officer(city, person, person)
        User.objects.filter(pk=city.user(person).pk).update(
            name=f"{'周安郑'[place]}指导", name_key=("zhouzhidao", "anzhidao", "zhengzhidao")[place]
        )
    city.login(client, "city_leader")

    shown = [line.name for line in client.get(f"{url('study_list')}?kind=worker").context["rows"]]
    assert shown == ["安示例", "郑示例", "周示例"]
    page = client.get(f"{url('study_list')}?kind=officer")
    assert [line.name for line in page.context["rows"]] == ["安指导", "郑指导", "周指导"]
    page = client.get(f"{url('study_list')}?kind=officer&after=anzhidao~0")
    assert [line.name for line in page.context["rows"]] == ["安指导", "郑指导", "周指导"]
    page = client.get(f"{url('study_list')}?kind=worker&q=zheng")
    assert [line.name for line in page.context["rows"]] == ["郑示例"]
