"""What the hierarchy must know of our open work before it changes a body.

A body with a letter to answer, or a committee with a round under way, is not closed silently.
A sheet under way is of that body alone: merged, its body takes part no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import QuerySet, Value
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.open_work import Naming, WorkLine
from inspections.actions.handing import follow_moves, hand_inspections
from inspections.open_rows import (
    open_hearings,
    open_letters,
    open_rounds,
    open_sheets,
    open_visits,
)


class InspectionWork:
    """Rounds, sheets, letters and hearings, as ``hierarchy.open_work.OpenWork`` asks for them."""

    namings: Final = {
        "round": Naming("{count} 轮未公布的党建体检", "须在“体检”中公布或取消，或随交接、合并移交"),
        "sheet": Naming(
            "{count} 份未复核的体检单",
            "须由体检组织单位复核，或列为不参加，或随合并列为不参加",
        ),
        "visit": Naming(
            "{count} 份待核验评分的体检单", "须在“体检—我的体检单”中评分，或随交接、合并移交"
        ),
        "letter": Naming(
            "{count} 项未销号的整改", "须在“体检—整改”中销号或撤销，或随交接、合并移交"
        ),
        "hearing": Naming(
            "{count} 份未反馈的述职评议", "须在“体检—述职评议”中评定并反馈，或随交接、合并移交"
        ),
    }

    def pieces(self, organization_ids: Sequence[int]) -> list[QuerySet[Any, Any]]:
        """Everything open of these bodies."""
        kinds: dict[str, QuerySet[Any, Any]] = {
            "round": open_rounds(organization_ids),
            "sheet": open_sheets(organization_ids),
            "visit": open_visits(organization_ids),
            "letter": open_letters(organization_ids),
            "hearing": open_hearings(organization_ids),
        }
        return [rows.order_by().values_list(Value(kind), "pk") for kind, rows in kinds.items()]

    def lines(self, organization_ids: Sequence[int]) -> Iterable[WorkLine]:
        """Each of them in words, for a handover sheet."""
        ids = list(organization_ids)
        for held in open_rounds(ids).select_related("organizer"):
            yield _line("体检轮次", held, held.organizer, "round_detail", due=held.scoring_until)
        for sheet in open_sheets(ids).select_related("round", "organization"):
            due = sheet.round.self_check_until
            yield _line("体检单", sheet, sheet.organization, "inspection_detail", due=due)
        for sheet in open_visits(ids).select_related("round", "organization", "examiner"):
            due = sheet.round.scoring_until
            yield _line("核验评分", sheet, sheet.examiner, "inspection_detail", due=due)
        for letter in open_letters(ids).select_related("organization"):
            body, due_on = letter.organization, letter.due_on
            yield _line("整改", letter, body, "rectification_detail", due=due_on)
        for review in open_hearings(ids).select_related("organization", "judge"):
            yield _line("述职评议", review, review.judge, "review_detail")

    def transfer(self, *, source: Organization, target: Organization, actor: Actor) -> int:
        """Give everything open of ``source`` to ``target``; how many went."""
        return hand_inspections(source=source, target=target, actor=actor)

    def reanchor(self, organization_ids: Sequence[int]) -> None:
        """Let the station that a body stands under now go and look, where nobody has scored."""
        follow_moves(organization_ids)


def _line(
    kind: str, row: Any, body: Organization, page: str, *, due: dt.date | None = None
) -> WorkLine:
    return WorkLine(
        kind=kind,
        title=str(row),
        organization=body.name,
        due=due.isoformat() if due else "",
        state=row.get_status_display(),
        path=reverse(f"inspections:{page}", args=[row.pk]),
    )
