"""Rounds (体检轮次, articles 12 and 17): planned, scored, told, published, cancelled.

A move of the whole round moves all its sheets by one statement and leaves one entry with the
number. Reading what the rooms know is ordered here and done in ``inspections.actions.reading``;
opening is in ``inspections.actions.opening``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actions.locks import locked
from hierarchy.actors import Actor
from hierarchy.calendar import add_working_days
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.findings import findings_of
from inspections.actions.round_notices import tell_bodies, tell_changed
from inspections.models import Inspection, Round
from inspections.policy import policy_of
from inspections.privacy import refuse_personal
from inspections.round_duties import is_asked_for, performed_of
from inspections.round_moves import INSPECTION_MOVES, ROUND_MOVES
from inspections.round_rules import (
    CONTENT,
    check_all_checked,
    check_choice,
    check_days,
    check_late_edit,
    check_name,
    check_none_appealed,
    check_none_left,
    check_opened,
    check_organizer,
    check_publishing,
    check_scheme,
)
from inspections.terms import Choice, InspectionStatus, RoundStatus
from workflow import audit
from workflow.duties import answer_duty
from workflow.models import Notice
from workflow.moves import perform, perform_all


@transaction.atomic
def draft_round(*, organizer: Organization, content: Mapping[str, Any], actor: Actor) -> Round:
    """Plan a round (起草体检轮次). ``content`` as ``round_rules.CONTENT``, and ``chosen`` bodies.

    Raises ``PermissionDenied``, ``ValidationError`` of the fields, ``no_rounds_here``,
    ``foreign_scheme``, ``scheme_not_in_use``, ``wrong_subject``, ``days_in_order``,
    ``outside_year``, ``name_taken``, ``share_needed``, ``nobody_chosen``, ``foreign_body``.
    """
    post = require(actor, Capability.DRAFT, at=organizer)
    check_organizer(organizer)
    # One at a time a body: the second of two presses sees the first.
    locked(organizer)
    round = Round(tenant_id=organizer.tenant_id, organizer=organizer, created_at=actor.at)
    chosen = _fill(round, content, (), actor=actor)
    round.save(force_insert=True)
    round.chosen.set(chosen)
    audit.record(
        verb="round.draft",
        target=round,
        actor=actor,
        organization=organizer,
        after=_plain(round, chosen),
        post=post,
    )
    return round


@transaction.atomic
def edit_round(*, round: Round, content: Mapping[str, Any], actor: Actor) -> Round:
    """Change a draft; of a round under way only its last days and words, by who may open it.

    Whoever has to keep a last day is told where it changed. Raises ``PermissionDenied``,
    ``ValidationError`` as ``draft_round``, ``wrong_status``, ``opened_already``, ``day_over``,
    ``nothing_changed``.
    """
    fresh = _locked(round)
    is_draft = fresh.status == RoundStatus.DRAFT
    right = Capability.DRAFT if is_draft else Capability.ISSUE
    post = require(actor, right, at=fresh.organizer)
    if not is_draft:
        check_late_edit(fresh, content, on=actor.on)
    known = list(fresh.chosen.order_by("pk"))
    before = _plain(fresh, known)
    chosen = _fill(fresh, content, known, actor=actor)
    after = _plain(fresh, chosen)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    fresh.save(update_fields=[name for name in changed if name != "chosen"])
    fresh.chosen.set(chosen)
    audit.record(
        verb="round.edit",
        target=fresh,
        actor=actor,
        organization=fresh.organizer,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        post=post,
    )
    tell_changed(fresh, changed, actor=actor)
    return fresh


@transaction.atomic
def start_scoring(*, round: Round, actor: Actor) -> Round:
    """Go over to checking on site and scoring (转入核验评分), and order the reading.

    Who has not handed in a self-check is looked at without. The page that called sends the
    reading off once this is committed (``inspections.tasks.send_reading``).
    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``still_opening``,
    ``nobody_left``.
    """
    started = perform(
        round,
        "start_scoring",
        table=ROUND_MOVES,
        actor=actor,
        changes=lambda fresh: _scoring(fresh, actor=actor),
    )
    sheets = Inspection.objects.filter(round=started)
    taking_part = sheets.taking_part()
    if not taking_part.exists():
        raise ValidationError(
            "所有单位都不参加本轮体检，没有可核验的单位。请取消本轮体检。", code="nobody_left"
        )
    _move_all(started, "skip_self_check", actor=actor)
    tell_bodies(
        started,
        taking_part.order_by().values_list("examiner_id", flat=True).distinct(),
        occasion="scoring",
        kind=Notice.Kind.ISSUED,
        title="请开展现场核验和评分",
        body=f"请于 {chinese_date(started.scoring_until)} 前完成核验评分。",
        actor=actor,
    )
    return started


@transaction.atomic
def tell_results(*, round: Round, actor: Actor) -> Round:
    """Tell every inspected body its result (告知结果); the days of reply begin.

    Findings are drawn, and whoever serves a body is told. ``reply_until`` is the policy's
    number of working days on. Raises ``PermissionDenied``, ``ValidationError``
    ``wrong_status``, ``reading_runs``, ``not_all_checked``, ``nobody_left``.
    """
    days = policy_of(round.tenant, actor.on).reply_days
    until = add_working_days(tenant=round.tenant, start=actor.on, days=days)
    told = perform(
        round,
        "tell",
        table=ROUND_MOVES,
        actor=actor,
        changes={"told_at": actor.at, "reply_until": until},
    )
    check_all_checked(told)
    _move_all(told, "tell", actor=actor)
    check_none_left(told, InspectionStatus.TOLD)
    sheets = Inspection.objects.filter(round=told, status=InspectionStatus.TOLD)
    findings_of(list(sheets.order_by("pk").values_list("pk", flat=True)), on=actor.on)
    tell_bodies(
        told,
        sheets.order_by("pk").values_list("organization_id", flat=True),
        occasion="tell",
        kind=Notice.Kind.ANSWERED,
        title="体检结果已告知",
        body=f"请查看问题和得分并签收。有异议的，请于 {chinese_date(until)} 前提出申诉。",
        actor=actor,
    )
    return told


@transaction.atomic
def publish_round(*, round: Round, actor: Actor) -> Round:
    """Publish the results and close the round for good (公布并封存), after the days of reply.

    It answers the duty of its organizer that asks for such a round (``workflow.duties``).
    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reply_runs``,
    ``appeals_open``.
    """
    published = perform(
        round,
        "publish",
        table=ROUND_MOVES,
        actor=actor,
        changes=lambda fresh: _publishing(fresh, actor=actor),
    )
    _move_all(published, "publish", actor=actor)
    check_none_appealed(published)
    sheets = Inspection.objects.filter(round=published).published()
    tell_bodies(
        published,
        sheets.order_by("pk").values_list("organization_id", flat=True),
        occasion="publish",
        kind=Notice.Kind.ANSWERED,
        title="体检结果已公布",
        body="本轮体检结果已公布并封存，体检报告可供查看、打印。",
        actor=actor,
    )
    if is_asked_for(published):
        answer_duty(performed=performed_of(published, on=actor.on), actor=actor)
    return published


@transaction.atomic
def cancel_round(*, round: Round, reason: str, actor: Actor) -> Round:
    """Cancel a round before its results are told (取消); who was asked to take part is told.

    Raises ``PermissionDenied``, ``ValidationError`` ``reason_needed``, ``wrong_status``,
    ``personal_data``.
    """

    def cancelling(_: Round) -> dict[str, Any]:
        refuse_personal(reason=reason)
        return {"is_opening": False, "reading_ticket": "", "reading_failed": ""}

    cancelled = perform(
        round,
        "cancel",
        table=ROUND_MOVES,
        actor=actor,
        reason=reason,
        changes=cancelling,
    )
    sheets = Inspection.objects.filter(round=cancelled).taking_part()
    bodies = list(sheets.order_by("pk").values_list("organization_id", flat=True))
    _move_all(
        cancelled,
        "excuse",
        actor=actor,
        reason=reason,
        changes={"excused_reason": f"本轮体检已取消：{reason.strip()}"[:200]},
    )
    tell_bodies(
        cancelled,
        bodies,
        occasion="cancel",
        kind=Notice.Kind.STOPPED,
        title="体检已取消",
        body=f"取消理由：{reason.strip()}",
        actor=actor,
    )
    return cancelled


def _locked(round: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).get(pk=round.pk)


def _fill(
    round: Round, content: Mapping[str, Any], known: Sequence[Organization], *, actor: Actor
) -> list[Organization]:
    """Take the content over, checked; the chosen bodies, which are none of another choice."""
    for name in CONTENT:
        if name in content:
            setattr(round, name, content[name])
    if round.choice != Choice.SAMPLE:
        round.share = None
    chosen = list(content.get("chosen", known)) if round.choice == Choice.CHOSEN else []
    round.clean_fields()
    if round.status == RoundStatus.DRAFT:
        check_scheme(round.organizer, round.scheme)
        check_choice(round, chosen, on=actor.on)
    check_days(round)
    check_name(round)
    round.validate_constraints()
    return chosen


def _plain(round: Round, chosen: Sequence[Organization]) -> dict[str, Any]:
    """What the trail and the comparison know of a round."""
    plain = {name: getattr(round, name) for name in CONTENT if name != "scheme"}
    names = "、".join(body.name for body in sorted(chosen, key=lambda one: one.pk))
    return plain | {"scheme": str(round.scheme), "chosen": names}


def _scoring(round: Round, *, actor: Actor) -> dict[str, Any]:
    check_opened(round)
    return {
        "reading_ticket": uuid.uuid4().hex,
        "reading_failed": "",
        "read_on": actor.on,
        "read_at": None,
    }


def _publishing(round: Round, *, actor: Actor) -> dict[str, Any]:
    check_publishing(round, on=actor.on)
    return {"published_at": actor.at}


def _move_all(
    round: Round,
    verb: str,
    *,
    actor: Actor,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> int:
    """One move of all the round's sheets that are in the state for it, as the organizer."""
    return perform_all(
        Inspection.objects.filter(round=round),
        verb,
        table=INSPECTION_MOVES,
        actor=actor,
        whole=round,
        organization=round.organizer,
        counted="inspections",
        reason=reason,
        changes=changes,
        right=Capability.ISSUE,
    )
