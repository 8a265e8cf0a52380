"""What a mask hides is hidden on every page, and is nothing to search by."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from hierarchy.models import Organization
from people.actions.exporting import approve_export, ask_export
from people.models import PeoplePolicy, RosterExport
from people.terms import ExportStatus
from tests.people.files import a_file, approving
from tests.people.grounds import affiliate, member, owed_in, register_on
from tests.world import World

FILES = reverse("people:admission_list")


@pytest.fixture
def kept(world: World) -> World:
    register_on(world.home)
    return world


@pytest.mark.parametrize("person", ["officer", "station_head"])
def test_neither_list_nor_page_tells_whoever_reads_masks_of_health_or_loss(
    kept: World, client: Client, person: str
) -> None:
    one = member(kept.branch, is_spared=True, lost_on=dt.date(2026, 2, 1))
    detail = reverse("people:member_detail", args=[one.pk])
    pages = (reverse("people:member_list"), detail)
    for name, is_told in ((person, False), ("secretary", True)):
        kept.login(client, name)
        said = "".join(client.get(page).text for page in pages)
        assert ("年老体弱，不作硬性要求" in said) is is_told
        assert ("失去联系" in said.replace("登记失去联系", "")) is is_told


def test_masked_files_are_not_searched_by_what_the_mask_hides(world: World, client: Client) -> None:
    approving(world.home)
    a_file(world.home, is_head=True)
    world.login(client, "officer")
    assert 'name="who"' not in client.get(FILES).text
    assert "申**" in client.get(FILES, {"who": "key"}).text
    world.login(client, "secretary")
    assert "申请甲" in client.get(FILES, {"who": "head"}).text
    assert "申请甲" not in client.get(FILES, {"who": "key"}).text


def an_export(world: World) -> RosterExport:
    actor = world.actor("secretary")
    return ask_export(organization=world.branch, reason="年度核对", actor=actor)


def test_a_basic_committee_decides_an_export_by_its_secretary(kept: World, client: Client) -> None:
    committee = Organization.objects.filter(pk=kept.second_branch.pk)
    committee.update(kind="base_committee")
    affiliate(kept.branch, committee.get())
    export = an_export(kept)
    assert [line.verb for line in owed_in("register", kept.actor("second_secretary"))] == ["审批"]
    kept.login(client, "second_secretary")
    assert "不予批准" in client.get(reverse("people:export_list")).text
    path = reverse("people:export_decide", args=[export.pk, "approve"])
    assert client.get(path).status_code == 200

    done = approve_export(export=export, actor=kept.actor("second_secretary"))

    assert done.status == ExportStatus.APPROVED


def test_a_city_that_keeps_counts_only_asks_for_no_decision(kept: World) -> None:
    affiliate(kept.branch, kept.lawyer)
    an_export(kept)
    leader = kept.actor("lawyer_leader")
    assert owed_in("register", leader)

    PeoplePolicy.objects.update(register_on=False)

    assert not owed_in("register", leader)
