"""Facts corrected in the field (信息变更单, article 15): they hold at once, the station checks.

The officer's correction is written into the ledger with its day and source; the notice keeps
old and new for whoever confirms, or asks back what seems wrong. Another industry or region
decides who keeps the unit: it is only proposed, and holds once confirmed. See decision 014.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from coverage.actions.crossings import refresh_crossings
from coverage.actions.relocating import relocate_unit
from coverage.actions.states import (
    Entry,
    check_day,
    figures_of,
    locked_unit,
    signature,
    write_state,
)
from coverage.actions.units import FACT_FIELDS, check_belongs, write_facts, write_verified
from coverage.models import ChangeNotice, Unit
from coverage.models.unit import COUNTS, MOVING_FIELDS
from coverage.rules import NOTICE_MOVES
from coverage.terms import Source
from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice
from workflow.moves import perform

# What an officer may correct in the field; where a unit hangs and how it is covered is not seen.
NOTICE_FIELDS = (*FACT_FIELDS, *COUNTS, "operating")


@transaction.atomic
def submit_notice(
    *, unit: Unit, changes: Mapping[str, Any], seen_on: dt.date, words: str, actor: Actor
) -> ChangeNotice:
    """Correct facts of a unit as seen on a day, and tell the station (反馈信息变更).

    ``changes`` are new values by field; those that are as before are left out. Raises
    ``PermissionDenied``, ``ValidationError``: ``in_future``, ``earlier_than_known``,
    ``nothing_changed`` and those of facts and figures.
    """
    fresh = locked_unit(unit)
    post = require(actor, Capability.KEEP_LEDGER, at=fresh.stand)
    if strange := set(changes) - set(NOTICE_FIELDS):
        raise ValueError(f"not corrected in the field: {sorted(strange)}")
    check_day(fresh, seen_on, actor=actor)
    old = {name: in_words(fresh, name) for name in changes}
    proposed = _proposed(fresh, changes, actor)
    known = {name: value for name, value in changes.items() if name not in MOVING_FIELDS}
    before, after = _apply(fresh, known, Entry(seen_on, Source.FIELD, actor, words.strip()))
    if not after and not proposed:
        raise ValidationError(
            "填写的内容与台账相同，没有需要反馈的变更。已联系的，请登记联系记录。",
            code="nothing_changed",
        )
    lines = {name: [old[name], in_words(fresh, name)] for name in after}
    moves = {name: [old[name], str(changes[name])] for name in proposed}
    notice = _lay_down(
        fresh, lines | moves, proposed, seen_on=seen_on, words=words, actor=actor, post=post
    )
    audit.record(
        verb="unit.correct",
        target=fresh,
        actor=actor,
        organization=fresh.place,
        before=before,
        after={"effective_on": seen_on, **after, **_as_proposed(moves)},
        reason=words,
        post=post,
    )
    _tell(notice, Notice.Kind.REPORTED, f"请核实信息变更：{fresh.name}", actor)
    return notice


@transaction.atomic
def confirm_notice(*, notice: ChangeNotice, actor: Actor, words: str = "") -> ChangeNotice:
    """Confirm what was seen (核实变更); the unit counts as verified from today.

    A new industry or region holds from the day it was seen, and the unit goes where it belongs
    then. ``words``, if any, stay on the trail and reach the officer. Raises ``PermissionDenied``,
    ``ValidationError`` ``wrong_status``, ``own_entry``, ``nowhere``.
    """
    unit = locked_unit(notice.unit)
    fresh = perform(
        notice,
        "confirm",
        table=NOTICE_MOVES,
        actor=actor,
        reason=words.strip()[:400],
        changes={"decided_by": signature(actor), "decided_at": actor.at},
    )
    if actor.user is not None and fresh.submitted_by_id == actor.user.pk:
        raise ValidationError(
            "这份信息变更单由您本人提交，须由他人核实。请工作站其他负责人办理。",
            code="own_entry",
        )
    if words.strip():
        _tell_officer(fresh, Notice.Kind.ANSWERED, "已核实：{}的信息变更", words.strip(), actor)
    write_verified(unit, actor)
    if fresh.proposed:
        _move(unit, fresh, actor)
    fresh.unit = unit
    return fresh


@transaction.atomic
def ask_back(*, notice: ChangeNotice, question: str, actor: Actor) -> ChangeNotice:
    """Ask the officer about what seems wrong (问回). Raises ``wrong_status``, ``reason_needed``."""
    fresh = perform(
        notice,
        "ask_back",
        table=NOTICE_MOVES,
        actor=actor,
        reason=question,
        changes={
            "question": question.strip()[:400],
            "decided_by": signature(actor),
            "decided_at": actor.at,
        },
    )
    _tell_officer(fresh, Notice.Kind.RETURNED, "请答复：{}的信息变更", fresh.question, actor)
    return fresh


@transaction.atomic
def answer_notice(*, notice: ChangeNotice, answer: str, actor: Actor) -> ChangeNotice:
    """Answer what was asked back (答复); the notice waits for the station again.

    What turns out wrong is corrected by another notice, or at the ledger. Raises
    ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    fresh = perform(
        notice,
        "answer",
        table=NOTICE_MOVES,
        actor=actor,
        reason=answer,
        changes={"answer": answer.strip()[:400]},
    )
    title = f"已答复，请核实：{fresh.unit.name}的信息变更"
    _tell(fresh, Notice.Kind.REPORTED, title, actor, words=fresh.answer)
    return fresh


