"""The front page of everyone (我的待办)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.actors import Actor
from hierarchy.requests import ActorRequest
from hierarchy.terms import Capability
from workbench.agenda import Bucket, agenda
from workflow.todos import Todo, todos_of
from workflow.views.operations import keeps_city


@login_required
@require_safe
def todo(request: ActorRequest) -> HttpResponse:
    """What the reader owes over all posts, by day; narrowed to one post on wish."""
    actor = request.actor
    found = todos_of(actor)
    post = request.GET.get("post", "")
    shown = [each for each in found if each.acting_for == post] if post else found
    buckets = agenda(shown, on=actor.on)
    context = {
        "buckets": buckets,
        "tiles": _tiles(buckets),
        "tabs": _tabs(found, post),
        "post": post,
        # One primary button a page: the most urgent thing.
        "first_key": next((each.key for bucket in buckets for each in bucket.todos), ""),
        "works": actor.may(Capability.HANDLE) or actor.may(Capability.REVIEW),
        "doors": _doors(actor),
        "today": actor.on,
    }
    return render(request, "workbench/todo.html", context)


def _tiles(buckets: list[Bucket]) -> list[dict[str, Any]]:
    return [
        {
            "label": bucket.label,
            "value": bucket.count,
            "unit": "项",
            "url": f"#{bucket.key}",
            "tone": bucket.tone if bucket.count else "",
        }
        for bucket in buckets
    ]


def _tabs(found: list[Todo], post: str) -> list[dict[str, Any]]:
    """One tab a post acted as, when there are several."""
    posts = list(dict.fromkeys(each.acting_for for each in found if each.acting_for))
    if len(posts) < 2 and not post:
        return []
    counts = {one: sum(each.count for each in found if each.acting_for == one) for one in posts}
    front = reverse("workbench:todo")
    every = sum(each.count for each in found)
    tabs = [{"label": "全部", "url": front, "count": every, "is_current": not post}]
    tabs += [
        {
            "label": one,
            "url": f"{front}?{urlencode({'post': one})}",
            "count": counts[one],
            "is_current": one == post,
        }
        for one in posts
    ]
    return tabs


def _doors(actor: Actor) -> list[dict[str, str]]:
    """Where else this person works: for those who owe nothing, all there is."""
    entries = (
        (Capability.DRAFT, "本单位清单进展", "checklists:checklist_list"),
        (Capability.VIEW_WORK, "查看任务进展", "checklists:assignment_list"),
        (Capability.VIEW_WORK, "查看覆盖情况", "coverage:overview"),
        (Capability.VIEW_WORK, "查看单位台账", "coverage:unit_list"),
        (Capability.VIEW, "查看组织", "hierarchy:organization_list"),
        (Capability.KEEP_LEDGER, "批量导入", "workflow:import_list"),
        (Capability.MANAGE_APPOINTMENTS, "任职与账号", "hierarchy:appointment_list"),
        (Capability.READ_AUDIT, "查阅留痕", "workflow:audit"),
    )
    open_doors = [(label, name) for capability, label, name in entries if actor.may(capability)]
    if keeps_city(actor):
        open_doors += [("提醒设置", "workflow:reminder_plans"), ("运行情况", "workflow:operations")]
    return [{"label": label, "url": reverse(name)} for label, name in open_doors]
