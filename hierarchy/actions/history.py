"""Writing the dated history (沿革) of an organisation, beside every structural act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from hierarchy import trail
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization, OrganizationChange
from hierarchy.terms import Capability


def check_effective_day(*, organization: Organization, on: dt.date, actor: Actor) -> None:
    """Refuse a day in the future, or before what history already says of the organisation.

    Structure changes at once, so a day to come would make the history lie; a day before
    the last change would rewrite what others have read.
    """
    if on > actor.on:
        raise ValidationError(
            f"生效日期 {_day(on)} 晚于今天。组织变动即时生效，请填写今天或以前的日期。",
            code="in_future",
        )
    last = (
        OrganizationChange.objects.filter(organization=organization)
        .order_by("-effective_on", "-id")
        .first()
    )
    floor = last.effective_on if last else organization.founded_on
    if on < floor:
        what = last.get_verb_display() if last else "设立"
        raise ValidationError(
            f"生效日期 {_day(on)} 早于“{organization.name}”最近一次变动"
            f"（{_day(floor)}{what}），请填写该日或以后的日期。",
            code="before_last_change",
        )


def check_reason(reason: str) -> str:
    """The tidy reason; every structural act needs one."""
    tidy = reason.strip()
    if not tidy:
        raise ValidationError("请填写事由，以便日后查阅。", code="reason_needed")
    if len(tidy) > 200:
        raise ValidationError("事由不能超过 200 个字，请精简后再提交。", code="reason_too_long")
    return tidy


@dataclass(frozen=True, slots=True)
class Act:
    """One structural act: when it takes effect, why, on whose word and by which document."""

    on: dt.date
    reason: str
    actor: Actor
    document_no: str = ""

    @classmethod
    def of(cls, *, on: dt.date, reason: str, actor: Actor, document_no: str = "") -> Act:
        """The act with its reason checked."""
        return cls(on, check_reason(reason), actor, document_no.strip())


def conclude(
    node: Organization,
    act: Act,
    *,
    verb: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    counterpart: Organization | None = None,
) -> None:
    """One line of history, and one entry of the trail as the post that gave the right."""
    write_change(node, act, verb=verb, counterpart=counterpart)
    document = {"document_no": act.document_no} if act.document_no else {}
    trail.record(
        verb=f"organization.{verb}",
        target=node,
        actor=act.actor,
        organization=node,
        before=dict(before),
        after={**after, **document, "on": act.on},
        reason=act.reason,
        post=_used_post(node, act.actor),
    )


def write_change(
    node: Organization, act: Act, *, verb: str, counterpart: Organization | None = None
) -> OrganizationChange:
    """Write one change with the whole state that it left behind."""
    return OrganizationChange.objects.create(
        tenant_id=node.tenant_id,
        organization=node,
        verb=verb,
        effective_on=act.on,
        reason=act.reason,
        document_no=act.document_no,
        name=node.name,
        kind=node.kind,
        parent_id=node.parent_id,
        region_id=node.region_id,
        is_closed=node.closed_on is not None,
        counterpart=counterpart,
        recorded_at=act.actor.at,
        recorded_by=f"{act.actor.name} {act.actor.post_label}".strip()[:160],
    )


def _used_post(node: Organization, actor: Actor) -> Post | None:
    """The post that gave the right, decided one tier above."""
    superior = node.parent or node
    return actor.post_for(Capability.MANAGE_ORGANIZATIONS, at=superior)


def _day(day: dt.date) -> str:
    return date_format(day, "Y年n月j日")
