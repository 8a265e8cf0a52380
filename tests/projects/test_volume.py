"""The whole volume of a project: ordered, bound by a task, handed out, read back as PDF."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents.volume import attachments
from projects.actions.applying import add_paper
from projects.actions.binding import GIVEN_UP_AFTER, bind_volume, order_volume
from projects.models import BoundVolume, Project
from projects.tasks import bind_ordered_volume
from projects.terms import PaperKind
from tests.house.pages import faults
from tests.projects.grounds import DAY, HALFWAY, a_project, at, noticed_project, who
from tests.projects.money import invoice
from tests.projects.papers import advanced_project
from tests.world import World
from workflow.models import AuditEntry


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def page_of(project: Project) -> str:
    return reverse("projects:project_volume", args=[project.pk])


def pdf_of(project: Project) -> str:
    return reverse("projects:project_volume_pdf", args=[project.pk])


def asked(world: World, client: Client, name: str, url: str, *, post: bool = False, day=HALFWAY):
    with time_machine.travel(at(day), tick=False):
        world.login(client, name)
        return client.post(url, follow=True) if post else client.get(url, follow=True)


def words_of(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def handed_out(world: World, client: Client, name: str, project: Project) -> str:
    answer = asked(world, client, name, pdf_of(project))
    assert answer["Content-Type"] == "application/pdf"
    return words_of(b"".join(answer.streaming_content))


def enclosed(world: World, project: Project) -> None:
    """A file among the application's papers."""
    file, actor = invoice(world, "方案.pdf"), who(world, "mall_clerk", DAY)
    add_paper(project=project, kind=PaperKind.APPLICATION, attachment=file, actor=actor)


def test_a_volume_holds_all_papers_with_contents_and_the_list_of_files(
    funded: World, client: Client
) -> None:
    project = advanced_project(funded)

    page = asked(funded, client, "mall_clerk", page_of(project), post=True).content.decode()

    assert "已生成的全卷" in page
    assert "发票.pdf：" in page  # broken on purpose: listed with the reason
    words = handed_out(funded, client, "mall_clerk", project)
    for heading in (
        "目录",
        "党建项目申报书（2026年3月2日）",
        "关于同意“商圈红色驿站”项目立项的批复",
        "党建项目实施情况月报（2026年5月）",
        "项目有关事项的申请",
        "党建项目经费决算表（草稿）",
        "附件清单",
        "发票.pdf",
    ):
        assert heading in words
    assert "支出：党务骨干培训场地和资料" in words


def test_that_somebody_took_a_volume_away_stands_on_the_trail(
    funded: World, client: Client
) -> None:
    project = a_project(funded)
    asked(funded, client, "mall_clerk", page_of(project), post=True, day=DAY)

    handed_out(funded, client, "mall_clerk", project)

    verbs = AuditEntry.objects.filter(verb__startswith="boundvolume").order_by("id")
    assert [(entry.verb, entry.user_name) for entry in verbs] == [
        ("boundvolume.order", funded.user("mall_clerk").name),
        ("boundvolume.download", funded.user("mall_clerk").name),
    ]


def test_the_citys_volume_names_the_reviewers_the_applicants_does_not(
    funded: World, client: Client
) -> None:
    project = noticed_project(funded)
    reviewer = funded.user("lawyer_clerk").name

    asked(funded, client, "city_clerk", page_of(project), post=True, day=DAY)
    early = asked(funded, client, "mall_clerk", pdf_of(project), day=DAY)
    assert "全卷还没有生成" in early.content.decode()
    asked(funded, client, "mall_clerk", page_of(project), post=True, day=DAY)

    assert reviewer in handed_out(funded, client, "city_leader", project)
    assert reviewer not in handed_out(funded, client, "mall_leader", project)
    assert BoundVolume.objects.visible_to(who(funded, "mall_clerk")).count() == 1
    assert BoundVolume.objects.visible_to(who(funded, "city_clerk")).count() == 2


@pytest.mark.parametrize(
    "name", ["lawyer_leader", "lawyer_clerk", "station_head", "officer", "twin.city_leader"]
)
def test_a_volume_is_for_the_applicants_line_alone(
    funded: World, client: Client, name: str
) -> None:
    project = noticed_project(funded)
    asked(funded, client, "city_clerk", page_of(project), post=True, day=DAY)
    state = reverse("projects:project_volume_state", args=[project.pk])

    for url in (page_of(project), pdf_of(project), state):
        assert asked(funded, client, name, url, day=DAY).status_code == 404
    assert asked(funded, client, name, page_of(project), post=True, day=DAY).status_code == 404
    viewer = funded.actor(name)
    assert not BoundVolume.objects.visible_to(viewer).exists()


