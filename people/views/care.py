"""流动党员: listed by the side one stands on, and one stay with what both sides did."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hierarchy.actors import Actor
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can
from hierarchy.terms import Capability
from people.models import MobileStay, PeoplePolicy, StayContact
from people.policy import policy_of
from people.querysets import StayQuerySet
from people.stay_standing import standing_of, with_lasts
from people.terms import Abroad
from people.views.care_tabs import care_tabs, serves_branch, serves_party_committee
from people.views.counts_only import counts_only
from people.views.surroundings import people_tabs
from workflow.history import MOST

OUT, IN, OTHERS, ENDED = "out", "in", "others", "ended"
_LABELS: Final = {OUT: "流出", IN: "流入", OTHERS: "隶属支部", ENDED: "已结束"}


@login_required
@require_safe
@never_cache
def stay_list(request: ActorRequest) -> HttpResponse:
    """Who is away from one's own branches, who is with them, and the totals of the scope."""
    actor = request.actor
    if (page := counts_only(request, current="members", title="流动党员")) is not None:
        return page
    sides = _sides(actor)
    asked = request.GET.get("side", "")
    side = asked if asked in sides else next(iter(sides), "")
    context: dict[str, Any] = {
        "side": side,
        "sides": [
            {"label": _LABELS[key], "url": f"?side={key}", "count": None, "is_current": key == side}
            for key in sides
        ],
        "tiles": _tiles(actor),
        "tabs": people_tabs(actor, current="members"),
        "care_tabs": care_tabs(actor, current="stays"),
        "may_register": serves_branch(actor),
        "today": actor.on,
    }
    if side:
        rows = keyset_page(with_lasts(sides[side]), keys=("-starts_on", "-id"), query=request.GET)
        policy = _policy(actor)
        context |= {
            "page": rows,
            "rows": [standing_of(stay, policy, actor.on) for stay in rows.rows],
        }
    return render(request, "people/stay_list.html", context)


@login_required
@require_safe
@never_cache
def stay_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One stay: both sides beside each other, what each did, and the next step on top."""
    stay, actor = stay_or_404(request, pk), request.actor
    if (page := counts_only(request, current="members", title="流动党员")) is not None:
        return page
    contacts = StayContact.objects.visible_to(actor).filter(stay=stay)
    rows = list(
        contacts.select_related("organization", "recorded_by").order_by("-contacted_on", "-pk")[
            :MOST
        ]
    )
    deeds = stay_deeds(stay, actor)
    context = {
        "standing": standing_of(stay, _policy(actor), actor.on),
        "stay": stay,
        "contacts": rows,
        "main": deeds[0] if deeds else None,
        "others": deeds[1:],
        "may_move": can(actor, Capability.HANDLE, at=stay.home),
        "today": actor.on,
    }
    return render(request, "people/stay_detail.html", context)


def stay_or_404(request: ActorRequest, pk: int) -> Any:
    """The stay with its last contacts, where the reader sees it."""
    rows = with_lasts(MobileStay.objects.visible_to(request.actor))
    rows = rows.select_related("member__organization", "home__tenant", "host__tenant", "tenant")
    return get_object_or_404(rows, pk=pk)


def stay_deeds(stay: MobileStay, actor: Actor) -> list[dict[str, str]]:
    """What the person may do with a stay now, the next step first; no query."""
    if stay.ends_on is not None:
        return []
    at_home = can(actor, Capability.HANDLE, at=stay.home)
    at_host = stay.host is not None and can(actor, Capability.HANDLE, at=stay.host)
    waits = at_host and stay.confirmed_on is None
    steps = (
        (waits, "确认接收", "stay_confirm"),
        (waits, "不在本支部", "stay_decline"),
        (at_home and not (stay.host_id or stay.host_name), "补登流入地", "stay_edit"),
        (at_home or (at_host and not waits), "登记联系", "stay_contact"),
        (at_home and bool(stay.host_id or stay.host_name), "修改登记", "stay_edit"),
        (at_home, "结束流动", "stay_end"),
    )
    return [
        {"label": label, "url": reverse(f"people:{name}", args=[stay.pk])}
        for is_open, label, name in steps
        if is_open
    ]


def _sides(actor: Actor) -> dict[str, StayQuerySet[MobileStay]]:
    """The lists that concern a person; none for whoever sees totals alone."""
    own = actor.organization_ids(Capability.HANDLE)
    if not own:
        return {}
    seen = MobileStay.objects.visible_to(actor)
    mine = Q(home__in=own) | Q(host__in=own)
    if not serves_branch(actor):
        if not serves_party_committee(actor):
            return {}
        return {OTHERS: seen.open().exclude(mine), ENDED: seen.filter(ends_on__isnull=False)}
    return {
        OUT: seen.open().filter(home__in=own),
        IN: seen.open().filter(host__in=own),
        ENDED: seen.filter(ends_on__isnull=False),
    }


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    """How many of the scope are away, by where they are; each counted once, at home."""
    totals = MobileStay.objects.totals(actor)
    return [
        {"label": f"流动党员：{label}", "value": totals.get(key, 0), "unit": "名"}
        for key, label in Abroad.choices
    ]


def _policy(actor: Actor) -> PeoplePolicy:
    return policy_of(actor.tenant, actor.on) if actor.tenant else PeoplePolicy()
