"""Taking on full-time workers (招录, article 10): drafted, published, examined, announced, closed.

Whoever entered, the marks and the hiring have a module of their own: ``entrants.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.calendar import add_working_days
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.actions.enclosing import enclose
from people.models import Recruitment
from people.policy import policy_of
from people.staff_moves import RECRUITMENT_MOVES
from people.staff_rules import EMPLOYERS, total_mark
from people.terms import EntrantResult, RecruitmentStatus
from workflow import audit
from workflow.models import Attachment
from workflow.moves import perform
from workflow.once import once_key

CONTENT: Final = ("title", "openings", "requirements", "apply_until", "written_share")
"""What the notice of a recruitment says."""


@transaction.atomic
def draft_recruitment(
    *, organization: Organization, content: Mapping[str, Any], actor: Actor
) -> Recruitment:
    """Begin a recruitment of one body (拟定招录).

    A form sent again (its key is ``once``) drafts nothing and finds the first. Raises
    ``PermissionDenied``, ``ValidationError`` ``no_employer`` and of the fields.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    refuse_no_employer(organization)
    facts = (content.get(name) for name in CONTENT)
    key = once_key(content.get("once"), organization, *facts)
    if (first := _sent_before(organization, key)) is not None:
        return first
    row = Recruitment(
        tenant=organization.tenant,
        organization=organization,
        created_at=actor.at,
        drafted_by=actor.user,
        once_key=key,
    )
    _fill(row, content)
    row.full_clean()
    row.save(force_insert=True)
    _record("draft", row, actor, post, after={name: getattr(row, name) for name in CONTENT})
    return row


@transaction.atomic
def edit_recruitment(
    *, recruitment: Recruitment, content: Mapping[str, Any], actor: Actor
) -> Recruitment:
    """Change what the notice will say, while it is a draft (修改招录).

    Raises ``PermissionDenied``, ``ValidationError`` ``published``, ``nothing_changed`` and of
    the fields.
    """
    fresh, post = locked_recruitment(recruitment, actor)
    if fresh.status != RecruitmentStatus.DRAFT:
        raise ValidationError(
            "招录公告已经发布，条件不能再改。确需调整的，请取消后重新拟定。", code="published"
        )
    was = {name: getattr(fresh, name) for name in CONTENT}
    _fill(fresh, content)
    changed = [name for name in CONTENT if getattr(fresh, name) != was[name]]
    if not changed:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    fresh.full_clean()
    fresh.save(update_fields=changed)
    before, after = (
        {name: was[name] for name in changed},
        {name: getattr(fresh, name) for name in changed},
    )
    _record("edit", fresh, actor, post, before=before, after=after)
    return fresh


@transaction.atomic
def enclose_recruitment(
    *, recruitment: Recruitment, files: Iterable[Attachment], actor: Actor
) -> Recruitment:
    """Let these be the papers of a recruitment: notice, mark sheets, public notice (整理附件).

    Raises ``PermissionDenied``, ``ValidationError`` ``cancelled``, ``nothing_changed`` and of
    ``enclose``.
    """
    fresh, post = locked_recruitment(recruitment, actor)
    if fresh.status == RecruitmentStatus.CANCELLED:
        raise ValidationError("本次招录已经取消，附件不再增减。", code="cancelled")
    names = enclose(fresh, files, actor=actor)
    if names is None:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    _record("enclose", fresh, actor, post, after={"attachments": names})
    return fresh


@transaction.atomic
def publish_recruitment(*, recruitment: Recruitment, actor: Actor) -> Recruitment:
    """Publish the notice (发布公告): from now on people enter until its day.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``apply_past``.
    """

    def checked(fresh: Recruitment) -> dict[str, Any]:
        if fresh.apply_until <= actor.on:
            raise ValidationError(
                f"报名截止日期为 {chinese_date(fresh.apply_until)}，今天发布来不及报名。"
                "请先改为明天或者以后的日期。",
                code="apply_past",
            )
        return {}

    return perform(recruitment, "publish", table=RECRUITMENT_MOVES, actor=actor, changes=checked)


