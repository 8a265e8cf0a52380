"""Keeping a piece of evidence."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction

from documents.filetypes import EVIDENCE
from documents.uploads import Checked, check_upload
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.contents import hold
from workflow.models import Attachment


@transaction.atomic
def store_attachment(
    *,
    organization: Organization,
    name: str,
    stream: BinaryIO,
    size: int,
    actor: Actor,
    is_personal: bool = False,
) -> Attachment:
    """Keep a piece of evidence for a body; the same content is kept once.

    The type is read from the content, not from the name; photos lose their position
    data. Of what ``is_personal`` the trail, which nothing erases, tells the kind instead of the
    name: a file may be called after a person. Raises ``ValidationError`` with the reason in
    Chinese, and keeps nothing then.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    checked = check_upload(name=name, stream=stream, size=size, kinds=EVIDENCE)
    # Two uploads of one content at once: the second waits here and finds the first.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    own = Attachment.objects.filter(organization=organization)
    known = own.filter(sha256=checked.sha256).first()
    if known:
        return known
    attachment = _kept(organization, checked, actor)
    shown = copy.copy(attachment)
    shown.name = checked.type.label if is_personal else attachment.name
    facts = {"name": shown.name, "size": checked.size, "sha256": checked.sha256}
    audit.record(
        verb="attachment.store",
        target=shown,
        actor=actor,
        organization=organization,
        after=facts,
        post=post,
    )
    return attachment


def _kept(organization: Organization, checked: Checked, actor: Actor) -> Attachment:
    attachment = Attachment(
        tenant=organization.tenant,
        organization=organization,
        name=checked.name,
        content_type=checked.type.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by=actor.user,
        uploaded_at=actor.at,
    )
    _keep_content(attachment, checked.content)
    attachment.save(force_insert=True)
    return attachment


def _keep_content(attachment: Attachment, content: bytes) -> None:
    """Write the content, unless another body of the city keeps the same on disk already."""
    field = attachment.file.field
    place = field.generate_filename(attachment, attachment.name)
    hold([place])
    if field.storage.exists(place):
        attachment.file.name = place
    else:
        attachment.file.save(attachment.name, ContentFile(content), save=False)


def drop_attachments(ids: Iterable[int]) -> int:
    """Delete files that no row refers to any more, and their contents; how many. Part of an action.

    A content that another body keeps as well stays on disk.
    """
    rows = Attachment.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    gone = [row for row in rows if not _is_referred_to(row)]
    Attachment.objects.filter(pk__in=[row.pk for row in gone]).delete()
    places = [str(row.file.name) for row in gone]
    transaction.on_commit(lambda: _drop_contents(places))
    return len(gone)


def _is_referred_to(attachment: Attachment) -> bool:
    relations: Any = Attachment._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not (relation.auto_created and relation.is_relation) or relation.many_to_many:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: attachment})
        if rows.exists():
            return True
    return False


@transaction.atomic
def _drop_contents(places: list[str]) -> None:
    hold(places)
    kept = set(Attachment.objects.filter(file__in=places).values_list("file", flat=True))
    for place in set(places) - kept:
        Attachment.file.field.storage.delete(place)
