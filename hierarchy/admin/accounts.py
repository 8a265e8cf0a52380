"""Accounts (账号): opened and closed by those who appoint; listed by the posts people hold."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import User
from hierarchy.actions.accounts import close_account, open_account
from hierarchy.actors import Actor
from hierarchy.admin.acting import Act, ActForm, reason_field
from hierarchy.admin.scoped import ScopedAdmin
from hierarchy.models import Appointment
from hierarchy.terms import Capability


class OpenAccountForm(ActForm):
    """Open an account; the initial password is shown once."""

    class Meta:
        fields = ("username", "name", "phone", "email")

    password: str = ""

    def act(self) -> User:
        user, self.password = open_account(actor=self.actor, **self.cleaned_data)
        return user


class CloseAccountForm(ActForm):
    """Close an account for good."""

    reason = reason_field()

    def act(self) -> User:
        return close_account(
            user=self.instance, reason=self.cleaned_data["reason"], actor=self.actor
        )


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Those who hold, or held, a post where the reader appoints."""

    view_capability = Capability.MANAGE_APPOINTMENTS
    write_capability = Capability.MANAGE_APPOINTMENTS
    list_display = ("name", "username", "phone", "is_staff", "is_active", "closed_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("name", "name_key", "username")
    search_help_text = "姓名、拼音或登录名"
    ordering = ("name_key", "pk")
    facts = (
        *("name", "username", "phone", "email", "posts"),
        *("is_staff", "is_active", "date_joined", "closed_at"),
    )
    add_form = OpenAccountForm
    add_help = (
        "账号本身不带任何权限，权限随任职产生、随免职收回。开设后请到“任职”登记任职，"
        "任职后此人才出现在本页名单中。"
    )
    acts = (
        Act(
            name="close",
            label="注销账号",
            form=CloseAccountForm,
            allowed=lambda actor, row: row.is_active and actor.may(Capability.MANAGE_APPOINTMENTS),
            help="注销后不能再登录，所任岗位同时免职；尚有未销号任务的，须先办理交接。",
        ),
    )

    def rows_for(self, actor: Actor) -> QuerySet[User]:
        """Users have no scope of their own: theirs is where their appointments lie."""
        held = Appointment.objects.within(actor, capability=Capability.MANAGE_APPOINTMENTS)
        shown = held.select_related("position__organization", "position__region")
        in_sight = Prefetch(
            "appointments", shown.order_by("starts_on", "pk"), to_attr="posts_in_sight"
        )
        return User.objects.filter(pk__in=held.values("user_id")).prefetch_related(in_sight)

    @admin.display(description="任职")
    def posts(self, user: Any) -> str:
        """The posts held within the reader's sight, past ones with their last day."""
        return "；".join(
            f"{each.position.label}（{each.starts_on} 至 {each.ends_on or '今'}）"
            for each in user.posts_in_sight
        )

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Keep the password for the one page that shows it."""
        user = super().save_form(request, form, change)
        user.initial_password = form.password
        return user

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the initial password, once: it is stored nowhere, and no page here is cached."""
        context = {
            **self.admin_site.each_context(request),
            "title": "账号已开设",
            "opts": self.opts,
            "account": obj,
            "appoint": f"{reverse('admin:hierarchy_appointment_add')}?username={obj.username}",
        }
        return TemplateResponse(request, "admin/account_opened.html", context)
