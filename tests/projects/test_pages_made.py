"""Pages of projects are well made: official Chinese, twelve queries at most, flat in rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.actions.amending import ask_amendment
from projects.actions.deciding import raise_objection
from projects.actions.duties import open_year
from projects.actions.working import write_note
from projects.models import BrandPack, Project
from tests.house.pages import faults
from tests.projects.grounds import (
    HALFWAY,
    YEAR,
    a_pack,
    a_project,
    noticed_project,
    reviewed_project,
    running_project,
    submitted_project,
    who,
)
from tests.projects.pages import as_person, page
from tests.world import World

MOST = 12
# Numbers of projects and certificates, and the industry in them.
CODES = {"XM", "MALL", "PP"}
MANY = {"more_reason": "市委两新工委部署的重点任务。"}
PARTS = ("overview", "content", "review", "progress", "money", "papers", "history")
READERS = ("city_leader", "mall_clerk")


def year_of_projects(world: World, *, name: str) -> list[Project]:
    """One at each step that a page tells apart, with what hangs on it."""
    draft = a_project(world, name=f"{name}起草项目", **MANY)
    submitted = submitted_project(world, name=f"{name}报送项目", **MANY)
    reviewed = reviewed_project(world, name=f"{name}评审项目", **MANY)
    noticed = noticed_project(world, name=f"{name}公示项目", **MANY)
    clerk = who(world, "lawyer_clerk")
    raise_objection(project=noticed, raised_by="", words="预算偏高。", actor=clerk)
    running = running_project(world, name=f"{name}实施项目", **MANY)
    actor = who(world, "mall_clerk", HALFWAY)
    write_note(project=running, month=HALFWAY.replace(day=1), done="已开放。", actor=actor)
    ask_amendment(
        project=running,
        kind="content",
        reason="成果增加",
        changes={"outcomes": "驿站 2 处。"},
        actor=actor,
    )
    return [draft, submitted, reviewed, noticed, running]


def addresses(world: World, found: list[Project], pack: BrandPack) -> Iterator[str]:
    for name in ("board", "project_list", "notice_list", "library", "project_new"):
        yield page(name)
    yield page("project_year", world.mall.pk, YEAR)
    yield page("pack_detail", pack.pk)
    yield page("pack_publish", pack.project_id)
    draft, submitted, reviewed, noticed, running = found
    for project in found:
        yield page("project_detail", project.pk)
    for part in PARTS:
        yield page("project_detail", running.pk, part=part)
    yield page("project_detail", noticed.pk, part="review")
    for name in ("project_edit", "project_budget", "project_milestones", "project_papers"):
        yield page(name, draft.pk)
    yield page("project_edit", draft.pk, part="texts")
    yield page("project_move", draft.pk, "submit")
    yield page("project_move", submitted.pk, "pass_form")
    yield page("project_move", running.pk, "hand_in_midterm")
    yield page("appraisal_detail", reviewed.appraisals.order_by("pk")[0].pk)
    yield page("objection_new", noticed.pk)
    yield page("objection_answer", noticed.objections.get().pk)
    yield page("project_note", running.pk)
    yield page("milestone_done", running.milestones.order_by("pk")[0].pk)
    for kind in ("content", "budget", "extension"):
        yield page("amendment_new", running.pk, kind)
    yield page("amendment_detail", running.amendments.get().pk)


@pytest.fixture
def grounds(funded: World) -> tuple[World, list[str]]:
    open_year(tenant=funded.tenant, year=YEAR, actor=funded.home.system)
    pack = a_pack(funded, **MANY)
    found = year_of_projects(funded, name="第一")
    return funded, list(addresses(funded, found, pack))


def test_every_page_speaks_official_chinese_in_twelve_queries(
    grounds: tuple[World, list[str]],
) -> None:
    world, pages = grounds
    wrong, opened = [], set()
    for name in READERS:
        with as_person(world, name, HALFWAY) as client:
            client.get(page("board"))
            for address in pages:
                with CaptureQueriesContext(connection) as asked:
                    answer = client.get(address)
                if answer.status_code != 200:
                    continue
                opened.add(address)
                where = f"{address} as {name}"
                wrong += faults(where, answer.content.decode(), CODES)
                if len(asked) > MOST:
                    wrong.append(f"{where}: {len(asked)} queries")

    assert not wrong, "\n".join(wrong)
    assert set(pages) - opened == set()


def test_twice_the_projects_cost_no_list_a_single_query_more(
    grounds: tuple[World, list[str]],
) -> None:
    world, pages = grounds
    lists = pages[:7]
    before = [counted(world, address) for address in lists]

    year_of_projects(world, name="第二")

    assert [counted(world, address) for address in lists] == before


def counted(world: World, address: str) -> int:
    with as_person(world, "city_leader", HALFWAY) as client:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
    return len(asked)
