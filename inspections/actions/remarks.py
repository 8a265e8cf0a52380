"""A word in the thread of a rectification (整改批注), by either side or from above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction

from hierarchy.actors import Actor, Post
from hierarchy.models import Organization
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from inspections.actions.enclosing import enclose_more
from inspections.actions.findings import bodies_above
from inspections.actions.rectifications.telling import tell
from inspections.models import Rectification, RectificationRemark
from inspections.privacy import refuse_personal
from inspections.terms import OPEN_RECTIFICATIONS
from workflow import audit
from workflow.models import Attachment, Notice


@transaction.atomic
def remark_rectification(
    *,
    rectification: Rectification,
    words: str,
    actor: Actor,
    files: Iterable[Attachment] = (),
) -> RectificationRemark:
    """Say something about a rectification under way (批注), with files; both sides are told.

    By those who work at the body, or at any body above it: a superior looks and remarks, and
    leaves the decision to the issuer. Raises ``PermissionDenied``, ``ValidationError``
    ``not_under_way``, ``words_needed``, ``personal_data``, ``said_already``, ``too_many_files``,
    ``foreign_file``.
    """
    fresh = Rectification.objects.select_for_update(of=("self",)).get(pk=rectification.pk)
    post = _require_remark(fresh, actor)
    _refuse_remark(fresh, words)
    _refuse_again(fresh, words, actor)
    remark = RectificationRemark.objects.create(
        rectification=fresh,
        words=words.strip(),
        written_by=actor.user,
        written_as=(post.label if post else actor.post_label)[:200],
        written_at=actor.at,
    )
    names = enclose_more(remark, files, actor=actor)
    audit.record(
        verb="rectification.remark",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"files": names} if names else {},
        reason=words.strip(),
        post=post,
    )
    _tell_both(fresh, words, post=post, actor=actor)
    return remark


def _refuse_again(rectification: Rectification, words: str, actor: Actor) -> None:
    """The last word of the thread is not said twice by one person: a button pressed twice."""
    last = rectification.remarks.order_by("-pk").first()
    if last and (last.words, last.written_by_id) == (words.strip(), actor.user and actor.user.pk):
        raise ValidationError(
            "这条批注刚才已经保存，不必重复提交。需要补充的，请写新的内容。", code="said_already"
        )


def may_remark(rectification: Rectification, actor: Actor) -> bool:
    """Whether the person may say something about it now."""
    return rectification.status in OPEN_RECTIFICATIONS and any(
        can(actor, Capability.HANDLE, at=body) for body in _sides(rectification)
    )


def _tell_both(
    rectification: Rectification, words: str, *, post: Post | None, actor: Actor
) -> None:
    """Both sides are told, but for the one in whose name it was said."""
    for body in (rectification.organization, rectification.issuer):
        if post is None or post.position.organization_id != body.pk:
            tell(
                rectification,
                kind=Notice.Kind.COMMENTED,
                title=f"整改批注：{rectification}",
                body=words.strip(),
                to=body,
                actor=actor,
            )


def _sides(rectification: Rectification) -> Iterator[Organization]:
    yield rectification.organization
    yield rectification.issuer
    yield from bodies_above(rectification.organization)


def _require_remark(rectification: Rectification, actor: Actor) -> Post | None:
    for body in _sides(rectification):
        if can(actor, Capability.HANDLE, at=body):
            return require(actor, Capability.HANDLE, at=body)
    return require(actor, Capability.HANDLE, at=rectification.organization)


def _refuse_remark(rectification: Rectification, words: str) -> None:
    if rectification.status not in OPEN_RECTIFICATIONS:
        raise ValidationError(
            f"这份整改{rectification.get_status_display()}，不再批注。需要说明的请联系下发单位。",
            code="not_under_way",
        )
    if not words.strip():
        raise ValidationError({"words": ValidationError("请写下批注内容。", code="words_needed")})
    refuse_personal(words=words)