@transaction.atomic
def examine_entrants(*, recruitment: Recruitment, actor: Actor) -> Recruitment:
    """End the entering once its day is over (转入考试考察).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``still_open``,
    ``nobody_entered``.
    """

    def checked(fresh: Recruitment) -> dict[str, Any]:
        if actor.on <= fresh.apply_until:
            raise ValidationError(
                f"报名到 {chinese_date(fresh.apply_until)}截止，请在次日起转入考试考察。",
                code="still_open",
            )
        if not fresh.entrants.exclude(result=EntrantResult.WITHDRAWN).exists():
            raise ValidationError(
                "没有人报名，不能转入考试考察。请补登报名材料，或取消本次招录。",
                code="nobody_entered",
            )
        return {}

    return perform(recruitment, "examine", table=RECRUITMENT_MOVES, actor=actor, changes=checked)


@transaction.atomic
def announce_proposed(*, recruitment: Recruitment, actor: Actor) -> Recruitment:
    """Make the proposed ones public (公示) for the city's number of working days from tomorrow.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``nobody_proposed``,
    ``marks_missing``.
    """

    def checked(fresh: Recruitment) -> dict[str, Any]:
        _refuse_unmarked(fresh)
        days = policy_of(fresh.tenant, actor.on).notice_days
        until = add_working_days(tenant=fresh.tenant, start=actor.on, days=days)
        start = actor.on + dt.timedelta(days=1)
        return {"notice_from": start, "notice_until": until, "notice_result": ""}

    return perform(recruitment, "announce", table=RECRUITMENT_MOVES, actor=actor, changes=checked)


@transaction.atomic
def note_objections(*, recruitment: Recruitment, words: str, actor: Actor) -> Recruitment:
    """Say in words what the public notice brought (公示结果): objections and how they were settled.

    Raises ``PermissionDenied``, ``ValidationError`` ``no_notice``, ``notice_running``,
    ``result_needed``.
    """
    fresh, post = locked_recruitment(recruitment, actor)
    if fresh.status != RecruitmentStatus.NOTICE:
        raise ValidationError(
            f"本次招录现为“{fresh.get_status_display()}”，不在公示中，不能登记公示结果。",
            code="no_notice",
        )
    _refuse_before_end(fresh, on=actor.on)
    if not words.strip():
        told = "请写明公示结果：没有异议的写“公示期间未收到异议”，有异议的写明核查情况。"
        raise ValidationError({"words": ValidationError(told, code="result_needed")})
    before = {"notice_result": fresh.notice_result}
    fresh.notice_result = words.strip()[:400]
    fresh.save(update_fields=["notice_result"])
    after = {"notice_result": fresh.notice_result}
    _record("note", fresh, actor, post, before=before, after=after)
    return fresh


@transaction.atomic
def choose_again(*, recruitment: Recruitment, reason: str, actor: Actor) -> Recruitment:
    """Go back to the choice after the notice (重新确定人选): others follow, with a new notice.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``.
    """
    return perform(
        recruitment,
        "choose_again",
        table=RECRUITMENT_MOVES,
        actor=actor,
        reason=reason,
        changes={"notice_from": None, "notice_until": None, "notice_result": ""},
    )


@transaction.atomic
def close_recruitment(*, recruitment: Recruitment, actor: Actor) -> Recruitment:
    """Finish it once the notice is over and everyone proposed is decided on (办结).

    Whoever is still waiting is refused. Raises ``PermissionDenied``, ``ValidationError``
    ``wrong_status``, ``notice_running``, ``result_needed``, ``proposed_waiting``.
    """

    def checked(fresh: Recruitment) -> dict[str, Any]:
        refuse_notice_running(fresh, on=actor.on)
        waiting = fresh.entrants.filter(result=EntrantResult.PROPOSED).count()
        if waiting:
            raise ValidationError(
                f"还有 {waiting} 名拟录用人员没有办理。请逐人办理录用，或登记未录用后再办结。",
                code="proposed_waiting",
            )
        return {}

    done = perform(recruitment, "close", table=RECRUITMENT_MOVES, actor=actor, changes=checked)
    done.entrants.filter(result=EntrantResult.WAITING).update(result=EntrantResult.REFUSED)
    return done


