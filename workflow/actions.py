"""What people do with notices, files and filters; and sending a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from documents.filetypes import EVIDENCE
from documents.uploads import check_upload
from hierarchy.actors import Actor
from hierarchy.holders import holders_of
from hierarchy.models import Organization, Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow import audit
from workflow.models import Attachment, Notice, SavedFilter


@transaction.atomic
def send_notices(
    *,
    tenant: Tenant,
    kind: str,
    title: str,
    key: str | Callable[[int], str],
    path: str,
    organizations: Iterable[Organization | int],
    actor: Actor,
    body: str = "",
    roles: Sequence[str] | None = None,
) -> int:
    """Put one notice into the inbox of everyone who serves these bodies today.

    ``key`` names the occasion, one for all or one a body; a second sending with the same
    key adds nothing. A vacant body's notice goes one tier up. Returns how many were
    offered. Channels beyond the inbox (邮件、企业微信 …) attach here, reading this table.
    """
    ids = [org if isinstance(org, int) else org.pk for org in organizations]
    options = {"roles": tuple(roles)} if roles else {}
    holders = holders_of(ids, on=actor.on, **options)
    rows: dict[tuple[int, str], Notice] = {}
    for organization_id in ids:
        occasion = key if isinstance(key, str) else key(organization_id)
        for user_id in sorted(holders.get(organization_id, ())):
            rows.setdefault(
                (user_id, occasion),
                Notice(
                    tenant=tenant,
                    recipient_id=user_id,
                    organization_id=organization_id,
                    kind=kind,
                    title=title[:200],
                    body=body[:1000],
                    path=path,
                    key=occasion,
                    created_at=actor.at,
                ),
            )
    Notice.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=2000)
    return len(rows)


@transaction.atomic
def mark_read(*, notices: Iterable[int] | None, actor: Actor) -> int:
    """Mark some, or with ``None`` all, of the actor's own notices as read."""
    own = Notice.objects.visible_to(actor).unread()
    if notices is not None:
        own = own.filter(pk__in=list(notices))
    return own.update(read_at=actor.at)


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


@transaction.atomic
def save_filter(*, page: str, name: str, query: str, actor: Actor) -> SavedFilter:
    """Keep a search under a name; the same name again replaces it."""
    name = name.strip()
    if not name:
        raise ValidationError("请给这个筛选起一个名称。", code="name_needed")
    if len(query) > 500:
        raise ValidationError("筛选条件太长，请减少条件后再保存。", code="too_long")
    saved, _ = SavedFilter.objects.update_or_create(
        user=actor.user, page=page, name=name[:32], defaults={"query": query}
    )
    return saved


@transaction.atomic
def delete_filter(*, saved_filter: SavedFilter, actor: Actor) -> None:
    """Forget one of the actor's own saved searches."""
    SavedFilter.objects.visible_to(actor).filter(pk=saved_filter.pk).delete()
