"""The survey of a yearly review (测评): who is asked, and answers that nobody can trace.

An answer is one more on a counter of its grade, without a person, a time or an order; beside it
only that this person has answered. The trail says who answered, never what.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, F, When
from django.urls import reverse

from accounts.models import User
from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from inspections.actions.review_telling import lock_review
from inspections.electors import electors_of
from inspections.models import DutyReview, SurveyTally, Voter
from inspections.review_moves import REVIEW_MOVES
from inspections.review_rules import refuse_survey
from inspections.terms import ReviewGrade, ReviewStatus
from workflow import audit
from workflow.actions import notify_person
from workflow.models import Notice
from workflow.moves import perform


@transaction.atomic
def open_survey(
    *, review: DutyReview, voters: Sequence[User | int], until: dt.date, actor: Actor
) -> DutyReview:
    """Ask representatives for their opinion (发起测评), anonymously, once a person.

    Raises ``PermissionDenied``, ``ValidationError`` ``wrong_status``, ``until_wrong``,
    ``too_few_voters``, ``too_many_voters``, ``foreign_voter``.
    """
    fresh = lock_review(review)
    require(actor, Capability.REVIEW, at=fresh.judge)
    wanted = {one if isinstance(one, int) else one.pk for one in voters}
    refuse_survey(wanted, until, on=actor.on)
    known = {one.user: one for one in electors_of(fresh, on=actor.on)}
    if wanted - known.keys():
        raise ValidationError(
            "所选测评人中有人不是下级组织、同级组织的在任人员，或本身是述职人、评议人。"
            "请重新选择。",
            code="foreign_voter",
        )
    done = perform(
        fresh,
        "open_survey",
        table=REVIEW_MOVES,
        actor=actor,
        reason=f"测评人 {len(wanted)} 人",
        changes={"survey_until": until},
    )
    Voter.objects.bulk_create(
        Voter(review=done, user_id=one, body=known[one].body[:120]) for one in sorted(wanted)
    )
    SurveyTally.objects.bulk_create(SurveyTally(review=done, grade=one) for one in ReviewGrade)
    _ask(done, actor)
    return done


@transaction.atomic
def cast_survey(*, review: DutyReview, grade: str, actor: Actor) -> None:
    """Answer the survey (测评): once a person, anonymously.

    Being asked is the right to it. Raises ``PermissionDenied``, ``ValidationError``
    ``unknown_grade``, ``survey_over``, ``already_answered``.
    """
    # One at a time, so that grading never counts half an answer.
    fresh = lock_review(review)
    voter = Voter.objects.select_for_update(of=("self",)).filter(review=fresh, user=actor.user)
    own = voter.first() if actor.user else None
    if own is None:
        raise PermissionDenied("您不在这次测评的测评人之内。如有疑问，请联系评议单位。")
    if grade not in ReviewGrade.values:
        raise ValidationError({"grade": ValidationError("请选择一项评价。", code="unknown_grade")})
    past = fresh.survey_until is None or actor.on > fresh.survey_until
    if fresh.status != ReviewStatus.SURVEYING or past:
        raise ValidationError(
            "测评已经结束，不再接受评价。有意见的，请向评议单位反映。", code="survey_over"
        )
    if own.has_answered:
        raise ValidationError(
            "您已经测评过，每人一次。评价匿名保存，不能查看和修改。", code="already_answered"
        )
    own.has_answered = True
    own.save(update_fields=["has_answered"])
    # All four are written anew, so that no row of the database is as old as one person's answer.
    more = Case(When(grade=grade, then=1), default=0)
    SurveyTally.objects.filter(review=fresh).update(count=F("count") + more)
    audit.record(
        verb="duty_review.answer",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
    )


def _ask(review: DutyReview, actor: Actor) -> None:
    """Tell every voter of the survey and its last day."""
    until = chinese_date(review.survey_until) if review.survey_until else ""
    for voter in review.voters.select_related("user"):
        notify_person(
            recipient=voter.user,
            tenant=review.tenant,
            kind=Notice.Kind.ISSUED,
            title=f"请测评：{review}",
            body=f"匿名测评，截止 {until}，每人一次。",
            key=f"dutyreview:survey:{review.pk}",
            path=reverse("inspections:survey", args=[review.pk]),
            actor=actor,
        )
