"""The proposed scheme of branches (两新党组织体检方案, 示例): 五个基本 and 作用发挥, 100 points.

Weights and lights are proposals (domain.md §5.1), to be followed by the city's own version; the
demands behind them are those of 苏组通〔2018〕57号.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from inspections.scheme_data import (
    ORGANIZATIONS,
    PAPER,
    DimensionData,
    LimitData,
    SchemeData,
    deduction,
    manual,
    ratio,
    threshold,
)
from inspections.terms import Comparison, Grade, Subject

_BRANCH_DIMENSIONS: Final = (
    DimensionData(
        "A",
        "基本队伍",
        (
            deduction(
                "A1",
                "班子健全",
                5,
                "coverage.committee_complete",
                2,
                may_be_absent=False,
                red_below=20,
                evidence="班子名册、任职批复",
                guide="缺书记不得分；委员空缺超过 3 个月的，每缺 1 人扣 2 分。",
            ),
            threshold(
                "A2",
                "按期换届",
                5,
                "routines.election",
                100,
                red_below=1,
                evidence="换届请示、批复、选票统计",
                guide="届满应换届而未换届，又没有延期批复的，不得分。",
            ),
            ratio(
                "A3",
                "书记述职与轮训",
                4,
                "routines.duty_report",
                evidence="述职报告、评议记录、结业证明",
                guide="书记向上级党组织和党员大会述职，并按要求参加轮训。",
                article=f"{PAPER}第十三条",
            ),
            ratio(
                "A4",
                "党员学习培训",
                4,
                "people.study_hours",
                evidence="学时登记、签到记录",
                guide="学时已满的党员数÷应满的党员数；本市没有启用党员名册的，不适用。",
                article=f"{PAPER}第十三条",
            ),
            manual(
                "A5",
                "发展党员规范",
                3,
                "超过时限或缺少材料的，每例扣 1 分；当年没有发展任务的，不适用。",
                evidence="发展党员全程材料",
                article=f"{PAPER}第十三条",
            ),
            manual(
                "A6",
                "党员管理",
                3,
                "流动党员、失联党员没有建档联系的，每人扣 0.5 分。",
                evidence="党员名册、联系日志",
                article=f"{PAPER}第十三条",
            ),
        ),
    ),
    DimensionData(
        "B",
        "基本活动",
        (
            ratio(
                "B1",
                "党员大会",
                6,
                "routines.members_meeting",
                red_below=50,
                evidence="会议记录、签到",
                guide="完成期数÷应完成期数×分值。",
            ),
            ratio(
                "B2",
                "支部委员会会议",
                5,
                "routines.branch_committee",
                evidence="会议记录、签到",
                guide="没有设支部委员会的，不适用。",
            ),
            ratio(
                "B3",
                "党小组会",
                3,
                "routines.group_meeting",
                evidence="会议记录、签到",
                guide="没有划分党小组的，不适用。",
            ),
            ratio("B4", "党课", 4, "routines.lecture", evidence="讲稿、签到"),
            ratio("B5", "主题党日", 6, "routines.theme_day", evidence="活动记录、照片"),
            ratio(
                "B6",
                "组织生活会和民主评议党员",
                4,
                "routines.life_meeting",
                red_below=1,
                evidence="方案、会议记录、测评表",
            ),
            ratio("B7", "谈心谈话", 2, "routines.talk", evidence="谈话登记"),
        ),
    ),
    DimensionData(
        "C",
        "基本阵地",
        (
            manual(
                "C1",
                "固定场所与标识",
                5,
                "现场核验：有固定活动场所 3 分，标识规范 2 分；使用楼宇共享阵地的，视同有场所。",
                red_below=1,
                evidence="现场照片",
                article=f"{PAPER}第十六条",
            ),
            manual(
                "C2",
                "设施与台账",
                4,
                "设施齐全、党旗党徽和制度上墙 2 分，台账完整 2 分。",
                evidence="现场照片、台账",
                article=f"{PAPER}第十六条",
            ),
            manual(
                "C3",
                "网络阵地和“海棠花红”阵地使用",
                3,
                "按使用频次和效果评分；周边没有阵地可用的，不适用。",
                evidence="使用记录",
                article=f"{PAPER}第十六条",
            ),
        ),
    ),
    DimensionData(
        "D",
        "基本制度",
        (
            ratio(
                "D1",
                "清单签收及时",
                4,
                "checklists.signed_in_time",
                article=f"{PAPER}第七条",
            ),
            ratio(
                "D2",
                "清单按期完成",
                5,
                "checklists.settled_in_time",
                red_below=40,
                article=f"{PAPER}第七条",
            ),
            manual(
                "D3",
                "党务公开",
                2,
                "按规定的内容、时限公开得满分，少一次扣 0.5 分。",
                evidence="公开栏照片",
            ),
            ratio(
                "D4",
                "台账录入及时",
                3,
                "routines.typed_in_time",
                guide="活动结束后 7 日内录入为及时。",
            ),
            manual(
                "D5",
                "党费按月收缴",
                2,
                "按月足额收缴得满分，每少一个月扣 0.5 分。",
                evidence="党费收缴登记",
                article=f"{PAPER}第十三条",
            ),
        ),
    ),
    DimensionData(
        "E",
        "基本保障",
        (
            manual(
                "E1",
                "活动经费",
                3,
                "有经费来源 2 分，使用规范 1 分。",
                evidence="经费台账",
                article=f"{PAPER}第十六条",
            ),
            manual(
                "E2",
                "出资人支持和党建入章",
                2,
                "出资人支持 1 分，党建工作写入章程 1 分。",
                evidence="章程、走访记录",
                article=f"{PAPER}第三条",
            ),
            ratio(
                "E3",
                "党建指导员每月联系",
                3,
                "coverage.contacted_monthly",
                guide="由党建指导员的联系记录取数。",
                article=f"{PAPER}第六条",
            ),
        ),
    ),
    DimensionData(
        "F",
        "作用发挥",
        (
            manual(
                "F1",
                "行动支部、党员先锋岗和突击队",
                4,
                "组建并备案 2 分，有任务、有成效 2 分，评分须写明依据。",
                evidence="组建批复、成效材料",
                article=f"{PAPER}第十四条",
            ),
            manual(
                "F2",
                "服务中心工作与党建项目",
                4,
                "参与党建项目或中心工作，按实际成效评分，评分须写明依据。",
                evidence="项目材料",
                article=f"{PAPER}第九条",
            ),
            manual(
                "F3",
                "群众满意度",
                2,
                "按测评结果评分，评分须写明依据。",
                evidence="测评表",
                article=f"{PAPER}第十四条",
            ),
        ),
    ),
)

_BRANCH_LIMITS: Final = (
    LimitData(
        "全年没有召开组织生活会",
        Grade.FAIR,
        "routines.life_meetings_held",
        Comparison.BELOW,
        Decimal(1),
        article=ORGANIZATIONS,
    ),
    LimitData(
        "连续 2 个季度没有召开党员大会",
        Grade.FAIR,
        "routines.quarters_without_members_meeting",
        Comparison.AT_LEAST,
        Decimal(2),
        article=ORGANIZATIONS,
    ),
    LimitData(
        "逾期换届超过 12 个月，又没有延期批复",
        Grade.POOR,
        "routines.election_overdue_months",
        Comparison.AT_LEAST,
        Decimal(13),
        article=ORGANIZATIONS,
    ),
    LimitData("违规发展党员", Grade.FAIR, article=f"{PAPER}第十三条"),
    LimitData("弄虚作假", Grade.POOR),
)

BRANCH_SCHEME: Final = SchemeData(
    name="两新党组织党建体检方案",
    subject=Subject.BRANCH,
    dimensions=_BRANCH_DIMENSIONS,
    limits=_BRANCH_LIMITS,
    note="分值、等次和限制项为示例，请按本市规定起草新版本后使用。",
)
