"""One member: the page, entering, correcting, the steps out and back, one number opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.handled import branches_handled
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.member_moves import change_presence, move_member, transfer_member
from people.actions.members import edit_member, enrol_member
from people.actions.revealing import reveal_fact
from people.forms.member_searches import shown_members, whole_members
from people.forms.members import LABELS, MemberForm, MoveForm, RevealForm, StepForm
from people.masks import masked_name
from people.member_facts import SEALED
from people.member_history import history_of
from people.models import Member, MobileStay
from people.presence_moves import PRESENCE_MOVES, PresenceMove, moves_from
from people.sealed import Opened
from people.terms import LEFT, Presence
from people.views.counts_only import counts_only
from people.views.register import TITLE
from workflow.views.enclosed import FORM_METHODS, refuse_nobody


@login_required
@never_cache
@require_safe
def member_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One member; numbers as masks for whoever sees the member whole, else none."""
    actor, member = request.actor, member_or_404(request, pk)
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    writes = can(actor, Capability.HANDLE, at=member.organization)
    context = {
        "member": member,
        "name": shown_name(member),
        "numbers": [(LABELS[name], getattr(member, name)) for name in SEALED],
        "writes": writes and member.presence not in LEFT,
        "deeds": [*_deeds(member), *_away(request, member)] if writes else [],
        "entries": history_of(member) if member.is_whole else [],
        "today": actor.on,
    }
    return render(request, "people/member_detail.html", context)


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def member_new(request: ActorRequest) -> HttpResponse:
    """登记党员 in a branch of one's own."""
    branches = branches_handled(request.actor)
    refuse_nobody(branches, "登记党员")
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    initial = {"joined_on": request.actor.on, "organization": request.GET.get("branch")}
    form = MemberForm(request.POST or None, bodies=branches, initial=initial)

    def act(given: dict[str, Any]) -> Done:
        member = enrol_member(organization=form.body, content=form.content, actor=request.actor)
        return Done(f"已登记，{form.body.name}名册增加一名党员。", _of(member))

    page = FormPage(
        title="登记党员",
        lead=branches[0].name if len(branches) == 1 else "",
        submit="登记",
        back_url=reverse("people:member_list"),
        back_label=TITLE,
        help="只填写管理需要的内容。号码、住址和收入加密保存，页面上只显示首尾。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def member_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """更正 what the register says."""
    member = member_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=member.organization)
    form = MemberForm(request.POST or None, member=member)

    def act(given: dict[str, Any]) -> Done:
        edit_member(
            member=member,
            content=form.content,
            forget=given.get("forget", ()),
            actor=request.actor,
        )
        return Done("已更正，改动的项目记入留痕。", _of(member))

    page = _page(member, "更正党员信息", "保存")
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def member_step(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One step by its verb: 市内转接, 转出, or one of ``PRESENCE_MOVES``."""
    if verb not in PRESENCE_MOVES and verb not in _TRANSFERS:
        raise Http404
    member = member_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=member.organization)
    if verb in _TRANSFERS:
        return _TRANSFERS[verb](request, member)
    return _presence(request, member, PRESENCE_MOVES[verb])


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def member_reveal(request: ActorRequest, pk: int) -> HttpResponse:
    """查看 one fact after a reason: shown once, in this answer alone."""
    member = member_or_404(request, pk, rows=whole_members(request.actor))
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    form = RevealForm(request.POST or None, member=member)
    context: dict[str, Any] = {"member": member, "form": form, "today": request.actor.on}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals(request, form=form):
            context["revealed"] = Opened(reveal_fact(member=member, actor=request.actor, **given))
            context["label"] = LABELS[given["field"]]
    status = 422 if form.errors else 200
    response = render(request, "people/member_reveal.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def member_or_404(request: ActorRequest, pk: int, rows: Any = None) -> Any:
    """A member whom the person sees by name, with the branch."""
    found = shown_members(request.actor) if rows is None else rows
    return get_object_or_404(found.select_related("organization__tenant"), pk=pk)


def shown_name(member: Any) -> str:
    """The name, or its mask for officer and station."""
    return member.name if member.is_whole else masked_name(member.name)


def _deeds(member: Member) -> list[dict[str, str]]:
    """The steps open now, transfers first."""
    steps = [("move", "转到本市其他支部"), ("transfer", "转出本市或系统")]
    found = steps if member.presence == Presence.PRESENT else []
    found = [
        *found,
        *(
            (move.verb, move.label)
            for move in moves_from(member.presence, is_lost=member.lost_on is not None)
        ),
    ]
    return [
        {"label": label, "url": reverse("people:member_step", args=[member.pk, verb])}
        for verb, label in found
    ]


def _away(request: ActorRequest, member: Member) -> list[dict[str, str]]:
    """Where the member's stay elsewhere is kept, or where one is begun. One query."""
    if member.presence != Presence.PRESENT:
        return []
    stays = MobileStay.objects.visible_to(request.actor).open().filter(member=member)
    pk = stays.values_list("pk", flat=True).first()
    if pk is not None:
        return [{"label": "流动情况", "url": reverse("people:stay_detail", args=[pk])}]
    return [{"label": "登记流动党员", "url": f"{reverse('people:stay_new')}?member={member.pk}"}]


def _presence(request: ActorRequest, member: Any, move: PresenceMove) -> HttpResponse:
    form = StepForm(request.POST or None, initial={"day": request.actor.on}, move=move)

    def act(given: dict[str, Any]) -> Done:
        change_presence(
            member=member,
            verb=move.verb,
            changed_on=given["day"],
            words=given["words"],
            actor=request.actor,
        )
        return Done("已登记，记入留痕。", _of(member))

    basis = f"依据{move.article}。" if move.article else ""
    page = _page(member, move.label, "登记", confirm=f"{move.confirm}{basis}")
    return answer(request, page=page, form=form, act=act)


def _move(request: ActorRequest, member: Any) -> HttpResponse:
    form = MoveForm(request.POST or None, initial={"day": request.actor.on})

    def act(given: dict[str, Any]) -> Done:
        moved = move_member(
            member=member,
            to=given["to"],
            moved_on=given["day"],
            words=given["words"],
            actor=request.actor,
        )
        words = f"已转接，{moved.organization.name}已收到消息。"
        return Done(words, reverse("people:member_list"))

    confirm = "转接后由对方支部管理，您不能再查看其号码。组织关系以官方系统为准。"
    page = _page(member, "转到本市其他支部", "转接", confirm=confirm)
    return answer(request, page=page, form=form, act=act)


def _transfer(request: ActorRequest, member: Any) -> HttpResponse:
    form = MoveForm(request.POST or None, initial={"day": request.actor.on})

    def act(given: dict[str, Any]) -> Done:
        transfer_member(
            member=member,
            to=given["to"],
            left_on=given["day"],
            words=given["words"],
            actor=request.actor,
        )
        return Done("已转出，名册只保存历史，保存期满后清除个人信息。", _of(member))

    confirm = "转出后不再计入党员人数，也不能在名册中恢复。组织关系以官方系统为准。"
    page = _page(member, "转出本市或系统", "转出", confirm=confirm)
    return answer(request, page=page, form=form, act=act)


_TRANSFERS: dict[str, Callable[[ActorRequest, Any], HttpResponse]] = {
    "move": _move,
    "transfer": _transfer,
}


def _page(member: Any, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{shown_name(member)}，{member.organization.name}",
        submit=submit,
        back_url=_of(member),
        back_label="党员",
        **words,
    )


def _of(member: Member) -> str:
    return reverse("people:member_detail", args=[member.pk])
