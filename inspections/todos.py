"""What inspections, rectification and the yearly review ask of people now, for the front page.

Every sort of step in one query (``todo_parts.py``); a step is gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from hierarchy.actors import Actor
from inspections.terms import InspectionStatus, ReviewStatus
from inspections.todo_parts import Line, parts_for
from workflow.desks import Desk, desk_of, light_by
from workflow.todos import Asked, PartedTodos, Todo

MOST: Final = 60


class _Told(NamedTuple):
    """How a sort is told: what to do, on which page, and a word on the way."""

    verb: str
    page: str
    hint: str = ""


_ROUND, _LETTER, _REVIEW = "round_detail", "rectification_detail", "review_detail"
_WORDS: Final[dict[str, _Told]] = {
    "round_plan": _Told("安排体检", "round_new"),
    "round_open": _Told("启动", _ROUND, "体检轮次筹备完成后启动"),
    "round_score": _Told("转入核验评分", _ROUND, "自查已截止"),
    "round_short": _Told("转由本单位核验", _ROUND),
    "round_reread": _Told("重新取数", _ROUND, "取数未完成，查看原因后重新取数"),
    "round_tell": _Told("告知结果", _ROUND, "体检单已全部复核"),
    "round_publish": _Told("公布", _ROUND, "申诉期已满，没有待处理的申诉"),
    "self_check": _Told("自查", "self_check", "对照指标填报自查情况"),
    "result": _Told("签收", "inspection_detail", "体检结果告知，有异议的在期限内申诉"),
    "score": _Told("核验评分", "inspection_score"),
    "check": _Told("复核", "inspection_check"),
    "appeal": _Told("答复", "appeal_answer", "体检申诉"),
    "letter_issue": _Told("下发", _LETTER, "整改文书草稿"),
    "letters_issue": _Told("下发", "round_letters"),
    "letter_plan": _Told("审定方案", _LETTER, "整改方案已报送"),
    "letter_look": _Told("复查", _LETTER, "已申请复查"),
    "letter_sign": _Told("签收", _LETTER, "整改要求已下发"),
    "letter_draw": _Told("报送方案", _LETTER, "整改通知书已签收"),
    "letter_explain": _Told("报送说明", _LETTER, "说明整改情况"),
    "letter_work": _Told("整改", _LETTER, "完成后申请复查"),
    "letter_again": _Told("整改", _LETTER, "二次整改，完成后再次申请复查"),
    "review_write": _Told("述职", _REVIEW, "起草述职报告并报送"),
    "review_comment": _Told("点评", _REVIEW),
    "review_grade": _Told("评定等次", _REVIEW),
    "review_close": _Told("反馈", _REVIEW),
    "survey": _Told("测评", "survey", "不记名，每人一次"),
    "correction": _Told("整改", _REVIEW, "述职评议整改事项"),
}
# Told with a number: where the rows are listed when there are several, and in which state.
_LISTED: Final[dict[str, tuple[str, str]]] = {
    "score": ("round_inspections", InspectionStatus.ON_SITE),
    "check": ("round_inspections", InspectionStatus.SCORED),
    "review_comment": ("review_list", ReviewStatus.SUBMITTED),
    "review_grade": ("review_list", ""),
    "review_close": ("review_list", ReviewStatus.GRADED),
}
_COUNTED: Final[dict[str, str]] = {
    "score": "份体检单待核验评分",
    "check": "份体检单待复核，评分人本人不能复核",
    "round_plan": "轮应在本月前安排，按体检规则的每年体检轮数",
    "round_short": "份体检单的核验单位无人在岗，转由本单位核验",
    "letters_issue": "份整改文书待下发",
    "review_comment": "份述职报告待点评",
    "review_grade": "份述职评议待评定等次",
    "review_close": "份述职评议待反馈",
}


class InspectionTodos(PartedTodos):
    """Steps of rounds, sheets, rectifications and reviews. One query."""

    def asked(self, actor: Actor) -> Asked:
        """Every sort of step in one part."""
        return {"all": (parts_for(desk_of(actor)), Line)}

    def answered(self, told: Mapping[str, Sequence[Line]], actor: Actor) -> Iterable[Todo]:
        """Everything of this room that waits for the person, the most urgent first."""
        desk = desk_of(actor)
        found = [_todo(line, desk) for line in told["all"]]
        return sorted(found, key=lambda todo: (todo.day, todo.key))[:MOST]


def _todo(line: Line, desk: Desk) -> Todo:
    told = _WORDS[line.sort]
    return Todo(
        key=f"inspection-{line.sort}:{line.pk}",
        verb=told.verb,
        title=line.title,
        path=_path(line, told),
        due=line.due,
        light=light_by(line.due, on=desk.actor.on),
        came_from=line.sender,
        acting_for=desk.post_at(line.body),
        hint=_hint(line, told),
        count=line.many or 1,
        waiting_since=line.since if line.due is None else None,
    )


def _hint(line: Line, told: _Told) -> str:
    """What it is; with its number where it stands for several."""
    return f"{line.many} {_COUNTED[line.sort]}" if line.many else told.hint


def _path(line: Line, told: _Told) -> str:
    if line.sort == "round_plan":
        return reverse(f"inspections:{told.page}")
    if line.sort in _LISTED:
        return _listed(line, told) if line.many > 1 else _page(told.page, line.pk)
    return _page(told.page, line.place)


def _listed(line: Line, told: _Told) -> str:
    page, status = _LISTED[line.sort]
    asked = {"status": status} if status else {}
    if page == "review_list":
        return f"{reverse('inspections:review_list')}?{urlencode({'year': line.place} | asked)}"
    return f"{_page(page, line.place)}?{urlencode(asked)}"


def _page(name: str, pk: int) -> str:
    return reverse(f"inspections:{name}", args=[pk])
