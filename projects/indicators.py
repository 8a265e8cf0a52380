"""What this room tells an inspection of a committee: projects, brands, paths, regulations.

Projects and paths are those of the years that the days touch; what happened after the day of
reading has not happened yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from hierarchy.models import Organization, Tenant
from hierarchy.terms import Tier
from projects.models import JointPath, Project, ProjectCheck, Regulation
from projects.terms import CheckKind, CheckResult, PathStatus, ProjectStatus, RegulationKind
from workflow.indicators import (
    IndicatorTable,
    Offered,
    Period,
    Reader,
    Reading,
    RowBehind,
    counted_by_body,
    pages,
    rated_by_body,
)

COMMITTEE = (Tier.COMMITTEE,)
_Rows = Callable[[Tenant, list[int], Period], Iterator[tuple[int, RowBehind]]]


def _counted(rows: _Rows) -> Reader:
    """How many rows count at each body of the city; 0 where there is none. Two queries."""

    def read(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
        own = _own(tenant, bodies)
        return counted_by_body(rows(tenant, own, period), bodies=own)

    return read


def _own(tenant: Tenant, bodies: Sequence[int]) -> list[int]:
    """Those of the bodies that are the city's."""
    return list(
        Organization.objects.filter(tenant=tenant, pk__in=bodies).values_list("pk", flat=True)
    )


def _of_years(period: Period) -> Q:
    return Q(year__range=(period.start.year, period.end.year))


def _planned(tenant: Tenant, bodies: list[int], period: Period) -> Iterator[tuple[int, RowBehind]]:
    """Projects of the years that were approved, and neither stopped nor failed."""
    rows: Any = Project.objects.filter(
        _of_years(period), tenant=tenant, applicant_id__in=bodies, approved_on__lte=period.on
    )
    page = pages("projects:project_detail")
    found = rows.planned().order_by("approved_on", "pk")
    for pk, body, name, day in found.values_list("pk", "applicant_id", "name", "approved_on"):
        yield body, RowBehind(name, day, counts=True, path=page(pk))


def _brands(tenant: Tenant, bodies: list[int], period: Period) -> Iterator[tuple[int, RowBehind]]:
    """Brands that stand on the day of reading."""
    rows: Any = Project.objects.filter(tenant=tenant, applicant_id__in=bodies)
    page = pages("projects:project_detail")
    found = rows.brands(period.on).order_by("brand_on", "pk")
    for pk, body, name, day in found.values_list("pk", "applicant_id", "name", "brand_on"):
        yield body, RowBehind(name, day, counts=True, path=page(pk))


def _accepted_in_time(
    tenant: Tenant, bodies: Sequence[int], period: Period
) -> Mapping[int, Reading]:
    """Projects that end in the days: accepted, and acceptance asked for by their end. One query.

    How long the city takes to look is not the applicant's; what it still has to look at is not
    judged. A project that failed counts as not accepted, one that was stopped not at all.
    """
    checks = ProjectCheck.objects.filter(project_id=OuterRef("pk"), kind=CheckKind.ACCEPTANCE)
    failed = checks.filter(result=CheckResult.FAILED)
    asked_in_time = checks.filter(handed_in_on__lte=OuterRef("ends_on"))
    rows: Any = Project.objects.filter(
        tenant=tenant,
        applicant_id__in=bodies,
        approved_on__lte=period.on,
        ends_on__range=(period.start, period.end),
    ).annotate(has_failed=Exists(failed), asked_in_time=Exists(asked_in_time))
    planned = Project.objects.planned().values("pk")
    rows = rows.filter(Q(pk__in=planned) | Q(has_failed=True)).order_by("ends_on", "pk")
    columns = ("applicant_id", "name", "ends_on", "accepted_on", "status", "correct_by")
    return rated_by_body(_acceptances(rows.only(*columns), period.on))


def _acceptances(rows: Any, on: dt.date) -> Iterator[tuple[int, RowBehind]]:
    page = pages("projects:project_detail")
    for project in rows:
        accepted_on = project.accepted_on
        is_accepted = accepted_on is not None and accepted_on <= on
        if is_accepted or not _may_still_be(project, on):
            day = accepted_on if is_accepted else project.ends_on
            counts = is_accepted and project.asked_in_time
            yield project.applicant_id, RowBehind(project.name, day, counts, page(project.pk))


