"""One search over every room, each in scope: bodies, people, lists, items, tasks, records,
projects, inspections with rectifications and yearly reviews, workers and talents, and members as
one reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import CharField, F, Q, QuerySet, TextChoices, Value
from django.db.models.functions import Concat
from django.urls import reverse

from checklists.models import Assignment, Checklist, ChecklistItem
from checklists.terms import ListStatus
from coverage.models import Unit
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.people import search_people
from inspections.finding import found_letters, found_reviews, found_rounds
from inspections.terms import RectificationStatus, ReviewStatus, RoundStatus
from people.finding import NAME_AS_READ, found_members, found_talents, found_workers
from people.terms import Standing, TalentKind
from projects.finding import found_cases, found_projects, found_venues
from projects.terms import ProjectStatus
from routines.finding import found_title, worded
from routines.kinds import UNTITLED
from routines.models import Record
from routines.terms import RecordStatus
from workbench.templatetags.dates import day_text
from workflow.todo_lines import lines, told

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
    lists, projects, inspections, members, staff = _in_one(text, actor)
    groups = [
        _organizations(text, actor),
        _units(text, actor),
        _people(text, actor),
        members,
        staff,
        lists,
        _items(text, actor),
        _assignments(text, actor),
        _records(text, actor),
        projects,
        inspections,
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


class _Line(NamedTuple):
    """One row of the query that finds what several rooms have, told alike."""

    sort: str
    pk: int
    title: str
    number: str
    body: str
    status: str


def _in_one(text: str, actor: Actor) -> tuple[Group, ...]:
    """Lists; projects with their cases and venues; inspections; members; staff: one query."""
    parts = [
        _told(rows, sort, **columns)[: MOST + 1] for sort, rows, columns in _parts(text, actor)
    ]
    hits: dict[str, list[Hit]] = {}
    for line in lines(parts, _Line):
        page, worded = _PAGES[line.sort]
        note = _joined(line.number, line.body, worded(line.status))
        hits.setdefault(line.sort, []).append(Hit(line.title, note, reverse(page, args=[line.pk])))
    return tuple(_gathered(text, hits, *group) for group in _GROUPS)


def _gathered(
    text: str, hits: dict[str, list[Hit]], label: str, sorts: tuple[str, ...], name: str
) -> Group:
    """What was found of some sorts; the list of the first sort shows more of it."""
    more = f"{reverse(name)}?{urlencode({'q': text})}" if len(hits.get(sorts[0], ())) > MOST else ""
    return Group(label, [hit for sort in sorts for hit in hits.get(sort, ())[:MOST]], more)


def _parts(text: str, actor: Actor) -> Iterator[tuple[str, QuerySet[Any, Any], dict[str, Any]]]:
    """By sort: the rows, and what of them is told besides their name."""
    lists = Checklist.objects.visible_to(actor).filter(
        Q(title__contains=text) | Q(number__icontains=text)
    )
    columns: dict[str, Any] = {"number": F("number"), "body": F("issuer__name")}
    columns |= {"title": F("title"), "status": F("status")}
    yield "list", lists.order_by("-year", "-pk"), columns
    columns |= {"title": F("name"), "body": F("applicant__name")}
    yield "project", found_projects(text, actor), columns
    columns = {"title": F("title"), "body": F("project__applicant__name")}
    yield "case", found_cases(text, actor), columns
    columns = {"title": F("name"), "body": F("organization__name"), "status": F("kind__name")}
    yield "venue", found_venues(text, actor), columns
    columns = {"number": F("number"), "title": F("title"), "status": F("status")}
    columns |= {"body": F("organization__name")}
    yield "letter", found_letters(text, actor), columns
    columns = {"title": F("name"), "body": F("organizer__name"), "status": F("status")}
    yield "round", found_rounds(text, actor), columns
    named = Concat(F("year"), Value("年度述职评议"), output_field=CharField())
    columns = {"title": named, "body": F("organization__name"), "status": F("status")}
    yield "review", found_reviews(text, actor), columns
    columns = {"title": F(NAME_AS_READ), "body": F("organization__name"), "status": F("standing")}
    yield "member", found_members(text, actor), columns
    columns = {"title": F("name"), "body": F("organization__name")}
    yield "worker", found_workers(text, actor), columns
    yield "talent", found_talents(text, actor), columns | {"status": F("kind")}


def _told(rows: QuerySet[Any, Any], sort: str, **columns: Any) -> QuerySet[Any, Any]:
    return told(rows, _Line, sort, pk=F("pk"), **columns)


def _state(states: type[TextChoices]) -> Callable[[str], str]:
    return lambda status: str(states(status).label)


# By sort: its page, and how its state is told.
_PAGES: dict[str, tuple[str, Callable[[str], str]]] = {
    "list": ("checklists:checklist_detail", _state(ListStatus)),
    "project": ("projects:project_detail", _state(ProjectStatus)),
    "case": ("projects:pack_detail", lambda _: "品牌案例"),
    "venue": ("projects:venue_detail", str),
    "letter": ("inspections:rectification_detail", _state(RectificationStatus)),
    "round": ("inspections:round_detail", _state(RoundStatus)),
    "review": ("inspections:review_detail", _state(ReviewStatus)),
    "member": ("people:member_detail", _state(Standing)),
    "worker": ("people:worker_detail", lambda _: "专职党务工作者"),
    "talent": ("people:talent_detail", _state(TalentKind)),
}
# By group: its label, its sorts, and the list that shows more of the first of them.
_GROUPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("清单", ("list",), "checklists:checklist_list"),
    ("项目", ("project", "case", "venue"), "projects:project_list"),
    ("体检、整改和述职", ("letter", "round", "review"), "inspections:rectification_list"),
    ("党员", ("member",), "people:member_list"),
    ("队伍", ("worker", "talent"), "people:worker_list"),
)


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
