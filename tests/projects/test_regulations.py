"""Article 10 in writing: each committee's three regulations, version by version."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.actions.regulations import end_regulation, issue_regulation
from projects.models import Regulation
from projects.terms import RegulationKind
from tests.projects.fronts import a_page, a_regulation, a_text
from tests.refusals import refusal
from tests.world import City, World
from workflow.models import Attachment, AuditEntry

FUNDS = RegulationKind.FUNDS
LATER = dt.date(2026, 2, 1)


@pytest.fixture
def city(world: World) -> City:
    return world.home


def test_a_later_version_ends_the_one_before_and_both_stay_to_be_read(city: City) -> None:
    first = a_regulation(city)
    second = a_regulation(city, version="2026年版", issued_on=LATER)

    first.refresh_from_db()
    assert (first.ended_on, second.ended_on) == (LATER, None)
    assert list(Regulation.objects.in_force()) == [second]
    assert first.attachments.count() == 1
    entry = AuditEntry.objects.about(second).get()
    assert (entry.before["version"], entry.after["version"]) == ("2025年版", "2026年版")


def test_each_kind_and_each_committee_has_its_own(city: City) -> None:
    a_regulation(city)
    a_regulation(city, kind=RegulationKind.STAFF)
    a_regulation(city, "lawyer")

    assert Regulation.objects.in_force().count() == 3


def test_no_regulation_without_its_text(city: City) -> None:
    given = {
        "kind": FUNDS,
        "title": "经费办法",
        "version": "试行",
        "issued_on": LATER,
        "document_number": "",
    }
    with refusal("text_needed"):
        issue_regulation(
            organization=city.mall, content=given, files=[], actor=city.actor("mall_clerk")
        )
    with refusal("foreign_file"):
        issue_regulation(
            organization=city.mall,
            content=given,
            files=[a_text(city, "lawyer")],
            actor=city.actor("mall_clerk"),
        )

    assert not Regulation.objects.exists()


@pytest.mark.parametrize(
    ("day", "code"), [(dt.date(2025, 5, 31), "not_later"), (dt.date(2026, 3, 3), "in_future")]
)
def test_versions_follow_one_another_and_none_is_of_tomorrow(
    city: City, day: dt.date, code: str
) -> None:
    first = a_regulation(city)
    with refusal(code):
        a_regulation(city, version="另一版", issued_on=day)

    first.refresh_from_db()
    assert first.ended_on is None


def test_it_may_end_with_a_reason_and_once(city: City) -> None:
    row = a_regulation(city)
    clerk = city.actor("mall_clerk")
    with refusal("reason_needed"):
        end_regulation(regulation=row, ended_on=LATER, reason=" ", actor=clerk)
    with refusal("not_later"):
        end_regulation(regulation=row, ended_on=dt.date(2025, 1, 1), reason="并入他项", actor=clerk)
    end_regulation(regulation=row, ended_on=LATER, reason="并入他项", actor=clerk)
    with refusal("ended"):
        end_regulation(regulation=row, ended_on=LATER, reason="并入他项", actor=clerk)


@pytest.mark.parametrize("name", ["station_clerk", "city_leader", "lawyer_clerk", "town_reader"])
def test_only_the_committees_own_staff_keep_them(city: City, name: str) -> None:
    row = a_regulation(city)
    with pytest.raises(PermissionDenied):
        end_regulation(regulation=row, ended_on=LATER, reason="并入他项", actor=city.actor(name))


def test_stations_set_none_down(city: City) -> None:
    with refusal("not_committee"):
        issue_regulation(
            organization=city.station,
            content={},
            files=[],
            actor=city.actor("station_clerk"),
        )


def test_whoever_works_in_the_city_opens_the_text_and_no_other_city(world: World) -> None:
    row = a_regulation(world.home)
    file = row.attachments.get()
    for name, seen in (("secretary", True), ("twin.mall_clerk", False), ("auditor", False)):
        city = world.home if "." not in name else world.twin
        actor = city.actor(name.removeprefix("twin."))
        assert Regulation.objects.visible_to(actor).exists() is seen, name
        assert Attachment.objects.visible_to(actor).filter(pk=file.pk).exists() is seen, name


def test_the_year_of_a_committee_says_what_is_missing_and_leads_to_it(
    world: World, client: Client
) -> None:
    row = a_regulation(world.home)
    world.login(client, "mall_clerk")
    page = client.get(reverse("projects:project_year", args=[world.mall.pk, 2026])).text

    assert reverse("projects:regulation_detail", args=[row.pk]) in page
    assert page.count("没有文本") == 2
    assert f"?body={world.mall.pk}&amp;kind={RegulationKind.STAFF}" in page


def test_a_clerk_registers_a_text_on_the_page(world: World, client: Client) -> None:
    world.login(client, "mall_clerk")
    answer = client.post(
        reverse("projects:regulation_new"),
        {
            "kind": FUNDS,
            "title": "行业党建经费管理办法",
            "version": "2026年版",
            "issued_on": "2026-02-01",
            "uploads": SimpleUploadedFile("制度全文.png", a_page()),
        },
    )

    made = Regulation.objects.get()
    assert answer.headers["Location"] == reverse("projects:regulation_detail", args=[made.pk])
    assert made.attachments.count() == 1
    listed = client.get(reverse("projects:regulation_list")).text
    assert "2026年版" in listed
    assert "三项制度文本齐全的 0/1 个" in listed
