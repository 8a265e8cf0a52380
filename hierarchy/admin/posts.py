"""Posts, appointments, stand-ins and handovers (岗位、任职、代办、交接)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from hierarchy.actions.appointments import end_appointment
from hierarchy.actors import Actor
from hierarchy.admin.acting import Act, BulkAct, day_field, reason_field
from hierarchy.admin.post_forms import (
    AbolishPositionForm,
    AppointForm,
    CreatePositionForm,
    DelegateForm,
    EndAppointmentForm,
    HandOverForm,
    RevokeForm,
)
from hierarchy.admin.scoped import ScopedAdmin
from hierarchy.models import Appointment, Delegation, Handover, Organization, Position
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm


def _appoints(actor: Actor, position: Position) -> bool:
    """Whether the actor fills this post; those of the territory are filled at the root."""
    place = position.organization
    if place is None:
        root = Organization.objects.filter(tenant_id=position.tenant_id, tier=Tier.CITY).first()
        return root is not None and can(actor, Capability.MANAGE_APPOINTMENTS, at=root)
    return can(actor, Capability.MANAGE_APPOINTMENTS, at=place)


def _may_abolish(actor: Actor, row: Position) -> bool:
    return not row.is_abolished and _appoints(actor, row)


def _is_running(actor: Actor, row: Appointment) -> bool:
    return (row.ends_on is None or row.ends_on >= actor.on) and _appoints(actor, row.position)


def _may_hand_over(actor: Actor, row: Appointment) -> bool:
    return row.position.organization_id is not None and _is_running(actor, row)


def _may_revoke(actor: Actor, row: Delegation) -> bool:
    lasting = row.revoked_at is None and row.ends_on >= actor.on
    return lasting and _appoints(actor, row.appointment.position)


class StateFilter(admin.SimpleListFilter):
    """In force today, over, or yet to come."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("live", "在任"), ("past", "已结束"), ("coming", "未开始")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        on: dt.date = request.actor.on  # type: ignore[attr-defined]
        match self.value():
            case "live":
                return queryset.live(on)  # type: ignore[attr-defined]
            case "past":
                return queryset.filter(ends_on__lt=on)
            case "coming":
                return queryset.filter(starts_on__gt=on)
        return queryset


@admin.register(Position)
class PositionAdmin(ScopedAdmin):
    """Posts: work belongs to them, not to persons."""

    write_capability = Capability.MANAGE_APPOINTMENTS
    list_display = ("label", "title", "role", "is_abolished")
    list_filter = ("role", "is_abolished")
    list_select_related = ("organization", "region")
    search_fields = ("title", "organization__name", "organization__name_key", "region__name")
    search_help_text = "职务、组织或区域"
    ordering = ("organization__name_key", "pk")
    facts = ("organization", "region", "title", "role", "is_abolished")
    add_form = CreatePositionForm
    acts = (
        Act("abolish", "撤销岗位", AbolishPositionForm, _may_abolish, "仍有人任职的不能撤销。"),
    )

    @admin.display(description="岗位")
    def label(self, row: Position) -> str:
        return row.label

    def get_queryset(self, request: HttpRequest) -> QuerySet[Position]:
        return super().get_queryset(request).select_related("organization", "region")


def _end_each(row: Appointment, actor: Actor, answers: dict[str, Any]) -> str:
    ended = end_appointment(
        appointment=row, ends_on=answers["ends_on"], reason=answers["reason"], actor=actor
    )
    return f"任职至 {ended.ends_on}。"


