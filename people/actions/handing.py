"""Members, files, stays and open courses go with their branch when it merges (随合并移交)."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Kind
from people.models import Admission, Course, Dues, Member, MemberWarning, MobileStay
from people.terms import LEFT
from workflow import audit
from workflow.actions import send_notices
from workflow.models import Notice

_COUNTS: Final = (
    *("members_handed", "files_handed", "approvals_handed", "stays_handed"),
    "courses_handed",
)
_OF_BRANCHES: Final = ("members_handed", "files_handed", "courses_handed")


@transaction.atomic
def hand_register(*, source: Organization, target: Organization, actor: Actor) -> int:
    """Let a body go on with another one's members, files, stays and open courses; how many.

    Offices end with the old branch. A committee without the power to approve does not inherit
    what the other was to approve: those branches are told to name another. Part of a handover or
    a merge, which asks for the right. Raises ``ValidationError`` ``no_branch`` where the target
    is a unit.
    """
    numbers = (
        _members(source, target),
        _files(source, target),
        _approvals(source, target, actor),
        _stays(source, target, actor),
        Course.objects.filter(organization=source, is_closed=False).update(organization=target),
    )
    counts = {name: number for name, number in zip(_COUNTS, numbers, strict=True) if number}
    if target.kind == Kind.UNIT and not counts.keys().isdisjoint(_OF_BRANCHES):
        raise ValidationError(
            f"“{source.name}”有党员、办理中的发展党员档案或者没有结束登记的课程，“{target.name}”"
            "还没有建立党组织，不能接收。请合并到党支部，或先办理组织关系转接、结束课程登记。",
            code="no_branch",
        )
    if counts:
        audit.record(
            verb="register.hand",
            target=source,
            actor=actor,
            organization=target,
            before={"register_holder": source.name},
            after={"register_holder": target.name} | counts,
        )
    return sum(counts.values())


def _members(source: Organization, target: Organization) -> int:
    """Whoever left stays with the old branch as history; what is still owed goes along."""
    rows = Member.objects.filter(organization=source).exclude(presence__in=LEFT)
    ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    MemberWarning.objects.filter(member__in=ids).update(organization=target)
    Dues.objects.filter(member__in=ids, paid_on=None, is_excused=False).update(organization=target)
    return Member.objects.filter(pk__in=ids).update(organization=target, duty="", is_leader=False)


def _files(source: Organization, target: Organization) -> int:
    return Admission.objects.filter(organization=source).running().update(organization=target)


def _approvals(source: Organization, target: Organization, actor: Actor) -> int:
    rows = Admission.objects.filter(superior=source).running()
    if target.may_approve_members:
        return rows.update(superior=target)
    branches = list(
        Organization.objects.filter(pk__in=rows.order_by().values("organization"))
        .select_related("tenant")
        .by_name()
    )
    count = rows.update(superior=None, superior_name=source.name)
    for branch in branches:
        _tell(
            branch,
            "发展党员档案的审批党委已并入其他组织",
            f"{source.name}已并入{target.name}，后者没有审批预备党员的权限。"
            "请在档案中变更审批党委。",
            reverse("people:admission_board"),
            f"register:approval:{source.pk}:{branch.pk}",
            actor,
        )
    return count


def _stays(source: Organization, target: Organization, actor: Actor) -> int:
    """Either side goes over; where both sides became one branch, nobody is away any more."""
    open_ones = MobileStay.objects.filter(ends_on__isnull=True)
    met = Q(home=target, host=source) | Q(home=source, host=target)
    for stay in open_ones.filter(met).select_for_update(of=("self",)):
        stay.ends_on = max(actor.on, stay.starts_on)
        stay.save(update_fields=["ends_on"])
    open_ones.filter(home=source).update(home=target)
    hosted = open_ones.filter(host=source)
    homes = Organization.objects.filter(pk__in=hosted.order_by().values("home"))
    for home in list(homes.select_related("tenant").by_name()):
        _tell(
            home,
            "流入地党组织已合并",
            f"{source.name}已并入{target.name}，在那里流动的党员由{target.name}接着管理。",
            reverse("people:stay_list"),
            f"register:host:{source.pk}:{home.pk}",
            actor,
        )
    return hosted.update(host=target)


def _tell(branch: Organization, title: str, body: str, path: str, key: str, actor: Actor) -> None:
    send_notices(
        tenant=branch.tenant,
        kind=Notice.Kind.HANDOVER,
        title=title,
        body=body,
        key=f"{key}:{actor.at:%y%m%d%H%M%S}",
        path=path,
        organizations=[branch],
        actor=actor,
    )
