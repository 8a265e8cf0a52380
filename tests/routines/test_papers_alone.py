"""The record of a paper is changed through its paper alone, never by the pages of records."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from routines.actions.recording import amend_record, withdraw_record
from routines.actions.summaries import draft_summary, edit_summary, submit_summary
from routines.models import Record, Summary
from routines.summary_periods import spans
from routines.terms import SummaryKind
from tests.routines.conftest import at
from tests.world import World

DAY = dt.date(2026, 4, 7)


def handed_up(world: World) -> Summary:
    """The quarterly summary of the mall's committee, handed up."""
    actor = world.actor("mall_leader", at=at(DAY))
    span = next(one for one in spans(DAY) if one.kind == SummaryKind.QUARTERLY)
    summary = draft_summary(organization=world.mall, span=span, actor=actor)
    texts = dict.fromkeys(range(len(summary.sections)), "已完成。")
    edit_summary(summary=summary, title=summary.title, texts=texts, actor=actor)
    return submit_summary(summary=summary, actor=actor)


def test_the_day_on_which_a_paper_was_handed_up_is_not_corrected_by_hand(world: World) -> None:
    record = handed_up(world).record
    assert record is not None
    with pytest.raises(ValidationError) as caught:
        amend_record(
            record=record,
            content={"happened_on": DAY - dt.timedelta(days=5)},
            actor=world.actor("mall_leader", at=at(DAY)),
        )
    assert caught.value.code == "of_paper"
    assert "小结" in caught.value.message
    assert Record.objects.get(pk=record.pk).happened_on == DAY


def test_the_record_of_a_paper_is_not_taken_back_beside_its_paper(world: World) -> None:
    summary = handed_up(world)
    assert summary.record is not None
    with pytest.raises(ValidationError) as caught:
        withdraw_record(
            record=summary.record, reason="重来", actor=world.actor("mall_leader", at=at(DAY))
        )
    assert caught.value.code == "of_paper"
    assert Record.objects.get(pk=summary.record.pk).status == "kept"
