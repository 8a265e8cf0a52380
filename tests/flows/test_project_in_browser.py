"""A project from application to brand, by the four people whose work it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine

from projects.actions.reviewing import score_project
from projects.models import Appraisal, BrandPack, Expense, Project, Tranche
from projects.terms import ProjectStatus, TrancheStatus
from tests.browser import needs_browser
from tests.flows.pages import photo
from tests.projects.grounds import at, points, who, with_budget, with_rules
from tests.world import World

pytestmark = [pytest.mark.browser, needs_browser]

DECIDED = dt.date(2026, 3, 10)
HALFWAY = dt.date(2026, 7, 20)
ENDED = dt.date(2026, 11, 20)


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    """The clock of the site and of everybody's sessions, from nine o'clock of a day."""
    with time_machine.travel(at(day), tick=True):
        yield


def the_project() -> Project:
    return Project.objects.get(number="XM-2026-MALL-001")


def page_of(project: Project, part: str = "") -> str:
    return f"/projects/{project.pk}/" + (f"?part={part}" if part else "")


def applies(clerk: Any, *, lead: str) -> None:
    """Writes the application part by part, and hands it up."""
    clerk.opens("/projects/")
    clerk.presses("申报项目")
    clerk.writes("项目名称", "商圈红色驿站")
    clerk.page.get_by_label("项目类别").select_option(label="阵地建设类")
    known = clerk.page.locator("#id_lead option").filter(has_text=lead)
    clerk.page.locator("#id_lead").select_option(value=known.get_attribute("value"))
    clerk.writes("开始日期", "2026-03-15")
    clerk.writes("完成日期", "2026-11-30")
    clerk.presses("保存，填下一部分")
    clerk.sees("已建立申报草稿")
    clerk.writes("项目目标", "建成驿站 1 处，服务党员 300 人次。")
    clerk.writes("主要做法", "选址共建，轮值开放。")
    clerk.writes("预期成果", "驿站 1 处，制度 1 套。")
    clerk.presses("保存，填下一部分")
    clerk.sees("已保存申报内容")
    row = clerk.page.locator("#id_lines-0-source")
    row.select_option(label="市级行业党建专项经费")
    clerk.page.locator("#id_lines-0-category").select_option(label="培训")
    clerk.page.locator("#id_lines-0-amount").fill("20000")
    clerk.presses("保存，填下一部分")
    clerk.sees("已保存预算 1 行，合计 20,000.00 元")
    clerk.page.locator("#id_milestones-0-name").fill("驿站建成开放")
    clerk.page.locator("#id_milestones-0-due_on").fill("2026-07-15")
    clerk.presses("保存，填下一部分")
    clerk.sees("已保存节点 1 个")
    clerk.opens(page_of(Project.objects.get()))
    clerk.presses("报送")
    clerk.sees("报送后申报内容、预算和节点不能再改")
    clerk.presses("报送")
    clerk.sees("已报送，项目编号 XM-2026-MALL-001")


def is_reviewed(arrive: Any, world: World) -> None:
    """The city's clerk names three reviewers; one scores on a phone, the others by their own."""
    clerk = arrive("city_clerk")
    clerk.opens("/")
    clerk.sees("商圈红色驿站")
    clerk.opens(page_of(the_project()))
    clerk.presses("通过形式审查")
    for name in ("city_leader", "lawyer_leader", "lawyer_clerk"):
        clerk.page.get_by_label(world.home.user(name).name).check()
    clerk.writes("评审期限", "2026-03-09")
    clerk.presses("通过形式审查")
    clerk.sees("已通过形式审查，评审人会收到待办")

    leader = arrive("city_leader", phone=True)
    leader.opens("/")
    leader.sees("商圈红色驿站")
    own = Appraisal.objects.get(reviewer=world.home.user("city_leader"))
    leader.opens(f"/projects/appraisals/{own.pk}/")
    for code, given in points(the_project()).items():
        leader.page.locator(f"#id_points_{code}").fill(str(given))
    leader.writes("评审意见", "目标明确，预算合理。")
    leader.presses("提交评分")
    leader.sees("已评分")
    for name in ("lawyer_leader", "lawyer_clerk"):
        score_project(
            appraisal=Appraisal.objects.get(reviewer=world.home.user(name)),
            points={code: given - 1 for code, given in points(the_project()).items()},
            opinion="可行。",
            actor=who(world, name),
        )
    clerk.opens(page_of(the_project()))
    clerk.presses("公示")
    clerk.presses("公示")
    clerk.sees("已公示，截止 3月9日")


