"""Courses (培训课程, R-25): held by a body for those below it, changed, closed, opened again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability, Kind
from people.actions.enclosing import enclose
from people.models import Course
from workflow import audit
from workflow.models import Attachment
from workflow.once import once_key

CONTENT: Final = ("title", "kind", "starts_on", "ends_on", "hours", "teacher", "place")


@transaction.atomic
def hold_course(
    *,
    organization: Organization,
    learner: str,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> Course:
    """Announce a course (登记课程): ``content`` are the fields of ``CONTENT``.

    A form sent again (its key is ``once``) announces nothing and finds the first. Raises
    ``PermissionDenied``, ``ValidationError`` of the fields, ``no_course_here`` (a unit without a
    party organisation), ``foreign_file``.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    if organization.kind == Kind.UNIT:
        raise ValidationError(
            f"“{organization.name}”还没有党组织，不能主办课程。请由上级党组织登记。",
            code="no_course_here",
        )
    facts = (content.get(name) for name in CONTENT)
    key = once_key(content.get("once"), organization, learner, *facts)
    if (first := _sent_before(organization, key)) is not None:
        return first
    course = Course(
        tenant_id=organization.tenant_id, organization=organization, learner=learner, once_key=key
    )
    _fill(course, content)
    course.save(force_insert=True)
    names = enclose(course, files, actor=actor)
    after = _plain(course) | {"learner": learner} | ({"files": names} if names else {})
    _record("course.hold", course, actor, post, after=after)
    return course


@transaction.atomic
def edit_course(
    *,
    course: Course,
    content: Mapping[str, Any],
    actor: Actor,
    files: Iterable[Attachment] | None = None,
) -> Course:
    """Change what is said of a course (修改课程); hours and days change for all who attended.

    Whom it is for is said once. Raises ``PermissionDenied``, ``ValidationError`` of the fields,
    ``course_closed``, ``nothing_changed``, ``foreign_file``.
    """
    fresh, post = _locked(course, actor)
    check_open(fresh)
    before = _plain(fresh)
    _fill(fresh, content)
    after = _plain(fresh)
    changed = [name for name in after if after[name] != before[name]]
    names = enclose(fresh, files, actor=actor)
    if not changed and names is None:
        raise ValidationError("没有需要保存的变更。", code="nothing_changed")
    if changed:
        fresh.save(update_fields=changed)
        fresh.records.update(
            title=fresh.title, kind=fresh.kind, hours=fresh.hours, studied_on=fresh.ends_on
        )
    _record(
        "course.edit",
        fresh,
        actor,
        post,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | ({"files": names} if names else {}),
    )
    return fresh


@transaction.atomic
def close_course(*, course: Course, actor: Actor) -> Course:
    """End the registration of who attended (结束登记); signing in ends, too.

    Raises ``PermissionDenied``, ``ValidationError`` ``course_closed``, ``not_ended``.
    """
    fresh, post = _locked(course, actor)
    check_open(fresh)
    if actor.on < fresh.ends_on:
        raise ValidationError(
            f"课程到 {_day(fresh.ends_on)} 结束，请在结束后再办理“结束登记”。", code="not_ended"
        )
    fresh.is_closed, fresh.sign_code = True, ""
    fresh.save(update_fields=["is_closed", "sign_code"])
    _record("course.close", fresh, actor, post, after={"learners": fresh.records.count()})
    return fresh


@transaction.atomic
def reopen_course(*, course: Course, reason: str, actor: Actor) -> Course:
    """Let attendance be put right after the end (重新开放登记).

    Raises ``PermissionDenied``, ``ValidationError`` ``not_closed``, ``reason_needed``.
    """
    fresh, post = _locked(course, actor)
    if not fresh.is_closed:
        raise ValidationError("这门课程还在登记中，可以直接登记。", code="not_closed")
    if not reason.strip():
        raise ValidationError("请写明重新开放登记的原因，以便日后查阅。", code="reason_needed")
    fresh.is_closed = False
    fresh.save(update_fields=["is_closed"])
    _record("course.reopen", fresh, actor, post, reason=reason.strip())
    return fresh


@transaction.atomic
def open_sign_in(*, course: Course, actor: Actor) -> Course:
    """Let those with an account say themselves that they attended (开启自行登记, optional).

    A new code each time; the old one leads nowhere. Raises ``PermissionDenied``,
    ``ValidationError`` ``course_closed``.
    """
    fresh, post = _locked(course, actor)
    check_open(fresh)
    fresh.sign_code = secrets.token_urlsafe(12)
    fresh.save(update_fields=["sign_code"])
    _record("course.open_sign_in", fresh, actor, post)
    return fresh


@transaction.atomic
def stop_sign_in(*, course: Course, actor: Actor) -> Course:
    """End signing in by oneself (停止自行登记). Raises ``PermissionDenied``, ``no_sign_in``."""
    fresh, post = _locked(course, actor)
    if not fresh.sign_code:
        raise ValidationError("这门课程没有开启自行登记，不需要停止。", code="no_sign_in")
    fresh.sign_code = ""
    fresh.save(update_fields=["sign_code"])
    _record("course.stop_sign_in", fresh, actor, post)
    return fresh


def check_open(course: Course) -> None:
    """Refuse what comes after the end. Raises ``ValidationError`` ``course_closed``."""
    if course.is_closed:
        raise ValidationError(
            "这门课程已结束登记，不能再改动。确需更正的，请主办单位先重新开放登记。",
            code="course_closed",
        )


def _sent_before(organization: Organization, key: UUID | None) -> Course | None:
    """The course that the same form announced before, also a moment ago."""
    if key is None:
        return None
    # One at a time a body: the second sees the first.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    return Course.objects.filter(once_key=key).first()


def _locked(course: Course, actor: Actor) -> tuple[Course, Post | None]:
    rows = Course.objects.select_for_update(of=("self",)).select_related("organization")
    fresh = rows.get(pk=course.pk)
    return fresh, require(actor, Capability.HANDLE, at=fresh.organization)


def _fill(course: Course, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(course, name, value.strip() if isinstance(value, str) else value)
    course.clean_fields()
    if course.ends_on < course.starts_on:
        raise ValidationError(
            {"ends_on": ValidationError("结束日期不能早于开始日期，请改正。", code="days_in_order")}
        )
    course.full_clean()


def _record(verb: str, course: Course, actor: Actor, post: Post | None, **told: Any) -> None:
    audit.record(
        verb=verb,
        target=course,
        actor=actor,
        organization=course.organization,
        post=post,
        **told,
    )


def _plain(course: Course) -> dict[str, Any]:
    return {name: getattr(course, name) for name in CONTENT}


def _day(day: Any) -> str:
    return f"{day.month}月{day.day}日"
