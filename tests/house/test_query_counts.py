"""How many queries each page costs each role: pinned in a file, twelve at most, flat in rows.

A change that is meant is written down with ``UPDATE_QUERY_COUNTS=1 python -m pytest
tests/house/test_query_counts.py``; the difference of ``query_counts.json`` then tells reviewers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checklists.models import Assignment, Checklist, ChecklistItem
from coverage.actions.contacts import record_contact
from coverage.actions.notices import submit_notice
from coverage.models import Unit
from hierarchy.actions.organizations import found_organization
from hierarchy.models import Organization
from hierarchy.terms import Kind, Tier
from routines.actions.balloting import write_ballot
from routines.actions.fulfilling import confirm_answers
from routines.actions.generating import refresh_obligations
from routines.actions.groups import set_up_group
from routines.actions.recording import register_record
from routines.actions.rules import seed_rules
from routines.matching import proposals
from routines.models import Obligation, Record
from routines.terms import BallotKind, RecordKind
from tests.coverage.conftest import entered
from tests.lists import cascade, city_draft, completed
from tests.world import FOUNDED, World

PINNED = Path(__file__).with_name("query_counts.json")
MOST = 12
ROLES = (
    *("city_leader", "city_clerk", "mall_leader", "station_head", "officer", "secretary"),
    *("district_reader", "town_reader", "administrator", "auditor"),
)
# What each page shows many of; a page a role may not open is left out of the file.
PAGES = {
    "待办": "workbench:todo",
    "搜索": "workbench:search",
    "消息": "workflow:inbox",
    "清单列表": "checklists:checklist_list",
    "任务列表": "checklists:assignment_list",
    "审核": "checklists:review_queue",
    "单位台账": "coverage:unit_list",
    "我的单位": "coverage:unit_mine",
    "登记单位": "coverage:unit_new",
    "联系记录": "coverage:contact_list",
    "信息变更单": "coverage:notice_queue",
    "覆盖情况": "coverage:overview",
    "覆盖新旧": "coverage:overview_fresh",
    "联合组建": "coverage:proposal_list",
    "源泉工程": "coverage:spring",
    "组织生活": "routines:life",
    "活动记录": "routines:record_list",
    "年度墙": "routines:wall",
    "制度日历": "routines:calendar",
    "应办事项": "routines:obligation_list",
    "制度规则": "routines:rule_list",
    "日历订阅": "routines:feed_list",
    "月度例会": "routines:meeting_list",
    "筹备例会": "routines:meeting_prepare",
    "议定事项": "routines:resolution_list",
    "小结与述职": "routines:summary_list",
    "接口令牌": "workflow:token_list",
    "组织列表": "hierarchy:organization_list",
    "属地列表": "hierarchy:region_list",
    "任职列表": "hierarchy:appointment_list",
    "留痕": "workflow:audit",
}


@pytest.fixture(autouse=True)
def _in_the_worlds_time(world: World) -> Iterator[None]:
    with time_machine.travel(world.home.at, tick=False):
        yield


def addresses(first: dict[str, int]) -> dict[str, str]:
    """Every page by its name; ``first`` holds the ids that stay the same as rows are added."""
    pages = {name: reverse(view) for name, view in PAGES.items()}
    pages["搜索"] += "?q=党支部"
    pages["清单详情"] = reverse("checklists:checklist_detail", args=[first["checklist"]])
    pages["清单草稿"] = reverse("checklists:checklist_detail", args=[first["draft"]])
    pages["任务详情"] = reverse("checklists:assignment_detail", args=[first["assignment"]])
    pages["穿透"] = reverse("checklists:thread", args=[first["item"]])
    pages["统计名册"] = pages["单位台账"] + "?measure=founded&side=gap"
    pages["单位详情"] = reverse("coverage:unit_detail", args=[first["unit"]])
    pages["党组织"] = reverse("coverage:party_detail", args=[first["party"]])
    pages["支部组织生活"] = reverse("routines:life_of", args=[first["party"]])
    pages["党小组"] = reverse("routines:group_list", args=[first["party"]])
    pages["登记主题党日"] = reverse("routines:record_new", args=[first["party"], "theme_day"])
    pages["记录详情"] = reverse("routines:record_detail", args=[first["record"]])
    pages["年度墙按组织"] = pages["年度墙"] + "?rule=R-13"
    pages["全部日历"] = pages["制度日历"] + "?whose=all"
    pages["应办详情"] = reverse("routines:obligation_detail", args=[first["obligation"]])
    pages["组织详情"] = reverse("hierarchy:organization_detail", args=[first["organization"]])
    return pages


def first_ids(world: World) -> dict[str, int]:
    item = ChecklistItem.objects.filter(key_point__isnull=True).order_by("pk")[0]
    own = Assignment.objects.filter(receiver=world.branch).order_by("item__serial", "pk")[0]
    return {
        "checklist": item.checklist_id,
        "draft": Checklist.objects.filter(status="draft").order_by("pk")[0].pk,
        "item": item.pk,
        "assignment": own.pk,
        "organization": world.officer.pk,
        "unit": Unit.objects.filter(place=world.second_branch).order_by("pk")[0].pk,
        "party": world.second_branch.pk,
        "record": Record.objects.order_by("pk")[0].pk,
        "obligation": Obligation.objects.filter(organization=world.branch).order_by("pk")[0].pk,
    }


def counted(world: World, pages: dict[str, str]) -> dict[str, dict[str, int]]:
    """Queries by page and role, of pages that open; what a process reads once is read before."""
    found: dict[str, dict[str, int]] = {}
    for role in (ROLES[0], *ROLES):
        client = Client()
        world.login(client, role)
        client.get(pages["待办"])
        for name, address in pages.items():
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address)
            if response.status_code == 200:
                found.setdefault(name, {})[role] = len(captured)
    return found


def work(world: World, *, round_name: str) -> None:
    """New branches, a list down four hops, and work on it: signed, done, waiting for an answer."""
    cascade(world)
    city_draft(world)
    for person, body in (("secretary", "branch"), ("second_secretary", "second_branch")):
        owed = Assignment.objects.filter(receiver=getattr(world, body), status="in_progress")
        completed(world, owed.order_by("item__serial", "pk")[0], person)
    for serial in range(6):
        found_organization(
            parent=world.officer,
            tier=Tier.BRANCH,
            kind=Kind.BRANCH,
            name=f"{round_name}批{serial}号党支部",
            region=world.branch.region,
            on=FOUNDED,
            reason="设立",
            actor=world.system,
        )
    ledger(world, round_name=round_name)
    seed_rules(tenant=world.tenant, on=FOUNDED, actor=world.system)
    refresh_obligations(tenant=world.tenant, actor=world.system)
    live(world, round_name=round_name)


def live(world: World, *, round_name: str) -> None:
    """Meetings of a branch with a group, a vote and what they answer."""
    actor = world.actor("second_secretary")
    branch = world.second_branch
    set_up_group(organization=branch, name=f"{round_name}小组", starts_on=FOUNDED, actor=actor)
    record = register_record(
        organization=branch,
        kind=RecordKind.MEMBERS_MEETING,
        content={"happened_on": actor.on, "also": [RecordKind.THEME_DAY]},
        actor=actor,
    )
    write_ballot(
        record=record,
        kind=BallotKind.RESOLUTION,
        counts={"matter": round_name, "eligible": 9, "present": 8, "in_favour": 7},
        actor=actor,
    )
    answers = [one.pk for one in proposals(record, on=actor.on) if one.likely]
    confirm_answers(record=record, obligations=answers, actor=actor)


def ledger(world: World, *, round_name: str) -> None:
    """New units of one officer and one joint branch, contacted, and corrected in the field."""
    officer = world.actor("officer")
    for serial in range(4):
        joint = {"place": world.second_branch, "cover": "joint"} if serial % 2 else {}
        unit = entered(world, f"{round_name}批{serial}号示例", members_here=serial, **joint)
        record_contact(unit=unit, actor=officer)
        submit_notice(
            unit=unit,
            changes={"members_here": serial + 1},
            seen_on=world.on,
            words="",
            actor=officer,
        )


def test_every_page_costs_what_the_pinned_file_says(world: World) -> None:
    work(world, round_name="第一")

    found = counted(world, addresses(first_ids(world)))

    if os.environ.get("UPDATE_QUERY_COUNTS"):
        PINNED.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    assert found == json.loads(PINNED.read_text())


def test_no_page_costs_more_than_twelve_queries() -> None:
    pinned = json.loads(PINNED.read_text())
    above = {
        f"{page} {role}": count
        for page, roles in pinned.items()
        for role, count in roles.items()
        if count > MOST
    }
    assert above == {}


def test_twice_the_rows_cost_no_page_a_single_query_more(world: World) -> None:
    work(world, round_name="第一")
    pages = addresses(first_ids(world))
    before = counted(world, pages)
    bodies, rows = Organization.objects.count(), Assignment.objects.count()

    work(world, round_name="第二")

    assert Organization.objects.count() > bodies
    assert Assignment.objects.count() >= 2 * rows
    assert counted(world, pages) == before
