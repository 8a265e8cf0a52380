"""Points: off by default, from real events, settled by another, public within the branch (R-33)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.actors import Actor
from hierarchy.models import Organization
from people.actions.points import claim_points, publish_points, refuse_points, settle_points
from people.actions.points_rules import add_points_rule, seed_points_rules, stop_points_rule
from people.models import Member, PeoplePolicy, PointsEntry, PointsRule
from people.points_moves import POINTS_MOVES
from people.points_rules import EXAMPLES, Quarter, check_bound, ended_quarters, quarter_of, worth
from people.terms import PointsSide, PointsStatus
from tests.people.grounds import affiliate, register_on
from tests.people.growth_grounds import DAY, members, points_on
from tests.people.test_courses import refused
from tests.world import City, World
from workflow.models import AuditEntry
from workflow.todos import todos_of

SERVICE, FAULT = "参加志愿服务", "无正当理由不参加组织生活"
LATER = dt.datetime.fromisoformat("2026-04-02T09:00:00+08:00")


@pytest.fixture
def city(world: World) -> City:
    return world.home


def claimed(city: City, member: Member, rule: PointsRule, **given: Any) -> PointsEntry:
    facts = {"event": "清明祭扫志愿服务", "happened_on": DAY, "actor": city.actor("secretary")}
    return claim_points(member=member, rule=rule, **facts | given)


def superior(city: City) -> Organization:
    affiliate(city.branch, city.lawyer)
    return city.lawyer


def test_a_city_that_switched_nothing_on_keeps_no_points(city: City) -> None:
    seed_points_rules(tenant=city.tenant, on=DAY, actor=city.actor("city_leader"))
    rule = PointsRule.objects.filter(tenant=city.tenant)[0]
    (one,) = members(city, "示例甲")
    refused("register_off", lambda: claimed(city, one, rule))
    register_on(city)
    refused("points_off", lambda: claimed(city, one, rule))


def test_the_examples_are_marked_as_such_and_laid_down_once(city: City) -> None:
    rules = points_on(city)
    assert len(rules) == len(EXAMPLES)
    assert all(rule.is_example for rule in rules.values())
    assert {rule.side for rule in rules.values()} == set(PointsSide)
    again = seed_points_rules(tenant=city.tenant, on=DAY, actor=city.actor("city_leader"))
    assert again == 0
    with pytest.raises(PermissionDenied):
        seed_points_rules(tenant=city.tenant, on=DAY, actor=city.actor("mall_leader"))


def test_the_branch_claims_the_superior_settles_and_the_quarter_is_published(city: City) -> None:
    rules = points_on(city)
    superior(city)
    (one,) = members(city, "示例甲")
    entry = claimed(city, one, rules[SERVICE])
    assert (entry.points, entry.status) == (2, PointsStatus.CLAIMED)

    entry = settle_points(entry=entry, words="属实", actor=city.actor("lawyer_leader"))
    assert (entry.status, entry.words) == (PointsStatus.SETTLED, "属实")
    assert entry.settled_by.startswith("陶律书（")
    quarter, secretary = Quarter(2026, 1), city.actor("secretary", at=LATER)
    assert publish_points(branch=city.branch, quarter=quarter, actor=secretary) == 1

    entry.refresh_from_db()
    assert (entry.status, entry.published_on) == (PointsStatus.PUBLISHED, dt.date(2026, 4, 2))
    verbs = ["pointsentry.claim", "pointsentry.settle", "pointsentry.publish_all"]
    told = AuditEntry.objects.filter(verb__in=verbs).order_by("pk")
    assert list(told.values_list("verb", flat=True)) == verbs
    refused(
        "nothing_to_publish",
        lambda: publish_points(branch=city.branch, quarter=quarter, actor=secretary),
    )


def test_nobody_settles_what_he_claimed_himself(city: City) -> None:
    rules = points_on(city)
    (one,) = members(city, "示例甲")
    entry, secretary = claimed(city, one, rules[SERVICE]), city.actor("secretary")

    refused("own_claim", lambda: settle_points(entry=entry, actor=secretary))
    refused("own_claim", lambda: refuse_points(entry=entry, reason="误报", actor=secretary))


def test_who_is_neither_at_the_branch_nor_at_its_superior_settles_nothing(city: City) -> None:
    rules = points_on(city)
    superior(city)
    (one,) = members(city, "示例甲")
    entry = claimed(city, one, rules[SERVICE])
    for person in ("officer", "mall_leader", "city_leader", "lawyer_clerk", "second_secretary"):
        with pytest.raises(PermissionDenied):
            settle_points(entry=entry, actor=city.actor(person))


def test_the_superior_sees_what_waits_and_nothing_that_was_settled(city: City) -> None:
    rules = points_on(city)
    superior(city)
    (one,) = members(city, "示例甲")
    entry = claimed(city, one, rules[SERVICE])

    def sees(person: str) -> bool:
        return PointsEntry.objects.visible_to(city.actor(person)).exists()

    assert sees("lawyer_leader")
    assert not any(sees(person) for person in ("lawyer_clerk", "mall_leader", "officer"))
    refuse_points(entry=entry, reason="没有到场", actor=city.actor("lawyer_leader"))
    assert not sees("lawyer_leader")
    assert sees("secretary")


def test_a_refusal_needs_its_reason_and_frees_the_bound(city: City) -> None:
    rules = points_on(city)
    superior(city)
    (one,) = members(city, "示例甲")
    leader = city.actor("lawyer_leader")
    entries = [claimed(city, one, rules[SERVICE]) for _ in range(5)]
    error = refused("over_bound", lambda: claimed(city, one, rules[SERVICE]))
    assert "最多 10.0 分，本年度已有 10.0 分" in error.messages[0]
    refused("reason_needed", lambda: refuse_points(entry=entries[0], reason="", actor=leader))
    refuse_points(entry=entries[0], reason="重复申报", actor=leader)
    refused("wrong_status", lambda: settle_points(entry=entries[0], actor=leader))
    claimed(city, one, rules[SERVICE])


def test_the_bound_is_of_one_calendar_year(city: City) -> None:
    rules = points_on(city)
    PointsRule.objects.update(effective_from=dt.date(2025, 1, 1))
    (one,) = members(city, "示例甲")
    for _ in range(5):
        claimed(city, one, rules[SERVICE], happened_on=dt.date(2025, 12, 31))
    claimed(city, one, rules[SERVICE])
    assert PointsEntry.objects.count() == 6


def test_a_fault_takes_off_within_its_own_bound(city: City) -> None:
    rules = points_on(city)
    (one,) = members(city, "示例甲")
    entries = [claimed(city, one, rules[FAULT]) for _ in range(5)]
    assert {entry.points for entry in entries} == {Decimal(-3)}
    refused("over_bound", lambda: claimed(city, one, rules[FAULT]))


@given(st.integers(1, 9), st.integers(1, 60), st.lists(st.booleans(), max_size=40))
def test_however_often_it_is_claimed_the_bound_is_never_passed(
    points: int, most: int, tries: list[bool]
) -> None:
    side = PointsSide.FAULT if points % 2 else PointsSide.MERIT
    rule = PointsRule(side=side, name="示例", points=Decimal(points), most=Decimal(most))
    had: list[Decimal] = []
    for _ in tries:
        try:
            check_bound(rule, had)
        except Exception:
            break
        had.append(worth(rule))
    assert abs(sum(had, Decimal(0))) <= most


def test_what_has_not_happened_or_fell_under_no_rule_is_not_claimed(city: City) -> None:
    rules = points_on(city)
    (one,) = members(city, "示例甲")
    (left,) = members(city, "示例乙", presence="deceased")
    rule = rules[SERVICE]
    refused("not_yet", lambda: claimed(city, one, rule, happened_on=DAY + dt.timedelta(days=1)))
    refused(
        "rule_not_in_force", lambda: claimed(city, one, rule, happened_on=dt.date(2025, 12, 31))
    )
    refused("not_present", lambda: claimed(city, left, rule))
    with pytest.raises(PermissionDenied):
        claimed(city, one, rule, actor=city.actor("second_secretary"))


def test_a_quarter_is_published_once_it_is_over(city: City) -> None:
    points_on(city)
    refused(
        "quarter_open",
        lambda: publish_points(
            branch=city.branch, quarter=Quarter(2026, 1), actor=city.actor("secretary")
        ),
    )


def test_quarters_turn_at_the_end_of_march_june_september_and_december() -> None:
    days = {"2026-03-31": 1, "2026-04-01": 2, "2026-06-30": 2, "2026-12-31": 4}
    for day, number in days.items():
        assert quarter_of(dt.date.fromisoformat(day)) == Quarter(2026, number)
    assert [one.end.isoformat() for one in ended_quarters(DAY, many=2)] == [
        "2025-12-31",
        "2025-09-30",
    ]
    assert Quarter(2026, 4).following == Quarter(2027, 1)


def test_a_rule_of_the_same_name_ends_the_one_before(city: City) -> None:
    rules = points_on(city)
    leader = city.actor("city_leader")
    new = PointsRule(
        tenant=city.tenant,
        side=PointsSide.MERIT,
        name=SERVICE,
        points=Decimal(3),
        most=Decimal(12),
        effective_from=dt.date(2026, 7, 1),
    )
    add_points_rule(row=new, actor=leader)

    old = rules[SERVICE]
    old.refresh_from_db()
    assert old.effective_to == dt.date(2026, 6, 30)
    stop_points_rule(row=new, effective_to=dt.date(2026, 12, 31), reason="调整办法", actor=leader)
    new.refresh_from_db()
    assert new.effective_to == dt.date(2026, 12, 31)
    with pytest.raises(PermissionDenied):
        add_points_rule(row=PointsRule(tenant=city.tenant), actor=city.actor("mall_leader"))


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"points": Decimal(0), "most": Decimal(1)}, "no_points"),
        ({"points": Decimal(5), "most": Decimal(4)}, "most_too_low"),
    ],
)
def test_a_rule_is_worth_something_and_its_bound_holds_one_event(
    city: City, numbers: dict[str, Decimal], code: str
) -> None:
    row = PointsRule(
        tenant=city.tenant,
        side=PointsSide.BASE,
        name="示例项目",
        effective_from=DAY,
        **numbers,
    )
    refused(code, lambda: add_points_rule(row=row, actor=city.actor("city_leader")))


def test_every_status_of_an_entry_is_reached_by_the_table() -> None:
    reached = {move.target for move in POINTS_MOVES} | {PointsStatus.CLAIMED}
    assert reached == set(PointsStatus)


def test_switching_points_off_stops_new_claims_and_keeps_the_old(city: City) -> None:
    rules = points_on(city)
    (one,) = members(city, "示例甲")
    entry = claimed(city, one, rules[SERVICE])
    decider = city.actor("lawyer_leader")
    superior(city)
    assert asked_of(decider)
    PeoplePolicy.objects.update(points_on=False)
    refused("points_off", lambda: claimed(city, one, rules[SERVICE]))
    refused("points_off", lambda: settle_points(entry=entry, actor=decider))
    refused("points_off", lambda: refuse_points(entry=entry, reason="不属实", actor=decider))
    assert not asked_of(decider)
    assert PointsEntry.objects.get().status == PointsStatus.CLAIMED


def asked_of(actor: Actor) -> list[str]:
    return [todo.key for todo in todos_of(actor) if todo.key.startswith("people-points")]
