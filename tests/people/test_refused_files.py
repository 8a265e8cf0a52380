"""Papers of a refused form are not uploaded twice, and the trail does not name them."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hierarchy.actors import system_actor
from people.actions.admissions import end_admission
from people.actions.retention import keep_city
from people.models import Admission, StepRecord
from tests.people.dump import rows_that_say
from tests.people.files import APPLIED, BORN, NUMBER, approving, walked
from tests.people.grounds import member
from tests.projects.grounds import at
from tests.projects.money import PDF
from tests.world import AT, City, World
from workflow.actions import store_attachment
from workflow.models import Attachment, AuditEntry

MARK = "青隼鸢的政审材料.pdf"
NEW = reverse("people:admission_new")


@pytest.fixture
def city(world: World, settings: Any, tmp_path: Path) -> City:
    settings.MEDIA_ROOT = tmp_path
    approving(world.home)
    return world.home


def pdf(name: str = MARK) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def applied(city: City, client: Client, **given: Any) -> Any:
    whole = {
        "name": "申请甲",
        "born_on": str(BORN),
        "applied_on": str(APPLIED),
        "superior": city.lawyer.pk,
        **given,
    }
    with time_machine.travel(at(APPLIED), tick=False):
        city.login(client, "secretary")
        return client.post(NEW, whole)


def stored(city: City, body: str, person: str) -> Attachment:
    return store_attachment(
        organization=getattr(city, body),
        name="其他.pdf",
        stream=BytesIO(PDF),
        size=len(PDF),
        actor=city.actor(person),
    )


def test_a_paper_stored_before_a_refusal_goes_with_the_form_sent_again(
    city: City, client: Client
) -> None:
    member(city.second_branch, "示例乙", identity=NUMBER)
    refused = applied(city, client, identity=NUMBER, uploads=pdf())
    assert refused.status_code == 422
    kept = Attachment.objects.get()
    assert f'name="cited" value="{kept.pk}"' in " ".join(refused.text.split())

    again = applied(city, client, cited=[kept.pk])

    assert again.status_code == 302
    assert list(StepRecord.objects.get().attachments.all()) == [kept]


@pytest.mark.parametrize(
    ("body", "person"), [("second_branch", "second_secretary"), ("mall", "mall_clerk")]
)
def test_nobody_cites_a_file_of_a_body_he_does_not_write_for(
    city: City, client: Client, body: str, person: str
) -> None:
    other = stored(city, body, person)

    assert applied(city, client, cited=[other.pk, "x", "-1"]).status_code == 302

    assert not StepRecord.objects.get().attachments.exists()


def test_the_trail_tells_kind_and_number_of_papers_but_no_name(city: City, client: Client) -> None:
    assert applied(city, client, uploads=pdf()).status_code == 302

    entry = AuditEntry.objects.get(verb="attachment.store")
    assert (entry.target_label, entry.after["name"]) == ("PDF 文件", "PDF 文件")
    assert AuditEntry.objects.get(verb="admission.open").after["papers"] == "PDF 文件 1 份"
    assert rows_that_say(MARK) == ["workflow_attachment"]


def test_no_name_of_a_paper_outlives_the_years(
    city: City, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    applied(city, client, uploads=pdf())
    actor = city.actor("secretary", at=at(APPLIED))
    end_admission(admission=Admission.objects.get(), reason="本人撤回申请", actor=actor)

    with django_capture_on_commit_callbacks(execute=True):
        counts = keep_city(tenant=city.tenant, actor=system_actor(at=AT.replace(year=2036)))

    assert (counts["applicants_erased"], counts["files_erased"]) == (1, 1)
    assert rows_that_say(MARK) == []
    assert AuditEntry.objects.get(verb="register.keep").after["files_erased"] == 1


def test_a_correction_keeps_the_papers_of_the_record(city: City, client: Client) -> None:
    walked(city, 2)
    record = StepRecord.objects.get(number=2)
    paper = stored(city, "branch", "secretary")
    record.attachments.add(paper)
    path = reverse("people:step_correct", args=[record.pk])
    with time_machine.travel(at(dt.date(2026, 6, 2)), tick=False):
        city.login(client, "secretary")
        form = client.get(path).context["form"]
        assert form["cited"].value() == [paper.pk]
        given = {"done_on": "2026-05-30", "people": "云支一", "reason": "日期录错"}
        assert client.post(path, given | {"cited": [paper.pk]}).status_code == 302
    assert list(StepRecord.objects.latest("pk").attachments.all()) == [paper]
