"""The rules of the city in plain words (制度规则), and the order to refresh what is owed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import TIER_NUMBER, Capability, Tier
from routines.actions.generating import order_refresh
from routines.models import ObligationRule
from routines.rules import version_for
from routines.tasks import refresh_city
from routines.views.surroundings import routine_tabs
from routines.wording import FORCE_WORDS, answered, asked, by_when, whom


@login_required
@require_safe
def rule_list(request: ActorRequest) -> HttpResponse:
    """Each rule in force or to come, in one sentence, with its article; by tier."""
    actor = request.actor
    if not actor.may(Capability.VIEW_WORK):
        raise PermissionDenied("您的岗位不查看业务数据，没有制度规则可看。如需查看，请切换岗位。")
    versions: dict[str, list[ObligationRule]] = {}
    for rule in ObligationRule.objects.visible_to(actor).order_by("code", "effective_from"):
        versions.setdefault(rule.code, []).append(rule)
    context = {
        "groups": _groups(versions, actor),
        "keeps": _keeps(actor),
        "tabs": routine_tabs(actor, current="rules"),
        "today": actor.on,
    }
    return render(request, "routines/rule_list.html", context)


@login_required
@require_POST
def obligations_refresh(request: ActorRequest) -> HttpResponse:
    """更新应办事项: the worker does it; the page goes on."""
    actor = request.actor
    if actor.tenant is None:
        raise PermissionDenied("您还没有任职，不能更新应办事项。请联系上级任职后再试。")
    order_refresh(tenant=actor.tenant, actor=actor)
    refresh_city.delay(actor.tenant.pk)
    messages.success(
        request,
        "已安排更新应办事项，一般几分钟内完成。每天凌晨也会自动更新一次，已封存的周期不变。",
    )
    return redirect(reverse("routines:rule_list"))


def _groups(
    versions: dict[str, list[ObligationRule]], actor: Actor
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rules by the tier they ask, the city's first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for several in versions.values():
        rule = version_for(several, actor.on) or several[-1]
        found.setdefault(rule.tier, []).append(_told(rule, several, actor))
    tiers = sorted(found, key=lambda tier: (TIER_NUMBER[tier], tier))
    return [(actor.words.tier(tier), found[tier]) for tier in tiers]


def _told(rule: ObligationRule, several: list[ObligationRule], actor: Actor) -> dict[str, Any]:
    later = [each for each in several if each.effective_from > actor.on]
    return {
        "rule": rule,
        "newest": several[-1].pk,
        "sentence": f"{whom(rule, actor.words)}，{asked(rule)}；{by_when(rule)}。",
        "answered_by": answered(rule),
        "force": FORCE_WORDS[rule.force],
        "next_from": later[0].effective_from if later and later[0] is not rule else None,
        "is_over": rule.effective_to is not None and rule.effective_to < actor.on,
    }


def _keeps(actor: Actor) -> bool:
    """Whether the person keeps the rules of the city of the acting post."""
    root = Organization.objects.within(actor, capability=Capability.MANAGE_ORGANIZATIONS).of_tier(
        Tier.CITY
    )
    return any(can(actor, Capability.MANAGE_ORGANIZATIONS, at=each) for each in root)
