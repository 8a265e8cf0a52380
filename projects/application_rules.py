"""What an application must say and may ask for (申报要求); nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError

from accounts.models import User
from hierarchy.models import Appointment, Organization
from hierarchy.terms import Tier
from projects.models import CatalogueEntry, FundSource, Project
from projects.models.project import CENT
from projects.terms import Catalogue
from projects.wishes import BudgetWish

COMMITTEES: Final = (Tier.COMMITTEE,)
"""Whom the city pays: a county body takes part in its committee's project."""
NEEDED: Final = {"goals": "项目目标", "measures": "主要做法", "outcomes": "预期成果"}


def refuse_unfit_applicant(applicant: Organization, *, on: dt.date) -> None:
    """Only a committee that stands applies (article 9)."""
    if applicant.tier not in COMMITTEES:
        raise ValidationError(
            "党建项目由行业党建专委会（党委）规划申报（第九条）。"
            f"“{applicant.name}”可以作为参与单位加入，请由所属专委会（党委）起草。",
            code="not_committee",
        )
    if applicant.closed_on is not None and applicant.closed_on <= on:
        raise ValidationError(f"“{applicant.name}”已撤销，不能申报项目。", code="not_committee")


def refuse_unfit_year(project: Project, *, on: dt.date) -> None:
    """Only the round of this year or the next is chosen; a draft of last year stays in its own.

    Raises ``ValidationError`` ``wrong_year``.
    """
    if project.year not in (on.year, on.year + 1):
        raise ValidationError(
            f"只能申报 {on.year}年或 {on.year + 1}年的项目，请重新选择年度。", code="wrong_year"
        )


def check_content(
    project: Project,
    *,
    on: dt.date,
    members: Iterable[User] = (),
    participants: Iterable[Organization] = (),
) -> None:
    """Whether days, category, people and bodies fit the applicant's city.

    Raises ``ValidationError`` ``wrong_year``, ``foreign_category``, ``foreign_person``,
    ``foreign_body``.
    """
    if project.starts_on.year != project.year:
        raise ValidationError(
            f"开始日期须在项目年度（{project.year}年）之内，请修改。", code="wrong_year"
        )
    _check_entry(project, project.category, Catalogue.PROJECT_CATEGORY, on=on)
    check_people(project, [project.lead, *members], on=on)
    for body in participants:
        if body.tenant_id != project.tenant_id or body.pk == project.applicant_id:
            raise ValidationError(
                f"“{body.name}”不能作为参与单位，请选择本市其他单位。", code="foreign_body"
            )


def check_budget(project: Project, lines: Sequence[BudgetWish], *, on: dt.date) -> None:
    """Whether each line is of this city, of something, allowed by its source, and there once.

    Raises ``ValidationError`` ``line_twice``, ``amount_needed``, ``foreign_source``,
    ``foreign_category``, ``category_not_allowed``.
    """
    seen: set[tuple[int, int]] = set()
    for line in lines:
        place = (line.source.pk, line.category.pk)
        name = f"{line.source.name}·{line.category.name}"
        if place in seen:
            raise ValidationError(f"“{name}”有两行，请合并为一行。", code="line_twice")
        seen.add(place)
        if line.amount < CENT or line.amount != line.amount.quantize(CENT):
            raise ValidationError(
                f"“{name}”的金额须大于 0 元，精确到分，请修改。", code="amount_needed"
            )
        _check_source(project, line, on=on)


def check_milestones(project: Project, milestones: Sequence[tuple[str, dt.date]]) -> None:
    """Whether each has a name and lies within the project's days.

    Raises ``ValidationError`` ``name_needed``, ``outside_project``.
    """
    for name, due_on in milestones:
        if len(name.strip()) < 2:
            raise ValidationError("请填写每个节点的名称。", code="name_needed")
        if not project.starts_on <= due_on <= project.ends_on:
            raise ValidationError(
                f"节点“{name.strip()}”的时限不在项目起止日期之内，请修改节点或起止日期。",
                code="outside_project",
            )


def check_people(project: Project, people: Sequence[User], *, on: dt.date) -> None:
    """Whether everybody named holds a post in the city.

    Raises ``ValidationError`` ``foreign_person``.
    """
    posted = set(
        Appointment.objects.live(on)
        .filter(position__tenant_id=project.tenant_id, user__in=people)
        .values_list("user_id", flat=True)
    )
    for person in people:
        if person.pk not in posted:
            raise ValidationError(
                f"{person.name}在本市没有任职，不能列为项目负责人或成员，请重新选择。",
                code="foreign_person",
            )


def refuse_incomplete(project: Project, *, on: dt.date) -> None:
    """Whether it says all that a reviewer needs: texts, a budget, a milestone, days ahead.

    Raises ``ValidationError`` ``incomplete``, ``day_past``, ``outside_project``.
    """
    missing = [label for name, label in NEEDED.items() if len(getattr(project, name).strip()) < 2]
    if not project.budget.exists():
        missing.append("经费预算")
    milestones = list(project.milestones.values_list("name", "due_on"))
    if not milestones:
        missing.append("项目节点")
    if missing:
        raise ValidationError(f"还缺{'、'.join(missing)}，请补齐后再报送。", code="incomplete")
    if project.ends_on < on:
        raise ValidationError("项目的完成日期已过，请修改起止日期后再报送。", code="day_past")
    check_milestones(project, milestones)


def budget_total(project: Project) -> Decimal:
    """What the project is to cost, over all sources."""
    return sum((line.amount for line in project.budget.all()), Decimal(0))


def _check_source(project: Project, line: BudgetWish, *, on: dt.date) -> None:
    source = line.source
    if source.tenant_id != project.tenant_id or not _in_force(source, on):
        raise ValidationError(
            f"资金来源“{source.name}”不在本市目录或已停用，请重新选择。", code="foreign_source"
        )
    _check_entry(project, line.category, Catalogue.EXPENSE_CATEGORY, on=on)
    if source.categories and line.category.code not in source.categories:
        basis = f"（{source.article}）" if source.article else ""
        raise ValidationError(
            f"“{source.name}”不能列支“{line.category.name}”{basis}，请改用其他资金来源或科目。",
            code="category_not_allowed",
        )


def _check_entry(
    project: Project, entry: CatalogueEntry, catalogue: Catalogue, *, on: dt.date
) -> None:
    fits = entry.tenant_id == project.tenant_id and entry.catalogue == catalogue
    if not fits or not _in_force(entry, on):
        raise ValidationError(
            f"{catalogue.label}“{entry.name}”不在本市目录或已停用，请重新选择。",
            code="foreign_category",
        )


def _in_force(row: CatalogueEntry | FundSource, on: dt.date) -> bool:
    return row.effective_from <= on and (row.effective_to is None or row.effective_to >= on)
