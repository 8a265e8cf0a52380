"""Keeping a piece of evidence."""

from __future__ import annotations

from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction

from documents.filetypes import EVIDENCE
from documents.uploads import check_upload
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.models import Attachment


@transaction.atomic
def store_attachment(
    *, organization: Organization, name: str, stream: BinaryIO, size: int, actor: Actor
) -> Attachment:
    """Keep a piece of evidence for a body; the same content is kept once.

    The type is read from the content, not from the name; photos lose their position
    data. Raises ``ValidationError`` with the reason in Chinese, and keeps nothing then.
    """
    post = require(actor, Capability.HANDLE, at=organization)
    checked = check_upload(name=name, stream=stream, size=size, kinds=EVIDENCE)
    # Two uploads of one content at once: the second waits here and finds the first.
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=organization.pk)
    own = Attachment.objects.filter(organization=organization)
    known = own.filter(sha256=checked.sha256).first()
    if known:
        return known
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
    audit.record(
        verb="attachment.store",
        target=attachment,
        actor=actor,
        organization=organization,
        after={"name": checked.name, "size": checked.size, "sha256": checked.sha256},
        post=post,
    )
    return attachment


def _keep_content(attachment: Attachment, content: bytes) -> None:
    """Write the content, unless another body of the city keeps the same on disk already."""
    field = attachment.file.field
    place = field.generate_filename(attachment, attachment.name)
    if field.storage.exists(place):
        attachment.file.name = place
    else:
        attachment.file.save(attachment.name, ContentFile(content), save=False)
