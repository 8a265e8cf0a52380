"""Liaisons of departments and member bodies (联络员, S-02): listed, named, replaced, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Tier
from people.models import Liaison
from workflow import audit

FACTS: Final = ("name", "office", "title", "heads_office", "phone")
"""Who the liaison is."""
CONTENT: Final = ("department", "is_lead", *FACTS)
_DAY: Final = dt.timedelta(days=1)


@transaction.atomic
def list_department(
    *, organization: Organization, content: Mapping[str, Any], starts_on: dt.date, actor: Actor
) -> Liaison:
    """Put a department or member body on a committee's list (登记成员单位), named or vacant.

    Article 6: at least one liaison each; a row without a name is an alarm until it has one.
    Raises ``PermissionDenied``, ``ValidationError`` ``committee_only``, ``department_taken``,
    ``in_future`` and of the fields.
    """
    committee, post = _locked(organization, actor)
    if committee.tier != Tier.COMMITTEE:
        raise ValidationError(
            f"“{committee.name}”不是行业党建专委会（党委），不设成员单位联络员。"
            "请切换到专委会的岗位登记。",
            code="committee_only",
        )
    row = Liaison(tenant=committee.tenant, organization=committee, starts_on=starts_on)
    _fill(row, content, CONTENT)
    _refuse_future(starts_on, actor)
    _refuse_taken(row)
    row.full_clean()
    row.save(force_insert=True)
    _record("list", row, actor, post, after={**_plain(row, CONTENT), "starts_on": starts_on})
    return row


@transaction.atomic
def edit_liaison(
    *,
    liaison: Liaison,
    content: Mapping[str, Any],
    actor: Actor,
    was_misnamed: bool = False,
) -> Liaison:
    """Put right what is known of a liaison (更正): the same person, the same days.

    A vacant row takes a name here, and one that was entered wrongly (``was_misnamed``) the right
    one; another person than before is ``replace_liaison``. Raises ``PermissionDenied``,
    ``ValidationError`` ``ended``, ``another_person``, ``nothing_changed``,
    ``department_taken`` and of the fields.
    """
    fresh, post = _locked_row(liaison, actor)
    _refuse_ended(fresh)
    was = _plain(fresh, CONTENT)
    _fill(fresh, content, CONTENT)
    if was["name"] and fresh.name != was["name"] and not (was_misnamed and fresh.name):
        raise ValidationError(
            {
                "name": ValidationError(
                    "换人请用“更换联络员”，原联络员的任期会保留；这里只更正同一人的信息。"
                    "原来的姓名登记错了的，请勾选“原姓名登记有误”。",
                    code="another_person",
                )
            }
        )
    _refuse_taken(fresh)
    now = _plain(fresh, CONTENT)
    changed = [name for name in now if now[name] != was[name]]
    if not changed:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    fresh.full_clean()
    fresh.save(update_fields=changed)
    before, after = ({name: each[name] for name in changed} for each in (was, now))
    _record("edit", fresh, actor, post, before=before, after=after)
    return fresh


@transaction.atomic
def replace_liaison(
    *, liaison: Liaison, content: Mapping[str, Any], starts_on: dt.date, actor: Actor
) -> Liaison:
    """Name another liaison from a day on (更换联络员): the one before ends the day before.

    Raises ``PermissionDenied``, ``ValidationError`` ``ended``, ``in_future``, ``too_early``,
    ``name_needed`` and of the fields.
    """
    fresh, post = _locked_row(liaison, actor)
    _refuse_ended(fresh)
    _refuse_future(starts_on, actor)
    _refuse_early(fresh, starts_on)
    row = _vacant_after(fresh, starts_on)
    _fill(row, content, FACTS)
    if not row.name:
        raise ValidationError(
            {"name": ValidationError("请填写接任联络员的姓名。", code="name_needed")}
        )
    fresh.ends_on = starts_on - _DAY
    fresh.full_clean()
    fresh.save(update_fields=["ends_on"])
    row.full_clean()
    row.save(force_insert=True)
    before = {"name": fresh.name, "ends_on": fresh.ends_on}
    after = {**_plain(row, FACTS), "starts_on": starts_on}
    _record("replace", row, actor, post, before=before, after=after)
    return row


@transaction.atomic
def correct_start(*, liaison: Liaison, starts_on: dt.date, reason: str, actor: Actor) -> Liaison:
    """Put a wrong first day right (更正开始日期); the one just before ends the day before it.

    Raises ``PermissionDenied``, ``ValidationError`` ``ended``, ``in_future``,
    ``reason_needed``, ``nothing_changed``, ``too_early``, ``department_taken``.
    """
    fresh, post = _locked_row(liaison, actor)
    _refuse_ended(fresh)
    _refuse_no_reason(reason)
    _refuse_future(starts_on, actor)
    if starts_on == fresh.starts_on:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    rows = Liaison.objects.filter(organization=fresh.organization, department=fresh.department)
    earlier = rows.exclude(pk=fresh.pk).filter(ends_on__isnull=False).order_by("-ends_on").first()
    if earlier is not None and earlier.ends_on == fresh.starts_on - _DAY:
        _refuse_early(earlier, starts_on)
        earlier.ends_on = starts_on - _DAY
        earlier.save(update_fields=["ends_on"])
    before = {"starts_on": fresh.starts_on}
    fresh.starts_on = starts_on
    _refuse_taken(fresh)
    fresh.save(update_fields=["starts_on"])
    after = {"starts_on": starts_on}
    _record("start", fresh, actor, post, before=before, after=after, reason=reason.strip())
    return fresh


@transaction.atomic
def vacate_liaison(*, liaison: Liaison, left_on: dt.date, reason: str, actor: Actor) -> Liaison:
    """The liaison left and nobody is named yet (离任待补): the department stays, vacant.

    ``left_on`` is the first day without. Raises ``PermissionDenied``, ``ValidationError``
    ``ended``, ``in_future``, ``reason_needed``, ``vacant_already``, ``left_early``.
    """
    fresh, post = _locked_row(liaison, actor)
    _refuse_ended(fresh)
    if not fresh.name:
        raise ValidationError("这里本来就没有联络员，请直接登记新的联络员。", code="vacant_already")
    _refuse_future(left_on, actor, field="left_on")
    if left_on <= fresh.starts_on:
        words = f"离任日期应在任职开始（{chinese_date(fresh.starts_on)}）之后，请核对。"
        raise ValidationError({"left_on": ValidationError(words, code="left_early")})
    ends_on = left_on - _DAY
    _end(fresh, ends_on, reason, actor)
    row = _vacant_after(fresh, left_on)
    row.save(force_insert=True)
    before = {"name": fresh.name, "ends_on": ends_on}
    _record("vacate", row, actor, post, before=before, reason=reason.strip())
    return row


@transaction.atomic
def end_liaison(*, liaison: Liaison, ends_on: dt.date, reason: str, actor: Actor) -> Liaison:
    """Take a department off the list (不再是成员单位): nobody is owed for it any more.

    Raises ``PermissionDenied``, ``ValidationError`` ``ended``, ``in_future``,
    ``reason_needed`` and of the days' order.
    """
    fresh, post = _locked_row(liaison, actor)
    _refuse_ended(fresh)
    _end(fresh, ends_on, reason, actor)
    _record("end", fresh, actor, post, after={"ends_on": ends_on}, reason=reason.strip())
    return fresh


def _end(liaison: Liaison, ends_on: dt.date, reason: str, actor: Actor) -> None:
    _refuse_no_reason(reason)
    _refuse_future(ends_on, actor, field="ends_on")
    liaison.ends_on = ends_on
    liaison.full_clean()
    liaison.save(update_fields=["ends_on"])


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError("请写明原因，以便日后查阅。", code="reason_needed")


def _locked(organization: Organization, actor: Actor) -> tuple[Organization, Post | None]:
    """The committee, locked, so that one department is not listed twice at once."""
    rows = Organization.objects.select_for_update(of=("self",)).select_related("tenant")
    fresh = rows.get(pk=organization.pk)
    return fresh, require(actor, Capability.HANDLE, at=fresh)


def _locked_row(liaison: Liaison, actor: Actor) -> tuple[Liaison, Post | None]:
    committee, post = _locked(liaison.organization, actor)
    fresh = Liaison.objects.select_for_update(of=("self",)).get(pk=liaison.pk)
    fresh.organization = committee
    return fresh, post


def _fill(row: Liaison, content: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in content:
            value = content[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)


def _refuse_future(day: dt.date, actor: Actor, *, field: str = "starts_on") -> None:
    if day > actor.on:
        raise ValidationError(
            {
                field: ValidationError(
                    "日期不能晚于今天。尚未到任的，请到任当天再登记。", code="in_future"
                )
            }
        )


def _vacant_after(liaison: Liaison, starts_on: dt.date) -> Liaison:
    """An unsaved row of the same department from a day on, without a name."""
    return Liaison(
        tenant=liaison.tenant,
        organization=liaison.organization,
        department=liaison.department,
        is_lead=liaison.is_lead,
        starts_on=starts_on,
    )


def _refuse_early(liaison: Liaison, starts_on: dt.date) -> None:
    if starts_on <= liaison.starts_on:
        raise ValidationError(
            {
                "starts_on": ValidationError(
                    f"原联络员自{chinese_date(liaison.starts_on)}起任职，接任日期须在此之后。"
                    "登记有误的请用“更正”。",
                    code="too_early",
                )
            }
        )


def _refuse_ended(liaison: Liaison) -> None:
    """Whatever has its last day is over, also where that is today: its successor stands already."""
    if liaison.ends_on is not None:
        raise ValidationError(
            f"“{liaison.department}”的这条登记到 {chinese_date(liaison.ends_on)}为止，不再改动。"
            "成员单位仍在名单中的，请从次日起在列表中办理接续的一条。",
            code="ended",
        )


def _refuse_taken(row: Liaison) -> None:
    """One live row a department: the days must not overlap."""
    others = Liaison.objects.filter(organization=row.organization, department=row.department)
    clash = others.exclude(pk=row.pk).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=row.starts_on)
    )
    if clash.exists():
        raise ValidationError(
            {
                "department": ValidationError(
                    f"“{row.department}”已在名单中。换人请在列表中点“更换”，不要重复登记。",
                    code="department_taken",
                )
            }
        )


def _plain(row: Liaison, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _record(verb: str, row: Liaison, actor: Actor, post: Post | None, **entry: Any) -> None:
    audit.record(
        verb=f"liaison.{verb}",
        target=row,
        actor=actor,
        organization=row.organization,
        post=post,
        **entry,
    )