def is_approved_and_signed(arrive: Any) -> None:
    """After the notice: approval, and the task book signed by both sides."""
    leader = arrive("city_leader")
    leader.opens(page_of(the_project()))
    leader.presses("立项批复")
    leader.writes("批复文号", "示例两新工委〔2026〕8号")
    leader.presses("立项批复")
    leader.sees("已立项批复")
    head = arrive("mall_leader", phone=True)
    head.opens("/")
    head.sees("商圈红色驿站")
    head.opens(page_of(the_project()))
    head.presses("签订任务书")
    head.writes("任务书约定", "按期完成，专款专用。")
    head.presses("签订任务书")
    head.sees("已签订任务书")
    leader.opens(page_of(the_project()))
    leader.presses("会签任务书")
    leader.presses("会签任务书")
    leader.sees("已会签任务书")


def is_paid(arrive: Any, number: int) -> None:
    """One tranche, asked for by the committee, agreed and paid by the city."""
    tranche = Tranche.objects.get(number=number)
    clerk = arrive("mall_clerk")
    clerk.opens(page_of(the_project(), "money"))
    clerk.presses("申请拨付")
    clerk.writes("申请说明", "按任务书拨付。")
    clerk.presses("申请")
    clerk.sees("已申请拨付")
    leader = arrive("city_leader")
    leader.opens(page_of(the_project(), "money"))
    leader.presses("同意拨付")
    leader.presses("同意拨付", sure=True)
    leader.sees("已同意拨付")
    payer = arrive("city_clerk")
    payer.opens(page_of(the_project(), "money"))
    payer.presses("登记拨付")
    payer.writes("支付凭证号", f"示例支付 {number} 号")
    payer.presses("登记拨付", sure=True)
    payer.sees(f"示例支付 {number} 号")
    tranche.refresh_from_db()
    assert tranche.status == TrancheStatus.PAID


def spends(arrive: Any, amount: str) -> None:
    """One expense: entered, agreed to by lead and committee's head, paid with its receipt."""
    clerk = arrive("mall_clerk")
    clerk.opens(page_of(the_project(), "money"))
    clerk.presses("填写支出")
    clerk.page.get_by_label("预算科目").select_option(index=1)
    clerk.writes("金额", amount)
    clerk.writes("支出内容", "驿站骨干培训 1 期")
    clerk.writes("收款单位", "示例培训中心")
    clerk.presses("保存")
    clerk.presses("报批", sure=True)
    clerk.sees("已报批，请等项目负责人审批")
    expense = Expense.objects.latest("pk")
    for name in ("station_head", "mall_leader"):
        signer = arrive(name, phone=True)
        signer.opens("/")
        signer.sees("驿站骨干培训")
        signer.opens(f"/projects/expenses/{expense.pk}/")
        signer.presses("审批")
        signer.page.get_by_label("同意", exact=True).check()
        signer.presses("提交审批")
        signer.sees("已同意")
    clerk.opens(f"/projects/expenses/{expense.pk}/")
    clerk.presses("登记支付")
    clerk.writes("发票号码", "示例发票 001")
    clerk.writes("支付凭证号", "示例付款 001")
    clerk.page.locator("#id_uploads").set_input_files(photo("发票.jpg"))
    clerk.presses("登记支付", sure=True)
    clerk.sees("已登记支付并记入经费账")


