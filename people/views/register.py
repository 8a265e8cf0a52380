"""党员名册: the totals of one's scope, the members one may see, and finding one by number."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.actors import Actor
from hierarchy.handled import branches_handled
from hierarchy.requests import ActorRequest
from people.forms.member_searches import MemberFilter, member_totals, shown_members, with_number
from people.forms.members import FindForm
from people.models import Member
from people.name_searches import order_for
from people.terms import Standing
from people.views.care_tabs import care_tabs, serves_branch, serves_party_committee
from people.views.counts_only import counts_only
from people.views.surroundings import people_tabs
from workflow.paging import Page, keyset_page
from workflow.views.enclosed import FORM_METHODS

TITLE = "党员名册"


@login_required
@never_cache
@require_safe
def member_list(request: ActorRequest) -> HttpResponse:
    """Totals for all; rows for whoever may see members, masked where they are not one's own."""
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    search = MemberFilter(request.GET, actor=request.actor)
    rows = search.rows().select_related("organization")
    page = keyset_page(rows, keys=order_for(request.actor), query=request.GET)
    status = 422 if search.errors else 200
    return _drawn(request, page, status=status, form=search, is_narrowed=search.is_narrowed)


@login_required
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def member_find(request: ActorRequest) -> HttpResponse:
    """By an exact phone or identity number, sent in the body: one leads to its page."""
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    form = FindForm(request.POST or None)
    found: list[Member] = []
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        ids = with_number(number, actor=request.actor).values("pk")
        rows = shown_members(request.actor).filter(pk__in=ids)
        found = list(rows.select_related("organization").order_by("name_key", "pk")[:50])
        if len(found) == 1:
            return redirect("people:member_detail", found[0].pk)
        if not found:
            form.add_error("number", "您的范围内没有登记这个号码的党员，请核对后再找。")
    context = {"form": form, "page": Page(found), "title": TITLE}
    context["tabs"] = people_tabs(request.actor, current="members")
    status = 422 if form.errors else 200
    return render(request, "people/member_find.html", context, status=status)


@login_required
@never_cache
@require_safe
def member_totals_later(request: ActorRequest) -> HttpResponse:
    """The totals above the list (a fragment of its page), which take longer to count."""
    if (counts := counts_only(request, current="members", title=TITLE)) is not None:
        return counts
    return render(request, "components/stats.html", {"tiles": _tiles(request.actor)})


def _drawn(request: ActorRequest, page: Page, *, status: int, **context: Any) -> HttpResponse:
    actor = request.actor
    shown = bool(page.rows) or shown_members(actor).exists()
    # A list of more than one's own branch does not wait until all of its members are counted.
    later = serves_party_committee(actor) or (shown and not serves_branch(actor))
    context |= {
        "page": page,
        "tiles": [] if later else _tiles(actor),
        "title": TITLE,
        "today": actor.on,
        "tabs": people_tabs(actor, current="members"),
        "care_tabs": care_tabs(actor, current="members"),
        "may_see": shown,
        "may_find": serves_branch(actor) or serves_party_committee(actor),
        "may_enrol": bool(branches_handled(actor)),
    }
    return render(request, "people/member_list.html", context, status=status)


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    """How many of each standing count in the whole scope: one query, no row."""
    totals = member_totals(actor)
    url = reverse("people:member_list")
    tiles = [
        {
            "label": label,
            "value": totals.get(standing, 0),
            "unit": "名",
            "url": f"{url}?standing={standing}",
        }
        for standing, label in Standing.choices
    ]
    whole = {"label": "在册党员", "value": sum(totals.values()), "unit": "名", "url": url}
    return [whole, *tiles]
