"""What was said in a talk (谈话内容): kept apart, and named nowhere else, nor in the trail."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hierarchy.actors import Actor
from routines.actions.recording import lock_record
from routines.models import Record, Talk
from routines.terms import RecordKind
from workflow import audit


@transaction.atomic
def write_talk(
    *, record: Record, talker: str, partner: str, points: str = "", actor: Actor
) -> Talk:
    """Write down who talked with whom, and the points (填写谈话内容).

    What somebody else wrote is changed only by who may read it. The trail says that it was
    written, never what. Raises ``PermissionDenied``, ``ValidationError`` of the fields,
    ``not_a_talk``, and what ``lock_record`` does.
    """
    fresh, post = lock_record(record, actor)
    if fresh.kind != RecordKind.TALK:
        raise ValidationError("只有谈心谈话才填写谈话内容。", code="not_a_talk")
    talk = Talk.objects.select_for_update().filter(record=fresh).first()
    if talk is None:
        talk = Talk(record=fresh)
    elif not actor.is_system and not Talk.objects.visible_to(actor).filter(pk=talk.pk).exists():
        raise PermissionDenied(
            "谈话内容只有本组织负责人和填写人可以查看、修改。如需更正，请联系该组织书记。"
        )
    talk.talker, talk.partner, talk.points = talker.strip(), partner.strip(), points.strip()
    talk.written_by = actor.user
    talk.full_clean(exclude=["record", "written_by"])
    talk.save()
    audit.record(
        verb="record.write_talk",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        post=post,
    )
    return talk
