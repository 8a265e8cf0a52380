"""Approval and task book (立项批复、任务书)."""

from __future__ import annotations

from collections.abc import Sequence

from documents.money import amount
from documents.papers.paper import PaperKind, ProjectPaper, SignatureBlock
from hierarchy.models import Organization
from hierarchy.terms import Kind
from projects.papers.money import budget_tables, by_source, tranche_table, yuan_in_words
from projects.papers.original import Line, Words, total_of
from projects.papers.reading import Reading, milestone_table, span


def approval(reading: Reading) -> ProjectPaper:
    """The approval (立项批复), in the words of what was applied for.

    It has a red head where the body that approves has document numbers of its own: the city and
    an industry's Party committee have, a working body has none (domain.md §9: 谁有权红头).
    """
    project = reading.project
    first = reading.words()
    is_red = may_head_in_red(reading.city)
    return ProjectPaper(
        kind=PaperKind.APPROVAL,
        project=first.name,
        issuer=reading.city.name,
        on=project.approved_on or reading.on,
        number=project.number if is_red else project.approval_number,
        document_number=project.approval_number if is_red else "",
        addressee=reading.applicant.name,
        parts=[
            ("", _received(reading, first)),
            ("关于立项", _founded(reading, first)),
            ("关于实施期限和预期成果", _expected(reading, first)),
            ("关于项目经费", _financed(reading.lines())),
            (
                "有关要求",
                "请你单位接此批复后签订项目任务书，按任务书组织实施，按月报送实施情况，"
                "按期接受中期检查和验收。项目经费专款专用、单独核算，不得用于与项目无关的支出。",
            ),
        ],
        annexes=["经费预算表"],
    )


def may_head_in_red(body: Organization) -> bool:
    """Whether a body's letters go out under a document number of its own."""
    return body.may_issue_documents and body.kind != Kind.WORKING_BODY


def task_book(reading: Reading) -> ProjectPaper:
    """The task book (任务书) between city and applicant; a draft until both have signed."""
    project = reading.project
    first, lines = reading.words(), reading.lines()
    parts = (
        ("项目目标", first.goals),
        ("主要任务", first.measures),
        ("预期成果", first.outcomes),
        ("约定事项", project.book_terms),
    )
    plan = [tranche_table(reading.tranches)] if reading.tranches else []
    return ProjectPaper(
        kind=PaperKind.TASK_BOOK,
        project=first.name,
        issuer=reading.applicant.name,
        on=project.countersigned_on or reading.on,
        is_draft=project.countersigned_on is None,
        number=project.number,
        facts=[
            *reading.facts(),
            ("批复文号", project.approval_number),
            ("项目经费", yuan_in_words(total_of(lines))),
        ],
        parts=[part for part in parts if part[1]],
        tables=[
            milestone_table(reading.milestones()),
            budget_tables(lines)[0],
            *plan,
        ],
        signatures=[
            SignatureBlock("甲方", reading.city.name, on=project.countersigned_on),
            SignatureBlock("乙方", reading.applicant.name, on=project.book_signed_on),
        ],
    )


def _received(reading: Reading, first: Words) -> str:
    project = reading.project
    asked = f"你单位报送的“{first.name}”党建项目申报材料收悉。"
    if project.notice_from is None or project.notice_to is None:
        return f"{asked}经形式审查和评审，现批复如下。"
    days = span(project.notice_from, project.notice_to)
    count = project.objections.count()
    told = f"收到异议{count}件，均已核查答复，异议不成立" if count else "未收到异议"
    return f"{asked}经形式审查、评审和公示（公示期为{days}，{told}），现批复如下。"


def _founded(reading: Reading, first: Words) -> str:
    project = reading.project
    return (
        f"同意“{first.name}”立项，列为{project.year}年度党建项目，项目编号为{project.number}，"
        f"项目类别为{project.category.name}，由你单位承担，{first.lead}为项目负责人。"
    )


def _expected(reading: Reading, first: Words) -> str:
    days = span(reading.project.starts_on, first.ends_on)
    return f"项目实施期限为{days}。预期成果：{first.outcomes}"


def _financed(lines: Sequence[Line]) -> str:
    shares = "，".join(f"{source}{amount(value)}元" for source, value in by_source(lines).items())
    return (
        f"核定项目经费{yuan_in_words(total_of(lines))}，其中{shares}。"
        "各资金来源分列使用，不得混用；预算确需调整的，按规定报批。"
    )
