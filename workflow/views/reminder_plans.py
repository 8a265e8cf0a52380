"""提醒设置 of a city: plans for each kind of thing, rules of messages, channels."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.requests import ActorRequest
from hierarchy.views.formpage import Done, FormPage, answer
from workflow.actions.message_settings import (
    PLAN_FACTS,
    add_plan,
    amend_plan,
    set_channel,
    set_policy,
)
from workflow.actions.urging import policy_of
from workflow.forms.messages import (
    AddPlanForm,
    ChannelForm,
    PlanForm,
    PolicyForm,
    matters,
    start_of,
)
from workflow.models import Channel, ChannelKind, ReminderPlan
from workflow.reminders import Plan, due_sources
from workflow.views.operations import kept_city

HOME = "workflow:reminder_plans"
_EXAMPLE = "天数为示例值，可按本市规定调整。"


@login_required
@require_safe
def reminder_plans(request: ActorRequest) -> HttpResponse:
    """The plans of the city, what holds where it has none, its rules and its channels."""
    tenant = kept_city(request)
    names = dict(matters(tenant))
    own = ReminderPlan.objects.visible_to(request.actor).filter(tenant=tenant)
    rows = list(own.order_by("source", "code", "-effective_from"))
    covered = {row.source for row in rows if not row.code and _holds(row, request)}
    on = Channel.objects.visible_to(request.actor).filter(tenant=tenant)
    channels = {row.kind: row for row in on}
    context = {
        "plans": [
            {"row": row, "name": names.get(f"{row.source}/{row.code}", row.source), "words": words}
            for row in rows
            for words in [plan_words(row.plan)]
        ],
        "usual": [
            {"name": f"全部{source.label}", "words": plan_words(source.usual)}
            for key, source in due_sources().items()
            if key not in covered
        ],
        "policy": policy_of(tenant),
        "channels": [
            {"kind": kind, "label": label, "row": channels.get(kind)}
            for kind, label in ChannelKind.choices
        ],
        "today": request.actor.on,
    }
    return render(request, "workflow/reminder_plans.html", context)


def _holds(row: ReminderPlan, request: ActorRequest) -> bool:
    on = request.actor.on
    return row.effective_from <= on and (row.effective_to is None or row.effective_to >= on)


def plan_words(plan: Plan) -> str:
    """A plan in one sentence."""
    parts = [f"到期前第 {_listed(plan.before)} 个工作日"] if plan.before else []
    parts += ["到期当天"] if plan.on_day else []
    parts += [f"逾期第 {_listed(plan.after)} 个工作日"] if plan.after else []
    said = f"{'、'.join(parts)}提醒" if parts else "不提醒承办单位"
    up = f"；逾期第 {plan.up_after} 个工作日报上一级" if plan.up_after else ""
    return f"{said}{up}。"


def _listed(days: tuple[int, ...]) -> str:
    return "、".join(map(str, days))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_add(request: ActorRequest) -> HttpResponse:
    """A plan of its own for one kind of thing."""
    tenant = kept_city(request)

    def act(given: dict[str, Any]) -> Done:
        source, _, code = given.pop("matter").partition("/")
        add_plan(tenant=tenant, source=source, code=code, facts=given, actor=request.actor)
        return Done("已增加提醒方案，自生效日期起按它提醒。", reverse(HOME))

    start = {"before": [3], "on_day": True, "after": [1], "effective_from": request.actor.on}
    form = AddPlanForm(request.POST or None, tenant=tenant, initial=start)
    return answer(request, page=_page("增加提醒方案", "增加"), form=form, act=act)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a plan, or give it its last day."""
    plan = get_object_or_404(ReminderPlan.objects.visible_to(request.actor), pk=pk)
    tenant = kept_city(request)

    def act(given: dict[str, Any]) -> Done:
        amend_plan(plan=plan, facts=given, actor=request.actor)
        return Done("已修改提醒方案；已经发出的提醒不会重发。", reverse(HOME))

    start = {name: getattr(plan, name) for name in PLAN_FACTS}
    name = dict(matters(tenant)).get(f"{plan.source}/{plan.code}", plan.source)
    form = PlanForm(request.POST or None, initial=start)
    return answer(request, page=_page(f"提醒方案：{name}", "保存"), form=form, act=act)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def policy_edit(request: ActorRequest) -> HttpResponse:
    """The usual hours, how often one may urge, and how long what was told is kept."""
    tenant = kept_city(request)

    def act(given: dict[str, Any]) -> Done:
        set_policy(tenant=tenant, facts=given, actor=request.actor)
        return Done("已保存消息规则；个人已自行设置时间的，仍按个人设置。", reverse(HOME))

    policy = policy_of(tenant)
    own = {name: getattr(policy, name) for name in ("urges_per_day", "keep_days")}
    start = {**start_of(policy), **own}
    form = PolicyForm(request.POST or None, initial=start)
    return answer(request, page=_page("消息规则", "保存"), form=form, act=act)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def channel_edit(request: ActorRequest, kind: str) -> HttpResponse:
    """Switch a channel on or off."""
    if kind not in ChannelKind.values:
        raise Http404
    tenant = kept_city(request)
    own = Channel.objects.visible_to(request.actor).filter(tenant=tenant, kind=kind)
    channel = own.first() or Channel(tenant=tenant, kind=kind)
    start = {name: getattr(channel, name) for name in ("is_on", "host", "port", "sender", "login")}
    form = ChannelForm(request.POST or None, channel=channel, initial=start)

    def act(given: dict[str, Any]) -> Done:
        secret = given.get("secret", "")
        set_channel(
            tenant=tenant, kind=kind, facts=form.facts(), secret=secret, actor=request.actor
        )
        return Done(f"已保存{channel}渠道。各人可在“消息提醒设置”中填写地址并测试。", reverse(HOME))

    return answer(request, page=_page(f"{channel}渠道", "保存"), form=form, act=act)


def _page(title: str, submit: str) -> FormPage:
    lead = _EXAMPLE if "方案" in title or "规则" in title else ""
    return FormPage(
        title=title, submit=submit, lead=lead, back_url=reverse(HOME), back_label="提醒设置"
    )
