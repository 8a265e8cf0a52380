"""通讯录: people to call in one's scope, by kind, on a phone first."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hierarchy.actors import Actor
from hierarchy.paging import Page, keyset_page
from hierarchy.requests import ActorRequest
from people.directory import MOST, Card, cards_of, liaison_cards, people_found, worker_cards
from people.forms.searches import DirectoryFilter
from people.views.surroundings import people_tabs

POSTS: Final = "posts"
KINDS: Final = {POSTS: "各级岗位", "liaisons": "联络员", "workers": "专职党务工作者"}


@login_required
@require_safe
def directory(request: ActorRequest) -> HttpResponse:
    """The people in scope, each with one tap to call."""
    actor = request.actor
    kind = request.GET.get("kind", POSTS)
    kind = kind if kind in KINDS else POSTS
    form = DirectoryFilter(request.GET, actor=actor, has_tiers=kind == POSTS)
    asked = form.cleaned_data if form.is_valid() else {}
    words = asked.get("q", "").strip()
    page, cards = _found(request, kind, words=words, tier=asked.get("tier", ""))
    context = {
        "form": form,
        "cards": cards,
        "page": page,
        "kind": kind,
        "kinds": _kinds(kind, words),
        "is_filtered": bool(words or asked.get("tier")),
        "is_cut": kind != POSTS and len(cards) >= MOST,
        "clear_url": f"{reverse('people:directory')}?kind={kind}",
        "tabs": people_tabs(actor, current="directory"),
    }
    status = 422 if form.errors else 200
    return render(request, "people/directory.html", context, status=status)


def _found(request: ActorRequest, kind: str, *, words: str, tier: str) -> tuple[Page, list[Card]]:
    actor: Actor = request.actor
    if kind == "liaisons":
        return Page([]), liaison_cards(actor, words=words)
    if kind == "workers":
        return Page([]), worker_cards(actor, words=words)
    rows = people_found(actor, words=words, tier=tier)
    page = keyset_page(rows, keys=("name_key", "id"), query=request.GET)
    return page, cards_of(page.rows, actor=actor)


def _kinds(current: str, words: str) -> list[dict[str, Any]]:
    """The tabs between kinds; the search goes along."""
    kept = {"q": words} if words else {}
    return [
        {
            "label": label,
            "url": f"{reverse('people:directory')}?{urlencode({'kind': key} | kept)}",
            "count": None,
            "is_current": key == current,
        }
        for key, label in KINDS.items()
    ]