def test_who_does_not_read_the_applicants_work_may_not_order_one(funded: World) -> None:
    with pytest.raises(PermissionDenied):
        order_volume(project=noticed_project(funded), actor=who(funded, "lawyer_leader"))


def test_one_volume_is_bound_at_a_time_until_it_is_given_up(funded: World) -> None:
    project, actor = a_project(funded), who(funded, "mall_clerk")
    first = order_volume(project=project, actor=actor)

    assert order_volume(project=project, actor=actor) is None

    actor.at += GIVEN_UP_AFTER
    second = order_volume(project=project, actor=actor)
    assert first is not None
    assert second is not None
    assert second.pk == first.pk
    assert not bind_volume(volume=second, ticket=first.ticket, actor=actor)
    assert bind_volume(volume=second, ticket=second.ticket, actor=actor)


def test_a_volume_bound_anew_replaces_the_file_of_the_old_one(
    funded: World, django_capture_on_commit_callbacks: Any
) -> None:
    project, actor = a_project(funded), who(funded, "mall_clerk")
    names = []
    for _ in range(2):
        volume = order_volume(project=project, actor=actor)
        assert volume is not None
        with django_capture_on_commit_callbacks(execute=True):
            assert bind_ordered_volume(volume.pk, volume.ticket)
        volume.refresh_from_db()
        names.append(volume.file.name)
        assert volume.pages > 3
        assert volume.size == volume.file.size

    storage = BoundVolume._meta.get_field("file").storage  # type: ignore[union-attr]
    assert not storage.exists(names[0])
    assert storage.exists(names[1])


def test_files_too_large_together_are_refused_before_anything_is_bound(
    funded: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = a_project(funded)
    enclosed(funded, project)
    monkeypatch.setattr(attachments, "ATTACHED_BYTES", 5)

    page = asked(funded, client, "mall_clerk", page_of(project), post=True, day=DAY)

    assert "超过" in page.content.decode()
    assert not BoundVolume.objects.exists()


def test_too_many_pages_are_told_to_who_waits(
    funded: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = a_project(funded)
    monkeypatch.setattr(attachments, "PAGES", 2)

    page = asked(funded, client, "mall_clerk", page_of(project), post=True, day=DAY)

    assert "全卷超过 2 页的上限" in page.content.decode()
    assert not BoundVolume.objects.get().is_ready


def test_who_left_the_post_meanwhile_gets_nothing_bound(funded: World) -> None:
    project = a_project(funded)
    volume = order_volume(project=project, actor=who(funded, "mall_clerk"))
    assert volume is not None

    assert not bind_volume(volume=volume, ticket=volume.ticket, actor=who(funded, "lawyer_clerk"))

    volume.refresh_from_db()
    assert "任职已经变动" in volume.refusal


def test_a_page_waits_and_goes_on_by_itself(funded: World, client: Client) -> None:
    project = a_project(funded)
    volume = order_volume(project=project, actor=who(funded, "mall_clerk"))
    assert volume is not None
    state = reverse("projects:project_volume_state", args=[project.pk])

    assert (
        "正在生成全卷"
        in asked(funded, client, "mall_clerk", page_of(project), day=DAY).content.decode()
    )
    assert "正在生成全卷" in asked(funded, client, "mall_clerk", state, day=DAY).content.decode()
    bind_volume(volume=volume, ticket=volume.ticket, actor=who(funded, "mall_clerk"))
    done = asked(funded, client, "mall_clerk", state, day=DAY)
    assert done["HX-Redirect"] == page_of(project)


def test_a_fault_is_told_and_raised(funded: World, settings: Any, tmp_path: Path) -> None:
    project, actor = a_project(funded), who(funded, "mall_clerk")
    volume = order_volume(project=project, actor=actor)
    assert volume is not None
    (tmp_path / "full").write_bytes(b"")
    settings.MEDIA_ROOT = tmp_path / "full"

    with pytest.raises(NotADirectoryError):
        bind_volume(volume=volume, ticket=volume.ticket, actor=actor)

    volume.refresh_from_db()
    assert "请稍后重新生成" in volume.refusal
    assert not volume.is_ready


def test_the_page_of_a_volume_speaks_official_chinese(funded: World, client: Client) -> None:
    project = advanced_project(funded)

    page = asked(funded, client, "mall_clerk", page_of(project), post=True)

    assert not list(faults("volume", page.content.decode(), known=("XM", "KB", "pdf")))
