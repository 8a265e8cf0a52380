"""Lines that facts cross: opened once, kept up to date, settled with the words why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage.actions.bulk import row_values, write_units
from coverage.actions.crossings import refresh_crossings
from coverage.actions.parties import Seat, amend_party, found_for_unit
from coverage.actions.undoing import obstacles, undo_units
from coverage.actions.units import give_unit, record_state, retire_unit
from coverage.models import Crossing, PartyOrganization, Unit, UnitState
from coverage.terms import Cover, Duty, OperatingState, Source
from hierarchy.terms import Kind
from tests.coverage.conftest import COUNTED, entered, joint_branch, open_kinds, settled
from tests.world import World
from workflow.models import AuditEntry, ImportRow, ImportRun

LATER = dt.date(2026, 2, 20)


def counted(world: World, unit: Unit, *, on: dt.date = LATER, **figures: object) -> None:
    record_state(unit=unit, figures=figures, effective_on=on, actor=world.home.system)
    unit.refresh_from_db()


def test_the_third_formal_member_opens_what_must_be_founded(world: World) -> None:
    unit = entered(world, members_here=2, probationary=1)
    assert open_kinds(unit) == []

    counted(world, unit, members_here=3, probationary=0)
    crossing = Crossing.objects.open().get(unit=unit)
    assert (crossing.kind, crossing.value, crossing.threshold) == ("must_found", 3, 3)
    assert (crossing.crossed_on, crossing.due_date) == (LATER, LATER + dt.timedelta(days=30))


def test_it_stays_one_while_the_number_grows_and_is_settled_when_it_falls(world: World) -> None:
    unit = entered(world, members_here=3)
    counted(world, unit, members_here=5)
    assert Crossing.objects.open().get(unit=unit).value == 5

    counted(world, unit, on=world.on, members_here=2)
    assert open_kinds(unit) == []
    assert settled(unit) == [("must_found", "正式党员现为 2 名，未达到应建人数")]
    counted(world, unit, on=world.on, members_here=3)
    assert open_kinds(unit) == ["must_found"]


def test_a_late_entry_of_a_past_day_opens_nothing(world: World) -> None:
    unit = entered(world, members_here=2)
    counted(world, unit, on=world.on, employees=25)
    record_state(
        unit=unit,
        figures={"members_here": 4},
        effective_on=LATER,
        actor=world.home.system,
        late=True,
    )
    assert open_kinds(unit) == []


def test_three_to_two_in_an_own_branch_is_a_warning(world: World) -> None:
    unit = entered(world, place=world.branch, members_here=3)
    assert open_kinds(unit) == []
    counted(world, unit, members_here=2)
    assert open_kinds(unit) == ["below_founding"]
    counted(world, unit, on=world.on, members_here=3)
    assert settled(unit) == [("below_founding", "正式党员现为 3 名，已达应建人数")]


def test_the_first_member_of_a_unit_is_found(world: World) -> None:
    unit = entered(world, members_here=0)
    counted(world, unit, members_elsewhere=1)
    assert open_kinds(unit) == ["first_member"]
    counted(world, unit, on=world.on, members_elsewhere=2)
    assert open_kinds(unit) == ["first_member"]
    give_unit(unit=unit, place=world.second_branch, on=world.on, actor=world.home.system)
    assert settled(unit) == [("first_member", "已由党组织覆盖")]


def test_a_unit_entered_with_members_has_no_first_one(world: World) -> None:
    assert open_kinds(entered(world, members_here=1)) == []


def test_what_no_longer_operates_owes_nothing(world: World) -> None:
    unit = entered(world, members_here=3)
    retire_unit(
        unit=unit,
        operating=OperatingState.DORMANT,
        on=LATER,
        reason="停产",
        actor=world.home.system,
    )
    assert settled(unit) == [("must_found", "单位已不属实体运营，不再计入统计")]


def test_a_sixth_unit_makes_a_joint_branch_too_wide_until_one_leaves(world: World) -> None:
    branch = joint_branch(world)
    units = [entered(world, f"示例{n}", place=branch, members_here=1) for n in range(6)]
    crossing = Crossing.objects.open().get(organization=branch)
    assert (crossing.kind, crossing.value, crossing.threshold) == ("joint_too_wide", 6, 5)

    give_unit(unit=units[0], place=world.officer, on=world.on, actor=world.home.system)
    assert settled(branch) == [("joint_too_wide", "覆盖单位现为 5 家")]


def test_more_than_fifty_members_and_a_committee_that_is_missing(world: World) -> None:
    unit = entered(world, place=world.branch, members_here=6)
    assert open_kinds(world.branch) == []
    counted(world, unit, members_here=7)
    assert open_kinds(world.branch) == ["committee_due"]
    counted(world, unit, on=world.on, members_here=51)
    assert open_kinds(world.branch) == ["branch_too_large", "committee_due"]

    seats = [Seat("甲", Duty.SECRETARY), Seat("乙", Duty.ORGANIZER), Seat("丙", Duty.PUBLICIST)]
    amend_party(
        organization=world.branch,
        on=world.on,
        committee=seats,
        actor=world.actor("secretary"),
    )
    assert open_kinds(world.branch) == ["branch_too_large"]
    assert settled(world.branch) == [("committee_due", "已登记支部委员 3 名")]


def test_a_committee_is_replaced_by_day(world: World) -> None:
    entered(world, place=world.branch, members_here=7)
    system = world.home.system
    first = [Seat("甲", Duty.SECRETARY), Seat("乙", Duty.ORGANIZER), Seat("丙", Duty.PUBLICIST)]
    amend_party(organization=world.branch, on=LATER, committee=first, actor=system)
    amend_party(organization=world.branch, on=world.on, committee=first[:2], actor=system)

    party = PartyOrganization.objects.get(organization=world.branch)
    rows = party.committee_members.order_by("pk").values_list("name", "starts_on", "ends_on")
    assert list(rows) == [("甲", LATER, None), ("乙", LATER, None), ("丙", LATER, world.on)]
    assert open_kinds(world.branch) == ["committee_due"]


def test_the_particulars_of_a_branch_are_kept_where_one_keeps_the_ledger(world: World) -> None:
    party = amend_party(
        organization=world.branch,
        on=world.on,
        facts={"superior": "平江街道党工委（示例）", "meeting_day": 5},
        actor=world.actor("town_reader"),
    )
    assert (party.superior, party.meeting_day, party.formation) == (
        "平江街道党工委（示例）",
        5,
        Cover.ALONE,
    )
    with pytest.raises(PermissionDenied):
        amend_party(
            organization=world.branch,
            on=world.on,
            facts={"meeting_day": 6},
            actor=world.actor("sibling_secretary"),
        )


def test_founding_settles_what_had_to_be_founded(world: World) -> None:
    unit = entered(world, "示例商贸", members_here=3)
    party = found_for_unit(
        unit=unit,
        kind=Kind.BRANCH,
        name="示例商贸党支部",
        on=LATER,
        reason="达到应建条件",
        document_no="示例〔2026〕3号",
        superior="平江街道党工委（示例）",
        actor=world.actor("station_head"),
    )

    unit.refresh_from_db()
    branch = party.organization
    assert (branch.parent, unit.place, unit.cover) == (world.officer, branch, Cover.ALONE)
    assert settled(unit) == [("must_found", "已单独建立党组织")]
    state = unit.states.latest("pk")
    assert (state.source, state.effective_on, state.members_here) == (Source.FOUNDING, LATER, 3)
    assert AuditEntry.objects.about(unit).latest("pk").verb == "unit.found"


def test_a_units_own_node_becomes_the_branch(world: World) -> None:
    unit = entered(world, "临顿路百货有限公司", place=world.unit, members_here=3)
    found_for_unit(
        unit=unit,
        kind=Kind.BRANCH,
        name="临顿路百货党支部",
        on=world.on,
        reason="达到应建条件",
        superior=world.lawyer.name,
        actor=world.actor("station_head"),
    )
    unit.refresh_from_db()
    assert (unit.place_id, world.unit.kind, unit.cover) == (world.unit.pk, Kind.BRANCH, "alone")
    assert settled(unit) == [("must_found", "已单独建立党组织")]
    assert world.unit.party_organization.superior_organization == world.lawyer


def test_founding_on_an_earlier_day_holds_for_the_days_known_since(world: World) -> None:
    unit = entered(world, members_here=3)
    counted(world, unit, on=LATER, employees=33)
    found_for_unit(
        unit=unit,
        kind=Kind.BRANCH,
        name="示例党支部",
        on=dt.date(2026, 2, 10),
        reason="补登批复",
        actor=world.home.system,
    )
    unit.refresh_from_db()
    assert (unit.cover, unit.employees, unit.counted_on) == (Cover.ALONE, 33, LATER)
    assert UnitState.objects.as_of(COUNTED).get(unit=unit).cover == Cover.NONE
    assert UnitState.objects.as_of(dt.date(2026, 2, 11)).get(unit=unit).employees == 20


@pytest.mark.parametrize("who", ["officer", "town_reader", "lawyer_leader", "single_head"])
def test_who_does_not_keep_organisations_there_founds_nothing(world: World, who: str) -> None:
    unit = entered(world, members_here=3)
    with pytest.raises(PermissionDenied):
        found_for_unit(
            unit=unit,
            kind=Kind.BRANCH,
            name="示例党支部",
            on=world.on,
            reason="示例",
            actor=world.actor(who),
        )
    assert open_kinds(unit) == ["must_found"]


def test_comparing_the_whole_city_again_changes_nothing_and_leaves_the_twin_alone(
    world: World,
) -> None:
    entered(world, members_here=3)
    twin = entered(world.twin, members_here=3)
    before = list(Crossing.objects.order_by("pk").values())
    Unit.objects.filter(pk=twin.pk).update(members_here=0)

    refresh_crossings(tenant=world.tenant, actor=world.home.system)
    assert list(Crossing.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("officer", 2),
        ("station_head", 2),
        ("town_reader", 2),
        ("sibling_officer", 0),
        ("lawyer_leader", 0),
        ("twin.officer", 0),
    ],
)
def test_crossings_are_seen_where_their_unit_or_body_lies(
    world: World, who: str, seen: int
) -> None:
    """Case 15: another industry's and another city's are not there."""
    entered(world, "甲", members_here=3)
    entered(world, "乙", place=world.branch, members_here=7)
    assert Crossing.objects.visible_to(world.actor(who)).open().count() == seen


def test_an_import_opens_and_its_undoing_settles(world: World) -> None:
    unit = entered(world, "示例商贸", members_here=2)
    run = ImportRun.objects.create(
        tenant=world.tenant,
        kind="units",
        file_name="台账.xlsx",
        size=1,
        started_at=world.home.at,
    )
    ImportRow.objects.create(
        run=run,
        number=2,
        verdict=ImportRow.Verdict.CHANGED,
        target_id=unit.pk,
        values=row_values({"phone": "0512-65220000"}, {"members_here": 3}, LATER),
        before={"facts": {"phone": ""}},
    )
    actor = world.actor("mall_clerk")

    write_units(run=run, actor=actor, progress=lambda done: None)
    unit.refresh_from_db()
    assert (unit.members_here, unit.employees, unit.phone) == (3, 20, "0512-65220000")
    assert open_kinds(unit) == ["must_found"]
    assert obstacles(run=run) == []

    assert undo_units(run=run, actor=actor) == 1
    unit.refresh_from_db()
    assert (unit.members_here, unit.phone, unit.counted_on) == (2, "", LATER)
    sources = unit.states.order_by("pk").values_list("source", "members_here")
    assert list(sources) == [("office", 2), ("import", 3), ("undo", 2)]
    assert settled(unit) == [("must_found", "正式党员现为 2 名，未达到应建人数")]


def test_figures_written_down_since_stand_in_the_way_of_undoing(world: World) -> None:
    run = ImportRun.objects.create(
        tenant=world.tenant,
        kind="units",
        file_name="台账.xlsx",
        size=1,
        started_at=world.home.at,
    )
    unit = entered(world, "示例商贸", members_here=2)
    ImportRow.objects.create(
        run=run,
        number=2,
        verdict=ImportRow.Verdict.CHANGED,
        target_id=unit.pk,
        values=row_values({}, {"members_here": 3}, LATER),
        before={"facts": {}},
    )
    write_units(run=run, actor=world.home.system, progress=lambda done: None)
    counted(world, unit, on=world.on, members_here=4)

    assert obstacles(run=run) == ["“示例商贸”变更的数据之后又有新登记"]
    with pytest.raises(ValidationError) as caught:
        undo_units(run=run, actor=world.home.system)
    assert caught.value.code == "in_the_way"
    unit.refresh_from_db()
    assert unit.members_here == 4
