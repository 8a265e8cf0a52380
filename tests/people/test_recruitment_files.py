"""The papers of a recruitment: kept on its page, opened by the recruiting body alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.actions.recruitments import cancel_recruitment, enclose_recruitment
from tests.people.staff_grounds import published, refusal, who
from tests.people.staff_pages import as_person, main, page
from tests.projects.test_pages_writing import PNG
from tests.world import City, World
from workflow.models import Attachment, AuditEntry


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Any) -> City:
    settings.MEDIA_ROOT = tmp_path
    return world.home


def test_papers_are_kept_with_a_recruitment_and_taken_off_again(city: City) -> None:
    row = published(city)
    sheet = SimpleUploadedFile("成绩单.png", PNG, "image/png")
    with as_person(city, "mall_clerk") as client:
        assert client.post(page("recruitment_files", row.pk), {"uploads": sheet}).status_code == 302
        assert "成绩单.png" in main(client.get(page("recruitment_detail", row.pk)))
        assert client.get(page("recruitment_files", row.pk)).status_code == 200
        assert client.post(page("recruitment_files", row.pk), {}).status_code == 302

    assert not row.attachments.exists()
    told = AuditEntry.objects.filter(verb="recruitment.enclose").order_by("pk")
    assert [one.after for one in told] == [{"attachments": "成绩单.png"}, {"attachments": "无"}]


def test_only_the_recruiting_body_opens_them(city: City) -> None:
    row = published(city)
    sheet = SimpleUploadedFile("成绩单.png", PNG, "image/png")
    with as_person(city, "mall_clerk") as client:
        client.post(page("recruitment_files", row.pk), {"uploads": sheet})
    file = Attachment.objects.get()
    opened = {}
    for person in ("mall_leader", "mall_clerk", "city_leader", "city_clerk", "lawyer_leader"):
        with as_person(city, person) as client:
            answer = client.get(reverse("workflow:attachment", args=[file.pk]))
            opened[person] = answer.status_code
            if answer.streaming:
                answer.getvalue()  # type: ignore[attr-defined]  # reading it to the end closes it

    assert opened == {
        "mall_leader": 200,
        "mall_clerk": 200,
        "city_leader": 404,
        "city_clerk": 404,
        "lawyer_leader": 404,
    }
    with as_person(city, "city_leader") as client:
        assert "成绩单" not in main(client.get(page("recruitment_detail", row.pk)))


def test_nothing_is_kept_without_a_change_or_after_the_end(city: City) -> None:
    row = published(city)
    clerk = who(city, "mall_clerk")
    unchanged = refusal(enclose_recruitment, recruitment=row, files=[], actor=clerk)
    leader = who(city, "mall_leader")
    row = cancel_recruitment(recruitment=row, reason="岗位调整", actor=leader)

    over = refusal(enclose_recruitment, recruitment=row, files=[], actor=clerk)
    assert (unchanged, over) == ("nothing_changed", "cancelled")
