"""Who stands behind a body today: the people that a notice to it reaches."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from accounts.models import User
from hierarchy import grants
from hierarchy.models import Appointment, Delegation, Organization, OrganizationGrant
from hierarchy.terms import NODE_ONLY, Capability, Role

# The roles that carry a body's work; readers and auditors are not written to.
WORKING_ROLES = (Role.LEADER, Role.CLERK, Role.OFFICER, Role.SECRETARY)


def holders_of(
    organization_ids: Iterable[int], *, on: dt.date, roles: tuple[str, ...] = WORKING_ROLES
) -> dict[int, set[int]]:
    """For each organisation the ids of the users who hold its working posts on a day.

    Stand-ins count beside the holder. A vacant body is answered by the tier above it:
    each vacant organisation maps to its nearest superior's holders, up to the root.
    The number of queries depends on the depth of vacancy, not on how many bodies asked.
    """
    wanted = set(organization_ids)
    found = _direct_holders(wanted, on=on, roles=roles)
    upward = {pk: pk for pk in wanted if not found.get(pk)}
    while upward:
        parents = dict(
            Organization.objects.filter(pk__in=set(upward.values())).values_list("pk", "parent_id")
        )
        upward = {pk: parents[at] for pk, at in upward.items() if parents.get(at)}
        above = _direct_holders(set(upward.values()), on=on, roles=roles)
        for pk, at in list(upward.items()):
            if above.get(at):
                found[pk] = above[at]
                del upward[pk]
    return found


def _direct_holders(
    organization_ids: set[int], *, on: dt.date, roles: tuple[str, ...]
) -> dict[int, set[int]]:
    served = _bodies_served(organization_ids)
    posts = Appointment.objects.live(on).filter(
        position__organization_id__in=list(served),
        position__role__in=roles,
        position__is_abolished=False,
    )
    stand_ins = Delegation.objects.live(on).filter(appointment__in=posts, delegate__is_active=True)
    found: dict[int, set[int]] = defaultdict(set)
    for place, user_id in (
        *posts.filter(user__is_active=True).values_list("position__organization_id", "user_id"),
        *stand_ins.values_list("appointment__position__organization_id", "delegate_id"),
    ):
        for organization_id in served[place]:
            found[organization_id].add(user_id)
    return found


def _bodies_served(organization_ids: set[int]) -> dict[int, set[int]]:
    """By where a post stands, the asked bodies that it serves.

    A tied station's post stands on one node of its site and serves them all.
    """
    served: dict[int, set[int]] = defaultdict(set, {pk: {pk} for pk in organization_ids})
    tied = Organization.objects.filter(pk__in=organization_ids, site__isnull=False)
    for place, organization_id in tied.values_list("site__nodes", "pk"):
        served[place].add(organization_id)
    return served


def handler_names(organization_ids: Iterable[int], *, on: dt.date) -> dict[int, list[str]]:
    """Who handles each body's work on a day, by name (责任人). One query."""
    rows = (
        OrganizationGrant.objects.filter(
            content_object_id__in=list(organization_ids),
            permission__codename=Capability.HANDLE,
            appointment__in=Appointment.objects.live(on),
        )
        .order_by("appointment_id")
        .values_list("content_object_id", "appointment__user__name")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for organization_id, name in rows:
        if name not in found[organization_id]:
            found[organization_id].append(name)
    return dict(found)


def leaves_vacant(
    appointment: Appointment, *, last_day: dt.date, leaving: User | None = None
) -> bool:
    """Whether nobody is left at the body the day after to do what this holder's post does.

    Readers and keepers do no work of a body. ``leaving`` gives up all other posts too.
    """
    work = grants.capabilities_of(appointment.position) & NODE_ONLY
    others = (
        Appointment.objects.live(last_day + dt.timedelta(days=1))
        .filter(
            position__organization_id__in=grants.nodes_of(appointment.position),
            position__is_abolished=False,
            user__is_active=True,
        )
        .exclude(pk=appointment.pk)
        .exclude(user=leaving)
        .select_related("position")
    )
    return bool(work) and not any(
        work <= grants.capabilities_of(other.position) for other in others
    )


def why_work_stays(appointment: Appointment, *, on: dt.date) -> str:
    """Why the body's work can't go to another body when this holder leaves; empty if it can.

    It is one holder's to pass on only where nobody else looks after the body, and where
    the body is no part of a site that the same people serve for several industries.
    """
    body = appointment.position.organization
    if body is None:
        return ""
    if len(grants.nodes_of(appointment.position)) > 1:
        return (
            f"“{body.name}”同时服务多个行业，任务不能整体移交给另一个岗位。"
            "请选择接任人接替这个岗位。"
        )
    others = (
        Appointment.objects.live(on)
        .filter(position__organization=body, position__role__in=WORKING_ROLES)
        .filter(position__is_abolished=False, user__is_active=True)
        .exclude(pk=appointment.pk)
    )
    names = "、".join(dict.fromkeys(others.order_by("pk").values_list("user__name", flat=True)))
    if not names:
        return ""
    return (
        f"“{body.name}”还有{names}在任，任务不能整体移交给另一个岗位。"
        "请选择接任人接替这个岗位；无人接替的，请办理免职，任务由在任人员继续办理。"
    )
