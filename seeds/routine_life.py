"""A demo city's organisational life: records of the year, what they answer, votes, talks, groups.

Drawn by ``seeds.routine_plan`` and written by COPY, hundreds of thousands in seconds.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from random import Random
from typing import Any

from django.db import connection

from hierarchy.copying import copy_into, copy_rows, take_ids
from hierarchy.terms import Tier
from routines.kinds import SHAPES, default_title
from routines.models import Ballot, Fulfilment, Obligation, PartyGroup, Record, Talk
from routines.terms import BallotKind, RecordKind, RecordStatus, Source, Standing
from seeds.cast import SEED
from seeds.city import City
from seeds.rhythm import Clock, at_minute
from seeds.routine_plan import Body, Owed, Planned, plan
from seeds.voices import Voice, Voices
from workflow.facts import Facts, facts_of
from workflow.models import AuditEntry

_RECORD = (
    *("id", "tenant_id", "organization_id", "kind", "also", "marks", "title", "happened_on"),
    *("starts_at", "ends_at", "place", "chair", "recorder", "speaker", "group_id"),
    *("expected_count", "present_count", "absences", "hours", "topics", "minutes", "decisions"),
    *("status", "source", "external_id", "entered_by_id", "entered_as", "entered_at"),
    "withdrawn_reason",
)
_FULFILMENT = ("record_id", "obligation_id", "by_id", "post", "at")
_BALLOT = (
    *("record_id", "kind", "matter", "eligible", "present", "written", "in_favour"),
    *("against", "abstained", "seats", "needs_difference"),
)
_TALK = ("record_id", "talker", "partner", "points", "written_by_id")
_TRAIL = (
    *("tenant_id", "organization_id", "at", "user_id", "user_name", "post", "on_behalf_of"),
    *("verb", "target_type", "target_id", "target_label", "before", "after", "reason"),
    *("request_id", "ip"),
)
_TOLD = (
    "传达学习上级精神，通报近期工作，研究下一步安排（示例）。",
    "交流学习体会，讨论如何把党建工作与业务发展结合起来（示例）。",
    "听取工作汇报，逐项讨论，形成一致意见（示例）。",
)
_GROUPS_EVERY = 9
_PHOTOS_EVERY = 3
_BATCH = 20_000
_TRAIL_DAYS = 90


@dataclass(slots=True)
class _Written:
    """One planned record with its place, its people and its number."""

    plan: Planned
    body: Body
    facts: Facts
    voice: Voice | None
    entered_at: dt.datetime
    pk: int = 0


@dataclass(slots=True)
class RoutineLife:
    """Lets one city's branches live their year, as of the clock's day."""

    city: City
    clock: Clock
    voices: Voices
    evidence: dict[int, list[int]]
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _facts: dict[int, Facts] = field(default_factory=dict)

    def set_up_groups(self) -> int:
        """Party groups of some large branches, before anything is owed by them."""
        facts = facts_of(tenant=self.city.tenant, on=self.clock.today)
        large = [pk for pk, each in sorted(facts.items()) if each.has_committee]
        since = dt.date(self.clock.today.year - 1, 3, 1)
        rows = [
            (pk, name, "示例组长", since, None)
            for pk in large[::_GROUPS_EVERY]
            for name in ("第一党小组", "第二党小组")
        ]
        columns = ("organization_id", "name", "leader", "starts_on", "ends_on")
        return copy_rows(PartyGroup, columns, rows)

    def run(self) -> dict[str, int]:
        """Records, answers, votes and talks, body by body; how many of each."""
        _analyze(Obligation)
        self._facts = facts_of(tenant=self.city.tenant, on=self.clock.today)
        written: list[_Written] = []
        for body, rows in self._bodies():
            written += self._lived(body, rows)
            if len(written) >= _BATCH:
                self._write(written)
                written = []
        self._write(written)
        _analyze(Record, Fulfilment, Obligation)
        return self.counts

    def _bodies(self) -> list[tuple[Body, list[Owed]]]:
        """Every body that owes something, with its rows."""
        groups: dict[int, list[int]] = defaultdict(list)
        for pk, place in PartyGroup.objects.filter(
            organization__tenant=self.city.tenant
        ).values_list("pk", "organization_id"):
            groups[place].append(pk)
        rows = (
            Obligation.objects.filter(tenant=self.city.tenant, standing=Standing.EXPECTED)
            .exclude(organization__tier=Tier.CITY)
            .exclude(organization_id=self.city.ids[self.city.home[Tier.COMMITTEE]])
            .order_by("organization_id", "period_start", "rule__code")
            .values_list(
                *("organization_id", "organization__tier", "pk", "rule__code", "period_start"),
                *("opens_on", "grace_until", "needed"),
            )
        )
        home = self.city.home.get(Tier.BRANCH)
        open_one = self.city.ids[home] if home is not None else 0
        found = []
        for pk, several in groupby(rows.iterator(chunk_size=20_000), key=lambda row: row[0]):
            owed = list(several)
            body = Body(
                pk=pk,
                tier=owed[0][1],
                meeting_day=self._fact(pk).meeting_day or 15,
                groups=tuple(groups.get(pk, ())),
                leaves_open=pk == open_one,
            )
            found.append((body, [Owed(*row[2:]) for row in owed]))
        return found

    def _fact(self, pk: int) -> Facts:
        return self._facts.get(pk, Facts())

    def _lived(self, body: Body, rows: list[Owed]) -> Iterator[_Written]:
        """What one body held; a body without anybody in post entered nothing."""
        rng = Random(f"{SEED}:life:{body.pk}")  # noqa: S311 - the same each time, on purpose
        voice = next(iter(self.voices.get(body.pk, ())), None)
        if voice is None:
            return
        for one in plan(body, rows, today=self.clock.today, rng=rng):
            day = one.day + dt.timedelta(days=one.typed_after)
            at = min(at_minute(day, 9 * 60 + rng.randrange(480)), self.clock.now)
            yield _Written(one, body, self._fact(body.pk), voice, at)

    def _write(self, written: list[_Written]) -> None:
        ids = take_ids(Record, len(written))
        for pk, one in zip(ids, written, strict=True):
            one.pk = pk
        counts = self.counts
        counts["records"] += copy_rows(Record, _RECORD, map(self._record, written))
        counts["answers"] += copy_rows(Fulfilment, _FULFILMENT, _answers(written))
        counts["ballots"] += copy_rows(Ballot, _BALLOT, _ballots(written))
        counts["talks"] += copy_rows(Talk, _TALK, _talks(written))
        self._show_photos(written)
        if self.city.scale.every_move:
            copy_rows(AuditEntry, _TRAIL, self._trail(written))
        _count(written)

    def _record(self, one: _Written) -> tuple[object, ...]:
        held, shape = one.plan, SHAPES[one.plan.kind]
        rng = Random(one.pk)  # noqa: S311 - the same each time, on purpose
        expected = _expected(one) if "expected_count" in shape.fields else None
        present = None if expected is None else max(expected - rng.choice((0, 0, 1, 2)), 1)
        name = one.voice.name if one.voice else ""
        meets = "chair" in shape.fields
        told = rng.choice(_TOLD) if shape.headings else ""
        return (
            *(one.pk, self.city.tenant.pk, one.body.pk, held.kind, _array(held.also)),
            *(_array(held.marks), _title(held), held.day),
            *("14:00:00" if meets else None, "16:00:00" if meets else None),
            "党群活动室（示例）" if "place" in shape.fields else "",
            *(name if meets else "", "示例记录人" if "recorder" in shape.fields else ""),
            *(name if held.kind == RecordKind.LECTURE else "", held.group),
            *(expected, present, "", None, told, told if "minutes" in shape.fields else "", ""),
            *(RecordStatus.KEPT.value, Source.SEED.value, ""),
            *(one.voice.user_id if one.voice else None, one.voice.post if one.voice else ""),
            *(one.entered_at, ""),
        )

    def _show_photos(self, written: list[_Written]) -> None:
        """Photos of every third theme day: nobody has to."""
        rows = [
            (one.pk, file)
            for one in written
            if one.plan.kind == RecordKind.THEME_DAY and one.pk % _PHOTOS_EVERY == 0
            for file in self.evidence.get(one.body.pk, ())[:2]
        ]
        copy_rows(Record.attachments.through, ("record_id", "attachment_id"), rows)

    def _trail(self, written: Iterable[_Written]) -> Iterator[tuple[object, ...]]:
        since = self.clock.today - dt.timedelta(days=_TRAIL_DAYS)
        recent = [one for one in written if one.plan.day >= since and one.voice]
        for one in sorted(recent, key=lambda each: each.entered_at):
            voice: Any = one.voice
            label = f"{one.plan.day} {RecordKind(one.plan.kind).label}"
            yield (
                *(self.city.tenant.pk, one.body.pk, one.entered_at, voice.user_id, voice.name),
                *(voice.post, "", "record.keep", "routines.record", one.pk, label, "{}"),
                json.dumps({"happened_on": str(one.plan.day)}),
                *("", "seed_demo", None),
            )


def _array(values: Iterable[str]) -> str:
    return "{" + ",".join(str(value) for value in values) + "}"


def _title(held: Planned) -> str:
    day = held.day
    return held.title or default_title(held.kind, year=day.year, month=day.month) + "（示例）"


def _expected(one: _Written) -> int:
    facts = one.facts
    if one.plan.kind == RecordKind.BRANCH_COMMITTEE:
        return facts.officers or 3
    members = (facts.regular or 0) + (facts.probationary or 0)
    return max(members // 2 if one.plan.group else members, 3)


def _answers(written: Iterable[_Written]) -> Iterator[tuple[object, ...]]:
    for one in written:
        voice = one.voice
        for obligation in one.plan.answers:
            yield (
                *(one.pk, obligation, voice.user_id if voice else None),
                *(voice.post if voice else "", one.entered_at),
            )


def _ballots(written: Iterable[_Written]) -> Iterator[tuple[object, ...]]:
    for one in written:
        if not one.plan.has_vote:
            continue
        eligible = max(one.facts.regular or 0, 3)
        if one.plan.kind == RecordKind.BRANCH_COMMITTEE:
            eligible = one.facts.officers or 3
        present = eligible - (1 if eligible > 4 else 0)
        favour = present if one.pk % 12 else eligible // 2
        yield (
            *(one.pk, BallotKind.RESOLUTION.value, "讨论通过下阶段工作安排（示例）"),
            *(eligible, present, 0, favour, present - favour, 0, 0, True),
        )


def _talks(written: Iterable[_Written]) -> Iterator[tuple[object, ...]]:
    for one in written:
        if one.plan.kind == RecordKind.TALK:
            name = one.voice.name if one.voice else "示例谈话人"
            user = one.voice.user_id if one.voice else None
            yield one.pk, name, "示例党员", "交流思想和工作情况，提出期望（示例）。", user


def _count(written: Iterable[_Written]) -> None:
    """Write on what is owed how far it is answered, as the action would have."""
    days: dict[int, list[dt.date]] = defaultdict(list)
    for one in written:
        for obligation in one.plan.answers:
            days[obligation].append(one.plan.day)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE lived (id bigint, done int, days date[]) ON COMMIT DROP")
    rows = ((pk, len(each), _array(map(str, sorted(each)))) for pk, each in days.items())
    copy_into("lived", ("id", "done", "days"), rows)
    table = connection.ops.quote_name(Obligation._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE lived")
        cursor.execute(
            f"UPDATE {table} o SET done = l.done, met_on = l.days[o.needed] "  # noqa: S608
            "FROM lived l WHERE l.id = o.id"
        )
        cursor.execute("DROP TABLE lived")


def _analyze(*models: type[Any]) -> None:
    """Fresh statistics, so that what comes next is planned for the rows that are there now."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
