"""The ledger: dated figures, facts that hold at once, and who may keep them where."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage.actions.units import (
    amend_unit,
    give_unit,
    record_state,
    register_unit,
    retire_unit,
    verify_unit,
)
from coverage.models import Unit, UnitState
from coverage.terms import Cover, OperatingState, Source, UnitKind
from tests.coverage.conftest import COUNTED, entered
from tests.world import World
from workflow.models import AuditEntry

LATER = dt.date(2026, 2, 20)


def code_of(caught: pytest.ExceptionInfo[ValidationError]) -> str | None:
    return caught.value.error_list[0].code if hasattr(caught.value, "error_list") else None


def test_a_new_unit_stands_where_its_place_and_region_say_and_has_its_first_state(
    world: World,
) -> None:
    unit = entered(world, "示例 商贸有限公司", members_here=2)

    assert (unit.officer, unit.station, unit.committee) == (
        world.officer,
        world.station,
        world.mall,
    )
    assert (unit.district.code, unit.town.code) == ("320508", "320508008")
    state = unit.states.get()
    assert (state.members_here, state.effective_on, state.source) == (2, COUNTED, Source.OFFICE)
    assert AuditEntry.objects.about(unit).get().verb == "unit.register"


def test_every_change_of_figures_keeps_the_old_value_its_day_and_its_source(world: World) -> None:
    unit = entered(world, members_here=2, members_elsewhere=1)

    record_state(
        unit=unit,
        figures={"members_here": 3},
        effective_on=LATER,
        source=Source.FIELD,
        note="新转入一名",
        actor=world.actor("officer"),
    )

    unit.refresh_from_db()
    assert (unit.members_here, unit.members_elsewhere, unit.counted_on) == (3, 1, LATER)
    rows = unit.states.order_by("effective_on").values_list(
        "members_here", "members_elsewhere", "effective_on", "source", "recorded_by"
    )
    assert list(rows) == [
        (2, 1, COUNTED, "office", "系统"),
        (3, 1, LATER, "field", "水指一（平江1岗 党建指导员）"),
    ]
    assert UnitState.objects.as_of(COUNTED).get(unit=unit).members_here == 2


def test_a_late_entry_is_kept_by_its_day_and_changes_nothing_of_today(world: World) -> None:
    unit = entered(world, members_here=2)
    record_state(
        unit=unit, figures={"members_here": 4}, effective_on=LATER, actor=world.home.system
    )
    between = dt.date(2026, 2, 10)

    with pytest.raises(ValidationError) as caught:
        record_state(
            unit=unit, figures={"employees": 30}, effective_on=between, actor=world.home.system
        )
    assert code_of(caught) == "earlier_than_known"
    assert "补录" in caught.value.message
    record_state(
        unit=unit,
        figures={"employees": 30},
        effective_on=between,
        actor=world.home.system,
        late=True,
    )

    unit.refresh_from_db()
    assert (unit.employees, unit.members_here, unit.counted_on) == (20, 4, LATER)
    known = UnitState.objects.as_of(between).get(unit=unit)
    assert (known.employees, known.members_here) == (30, 2)


def test_a_day_to_come_is_refused(world: World) -> None:
    unit = entered(world)
    with pytest.raises(ValidationError) as caught:
        record_state(
            unit=unit,
            figures={"members_here": 3},
            effective_on=world.on + dt.timedelta(days=1),
            actor=world.home.system,
        )
    assert code_of(caught) == "in_future"


def test_the_same_figures_are_no_new_state(world: World) -> None:
    unit = entered(world, members_here=2)
    with pytest.raises(ValidationError) as caught:
        record_state(
            unit=unit, figures={"members_here": 2}, effective_on=LATER, actor=world.home.system
        )
    assert code_of(caught) == "nothing_changed"
    assert unit.states.count() == 1


@pytest.mark.parametrize(
    "figures", [{"members_here": -1}, {"under_35": 21}, {"operating": "gone"}, {"cover": "alone"}]
)
def test_figures_that_can_not_be_are_refused(world: World, figures: dict[str, object]) -> None:
    unit = entered(world)
    with pytest.raises(ValidationError):
        record_state(unit=unit, figures=figures, effective_on=LATER, actor=world.home.system)
    assert unit.states.count() == 1


def test_a_credit_code_is_checked_and_may_be_still_to_come(world: World) -> None:
    unit = entered(world, credit_code="待补")
    assert (unit.credit_code, unit.code_text) == ("", "待补")

    with pytest.raises(ValidationError) as caught:
        amend_unit(
            unit=unit,
            facts={"credit_code": "91320594MA0000015K"},
            actor=world.home.system,
        )
    assert "校验码" in caught.value.message_dict["credit_code"][0]
    amend_unit(unit=unit, facts={"credit_code": "91320594ma0000015j"}, actor=world.home.system)
    unit.refresh_from_db()
    assert unit.credit_code == "91320594MA0000015J"


def test_the_same_code_is_not_entered_twice_in_a_city_but_may_be_in_the_twin(world: World) -> None:
    entered(world, credit_code="91320594MA0000015J")
    entered(world.twin, credit_code="91320594MA0000015J")
    with pytest.raises(ValidationError, match="重复登记"):
        entered(world, "另一单位", credit_code="91320594MA0000015J")


def test_facts_hold_at_once_and_their_old_values_stay_on_the_trail(world: World) -> None:
    unit = entered(world, phone="0512-65220000")
    amend_unit(
        unit=unit,
        facts={"phone": "0512-65221111", "region": world.home.regions["jinchang"]},
        actor=world.actor("officer"),
        reason="搬迁",
    )

    unit.refresh_from_db()
    assert unit.town == world.home.regions["jinchang"]
    entry = AuditEntry.objects.about(unit).latest("pk")
    assert (entry.verb, entry.before["phone"], entry.after["phone"]) == (
        "unit.amend",
        "0512-65220000",
        "0512-65221111",
    )
    assert entry.organization == world.officer


@pytest.mark.parametrize(
    "who",
    ["sibling_officer", "lawyer_clerk", "sip_reader", "auditor", "twin.officer", "stranger"],
)
def test_who_does_not_keep_the_ledger_there_changes_nothing(world: World, who: str) -> None:
    unit = entered(world)
    actor = world.actor(who)
    with pytest.raises(PermissionDenied, match=r"维护台账|权限"):
        record_state(unit=unit, figures={"members_here": 3}, effective_on=LATER, actor=actor)
    with pytest.raises(PermissionDenied):
        amend_unit(unit=unit, facts={"phone": "110"}, actor=actor)
    assert not Unit.objects.visible_to(actor).filter(pk=unit.pk).exists()


@pytest.mark.parametrize(
    "who", ["officer", "station_clerk", "mall_clerk", "city_clerk", "town_reader", "delegate"]
)
def test_whoever_keeps_the_ledger_in_scope_may_change_a_fact(world: World, who: str) -> None:
    unit = entered(world)
    amend_unit(unit=unit, facts={"phone": "0512-65220000"}, actor=world.actor(who))
    unit.refresh_from_db()
    assert unit.phone == "0512-65220000"


def test_a_secretary_keeps_the_units_of_the_own_branch_only(world: World) -> None:
    own = entered(world, "示例甲", place=world.branch, members_here=3)
    other = entered(world, "示例乙", place=world.second_branch, members_here=1)
    secretary = world.actor("secretary")

    amend_unit(unit=own, facts={"phone": "0512-65220000"}, actor=secretary)
    assert list(Unit.objects.visible_to(secretary)) == [own]
    with pytest.raises(PermissionDenied):
        amend_unit(unit=other, facts={"phone": "0512-65220000"}, actor=secretary)


def test_a_unit_can_not_be_moved_to_where_one_keeps_nothing(world: World) -> None:
    unit = entered(world)
    with pytest.raises(PermissionDenied):
        amend_unit(
            unit=unit,
            facts={"region": world.home.regions["xietang"]},
            actor=world.actor("town_reader"),
        )
    with pytest.raises(PermissionDenied):
        give_unit(
            unit=unit,
            place=world.sibling_officer,
            on=world.on,
            actor=world.actor("officer"),
        )


def test_giving_a_unit_elsewhere_follows_the_line_and_sets_the_cover(world: World) -> None:
    unit = entered(world, place=world.station, members_here=1)
    assert unit.officer is None

    give_unit(unit=unit, place=world.officer, on=world.on, actor=world.actor("station_head"))
    unit.refresh_from_db()
    assert (unit.officer, unit.cover) == (world.officer, Cover.NONE)
    give_unit(unit=unit, place=world.second_branch, on=world.on, actor=world.actor("officer"))
    unit.refresh_from_db()
    assert (unit.place, unit.cover) == (world.second_branch, Cover.JOINT)
    places = unit.states.order_by("pk").values_list("place__name", "cover")
    assert list(places) == [
        ("平江区域党建工作站", "none"),
        ("平江1岗", "none"),
        ("皮市街联合党支部", "joint"),
    ]


def test_a_body_that_is_no_party_organisation_covers_nothing(world: World) -> None:
    unit = entered(world)
    with pytest.raises(ValidationError) as caught:
        give_unit(
            unit=unit,
            place=world.station,
            cover=Cover.JOINT,
            on=world.on,
            actor=world.home.system,
        )
    assert code_of(caught) == "no_party_organization"


def test_nothing_of_another_city_is_entered(world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        register_unit(
            place=world.officer,
            facts={
                "name": "示例",
                "kind": UnitKind.PRIVATE,
                "industry": world.twin.industries["mall"],
                "region": world.home.regions["pingjiang"],
            },
            figures={},
            effective_on=COUNTED,
            actor=world.home.system,
        )
    assert code_of(caught) == "other_tenant"


def test_who_entered_it_does_not_verify_it(world: World) -> None:
    unit = entered(world, members_here=1)
    head = world.actor("station_head")
    record_state(unit=unit, figures={"members_here": 2}, effective_on=LATER, actor=head)

    with pytest.raises(ValidationError) as caught:
        verify_unit(unit=unit, actor=head)
    assert code_of(caught) == "own_entry"
    verify_unit(unit=unit, actor=world.actor("town_reader"))
    unit.refresh_from_db()
    assert (unit.verified_on, unit.verified_by) == (world.on, "郎镇读（平江街道两新工委 联络员）")


@pytest.mark.parametrize(
    "who", ["officer", "sibling_officer", "lawyer_leader", "twin.station_head"]
)
def test_only_the_station_or_above_verifies(world: World, who: str) -> None:
    unit = entered(world)
    with pytest.raises(PermissionDenied):
        verify_unit(unit=unit, actor=world.actor(who))


def test_a_unit_out_of_business_stays_in_the_roll_with_the_reason(world: World) -> None:
    unit = entered(world, members_here=3)
    with pytest.raises(ValidationError) as caught:
        retire_unit(
            unit=unit,
            operating=OperatingState.SHELL,
            on=LATER,
            reason="",
            actor=world.actor("officer"),
        )
    assert code_of(caught) == "reason_needed"
    state = retire_unit(
        unit=unit,
        operating=OperatingState.SHELL,
        on=LATER,
        reason="查无经营",
        actor=world.actor("officer"),
    )
    unit.refresh_from_db()
    assert (unit.operating, state.source_note) == ("shell", "查无经营")
    assert list(Unit.objects.visible_to(world.actor("officer"))) == [unit]
