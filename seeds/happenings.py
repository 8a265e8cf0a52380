"""Everything that was signed, reported and decided: lives written onto a year's assignments.

From the fifth tier upwards, for a superior can report only when all below is settled.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import pgtrigger
from django.db import connection

from checklists.models import Assignment, Report, Review
from checklists.terms import (
    OPEN_STATUSES,
    AssignmentStatus,
    Decision,
    IndicatorKind,
    ReportKind,
)
from hierarchy.copying import copy_rows, take_ids
from hierarchy.terms import TIER_NUMBER, Tier
from seeds.cascade import Cascade
from seeds.cast import LAGGING, SEED
from seeds.progress import report_text, review_text
from seeds.timeline import Life, Line, Said, Task, draw_line, live

_Row = tuple[object, ...]
UPWARDS = (Tier.BRANCH, Tier.OFFICER, Tier.STATION, Tier.COMMITTEE)
_CHUNK = 10_000
_COLUMNS = (
    *("id", "parent_id", "receiver_id", "issuer_id", "committee_id", "key_point_id"),
    *("issued_at", "due_date", "is_decomposed"),
)
# One statement a chunk. Columns of the lives come as arrays, in the order of ``_outcomes``.
_OUTCOME = f"""
    UPDATE {Assignment._meta.db_table} owed SET
        status = life.status, signed_at = life.signed_at, last_report_at = life.last_report_at,
        settled_at = life.settled_at, progress = life.progress, actual_value = life.actual_value
    FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[],
                %s::timestamptz[], %s::int[], %s::numeric[])
        AS life (id, status, signed_at, last_report_at, settled_at, progress, actual_value)
    WHERE owed.id = life.id