def _may_still_be(project: Any, on: dt.date) -> bool:
    """Whether it may still be accepted in time: its end has not come, or it was asked for by then
    and the city has to look, or has given time to put something right."""
    if project.has_failed or project.ends_on >= on:
        return not project.has_failed
    is_corrected = project.status == ProjectStatus.CORRECTING and project.correct_by >= on
    waits = project.status == ProjectStatus.ACCEPTANCE or project.accepted_on is not None
    return bool(project.asked_in_time and (is_corrected or waits))


def _paths(told: Q) -> _Rows:
    """Paths of the years that were set, with what more is asked of them."""

    def rows(tenant: Tenant, bodies: list[int], period: Period) -> Iterator[tuple[int, RowBehind]]:
        found: Any = JointPath.objects.filter(
            _of_years(period), tenant=tenant, organization_id__in=bodies
        )
        counts = Q(reported_on__lte=period.on) & told
        page = pages("projects:path_detail")
        columns = ("pk", "organization_id", "name", "reported_on")
        meeting = found.counted().filter(counts).order_by("reported_on", "pk")
        for pk, body, name, day in meeting.values_list(*columns):
            yield body, RowBehind(name, day, counts=True, path=page(pk))

    return rows


_TOLD: Final = Q(status__in=(PathStatus.REPORTED, PathStatus.CONFIRMED))


def _regulations(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """The kinds of article 10 of which a text is in force on the day of reading. Two queries."""
    page = pages("projects:regulation_detail")
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=period.on)
    rows = (
        Regulation.objects.filter(
            still, tenant=tenant, organization_id__in=bodies, issued_on__lte=period.on
        )
        .order_by("issued_on", "pk")
        .values_list("organization_id", "kind", "pk", "title", "issued_on")
    )
    known = {(body, kind): (pk, title, day) for body, kind, pk, title, day in rows}

    def row(body: int, kind: str, label: str) -> RowBehind:
        if (body, kind) not in known:
            return RowBehind(f"{label}：未登记现行文本", None, counts=False)
        pk, title, day = known[body, kind]
        return RowBehind(f"{label}：{title}", day, counts=True, path=page(pk))

    return rated_by_body(
        (body, row(body, kind, label))
        for body in _own(tenant, bodies)
        for kind, label in RegulationKind.choices
    )


def _count(key: str, name: str, unit: str, rule: str, rows: _Rows) -> tuple[Offered, Reader]:
    offered = Offered(f"projects.{key}", name, unit, COMMITTEE, rule, has_denominator=False)
    return offered, _counted(rows)


class ProjectIndicators(IndicatorTable):
    """Projects (article 9), synchronised paths (article 8) and regulations (article 10)."""

    lines = (
        _count(
            "paths_with_effect",
            "有成效的同步推进路径数",
            "条",
            "期内各年度已确定、截至取数日已报成效的同步推进路径数，已撤销的不计",
            _paths(_TOLD),
        ),
        _count(
            "paths_embedded",
            "党建分值实际嵌入的路径数",
            "条",
            "期内各年度已报成效、实际党建分值占比大于零的同步推进路径数，已撤销的不计",
            _paths(_TOLD & Q(share_after__gt=0)),
        ),
        _count(
            "planned",
            "党建项目立项数",
            "个",
            "期内各年度截至取数日已立项的党建项目数，未予立项、已终止和验收不合格的不计",
            _planned,
        ),
        (
            Offered(
                "projects.accepted_in_time",
                "党建项目按期验收率",
                "个",
                COMMITTEE,
                "分母为完成日期在期内且已到期或者已验收的已立项项目数，含验收不合格的，"
                "已终止的和按期申请后待验收、限期整改未到期的不计；分子为其中按期申请验收并已验收合格的",
            ),
            _accepted_in_time,
        ),
        _count(
            "brands",
            "品牌项目数",
            "个",
            "取数日仍在有效期内的品牌项目数",
            _brands,
        ),
        (
            Offered(
                "projects.regulations",
                "三类制度现行文本",
                "类",
                COMMITTEE,
                "分母为应制定的制度类别数（专职党务工作者、经费、例会小结述职），"
                "分子为其中取数日有现行文本的",
            ),
            _regulations,
        ),
    )
