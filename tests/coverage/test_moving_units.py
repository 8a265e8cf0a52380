"""Another industry or region: proposed in the field, in force once the station confirms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from coverage.actions.notices import ask_back, confirm_notice, submit_notice
from coverage.actions.proposing import make_proposals
from coverage.actions.units import amend_unit
from coverage.models import ChangeNotice, FactChange, JointProposal, Unit
from coverage.terms import ProposalStatus, Source
from hierarchy.actions.organizations import found_organization
from hierarchy.terms import Kind, Tier
from tests.coverage.conftest import entered
from tests.coverage.test_import_units import SHOP
from tests.sheets import carry_out
from tests.world import World
from workflow.models import Notice

SEEN = dt.date(2026, 3, 1)


def proposed(world: World, unit: Unit, **changes: Any) -> ChangeNotice:
    return submit_notice(
        unit=unit, changes=changes, seen_on=SEEN, words="已迁址", actor=world.actor("officer")
    )


def confirmed(world: World, notice: ChangeNotice) -> Unit:
    confirm_notice(notice=notice, actor=world.actor("station_head"))
    return Unit.objects.get(pk=notice.unit_id)


def test_nothing_moves_before_the_station_confirms(world: World) -> None:
    unit = entered(world)
    notice = proposed(world, unit, region=world.home.regions["xietang"], phone="0512-65221111")

    now = Unit.objects.get(pk=unit.pk)
    assert (now.region, now.place, now.phone) == (unit.region, world.officer, "0512-65221111")
    assert ("所属区域", "平江街道", "斜塘街道") in notice.lines
    assert notice.pending == ["所属区域"]


def test_confirmed_it_goes_to_the_only_officer_of_the_new_place(world: World) -> None:
    unit = confirmed(world, proposed(world, entered(world), region=world.home.regions["xietang"]))

    assert (unit.region.name, unit.place, unit.officer) == (
        "斜塘街道",
        world.sibling_officer,
        world.sibling_officer,
    )
    assert (unit.district, unit.town) == (
        world.home.regions["sip"],
        world.home.regions["xietang"],
    )
    assert unit.station == world.single
    assert Unit.objects.visible_to(world.actor("sibling_officer")).filter(pk=unit.pk).exists()
    assert not Unit.objects.visible_to(world.actor("officer")).filter(pk=unit.pk).exists()
    told = Notice.objects.filter(recipient=world.user("sibling_officer"))
    assert any(unit.name in notice.title for notice in told)


def test_several_officers_of_a_place_leave_the_choice_to_their_station(world: World) -> None:
    found_organization(
        parent=world.single,
        tier=Tier.OFFICER,
        kind=Kind.OFFICER_POST,
        name="斜塘2岗",
        region=world.home.regions["xietang"],
        on=SEEN,
        reason="设立",
        actor=world.home.system,
    )
    unit = confirmed(world, proposed(world, entered(world), region=world.home.regions["xietang"]))
    assert (unit.place, unit.officer) == (world.single, None)


def test_a_street_without_a_station_leaves_it_with_the_committee(world: World) -> None:
    unit = confirmed(world, proposed(world, entered(world), region=world.home.regions["jinchang"]))
    assert (unit.place, unit.station) == (world.mall, None)


def test_another_industry_moves_it_into_that_line(world: World) -> None:
    unit = confirmed(
        world, proposed(world, entered(world), industry=world.home.industries["lawyer"])
    )
    assert (unit.industry.name, unit.place, unit.committee) == (
        "律师",
        world.lawyer_officer,
        world.lawyer,
    )
    assert not Unit.objects.visible_to(world.actor("mall_leader")).filter(pk=unit.pk).exists()


def test_a_unit_under_its_party_organisation_stays_covered_by_it(world: World) -> None:
    unit = entered(world, place=world.second_branch, cover="joint", members_here=1)
    moved = confirmed(
        world,
        proposed(
            world,
            unit,
            region=world.home.regions["xietang"],
            industry=world.home.industries["lawyer"],
        ),
    )
    assert (moved.place, moved.cover) == (world.second_branch, "joint")
    assert (moved.district, moved.industry.name) == (world.home.regions["sip"], "律师")


def test_a_joint_group_that_it_stood_in_is_no_longer_offered(world: World) -> None:
    units = [entered(world, f"示例{n}店", members_here=2, building="示例大厦") for n in (1, 2)]
    make_proposals(organization=world.mall, actor=world.actor("mall_leader"))
    proposal = JointProposal.objects.get(status=ProposalStatus.OFFERED)

    confirmed(world, proposed(world, units[0], region=world.home.regions["xietang"]))
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.OUTDATED


def test_the_history_keeps_old_value_day_and_source(world: World) -> None:
    unit = confirmed(world, proposed(world, entered(world), region=world.home.regions["xietang"]))
    kept = FactChange.objects.get(unit=unit)
    assert kept.changes == {
        "region": [world.home.regions["pingjiang"].pk, world.home.regions["xietang"].pk]
    }
    assert (kept.effective_on, kept.source, kept.source_note) == (SEEN, Source.FIELD, "已迁址")
    assert unit.states.latest("pk").place == world.sibling_officer


def test_asked_back_it_has_moved_nowhere(world: World) -> None:
    notice = proposed(world, entered(world), region=world.home.regions["xietang"])
    ask_back(notice=notice, question="合同呢？", actor=world.actor("station_head"))
    assert Unit.objects.get(pk=notice.unit_id).place == world.officer


def test_a_place_of_another_city_is_refused(world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        proposed(world, entered(world), region=world.twin.regions["xietang"])
    assert caught.value.code == "other_tenant"


def test_the_page_offers_both_and_shows_what_waits(world: World, client: Client) -> None:
    unit = entered(world)
    world.login(client, "officer")
    page = reverse("coverage:unit_correct", args=[unit.pk])
    html = client.get(page).content.decode()
    assert "斜塘街道" in html
    assert "律师" in html

    answer = client.post(
        page,
        {
            **{name: getattr(unit, name) for name in ("name", "kind", "operating", "employees")},
            **dict.fromkeys(("members_here", "members_elsewhere", "probationary", "applicants"), 0),
            **dict.fromkeys(("activists", "prospects", "under_35"), 0),
            "industry": unit.industry_id,
            "region": world.home.regions["xietang"].pk,
            "seen_on": "2026-03-01",
        },
    )
    assert answer.status_code == 302
    html = client.get(answer["Location"]).content.decode()
    assert "核实后生效" in html


def test_the_station_that_gives_it_up_comes_back_to_its_queue(world: World, client: Client) -> None:
    notice = proposed(world, entered(world), region=world.home.regions["xietang"])
    world.login(client, "station_head")
    answer = client.post(reverse("coverage:notice_move", args=[notice.pk, "confirm"]), follow=True)
    assert answer.status_code == 200
    assert "斜塘1岗" in answer.content.decode()


def test_facts_amended_at_the_office_stand_in_the_units_history(
    world: World, client: Client
) -> None:
    unit = entered(world, phone="0512-65220000")
    amend_unit(
        unit=unit,
        facts={"phone": "0512-65221111", "kind": "foreign"},
        actor=world.actor("mall_clerk"),
        reason="年检材料",
    )
    world.login(client, "mall_leader")
    html = client.get(reverse("coverage:unit_detail", args=[unit.pk])).content.decode()
    for text in ("0512-65220000", "私营企业", "外商投资企业", "年检材料", "魏商办"):
        assert text in html


def test_facts_that_a_sheet_changes_stand_in_the_history_too(world: World) -> None:
    actor = world.actor("mall_leader")
    carry_out("units", [SHOP], tenant=world.tenant, actor=actor)
    assert not FactChange.objects.exists()
    run = carry_out(
        "units", [{**SHOP, "联系电话": "0512-65221111"}], tenant=world.tenant, actor=actor
    )
    kept = FactChange.objects.get()
    assert (kept.changes, kept.import_run, kept.source) == (
        {"phone": ["", "0512-65221111"]},
        run,
        Source.IMPORT,
    )
