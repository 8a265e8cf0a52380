"""From an election to the new term: entered once, written where the particulars are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from coverage.models import CommitteeMember, PartyOrganization
from coverage.terms import Duty
from routines.actions.balloting import write_ballot
from routines.actions.electing import register_term
from routines.actions.recording import draft_record, withdraw_record
from routines.models import Record
from routines.new_terms import last_day_of_term
from routines.terms import BallotKind, RecordKind
from tests.routines.conftest import owed, party, refreshed
from tests.routines.records import held
from tests.world import World
from workflow.electing import Elected
from workflow.models import AuditEntry

K = RecordKind
D = dt.date
OLD = {"term_from": D(2023, 3, 16), "term_to": D(2026, 3, 15)}
TODAY = D(2026, 3, 2)
PEOPLE = (Elected("示例甲", Duty.SECRETARY), Elected("示例乙", Duty.ORGANIZER))


@pytest.fixture(autouse=True)
def _in_the_worlds_time(ruled: World) -> Iterator[None]:
    with time_machine.travel(ruled.home.at, tick=False):
        yield


def text(response: Any) -> str:
    return str(response.content.decode())


def voted(world: World, record: Record, *votes: tuple[str, int], **counts: Any) -> Record:
    write_ballot(
        record=record,
        kind=BallotKind.ELECTION,
        counts={"matter": "选举支部委员会", "eligible": 10, "present": 10, "seats": 2} | counts,
        candidates=votes or [("示例甲", 9), ("示例乙", 8), ("示例丙", 3)],
        actor=world.actor("secretary"),
    )
    return record


def elected(world: World, kind: str = K.ELECTION, day: dt.date = TODAY, **counts: Any) -> Record:
    """A meeting of a day that elected 示例甲 and 示例乙."""
    return voted(world, held(world, kind, day), **counts)


def registered(
    world: World, record: Record, *members: Elected, person: str = "secretary", **days: dt.date
) -> None:
    days.setdefault("starts_on", record.happened_on)
    days.setdefault("ends_on", D(2029, 3, 1))
    register_term(record=record, members=members or PEOPLE, actor=world.actor(person), **days)


def page(record: Record) -> str:
    return reverse("routines:record_detail", args=[record.pk])


def form(record: Record) -> str:
    return reverse("routines:record_term", args=[record.pk])


def seats(world: World) -> list[tuple[str, str, dt.date | None, dt.date | None]]:
    rows = CommitteeMember.objects.filter(party_organization__organization=world.branch)
    return list(rows.order_by("pk").values_list("name", "duty", "starts_on", "ends_on"))


def test_an_election_offers_the_new_term_filled_in(ruled: World, client: Client) -> None:
    party(ruled.branch, officers=3, **OLD)
    record = elected(ruled)
    ruled.login(client, "secretary")

    assert "登记新一届" in text(client.get(page(record)))
    shown = client.get(form(record))

    initial = {name: shown.context["form"][name].value() for name in ("starts_on", "ends_on")}
    assert initial == {"starts_on": TODAY, "ends_on": D(2029, 3, 1)}
    assert [field.label for field in shown.context["form"].duties()] == [
        "示例甲的分工",
        "示例乙的分工",
    ]


def test_confirming_writes_the_term_and_the_committee(ruled: World, client: Client) -> None:
    party(ruled.branch, officers=2, **OLD)
    record = elected(ruled)
    ruled.login(client, "secretary")

    done = client.post(
        form(record),
        {
            "starts_on": "2026-03-02",
            "ends_on": "2029-03-01",
            "duty_0": Duty.SECRETARY,
            "duty_1": Duty.ORGANIZER,
        },
        follow=True,
    )

    assert "已登记新一届" in text(done)
    kept = PartyOrganization.objects.get(organization=ruled.branch)
    assert (kept.term_from, kept.term_to) == (TODAY, D(2029, 3, 1))
    # A day of leaving is the first without the duty: the old ones held theirs till the day before.
    assert seats(ruled) == [
        ("示例0", Duty.SECRETARY, OLD["term_from"], TODAY),
        ("示例1", Duty.ORGANIZER, OLD["term_from"], TODAY),
        ("示例甲", Duty.SECRETARY, TODAY, None),
        ("示例乙", Duty.ORGANIZER, TODAY, None),
    ]
    entry = AuditEntry.objects.get(verb="partyorganization.begin_term")
    assert entry.before["term_from"] == "2023-03-16"
    assert entry.after["committee"] == ["书记 示例甲", "组织委员 示例乙"]
    assert AuditEntry.objects.filter(verb="record.register_term").count() == 1
    assert "登记新一届</a>" not in text(client.get(page(record)))


def test_the_new_term_settles_what_was_owed(ruled: World) -> None:
    """The obligation of the old term is met on the first day of the new one."""
    party(ruled.branch, **OLD)
    refreshed(ruled, TODAY)
    assert owed(ruled.branch, "R-20").met_on is None

    registered(ruled, elected(ruled))

    assert owed(ruled.branch, "R-20").met_on == TODAY
    assert refreshed(ruled, TODAY).written == 0


def test_whoever_stays_begins_anew_and_nobody_is_lost(ruled: World) -> None:
    party(ruled.branch, officers=1, **OLD)
    record = voted(
        ruled, held(ruled, K.ELECTION, TODAY), ("示例0", 9), seats=1, needs_difference=False
    )

    registered(ruled, record, Elected("示例0", Duty.SECRETARY))

    assert seats(ruled) == [
        ("示例0", Duty.SECRETARY, OLD["term_from"], TODAY),
        ("示例0", Duty.SECRETARY, TODAY, None),
    ]


def test_a_single_seat_is_the_secretarys_and_old_duties_are_kept_by_default(
    ruled: World, client: Client
) -> None:
    party(ruled.branch, officers=3, **OLD)
    record = held(ruled, K.ELECTION, TODAY)
    alone = voted(ruled, record, ("示例甲", 9), seats=1, needs_difference=False)
    again = voted(ruled, held(ruled, K.ELECTION, TODAY), ("示例1", 9), ("示例乙", 8), ("示例丙", 1))
    ruled.login(client, "secretary")

    first, second = (client.get(form(record)).context["form"] for record in (alone, again))

    assert [field.value() for field in first.duties()] == [Duty.SECRETARY]
    assert [field.value() for field in second.duties()] == [Duty.ORGANIZER, ""]


def test_a_ballot_for_the_secretary_names_the_duty(ruled: World, client: Client) -> None:
    party(ruled.branch, officers=3, **OLD)
    record = elected(ruled)
    voted(ruled, record, ("示例甲", 9), seats=1, matter="选举书记", needs_difference=False)
    voted(ruled, record, ("示例乙", 9), seats=1, matter="选举副书记", needs_difference=False)
    ruled.login(client, "secretary")

    shown = client.get(form(record)).context["form"]

    assert [field.value() for field in shown.duties()] == [Duty.SECRETARY, Duty.DEPUTY]


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("branch", D(2029, 2, 28)),
        ("joint_branch", D(2029, 2, 28)),
        ("base_committee", D(2031, 2, 28)),
    ],
)
def test_a_term_is_three_years_and_a_committees_five(kind: str, ends: dt.date) -> None:
    """R-18; a day that later years lack ends on the eve of the month's last."""
    assert last_day_of_term(D(2026, 3, 1), kind=kind) == ends
    assert last_day_of_term(D(2024, 2, 29), kind="branch") == D(2027, 2, 27)


