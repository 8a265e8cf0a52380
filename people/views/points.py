"""党员积分: claimed, settled, made public; by name, and never sums beside one another."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.handled import branches_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.points import (
    claim_points,
    deciding_post,
    publish_points,
    refuse_points,
    settle_points,
)
from people.forms.points import ClaimForm, PublishForm, SettleForm
from people.forms.reasons import ReasonForm
from people.growth_history import history_of
from people.models import Member, PointsEntry
from people.terms import PointsSide, PointsStatus
from people.views.growth_ways import around
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

GRADES: Final = "积分只作民主评议的参考，不直接等于评议等次，也不排名。"
MOST: Final = 400
_BY_NAME: Final = (
    *("organization__name_key", "member__name_key", "member_id"),
    *("-happened_on", "-pk"),
)


@login_required
@require_safe
def points_list(request: ActorRequest) -> HttpResponse:
    """A year's entries of one's branches by members' names, and what waits for a decision."""
    actor = request.actor
    state = request.GET.get("state", "")
    year = _year(request)
    rows = PointsEntry.objects.visible_to(actor)
    if state != PointsStatus.CLAIMED:
        rows = rows.filter(happened_on__year=year)
    if state in PointsStatus.values:
        rows = rows.filter(status=state)
    found = list(rows.select_related("member", "organization", "rule").order_by(*_BY_NAME)[:MOST])
    branches = branches_handled(actor)
    context = around(actor, current="points_list") | {
        "rows": found,
        "is_cut": len(found) == MOST,
        "states": _states(state, year),
        "years": _years(actor),
        "year": year,
        "is_filtered": bool(state),
        "may_claim": bool(branches),
        "own": [branch.pk for branch in branches],
        "has_bodies": len(branches) != 1,
        "grades": GRADES,
    }
    policy = context["policy"]
    context["is_on"] = policy is not None and policy.register_on and policy.points_on
    return render(request, "people/points_list.html", context)


@login_required
@require_safe
def points_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One entry: what happened, what it is worth, who decided; the steps open to the reader."""
    entry, actor = entry_or_404(request, pk), request.actor
    waits = entry.status == PointsStatus.CLAIMED
    own = actor.user is not None and entry.claimed_by_id == actor.user.pk
    context = {
        "entry": entry,
        "may_decide": waits and not own,
        "is_own_claim": waits and own,
        "entries": history_of(entry),
        "today": actor.on,
        "grades": GRADES,
    }
    return render(request, "people/points_detail.html", context)


@login_required
@require_safe
def points_member(request: ActorRequest, pk: int) -> HttpResponse:
    """One member's entries of a year with the sum of each side: within the branch alone."""
    actor = request.actor
    own = actor.organization_ids(Capability.HANDLE)
    rows = Member.objects.visible_to(actor).filter(organization_id__in=own)
    member = get_object_or_404(rows.select_related("organization"), pk=pk)
    year = _year(request)
    entries = PointsEntry.objects.visible_to(actor).filter(member=member, happened_on__year=year)
    settled = entries.filter(status__in=(PointsStatus.SETTLED, PointsStatus.PUBLISHED))
    sums = dict(settled.order_by().values_list("rule__side").annotate(total=Sum("points")))
    context = around(actor, current="points_list") | {
        "member": member,
        "year": year,
        "years": _years(actor),
        "rows": entries.select_related("rule", "member", "organization").order_by(
            "-happened_on", "-pk"
        ),
        "sums": [(label, sums.get(side, 0)) for side, label in PointsSide.choices],
        "total": sum(sums.values()),
        "grades": GRADES,
    }
    return render(request, "people/points_member.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def points_new(request: ActorRequest) -> HttpResponse:
    """申报积分 for a member of one's own branch."""
    actor, branches = request.actor, _branches(request.actor)
    given = request.POST if request.method == "POST" else None
    form = ClaimForm(given, bodies=branches, on=actor.on, initial={"happened_on": actor.on})

    def act(content: dict[str, Any]) -> Done:
        entry = claim_points(actor=actor, **content)
        return Done("已申报，待他人核定后计分。", _page_of(entry))

    page = FormPage(
        title="申报积分",
        lead="从实际发生的事项申报，由支部其他委员或隶属党委核定。",
        submit="申报",
        back_url=reverse("people:points_list"),
        back_label="积分",
        draft_key="points-new",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def points_publish(request: ActorRequest) -> HttpResponse:
    """按季公示 within the branch."""
    actor, branches = request.actor, _branches(request.actor)
    given = request.POST if request.method == "POST" else None
    form = PublishForm(given, bodies=branches, on=actor.on)

    def act(content: dict[str, Any]) -> Done:
        many = publish_points(branch=form.branch, quarter=form.chosen_quarter, actor=actor)
        return Done(f"已在支部内公示 {many} 项。", reverse("people:points_list"))

    page = FormPage(
        title="按季公示",
        lead="截至所选季度末已核定、未公示的事项，在本支部范围内公示。",
        submit="公示",
        back_url=reverse("people:points_list"),
        back_label="积分",
        confirm="公示后不能撤回。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def points_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """核定 or 不予认定, by another than who claimed."""
    if verb not in ("settle", "refuse"):
        raise Http404
    entry, actor = entry_or_404(request, pk), request.actor
    deciding_post(entry, actor)
    given = request.POST if request.method == "POST" else None
    settles = verb == "settle"
    form = SettleForm(given) if settles else ReasonForm(given)

    def act(content: dict[str, Any]) -> Done:
        decide = settle_points if settles else refuse_points
        decide(entry=entry, actor=actor, **content)
        return Done("已核定。" if settles else "已不予认定。", reverse("people:points_list"))

    page = FormPage(
        title="核定积分" if settles else "不予认定",
        lead=f"{entry.member.name}：{entry.event}（{entry.points} 分）",
        submit="核定" if settles else "不予认定",
        back_url=_page_of(entry),
        back_label="积分事项",
    )
    return answer(request, page=page, form=form, act=act)


def entry_or_404(request: ActorRequest, pk: int) -> PointsEntry:
    """The entry, where the reader sees it."""
    rows = PointsEntry.objects.visible_to(request.actor).select_related(
        *("member", "organization__tenant", "rule", "claimed_by")
    )
    entry: PointsEntry = get_object_or_404(rows, pk=pk)
    return entry


def _branches(actor: Actor) -> list[Organization]:
    branches = branches_handled(actor)
    refuse_nobody(branches, "办理党员积分：由党员所在党支部办理")
    return branches


def _states(state: str, year: int) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{reverse('people:points_list')}?year={year}&state={value}",
            "is_current": value == state,
        }
        for value, label in (("", "全部"), *PointsStatus.choices)
    ]


def _year(request: ActorRequest) -> int:
    """The year asked for; this one where it makes no sense."""
    asked = request.GET.get("year", "")
    years = _years(request.actor)
    return next((year for year in years if str(year) == asked), years[0])


def _years(actor: Actor) -> list[int]:
    return [actor.on.year - back for back in range(3)]


def _page_of(entry: PointsEntry) -> str:
    return reverse("people:points_detail", args=[entry.pk])
