"""The proposed scheme of committees (专委会年度体检方案, 示例): article by article, 100 points.

Weights and lights are proposals (domain.md §5.2), to be followed by the city's own version.
"""

from __future__ import annotations

from typing import Final

from inspections.scheme_data import (
    PAPER,
    TENTH,
    DimensionData,
    LimitData,
    SchemeData,
    deduction,
    manual,
    ratio,
    threshold,
)
from inspections.terms import Grade, Subject

_COMMITTEE_DIMENSIONS: Final = (
    DimensionData(
        "A",
        "体系与队伍",
        (
            ratio(
                "A1",
                "专职党务工作者",
                5,
                "people.workers",
                red_below=1,
                may_be_absent=False,
                evidence="任职文件、在岗证明",
                guide="期末在岗的专职党务工作者不少于本市规定的名数，一般为 1 名；未配备的不得分。",
                article=f"{PAPER}第六条",
            ),
            ratio(
                "A2",
                "联络员到位",
                4,
                "people.liaisons",
                may_be_absent=False,
                evidence="联络员名册",
                guide="行业主管部门和成员单位都要登记；没有登记任何单位的不得分。",
                article=f"{PAPER}第六条",
            ),
            ratio(
                "A3",
                "工作站覆盖所有区域",
                3,
                "coverage.stations_everywhere",
                article=f"{PAPER}第五条",
            ),
            manual(
                "A4",
                "党建指导员均为党员",
                3,
                "得分＝党员指导员数÷指导员数×3，要求 100%。",
                step=TENTH,
                evidence="指导员名册",
                article=f"{PAPER}第六条",
            ),
        ),
    ),
    DimensionData(
        "B",
        "清单化",
        (
            ratio(
                "B1",
                "要点清单按期签收",
                3,
                "checklists.points_signed",
                guide="下发后 3 个工作日内签收为按期。",
                article=f"{PAPER}第七条",
            ),
            ratio(
                "B2",
                "清单分解到站",
                5,
                "checklists.decomposed",
                red_below=60,
                yellow_below=90,
                article=f"{PAPER}第七条",
            ),
            ratio(
                "B3",
                "要点按期完成",
                8,
                "checklists.points_settled",
                red_below=40,
                yellow_below=80,
                article=f"{PAPER}第七条",
            ),
            manual(
                "B4",
                "佐证材料抽查合格",
                4,
                "得分＝抽查合格件数÷抽查件数×4。",
                step=TENTH,
                evidence="抽查记录",
                article=f"{PAPER}第七条",
            ),
        ),
    ),
    DimensionData(
        "C",
        "覆盖质量",
        (
            ratio(
                "C1",
                "应建已建率",
                8,
                "coverage.should_found",
                red_below=60,
                yellow_below=90,
                article=f"{PAPER}第十一条",
            ),
            ratio("C2", "组织覆盖率", 4, "coverage.organization_cover", article=f"{PAPER}第十一条"),
            ratio("C3", "工作覆盖率", 4, "coverage.work_cover", article=f"{PAPER}第十一条"),
            deduction(
                "C4",
                "联合党支部覆盖单位超过 5 家的整改",
                2,
                "coverage.joint_too_large",
                1,
                guide="仍有覆盖单位超过 5 家的联合党支部，每个扣 1 分。",
                article=f"{PAPER}第十一条",
            ),
            manual(
                "C5",
                "源泉工程",
                2,
                "从业人员 50 人以上又无党员的单位，各培养入党积极分子 1 名以上得满分，按比例计分。",
                step=TENTH,
                evidence="培养名册",
                article=f"{PAPER}第十一条",
            ),
        ),
    ),
    DimensionData(
        "D",
        "规范指导",
        (
            ratio("D1", "党建体检覆盖率", 6, "inspections.inspected", yellow_below=90),
            ratio("D2", "整改按期完成率", 6, "inspections.rectified_in_time", yellow_below=90),
            ratio(
                "D3", "按期换届率", 5, "routines.elections_in_time", red_below=50, yellow_below=90
            ),
        ),
    ),
    DimensionData(
        "E",
        "一体化协同",
        (
            threshold(
                "E1",
                "同步推进路径有方案、有成效",
                6,
                "projects.paths_with_effect",
                1,
                red_below=1,
                guide="每年确定 1～2 种路径，有方案、有成效。",
                article=f"{PAPER}第八条",
            ),
            threshold(
                "E2",
                "党建分值嵌入行业评价",
                4,
                "projects.paths_embedded",
                1,
                guide="实际嵌入 1 项以上行业评价得满分。",
                article=f"{PAPER}第八条",
            ),
        ),
    ),
    DimensionData(
        "F",
        "项目化",
        (
            threshold(
                "F1",
                "党建项目立项",
                3,
                "projects.planned",
                1,
                guide="每年立项 1～2 个。",
                article=f"{PAPER}第九条",
            ),
            ratio(
                "F2",
                "项目按期验收",
                4,
                "projects.accepted_in_time",
                article=f"{PAPER}第九条",
            ),
            threshold(
                "F3",
                "品牌项目",
                3,
                "projects.brands",
                1,
                article=f"{PAPER}第九条",
            ),
        ),
    ),
    DimensionData(
        "G",
        "规范化",
        (
            ratio("G1", "月度例会", 3, "routines.monthly_meetings", article=f"{PAPER}第十条"),
            ratio("G2", "季度小结", 2, "routines.quarterly_summaries", article=f"{PAPER}第十条"),
            ratio("G3", "年度述职", 1, "routines.annual_report", article=f"{PAPER}第十条"),
            ratio("G4", "三类制度", 2, "projects.regulations", article=f"{PAPER}第十条"),
        ),
    ),
)

COMMITTEE_SCHEME: Final = SchemeData(
    name="行业党建专委会（党委）年度体检方案",
    subject=Subject.COMMITTEE,
    dimensions=_COMMITTEE_DIMENSIONS,
    limits=(LimitData("数据弄虚作假", Grade.POOR),),
    note="分值和等次为示例；加减分须写明依据：市级以上表彰、创新经验加分，被通报、数据不实减分。",
    article=f"{PAPER}第十七条",
)