def test_nothing_is_offered_where_nobody_was_elected(ruled: World, client: Client) -> None:
    party(ruled.branch, **OLD)
    void = voted(ruled, held(ruled, K.ELECTION, TODAY), ("示例甲", 7), present=7)
    meeting = held(ruled, K.MEMBERS_MEETING, TODAY)
    ruled.login(client, "secretary")

    for record in (void, meeting):
        assert "登记新一届" not in text(client.get(page(record)))
        assert client.get(form(record)).status_code == 404
    with pytest.raises(ValidationError) as refused:
        registered(ruled, void)
    assert refused.value.code == "nobody_elected"


def test_only_a_kept_record_counts(ruled: World) -> None:
    party(ruled.branch, **OLD)
    draft = draft_record(
        organization=ruled.branch,
        kind=K.ELECTION,
        content={"happened_on": TODAY},
        actor=ruled.actor("secretary"),
    )
    withdrawn = elected(ruled)
    withdraw_record(record=withdrawn, reason="重复", actor=ruled.actor("secretary"))

    for record in (voted(ruled, draft), withdrawn):
        with pytest.raises(ValidationError) as refused:
            registered(ruled, record)
        assert refused.value.code == "not_kept"


def test_what_was_not_elected_is_not_seated(ruled: World) -> None:
    party(ruled.branch, **OLD)

    with pytest.raises(ValidationError, match="示例丙") as refused:
        registered(ruled, elected(ruled), Elected("示例丙", Duty.SECRETARY))

    assert refused.value.code == "not_elected"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"starts_on": D(2026, 3, 1)}, "before_election"),
        ({"starts_on": D(2026, 3, 3)}, "in_future"),
        ({"ends_on": D(2026, 3, 1)}, None),
    ],
)
def test_days_that_cannot_be_are_refused(
    ruled: World, days: dict[str, dt.date], code: str | None
) -> None:
    party(ruled.branch, **OLD)

    with pytest.raises(ValidationError) as refused:
        registered(ruled, elected(ruled), **days)

    assert code is None or refused.value.code == code
    assert PartyOrganization.objects.get().term_from == OLD["term_from"]


def test_two_secretaries_and_a_term_that_is_known_are_refused(ruled: World) -> None:
    party(ruled.branch, **OLD)
    record = elected(ruled)
    both = [Elected(each.name, Duty.SECRETARY) for each in PEOPLE]

    with pytest.raises(ValidationError) as two:
        registered(ruled, record, *both)
    registered(ruled, record)
    with pytest.raises(ValidationError) as again:
        registered(ruled, record)

    assert (two.value.code, again.value.code) == ("one_secretary", "term_kept")


