"""What projects, money, paths and venues ask of people now, for the front page.

Every sort of step in one query (``todo_parts.py``); a step is gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from django.urls import reverse

from hierarchy.actors import Actor
from projects.terms import DutyKind
from projects.todo_parts import Line, parts_for
from workflow.desks import Desk, desk_of, light_by
from workflow.todos import Asked, PartedTodos, Todo

MOST: Final = 60


class _Told(NamedTuple):
    """How a sort is told: what to do, on which page, and a word on the way."""

    verb: str
    page: str = "projects:project_detail"
    hint: str = ""


_WORDS: Final[dict[str, _Told]] = {
    "returned": _Told("补正", hint="上级退回补正，改好后重新报送"),
    "draft": _Told("起草", hint="申报书尚未报送"),
    "form": _Told("审查", hint="形式审查，通过后指定评审人"),
    "publish": _Told("公示", hint="评审人均已评分"),
    "approve": _Told("立项", hint="公示期已满"),
    "sign": _Told("签订", hint="签订任务书"),
    "countersign": _Told("会签", hint="会签任务书，拨款批次随之确定"),
    "midterm": _Told("检查", hint="中期报告已报送"),
    "accept": _Told("验收", hint="已申请验收"),
    "correct": _Told("整改", hint="按检查意见整改后重新报送"),
    "finish": _Told("申请验收", hint="按任务书完成后申请验收"),
    "settle": _Told("审定", hint="审定决算"),
    "archive": _Told("归档"),
    "brand": _Told("认定", hint="申报品牌项目"),
    "renew": _Told("复核", hint="品牌项目将到有效期，复核通过或取消认定"),
    "note": _Told("填报", hint="上月的项目月报"),
    "appraisal": _Told("评审", "projects:appraisal_detail", "评分并写明意见，有关联的请回避"),
    "objection": _Told("答复", hint="公示期间收到异议，答复后方可立项"),
    "milestone": _Told("完成", hint="项目节点，完成后登记情况"),
    "amendment": _Told("批复", "projects:amendment_detail", "项目变更"),
    "tranche_ask": _Told("申请拨付", hint="条件已具备的拨款批次"),
    "tranche_approve": _Told("审批", hint="拨款申请"),
    "tranche_pay": _Told("拨付", hint="已同意的拨款"),
    "expense_returned": _Told("修改", "projects:expense_detail", "支出未获同意，改后重新报批"),
    "expense_sign": _Told("审批", "projects:expense_detail", "支出"),
    "expense_pay": _Told("支付", "projects:expense_detail", "支出已批准，付款后登记票据"),
    "path": _Told("核定", "projects:path_detail", "同步推进成效"),
    "team": _Told("备案", "projects:team_detail", "行动载体"),
    "team_returned": _Told("修改", "projects:team_detail", "行动载体退回，改后重新报备"),
    "team_over": _Told("结束", "projects:team_detail", "行动载体到期，写明成效后结束，或修改日期"),
    "booking": _Told("答复", "projects:booking_list", "阵地预约"),
}


class ProjectTodos(PartedTodos):
    """Steps of projects, money, paths, teams and bookings. One query."""

    def asked(self, actor: Actor) -> Asked:
        """Every sort of step in one part."""
        return {"all": (parts_for(desk_of(actor)), Line)}

    def answered(self, told: Mapping[str, Sequence[Line]], actor: Actor) -> Iterable[Todo]:
        """Everything of this room that waits for the person, the most urgent first."""
        desk = desk_of(actor)
        found = [_todo(line, desk) for line in told["all"]]
        return sorted(found, key=lambda todo: (todo.day, todo.key))[:MOST]


def _todo(line: Line, desk: Desk) -> Todo:
    told = _duty(line) if line.sort == "duty" else _WORDS[line.sort]
    title = str(DutyKind(line.title).label) if line.sort == "duty" else line.title
    return Todo(
        key=f"project-{line.sort}:{line.pk}",
        verb=told.verb,
        title=title,
        path=_path(line, told),
        due=line.due,
        light=light_by(line.due, on=desk.actor.on),
        came_from=line.sender,
        acting_for=desk.post_at(line.body),
        hint=told.hint,
        waiting_since=line.since if line.due is None else None,
    )


def _duty(line: Line) -> _Told:
    return _Told("落实", hint=f"{line.place}年度要求")


def _path(line: Line, told: _Told) -> str:
    if line.sort == "duty":
        return reverse("projects:project_year", args=[line.body, line.place])
    if line.sort == "booking":
        return reverse(told.page)
    return reverse(told.page, args=[line.place])
