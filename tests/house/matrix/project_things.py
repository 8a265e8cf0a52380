"""Projects on the stage, one of each step, of two committees and of both cities."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from projects.actions.amending import ask_amendment
from projects.actions.applying import add_paper
from projects.actions.deciding import raise_objection
from projects.models import Project
from projects.terms import PaperKind
from tests.house.matrix.cast import MAY, PEOPLE, city_of, seers, staff_of
from tests.house.matrix.halves import Stage
from tests.house.matrix.row import Thing
from tests.projects.grounds import (
    DECIDED,
    REVIEWERS,
    a_pack,
    a_project,
    noticed_project,
    reviewed_project,
    running_project,
    submitted_project,
    who,
)
from tests.world import City
from workflow.actions import store_attachment

COMMITTEES = ("mall", "twin.mall")
MANY = {"more_reason": "市委两新工委部署的重点任务。", "participants": [], "members": []}


def project_things(stage: Stage) -> dict[str, list[Thing]]:
    """Each bears a word that only its readers may read."""
    kinds: dict[str, list[Thing]] = {}
    for key in COMMITTEES:
        for kind, thing in _of_committee(stage, key).items():
            kinds.setdefault(kind, []).append(thing)
    return kinds


def _of_committee(stage: Stage, key: str) -> dict[str, Thing]:
    half, name = stage.half(key)
    city, prefix = half.city, city_of(key)
    own, line = staff_of(key), seers(key, right="see work")
    asked = frozenset(f"{prefix}{one}" for one in REVIEWERS)
    known = line | {f"{prefix}station_head"}
    public = _public(prefix)
    places = {"at": key, "above": f"{prefix}city"}
    # A public notice and a case name the applicant, a notice its lead, too.
    stage.words.show(f"{getattr(city, name)}{city.user('station_head').name}", to=public)
    made = _Makers(stage, city, key)
    draft = made.project(a_project, "稿", own)
    submitted = made.project(submitted_project, "报", known)
    reviewed = made.project(reviewed_project, "审", known | asked)
    noticed = made.project(noticed_project, "示", public)
    running = made.project(running_project, "行", known | asked)
    pack = a_pack(city, name=made.word("牌", known | asked), **MANY)
    sheet = reviewed.appraisals.get(reviewer=city.user("lawyer_clerk"))
    judged = staff_of(f"{prefix}city") | {f"{prefix}lawyer_clerk"}
    things: dict[str, tuple[int, frozenset[str]]] = {
        "project_drafts": (draft.pk, own),
        "draft_papers": (_paper(city, draft), own),
        "submitted_projects": (submitted.pk, known),
        "reviewed_projects": (reviewed.pk, known | asked),
        "noticed_projects": (noticed.pk, public),
        "objections": (_objection(city, noticed), public),
        "running_projects": (running.pk, known | asked),
        "project_milestones": (running.milestones.order_by("pk")[0].pk, known | asked),
        "amendments": (_amendment(city, running), known),
        "brand_projects": (pack.project_id, known | asked),
        "packs": (pack.pk, public),
        "appraisals": (sheet.pk, judged),
    }
    found = {
        kind: Thing(f"{kind} of {key}", (pk,), seen_by, places)
        for kind, (pk, seen_by) in things.items()
    }
    year = (city.bodies[name].pk, 2026)
    found["project_years"] = Thing(f"year of {key}", year, line, places)
    return found


def _public(prefix: str) -> frozenset[str]:
    """Everybody of a city who sees work: whom a public notice and a case are told."""
    people = [one for one in PEOPLE.values() if one.city == prefix]
    return frozenset(one.name for one in people if one.role in MAY["see work"])


class _Makers:
    """Makes projects whose names bear words."""

    def __init__(self, stage: Stage, city: City, key: str) -> None:
        self._stage, self._city, self._key = stage, city, key

    def word(self, end: str, readers: frozenset[str]) -> str:
        """A name that only these may read."""
        text = f"鹈{self._key.replace('.', '')}{end}目"
        return self._stage.words.plant(text, readers=readers)

    def project(self, make: Any, end: str, readers: frozenset[str]) -> Project:
        """A project at one step of its life."""
        project: Project = make(self._city, name=self.word(end, readers), **MANY)
        return project


def _paper(city: City, project: Project) -> int:
    file = BytesIO()
    Image.new("RGB", (8, 8), "#b8242a").save(file, "PNG")
    size = file.tell()
    file.seek(0)
    clerk = who(city, "mall_clerk")
    stored = store_attachment(
        organization=project.applicant, name="选址照片.PNG", stream=file, size=size, actor=clerk
    )
    paper = add_paper(project=project, kind=PaperKind.APPLICATION, attachment=stored, actor=clerk)
    return paper.pk


def _objection(city: City, project: Project) -> int:
    made = raise_objection(
        project=project, raised_by="", words="预算偏高。", actor=who(city, "lawyer_clerk")
    )
    return made.pk


def _amendment(city: City, project: Project) -> int:
    made = ask_amendment(
        project=project,
        kind="content",
        reason="成果增加",
        changes={"outcomes": "驿站 2 处。"},
        actor=who(city, "mall_clerk", DECIDED),
    )
    return made.pk
