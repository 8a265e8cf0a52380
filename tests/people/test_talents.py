"""Talents (article 14): listed with consent, trained and used, linked to projects, off the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from people.actions.talents import (
    edit_talent,
    leave_list,
    list_talent,
    record_deed,
    withdraw_deed,
)
from people.models import Talent, TalentDeed
from people.terms import TalentDeedKind, TalentKind
from tests.people.growth_grounds import DAY, a_talent
from tests.people.test_courses import refused
from tests.projects.grounds import a_project, submitted_project, with_rules
from tests.world import City, World
from workflow.models import AuditEntry
from workflow.undertakings import choices, named

CONTENT: dict[str, Any] = {
    "name": "示例丁",
    "kind": TalentKind.LEADING,
    "work_place": "示例商城党群办主任",
    "strengths": "党建品牌策划",
    "is_member": True,
    "listed_on": DAY,
}


@pytest.fixture
def city(world: World) -> City:
    return world.home


def listed(city: City, **given: Any) -> Talent:
    facts = {"organization": city.mall, "consents": True, "actor": city.actor("mall_clerk")}
    return list_talent(content=CONTENT | given.pop("content", {}), **facts | given)


def test_a_committee_lists_who_agreed(city: City) -> None:
    talent = listed(city)
    assert list(Talent.objects.listed(DAY)) == [talent]
    assert AuditEntry.objects.get(verb="talent.list").target_label == "示例丁"
    refused("no_consent", lambda: listed(city, consents=False))
    refused("not_yet", lambda: listed(city, content={"listed_on": DAY + dt.timedelta(days=1)}))


def test_only_who_acts_for_a_body_with_a_party_organisation_lists(city: City) -> None:
    refused(
        "no_talents_here",
        lambda: listed(city, organization=city.unit, actor=city.actor("contact")),
    )
    with pytest.raises(PermissionDenied):
        listed(city, actor=city.actor("station_head"))


def test_talents_are_read_where_their_body_lies(city: City) -> None:
    a_talent(city)
    a_talent(city, body="branch", name="示例戊")

    def names(person: str) -> set[str]:
        return set(Talent.objects.visible_to(city.actor(person)).values_list("name", flat=True))

    assert names("mall_clerk") == names("city_leader") == {"示例丁", "示例戊"}
    assert names("officer") == names("secretary") == names("town_reader") == {"示例戊"}
    assert names("lawyer_leader") == set()


def test_what_is_said_of_a_talent_is_changed_with_a_trace(city: City) -> None:
    talent, clerk = a_talent(city), city.actor("mall_clerk")
    talent = edit_talent(talent=talent, content={"strengths": "园区党建"}, actor=clerk)
    entry = AuditEntry.objects.get(verb="talent.edit")
    assert (entry.before, entry.after) == (
        {"strengths": "党建品牌策划"},
        {"strengths": "园区党建"},
    )
    refused("nothing_changed", lambda: edit_talent(talent=talent, content={}, actor=clerk))


def test_who_left_the_list_stays_on_file_and_changes_no_more(city: City) -> None:
    talent, clerk = a_talent(city), city.actor("mall_clerk")
    refused(
        "reason_needed",
        lambda: leave_list(talent=talent, left_on=DAY, reason="", actor=clerk),
    )
    early = dt.date(2025, 5, 1)
    refused(
        "days_in_order",
        lambda: leave_list(talent=talent, left_on=early, reason="调离", actor=clerk),
    )
    talent = leave_list(talent=talent, left_on=DAY, reason="调离", actor=clerk)
    assert (talent.left_on, talent.leaving_reason) == (DAY, "调离")
    assert not Talent.objects.listed(DAY).exists()
    assert Talent.objects.listed(DAY - dt.timedelta(days=1)).exists()
    refused("has_left", lambda: edit_talent(talent=talent, content=CONTENT, actor=clerk))
    refused(
        "has_left",
        lambda: record_deed(
            talent=talent, kind=TalentDeedKind.USE, done_on=DAY, words="授课", actor=clerk
        ),
    )


def test_training_and_use_are_set_down_once_they_happened(city: City) -> None:
    talent, clerk = a_talent(city), city.actor("mall_clerk")
    deed = record_deed(
        talent=talent, kind=TalentDeedKind.TRAINING, done_on=DAY, words="参加研修班", actor=clerk
    )
    assert (deed.talent, deed.project_name) == (talent, "")
    refused(
        "not_yet",
        lambda: record_deed(
            talent=talent,
            kind=TalentDeedKind.USE,
            done_on=DAY + dt.timedelta(days=1),
            words="授课",
            actor=clerk,
        ),
    )
    refused(
        "project_needed",
        lambda: record_deed(
            talent=talent, kind=TalentDeedKind.PROJECT, done_on=DAY, words="策划", actor=clerk
        ),
    )


def test_a_talent_takes_part_in_a_project_that_the_writer_sees(city: City) -> None:
    with_rules(city)
    project = submitted_project(city, name="红色驿站项目")
    talent, clerk = a_talent(city), city.actor("mall_clerk")

    deed = record_deed(
        talent=talent,
        kind=TalentDeedKind.PROJECT,
        done_on=DAY,
        words="负责策划",
        project=project.pk,
        actor=clerk,
    )

    assert (deed.project, deed.project_name) == (project.pk, "红色驿站项目")
    assert named(clerk, [project.pk])[project.pk].path.endswith(f"/{project.pk}/")
    other = a_talent(city, body="lawyer", name="示例己")
    refused(
        "foreign_project",
        lambda: record_deed(
            talent=other,
            kind=TalentDeedKind.PROJECT,
            done_on=DAY,
            words="负责策划",
            project=project.pk,
            actor=city.actor("lawyer_clerk"),
        ),
    )
    assert TalentDeed.objects.count() == 1


def test_a_project_that_is_being_written_is_offered_to_nobody(city: City) -> None:
    with_rules(city)
    draft = a_project(city, name="起草中的项目")
    sent = submitted_project(city, name="红色驿站项目")
    clerk = city.actor("mall_clerk")

    assert [one.pk for one in choices(clerk)] == [sent.pk]
    assert choices(clerk, "没有这个") == []
    assert named(clerk, [draft.pk]) == {}
    assert choices(city.actor("lawyer_clerk")) == []


def test_the_list_goes_by_pinyin_and_is_found_by_it(city: City, client: Client) -> None:
    for name in ("周示例", "安示例", "郑示例"):
        listed(city, content={"name": name})
    edit_talent(
        talent=Talent.objects.get(name="周示例"),
        content={"name": "白示例"},
        actor=city.actor("mall_clerk"),
    )

    with time_machine.travel(city.at, tick=False):
        city.login(client, "mall_clerk")
        page = client.get(reverse("people:talent_list"))
        found = client.get(f"{reverse('people:talent_list')}?q=bai")

    assert [row.name for row in page.context["rows"]] == ["安示例", "白示例", "郑示例"]
    assert [row.name for row in found.context["rows"]] == ["白示例"]


def test_what_was_entered_wrongly_is_taken_off_and_stays_on_the_trail(city: City) -> None:
    talent, clerk = listed(city), city.actor("mall_clerk")
    deed = record_deed(
        talent=talent, kind=TalentDeedKind.USE, done_on=DAY, words="主讲党课", actor=clerk
    )

    refused("reason_needed", lambda: withdraw_deed(deed=deed, reason=" ", actor=clerk))
    with pytest.raises(PermissionDenied):
        withdraw_deed(deed=deed, reason="登记错人", actor=city.actor("lawyer_clerk"))
    withdraw_deed(deed=deed, reason="登记错人", actor=clerk)

    assert not TalentDeed.objects.exists()
    entry = AuditEntry.objects.get(verb="talent.withdraw_deed")
    assert (entry.before["deed"], entry.reason) == ("主讲党课", "登记错人")
    refused("withdrawn", lambda: withdraw_deed(deed=deed, reason="登记错人", actor=clerk))