def _proposed(unit: Unit, changes: Mapping[str, Any], actor: Actor) -> dict[str, int]:
    """Another industry or region, by id."""
    named = {name: changes[name] for name in MOVING_FIELDS if changes.get(name) is not None}
    check_belongs(None, named, actor=actor, tenant_id=unit.tenant_id)
    return {name: row.pk for name, row in named.items() if row.pk != getattr(unit, f"{name}_id")}


def _as_proposed(moves: Mapping[str, list[str]]) -> dict[str, str]:
    told = [f"{old} → {new}" for old, new in moves.values()]
    return {"proposed": "；".join(told)} if told else {}


def _move(unit: Unit, notice: ChangeNotice, actor: Actor) -> None:
    """What was proposed comes into force, with the day it was seen."""
    entry = Entry(notice.seen_on, Source.FIELD, actor, notice.words)
    was = unit.place_id
    moved = relocate_unit(unit, notice.proposed, entry)
    audit.record(
        verb="unit.relocate",
        target=unit,
        actor=actor,
        organization=unit.place,
        before={**{name: ids[0] for name, ids in moved.items()}, "place": was},
        after={
            **{name: ids[1] for name, ids in moved.items()},
            "place": unit.place_id,
            "effective_on": notice.seen_on,
        },
        reason=notice.words,
    )


def _lay_down(
    unit: Unit,
    lines: dict[str, list[str]],
    proposed: dict[str, int],
    *,
    seen_on: dt.date,
    words: str,
    actor: Actor,
    post: Post | None,
) -> ChangeNotice:
    return ChangeNotice.objects.create(
        unit=unit,
        station_id=unit.station_id,
        changes=lines,
        proposed=proposed,
        words=words.strip()[:400],
        seen_on=seen_on,
        submitted_by=actor.user,
        submitted_as=(post.label if post else actor.post_label)[:200],
        submitted_at=actor.at,
    )


def in_words(unit: Unit, name: str) -> str:
    """A field of a unit as people read it; an empty one as such."""
    field = unit._meta.get_field(name)
    value = getattr(unit, name)
    if value is None or value == "":
        return "未填"
    if isinstance(value, bool):
        return "是" if value else "否"
    if getattr(field, "choices", None):
        return str(getattr(unit, f"get_{name}_display")())
    return str(value)


def _apply(
    unit: Unit, changes: Mapping[str, Any], entry: Entry
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write facts and figures on a locked unit: old and new stored values of what differs."""
    facts = {name: value for name, value in changes.items() if name in FACT_FIELDS}
    figures = {name: value for name, value in changes.items() if name not in FACT_FIELDS}
    before, after = write_facts(unit, facts, entry)
    known = figures_of(unit)
    changed = {name: value for name, value in figures.items() if known[name] != value}
    if changed:
        write_state(unit, changed, entry)
        refresh_crossings(tenant=unit.tenant, actor=entry.actor, unit_ids=[unit.pk])
    return {**before, **{name: known[name] for name in changed}}, {**after, **changed}


def _tell_officer(notice: ChangeNotice, kind: str, title: str, words: str, actor: Actor) -> None:
    """A message to whoever keeps the unit; ``title`` has a gap for its name."""
    bodies = [notice.unit.officer_id or notice.unit.place_id]
    told = title.format(notice.unit.name)
    _tell(notice, kind, told, actor, bodies=bodies, words=words[:400])


def _tell(
    notice: ChangeNotice,
    kind: str,
    title: str,
    actor: Actor,
    *,
    bodies: list[int] | None = None,
    words: str = "",
) -> None:
    """A message to the station, or to the bodies that are named; ``words`` are what is said now."""
    send_notices(
        tenant=notice.unit.tenant,
        kind=kind,
        title=title,
        body=words or notice.words,
        key=f"changenotice:{notice.pk}:{notice.status}:{actor.at.isoformat()}",
        path=reverse("coverage:notice_detail", args=[notice.pk]),
        organizations=bodies or [notice.place.pk],
        actor=actor,
    )
