"""What the register keeps no longer, each night (保存和清除, domain.md §8.2).

Who left the branch for good is kept as a row for the history of counts; after the years that the
city keeps them, name, sealed facts and free words go. What people did stays on the trail, which
never holds a number.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization, Tenant
from hierarchy.terms import Role, Tier
from people.actions.erasing import Erased, erase_applicants, erase_entrants, erase_members
from people.export_moves import EXPORT_MOVES
from people.models import Member, RosterExport
from people.policy import policy_of
from people.terms import LEFT, ExportStatus
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice
from workflow.moves import perform_all

BATCH: Final = 2000
ASKED_DAYS: Final = 30
"""A request nobody decided for so long is over."""


def keep_city(*, tenant: Tenant, actor: Actor) -> dict[str, int]:
    """Clear what a city keeps no longer and tell its administrator; how many of each.

    For the clock only; twice does no harm. Raises ``PermissionDenied``.
    """
    if not actor.is_system:
        raise PermissionDenied("名册资料由系统每日清理，页面上不能办理。")
    years = policy_of(tenant, actor.on).kept_years
    cut = _years_before(actor.on, years)
    members, applicants = _erase_members(tenant, cut, actor.on), _erase_applicants(tenant, cut)
    counts = {
        "members_erased": members.people,
        "applicants_erased": applicants.people,
        "files_erased": members.files + applicants.files,
        "entrants_erased": _erase_entrants(tenant, cut),
        "exports_expired": _expire(tenant, actor),
    }
    if any(counts.values()):
        _report(tenant, counts, years, actor)
    return counts


def _erase_members(tenant: Tenant, cut: dt.date, on: dt.date) -> Erased:
    people = files = 0
    while (done := _erase_batch(tenant, cut, on)).people:
        people, files = people + done.people, files + done.files
    return Erased(people, files)


@transaction.atomic
def _erase_batch(tenant: Tenant, cut: dt.date, on: dt.date) -> Erased:
    """Some of those who left before the day, with all that was written of them."""
    gone = Member.objects.filter(
        tenant=tenant, presence__in=LEFT, presence_on__lt=cut, erased_on__isnull=True
    )
    rows = gone.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return Erased()
    return erase_members(ids, on=on)


@transaction.atomic
def _erase_applicants(tenant: Tenant, cut: dt.date) -> Erased:
    """Those whose way ended long ago without membership."""
    return erase_applicants(tenant, cut)


@transaction.atomic
def _erase_entrants(tenant: Tenant, cut: dt.date) -> int:
    """Those who entered for a recruitment of long ago and were not hired."""
    return erase_entrants(tenant, cut)


@transaction.atomic
def _expire(tenant: Tenant, actor: Actor) -> int:
    """Requests that were approved and not used in time, or that nobody decided."""
    root = _root(tenant)
    stale = Q(status=ExportStatus.APPROVED, usable_until__lt=actor.on) | Q(
        status=ExportStatus.ASKED, asked_at__lt=actor.at - dt.timedelta(days=ASKED_DAYS)
    )
    return perform_all(
        RosterExport.objects.filter(stale, tenant=tenant),
        "expire",
        table=EXPORT_MOVES,
        actor=actor,
        whole=root,
        organization=root,
        counted="exports_expired",
    )


@transaction.atomic
def _report(tenant: Tenant, counts: dict[str, int], years: int, actor: Actor) -> None:
    root = _root(tenant)
    audit.record(
        verb="register.keep",
        target=root,
        actor=actor,
        tenant=tenant,
        organization=root,
        after={**counts, "kept_years": years},
    )
    send_notices(
        tenant=tenant,
        kind=Notice.Kind.ANSWERED,
        title="名册资料夜间清理情况",
        body=(
            f"清除离开满 {years} 年的党员个人信息 {counts['members_erased']} 人，"
            f"终止满 {years} 年的发展对象个人信息 {counts['applicants_erased']} 人，"
            f"招录满 {years} 年未录用的报名人员个人信息 {counts['entrants_erased']} 人，"
            f"随之清除的材料 {counts['files_erased']} 份；"
            f"作废过期的名册导出申请 {counts['exports_expired']} 份。"
        ),
        key=f"register:keep:{tenant.pk}:{actor.on:%Y%m%d}",
        path=reverse("workflow:inbox"),
        organizations=[root],
        roles=[Role.ADMINISTRATOR],
        actor=actor,
    )


def _root(tenant: Tenant) -> Organization:
    return Organization.objects.select_related("tenant").get(tenant=tenant, tier=Tier.CITY)


def _years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
