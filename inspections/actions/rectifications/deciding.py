"""What the issuer decides (下发单位): the plan, and whether it is put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.terms import Role
from inspections.actions.rectifications.telling import tell
from inspections.deadlines import second_due_day
from inspections.models import Rectification
from inspections.policy import policy_of
from inspections.privacy import refuse_personal
from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.rectification_rules import refuse_own_answer, refuse_own_plan
from workflow.models import Notice
from workflow.moves import perform


@transaction.atomic
def accept_plan(*, rectification: Rectification, actor: Actor) -> Rectification:
    """Agree to the plan (同意方案): the body sets to work.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``own_plan``.
    """

    def accepted(fresh: Rectification) -> Mapping[str, Any]:
        refuse_own_plan(fresh, actor.user.pk if actor.user else None)
        return {}

    done = perform(
        rectification, "accept_plan", table=RECTIFICATION_MOVES, actor=actor, changes=accepted
    )
    _tell_body(
        done,
        Notice.Kind.ANSWERED,
        "整改方案已同意",
        "请按方案整改，完成后申请复查。",
        actor=actor,
    )
    return done


@transaction.atomic
def return_plan(*, rectification: Rectification, reason: str, actor: Actor) -> Rectification:
    """Hand the plan back (退回方案): what was written stays to be put right; the day stays too.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``reason_needed``,
    ``personal_data``.
    """

    def returned(_: Rectification) -> Mapping[str, Any]:
        refuse_personal(reason=reason)
        return {"planned_on": None}

    done = perform(
        rectification,
        "return_plan",
        table=RECTIFICATION_MOVES,
        actor=actor,
        reason=reason,
        changes=returned,
    )
    _tell_body(done, Notice.Kind.RETURNED, "整改方案被退回", reason.strip(), actor=actor)
    return done


@transaction.atomic
def close_rectification(
    *, rectification: Rectification, actor: Actor, words: str = ""
) -> Rectification:
    """Find it put right (复查合格销号): its findings are settled that day.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``own_report``,
    ``personal_data``.
    """

    def closed(fresh: Rectification) -> Mapping[str, Any]:
        refuse_own_answer(fresh, actor.user.pk if actor.user else None)
        refuse_personal(words=words)
        return {"recheck_words": words.strip()[:1000], "closed_on": actor.on}

    done = perform(
        rectification,
        "close",
        table=RECTIFICATION_MOVES,
        actor=actor,
        reason=words.strip(),
        changes=closed,
    )
    done.findings.open().update(settled_on=actor.on)
    _tell_body(done, Notice.Kind.ACCEPTED, "整改已销号", words.strip(), actor=actor)
    return done


@transaction.atomic
def fail_rectification(*, rectification: Rectification, reason: str, actor: Actor) -> Rectification:
    """Find it not put right (复查不合格): a second round with a new day, told further up.

    The body above the issuer hears of it (升级督办); of the city's own letters the city's
    leaders. ``second_since`` stays the day of the first failure. Raises ``PermissionDenied``,
    ``ValidationError`` ``wrong_status``, ``reason_needed``, ``own_report``, ``personal_data``.
    """

    def failed(fresh: Rectification) -> Mapping[str, Any]:
        refuse_own_answer(fresh, actor.user.pk if actor.user else None)
        refuse_personal(reason=reason)
        policy = policy_of(fresh.tenant, actor.on)
        return {
            "recheck_words": reason.strip()[:1000],
            "second_since": fresh.second_since or actor.on,
            "due_on": second_due_day(on=actor.on, policy=policy, tenant=fresh.tenant),
        }

    done = perform(
        rectification,
        "fail",
        table=RECTIFICATION_MOVES,
        actor=actor,
        reason=reason,
        changes=failed,
    )
    assert done.due_on is not None  # noqa: S101 - narrows the type
    until = f"二次整改期限 {chinese_date(done.due_on)}。"
    _tell_body(
        done, Notice.Kind.RETURNED, "复查不合格，二次整改", f"{until}{reason.strip()}", actor=actor
    )
    _escalate(done, until, reason, actor=actor)
    return done


def _escalate(letter: Rectification, until: str, reason: str, *, actor: Actor) -> None:
    above = letter.issuer.parent
    tell(
        letter,
        kind=Notice.Kind.REMINDED,
        title=f"二次整改督办：{letter.organization.label} {letter}"[:200],
        body=f"{letter.issuer.label}复查不合格：{reason.strip().rstrip('。')[:600]}。{until}"
        "请跟踪督办，仍不到位的予以约谈、通报。",
        to=above or letter.issuer,
        roles=(Role.LEADER,) if above is None else None,
        actor=actor,
    )


def _tell_body(letter: Rectification, kind: str, title: str, body: str, *, actor: Actor) -> None:
    tell(
        letter,
        kind=kind,
        title=f"{title}：{letter}",
        body=body,
        to=letter.organization,
        actor=actor,
    )
