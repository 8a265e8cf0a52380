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
from routines.kinds import (
    CONTENT,
    SHAPES,
    UNTITLED,
    also_of,
    default_title,
    fields_of,
    marks_of,
)
from routines.matching import words_of
from routines.models import Fulfilment, PartyGroup, Record
from routines.terms import RecordStatus

CREATED: Final = "created"
UPDATED: Final = "updated"
UNCHANGED: Final = "unchanged"
REFUSED: Final = "refused"
UNKNOWN_BODY: Final = "没有代码、全称与此相符的党组织，请核对组织代码和全称。"
FIXED: Final = frozenset({"kind", "also", "marks", "happened_on", "group_id"})
"""What the figures of a period rest on; while it is frozen, none of it changes."""
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
        self._frozen: dict[int, str] = {}

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
                judged = _refused(_twice(one, seen[mark]))
            seen.setdefault(mark, names[place - 1] if names else f"第 {place} 条")
            found.append(judged)
        return found

    def _mark(self, one: Delivered, judged: Judged) -> Any:
        if judged.record is not None:
            return judged.record.pk
        body = judged.organization
        return one.external_id or _nature(body.pk if body else None, one.facts)

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
            return _refused(
                "该组织没有这个记录编号，或记录不在您的范围内。请核对组织和编号；新记录请将编号留空。"
            )
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
            if getattr(known, name) != value
            and not (name == "title" and _keeps_its_name(known, one.facts))
        }
        changed |= _emptied(known, changed)
        if known.status == RecordStatus.WITHDRAWN:
            if one.withdrawn or not changed:
                return Judged(UNCHANGED, record=known, organization=body)
            return _refused("这条记录已撤回，不再变动。如确需恢复，请换一个编号重新推送。")
        if not changed and not one.withdrawn:
            return Judged(UNCHANGED, record=known, organization=body)
        if reason := self._held_fast(known, one, changed, body):
            return _refused(reason)
        if one.withdrawn:
            return Judged(UPDATED, record=known, organization=body, withdraws=True)
        return Judged(UPDATED, record=known, organization=body, changed=changed)

    def _held_fast(
        self, known: Record, one: Delivered, changed: dict[str, Any], body: Organization
    ) -> str:
        """Why a record that counts can't be changed or withdrawn like that; empty where it can."""
        if known.pk in self._frozen and (one.withdrawn or not FIXED.isdisjoint(changed)):
            return self._frozen[known.pk]
        if one.withdrawn:
            return ""
        if known.source != self._source:
            where = known.get_source_display()
            return f"这条记录来自{where}，请在原处更正，不能由这里改动。"
        return _at_odds(known, changed, body, on=self._on)

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
            # One of another body is not told apart from one that is not there.
            found = self._by_number.get(one.record_id)
            return found if found is not None and found.organization_id == body.pk else None
        if one.external_id:
            return self._by_external.get(one.external_id)
        return self._by_nature.get(_nature(body.pk, one.facts))

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
                self._by_nature[_nature(record.organization_id, record.__dict__)] = record
        self._look_up_frozen()

    def _look_up_frozen(self) -> None:
        """The records that frozen periods rest on, each with the words that refuse a change."""
        known = (self._by_external, self._by_number, self._by_nature)
        wanted = {record.pk for held in known for record in held.values()}
        rows = Fulfilment.objects.filter(record__in=wanted, obligation__freezes_on__lt=self._on)
        for link in rows.select_related("obligation__rule").order_by("-obligation__due_on", "pk"):
            self._frozen[link.record_id] = (
                f"这条记录已计入“{words_of(link.obligation)}”，该期已封存，数据不再变动。"
                "确需更正的，请上级重新开放后再推送或导入。"
            )


def _nature(body: int | None, facts: dict[str, Any]) -> tuple[Any, ...]:
    """What tells a record apart that has no number: who, what kind, when, about what.

    A talk has no title of its own: it is told apart by its place.
    """
    name = "place" if facts["kind"] in UNTITLED else "title"
    return (body, facts["kind"], facts["happened_on"], facts.get(name) or "")


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
    if facts["kind"] in UNTITLED:
        day = facts["happened_on"]
        written["title"] = default_title(facts["kind"], year=day.year, month=day.month)
    return written


def _keeps_its_name(known: Record, facts: dict[str, Any]) -> bool:
    """A talk goes out under the name of its day, so that what comes back says nothing of it."""
    is_talk = known.kind in UNTITLED and facts["kind"] in UNTITLED
    return is_talk and known.happened_on == facts["happened_on"]


def _emptied(known: Record, changed: dict[str, Any]) -> dict[str, Any]:
    """What the record has and its new kinds have not: it would stay and be shown nowhere."""
    if {"kind", "also"}.isdisjoint(changed):
        return {}
    kinds = [changed.get("kind", known.kind), *changed.get("also", known.also)]
    found = {}
    for name in set(CONTENT) - fields_of(kinds) - _KEPT_WHOLE:
        column: Any = Record._meta.get_field(name)
        empty = None if column.null else ""
        if getattr(known, column.attname) != empty:
            found[column.attname] = empty
    return found


def _at_odds(known: Record, changed: dict[str, Any], body: Organization, *, on: dt.date) -> str:
    """Why what is sent and what stays can't stand together; empty where they can.

    A sheet says only what it changes: blank cells leave what is there.
    """
    names = ("kind", "happened_on", "also", "marks", "expected_count", "present_count")
    now = {
        name: changed.get(name, getattr(known, name)) for name in (*names, "starts_at", "ends_at")
    }
    if reason := _unfit(body, now, on=on):
        return reason
    expected, present = now["expected_count"], now["present_count"]
    if expected is not None and present is not None and present > expected:
        return f"更正后实到人数 {present} 多于应到人数 {expected}，请将两项一并填写。"
    if now["starts_at"] and now["ends_at"] and now["ends_at"] < now["starts_at"]:
        return "更正后结束时间早于开始时间，请将两项一并填写。"
    return ""


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


def _twice(one: Delivered, first: str) -> str:
    words = f"与{first}是同一条记录，请只保留一条。"
    return words if one.external_id else f"{words}确属两次活动的，请分别填写外部编号。"


def _refused(reason: str) -> Judged:
    return Judged(REFUSED, reason=reason)
