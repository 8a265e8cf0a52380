"""One search over every room: bodies, people, lists, items, tasks and records, each in scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from checklists.models import Assignment, Checklist, ChecklistItem
from coverage.models import Unit
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.people import search_people
from routines.finding import found_title, worded
from routines.kinds import UNTITLED
from routines.models import Record
from routines.terms import RecordStatus
from workbench.templatetags.dates import day_text

MOST = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, what tells it from its namesakes, where it is."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind; ``more_url`` leads to all of them where a list can show them."""

    label: str
    hits: list[Hit]
    more_url: str = ""


def find(text: str, *, actor: Actor) -> list[Group]:
    """What bears ``text`` in its name, number or pinyin; at most ten of each kind.

    Items also by what they ask: people remember the words of the work, not its title.
    """
    groups = [
        _organizations(text, actor),
        _units(text, actor),
        _people(text, actor),
        _checklists(text, actor),
        _items(text, actor),
        _assignments(text, actor),
        _records(text, actor),
    ]
    return [group for group in groups if group.hits]


def _group(label: str, hits: list[Hit], name: str = "", **query: str) -> Group:
    more = f"{reverse(name)}?{urlencode(query)}" if name and len(hits) > MOST else ""
    return Group(label, hits[:MOST], more)


def _organizations(text: str, actor: Actor) -> Group:
    rows = (
        Organization.objects.visible_to(actor)
        .open(actor.on)
        .search(text)
        .select_related("parent", "region")
        .by_name()[: MOST + 1]
    )
    hits = [
        Hit(
            row.name,
            _joined(row.get_kind_display(), row.region, row.parent, row.code),
            _at("hierarchy:organization_detail", row),
        )
        for row in rows
    ]
    return _group("组织", hits, "hierarchy:organization_list", q=text)


def _units(text: str, actor: Actor) -> Group:
    rows = (
        Unit.objects.visible_to(actor)
        .search(text)
        .select_related("town", "place")
        .by_name()[: MOST + 1]
    )
    hits = [
        Hit(
            row.name,
            _joined(row.get_kind_display(), row.town, row.place.label, row.code_text),
            _at("coverage:unit_detail", row),
        )
        for row in rows
    ]
    return _group("单位", hits, "coverage:unit_list", q=text)


def _people(text: str, actor: Actor) -> Group:
    rows = search_people(text, actor=actor).order_by("name_key", "pk")[: MOST + 1]
    hits = [
        Hit(row.name, "" if row.is_active else "账号已注销", _at("hierarchy:person_detail", row))
        for row in rows
    ]
    return _group("人员", hits, "hierarchy:appointment_list", q=text, state="all")


def _checklists(text: str, actor: Actor) -> Group:
    rows = (
        Checklist.objects.visible_to(actor)
        .filter(Q(title__contains=text) | Q(number__icontains=text))
        .select_related("issuer")
        .order_by("-year", "-pk")[: MOST + 1]
    )
    hits = [
        Hit(
            row.title,
            _joined(row.number, row.issuer, row.get_status_display()),
            _at("checklists:checklist_detail", row),
        )
        for row in rows
    ]
    return _group("清单", hits, "checklists:checklist_list", q=text)


def _items(text: str, actor: Actor) -> Group:
    rows = (
        ChecklistItem.objects.visible_to(actor)
        .filter(Q(title__contains=text) | Q(content__contains=text) | Q(requirement__contains=text))
        .select_related("checklist")
        .order_by("-pk")[: MOST + 1]
    )
    hits = [
        Hit(
            row.title,
            _joined(row.checklist.title, row.get_category_display()),
            _at("checklists:thread", row),
        )
        for row in rows
    ]
    return _group("事项（穿透）", hits)


def _assignments(text: str, actor: Actor) -> Group:
    rows = (
        Assignment.objects.visible_to(actor)
        .filter(Q(item__title__contains=text) | Q(receiver__name__contains=text))
        .select_related("item", "receiver")
        .soonest()[: MOST + 1]
    )
    hits = [
        Hit(
            row.item.title,
            _joined(row.receiver, row.get_status_display()),
            _at("checklists:assignment_detail", row),
        )
        for row in rows
    ]
    return _group("任务", hits, "checklists:assignment_list", q=text)


def _records(text: str, actor: Actor) -> Group:
    """What was held; a talk (谈心谈话) shows its day and body and nothing else."""
    rows = (
        Record.objects.visible_to(actor)
        .filter(worded(text, actor=actor))
        .exclude(status=RecordStatus.WITHDRAWN)
        .select_related("organization")
        .order_by("-happened_on", "-pk")[: MOST + 1]
    )
    hits = [
        Hit(
            found_title(row),
            _joined(
                "" if row.kind in UNTITLED else row.kinds_label,
                row.organization.name,
                day_text(row.happened_on, today=actor.on),
            ),
            _at("routines:record_detail", row),
        )
        for row in rows
    ]
    return _group("活动记录", hits, "routines:record_list", q=text)


def _joined(*parts: Any) -> str:
    return "　".join(str(part) for part in parts if part)


def _at(name: str, row: Any) -> str:
    return reverse(name, args=[row.pk])