"""  # noqa: S608 - the table name is ours
_VOICE_COLUMNS = ("at", "user_id", "user_name", "post")
_REPORT_COLUMNS = (
    *("id", "assignment_id", "kind", "text", "actual_value", "progress"),
    *("problems", "next_steps", *_VOICE_COLUMNS),
)
_REVIEW_COLUMNS = ("assignment_id", "report_id", "decision", "opinion", *_VOICE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Owed:
    """One assignment, as read for its life."""

    pk: int
    parent_id: int | None
    receiver_id: int
    issuer_id: int
    committee_id: int
    key_point_id: int
    issued_at: dt.datetime
    due_date: dt.date
    is_decomposed: bool


@dataclass(slots=True)
class Below:
    """What stands under one assignment: how much is open, when the rest was settled."""

    open: int = 0
    latest: dt.datetime | None = None
    figures: list[Decimal] = field(default_factory=list)


@dataclass(slots=True)
class Lived:
    """An assignment together with its life."""

    owed: Owed
    tier: str
    life: Life


@dataclass(slots=True)
class Happenings:
    """Writes the lives of one year; ``told`` gets each of them, for notices and the trail."""

    cascade: Cascade
    evidence: dict[int, list[int]]
    # (receiver, key point number): never signed, although somebody is there to sign.
    holdouts: frozenset[tuple[int, int]]
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _below: dict[int, Below] = field(default_factory=dict)
    _lines: dict[tuple[int, int], Line] = field(default_factory=dict)

    def run(self) -> Iterator[list[Lived]]:
        """Live every assignment of the year, chunk by chunk."""
        for tier in UPWARDS:
            rows = (
                Assignment.objects.filter(key_point_id__in=self.cascade.numbers, tier=tier)
                .order_by("id")
                .values_list(*_COLUMNS)
            )
            chunk: list[Lived] = []
            for row in rows.iterator(chunk_size=_CHUNK):
                chunk.append(self._live(Owed(*row), tier))
                if len(chunk) == _CHUNK:
                    yield self._write(chunk)
                    chunk = []
            if chunk:
                yield self._write(chunk)

    def _live(self, owed: Owed, tier: str) -> Lived:
        number = self.cascade.numbers[owed.key_point_id]
        line = self._line(owed.committee_id, number)
        text = self.cascade.points[number].item(level=TIER_NUMBER[tier] - 1)
        below = self._below.pop(owed.pk, None) or Below()
        is_leaf = tier == Tier.BRANCH
        vacant = owed.receiver_id not in self.cascade.voices
        ratio = text.indicator.kind == IndicatorKind.RATIO
        task = Task(
            issued_at=owed.issued_at,
            due=owed.due_date,
            indicator=text.indicator,
            signs=not vacant and (owed.receiver_id, number) not in self.holdouts,
            vacant=vacant,
            is_leaf=is_leaf,
            evidence=max(text.evidence.minimum, 1) if is_leaf else 0,
            ready_at=below.latest or (owed.issued_at + dt.timedelta(days=40)),
            waits=bool(below.open) or not (is_leaf or owed.is_decomposed),
            summed=_figure(below.figures, ratio=ratio),
        )
        rng = Random(f"{SEED}:{self.cascade.year}:{tier}:{self.counts[tier]}")  # noqa: S311
        life = live(task, line=line, clock=self.cascade.clock, rng=rng)
        self.counts[tier] += 1
        self._tell_upper(owed, life)
        return Lived(owed, tier, life)

    def _line(self, committee_id: int, number: int) -> Line:
        key = (committee_id, number)
        if key not in self._lines:
            index = self.cascade.city.ids.index(committee_id)
            code = self.cascade.city.cast.specs[index].code
            self._lines[key] = draw_line(
                seed=f"{SEED}:{self.cascade.year}:{code}:{number}", lagging=code in LAGGING
            )
        return self._lines[key]

    def _tell_upper(self, owed: Owed, life: Life) -> None:
        if owed.parent_id is None:
            return
        upper = self._below.setdefault(owed.parent_id, Below())
        if life.status in OPEN_STATUSES:
            upper.open += 1
        elif life.settled_at:
            upper.latest = max(upper.latest or life.settled_at, life.settled_at)
        if life.status == AssignmentStatus.ACCEPTED and life.actual is not None:
            upper.figures.append(life.actual)

    def _write(self, chunk: list[Lived]) -> list[Lived]:
        _write_outcomes(chunk)
        said = [(lived, said) for lived in chunk for said in lived.life.said]
        ids = take_ids(Report, len(said))
        self.counts["reports"] += copy_rows(Report, _REPORT_COLUMNS, self._reports(said, ids))
        self.counts["reviews"] += copy_rows(Review, _REVIEW_COLUMNS, self._reviews(said, ids))
        copy_rows(
            Report.evidence.through,
            ("report_id", "attachment_id"),
            (
                (pk, attachment)
                for pk, (lived, one) in zip(ids, said, strict=True)
                for attachment in self.evidence.get(lived.owed.receiver_id, ())[: one.evidence]
            ),
        )
        return chunk

    def _reports(self, said: Sequence[tuple[Lived, Said]], ids: Sequence[int]) -> Iterator[_Row]:
        for pk, (lived, one) in zip(ids, said, strict=True):
            owed = lived.owed
            voice = self.cascade.voices[owed.receiver_id][0]
            words = report_text(
                key_point=self.cascade.numbers[owed.key_point_id],
                tier=TIER_NUMBER[lived.tier],
                index=pk,
            )
            underway = one.kind == ReportKind.PROGRESS
            yield (
                *(pk, owed.pk, one.kind.value, words.progress, one.actual, one.progress),
                *((words.problem, words.next_step) if underway else ("", "")),
                *(one.at, voice.user_id, voice.name, voice.post),
            )

    def _reviews(self, said: Sequence[tuple[Lived, Said]], ids: Sequence[int]) -> Iterator[_Row]:
        for pk, (lived, one) in zip(ids, said, strict=True):
            if one.decision is None:
                continue
            owed = lived.owed
            voice = self.cascade.voices[owed.issuer_id][0]
            opinion = review_text(
                category=self.cascade.points[
                    self.cascade.numbers[owed.key_point_id]
                ].category.label,
                decision="accept" if one.decision == Decision.ACCEPT else "return",
                index=pk,
            )
            yield (
                *(owed.pk, pk, one.decision.value, opinion),
                *(one.decided_at, voice.user_id, voice.name, voice.post),
            )


def _write_outcomes(chunk: Sequence[Lived]) -> None:
    """Write what became of each; the row-level history starts with the seeded state."""
    columns = zip(
        *(
            (
                lived.owed.pk,
                lived.life.status.value,
                lived.life.signed_at,
                lived.life.last_report_at,
                lived.life.settled_at,
                lived.life.progress,
                lived.life.actual,
            )
            for lived in chunk
        ),
        strict=True,
    )
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(_OUTCOME, [list(column) for column in columns])


def _figure(figures: Sequence[Decimal], *, ratio: bool) -> Decimal | None:
    """What settled work below adds up to; of ratios the mean, to one place."""
    if not figures:
        return None
    total = sum(figures, Decimal(0))
    return (total / len(figures)).quantize(Decimal("0.1")) if ratio else total