@transaction.atomic
def cancel_recruitment(*, recruitment: Recruitment, reason: str, actor: Actor) -> Recruitment:
    """Take a recruitment back (取消), as long as nobody was hired by it.

    Whoever drafted it may take an own draft back. Raises ``PermissionDenied``,
    ``ValidationError`` ``wrong_status``, ``reason_needed``, ``hired_already``.
    """
    row = Recruitment.objects.select_for_update(of=("self",)).get(pk=recruitment.pk)

    def checked(fresh: Recruitment) -> dict[str, Any]:
        if fresh.entrants.filter(result=EntrantResult.HIRED).exists():
            raise ValidationError(
                "本次招录已有人录用，不能取消。其余人员不再录用的，请登记未录用后办结。",
                code="hired_already",
            )
        return {}

    return perform(
        row,
        "cancel",
        table=RECRUITMENT_MOVES,
        actor=actor,
        reason=reason,
        changes=checked,
        right=Capability.HANDLE if row.is_own_draft(actor.user) else None,
    )


def _sent_before(organization: Organization, key: UUID | None) -> Recruitment | None:
    """The draft that the same form made before, also a moment ago."""
    if key is None:
        return None
    # One at a time a body: the second sees the first.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    return Recruitment.objects.filter(once_key=key).first()


def locked_recruitment(
    recruitment: Recruitment, actor: Actor, right: Capability = Capability.HANDLE
) -> tuple[Recruitment, Post | None]:
    """The row as it is now, locked, and the post as which the person acts. Part of an action.

    Raises ``PermissionDenied``.
    """
    rows = Recruitment.objects.select_for_update(of=("self",))
    fresh: Recruitment = rows.select_related("organization__tenant", "tenant").get(
        pk=recruitment.pk
    )
    return fresh, require(actor, right, at=fresh.organization)


def refuse_no_employer(organization: Organization) -> None:
    """Raise ``ValidationError`` ``no_employer`` for a body that employs no full-time workers."""
    if organization.tier not in EMPLOYERS:
        raise ValidationError(
            f"“{organization.name}”不招录专职党务工作者。专职党务工作者由行业党建专委会（党委）"
            "招录和管理（第六条、第十条），请切换到相应岗位。",
            code="no_employer",
        )


def refuse_notice_running(recruitment: Recruitment, *, on: dt.date) -> None:
    """Raise ``ValidationError`` ``notice_running`` or ``result_needed``."""
    _refuse_before_end(recruitment, on=on)
    if not recruitment.notice_result:
        raise ValidationError("公示已期满，请先登记公示结果，再办理录用。", code="result_needed")


def _refuse_before_end(recruitment: Recruitment, *, on: dt.date) -> None:
    """The last day of the notice is part of it."""
    until = recruitment.notice_until
    if until is None or on <= until:
        day = chinese_date(until) if until else "尚未确定的日期"
        raise ValidationError(
            f"公示到 {day}为止，期满后才能办理。请在公示期满后再办。", code="notice_running"
        )


def _refuse_unmarked(recruitment: Recruitment) -> None:
    """Whoever is made public has all marks that count."""
    proposed = list(recruitment.entrants.filter(result=EntrantResult.PROPOSED))
    if not proposed:
        raise ValidationError(
            "还没有确定拟录用人选。请先登记成绩、确定拟录用人选，再公示。", code="nobody_proposed"
        )
    share = recruitment.written_share
    missing = [
        one.name
        for one in proposed
        if total_mark(one.written_mark, one.oral_mark, written_share=share) is None
    ]
    if missing:
        raise ValidationError(
            f"{'、'.join(missing)}的成绩不全，不能公示。请先登记成绩。", code="marks_missing"
        )


def _fill(row: Recruitment, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            value = content[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)


def _record(
    verb: str, row: Recruitment, actor: Actor, post: Post | None, **facts: dict[str, Any]
) -> None:
    audit.record(
        verb=f"recruitment.{verb}",
        target=row,
        actor=actor,
        organization=row.organization,
        post=post,
        **facts,  # type: ignore[arg-type]
    )
