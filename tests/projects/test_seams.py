"""What other rooms learn of projects: due days, figures, matters, files, open work, words."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

from django.conf import settings

from hierarchy.actors import Actor
from projects.actions.checking import correct_midterm
from projects.actions.duties import refresh_duties
from projects.actions.handing import hand_projects
from projects.audit_words import VERBS
from projects.citations import ProjectCitations
from projects.due import CorrectionDue, MilestoneDue, YearDutyDue
from projects.figure_source import ProjectFigures
from projects.matters import ProjectMatters
from projects.models import Account, Project, YearDuty
from projects.open_work import ProjectWork
from projects.terms import DutyKind
from tests.projects import grounds
from tests.projects.grounds import CLOSED, DECIDED, HALFWAY, at, who
from tests.world import World
from workflow.models import Attachment

ROOT = Path(settings.BASE_DIR)
VERB = re.compile(r"[a-z]+\.[a-z_]+")


def test_a_demand_of_the_year_is_due_until_it_is_met_and_the_path_is_not_urged_here(
    funded: World,
) -> None:
    refresh_duties(tenant=funded.tenant, actor=funded.home.system)
    source = YearDutyDue()
    rows = source.owed(tenant=funded.tenant, only=(), but=())
    kinds = set(rows.filter(organization=funded.mall).values_list("kind", flat=True))

    assert DutyKind.SET_PATH not in kinds
    assert DutyKind.SET_PATH not in source.codes(tenant=funded.tenant)
    assert kinds == set(source.codes(tenant=funded.tenant)) - {DutyKind.SET_BUDGET}
    plan = YearDuty.objects.get(organization=funded.mall, kind=DutyKind.PLAN_PROJECT)
    (subject,) = source.subjects([plan.pk]).values()
    assert subject.title == "规划党建项目（2026年）"
    assert subject.is_binding

    grounds.approved_project(funded)
    assert source.subjects([plan.pk]) == {}
    assert rows.filter(pk=plan.pk).exists()


def test_milestones_are_due_while_work_is_done(funded: World) -> None:
    project = grounds.running_project(funded)
    source = MilestoneDue()
    ids = list(
        source.owed(tenant=funded.tenant, only=(), but=()).values_list(
            "pk", source.due_column, source.body_column
        )
    )

    assert [body for _, _, body in ids] == [project.applicant_id] * 2
    assert len(source.subjects([pk for pk, _, _ in ids])) == 2
    assert not source.owed(tenant=funded.twin.tenant, only=(), but=())

    grounds.reach_all(funded, project)
    assert source.subjects([pk for pk, _, _ in ids]) == {}


def test_what_must_be_put_right_is_due_by_its_day(funded: World) -> None:
    project = grounds.checked_project(funded)
    day = HALFWAY + dt.timedelta(days=20)
    correct_midterm(
        project=project,
        opinion="台账不全",
        panel=grounds.PANEL,
        correct_by=day,
        actor=who(funded, "city_leader", HALFWAY),
    )

    (subject,) = CorrectionDue().subjects([project.pk]).values()
    assert (subject.due_on, subject.is_binding) == (day, True)


def test_a_summary_tells_projects_money_and_their_denominators(funded: World) -> None:
    grounds.accepted_project(funded)
    actor = who(funded, "mall_leader", CLOSED)
    found = {
        figure.label: figure
        for figure in ProjectFigures().figures(
            organization=funded.mall,
            start=dt.date(2026, 1, 1),
            end=dt.date(2026, 12, 31),
            actor=actor,
        )
    }

    assert (found["党建项目验收合格"].value, found["党建项目验收合格"].of) == (1, 1)
    assert not list(
        ProjectFigures().figures(
            organization=funded.lawyer,
            start=dt.date(2026, 1, 1),
            end=dt.date(2026, 12, 31),
            actor=who(funded, "lawyer_leader", CLOSED),
        )
    )


def test_a_meeting_may_talk_of_open_demands_and_late_milestones(funded: World) -> None:
    refresh_duties(tenant=funded.tenant, actor=funded.home.system)
    grounds.running_project(funded)
    found = ProjectMatters().matters(
        organization=funded.mall, actor=who(funded, "mall_leader", HALFWAY)
    )
    titles = [matter.title for matter in found]

    assert "商圈红色驿站：驿站建成开放未按期完成" in titles
    assert any(title.startswith("规划党建项目") for title in titles)


def test_files_of_a_case_are_read_by_the_whole_city_and_by_nobody_else(funded: World) -> None:
    pack = grounds.a_pack(funded)
    file = Attachment.objects.create(
        tenant=funded.tenant,
        organization=funded.mall,
        name="示例.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        file="none.pdf",
        uploaded_at=funded.home.at,
    )
    pack.attachments.add(file)

    def reads(actor: Actor) -> bool:
        cited = ProjectCitations().cited(actor)
        return Attachment.objects.filter(cited, pk=file.pk).exists()

    people = ("secretary", "lawyer_clerk", "officer")
    assert all(reads(who(funded, person, CLOSED)) for person in people)
    assert not reads(funded.twin.actor("secretary", at=at(CLOSED)))


def test_a_committee_with_an_open_project_is_not_closed_silently(funded: World) -> None:
    grounds.running_project(funded)

    kinds = [kind for part in ProjectWork().pieces([funded.mall.pk]) for kind, _ in part]
    assert kinds == ["project"]
    (line,) = ProjectWork().lines([funded.mall.pk])
    assert line.title == "商圈红色驿站"


def test_a_project_goes_on_elsewhere_with_its_money(funded: World) -> None:
    project = grounds.running_project(funded)

    went = hand_projects(
        source=funded.mall, target=funded.lawyer, actor=who(funded, "city_leader", DECIDED)
    )

    assert went == 1
    assert Project.objects.get(pk=project.pk).applicant == funded.lawyer
    assert not Account.objects.filter(organization=funded.mall)
    assert list(ProjectWork().lines([funded.mall.pk])) == []


def test_an_archived_project_keeps_nothing_open(funded: World) -> None:
    grounds.archived_project(funded)

    assert list(ProjectWork().lines([funded.mall.pk])) == []


def test_every_verb_of_the_room_has_a_chinese_word() -> None:
    used = {
        node.value.value
        for path in (ROOT / "projects" / "actions").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword)
        and node.arg == "verb"
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and VERB.fullmatch(node.value.value)
    }

    assert used
    assert used - set(VERBS) == set()
    assert all(not word.isascii() for word in VERBS.values())