def test_particulars_that_nobody_kept_yet_are_begun(ruled: World) -> None:
    assert not PartyOrganization.objects.exists()

    registered(ruled, elected(ruled))

    assert PartyOrganization.objects.get().term_from == TODAY
    assert len(seats(ruled)) == 2


@pytest.mark.parametrize("person", ["mall_leader", "officer", "town_reader"])
def test_who_keeps_the_particulars_registers_the_term(ruled: World, person: str) -> None:
    party(ruled.branch, **OLD)

    registered(ruled, elected(ruled), person=person)

    assert PartyOrganization.objects.get().term_from == TODAY


@pytest.mark.parametrize("person", ["second_secretary", "lawyer_officer", "twin.secretary"])
def test_nobody_else_does(ruled: World, client: Client, person: str) -> None:
    party(ruled.branch, **OLD)
    record = elected(ruled)

    with pytest.raises(PermissionDenied, match="维护台账"):
        registered(ruled, record, person=person)

    ruled.login(client, person)
    assert client.get(form(record)).status_code == 404


def test_a_by_election_adds_members_and_leaves_the_term(ruled: World, client: Client) -> None:
    row = party(ruled.branch, officers=3, **OLD | {"term_to": D(2027, 3, 15)})
    CommitteeMember.objects.filter(duty=Duty.DISCIPLINE).update(ends_on=D(2026, 2, 1))
    refreshed(ruled, TODAY)
    assert owed(ruled.branch, "R-22").met_on is None
    record = voted(
        ruled, held(ruled, K.BY_ELECTION, TODAY), ("示例甲", 9), seats=1, needs_difference=False
    )
    ruled.login(client, "secretary")
    assert "登记补选结果" in text(client.get(page(record)))
    assert "ends_on" not in client.get(form(record)).context["form"].fields

    done = client.post(
        form(record), {"starts_on": "2026-03-02", "duty_0": Duty.DISCIPLINE}, follow=True
    )

    assert "已登记补选" in text(done)
    row.refresh_from_db()
    assert (row.term_from, row.term_to) == (OLD["term_from"], D(2027, 3, 15))
    assert seats(ruled)[-1] == ("示例甲", Duty.DISCIPLINE, TODAY, None)
    assert [one[3] for one in seats(ruled)] == [None, None, D(2026, 2, 1), None]
    assert owed(ruled.branch, "R-22").met_on == TODAY
    assert "登记补选结果" not in text(client.get(page(record)))


def test_a_second_secretary_by_a_by_election_is_refused_with_what_to_do(ruled: World) -> None:
    party(ruled.branch, officers=3, **OLD)
    record = elected(ruled, K.BY_ELECTION)

    with pytest.raises(ValidationError, match=r"示例0.*免职") as refused:
        registered(ruled, record, PEOPLE[0])

    assert refused.value.code == "secretary_held"


def test_the_page_of_an_election_still_costs_twelve_queries_at_most(
    ruled: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    party(ruled.branch, officers=3, **OLD)
    refreshed(ruled)
    record = elected(ruled)
    ruled.login(client, "secretary")
    for address in (page(record), form(record)):
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)


def by_election(world: World) -> Record:
    """A by-election in February that elected 示例甲."""
    record = held(world, K.BY_ELECTION, D(2026, 2, 2))
    return voted(world, record, ("示例甲", 9), seats=1, needs_difference=False)


def test_a_by_election_of_a_term_gone_by_is_offered_and_seated_no_more(
    ruled: World, client: Client
) -> None:
    """Whoever was seated then left with that term; the new one has its own committee."""
    party(ruled.branch, **OLD)
    record = by_election(ruled)
    registered(ruled, elected(ruled), Elected("示例乙", Duty.SECRETARY))
    ruled.login(client, "secretary")

    assert "登记补选结果" not in text(client.get(page(record)))
    with pytest.raises(ValidationError, match="2026-03-02") as refused:
        registered(ruled, record, Elected("示例甲", Duty.ORGANIZER), starts_on=D(2026, 2, 2))

    assert refused.value.code == "earlier_term"
    assert [name for name, *_ in seats(ruled)] == ["示例乙"]


def test_who_was_seated_and_left_again_is_not_offered_again(ruled: World, client: Client) -> None:
    party(ruled.branch, **OLD)
    record = by_election(ruled)
    registered(ruled, record, Elected("示例甲", Duty.ORGANIZER))
    CommitteeMember.objects.filter(name="示例甲").update(ends_on=TODAY)
    ruled.login(client, "secretary")

    assert "登记补选结果" not in text(client.get(page(record)))


def test_a_term_begins_with_somebody(ruled: World) -> None:
    party(ruled.branch, officers=3, **OLD)

    with pytest.raises(ValidationError) as refused:
        register_term(
            record=elected(ruled),
            starts_on=TODAY,
            ends_on=D(2029, 3, 1),
            members=(),
            actor=ruled.actor("secretary"),
        )

    assert refused.value.code == "nobody_named"
    assert PartyOrganization.objects.get().term_from == OLD["term_from"]
