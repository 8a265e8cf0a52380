"""党员积分: claimed, settled, made public; by name, and never sums beside one another."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.filetypes import FileType
from documents.word.names import chinese_date, filename
from hierarchy.actors import Actor
from hierarchy.downloads import download
from hierarchy.handled import branches_handled
from hierarchy.models import Organization
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.points import (
    claim_points,
    deciding_post,
    overturn_points,
    publish_points,
    refuse_points,
    settle_points,
)
from people.forms.points import ClaimForm, PublishForm, SettleForm
from people.forms.reasons import ReasonForm
from people.growth_history import history_of
from people.models import Member, PointsEntry
from people.papers.points import points_paper, points_title
from people.points_rules import plain
from people.terms import PointsSide, PointsStatus
from people.views.growth_ways import around
from workflow.views.enclosed import FORM_METHODS, refuse_nobody

GRADES: Final = "积分只作民主评议的参考，不直接等于评议等次，也不排名。"
MOST: Final = 400
_PAPERS: Final = 4
_SETTLED: Final = (PointsStatus.SETTLED, PointsStatus.PUBLISHED)
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
        "notices": _notices(found) if state == PointsStatus.PUBLISHED else [],
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
        "is_public": entry.status == PointsStatus.PUBLISHED,
        "may_overturn": entry.status in _SETTLED
        and can(actor, Capability.HANDLE, at=entry.organization),
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
    settled = entries.filter(status__in=_SETTLED)
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
        told = f"已公示 {many} 项。请下载公示文稿，在支部内张贴或者宣读。"
        asked = f"?year={form.chosen_quarter.year}&state={PointsStatus.PUBLISHED}"
        return Done(told, reverse("people:points_list") + asked)

    page = FormPage(
        title="按季公示",
        lead="截至所选季度末已核定、未公示的事项，在本支部范围内公示。",
        submit="公示",
        back_url=reverse("people:points_list"),
        back_label="积分",
        confirm="公示后发现有误或者异议成立的，只能逐项撤销，并写明原因。",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def points_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """核定 or 不予认定, by another than who claimed; 撤销 of what proved wrong."""
    if verb not in ("settle", "refuse", "overturn"):
        raise Http404
    actor = request.actor
    if verb != "overturn" and _was_decided(request, pk):
        messages.info(request, "这一事项已经办理，无需重复核定。办理后只有党员所在党支部能看到。")
        return redirect("people:points_list")
    entry = entry_or_404(request, pk)
    if verb == "overturn":
        return _overturn(request, entry)
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
        lead=f"{entry.member.name}：{entry.event}（{plain(entry.points)} 分）",
        submit="核定" if settles else "不予认定",
        back_url=_page_of(entry),
        back_label="积分事项",
    )
    return answer(request, page=page, form=form, act=act)


@login_required
@require_GET
def points_notice(request: ActorRequest, pk: int) -> HttpResponse:
    """公示文稿 as Word: all that the branch made public together with this entry."""
    entry, actor = entry_or_404(request, pk), request.actor
    if entry.status != PointsStatus.PUBLISHED or entry.published_on is None:
        raise Http404
    rows = PointsEntry.objects.visible_to(actor).filter(
        organization=entry.organization,
        published_on=entry.published_on,
        status=PointsStatus.PUBLISHED,
    )
    entries = list(rows.select_related("member", "rule").order_by(*_BY_NAME))
    content = points_paper(entry.organization, entries, on=entry.published_on)
    name = filename(number="", title=points_title(entry.organization))
    return download(content, name, kind=FileType.DOCX)


def _was_decided(request: ActorRequest, pk: int) -> bool:
    """Whether it left the reader's view because it was decided, as by a button pressed twice."""
    rows, actor = PointsEntry.objects.filter(pk=pk), request.actor
    return not rows.visible_to(actor).exists() and rows.decided_below(actor).exists()


def _overturn(request: ActorRequest, entry: PointsEntry) -> HttpResponse:
    actor = request.actor
    require(actor, Capability.HANDLE, at=entry.organization)

    def act(content: dict[str, Any]) -> Done:
        overturn_points(entry=entry, actor=actor, **content)
        return Done("已撤销，不再计分，原因留痕可查。", _page_of(entry))

    page = FormPage(
        title="撤销积分",
        lead=f"{entry.member.name}：{entry.event}（{plain(entry.points)} 分）",
        submit="撤销",
        back_url=_page_of(entry),
        back_label="积分事项",
        confirm="登记有误，或者公示后异议经核查成立的，才撤销。撤销后不再计分。",
    )
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return answer(request, page=page, form=form, act=act)


def _notices(entries: list[PointsEntry]) -> list[tuple[str, str]]:
    """The latest papers of what was made public, by body and day: label and address."""
    found = {(entry.published_on, entry.organization.label): entry for entry in entries}
    latest = sorted(found, key=lambda key: (key[0] or dt.date.min, key[1]), reverse=True)
    several = len({body for _, body in latest}) > 1
    return [
        (
            f"公示文稿（{f'{body}，' if several else ''}{chinese_date(day)}）",
            reverse("people:points_notice", args=[found[day, body].pk]),
        )
        for day, body in latest[:_PAPERS]
        if day is not None
    ]


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
