"""Each step of a project tells whoever goes on with it, with the page to go to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import Resolver404, resolve

from projects.actions.amending import ask_amendment, decide_amendment
from projects.actions.checking import (
    ask_acceptance,
    correct_midterm,
    correct_project,
    waive_midterm,
)
from projects.actions.working import hand_in_midterm
from projects.terms import AmendmentKind
from tests.projects.grounds import (
    ENDED,
    HALFWAY,
    PANEL,
    a_pack,
    checked_project,
    reach_all,
    who,
)
from tests.world import World
from workflow.models import Notice

CITY = {"city_leader", "city_clerk"}
APPLICANT = {"mall_leader", "mall_clerk", "station_head"}
COMMITTEES = {"mall_leader", "mall_clerk", "lawyer_leader", "lawyer_clerk"}
# Beginning of the title, and who is told.
TOLD = {
    "请形式审查": CITY,
    "请评审项目": {"city_leader", "lawyer_leader", "lawyer_clerk"},
    "已通过形式审查": APPLICANT,
    "收到评审意见": CITY,
    "项目公示": COMMITTEES,
    "已立项，请签订任务书": APPLICANT,
    "请会签任务书": CITY,
    "任务书已会签，可以实施": APPLICANT,
    "免于中期检查": APPLICANT,
    "节点已完成": CITY,
    "请验收": CITY,
    "验收合格": APPLICANT,
    "决算已审定": APPLICANT,
    "已归档": APPLICANT,
    "请认定品牌项目": CITY,
    "已认定品牌项目": APPLICANT,
    "案例已入库": CITY,
}


@pytest.fixture
def names(world: World) -> dict[int, str]:
    """By id, what the world calls a person."""
    return {user.pk: name for name, user in world.home.users.items()}


def told(names: dict[int, str], title: str) -> set[str]:
    """Who has a notice whose title begins so."""
    rows = Notice.objects.filter(title__startswith=title)
    return {names[pk] for pk in rows.values_list("recipient_id", flat=True)}


def test_from_application_to_the_library_everybody_hears_what_is_theirs(
    funded: World, names: dict[int, str]
) -> None:
    a_pack(funded)

    assert {title: told(names, title) for title in TOLD} == TOLD
    ours = Notice.objects.exclude(path="")
    begun = set(ours.values_list("title", flat=True))
    assert {one for one in begun if not one.startswith(tuple(TOLD))} == set()
    for path in set(ours.values_list("path", flat=True)):
        try:
            assert resolve(path).app_name == "projects"
        except Resolver404:
            pytest.fail(f"{path} leads nowhere")


def test_what_must_be_put_right_or_was_changed_is_told(
    funded: World, names: dict[int, str]
) -> None:
    project = checked_project(funded)
    by = HALFWAY + dt.timedelta(days=9)
    leader, clerk = who(funded, "city_leader", HALFWAY), who(funded, "mall_clerk", HALFWAY)
    correct_midterm(project=project, opinion="台账不全", panel=PANEL, correct_by=by, actor=leader)
    amendment = ask_amendment(
        project=project,
        kind=AmendmentKind.EXTENSION,
        reason="场地交付推迟",
        changes={"ends_on": dt.date(2026, 12, 20)},
        actor=clerk,
    )
    decide_amendment(amendment=amendment, agreed=True, answer="同意", actor=leader)
    hand_in_midterm(project=project, report="已补齐", actor=clerk)
    correct_midterm(project=project, opinion="再补", panel=PANEL, correct_by=by, actor=leader)
    waive_midterm(project=project, reason="已现场核实", actor=leader)
    reach_all(funded, project)
    late = who(funded, "city_leader", ENDED)
    ask_acceptance(project=project, closing_report="结项", actor=who(funded, "mall_clerk", ENDED))
    correct_project(
        project=project,
        opinion="补充佐证",
        panel=PANEL,
        correct_by=ENDED + dt.timedelta(days=9),
        actor=late,
    )

    assert told(names, "请中期检查") == CITY
    assert told(names, "中期检查限期整改") == APPLICANT
    assert Notice.objects.filter(title__startswith="中期检查限期整改").count() == 3
    assert told(names, "请审批延期") == CITY
    assert told(names, "延期已批准") == APPLICANT
    assert told(names, "验收限期整改") == APPLICANT
