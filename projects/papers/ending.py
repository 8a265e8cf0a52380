"""How a project ends on paper: closing report, acceptance, final account, certificate
(结项报告、验收意见、决算表、品牌认定书).
"""

from __future__ import annotations

from documents.papers.paper import PaperKind, ProjectPaper, SignatureBlock
from documents.word.names import chinese_date
from projects import accounts
from projects.account_paper import account_paper
from projects.models import ProjectCheck
from projects.papers.going import round_of
from projects.papers.money import standing_table
from projects.papers.reading import Reading, milestone_table, span


def closing_report(reading: Reading, check: ProjectCheck) -> ProjectPaper:
    """The closing report (结项报告) with which one round of acceptance was asked for."""
    project = reading.project
    return ProjectPaper(
        kind=PaperKind.CLOSING,
        project=project.name,
        title=f"“{project.name}”项目结项报告{round_of(check)}",
        issuer=reading.applicant.name,
        on=check.handed_in_on,
        number=project.number,
        addressee=reading.city.name,
        parts=[("项目基本情况", _about(reading)), ("实施情况和成效", check.report)],
        tables=[
            milestone_table(reading.milestones(check.handed_in_on), reached_by=check.handed_in_on),
            standing_table(project, day=check.handed_in_on),
        ],
        annexes=["经费决算表"],
    )


def acceptance(reading: Reading, check: ProjectCheck) -> ProjectPaper:
    """What the city found when it looked at the finished work (验收意见)."""
    project, day = reading.project, check.decided_on or reading.on
    facts = [
        *reading.facts(day),
        ("验收日期", chinese_date(check.decided_on) if check.decided_on else ""),
        ("验收结论", str(check.get_result_display())),
        ("整改期限", chinese_date(check.correct_by) if check.correct_by else ""),
        ("验收组成员", "、".join(check.panel)),
    ]
    return ProjectPaper(
        kind=PaperKind.ACCEPTANCE,
        project=project.name,
        title=f"党建项目验收意见{round_of(check)}" if check.round > 1 else "",
        issuer=reading.city.name,
        on=day,
        number=project.number,
        facts=[fact for fact in facts if fact[1]],
        parts=[("验收意见", check.opinion)],
        tables=[milestone_table(reading.milestones(day), reached_by=day)],
        signatures=[
            SignatureBlock("验收组"),
            SignatureBlock("验收单位", reading.city.name, on=check.decided_on),
        ],
    )


def final_account(reading: Reading) -> ProjectPaper:
    """Where the money went (决算表); a draft until the city approved it."""
    return account_paper(accounts.final_account(reading.project), on=reading.on)


def certificate(reading: Reading) -> ProjectPaper:
    """That the project is a brand (品牌认定书), and until when."""
    project = reading.project
    start, end = project.brand_on or reading.on, project.brand_until or reading.on
    return ProjectPaper(
        kind=PaperKind.CERTIFICATE,
        project=project.name,
        issuer=reading.city.name,
        on=start,
        number=project.brand_number,
        addressee=reading.applicant.name,
        parts=[
            (
                "",
                f"你单位承担的“{project.name}”项目（编号{project.number}）实施规范、成效明显，"
                f"具有示范作用和推广价值，认定为{start.year}年度党建品牌项目。特发此证。",
            )
        ],
        facts=[("有效期", span(start, end))],
    )


def _about(reading: Reading) -> str:
    project = reading.project
    extended = ""
    if project.extended_from:
        extended = f"，经批准由{chinese_date(project.extended_from)}延期"
    return (
        f"“{project.name}”项目由{reading.applicant.name}承担，项目类别为{project.category.name}，"
        f"{project.lead.name}为项目负责人，批复文号为{project.approval_number}，"
        f"实施期限为{span(project.starts_on, project.ends_on)}{extended}。"
    )
