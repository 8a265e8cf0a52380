"""Who may review a project, and what a score is made of (评审规则); nothing here writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import User
from hierarchy.models import Appointment
from hierarchy.terms import Role
from projects.conflicts import belonging
from projects.models import CatalogueEntry, Project
from projects.models.project import CENT
from projects.terms import Catalogue

_NO_BUSINESS: Final = (Role.ADMINISTRATOR, Role.AUDITOR)
"""三员分立 (domain.md §8.1): they see no business data, so they review none."""


def possible_reviewers(project: Project, *, on: dt.date) -> QuerySet[User]:
    """Everybody with a live post in the city that reads its work; conflicts are asked apart."""
    posts = Appointment.objects.live(on).filter(
        position__tenant_id=project.tenant_id, position__is_abolished=False
    )
    posts = posts.exclude(position__role__in=_NO_BUSINESS)
    return User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by("name")


def check_reviewers(project: Project, reviewers: Iterable[User], *, on: dt.date) -> None:
    """Whether each has a post in the city and none belongs to the project (回避).

    Raises ``ValidationError`` ``foreign_reviewer``, ``conflicted_reviewer``.
    """
    people = list(reviewers)
    able = set(
        possible_reviewers(project, on=on)
        .filter(pk__in=[one.pk for one in people])
        .values_list("pk", flat=True)
    )
    partial = belonging(project, [one.pk for one in people], on=on)
    for person in people:
        if person.pk not in able:
            raise ValidationError(
                f"{person.name}在本市没有可以评审项目的岗位，请选择其他评审人。",
                code="foreign_reviewer",
            )
        if person.pk in partial:
            raise ValidationError(
                f"{person.name}与“{project.name}”有关联（项目组成员，或在申报、参与单位任职），"
                "应当回避，请选择其他评审人。",
                code="conflicted_reviewer",
            )


def criteria_of(project: Project, *, on: dt.date) -> list[CatalogueEntry]:
    """The city's criteria in force, in order; each code once, its newest version."""
    rows = CatalogueEntry.objects.filter(
        tenant_id=project.tenant_id, catalogue=Catalogue.CRITERION
    ).effective(on)
    newest = {row.code: row for row in rows.order_by("effective_from")}
    return sorted(newest.values(), key=lambda row: (row.sort_order, row.pk))


def checked_points(
    project: Project, points: Mapping[str, Decimal], *, on: dt.date
) -> dict[str, Decimal]:
    """The points of each criterion, with two places.

    Raises ``ValidationError`` ``no_criteria``, ``points_missing``, ``points_out_of_range``.
    """
    criteria = criteria_of(project, on=on)
    if not criteria:
        raise ValidationError(
            "本市还没有设置评审指标，暂不能评分。请联系市委两新工委在后台设置。",
            code="no_criteria",
        )
    return {entry.code: _within(entry, points.get(entry.code)) for entry in criteria}


def _within(entry: CatalogueEntry, value: Decimal | None) -> Decimal:
    if value is None:
        raise ValidationError(f"“{entry.name}”还没有评分，请补齐。", code="points_missing")
    try:
        exact = Decimal(value).quantize(CENT)
    except InvalidOperation:
        exact = Decimal(-1)
    if exact != value or not 0 <= exact <= entry.points:
        raise ValidationError(
            f"“{entry.name}”应在 0 到 {entry.points} 分之间，最多两位小数，请修改。",
            code="points_out_of_range",
        )
    return exact
