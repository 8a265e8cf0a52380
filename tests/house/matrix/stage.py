"""The stage: both cities with lists gone down, work under way, and one object of every kind."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

from PIL import Image

from checklists.actions.deciding import comment_assignment
from checklists.actions.decomposing import start_decomposition
from checklists.actions.drafting import add_item, draft_checklist
from checklists.actions.handling import report_completion
from checklists.actions.issuing import submit_checklist
from checklists.actions.library import add_library_item
from checklists.models import Assignment, Checklist, ChecklistItem
from coverage.actions.rules import seed_rules
from hierarchy.models import Handover
from inspections.actions.schemes import seed_schemes
from routines.actions.rules import seed_rules as seed_duties
from tests.house.matrix.cast import knowers, seers, staff_of
from tests.house.matrix.halves import Half, Stage
from tests.house.matrix.things import things_of
from tests.house.matrix.words import Words, mark_names
from tests.lists import YEAR, cascade, content, passed_on, signed_by
from tests.projects.grounds import with_rules
from tests.snapshots import laid_down
from tests.world import FOUNDED, City, World
from workflow.actions import save_filter, store_attachment

TITLES = ("应建未建清零", "党建体检")
# Further lines that a list goes down, besides the one ``cascade`` takes: body and person.
ASIDE = (("lawyer", "lawyer_leader"),)
# Who has signed and begun to decompose, but issued nothing: body and person.
BEGUN = ("single", "single_head")


_built: list[Stage] = []


def the_stage(world: World) -> Stage:
    """The stage as new: built once a session and folder of files, its rows laid down after that."""

    def build() -> list[int]:
        _built.append(build_stage(world))
        return [len(_built) - 1]

    return _built[laid_down("stage", build)[0]]


def build_stage(world: World) -> Stage:
    """Mark every name, then let both cities work."""
    words = Words()
    mark_names(world, words)
    halves = [Half(world.home, ""), Half(world.twin, "twin.")]
    for half in halves:
        _send_down(half)
        _report(half, words)
        _keep(half)
        _name_lists(half, words)
    stage = Stage(world, words, *halves)
    stage.things = things_of(stage)
    return stage


def _send_down(half: Half) -> None:
    city: Any = half.city
    issued = cascade(city, titles=TITLES)
    for body, checklist in zip(("city", "mall", "station", "officer"), issued, strict=True):
        half.lists[body] = checklist
    for body, person in ASIDE:
        signed_by(city, half.lists["city"], body, person)
        half.lists[body] = passed_on(city, body, person)
    body, person = BEGUN
    signed_by(city, half.lists["mall"], body, person)
    half.drafts[body] = start_decomposition(
        receiver=getattr(city, body), year=YEAR, source="upper", actor=city.actor(person)
    )
    half.drafts["city"] = _begin(city, year=YEAR + 1)
    half.reviewed["city"] = _begin(city, year=YEAR + 2)
    submit_checklist(checklist=half.reviewed["city"], actor=city.actor("city_clerk"))
    for assignment in Assignment.objects.filter(tenant=city.tenant).order_by("id"):
        half.assignments[_key_of(city, assignment.receiver_id)] = assignment


def _begin(city: City, *, year: int) -> Checklist:
    """A draft of the city's for a later year, with one item."""
    clerk = city.actor("city_clerk")
    draft = draft_checklist(issuer=city.city, year=year, actor=clerk)
    days = {"starts_on": dt.date(year, 1, 5), "due_date": dt.date(year, 10, 31)}
    add_item(checklist=draft, content=content(**days), actor=clerk)
    return draft


def _key_of(city: City, body_id: int) -> str:
    return next(key for key, body in city.bodies.items() if body.pk == body_id)


def _report(half: Half, words: Words) -> None:
    """Two branches ask for settlement, with a photo; their superior leaves a remark."""
    city = half.city
    for key, person in (("branch", "secretary"), ("second_branch", "second_secretary")):
        readers = seers(half.prefix + key, right="see work")
        file, told, remark = (
            words.plant(f"鹮{city.bodies[key].pk}{what}", readers=readers)
            for what in ("件", "报", "注")
        )
        owed = Assignment.objects.filter(receiver=city.bodies[key]).order_by("id")
        stored = store_attachment(
            organization=city.bodies[key],
            name=f"{file}.png",
            stream=(picture := _picture(key)),
            size=picture.getbuffer().nbytes,
            actor=city.actor(person),
        )
        half.files[key] = stored
        report_completion(
            assignment=owed[0], text=told, evidence=[stored], actor=city.actor(person)
        )
        half.reported[key] = owed[0]
        comment_assignment(assignment=owed[0], text=remark, actor=city.actor("officer"))


def _picture(key: str) -> BytesIO:
    stream = BytesIO()
    Image.new("RGB", (len(key), 9), "red").save(stream, "PNG")
    stream.seek(0)
    return stream


def _keep(half: Half) -> None:
    """A library item, saved filters, and a handover that was recorded last year."""
    city = half.city
    half.library = add_library_item(
        tenant=city.tenant,
        content={"tier": "city", "category": "coverage", "title": "示例事项"},
        actor=city.actor("city_leader"),
    )
    seed_rules(tenant=city.tenant, on=city.on, actor=city.actor("city_leader"))
    seed_duties(tenant=city.tenant, on=FOUNDED, actor=city.actor("city_leader"))
    with_rules(city)
    seed_schemes(tenant=city.tenant, on=FOUNDED, actor=city.actor("city_leader"))
    for person in ("officer", "secretary"):
        save_filter(
            page="checklists:assignment_list",
            name="常用",
            query="light=red",
            actor=city.actor(person),
        )
    for key in ("officer", "sibling_officer"):
        half.handovers[key] = Handover.objects.create(
            tenant=city.tenant,
            appointment=city.appointment(key),
            organization=getattr(city, key),
            receiving_organization=getattr(city, key),
            handed_over_on=dt.date(YEAR, 1, 4),
            reason="轮岗",
            sheet={
                "post": "党建指导员",
                "holder": "甲",
                "successor": "乙",
                "receiving": "",
                "work": [],
                "children": [],
            },
            recorded_at=city.at,
        )


def _name_lists(half: Half, words: Words) -> None:
    """Give each list and each of its items a word; drafts stay with their own body."""
    for is_issued, lists in ((True, half.lists), (False, half.drafts), (False, half.reviewed)):
        for body, checklist in lists.items():
            at = half.prefix + body
            readers = knowers(at, right="see work") if is_issued else staff_of(at)
            title = words.plant(f"鹮{checklist.pk}单", readers=readers)
            Checklist.objects.filter(pk=checklist.pk).update(title=title)
            for item in ChecklistItem.objects.filter(checklist=checklist):
                title = words.plant(f"鹮{item.pk}项", readers=readers)
                ChecklistItem.objects.filter(pk=item.pk).update(title=title)
