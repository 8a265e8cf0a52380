"""Having a project's volume bound (生成项目全卷), and handing it out.

Ordered by a reader, bound by a task outside any request, kept beside the project until it is
bound anew. It holds what the reader who ordered it may read, and is for readers of that side.
"""

from __future__ import annotations

import datetime as dt
import uuid
from tempfile import TemporaryFile
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from documents.volume.attachments import check_size
from documents.volume.binding import write_volume
from documents.volume.contents import Bound, Volume
from hierarchy.actors import Actor
from hierarchy.roles import require
from hierarchy.terms import Capability
from projects.actions.moving import lock_project
from projects.insight import insight_of
from projects.models import BoundVolume, Project
from projects.papers.volume import bindable_files, volume_of
from workflow import audit

GIVEN_UP_AFTER: Final = dt.timedelta(minutes=15)
"""A task that has not ended by then is taken to be lost; the volume may be ordered again."""
FAILED: Final = "生成时出错，没有完成。请稍后重新生成；仍不成功的，请联系系统管理员。"


def is_being_bound(volume: BoundVolume | None, *, at: dt.datetime) -> bool:
    """Whether a task is at it: ordered, neither bound nor refused, and not given up."""
    if volume is None or volume.bound_at is not None or volume.refusal:
        return False
    return at - volume.ordered_at < GIVEN_UP_AFTER


@transaction.atomic
def order_volume(*, project: Project, actor: Actor) -> BoundVolume | None:
    """Ask for the volume as it stands now; ``None`` when it is being bound already.

    What was bound before stays until the new one lies ready. Raises ``PermissionDenied`` for
    who does not read the applicant's work; ``ValidationError`` ``volume_too_large``.
    """
    fresh = lock_project(project)
    post = require(actor, Capability.VIEW_WORK, at=fresh.applicant)
    seen = insight_of(fresh, actor)
    before = BoundVolume.objects.filter(project=fresh, for_city=seen.is_city).first()
    if is_being_bound(before, at=actor.at):
        return None
    check_size(bindable_files(fresh, actor))
    volume, _ = BoundVolume.objects.update_or_create(
        project=fresh,
        for_city=seen.is_city,
        defaults={
            "ticket": uuid.uuid4().hex,
            "ordered_by": actor.user,
            "ordered_as": post.pk if post else None,
            "ordered_at": actor.at,
            "bound_at": None,
            "refusal": "",
        },
    )
    audit.record(
        verb="boundvolume.order",
        target=volume,
        actor=actor,
        organization=fresh.applicant,
        after={"project": fresh.name},
        post=post,
    )
    return volume


def bind_volume(*, volume: BoundVolume, ticket: str, actor: Actor) -> bool:
    """Bind what was ordered, as who ordered it; does nothing when it is no longer wanted.

    Too many pages, or a fault, are told to whoever waits; a fault is raised as well.
    """
    if volume.ticket != ticket or volume.bound_at is not None or volume.refusal:
        return False
    with TemporaryFile() as target:
        try:
            bound = write_volume(_content(volume, actor), target=target)
            return _keep(volume, ticket, bound, File(target), at=actor.at)
        except ValidationError as refused:
            return _refuse(volume, ticket, " ".join(refused.messages)[:400])
        except Exception:
            _refuse(volume, ticket, FAILED)
            raise


@transaction.atomic
def hand_out_volume(*, volume: BoundVolume, actor: Actor) -> BoundVolume:
    """Say on the trail that somebody took the volume away (下载项目全卷)."""
    project = volume.project
    post = require(actor, Capability.VIEW_WORK, at=project.applicant)
    audit.record(
        verb="boundvolume.download",
        target=volume,
        actor=actor,
        organization=project.applicant,
        after={"project": project.name, "pages": volume.pages},
        post=post,
    )
    return volume


def _content(volume: BoundVolume, actor: Actor) -> Volume:
    """What goes in, read anew: the actor's post may have ended since it was ordered."""
    project = (
        Project.objects.select_related("tenant", "applicant__parent", "category", "lead")
        .select_related("adopted_from")
        .get(pk=volume.project_id)
    )
    seen = insight_of(project, actor)
    if not seen.is_inside or seen.is_city != volume.for_city:
        raise ValidationError(
            "生成人的任职已经变动，没有完成。请由现任人员重新生成。", code="orderer_gone"
        )
    return volume_of(project, seen, actor, on=actor.on)


@transaction.atomic
def _keep(
    volume: BoundVolume, ticket: str, bound: Bound, file: File[bytes], *, at: dt.datetime
) -> bool:
    fresh = BoundVolume.objects.select_for_update(of=("self",)).get(pk=volume.pk)
    if fresh.ticket != ticket or fresh.bound_at is not None:
        return False
    before, storage = str(fresh.file.name or ""), fresh.file.storage
    if before:
        transaction.on_commit(lambda: storage.delete(before))
    fresh.file.save("volume.pdf", file, save=False)
    fresh.bound_at, fresh.pages, fresh.size = at, bound.pages, fresh.file.size
    fresh.left_out = [f"{one.name}：{one.reason}"[:400] for one in bound.left_out]
    fresh.save(update_fields=["file", "bound_at", "pages", "size", "left_out"])
    return True


@transaction.atomic
def _refuse(volume: BoundVolume, ticket: str, words: str) -> bool:
    rows = BoundVolume.objects.filter(pk=volume.pk, ticket=ticket, bound_at__isnull=True)
    rows.update(refusal=words)
    return False
