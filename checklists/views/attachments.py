"""The files that go out with a list (附件): added to a draft, taken off again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from checklists.actions.attaching import attach_files, detach_file
from checklists.forms.lists import AttachForm
from checklists.models import Checklist
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from workflow.history import pictures
from workflow.views.uploads import store_uploads


@login_required
@require_http_methods(["GET", "POST"])
def checklist_attachments(request: ActorRequest, pk: int) -> HttpResponse:
    """The files of a draft: upload new ones, cite earlier ones, take one off."""
    checklist = _draft_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    if not checklist.is_editable:
        messages.error(request, "只有草稿可以改动附件。已下发的清单请先“起草新版本”，再改附件。")
        return redirect("checklists:checklist_detail", pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachForm(*sent, checklist=checklist)
    if form.is_valid() and _attach(request, checklist, form):
        return redirect("checklists:checklist_attachments", pk=pk)
    files = list(checklist.attachments.order_by("pk"))
    context = {
        "checklist": checklist,
        "form": form,
        "lines": list(zip(files, pictures(files), strict=True)),
    }
    status = 422 if form.errors else 200
    return render(request, "checklists/checklist_attachments.html", context, status=status)


@login_required
@require_POST
def checklist_detach(request: ActorRequest, pk: int, file: int) -> HttpResponse:
    """Take one file off a draft; the file itself is kept."""
    checklist = _draft_or_404(request, pk)
    require(request.actor, Capability.DRAFT, at=checklist.issuer)
    with refusals(request):
        removed = detach_file(checklist=checklist, file_id=file, actor=request.actor)
        messages.success(request, f"已移除附件“{removed.name}”，文件仍保存在本单位名下。")
    return redirect("checklists:checklist_attachments", pk=pk)


def _draft_or_404(request: ActorRequest, pk: int) -> Checklist:
    visible = Checklist.objects.visible_to(request.actor)
    return get_object_or_404(visible.select_related("issuer", "tenant"), pk=pk)


def _attach(request: ActorRequest, checklist: Checklist, form: AttachForm) -> bool:
    """Store the uploads and attach everything chosen; a bad file refuses only itself."""
    stored = store_uploads(form, organization=checklist.issuer, actor=request.actor)
    files = [*form.cleaned_data.get("cited", []), *stored]
    if files or not form.errors:
        with refusals(request, form=form):
            count = attach_files(checklist=checklist, files=files, actor=request.actor)
            messages.success(request, f"已添加 {count} 个附件，随清单发给接收单位。")
    return not form.errors
