"""The two versions of 发展党员 that a city starts from: 25 steps each (domain.md §3).

The articles are those of the rules of 2026; for 2014 they are left empty, since the two number
them differently. How the steps are cut is common practice (乙), so a city may copy and change.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from people.step_numbers import CHOOSE, LIST_UP, MEETING, PRECHECK, REGULAR_MEETING
from people.terms import Reckoning, Stage, StepActor

MONTHS, DAYS, WORKING_DAYS = Reckoning.MONTHS, Reckoning.DAYS, Reckoning.WORKING_DAYS
PERSON, BRANCH = StepActor.PERSON, StepActor.BRANCH
SUPERIOR, DEPARTMENT = StepActor.SUPERIOR, StepActor.DEPARTMENT
S = Stage


@dataclass(frozen=True, slots=True)
class StepData:
    """One step as data; the fields are those of ``ProcessStep``."""

    number: int
    stage: str
    name: str
    actor: str
    rule: str
    article: str
    papers: tuple[str, ...]
    after: int | None = None
    earliest: int | None = None
    earliest_unit: str = ""
    latest: int | None = None
    latest_unit: str = ""
    longest: int | None = None
    every: int | None = None
    hours_least: int | None = None
    names_least: int | None = None
    names_most: int | None = None
    needs_ballot: bool = False
    needs_flag: bool = False
    concludes: bool = False


@dataclass(frozen=True, slots=True)
class ProcessData:
    """One version: what it is called, which rules it follows, from when on."""

    name: str
    regulation: str
    effective_from: dt.date
    effective_to: dt.date | None
    steps: tuple[StepData, ...]


_STEPS: Final = (
    StepData(
        1,
        S.APPLICANT,
        "递交入党申请书",
        PERSON,
        "年满18岁；向工作、学习所在单位党组织提出，没有党组织的向居住地党组织提出。",
        "第五条、第六条",
        ("入党申请书",),
    ),
    StepData(
        2,
        S.APPLICANT,
        "派人谈话",
        BRANCH,
        "收到申请书后1个月内派人谈话。",
        "第七条",
        ("谈话记录",),
        after=1,
        latest=1,
        latest_unit=MONTHS,
        names_least=1,
    ),
    StepData(
        3,
        S.ACTIVIST,
        "推荐和确定入党积极分子",
        BRANCH,
        "采取党员推荐、群团组织推优等方式，由支委会（不设支委会的由党员大会）研究确定。",
        "第八条",
        ("推荐表", "会议记录"),
        concludes=True,
    ),
    StepData(4, S.ACTIVIST, "上级党委备案", SUPERIOR, "报上级党委备案。", "第八条", ("备案表",)),
    StepData(
        5,
        S.ACTIVIST,
        "指定培养联系人",
        BRANCH,
        "指定1至2名正式党员作培养联系人。",
        "第九条",
        ("培养联系人名单",),
        names_least=1,
        names_most=2,
    ),
    StepData(
        6,
        S.ACTIVIST,
        "培养教育考察",
        BRANCH,
        "培养教育考察1年以上，每半年考察1次。",
        "第十条、第十一条、第十三条",
        ("考察登记表", "思想汇报"),
        after=CHOOSE,
        every=6,
    ),
    StepData(
        7,
        S.PROSPECT,
        "确定发展对象人选",
        BRANCH,
        "经过1年以上培养教育考察，听取党小组、培养联系人、党员和群众意见，支委会讨论同意。",
        "第十三条",
        ("会议记录",),
        after=CHOOSE,
        earliest=12,
        earliest_unit=MONTHS,
        concludes=True,
    ),
    StepData(
        8,
        S.PROSPECT,
        "报上级党委同意并公示",
        SUPERIOR,
        "报上级党委同意，公示不少于5个工作日。",
        "第十三条",
        ("请示", "批复", "公示", "公示情况"),
        earliest=5,
        earliest_unit=WORKING_DAYS,
        concludes=True,
    ),
    StepData(
        9,
        S.PROSPECT,
        "确定入党介绍人",
        BRANCH,
        "确定2名正式党员作入党介绍人。",
        "第十四条",
        ("入党介绍人名单",),
        names_least=2,
        names_most=2,
    ),
    StepData(
        10,
        S.PROSPECT,
        "政治审查",
        BRANCH,
        "没有经过政治审查或者政治审查不合格的，不能发展入党。",
        "第十六条",
        ("函调材料", "政治审查结论"),
        concludes=True,
    ),
    StepData(
        11,
        S.PROSPECT,
        "集中培训",
        SUPERIOR,
        "由基层党委或者县级党委组织部门组织，不少于3天或者不少于24学时。",
        "第十七条",
        ("结业证明",),
        earliest=3,
        earliest_unit=DAYS,
        hours_least=24,
    ),
    StepData(
        12,
        S.PROBATIONARY,
        "支委会审查",
        BRANCH,
        "支委会集体讨论，认为合格的报上级党委预审。",
        "第十八条",
        ("会议记录", "请示"),
        concludes=True,
    ),
    StepData(
        13,
        S.PROBATIONARY,
        "上级党委预审",
        SUPERIOR,
        "由具有审批预备党员权限的基层党委预审，合格的发给入党志愿书。",
        "第十八条",
        ("预审意见",),
        needs_flag=True,
        concludes=True,
    ),
    StepData(
        14,
        S.PROBATIONARY,
        "填写入党志愿书",
        PERSON,
        "由本人按照要求如实填写，登记志愿书编号。",
        "第十八条",
        ("入党志愿书",),
    ),
    StepData(
        15,
        S.PROBATIONARY,
        "支部党员大会讨论",
        BRANCH,
        "预审合格后1个月内召开；到会和赞成均须超过应到会有表决权党员的半数，无记名投票。",
        "第十九条、第二十条",
        ("支部党员大会决议", "票决情况"),
        after=PRECHECK,
        latest=1,
        latest_unit=MONTHS,
        needs_ballot=True,
        concludes=True,
    ),
    StepData(
        16,
        S.PROBATIONARY,
        "党委派人谈话",
        SUPERIOR,
        "审批前派党委委员或者组织员谈话，谈话意见记入入党志愿书。",
        "",
        ("谈话记录",),
        names_least=1,
    ),
    StepData(
        17,
        S.PROBATIONARY,
        "党委审批",
        SUPERIOR,
        "3个月内审批；特殊情况可以适当延长，不得超过6个月。",
        "第二十五条",
        ("批复",),
        after=MEETING,
        latest=3,
        latest_unit=MONTHS,
        longest=6,
        needs_flag=True,
        concludes=True,
    ),
    StepData(
        18,
        S.PROBATIONARY,
        "再上一级组织部门备案",
        DEPARTMENT,
        "报上级党委组织部门备案。",
        "第二十五条",
        ("备案表",),
    ),
    StepData(
        19,
        S.PROBATIONARY,
        "编入党支部和党小组",
        BRANCH,
        "及时编入党支部和党小组。",
        "第二十八条",
        ("编入记录",),
    ),
    StepData(
        20,
        S.REGULAR,
        "入党宣誓",
        BRANCH,
        "一般在批准后1个月内宣誓。",
        "第二十九条",
        ("宣誓记录",),
        after=17,
        latest=1,
        latest_unit=MONTHS,
    ),
    StepData(
        21,
        S.REGULAR,
        "继续教育考察",
        BRANCH,
        "预备期1年，自支部党员大会通过之日算起；考察间隔按通行做法设为半年，可以调整。",
        "第三十一条",
        ("预备党员考察表",),
        after=MEETING,
        every=6,
    ),
    StepData(
        22,
        S.REGULAR,
        "提出转正申请",
        PERSON,
        "预备期满，由本人提出书面申请。",
        "第三十二条",
        ("转正申请书",),
        after=MEETING,
        earliest=12,
        earliest_unit=MONTHS,
    ),
    StepData(
        23,
        S.REGULAR,
        "支部党员大会讨论转正",
        BRANCH,
        "及时讨论；可以延长预备期1次，不少于6个月，不超过1年。",
        "第三十一条、第三十二条",
        ("支部党员大会决议", "票决情况"),
        after=MEETING,
        earliest=12,
        earliest_unit=MONTHS,
        needs_ballot=True,
        concludes=True,
    ),
    StepData(
        24,
        S.REGULAR,
        "党委审批转正",
        SUPERIOR,
        "3个月内审批；党龄从预备期满转为正式党员之日算起。",
        "第三十三条",
        ("批复",),
        after=REGULAR_MEETING,
        latest=3,
        latest_unit=MONTHS,
        needs_flag=True,
        concludes=True,
    ),
    StepData(
        25,
        S.REGULAR,
        "材料归档",
        BRANCH,
        "及时将入党材料归档。",
        "第三十六条",
        ("档案目录",),
    ),
)
_OF_2014: Final = {
    LIST_UP: {
        "name": "报上级党委备案",
        "rule": "报上级党委备案后，列为发展对象。",
        "papers": ("请示", "备案表"),
        "earliest": None,
        "earliest_unit": "",
        "concludes": False,
    }
}
STEPS_2026: Final = _STEPS
STEPS_2014: Final = tuple(
    replace(step, article="", **_OF_2014.get(step.number, {}))  # type: ignore[arg-type]
    for step in _STEPS
)
RULES_2026: Final = ProcessData(
    "2026年版程序",
    "《中国共产党发展党员工作细则》（2026年5月11日修订）",
    dt.date(2026, 5, 11),
    None,
    STEPS_2026,
)
RULES_2014: Final = ProcessData(
    "2014年版程序",
    "《中国共产党发展党员工作细则》（2014年5月28日）",
    dt.date(2014, 5, 28),
    dt.date(2026, 5, 10),
    STEPS_2014,
)
DEFAULT_PROCESSES: Final = (RULES_2014, RULES_2026)
STAGE_HEADINGS: Final[dict[str, str]] = {
    S.APPLICANT: "一、申请入党",
    S.ACTIVIST: "二、入党积极分子的确定和培养教育",
    S.PROSPECT: "三、发展对象的确定和考察",
    S.PROBATIONARY: "四、预备党员的接收",
    S.REGULAR: "五、预备党员的教育、考察和转正",
}
