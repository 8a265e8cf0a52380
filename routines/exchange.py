"""Judging records from outside against what a city has: new, changed, the same, or refused.

The interface and the sheet judge alike. Nothing here writes. A body that is unknown and one
of another city are refused with the same words; so is one outside the importer's scope.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q

from hierarchy.models import Organization, Tenant
from hierarchy.terms import Kind
from routines.kinds import SHAPES, UNTITLED, also_of, fields_of, marks_of
from routines.models import PartyGroup, Record
from routines.terms import RecordStatus

CREATED: Final = "created"
UPDATED: Final = "updated"
UNCHANGED: Final = "unchanged"
REFUSED: Final = "refused"
UNKNOWN_BODY: Final = "没有代码、全称与此相符的党组织，请核对组织代码和全称。"
_KEPT_WHOLE: Final = {"also", "marks", "title", "happened_on", "kind"}
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class Delivered:
    """One record from outside, already read: who held it, its facts, how it is recognised."""

    external_id: str
    organization_code: str
    organization_name: str
    facts: dict[str, Any]
    withdrawn: bool = False
    record_id: int | None = None


@dataclass(slots=True)
class Judged:
    """What one record will do, and why not where it is refused."""

    verdict: str
    reason: str = ""
    record: Record | None = None
    organization: Organization | None = None
    changed: dict[str, Any] = field(default_factory=dict)
    withdraws: bool = False


class Judge:
    """Judges deliveries of one source into one city, all of a call at once."""

    def __init__(
        self,
        tenant: Tenant,
        *,
        source: str,
        on: dt.date,
        reaches: Callable[[Organization], bool] | None = None,
    ) -> None:
        self._tenant, self._source, self._on = tenant, source, on
        self._reaches = reaches
        self._bodies: dict[tuple[str, str], list[Organization]] = {}
        self._by_external: dict[str, Record] = {}
        self._by_number: dict[int, Record] = {}
        self._by_nature: dict[tuple[Any, ...], Record] = {}

    def judge(self, deliveries: Sequence[Delivered], *, names: Sequence[str] = ()) -> list[Judged]:
        """One verdict for each, in their order; the same record twice counts the first time.

        ``names`` say which one is meant, 「第 3 行」 for a sheet.
        """
        self._look_up(deliveries)
        seen: dict[Any, str] = {}
        found = []
        for place, one in enumerate(deliveries, start=1):
            judged = self._one(one)
            mark = self._mark(one, judged)
            if judged.verdict != REFUSED and mark in seen:
                judged = _refused(f"与{seen[mark]}是同一条记录，请只保留一条。")
            seen.setdefault(mark, names[place - 1] if names else f"第 {place} 条")
            found.append(judged)
        return found

    def _mark(self, one: Delivered, judged: Judged) -> Any:
        if judged.record is not None:
            return judged.record.pk
        return one.external_id or _nature(judged.organization, one.facts)

    def _one(self, one: Delivered) -> Judged:
        body = self._body(one)
        if body is None:
            return _refused(UNKNOWN_BODY)
        if reason := _unfit(body, one.facts, on=self._on):
            return _refused(reason)
        group = self._group(body, one.facts)
        if group is None:
            return _refused("该组织当日没有这个名称的党小组，请核对，或先在本系统登记党小组。")
        known = self._known(one, body)
        if known is None and one.record_id is not None:
            return _refused("没有这个记录编号，或不在您的范围内。新记录请将编号留空。")
        if known is None:
            if one.withdrawn:
                return Judged(UNCHANGED, organization=body)
            return Judged(CREATED, organization=body, changed=_written(one.facts, group))
        return self._against(known, body, one, group)

    def _against(self, known: Record, body: Organization, one: Delivered, group: int) -> Judged:
        if known.organization_id != body.pk:
            return _refused("这个编号已用于另一个组织的记录，不能改到本组织，请换一个编号。")
        changed = {
            name: value
            for name, value in _written(one.facts, group).items()
            if getattr(known, name) != value and not (name == "title" and _is_untitled(known))
        }
        if known.status == RecordStatus.WITHDRAWN:
            if one.withdrawn or not changed:
                return Judged(UNCHANGED, record=known, organization=body)
            return _refused("这条记录已撤回，不再变动。如确需恢复，请换一个编号重新推送。")
        if one.withdrawn:
            return Judged(UPDATED, record=known, organization=body, withdraws=True)
        if not changed:
            return Judged(UNCHANGED, record=known, organization=body)
        if known.source != self._source:
            where = known.get_source_display()
            return _refused(f"这条记录来自{where}，请在原处更正，不能由这里改动。")
        return Judged(UPDATED, record=known, organization=body, changed=changed)

    def _body(self, one: Delivered) -> Organization | None:
        """The one open body that is meant; ``None`` alike for unknown, foreign, out of reach."""
        code, name = one.organization_code, one.organization_name
        rows = self._bodies.get(("code", code) if code else ("name", name), [])
        if len(rows) != 1 or (code and name and rows[0].name != name):
            return None
        body = rows[0]
        if self._reaches is not None and not self._reaches(body):
            return None
        return body

    def _group(self, body: Organization, facts: dict[str, Any]) -> int | None:
        """The party group that is named: 0 where none is, ``None`` where it is not there."""
        name, day = facts.get("group", ""), facts["happened_on"]
        if not name:
            return 0
        groups = PartyGroup.objects.filter(organization=body, name=name, starts_on__lte=day)
        found = groups.exclude(ends_on__lt=day).order_by("pk").first()
        return found.pk if found else None

    def _known(self, one: Delivered, body: Organization) -> Record | None:
        if one.record_id is not None:
            return self._by_number.get(one.record_id)
        if one.external_id:
            return self._by_external.get(one.external_id)
        return self._by_nature.get(_nature(body, one.facts))

    def _look_up(self, deliveries: Sequence[Delivered]) -> None:
        """Bodies and records that are meant, by a few queries however many there are."""
        for start in range(0, len(deliveries), _CHUNK):
            some = deliveries[start : start + _CHUNK]
            self._look_up_bodies(some)
            self._look_up_records(some)

    def _look_up_bodies(self, some: Sequence[Delivered]) -> None:
        codes = {one.organization_code for one in some if one.organization_code}
        names = {one.organization_name for one in some if not one.organization_code}
        rows = Organization.objects.filter(
            Q(code__in=codes) | Q(name__in=names), tenant=self._tenant
        ).exclude(kind=Kind.UNIT)
        for body in rows.open(self._on):
            for key in (("code", body.code), ("name", body.name)):
                known = self._bodies.setdefault(key, [])
                if all(other.pk != body.pk for other in known):
                    known.append(body)

    def _look_up_records(self, some: Sequence[Delivered]) -> None:
        rows = Record.objects.filter(tenant=self._tenant)
        externals = {one.external_id for one in some if one.external_id}
        for record in rows.filter(source=self._source, external_id__in=externals):
            self._by_external[record.external_id] = record
        numbers = {one.record_id for one in some if one.record_id is not None}
        for record in rows.filter(pk__in=numbers).exclude(status=RecordStatus.DRAFT):
            self._by_number[record.pk] = record
        plain = [one for one in some if not one.external_id and one.record_id is None]
        if plain:
            bodies = {body.pk for one in plain if (body := self._body(one)) is not None}
            days = {one.facts["happened_on"] for one in plain}
            held = rows.filter(organization__in=bodies, happened_on__in=days)
            for record in held.filter(status=RecordStatus.KEPT):
                facts = {name: getattr(record, name) for name in ("kind", "happened_on", "title")}
                self._by_nature[record.organization_id, *facts.values()] = record


def _nature(body: Organization | None, facts: dict[str, Any]) -> tuple[Any, ...]:
    """What tells a record apart that has no number: who, what kind, when, about what."""
    names = ("kind", "happened_on", "title")
    return (body.pk if body else None, *(facts[name] for name in names))


def _written(facts: dict[str, Any], group: int) -> dict[str, Any]:
    """The facts that the kinds of the record have; others would be written nowhere."""
    known = fields_of([facts["kind"], *facts.get("also", [])])
    written = {
        name: value
        for name, value in facts.items()
        if name in known | _KEPT_WHOLE and name != "group"
    }
    if "group" in known:
        written["group_id"] = group or None
    return written


def _is_untitled(known: Record) -> bool:
    """A talk goes out under the name of its day, so that what comes back says nothing of it."""
    return known.kind in UNTITLED


def _unfit(body: Organization, facts: dict[str, Any], *, on: dt.date) -> str:
    """Why these facts can't be of this body; empty where they can."""
    day, kind = facts["happened_on"], facts["kind"]
    if day > on:
        return "活动日期晚于今天。请在活动开展之后推送。"
    if day < body.founded_on:
        return f"活动日期早于该组织的设立日期（{body.founded_on:%Y-%m-%d}），请核对。"
    if body.tier not in SHAPES[kind].tiers:
        return "该组织不开展这一类活动，请核对类别和组织。"
    also = facts.get("also", [])
    if set(also) - set(also_of(kind, tier=body.tier)):
        return "“同时开展”中有不能与本类活动合并的类别，请分开推送。"
    if set(facts.get("marks", [])) - set(marks_of([kind, *also], tier=body.tier)):
        return "“同时属于”与类别不符，请核对。"
    return ""


def _refused(reason: str) -> Judged:
    return Judged(REFUSED, reason=reason)
