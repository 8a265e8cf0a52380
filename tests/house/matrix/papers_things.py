"""Meetings, resolutions, summaries and keys on the stage, of two committees and of both cities."""

from __future__ import annotations

import datetime as dt

from hierarchy.models import Organization
from routines.actions.meetings import hold_meeting, prepare_meeting
from routines.actions.summaries import draft_summary
from routines.agenda import Item, Resolved
from routines.models import Record, Resolution
from routines.summary_periods import Span
from routines.terms import SummaryKind
from tests.house.matrix.cast import seers
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from workflow.actions.tokens import issue_token

# By committee: who acts for it, and a station of it.
COMMITTEES = {
    "mall": ("mall_clerk", "station"),
    "lawyer": ("lawyer_clerk", "lawyer_station"),
    "twin.mall": ("mall_clerk", "station"),
}


def papers_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each bears a word that only its readers may read."""
    held = {key: _held(stage, key) for key in COMMITTEES}
    return {
        "meetings": [_meeting(stage, key) for key in COMMITTEES],
        "held_meetings": [
            Thing(f"held meeting of {key}", (record.pk,), _readers(key), {"at": key})
            for key, record in held.items()
        ],
        "resolutions": [_resolution(key, record.resolutions.get()) for key, record in held.items()],
        "summaries": [_summary(stage, key) for key in COMMITTEES],
        "tokens": [_token(stage, prefix) for prefix in ("", "twin.")],
    }


def _readers(*bodies: str) -> frozenset[str]:
    return seers(*bodies, right="see work")


def _prepared(stage: Stage, key: str, word: str) -> Record:
    half, name = stage.half(key)
    person, _ = COMMITTEES[key]
    return prepare_meeting(
        organization=half.city.bodies[name],
        happened_on=half.city.on,
        content={"place": word},
        agenda=[Item(f"研究{word}事项")],
        actor=half.city.actor(person),
    )


def _meeting(stage: Stage, key: str) -> Thing:
    readers = _readers(key)
    word = stage.words.plant(f"鹇{key.replace('.', '')}议", readers=readers)
    return Thing(f"meeting of {key}", (_prepared(stage, key, word).pk,), readers, {"at": key})


def _held(stage: Stage, key: str) -> Record:
    half, _ = stage.half(key)
    person, station = COMMITTEES[key]
    body: Organization = half.city.bodies[station]
    word = stage.words.plant(f"鸊{key.replace('.', '')}定", readers=_readers(key, _station_of(key)))
    return hold_meeting(
        record=_prepared(stage, key, "会议室"),
        content={},
        words={},
        resolved=[Resolved(f"落实{word}", body, half.city.on + dt.timedelta(days=9))],
        actor=half.city.actor(person),
    )


def _station_of(key: str) -> str:
    return f"{'twin.' if key.startswith('twin.') else ''}{COMMITTEES[key][1]}"


def _resolution(key: str, resolution: Resolution) -> Thing:
    station = _station_of(key)
    return Thing(
        f"resolution of {key}",
        (resolution.pk,),
        _readers(key, station),
        {"at": key, "responsible": station},
    )


def _summary(stage: Stage, key: str) -> Thing:
    half, name = stage.half(key)
    summary = draft_summary(
        organization=half.city.bodies[name],
        span=Span(SummaryKind.QUARTERLY, 2026, 1),
        actor=half.city.actor(COMMITTEES[key][0]),
    )
    above = "twin.city" if key.startswith("twin.") else "city"
    return Thing(f"summary of {key}", (summary.pk,), _readers(key), {"at": key, "above": above})


def _token(stage: Stage, prefix: str) -> Thing:
    city = stage.half(f"{prefix}city")[0].city
    readers = frozenset(f"{prefix}{name}" for name in ("city_leader", "administrator"))
    word = stage.words.plant(f"鹭{city.code}钥", readers=readers)
    token, _ = issue_token(
        tenant=city.tenant, name=word, expires_on=city.on, actor=city.actor("administrator")
    )
    return Thing(f"key of {prefix or 'home'}", (token.pk,), readers, {"at": f"{prefix}city"})