def is_checked(arrive: Any) -> None:
    """Milestone, monthly note, mid-term report and its check."""
    clerk = arrive("mall_clerk")
    clerk.opens(page_of(the_project(), "progress"))
    clerk.page.get_by_role("link", name="完成节点：驿站建成开放").click()
    clerk.writes("完成情况", "驿站已开放。")
    clerk.presses("完成节点")
    clerk.sees("驿站已开放。")
    clerk.opens(page_of(the_project()))
    clerk.presses("报送中期报告")
    clerk.writes("中期报告", "驿站已建成，服务 160 人次。")
    clerk.presses("报送中期报告")
    clerk.sees("已报送中期报告")
    leader = arrive("city_leader")
    leader.opens(page_of(the_project()))
    leader.presses("中期检查合格")
    leader.writes("检查意见", "进度符合任务书。")
    leader.writes("检查组成员", "陆市书、朱市办")
    leader.presses("中期检查合格")
    leader.sees("中期检查合格，已通知")


def is_accepted_and_closed(arrive: Any) -> None:
    """Acceptance, the rest of the money handed back, the account settled, the volume filed."""
    clerk = arrive("mall_clerk")
    clerk.opens(page_of(the_project()))
    clerk.presses("申请验收")
    clerk.writes("结项报告", "驿站建成，服务党员 320 人次。")
    clerk.presses("申请验收")
    clerk.sees("已申请验收")
    leader = arrive("city_leader")
    leader.opens(page_of(the_project()))
    leader.presses("验收合格")
    leader.writes("检查意见", "达到任务书要求。")
    leader.writes("检查组成员", "陆市书、朱市办")
    leader.presses("验收合格")
    leader.sees("验收合格，已通知")
    clerk.opens(page_of(the_project(), "money"))
    clerk.presses("交回结余")
    clerk.page.get_by_label("资金来源").select_option(index=1)
    clerk.writes("金额", "7000")
    clerk.writes("交款凭证号", "示例交款 001")
    clerk.presses("登记交回", sure=True)
    clerk.sees("3,000.00")
    leader.opens(page_of(the_project()))
    leader.presses("审定决算")
    leader.presses("审定决算")
    leader.sees("决算已审定")
    office = arrive("city_clerk")
    office.opens(page_of(the_project()))
    office.presses("归档")
    office.presses("归档")
    office.sees("已归档")


def becomes_a_brand(arrive: Any) -> None:
    """The committee asks, the city recognises, the case is published and taken up by another."""
    clerk = arrive("mall_clerk")
    clerk.opens(page_of(the_project()))
    clerk.presses("申报品牌")
    clerk.writes("品牌申报说明", "成效明显，可复制推广。")
    clerk.presses("申报品牌")
    clerk.sees("已申报品牌项目")
    leader = arrive("city_leader")
    leader.opens(page_of(the_project()))
    leader.presses("认定品牌")
    leader.presses("认定品牌")
    leader.sees("已认定为品牌项目")
    office = arrive("city_clerk")
    office.opens(page_of(the_project()))
    office.presses("案例入库")
    office.writes("借鉴要点", "先定轮值表，再开放。")
    office.presses("入库")
    office.sees("先定轮值表，再开放。")
    other = arrive("lawyer_clerk", phone=True)
    other.opens("/projects/library/")
    other.page.get_by_role("link", name="商圈红色驿站").first.click()
    other.presses("借鉴到本单位草稿")
    other.sees("商圈红色驿站")


def test_a_project_goes_from_application_to_brand(arrive: Any, committed_world: World) -> None:
    world = committed_world
    with_rules(world)
    with_budget(world, "100000.00")
    applies(arrive("mall_clerk"), lead=world.home.user("station_head").name)
    is_reviewed(arrive, world)
    with on(DECIDED):
        is_approved_and_signed(arrive)
        is_paid(arrive, 1)
        spends(arrive, "3000")
    with on(HALFWAY):
        is_checked(arrive)
    with on(ENDED):
        is_accepted_and_closed(arrive)
        becomes_a_brand(arrive)
    project = Project.objects.get(applicant=world.mall)
    assert project.status == ProjectStatus.BRAND
    assert BrandPack.objects.get().adoptions.count() == 1
