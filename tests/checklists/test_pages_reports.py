"""上报的页面: figures, evidence and words, and nothing typed is ever lost."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from checklists.models import Assignment, Report
from checklists.terms import AssignmentStatus
from tests.lists import cascade, completed, figure, given_to
from tests.world import World
from workflow.models import Attachment


@pytest.fixture(autouse=True)
def _today(time_machine: Any, world: World) -> None:
    """The pages' clock stands in the world's day."""
    time_machine.move_to(world.home.at)


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def photo(name: str = "走访.jpg", colour: str = "red") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, format="JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")


def send(client: Client, assignment: Assignment, **data: object) -> HttpResponse:
    return client.post(
        reverse("checklists:assignment_report", args=[assignment.pk]),
        {"kind": "progress", "text": "已走访三户", **data},
    )


def told(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_progress_is_told_in_one_form(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cascade(world, **figure(30))
    assignment = given_to(world, "branch")
    world.login(client, "secretary")

    address = reverse("checklists:assignment_report", args=[assignment.pk])
    client.get(address)
    with django_assert_max_num_queries(12):
        form = client.get(address)
    answer = send(client, assignment, actual_value="1", uploads=[photo()])

    assert "您将以“观前商城党支部 书记”办理" in form.content.decode()
    assert told(answer) == "已上报进展，平江1岗可以看到。办完后请申请销号。"
    report = Report.objects.get()
    assert report.actual_value == 1
    assert report.progress == int(100 / assignment.target_value)
    assert report.evidence.get().name == "走访.jpg"


def test_what_the_issuer_wrote_is_shown_as_words_beside_the_fields(
    client: Client, world: World
) -> None:
    mark = "<b class=planted>照片</b>"
    cascade(world, evidence_minimum=2, evidence_types=mark, titles=("应建未建清零",))
    world.login(client, "secretary")

    address = reverse("checklists:assignment_report", args=[given_to(world, "branch").pk])
    html = client.get(address).content.decode()

    assert "申请销号需要至少 2 份" in html
    assert "&lt;b class=planted&gt;照片" in html
    assert mark not in html


def test_completion_goes_to_the_issuer(client: Client, world: World) -> None:
    cascade(world, evidence_minimum=2, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    world.login(client, "secretary")

    answer = send(
        client,
        assignment,
        kind="completion",
        uploads=[photo("一.jpg"), photo("二.jpg", "blue")],
    )

    assert "已申请销号，等待平江1岗审核" in told(answer)
    assignment.refresh_from_db()
    assert assignment.status == AssignmentStatus.REPORTED


def test_too_little_evidence_keeps_words_and_files(client: Client, world: World) -> None:
    cascade(world, evidence_minimum=2, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    world.login(client, "secretary")

    refused = send(client, assignment, kind="completion", uploads=[photo("一.jpg")])
    kept = Attachment.objects.get()
    again = send(
        client,
        assignment,
        kind="completion",
        cited=[str(kept.pk)],
        uploads=[photo("二.jpg", "blue")],
    )

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "需要佐证材料至少 2 份" in html
    assert "已走访三户" in html
    assert f'value="{kept.pk}"' in html
    assert "checked" in html
    assert "已申请销号" in told(again)


def test_each_bad_file_is_named_and_nothing_is_reported(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = given_to(world, "branch")
    world.login(client, "secretary")

    refused = send(
        client,
        assignment,
        uploads=[
            photo(),
            SimpleUploadedFile("坏.jpg", b"\xff\xd8\xff broken"),
            SimpleUploadedFile("页面.html", b"<html><script>1</script></html>"),
        ],
    )

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "文件“坏.jpg”已损坏" in html
    assert "文件“页面.html”是网页" in html
    assert "已走访三户" in html
    assert not Report.objects.exists()


def test_another_bodys_file_cannot_be_cited(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    other = world.login(Client(), "second_secretary")
    send(other, given_to(world, "second_branch"), uploads=[photo()])
    foreign = Attachment.objects.get()
    world.login(client, "secretary")

    refused = send(client, given_to(world, "branch"), cited=[str(foreign.pk)])

    assert refused.status_code == 422
    assert "所选材料已不在本单位名下" in refused.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "请写明进展情况"),
        ({"progress": "120"}, "100"),
        ({"actual_value": "-1"}, "0"),
        ({"kind": "objection"}, "objection"),
        ({"kind": ""}, "请选择“只报进展”或“申请销号”"),
    ],
)
def test_wrong_input_is_told_and_changes_nothing(
    client: Client, world: World, wrong: dict[str, str], words: str
) -> None:
    cascade(world, titles=("应建未建清零",), **figure(30))
    world.login(client, "secretary")

    refused = send(client, given_to(world, "branch"), **wrong)

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Report.objects.exists()


def test_a_summed_figure_is_shown_and_cannot_be_typed(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",), **figure(30))
    completed(world, given_to(world, "branch"), "secretary", actual_value=10)
    world.login(client, "officer")
    assignment = given_to(world, "officer")
    address = reverse("checklists:assignment_report", args=[assignment.pk])

    html = client.get(address).content.decode()
    answer = send(client, assignment, actual_value="99")

    assert "由系统汇总，不能手改" in html
    assert 'name="actual_value"' not in html
    assert "已上报进展" in told(answer)
    assert Report.objects.latest("id").actual_value == 0


def test_what_is_not_in_progress_cannot_be_reported(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    assignment = completed(world, given_to(world, "branch"), "secretary")
    world.login(client, "secretary")

    looked = client.get(reverse("checklists:assignment_report", args=[assignment.pk]))
    sent = send(client, assignment)

    assert looked.status_code == 302
    assert "不能上报" in told(looked)
    assert sent.status_code == 422
    assert "不能填报进展" in sent.content.decode()


def test_only_the_receiver_reports(client: Client, world: World) -> None:
    cascade(world, titles=("应建未建清零",))
    world.login(client, "officer")

    assert send(client, given_to(world, "branch")).status_code == 403
