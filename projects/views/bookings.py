"""阵地预约: asked for, listed by the side one stands on, answered and used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.handled import bodies_handled
from hierarchy.models import Organization
from hierarchy.paging import keyset_page
from hierarchy.refusals import refusals
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.bookings import (
    book_venue,
    cancel_booking,
    confirm_booking,
    decline_booking,
    note_use,
)
from projects.booking_moves import BOOKING_MOVES
from projects.forms.money import ReasonForm
from projects.forms.venues import BookingForm, UseForm, VenueAnswerForm
from projects.hours import KEPT, OWN, clock_of, coming_days, hours_in_words
from projects.models import Booking
from projects.terms import BookingStatus
from projects.venue_deeds import booking_moves
from projects.views.surroundings import project_tabs
from projects.views.venues import venue_or_404
from workflow.views.enclosed import FORM_METHODS, post_of, refuse_nobody

Answer = Callable[[ActorRequest, Booking], HttpResponse]
ALL = "all"


@login_required
@require_http_methods(FORM_METHODS)
def booking_new(request: ActorRequest, pk: int) -> HttpResponse:
    """预约 a venue for a body of one's own."""
    venue, actor = venue_or_404(request, pk), request.actor
    bodies = bodies_handled(actor)
    refuse_nobody(bodies, "预约阵地：由党组织、工作站、专委会等单位预约")
    form = BookingForm(request.POST or None, bodies=bodies, initial=request.GET.dict())
    booking: Booking | None = None
    if request.method == "POST" and form.is_valid():
        with refusals(request, form=form):
            booking = book_venue(venue=venue, actor=actor, **form.wanted)
    if booking is not None:
        stands = booking.status == BookingStatus.CONFIRMED
        told = "已约定" if stands else f"已提交，等{venue.organization.label}确认，结果会通知您"
        messages.success(request, f"{hours_in_words(booking)}，{told}。")
        return redirect(f"{reverse('projects:booking_list')}?side={OWN}")
    context = {
        "venue": venue,
        "form": form,
        "post": post_of(actor, bodies),
        "days": coming_days(venue, actor),
        "today": actor.on,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "projects/booking_form.html", context, status=status)


@login_required
@require_safe
def booking_list(request: ActorRequest) -> HttpResponse:
    """The bookings of one's own bodies, those of the venues one keeps, or all in scope."""
    actor = request.actor
    own = actor.organization_ids(Capability.HANDLE)
    seen = Booking.objects.visible_to(actor)
    sides = {
        OWN: ("我方预约", seen.filter(organization__in=own)),
        KEPT: ("来预约的", seen.filter(venue__organization__in=own)),
        ALL: ("范围内全部", seen),
    }
    asked = request.GET.get("side", "")
    side = asked if asked in sides else (OWN if own else ALL)
    rows = sides[side][1].select_related("venue__organization", "venue__region", "organization")
    page = keyset_page(rows, keys=("-starts_at", "-id"), query=request.GET)
    waiting = sides[KEPT][1].filter(status=BookingStatus.ASKED, ends_at__gt=actor.at).count()
    context = {
        "page": page,
        "rows": [(one, clock_of(one), booking_moves(one, actor)) for one in page.rows],
        "side": side,
        "sides": [
            {
                "label": label,
                "url": f"?side={key}",
                "count": waiting if key == KEPT and waiting else None,
                "is_current": key == side,
            }
            for key, (label, _) in sides.items()
        ],
        "tabs": project_tabs(actor, current="venues"),
        "today": actor.on,
    }
    return render(request, "projects/booking_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def booking_move(request: ActorRequest, pk: int, verb: str) -> HttpResponse:
    """One move of one booking, by its verb."""
    if verb not in MOVES:
        raise Http404
    rows = Booking.objects.visible_to(request.actor).select_related(
        "venue__organization__tenant", "organization__tenant"
    )
    booking: Booking = get_object_or_404(rows, pk=pk)
    move = BOOKING_MOVES[verb]
    place: Organization = getattr(booking, move.at)
    require(request.actor, move.capability, at=place)
    return MOVES[verb](request, booking)


def _back(request: ActorRequest, booking: Booking) -> str:
    keeps = can(request.actor, Capability.HANDLE, at=booking.keeper)
    return f"{reverse('projects:booking_list')}?side={KEPT if keeps else OWN}"


def _page(
    request: ActorRequest, booking: Booking, title: str, submit: str, confirm: str = ""
) -> FormPage:
    who = f"{booking.organization.label}，{hours_in_words(booking)}，{booking.purpose}"
    return FormPage(
        title=title,
        lead=f"{booking.venue.name}：{who}",
        submit=submit,
        back_url=_back(request, booking),
        back_label="预约",
        confirm=confirm,
    )


def _confirm(request: ActorRequest, booking: Booking) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        confirm_booking(booking=booking, actor=request.actor, **given)
        return Done("已同意，预约单位已收到消息。", _back(request, booking))

    page = _page(request, booking, "同意预约", "同意")
    return answer(request, page=page, form=VenueAnswerForm(request.POST or None), act=act)


def _decline(request: ActorRequest, booking: Booking) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        decline_booking(booking=booking, actor=request.actor, **given)
        return Done("已答复不同意，预约单位已收到消息。", _back(request, booking))

    page = _page(request, booking, "不同意预约", "不同意")
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _cancel(request: ActorRequest, booking: Booking) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        cancel_booking(booking=booking, actor=request.actor, **given)
        return Done("已取消，对方已收到消息。", _back(request, booking))

    page = _page(request, booking, "取消预约", "取消预约", confirm="取消后这段时间可由他人预约。")
    return answer(request, page=page, form=ReasonForm(request.POST or None), act=act)


def _use(request: ActorRequest, booking: Booking) -> HttpResponse:
    def act(given: dict[str, Any]) -> Done:
        note_use(booking=booking, actor=request.actor, **given)
        return Done("已登记使用。", _back(request, booking))

    form = UseForm(request.POST or None, initial={"people_count": booking.people_count})
    page = _page(request, booking, "登记使用", "登记")
    return answer(request, page=page, form=form, act=act)


MOVES: Final[dict[str, Answer]] = {
    "confirm": _confirm,
    "decline": _decline,
    "cancel": _cancel,
    "call_off": _cancel,
    "use": _use,
}
