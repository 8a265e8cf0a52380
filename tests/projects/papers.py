"""What the tests of papers and volumes stand on: a project with one of everything, and Word read.

A brand by the end, with a tranche paid, money spent, two monthly notes, both sorts of amendments,
a mid-term check and an acceptance.
"""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import docx

from documents.papers.paper import PaperKind
from documents.word.project_papers import project_paper_document
from projects.actions.amending import ask_amendment, decide_amendment
from projects.actions.branding import ask_brand, recognise_brand
from projects.actions.checking import accept_project, ask_acceptance, pass_midterm
from projects.actions.closing import archive_project, settle_project
from projects.actions.tranches import request_tranche
from projects.actions.working import write_note
from projects.models import Project
from projects.papers.listing import Listed, papers_of
from projects.terms import AmendmentKind
from tests.projects.grounds import (
    CLOSED,
    ENDED,
    HALFWAY,
    PANEL,
    checked_project,
    reach_all,
    who,
)
from tests.projects.money import paid, paid_expense
from tests.world import City, World

EXTENDED = dt.date(2026, 12, 20)


def advanced_project(world: World | City) -> Project:
    """Half way: everything of the first half, and an extension by the city."""
    project = checked_project(world)
    for tranche in project.tranches.filter(number=1):
        paid(world, tranche)
    paid_expense(world, project, "8000.00")
    for month in (4, 5):
        write_note(
            project=project,
            month=dt.date(2026, month, 1),
            done=f"{month}月装修驿站。",
            problems="周末人手不足。",
            plans="招募志愿者。",
            actor=who(world, "mall_clerk", dt.date(2026, month + 1, 2)),
        )
    project = pass_midterm(
        project=project,
        opinion="进度符合任务书。",
        panel=PANEL,
        actor=who(world, "city_leader", HALFWAY),
    )
    _shift(world, project)
    return _extend(world, project)


def finished_brand(world: World | City) -> Project:
    """To the end: all is spent, accepted, settled, filed away, and recognised as a brand."""
    project = advanced_project(world)
    paid_expense(world, project, "7000.00", what="print", purpose="印制宣传册")
    reach_all(world, project)
    project = ask_acceptance(
        project=project,
        closing_report="驿站建成，服务党员320人次。",
        actor=who(world, "mall_clerk", ENDED),
    )
    project = accept_project(
        project=project,
        opinion="达到任务书要求，同意验收。",
        panel=PANEL,
        actor=who(world, "city_leader", ENDED),
    )
    project = settle_project(project=project, actor=who(world, "city_leader", CLOSED))
    project = archive_project(project=project, actor=who(world, "city_clerk", CLOSED))
    clerk, leader = who(world, "mall_clerk", CLOSED), who(world, "city_leader", CLOSED)
    return recognise_brand(
        project=ask_brand(project=project, reason="可复制推广。", actor=clerk), actor=leader
    )


def asked_tranche(world: World | City, project: Project) -> None:
    """The second tranche is asked for and not yet answered."""
    request_tranche(
        tranche=project.tranches.get(number=2),
        words="按进度申请第二批。",
        actor=who(world, "mall_clerk", HALFWAY),
    )


def read(project: Project) -> Project:
    """The project as a page reads it."""
    related = ("tenant", "applicant__parent", "category", "lead", "adopted_from")
    found: Project = Project.objects.select_related(*related).get(pk=project.pk)
    return found


def listed(world: World | City, project: Project, name: str, day: dt.date = CLOSED) -> list[Listed]:
    """The papers somebody gets on a day."""
    return papers_of(read(project), who(world, name, day))


def kinds(papers: list[Listed]) -> list[PaperKind]:
    """Their kinds, each once, in order."""
    return list(dict.fromkeys(one.kind for one in papers))


def word_of(papers: list[Listed], kind: PaperKind, place: int = 0) -> str:
    """What one of them says as Word, blanks left out."""
    found = [one for one in papers if one.kind is kind][place]
    return words_in(project_paper_document(found.build()))


def words_in(content: bytes) -> str:
    """All words of a Word file, of its tables as well, blanks left out."""
    document: Any = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(one.text for one in document.paragraphs), *cells]).split())


def _shift(world: World | City, project: Project) -> None:
    """2000 元 from training to print, within the applicant's own say."""
    lines = {(row.source_id, row.category_id): row.amount for row in project.budget.order_by("pk")}
    first, second = lines
    lines[first] -= Decimal(2000)
    lines[second] += Decimal(2000)
    amendment = ask_amendment(
        project=project,
        kind=AmendmentKind.BUDGET,
        reason="培训场地由站点无偿提供。",
        changes=lines,
        actor=who(world, "mall_clerk", HALFWAY),
    )
    leader = who(world, "mall_leader", HALFWAY)
    decide_amendment(amendment=amendment, agreed=True, answer="同意调整。", actor=leader)


def _extend(world: World | City, project: Project) -> Project:
    amendment = ask_amendment(
        project=project,
        kind=AmendmentKind.EXTENSION,
        reason="工程受汛期影响。",
        changes={"ends_on": EXTENDED},
        actor=who(world, "mall_clerk", HALFWAY),
    )
    leader = who(world, "city_leader", HALFWAY)
    decide_amendment(amendment=amendment, agreed=True, answer="同意延期。", actor=leader)
    project.refresh_from_db()
    return project