class EndEachForm(WordedForm):
    """One last day and one reason for all chosen appointments."""

    ends_on = day_field("免职日期", help_text="当日及以前的，权限立即收回。")
    reason = reason_field()


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    """Who holds which post, from when to when: the only source of rights."""

    write_capability = Capability.MANAGE_APPOINTMENTS
    sheet_kinds = ("appointments",)
    list_display = ("user", "post", "starts_on", "ends_on")
    list_filter = (StateFilter, "position__role")
    list_select_related = ("user", "position__organization", "position__region")
    search_fields = (
        *("user__name", "user__name_key", "position__title"),
        *("position__organization__name", "position__organization__name_key"),
    )
    search_help_text = "姓名、组织或职务"
    ordering = ("user__name_key", "pk")
    facts = ("user", "position", "starts_on", "ends_on", "reason")
    add_form = AppointForm
    add_help = "权限随任职产生。不能为本人任职；系统管理员、审计管理员不得兼任业务岗位。"
    acts = (
        Act(
            "end",
            "免职",
            EndAppointmentForm,
            _is_running,
            "有未销号任务的请用“交接”；无人接任的，勾选“留空缺”。",
        ),
        Act("delegate", "授权代办", DelegateForm, _is_running, "代办期间留痕同时显示两人姓名。"),
        Act(
            "hand-over",
            "交接",
            HandOverForm,
            _may_hand_over,
            "一次办结：接任或移交任务、免职，并留存交接清单。",
        ),
    )
    bulk_acts = (
        BulkAct(
            name="end_each",
            label="结束任职",
            run=_end_each,
            allowed=lambda actor: actor.may(Capability.MANAGE_APPOINTMENTS),
            form=EndEachForm,
            help="逐条办理，不能办理的说明原因，不影响其他各条。有未销号任务无人接办的，请逐人用“交接”。",
        ),
    )

    @admin.display(description="岗位", ordering="position__organization__name_key")
    def post(self, row: Appointment) -> str:
        return row.position.label

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        related = ("user", "position__organization", "position__region")
        return super().get_queryset(request).select_related(*related)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Only the login name may come with the address, from the page of a new account."""
        return {"username": request.GET.get("username", "")[:64]}


@admin.register(Delegation)
class DelegationAdmin(ScopedAdmin):
    """Stand-ins; given from the page of the appointment."""

    list_display = ("delegate", "holder", "post", "starts_on", "ends_on", "revoked_at")
    list_select_related = (
        *("delegate", "appointment__user"),
        *("appointment__position__organization", "appointment__position__region"),
    )
    search_fields = ("delegate__name", "appointment__user__name")
    search_help_text = "代办人或被代办人姓名"
    ordering = ("-starts_on", "-pk")
    facts = ("delegate", "holder", "post", "starts_on", "ends_on", "reason", "revoked_at")
    acts = (Act("revoke", "收回代办", RevokeForm, _may_revoke, "收回后立即失效。"),)

    @admin.display(description="被代办人")
    def holder(self, row: Delegation) -> str:
        return row.appointment.user.name

    @admin.display(description="岗位")
    def post(self, row: Delegation) -> str:
        return row.appointment.position.label

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delegation]:
        return super().get_queryset(request).select_related(*self.list_select_related)


@admin.register(Handover)
class HandoverAdmin(ScopedAdmin):
    """Handovers as they were printed, read only."""

    list_display = ("handed_over_on", "organization", "holder", "successor", "reason")
    list_select_related = ("organization", "successor", "appointment__user")
    search_fields = ("organization__name", "appointment__user__name", "successor__name")
    search_help_text = "组织或姓名"
    ordering = ("-handed_over_on", "-pk")
    facts = (
        *("handed_over_on", "organization", "holder", "successor", "receiving_organization"),
        *("reason", "bodies", "work", "recorded_at"),
    )

    @admin.display(description="移交人")
    def holder(self, row: Handover) -> str:
        return row.appointment.user.name

    @admin.display(description="移交的下级组织")
    def bodies(self, row: Handover) -> str:
        return "、".join(body["name"] for body in row.sheet.get("children", ())) or "无"

    @admin.display(description="移交的未销号任务")
    def work(self, row: Handover) -> str:
        lines = ((line.get("title", ""),) for line in row.sheet.get("work", ()))
        return format_html_join("", "<div>{}</div>", lines) or "无"
