"""What a record answers: proposed, confirmed, counted, taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from routines.actions.fulfilling import confirm_answers, withdraw_answer
from routines.actions.recording import amend_record, withdraw_record
from routines.matching import proposals
from routines.models import Fulfilment, Obligation, ObligationRule
from routines.terms import Mark, RecordKind
from tests.routines.conftest import at, owed, party, refreshed
from tests.routines.records import confirmed, group, held
from tests.world import World
from workflow.models import AuditEntry

K = RecordKind
MARCH = dt.date(2026, 3, 1)


def fresh(row: Obligation) -> Obligation:
    return Obligation.objects.select_related("rule").get(pk=row.pk)


def codes(rows: list[Obligation]) -> set[str]:
    return {row.rule.code for row in rows}


def test_one_combined_meeting_answers_three_rules(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY, also=[K.MEMBERS_MEETING, K.LECTURE])

    answered = confirmed(ruled, record)

    assert codes(answered) == {"R-09", "R-12-1", "R-13"}
    assert all((row.done, row.met_on) == (1, record.happened_on) for row in answered)
    assert AuditEntry.objects.about(record).filter(verb="record.answer").count() == 1


def test_a_lecture_by_the_secretary_answers_the_yearly_one_too(ruled: World) -> None:
    refreshed(ruled)
    plain = held(ruled, K.LECTURE)
    own = held(ruled, K.LECTURE, marks=[Mark.BY_SECRETARY])

    assert codes([one.obligation for one in proposals(plain, on=ruled.home.on)]) == {"R-12-1"}
    assert codes([one.obligation for one in proposals(own, on=ruled.home.on)]) == {
        "R-12-1",
        "R-12-2",
    }


def test_held_in_may_and_typed_in_june_counts_for_the_second_quarter(ruled: World) -> None:
    """Case 5 of domain.md §11."""
    refreshed(ruled, dt.date(2026, 6, 20))
    record = held(ruled, K.MEMBERS_MEETING, dt.date(2026, 5, 31), typed=dt.date(2026, 6, 20))

    answered = confirmed(ruled, record)

    row = owed(ruled.branch, "R-09", period_start=dt.date(2026, 4, 1))
    assert [one.pk for one in answered] == [row.pk]
    assert row.met_on == dt.date(2026, 5, 31)
    assert row.met_on <= row.due_on
    assert record.typed_late_days == 20


def test_what_was_held_after_the_window_answers_nothing_before_it(ruled: World) -> None:
    refreshed(ruled, dt.date(2026, 4, 2))
    record = held(ruled, K.THEME_DAY, dt.date(2026, 4, 2))

    rows = [one.obligation for one in proposals(record, on=dt.date(2026, 4, 2))]

    assert [row.period_start for row in rows] == [dt.date(2026, 4, 1)]


def test_a_second_theme_day_of_the_month_is_offered_but_not_ticked(ruled: World) -> None:
    refreshed(ruled)
    confirmed(ruled, held(ruled, K.THEME_DAY))
    second = held(ruled, K.THEME_DAY)

    (offer,) = proposals(second, on=ruled.home.on)

    assert not offer.likely


def test_every_party_group_must_have_met(ruled: World) -> None:
    first, second = group(ruled.branch), group(ruled.branch, "第二党小组")
    refreshed(ruled)
    row = owed(ruled.branch, "R-11", period_start=MARCH)
    assert row.needed == 2

    confirmed(ruled, held(ruled, K.GROUP_MEETING, group=first))
    again = held(ruled, K.GROUP_MEETING, group=first)
    confirm_answers(record=again, obligations=[row.pk], actor=ruled.actor("secretary"))
    assert (fresh(row).done, fresh(row).met_on) == (1, None)

    last = held(ruled, K.GROUP_MEETING, dt.date(2026, 3, 9), group=second)
    confirmed(ruled, last)
    assert (fresh(row).done, fresh(row).met_on) == (2, dt.date(2026, 3, 9))


def test_a_rule_with_several_marks_needs_each_of_them(ruled: World) -> None:
    """R-16: among committee members, with members, and among members."""
    three = [Mark.AMONG_COMMITTEE, Mark.COMMITTEE_AND_MEMBERS, Mark.AMONG_MEMBERS]
    ObligationRule.objects.filter(code="R-16-3").update(marks=three)
    refreshed(ruled)
    row = owed(ruled.branch, "R-16-3")

    for day, marks in ((3, three[:2]), (4, three[:1]), (6, three[2:])):
        assert fresh(row).met_on is None
        record = held(ruled, K.TALK, dt.date(2026, 3, day), marks=marks)
        confirm_answers(
            record=record,
            obligations=[row.pk],
            actor=ruled.actor("secretary", at=record.entered_at),
        )

    assert (fresh(row).done, fresh(row).met_on) == (3, dt.date(2026, 3, 6))


def test_taking_an_answer_back_counts_again(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    (row,) = confirmed(ruled, record)

    withdraw_answer(record=record, obligation=row, actor=ruled.actor("secretary"))

    assert (fresh(row).done, fresh(row).met_on) == (0, None)
    with pytest.raises(ValidationError) as refused:
        withdraw_answer(record=record, obligation=row, actor=ruled.actor("secretary"))
    assert refused.value.code == "not_answered"


def test_withdrawing_the_record_counts_again(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    (row,) = confirmed(ruled, record)

    withdraw_record(record=record, reason="重复登记", actor=ruled.actor("secretary"))

    assert (fresh(row).done, fresh(row).met_on) == (0, None)
    assert not Fulfilment.objects.filter(record=record).exists()


def test_correcting_the_day_out_of_the_window_takes_the_answer_away(ruled: World) -> None:
    refreshed(ruled, dt.date(2026, 4, 3))
    record = held(ruled, K.THEME_DAY, dt.date(2026, 4, 1), typed=dt.date(2026, 4, 3))
    (row,) = confirmed(ruled, record)

    amend_record(
        record=record,
        content={"happened_on": dt.date(2026, 3, 31)},
        actor=ruled.actor("secretary", at=at(dt.date(2026, 4, 3))),
    )

    assert fresh(row).met_on is None
    assert not Fulfilment.objects.filter(record=record).exists()


def test_correcting_the_day_within_the_window_moves_the_day_it_was_met(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    (row,) = confirmed(ruled, record)

    amend_record(record=record, content={"happened_on": MARCH}, actor=ruled.actor("secretary"))

    assert fresh(row).met_on == MARCH


def test_a_frozen_row_is_neither_answered_nor_moved(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    (row,) = confirmed(ruled, record)
    after = ruled.actor("secretary", at=at(row.freezes_on + dt.timedelta(days=1)))
    late = held(ruled, K.THEME_DAY, dt.date(2026, 3, 20), typed=after.on)

    assert proposals(late, on=after.on) == []
    for act in (
        lambda: confirm_answers(record=late, obligations=[row.pk], actor=after),
        lambda: withdraw_answer(record=record, obligation=row, actor=after),
        lambda: withdraw_record(record=record, reason="重复", actor=after),
        lambda: amend_record(record=record, content={"happened_on": MARCH}, actor=after),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "frozen"
    # What the figures do not rest on may still be put right.
    amend_record(record=record, content={"place": "党群服务中心"}, actor=after)


def test_a_row_opened_again_may_be_answered(ruled: World) -> None:
    refreshed(ruled)
    row = owed(ruled.branch, "R-13", period_start=MARCH)
    after = row.freezes_on + dt.timedelta(days=10)
    Obligation.objects.filter(pk=row.pk).update(freezes_on=after)
    record = held(ruled, K.THEME_DAY, dt.date(2026, 3, 20), typed=after)

    (answered,) = confirmed(ruled, record)

    assert answered.met_on == dt.date(2026, 3, 20)


def test_a_row_that_does_not_fit_is_refused_with_its_name(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    strange = owed(ruled.second_branch, "R-13", period_start=MARCH)

    with pytest.raises(ValidationError) as refused:
        confirm_answers(record=record, obligations=[strange.pk], actor=ruled.actor("secretary"))

    assert refused.value.code == "not_fitting"
    assert "主题党日（2026年3月）" in refused.value.messages[0]


def test_one_event_counts_for_one_period_of_a_rule(ruled: World) -> None:
    party(ruled.branch, approved_on=dt.date(2020, 1, 1))
    refreshed(ruled, dt.date(2026, 1, 20), since=dt.date(2025, 1, 1))
    record = held(ruled, K.LIFE_MEETING, dt.date(2026, 1, 15), typed=dt.date(2026, 1, 20))
    last_year = owed(ruled.branch, "R-14", period_start=dt.date(2025, 1, 1))
    Obligation.objects.filter(organization=ruled.branch, rule__code="R-14").update(
        opens_on=dt.date(2025, 10, 1)
    )
    rows = Obligation.objects.filter(organization=ruled.branch, rule__code="R-14")

    ticked = [one.pk for one in proposals(record, on=dt.date(2026, 1, 20)) if one.likely]

    assert last_year.pk in ticked
    if rows.count() > 1:
        with pytest.raises(ValidationError) as refused:
            confirm_answers(
                record=record,
                obligations=rows.values_list("pk", flat=True),
                actor=ruled.actor("secretary", at=at(dt.date(2026, 1, 20))),
            )
        assert refused.value.code == "rule_twice"


@pytest.mark.parametrize("person", ["second_secretary", "station_head", "town_reader"])
def test_only_who_may_record_there_confirms(ruled: World, person: str) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    ticked = [one.pk for one in proposals(record, on=ruled.home.on)]

    with pytest.raises(PermissionDenied):
        confirm_answers(record=record, obligations=ticked, actor=ruled.actor(person))


def test_the_officer_confirms_on_behalf(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY, person="officer")

    (row,) = confirmed(ruled, record, person="officer")

    assert row.fulfilments.get().post == ruled.actor("officer").post_label


def test_a_row_of_which_less_is_asked_later_is_met_on_the_day_that_was_enough(
    ruled: World,
) -> None:
    refreshed(ruled)
    row = owed(ruled.branch, "R-13", period_start=dt.date(2026, 3, 1))
    # As long as three were asked.
    Obligation.objects.filter(pk=row.pk).update(needed=3)
    for day in (3, 10):
        record = held(ruled, K.THEME_DAY, dt.date(2026, 3, day))
        confirm_answers(
            record=record,
            obligations=[row.pk],
            actor=ruled.actor("secretary", at=record.entered_at),
        )
    row.refresh_from_db()
    assert (row.done, row.met_on) == (2, None)

    refreshed(ruled)

    row.refresh_from_db()
    assert (row.needed, row.done, row.met_on) == (1, 2, dt.date(2026, 3, 3))


def test_what_stands_aside_is_not_answered_by_its_number(ruled: World) -> None:
    refreshed(ruled)
    record = held(ruled, K.THEME_DAY)
    row = owed(ruled.branch, "R-13", period_start=MARCH)
    Obligation.objects.filter(pk=row.pk).update(standing="exempt")

    with pytest.raises(ValidationError) as caught:
        confirm_answers(record=record, obligations=[row.pk], actor=ruled.actor("secretary"))

    assert caught.value.code == "not_fitting"
    assert not Fulfilment.objects.exists()
