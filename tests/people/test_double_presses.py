"""A button pressed twice sets one thing down: the second press is told of the first."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from people.models import (
    Admission,
    Course,
    PointsEntry,
    Recruitment,
    StudyRecord,
    Talent,
    TalentDeed,
)
from tests.people.files import BORN, approving
from tests.people.growth_grounds import members, points_on
from tests.people.staff_grounds import UNTIL, content
from tests.people.test_course_pages import picture_of, sent_course
from tests.world import City, World
from workflow.models import Attachment


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    return world.home


def sent_twice(
    client: Client, page: str, *args: Any, **given: Any
) -> tuple[dict[str, Any], list[Any]]:
    """One form drawn, filled in and sent twice."""
    path = reverse(f"people:{page}", args=args)
    key = str(client.get(path).context["form"]["once"].value())
    assert f'name="once" value="{key}"' in client.post(path, {"once": key}).text
    whole = given | {"once": key}
    return whole, [client.post(path, whole) for _ in range(2)]


def test_an_application_whose_form_is_sent_twice_opens_one_file(city: City, client: Client) -> None:
    approving(city, register=False)
    given = {"born_on": str(BORN), "applied_on": "2026-03-01", "superior": city.lawyer.pk}
    with time_machine.travel(city.at, tick=False):
        city.login(client, "secretary")
        whole, answers = sent_twice(client, "admission_new", name="申请甲", **given)
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].url == answers[1].url
        assert Admission.objects.count() == 1

        client.post(reverse("people:admission_new"), whole | {"name": "申请乙"})
        _, answers = sent_twice(client, "admission_new", name="申请甲", **given)

    assert sorted(Admission.objects.values_list("name", flat=True)) == [
        "申请乙",
        "申请甲",
        "申请甲",
    ]


def test_points_whose_form_is_sent_twice_are_claimed_once(city: City, client: Client) -> None:
    rule = next(iter(points_on(city).values()))
    (one,) = members(city, "示例甲")
    given = {"member": one.pk, "rule": rule.pk, "happened_on": "2026-03-01"}
    with time_machine.travel(city.at, tick=False):
        city.login(client, "secretary")
        whole, answers = sent_twice(client, "points_new", event="社区志愿服务", **given)
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].url == answers[1].url
        assert PointsEntry.objects.count() == 1
        client.post(reverse("people:points_new"), whole | {"event": "另一次服务"})

    assert PointsEntry.objects.count() == 2


def test_a_recruitment_whose_form_is_sent_twice_is_drafted_once(city: City, client: Client) -> None:
    given = content(apply_until=UNTIL.isoformat())
    with time_machine.travel(city.at, tick=False):
        city.login(client, "mall_clerk")
        whole, answers = sent_twice(client, "recruitment_new", **given)
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].url == answers[1].url
        assert Recruitment.objects.count() == 1
        client.post(reverse("people:recruitment_new"), whole | {"title": "文秘岗"})

    assert Recruitment.objects.count() == 2


STUDY = {"title": "网络课程", "kind": "online", "studied_on": "2026-03-01", "hours": "2"}


def test_hours_whose_form_is_sent_twice_are_set_down_once_with_their_file(
    city: City, client: Client
) -> None:
    points_on(city)
    (one,) = members(city, "示例甲")
    with time_machine.travel(city.at, tick=False):
        city.login(client, "secretary")
        for _ in range(2):
            path = reverse("people:study_new", args=["member", one.pk])
            key = str(client.get(path).context["form"]["once"].value())
            for _ in range(2):
                sent = STUDY | {"once": key, "uploads": picture_of("结业证书.png")}
                assert client.post(path, sent).status_code == 302

    assert StudyRecord.objects.count() == 2
    assert Attachment.objects.count() == 1


def test_a_course_a_talent_and_what_was_done_are_entered_once(city: City, client: Client) -> None:
    talent = {
        "name": "示例丁",
        "kind": "leading",
        "work_place": "示例商城党群办主任",
        "strengths": "党建品牌策划",
        "listed_on": "2026-03-02",
        "consents": "on",
    }
    deed = {"kind": "use", "done_on": "2026-03-01", "words": "主讲党课"}
    with time_machine.travel(city.at, tick=False):
        city.login(client, "secretary")
        for page, args, sent in (
            ("course_new", (), sent_course()),
            ("talent_new", (), talent),
        ):
            _, answers = sent_twice(client, page, *args, **sent)
            assert answers[0].url == answers[1].url
        sent_twice(client, "talent_deed", Talent.objects.get().pk, **deed)

    assert [model.objects.count() for model in (Course, Talent, TalentDeed)] == [1, 1, 1]
