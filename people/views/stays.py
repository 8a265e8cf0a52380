"""Writing of mobile members: registered and ended at home, confirmed by the host, kept by both."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from hierarchy.actors import Actor
from hierarchy.handled import branches_handled
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.stay_contacts import record_contact
from people.actions.stays import confirm_stay, decline_stay, edit_stay, end_stay, register_stay
from people.forms.care import ConfirmForm, ContactForm, DeclineForm, EndStayForm, StayForm
from people.models import Member, MobileStay
from people.terms import StaySide
from people.views.care import stay_or_404
from people.views.counts_only import counts_only
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

_TITLE = "流动党员"


@login_required
@require_http_methods(FORM_METHODS)
def stay_new(request: ActorRequest) -> HttpResponse:
    """登记流动党员 of one of one's own branches."""
    actor = request.actor
    bodies = branches_handled(actor)
    refuse_nobody(bodies, "登记流动党员：由党员组织关系所在的党支部登记")
    if (off := counts_only(request, current="members", title="登记流动党员")) is not None:
        return off
    initial = {"member": request.GET.get("member"), "starts_on": actor.on}
    form = StayForm(
        request.POST or None, on=actor.on, members=_at_home(actor, bodies), initial=initial
    )

    def act(given: dict[str, Any]) -> Done:
        stay = register_stay(member=given["member"], content=form.content, actor=actor)
        told = "已请流入地党组织确认接收" if stay.host else "请按期联系并登记"
        return Done(f"已登记，{told}。", _page_of(stay))

    page = FormPage(
        title="登记流动党员",
        lead="外出六个月以上、组织关系没有转出的党员，由流出地和流入地双向共管。",
        submit="登记",
        back_url=reverse("people:stay_list"),
        back_label=_TITLE,
        article="第十三条",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def stay_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """修改登记 by the home branch."""
    stay, actor = stay_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=stay.home)
    form = StayForm(request.POST or None, on=actor.on, stay=stay)

    def act(given: dict[str, Any]) -> Done:
        edit_stay(stay=stay, content=form.content, actor=actor)
        return Done("已保存，修改留痕可查；换了流入地党组织的，由其重新确认。", _page_of(stay))

    page = _page(stay, "修改流动登记", "保存")
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def stay_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """确认接收 by the host branch."""
    stay, actor = stay_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=stay.host or stay.home)

    def act(given: dict[str, Any]) -> Done:
        confirm_stay(stay=stay, actor=actor, **given)
        return Done("已确认接收，请把这名党员纳入组织生活，并按期登记联系。", _page_of(stay))

    page = _page(
        stay,
        "确认接收流动党员",
        "确认接收",
        confirm="确认后本支部协助日常管理；党员仍隶属流出地党组织，只在那里统计一次。",
    )
    return answer(request, page=page, form=ConfirmForm(request.POST or None), act=act)


@login_required
@require_http_methods(FORM_METHODS)
def stay_decline(request: ActorRequest, pk: int) -> HttpResponse:
    """不在本支部: the branch named as host hands the registration back."""
    stay, actor = stay_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=stay.host or stay.home)

    def act(given: dict[str, Any]) -> Done:
        decline_stay(stay=stay, actor=actor, **given)
        return Done("已退回，流出地党组织会重新核实去向。", reverse("people:stay_list"))

    page = _page(
        stay,
        "退回流动登记",
        "退回",
        confirm="只用于党员确实不在本支部的情况；流入地党组织不得无故拒绝接收。",
    )
    return answer(request, page=page, form=DeclineForm(request.POST or None), act=act)


@login_required
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def stay_contact(request: ActorRequest, pk: int) -> HttpResponse:
    """登记联系, as home or as host."""
    stay, actor = stay_or_404(request, pk), request.actor
    sides = _sides_of(stay, actor)
    if not sides:
        require(actor, Capability.HANDLE, at=stay.home)
    form = ContactForm(request.POST or None, sides=sides, initial={"contacted_on": actor.on})

    def act(given: dict[str, Any]) -> Done:
        record_contact(stay=stay, actor=actor, **given)
        return Done("已登记联系情况，另一方也能看到。", _page_of(stay))

    page = _page(stay, "登记联系", "登记")
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def stay_end(request: ActorRequest, pk: int) -> HttpResponse:
    """结束流动 by the home branch."""
    stay, actor = stay_or_404(request, pk), request.actor
    require(actor, Capability.HANDLE, at=stay.home)
    form = EndStayForm(request.POST or None, initial={"ends_on": actor.on})

    def act(given: dict[str, Any]) -> Done:
        end_stay(stay=stay, actor=actor, **given)
        return Done("已结束流动，联系记录保留备查。", _page_of(stay))

    page = _page(stay, "结束流动", "结束", confirm="结束后不能再修改；党员再次外出的，重新登记。")
    return answer(request, page=page, form=form, act=act)


def _at_home(actor: Actor, bodies: list[Any]) -> Any:
    """Counting members of one's own branches that are not away, by name."""
    away = MobileStay.objects.filter(member=OuterRef("pk"), ends_on__isnull=True)
    rows = Member.objects.visible_to(actor).counting()
    rows = rows.filter(~Exists(away), organization__in=bodies)
    return rows.select_related("organization").order_by("name_key", "pk")


def _sides_of(stay: MobileStay, actor: Actor) -> list[str]:
    bodies = {StaySide.HOME: stay.home, StaySide.HOST: stay.host}
    return [
        str(side)
        for side, body in bodies.items()
        if body is not None and can(actor, Capability.HANDLE, at=body)
    ]


def _page_of(stay: MobileStay) -> str:
    return reverse("people:stay_detail", args=[stay.pk])


def _page(stay: MobileStay, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=f"{stay.home.label}：{stay.member.name}",
        submit=submit,
        back_url=_page_of(stay),
        back_label=_TITLE,
        article="第十三条",
        **words,
    )
