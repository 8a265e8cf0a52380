"""What this room can say in a summary: projects by round, money, paths, teams and venues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import ANCESTOR_COLUMN, Tier
from projects.models import Account, ActionTeam, JointPath, Project
from projects.terms import AccountKind, PathStatus
from workflow.figures import Figure

SECTION: Final = "项目与同步推进"
_OF_ROUND: Final = "按申报年度计，未予立项、已终止和验收不合格的不计"


class ProjectFigures:
    """Projects, money, paths and teams of a body and all below it. Four queries."""

    def figures(
        self, *, organization: Organization, start: dt.date, end: dt.date, actor: Actor
    ) -> Iterator[Figure]:
        """Planned, completed and brands of the year; money paid of money held; paths; teams."""
        yield from _rounds(organization, end, actor)
        yield from _money(organization, end, actor)
        yield from _paths(organization, end, actor)
        yield from _teams(organization, start, end, actor)


def below(organization: Organization, path: str) -> Q:
    """Rows whose body, found by ``path``, is this one or stands under it."""
    if organization.tier == Tier.CITY:
        return Q(**{f"{path}__tenant_id": organization.tenant_id})
    column = ANCESTOR_COLUMN.get(organization.tier)
    own = Q(**{f"{path}_id": organization.pk})
    return own | Q(**{f"{path}__{column}_id": organization.pk}) if column else own


def _rounds(organization: Organization, end: dt.date, actor: Actor) -> Iterator[Figure]:
    seen: Any = Project.objects.visible_to(actor).filter(below(organization, "applicant"))
    found = seen.planned().aggregate(
        planned=Count("pk", filter=Q(year=end.year, approved_on__lte=end)),
        done=Count("pk", filter=Q(year=end.year, accepted_on__lte=end)),
        brands=Count("pk", filter=Q(brand_on__lte=end, brand_until__gte=end)),
    )
    asked = {"year": end.year}
    if found["planned"]:
        yield _figure(
            "党建项目验收合格",
            found["done"],
            found["planned"],
            f"分母为{end.year}年度已立项的项目数，{_OF_ROUND}",
            _roll("project_list", asked),
        )
    if found["brands"]:
        note = "截至期末仍在有效期内的品牌项目"
        yield _figure("品牌项目", found["brands"], None, note, _roll("library", {}))


def _money(organization: Organization, end: dt.date, actor: Actor) -> Iterator[Figure]:
    """Whole yuan: a summary speaks of rates, the ledger of cents."""
    rows = Account.objects.visible_to(actor).filter(
        below(organization, "organization"),
        year=end.year,
        kind__in=(AccountKind.HELD, AccountKind.SPENT),
    )
    held, spent = (
        rows.aggregate(
            held=Sum("balance", filter=Q(kind=AccountKind.HELD), default=Decimal(0)),
            spent=Sum("balance", filter=Q(kind=AccountKind.SPENT), default=Decimal(0)),
        )[name]
        for name in ("held", "spent")
    )
    if held + spent:
        note = f"单位为元，只计整数；分母为{end.year}年度已拨付金额，取本页生成时的账面余额"
        path = _roll("expense_list", {"year": end.year})
        yield _figure("项目经费已支付", int(spent), int(held + spent), note, path)


def _paths(organization: Organization, end: dt.date, actor: Actor) -> Iterator[Figure]:
    seen: Any = JointPath.objects.visible_to(actor).filter(
        below(organization, "organization"), year=end.year
    )
    told = Q(status__in=(PathStatus.REPORTED, PathStatus.CONFIRMED), reported_on__lte=end)
    found = seen.counted().aggregate(paths=Count("pk"), told=Count("pk", filter=told))
    if found["paths"]:
        note = f"分母为{end.year}年度已确定的同步推进路径数，撤销的不计"
        path = _roll("path_list", {"year": end.year})
        yield _figure("同步推进路径已报成效", found["told"], found["paths"], note, path)


def _teams(
    organization: Organization, start: dt.date, end: dt.date, actor: Actor
) -> Iterator[Figure]:
    rows: Any = ActionTeam.objects.visible_to(actor).filter(
        below(organization, "organization"), registered_on__isnull=False, starts_on__lte=end
    )
    count = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=start)).count()
    if count:
        note = "期内运行过的行动支部、党员先锋岗和党员突击队，已备案的"
        yield _figure("行动载体", count, None, note, _roll("team_list", {}))


def _roll(page: str, asked: dict[str, Any]) -> str:
    """Where the rows that a figure counts are listed."""
    address = reverse(f"projects:{page}")
    return f"{address}?{urlencode(asked)}" if asked else address


def _figure(label: str, value: int, of: int | None, note: str, path: str) -> Figure:
    return Figure(section=SECTION, label=label, value=value, of=of, note=note, path=path)
