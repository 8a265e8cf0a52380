"""What is done to one record: corrected, kept, confirmed as an answer, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hierarchy.actors import Actor
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from routines.actions.entering import answer as confirm
from routines.actions.entering import correct_record
from routines.actions.fulfilling import withdraw_answer
from routines.actions.recording import keep_record, withdraw_record
from routines.forms.records import RecordForm, WithdrawForm
from routines.kinds import DRAFTED_ELSEWHERE
from routines.models import Obligation, Record, Talk
from routines.rights import require_recording
from routines.terms import RecordKind, RecordStatus
from routines.views.entering import file_owner, groups_of
from routines.views.records import record_or_404
from workflow.models import Attachment
from workflow.views.uploads import store_uploads

CONTENT_FIELDS = (
    *("happened_on", "title", "also", "marks", "group", "place", "chair", "recorder", "speaker"),
    *("starts_at", "ends_at", "expected_count", "present_count", "absences", "hours"),
    *("topics", "minutes", "decisions"),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """更正: everything as it stands, to be put right; the trail keeps what was before."""
    record, actor = record_or_404(request, pk), request.actor
    post = require_recording(actor, at=record.organization)
    if record.kind in DRAFTED_ELSEWHERE:
        messages.error(request, "小结和述职报告请在“小结与述职”中打开，由上级退回后修改。")
        return redirect("routines:record_detail", pk=pk)
    if record.is_from_outside or record.status == RecordStatus.WITHDRAWN:
        messages.error(
            request, "外部来源的和已撤回的记录不能在这里更正，请在原系统更正或重新登记。"
        )
        return redirect("routines:record_detail", pk=pk)
    talk = Talk.objects.visible_to(actor).filter(record=record).first()
    files = list(record.attachments.all())
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RecordForm(
        *sent,
        organization=record.organization,
        kind=record.kind,
        groups=groups_of(record.organization, actor, kept=record.group_id),
        files=files,
        with_talk=talk is not None or not _has_talk(record),
        initial=_initial(record, talk, files),
    )
    form.recall(actor)
    if request.method == "POST" and form.is_valid() and _correct(request, record, form):
        return redirect("routines:record_detail", pk=pk)
    context = {
        "organization": record.organization,
        "record": record,
        "form": form,
        "kind": record.kind,
        "label": RecordKind(record.kind).label,
        "post": post,
        "today": actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "routines/record_edit.html", context, status=status)


@login_required
@require_POST
def record_keep(request: ActorRequest, pk: int) -> HttpResponse:
    """登记草稿."""
    record = record_or_404(request, pk)
    with refusals(request) as attempt:
        keep_record(record=record, actor=request.actor)
    if not attempt.refused:
        messages.success(request, f"已登记“{record.title}”。请在下面确认它完成了哪些应办事项。")
    return redirect("routines:record_detail", pk=pk)


@login_required
@require_POST
def record_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """确认对应: what was ticked is answered by this record."""
    record = record_or_404(request, pk)
    rows: list[Obligation] = []
    with refusals(request) as attempt:
        rows, _ = confirm(
            record=record, answers=request.POST.getlist("answers"), actor=request.actor
        )
    if rows:
        names = "、".join(row.rule.name for row in rows)
        messages.success(request, f"已确认，完成 {len(rows)} 项：{names}。")
    elif not attempt.refused:
        messages.info(request, "没有勾选应办事项，未作变动。")
    return redirect("routines:record_detail", pk=pk)


@login_required
@require_POST
def record_unanswer(request: ActorRequest, pk: int, obligation: int) -> HttpResponse:
    """撤销对应: the row is counted again."""
    record = record_or_404(request, pk)
    rows = Obligation.objects.visible_to(request.actor).select_related("rule")
    row = get_object_or_404(rows, pk=obligation)
    with refusals(request) as attempt:
        withdraw_answer(record=record, obligation=row, actor=request.actor)
    if not attempt.refused:
        messages.success(request, f"已撤销与“{row.rule.name}”的对应，该事项已重新计算。")
    return redirect("routines:record_detail", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """撤回: with the reason; what it answered is counted again."""
    record = record_or_404(request, pk)
    require_recording(request.actor, at=record.organization)
    back = reverse("routines:record_detail", args=[pk])
    page = FormPage(
        title="撤回记录",
        lead=record.title,
        submit="撤回",
        back_url=back,
        back_label="记录",
        confirm="撤回后这条记录不再计入，所完成的应办事项会重新计算；记录本身仍可查看。",
        help="登记错组织、重复登记的请撤回；只是内容有误的，请用“更正”。",
    )

    def act(cleaned: dict[str, Any]) -> Done:
        withdraw_record(record=record, actor=request.actor, **cleaned)
        return Done(f"已撤回“{record.title}”，所完成的应办事项已重新计算。", back)

    return answer(request, page=page, form=WithdrawForm(request.POST or None), act=act)


def _has_talk(record: Record) -> bool:
    return Talk.objects.filter(record=record).exists()


def _initial(record: Record, talk: Talk | None, files: list[Attachment]) -> dict[str, Any]:
    found = {name: getattr(record, name) for name in CONTENT_FIELDS}
    found["cited"] = [file.pk for file in files]
    if talk is not None:
        found |= {"talker": talk.talker, "partner": talk.partner, "points": talk.points}
    return found


def _correct(request: ActorRequest, record: Record, form: RecordForm) -> bool:
    """Store the new files, then correct; on a refusal the stored files stay chosen."""
    actor: Actor = request.actor
    stored: list[Attachment] = []
    if form.shape.takes_files:
        owner = file_owner(record.organization, actor)
        stored = store_uploads(form, organization=owner, actor=actor)
    if not form.errors:
        files = [*form.kept_files, *stored]
        with refusals(request, form=form):
            correct_record(
                record=record,
                content=form.content,
                files=files if form.shape.takes_files else None,
                talk=form.talk,
                actor=actor,
            )
    if form.errors:
        form.keep(stored)
        return False
    messages.success(request, f"已更正“{record.title}”，更正前的内容可在变动经过中查看。")
    return True
