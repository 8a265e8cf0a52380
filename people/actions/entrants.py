"""Who entered for a recruitment (报名人员): entered, marked, proposed, hired or not.

A telephone number is sealed and never on the trail; a result is changed here alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from documents.word.names import chinese_date
from hierarchy.actors import Actor, Post
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.actions.recruitments import locked_recruitment, refuse_notice_running
from people.actions.workers import lay_worker
from people.free_words import for_the_trail
from people.identity import mobile_fault, tidy_mobile
from people.models import Entrant, Recruitment, Worker
from people.staff_rules import total_mark
from people.terms import EntrantResult, RecruitmentStatus
from workflow import audit

Marks = tuple[Decimal | None, Decimal | None]
"""Written and oral, each of 100."""
HIRING: Final = ("employment", "hired_on", "contract_until", "pay_grade", "phone")
_LEAST: Final = 4
_UNDECIDED: Final = (EntrantResult.WAITING, EntrantResult.PROPOSED)


@sensitive_variables()
@transaction.atomic
def enter_candidate(
    *,
    recruitment: Recruitment,
    name: str,
    phone: str,
    is_member: bool,
    entered_on: dt.date,
    actor: Actor,
) -> Entrant:
    """Put somebody's entry down (登记报名); a late note of a punctual entry is possible.

    Raises ``PermissionDenied``, ``ValidationError`` ``not_open``, ``name_needed``,
    ``day_wrong``, ``phone_wrong``, ``entered_twice``.
    """
    fresh, post = locked_recruitment(recruitment, actor)
    if fresh.status != RecruitmentStatus.OPEN:
        raise ValidationError(
            f"本次招录现为“{fresh.get_status_display()}”，不能登记报名。"
            "公告发布后、转入考试考察前才能登记。",
            code="not_open",
        )
    name, number = name.strip(), tidy_mobile(phone)
    if phone.strip() and (fault := mobile_fault(number)):
        raise _at("phone", fault, "phone_wrong")
    _refuse_entry(fresh, name, number, entered_on, on=actor.on)
    row = Entrant(
        recruitment=fresh,
        tenant=fresh.tenant,
        organization=fresh.organization,
        name=name,
        phone=number,
        is_member=is_member,
        entered_on=entered_on,
    )
    row.full_clean(exclude=["phone"])
    row.save(force_insert=True)
    _record("enter", row, actor, post, after={"entered_on": entered_on, "is_member": is_member})
    return row


@transaction.atomic
def mark_entrants(*, recruitment: Recruitment, marks: Mapping[int, Marks], actor: Actor) -> int:
    """Set marks of several entrants at once, by their ids (登记成绩); how many changed.

    Raises ``PermissionDenied``, ``ValidationError`` ``no_exam``, ``unknown_entrant``,
    ``nothing_changed`` and of the fields.
    """
    fresh, post = locked_recruitment(recruitment, actor)
    if fresh.status != RecruitmentStatus.EXAM:
        raise ValidationError(
            f"本次招录现为“{fresh.get_status_display()}”，不能登记成绩。"
            "报名截止、转入考试考察后登记；公示后不能再改。",
            code="no_exam",
        )
    known = {one.pk: one for one in fresh.entrants.select_for_update()}
    if marks.keys() - known.keys():
        raise ValidationError("名单已有变动，请刷新后重新登记成绩。", code="unknown_entrant")
    changed = [known[pk] for pk, given in marks.items() if _marked(known[pk], given)]
    if not changed:
        raise ValidationError("没有改动，无需保存。", code="nothing_changed")
    Entrant.objects.bulk_update(changed, ["written_mark", "oral_mark"])
    audit.record(
        verb="recruitment.mark",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"marks": "；".join(_in_words(one) for one in changed)},
        post=post,
    )
    return len(changed)


@transaction.atomic
def propose_entrant(*, entrant: Entrant, actor: Actor) -> Entrant:
    """Choose one to be hired (确定为拟录用); the leader's. No more than there are openings.

    Raises ``PermissionDenied``, ``ValidationError`` ``no_exam``, ``decided``,
    ``marks_missing``, ``openings_exceeded``.
    """
    fresh, recruitment, post = _locked(entrant, actor, Capability.ISSUE)
    if recruitment.status != RecruitmentStatus.EXAM:
        raise ValidationError(
            f"本次招录现为“{recruitment.get_status_display()}”，不能确定拟录用人选。"
            "已公示的，请先“重新确定人选”。",
            code="no_exam",
        )
    _refuse_decided(fresh, (EntrantResult.WAITING,))
    share = recruitment.written_share
    if total_mark(fresh.written_mark, fresh.oral_mark, written_share=share) is None:
        raise ValidationError(
            f"{fresh.name}的成绩不全，不能确定为拟录用人选。请先登记成绩。", code="marks_missing"
        )
    _refuse_too_many(recruitment, (EntrantResult.PROPOSED, EntrantResult.HIRED))
    return _decided("propose", fresh, EntrantResult.PROPOSED, "", actor, post)


@transaction.atomic
def hire_entrant(*, entrant: Entrant, contract: Mapping[str, Any], actor: Actor) -> Worker:
    """Take a proposed one on once the public notice is over (录用): a worker's file begins.

    ``contract`` holds ``HIRING``. Raises ``PermissionDenied``, ``ValidationError``
    ``no_notice``, ``notice_running``, ``result_needed``, ``not_proposed``,
    ``openings_exceeded``, ``hired_too_early`` and of the fields.
    """
    fresh, recruitment, post = _locked(entrant, actor, Capability.ISSUE)
    if recruitment.status != RecruitmentStatus.NOTICE:
        raise ValidationError(
            f"本次招录现为“{recruitment.get_status_display()}”，不能办理录用。"
            "拟录用人选公示期满后才能录用。",
            code="no_notice",
        )
    refuse_notice_running(recruitment, on=actor.on)
    if fresh.result != EntrantResult.PROPOSED:
        raise ValidationError(
            f"{fresh.name}现为“{fresh.get_result_display()}”，不是公示过的拟录用人选，不能录用。",
            code="not_proposed",
        )
    _refuse_too_many(recruitment, (EntrantResult.HIRED,))
    until = recruitment.notice_until
    if until is not None and contract["hired_on"] <= until:
        raise _at(
            "hired_on",
            f"到岗日期应在公示期满（{chinese_date(until)}）之后，请核对。",
            "hired_too_early",
        )
    facts = {name: contract[name] for name in HIRING if name in contract}
    worker = lay_worker(
        organization=recruitment.organization,
        facts={"name": fresh.name, "is_member": fresh.is_member, **facts},
        entrant=fresh,
        actor=actor,
        post=post,
    )
    _decided("hire", fresh, EntrantResult.HIRED, "", actor, post)
    return worker


@transaction.atomic
def refuse_entrant(*, entrant: Entrant, words: str, actor: Actor) -> Entrant:
    """Say that somebody is not taken on, and why (未录用); the leader's.

    Raises ``PermissionDenied``, ``ValidationError`` ``words_needed``, ``decided``, ``over``.
    """
    return _ended("refuse", entrant, EntrantResult.REFUSED, words, actor, Capability.ISSUE)


@transaction.atomic
def withdraw_entrant(*, entrant: Entrant, words: str, actor: Actor) -> Entrant:
    """Somebody gave up (放弃). Raises ``PermissionDenied``, ``ValidationError``
    ``words_needed``, ``decided``, ``over``.
    """
    return _ended("withdraw", entrant, EntrantResult.WITHDRAWN, words, actor, Capability.HANDLE)


@transaction.atomic
def restore_entrant(*, entrant: Entrant, words: str, actor: Actor) -> Entrant:
    """Take a result back that was entered wrongly (恢复待定), while it goes on; the leader's.

    Raises ``PermissionDenied``, ``ValidationError`` ``words_needed``, ``decided``, ``over``.
    """
    return _ended(
        "restore",
        entrant,
        EntrantResult.WAITING,
        words,
        actor,
        Capability.ISSUE,
        sources=(EntrantResult.REFUSED, EntrantResult.WITHDRAWN),
    )


@sensitive_variables()
@transaction.atomic
def reveal_phone(*, entrant: Entrant, reason: str, actor: Actor) -> str:
    """Open one entrant's telephone number for a reason (查看联系电话); the plain text.

    The trail names the reason, never the number. Raises ``PermissionDenied``,
    ``ValidationError`` ``reason_needed``, ``nothing_there``.
    """
    fresh, _, post = _locked(entrant, actor, Capability.HANDLE)
    if len(reason.strip()) < _LEAST:
        told = f"请写明查看的用途，不少于 {_LEAST} 个字，如“通知参加面试”。"
        raise _at("reason", told, "reason_needed")
    if not fresh.phone:
        raise ValidationError("没有登记联系电话，请与本人另行联系。", code="nothing_there")
    _record(
        "reveal", fresh, actor, post, after={"revealed_fact": "联系电话"}, reason=reason.strip()
    )
    return _number_of(fresh)


def _refuse_entry(
    recruitment: Recruitment, name: str, number: str, entered_on: dt.date, *, on: dt.date
) -> None:
    """A name, a day within the entering, and nobody twice."""
    if not name:
        raise _at("name", "请填写报名人员的姓名。", "name_needed")
    if entered_on > min(recruitment.apply_until, on):
        last = chinese_date(recruitment.apply_until)
        raise _at(
            "entered_on",
            f"报名日期不能晚于今天，也不能晚于报名截止日期 {last}。截止后的报名不能受理。",
            "day_wrong",
        )
    if any(_number_of(one) == number for one in recruitment.entrants.filter(name=name)):
        words = f"“{name}”已登记报名，请勿重复登记；重名的请填写联系电话。"
        raise _at("name", words, "entered_twice")


def _number_of(entrant: Entrant) -> str:
    phone: Any = entrant.phone
    return str(phone.plain())


def _ended(
    verb: str,
    entrant: Entrant,
    result: str,
    words: str,
    actor: Actor,
    right: Capability,
    sources: tuple[str, ...] = _UNDECIDED,
) -> Entrant:
    fresh, recruitment, post = _locked(entrant, actor, right)
    if recruitment.status in (RecruitmentStatus.CLOSED, RecruitmentStatus.CANCELLED):
        raise ValidationError("本次招录已经结束，结果不能再改。", code="over")
    if not words.strip():
        raise _at("words", "请写明原因，以便日后查阅。", "words_needed")
    _refuse_decided(fresh, sources)
    return _decided(verb, fresh, result, words.strip()[:400], actor, post)


def _locked(
    entrant: Entrant, actor: Actor, right: Capability
) -> tuple[Entrant, Recruitment, Post | None]:
    """The entrant and its recruitment, locked in that order of rooms: the whole first."""
    require(actor, right, at=entrant.recruitment.organization)
    recruitment, post = locked_recruitment(entrant.recruitment, actor, right)
    fresh = Entrant.objects.select_for_update(of=("self",)).get(pk=entrant.pk)
    fresh.recruitment = recruitment
    return fresh, recruitment, post


def _marked(entrant: Entrant, given: Marks) -> bool:
    """Put the marks on the row; whether that changed any. Raises ``ValidationError``."""
    if (entrant.written_mark, entrant.oral_mark) == given:
        return False
    entrant.written_mark, entrant.oral_mark = given
    entrant.clean_fields(exclude=["phone", "recruitment", "tenant", "organization"])
    return True


def _in_words(entrant: Entrant) -> str:
    written, oral = (
        "未登记" if mark is None else str(mark)
        for mark in (entrant.written_mark, entrant.oral_mark)
    )
    return f"{entrant}：笔试{written}，面试{oral}"


def _refuse_decided(entrant: Entrant, undecided: tuple[str, ...]) -> None:
    if entrant.result not in undecided:
        raise ValidationError(
            f"{entrant.name}已登记为“{entrant.get_result_display()}”，请刷新后查看。",
            code="decided",
        )


def _refuse_too_many(recruitment: Recruitment, results: tuple[str, ...]) -> None:
    taken = recruitment.entrants.filter(result__in=results).count()
    if taken >= recruitment.openings:
        raise ValidationError(
            f"本次招录 {recruitment.openings} 人，人选已满，不能再增加。"
            "需要换人的，请先登记原人选未录用或放弃。",
            code="openings_exceeded",
        )


def _decided(
    verb: str, entrant: Entrant, result: str, words: str, actor: Actor, post: Post | None
) -> Entrant:
    before = {"result": entrant.result}
    entrant.result, entrant.words = result, words or entrant.words
    entrant.save(update_fields=["result", "words"])
    _record(verb, entrant, actor, post, before=before, after={"result": result}, reason=words)
    return entrant


def _record(
    verb: str, row: Entrant, actor: Actor, post: Post | None, *, reason: str = "", **facts: Any
) -> None:
    audit.record(
        verb=f"entrant.{verb}",
        target=row,
        actor=actor,
        organization=row.recruitment.organization,
        post=post,
        reason=for_the_trail(reason, row.name),
        **facts,
    )


def _at(field: str, words: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(words, code=code)})
