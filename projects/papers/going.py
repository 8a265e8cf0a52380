"""While a project runs: tranche request, monthly note, mid-term report, change
(拨付申请、月报、中期报告、变更申请).
"""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from documents.papers.paper import PaperKind, PaperTable, ProjectPaper, SignatureBlock
from documents.word.names import chinese_date
from documents.word.table import TableColumn
from projects.differences import differences_of
from projects.models import Amendment, ProgressNote, ProjectCheck, Tranche
from projects.papers.money import course_table, standing_table, yuan_in_words
from projects.papers.reading import Reading, milestone_table

CHANGE_COLUMNS: Final = (
    TableColumn("变更事项", 3),
    TableColumn("变更前", 4.5),
    TableColumn("变更后", 4.5),
)


def tranche_request(reading: Reading, tranche: Tranche) -> ProjectPaper:
    """The request for one tranche of one source (拨付申请), with the city's answer once given."""
    project, source = reading.project, tranche.source.name
    asked_by = tranche.requested_by.name if tranche.requested_by else ""
    same = [one for one in reading.tranches if one.source_id == tranche.source_id]
    facts = [
        ("申报单位", reading.applicant.name),
        ("项目负责人", project.lead.name),
        ("资金来源", source),
        ("申请批次", f"第{tranche.number}批"),
        ("申请金额", yuan_in_words(tranche.amount)),
        ("经办人", asked_by),
        ("支付凭证号", tranche.payment_number),
    ]
    return ProjectPaper(
        kind=PaperKind.TRANCHE,
        project=project.name,
        title=f"关于拨付“{project.name}”项目第{tranche.number}批经费的申请",
        issuer=reading.applicant.name,
        on=tranche.requested_on or reading.on,
        number=project.number,
        addressee=reading.city.name,
        parts=[("", f"{_grounds(reading, tranche)}\n{tranche.request_words}")],
        facts=[fact for fact in facts if fact[1]],
        tables=[course_table(tranche, same)],
        signatures=[
            SignatureBlock("申请单位", reading.applicant.name, on=tranche.requested_on),
            SignatureBlock("审批单位", reading.city.name, on=tranche.approved_on),
        ],
    )


def monthly_note(reading: Reading, note: ProgressNote) -> ProjectPaper:
    """What was done in one month (月报)."""
    project, month = reading.project, note.month
    written = timezone.localdate(note.written_at)
    parts = (("本月进展", note.done), ("存在问题", note.problems), ("下月打算", note.plans))
    return ProjectPaper(
        kind=PaperKind.MONTHLY,
        project=project.name,
        title=f"党建项目实施情况月报（{month.year}年{month.month}月）",
        issuer=reading.applicant.name,
        on=written,
        number=project.number,
        facts=[
            *reading.facts(written),
            ("填报人", note.written_by.name if note.written_by else ""),
            ("填报日期", chinese_date(written)),
        ],
        parts=[part for part in parts if part[1]],
    )


def midterm_report(reading: Reading, check: ProjectCheck) -> ProjectPaper:
    """The mid-term report (中期报告) of one round, with what the city found once it has."""
    project = reading.project
    title = f"“{project.name}”项目中期报告{round_of(check)}"
    return ProjectPaper(
        kind=PaperKind.MIDTERM,
        project=project.name,
        title=title,
        issuer=reading.applicant.name,
        on=check.handed_in_on,
        number=project.number,
        addressee=reading.city.name,
        parts=[("", check.report)],
        facts=_found(check),
        tables=[
            milestone_table(reading.milestones(check.handed_in_on), reached_by=check.handed_in_on),
            standing_table(project, day=check.handed_in_on),
        ],
        signatures=[
            SignatureBlock("报告单位", reading.applicant.name, on=check.handed_in_on),
            SignatureBlock("检查单位", reading.city.name, on=check.decided_on),
        ],
    )


def change_request(reading: Reading, amendment: Amendment) -> ProjectPaper:
    """The request for a change (变更申请): what was, what shall be, and the answer.

    What the applicant's own leader decides is asked for by the project's group.
    """
    project = reading.project
    is_own = not amendment.goes_to_city
    asked_by = f"“{project.name}”项目组" if is_own else reading.applicant.name
    decider = reading.applicant.name if is_own else reading.city.name
    kind = amendment.get_kind_display()
    rows = [(one.label, one.before, one.after) for one in differences_of(amendment)]
    answered = [
        ("审批结果", str(amendment.get_status_display())),
        ("审批意见", amendment.answer),
    ]
    return ProjectPaper(
        kind=PaperKind.CHANGE,
        project=project.name,
        issuer=asked_by,
        on=amendment.asked_on,
        number=project.number,
        addressee=decider,
        parts=[("", f"因下列原因，申请办理{kind}。\n{amendment.reason}")],
        facts=[fact for fact in answered if fact[1]] if amendment.decided_on else [],
        tables=[PaperTable(title=f"{kind}事项", columns=CHANGE_COLUMNS, rows=rows)],
        signatures=[
            SignatureBlock("申请单位", asked_by, on=amendment.asked_on),
            SignatureBlock("审批单位", decider, on=amendment.decided_on),
        ],
    )


def round_of(check: ProjectCheck) -> str:
    """Which round it is, from the second on."""
    return f"（第{check.round}次）" if check.round > 1 else ""


def _grounds(reading: Reading, tranche: Tranche) -> str:
    project = reading.project
    founded = f"根据《关于同意“{project.name}”项目立项的批复》（{project.approval_number}）"
    asked = f"现申请拨付第{tranche.number}批经费{yuan_in_words(tranche.amount)}"
    return f"{founded}和项目任务书，{asked}，资金来源为{tranche.source.name}。"


def _found(check: ProjectCheck) -> list[tuple[str, str]]:
    """What the city found, once it has looked."""
    if check.decided_on is None:
        return []
    facts = (
        ("检查结论", str(check.get_result_display())),
        ("检查日期", chinese_date(check.decided_on)),
        ("整改期限", chinese_date(check.correct_by) if check.correct_by else ""),
        ("检查意见", check.opinion),
        ("检查组成员", "、".join(check.panel)),
    )
    return [fact for fact in facts if fact[1]]
