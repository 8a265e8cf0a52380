"""What bodies say of their guidance officer (指导员评价): once a body and year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Appointment, Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Role, Tier
from people.models import Opinion
from workflow import audit

CONTENT: Final = ("is_helpful", "is_in_time", "words")


@transaction.atomic
def give_opinion(
    *, organization: Organization, year: int, content: Mapping[str, Any], actor: Actor
) -> Opinion:
    """Say what a branch or unit thinks of its officer (评价指导员): twice yes or no, and words.

    The officer reads sums and words without the body's name, once three bodies have spoken.
    The trail keeps that it was given, not what was said. Raises ``PermissionDenied``,
    ``ValidationError`` ``no_officer``, ``wrong_year``, ``given_already`` and of the fields.
    """
    rows = Organization.objects.select_for_update(of=("self",)).select_related("tenant", "officer")
    body = rows.get(pk=organization.pk)
    post = require(actor, Capability.HANDLE, at=body)
    officer = _officer_of(body)
    _refuse_year(body, officer, year, actor)
    row = Opinion(
        tenant=body.tenant,
        organization=body,
        officer=officer,
        user=_holder_of(officer, min(actor.on, dt.date(year, 12, 31))),
        year=year,
        given_on=actor.on,
        **{name: content.get(name, "") for name in CONTENT},
    )
    row.words = row.words.strip()
    row.full_clean()
    row.save(force_insert=True)
    audit.record(
        verb="opinion.give",
        target=row,
        actor=actor,
        organization=body,
        after={"officer": officer.name, "year": year},
        post=post,
    )
    return row


def years_open(actor: Actor) -> tuple[int, int]:
    """The years of which an opinion may be given: this one first, and the one before."""
    return actor.on.year, actor.on.year - 1


def _refuse_year(body: Organization, officer: Organization, year: int, actor: Actor) -> None:
    if year not in years_open(actor):
        raise ValidationError(
            {
                "year": ValidationError(
                    f"现在只接受 {actor.on.year - 1}、{actor.on.year} 两个年度的评价。",
                    code="wrong_year",
                )
            }
        )
    if Opinion.objects.filter(organization=body, officer=officer, year=year).exists():
        raise ValidationError(
            f"“{body.name}”对指导员 {year}年度的评价已经提交，每个年度一次，不再修改。",
            code="given_already",
        )


def _officer_of(body: Organization) -> Organization:
    if body.tier != Tier.BRANCH or body.officer is None:
        raise ValidationError(
            f"“{body.name}”没有联系的党建指导员，无法评价。请与区域党建工作站联系，明确指导员。",
            code="no_officer",
        )
    return body.officer


def _holder_of(officer: Organization, on: dt.date) -> User | None:
    """Who held the post on a day: an opinion of last year is of who served then."""
    held = (
        Appointment.objects.live(on)
        .filter(position__organization=officer, position__role=Role.OFFICER)
        .select_related("user")
        .order_by("starts_on", "pk")
        .first()
    )
    return held.user if held else None
