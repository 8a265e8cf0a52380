"""What the body does that was told (被通知组织): sign, plan, report, explain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from inspections.actions.enclosing import enclose_more
from inspections.actions.rectifications.telling import tell
from inspections.models import Rectification
from inspections.privacy import refuse_personal
from inspections.rectification_moves import RECTIFICATION_MOVES
from inspections.rectification_rules import refuse_kind
from workflow.models import Attachment, Notice
from workflow.moves import perform


@transaction.atomic
def sign_rectification(*, rectification: Rectification, actor: Actor) -> Rectification:
    """Sign for a letter (签收): who and when stand on its delivery record.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``.
    """
    return perform(
        rectification,
        "sign",
        table=RECTIFICATION_MOVES,
        actor=actor,
        changes={"signed_at": actor.at, "signed_name": actor.name[:48]},
    )


@transaction.atomic
def report_plan(
    *,
    rectification: Rectification,
    plan: str,
    actor: Actor,
    files: Iterable[Attachment] = (),
) -> Rectification:
    """Say how and by whom it will be put right (报送整改方案); the issuer agrees or hands it back.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``explain_instead``,
    ``words_needed``, ``personal_data``, ``foreign_file``, ``too_many_files``.
    """

    def planned(fresh: Rectification) -> Mapping[str, Any]:
        refuse_kind(fresh, asks="plan")
        _refuse_words(plan=plan)
        return {"plan": plan.strip(), "planned_on": actor.on}

    done = perform(rectification, "plan", table=RECTIFICATION_MOVES, actor=actor, changes=planned)
    enclose_more(done, files, actor=actor)
    _tell_issuer(done, f"{done.organization.label}报送整改方案", "请审核方案。", actor=actor)
    return done


@transaction.atomic
def report_result(
    *,
    rectification: Rectification,
    result: str,
    actor: Actor,
    files: Iterable[Attachment] = (),
) -> Rectification:
    """Say that it is put right, and ask to be looked at again (申请复查).

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``words_needed``,
    ``personal_data``, ``foreign_file``, ``too_many_files``.
    """

    def reported(_: Rectification) -> Mapping[str, Any]:
        _refuse_words(result=result)
        return {"result": result.strip(), "reported_on": actor.on}

    done = perform(
        rectification, "report", table=RECTIFICATION_MOVES, actor=actor, changes=reported
    )
    enclose_more(done, files, actor=actor)
    _tell_issuer(done, f"{done.organization.label}申请复查", "请复查整改结果。", actor=actor)
    return done


@transaction.atomic
def explain_reminder(
    *,
    rectification: Rectification,
    words: str,
    actor: Actor,
    files: Iterable[Attachment] = (),
) -> Rectification:
    """Answer a reminder or a spoken word (报送说明): why it was so, and what was done.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``plan_instead``,
    ``words_needed``, ``personal_data``, ``foreign_file``, ``too_many_files``.
    """

    def explained(fresh: Rectification) -> Mapping[str, Any]:
        refuse_kind(fresh, asks="explanation")
        _refuse_words(words=words)
        return {"result": words.strip(), "reported_on": actor.on}

    done = perform(
        rectification, "explain", table=RECTIFICATION_MOVES, actor=actor, changes=explained
    )
    enclose_more(done, files, actor=actor)
    _tell_issuer(done, f"{done.organization.label}报送说明", "请核实说明。", actor=actor)
    return done


def _refuse_words(**texts: str) -> None:
    if not all(text.strip() for text in texts.values()):
        name = next(iter(texts))
        raise ValidationError(
            {name: ValidationError("请写明情况，下发单位据此审核。", code="words_needed")}
        )
    refuse_personal(**texts)


def _tell_issuer(letter: Rectification, title: str, body: str, *, actor: Actor) -> None:
    tell(
        letter,
        kind=Notice.Kind.REPORTED,
        title=f"{title}：{letter}",
        body=body,
        to=letter.issuer,
        actor=actor,
    )
