"""Evidence files (佐证材料): taking them in, handing them out, small pictures of them."""

from __future__ import annotations

import logging
from dataclasses import asdict

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from documents.filetypes import IMAGES, FileType
from documents.thumbnails import thumbnail
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow.actions import store_attachment
from workflow.history import pictures
from workflow.models import Attachment

MOST_AT_ONCE = 20
# Shown in the browser; everything else is saved, whatever its name says.
_INLINE = frozenset({*(kind.content_type for kind in IMAGES), FileType.PDF.content_type})
# A file never changes under its number, and must not stay in a shared cache.
_CACHE = "private, max-age=86400, immutable"
_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'"
log = logging.getLogger(__name__)


@login_required
@require_POST
def attachment_upload(request: ActorRequest, pk: int) -> HttpResponse:
    """Keep files for a body that the sender handles; says of each what became of it."""
    organization = get_object_or_404(Organization.objects.visible_to(request.actor), pk=pk)
    require(request.actor, Capability.HANDLE, at=organization)
    sent = request.FILES.getlist("files")
    errors = [] if sent else ["没有收到文件，请选择文件后再上传。"]
    if len(sent) > MOST_AT_ONCE:
        errors, sent = [f"一次最多上传 {MOST_AT_ONCE} 个文件，请分批上传。"], []
    kept = []
    for file in sent:
        try:
            kept.append(
                store_attachment(
                    organization=organization,
                    name=file.name or "",
                    stream=file.file or file,  # type: ignore[arg-type]
                    size=file.size or 0,
                    actor=request.actor,
                )
            )
        except ValidationError as refused:
            errors += refused.messages
    answer = {"files": [_described(attachment) for attachment in kept], "errors": errors}
    return JsonResponse(answer, status=200 if kept else 422)


@login_required
@require_safe
def attachment(request: ActorRequest, pk: int) -> HttpResponse | FileResponse:
    """Hand a file out; pictures and PDF open in place unless ``?download=1`` asks otherwise."""
    found = get_object_or_404(Attachment.objects.visible_to(request.actor), pk=pk)
    inline = found.content_type in _INLINE and "download" not in request.GET
    try:
        stream = found.file.open("rb")
    except FileNotFoundError as error:
        log.error("attachment %s is missing from the store", found.pk)
        raise Http404 from error
    response = FileResponse(
        stream, as_attachment=not inline, filename=found.name, content_type=found.content_type
    )
    return _guarded(response)


@login_required
@require_safe
def attachment_thumbnail(request: ActorRequest, pk: int) -> HttpResponse | FileResponse:
    """A small picture of a photo, for lists; 404 for what is no picture."""
    found = get_object_or_404(Attachment.objects.visible_to(request.actor), pk=pk)
    if not found.is_image:
        raise Http404
    try:
        with found.file.open("rb") as stream:
            small = thumbnail(stream.read())
    except FileNotFoundError as error:
        log.error("attachment %s is missing from the store", found.pk)
        raise Http404 from error
    return _guarded(HttpResponse(small, content_type="image/jpeg"))


def _guarded(response: HttpResponse | FileResponse) -> HttpResponse | FileResponse:
    """What strangers sent is never run: no sniffing, no scripts."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = _CACHE
    return response


def _described(attachment: Attachment) -> dict[str, object]:
    (picture,) = pictures([attachment])
    return {"id": attachment.pk, **asdict(picture)}
