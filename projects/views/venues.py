"""阵地: where to meet, by district and kind; one venue with its next two weeks; keeping it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from documents.spreadsheets.writer import Column, ColumnKind, write_workbook
from hierarchy.downloads import download
from hierarchy.handled import bodies_handled
from hierarchy.paging import keyset_page
from hierarchy.requests import ActorRequest
from hierarchy.roles import can, require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from projects.actions.venues import CONTENT, close_venue, edit_venue, open_venue, start_venue
from projects.forms.venues import (
    ONLINE,
    BookingForm,
    CloseForm,
    StartForm,
    VenueFilter,
    VenueForm,
)
from projects.history import history_of
from projects.hours import coming_days
from projects.models import Venue
from projects.terms import VenueStatus
from projects.views.surroundings import drawn, kept, project_tabs
from workflow.history import pictures
from workflow.views.enclosed import FORM_METHODS, post_of, refuse_nobody, sent, written

SHEET = (
    Column("name", "名称", 30),
    Column("kind", "类别", 20),
    Column("district", "县（市、区）", 14),
    Column("town", "镇（街道）", 14),
    Column("address", "地址或网址", 36),
    Column("organization", "管理单位", 28),
    Column("area", "面积（平方米）", 12, kind=ColumnKind.INTEGER),
    Column("seats", "可容纳人数", 12, kind=ColumnKind.INTEGER),
    Column("equipment", "设施设备", 30),
    Column("opening", "开放时间", 24),
    Column("contact", "联系人", 12),
    Column("phone", "联系电话", 16),
    Column("bookable", "可预约", 8),
    Column("status", "状态", 10),
    Column("opened_on", "启用日期", 12, kind=ColumnKind.DATE),
    Column("closed_on", "停用日期", 12, kind=ColumnKind.DATE),
)
_HELP = (
    "党群服务中心、行业党建工作站（阵地）、“海棠花红”先锋阵地和网络阵地，由管理单位登记，全市各级都能查看。",
    "联系电话会显示给全市各级，请填写可以公开的号码。",
)


@login_required
@require_safe
def venue_list(request: ActorRequest) -> HttpResponse:
    """The venues of the city: on a phone first, with the number to call."""
    actor = request.actor
    search = VenueFilter(request.GET, actor=actor)
    found = search.rows()
    rows = found.select_related("organization", "kind", "region__parent")
    page = keyset_page(rows, keys=("name", "id"), query=request.GET)
    context = {
        "form": search,
        "page": page,
        "rows": page.rows,
        "districts": _districts(found, request.GET),
        "is_filtered": bool(search.chosen()),
        "query": kept(request.GET).urlencode(),
        "tabs": project_tabs(actor, current="venues"),
        "may_keep": actor.may(Capability.HANDLE),
        "today": actor.on,
    }
    status = 422 if search.errors else 200
    return render(request, "projects/venue_list.html", context, status=status)


@login_required
@require_GET
def venue_excel(request: ActorRequest) -> HttpResponse:
    """The same venues as a workbook."""
    search = VenueFilter(request.GET, actor=request.actor)
    rows = search.rows().select_related("organization", "kind", "region__parent")
    ordered = rows.order_by("region__code", "name", "pk")
    content = write_workbook(title="阵地台账", columns=SHEET, rows=_sheet_rows(ordered))
    return download(content, f"阵地台账_{request.actor.on:%Y%m%d}.xlsx")


@login_required
@require_safe
def venue_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One venue: where, when, whom to call; its next two weeks, and the form to book it."""
    venue, actor = venue_or_404(request, pk), request.actor
    bodies = bodies_handled(actor) if _takes_bookings(venue) else []
    may_keep = can(actor, Capability.HANDLE, at=venue.organization)
    context = {
        "venue": venue,
        "is_link": venue.region is None and venue.address.startswith(("http://", "https://")),
        "days": coming_days(venue, actor) if _takes_bookings(venue) else [],
        "form": BookingForm(bodies=bodies, initial=request.GET.dict()) if bodies else None,
        "post": post_of(actor, bodies),
        "may_keep": may_keep,
        "may_start": may_keep and venue.status != VenueStatus.OPEN,
        "may_close": may_keep and venue.status != VenueStatus.CLOSED,
        "files": pictures(venue.attachments.all()),
        "entries": history_of(venue) if may_keep else [],
        "today": actor.on,
    }
    return render(request, "projects/venue_detail.html", context)


@login_required
@require_http_methods(FORM_METHODS)
def venue_new(request: ActorRequest) -> HttpResponse:
    """登记阵地 of a body of one's own."""
    actor = request.actor
    bodies = bodies_handled(actor)
    refuse_nobody(bodies, "登记阵地：阵地由管理单位登记")
    form = VenueForm(
        *sent(request),
        actor=actor,
        tenant_id=bodies[0].tenant_id,
        bodies=bodies,
        initial={name: request.GET.get(name) for name in ("organization", "region")},
    )

    def act(files: list[Any]) -> Venue:
        return open_venue(
            organization=form.body,
            content=form.content,
            opened_on=form.cleaned_data["opened_on"],
            files=files,
            actor=actor,
        )

    venue = written(request, form, body=lambda: form.body, act=act)
    if venue is not None:
        messages.success(request, f"已登记“{venue.name}”，全市各级都能查到。")
        return redirect("projects:venue_detail", pk=venue.pk)
    return drawn(
        request,
        form,
        title="登记阵地",
        lead=bodies[0].name if len(bodies) == 1 else "",
        submit="登记",
        back_url=reverse("projects:venue_list"),
        back_label="阵地",
        draft_key="venue-new",
        article="第十六条",
        post=post_of(actor, bodies),
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def venue_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """更新阵地, as the body that keeps it."""
    venue, actor = venue_or_404(request, pk), request.actor
    post = require(actor, Capability.HANDLE, at=venue.organization)
    files = list(venue.attachments.all())
    form = VenueForm(
        *sent(request),
        actor=actor,
        tenant_id=venue.tenant_id,
        venue=venue,
        files=files,
        initial={
            "cited": [file.pk for file in files],
            **{name: getattr(venue, name) for name in CONTENT},
        },
    )

    def act(kept_files: list[Any]) -> Venue:
        return edit_venue(venue=venue, content=form.content, files=kept_files, actor=actor)

    if written(request, form, body=lambda: venue.organization, act=act) is not None:
        messages.success(request, "已更新，修改留痕可查。")
        return redirect("projects:venue_detail", pk=pk)
    return drawn(
        request,
        form,
        title="更新阵地",
        lead=venue.name,
        submit="保存",
        back_url=_back(venue),
        back_label="阵地",
        draft_key=f"venue-{pk}",
        article="第十六条",
        post=post,
        helps=_HELP,
    )


@login_required
@require_http_methods(FORM_METHODS)
def venue_start(request: ActorRequest, pk: int) -> HttpResponse:
    """启用 a venue that was being set up or stood closed."""
    venue = venue_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=venue.organization)

    def act(given: dict[str, Any]) -> Done:
        start_venue(venue=venue, actor=request.actor, **given)
        return Done(f"“{venue.name}”已启用，可以预约。", _back(venue))

    form = StartForm(request.POST or None, initial={"opened_on": request.actor.on})
    return answer(request, page=_page(venue, "启用阵地", "启用"), form=form, act=act)


@login_required
@require_http_methods(FORM_METHODS)
def venue_close(request: ActorRequest, pk: int) -> HttpResponse:
    """停用; what was booked falls away, and those bodies are told."""
    venue = venue_or_404(request, pk)
    require(request.actor, Capability.HANDLE, at=venue.organization)

    def act(given: dict[str, Any]) -> Done:
        close_venue(venue=venue, actor=request.actor, **given)
        return Done(f"“{venue.name}”已停用，尚未使用的预约已收回并通知预约单位。", _back(venue))

    words = "停用后不再接受预约，尚未使用的预约全部收回并通知预约单位。以后可以重新启用。"
    page = _page(venue, "停用阵地", "停用", confirm=words)
    return answer(request, page=page, form=CloseForm(request.POST or None), act=act)


def venue_or_404(request: ActorRequest, pk: int) -> Venue:
    """The venue, where the reader sees it: anywhere in the city."""
    rows = Venue.objects.visible_to(request.actor).select_related(
        "organization__tenant", "kind", "region__parent", "tenant"
    )
    venue: Venue = get_object_or_404(rows, pk=pk)
    return venue


def _takes_bookings(venue: Venue) -> bool:
    return venue.status == VenueStatus.OPEN and venue.takes_bookings


def _page(venue: Venue, title: str, submit: str, **words: str) -> FormPage:
    return FormPage(
        title=title,
        lead=venue.name,
        submit=submit,
        back_url=_back(venue),
        back_label="阵地",
        **words,
    )


def _back(venue: Venue) -> str:
    return reverse("projects:venue_detail", args=[venue.pk])


def _districts(found: Any, query: QueryDict) -> list[dict[str, Any]]:
    """How many of those found lie in each district, and the way to them; of one place nothing."""
    if query.get("place"):
        return []
    counted = (
        found.order_by()
        .values_list("region__parent_id", "region__parent__name", "region__parent__code")
        .annotate(count=Count("pk"))
    )
    rows = sorted(counted, key=lambda row: (row[2] is None, row[2] or ""))
    return [
        {"label": name or "网络阵地", "count": count, "url": _with_place(query, pk or ONLINE)}
        for pk, name, _, count in rows
    ]


def _with_place(query: QueryDict, place: object) -> str:
    asked = kept(query)
    asked["place"] = str(place)
    return f"?{asked.urlencode()}"


def _sheet_rows(rows: Iterable[Venue]) -> Iterator[dict[str, Any]]:
    names = ("name", "address", "area", "seats", "equipment", "opening", "contact", "phone")
    for venue in rows:
        region = venue.region
        yield {
            **{name: getattr(venue, name) for name in (*names, "opened_on", "closed_on")},
            "kind": venue.kind.name,
            "district": region.parent.name if region and region.parent else "",
            "town": region.name if region else "",
            "organization": venue.organization.name,
            "bookable": "是" if venue.takes_bookings else "否",
            "status": venue.get_status_display(),
        }
