"""What acts on posts and their holders ask, and the actions they call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from unfold.widgets import UnfoldBooleanWidget

from accounts.models import User
from hierarchy.actions.appointments import (
    abolish_position,
    appoint,
    create_position,
    end_appointment,
)
from hierarchy.actions.delegations import delegate, revoke
from hierarchy.actions.handover import hand_over
from hierarchy.actors import Actor
from hierarchy.admin.acting import (
    ActForm,
    ScopedChoiceField,
    choice_field,
    day_field,
    reason_field,
    text_field,
)
from hierarchy.forms.appointments import VACANCY
from hierarchy.holders import why_work_stays
from hierarchy.models import (
    Appointment,
    Delegation,
    Handover,
    Organization,
    Position,
    Region,
)
from hierarchy.people import person_by_login
from hierarchy.terms import Capability, Role

_TO_ORGANIZATION = Organization._meta.get_field("parent")
_TO_POSITION = Appointment._meta.get_field("position")
_LOGIN_HELP = "填写登录名全称，不是姓名。没有账号的，请先到“账号”开设。"


def _appointing_bodies(actor: Actor) -> QuerySet[Organization]:
    return Organization.objects.within(actor, capability=Capability.MANAGE_APPOINTMENTS).open(
        actor.on
    )


def _appointing_regions(actor: Actor) -> QuerySet[Region]:
    """Every region of the city; the action lets those fill them who appoint at its root."""
    return Region.objects.visible_to(actor).order_by("code", "pk")


def _open_positions(actor: Actor) -> QuerySet[Position]:
    rows = Position.objects.within(actor, capability=Capability.MANAGE_APPOINTMENTS)
    return rows.filter(is_abolished=False).select_related("organization", "region")


class CreatePositionForm(ActForm):
    """A post at a body, or for a reader in a region."""

    organization = ScopedChoiceField(
        label="组织", rows=_appointing_bodies, source=_TO_ORGANIZATION, required=False
    )
    region = ScopedChoiceField(
        label="区域",
        rows=_appointing_regions,
        required=False,
        help_text="属地联络员岗位设在区域，其他岗位设在组织，二者选一。",
    )
    title = text_field("职务", max_length=48)
    role = choice_field("角色", Role.choices)

    def act(self) -> Position:
        return create_position(actor=self.actor, **self.cleaned_data)


class AbolishPositionForm(ActForm):
    """Abolish a post that nobody holds."""

    reason = reason_field()

    def act(self) -> Position:
        return abolish_position(
            position=self.instance, reason=self.cleaned_data["reason"], actor=self.actor
        )


class AppointForm(ActForm):
    """Who takes which post, from when."""

    position = ScopedChoiceField(label="岗位", rows=_open_positions, source=_TO_POSITION)
    username = text_field("任职人登录名", max_length=64, help_text=_LOGIN_HELP)
    starts_on = day_field("任职日期")
    ends_on = day_field("免职日期", required=False, help_text="任期未定的留空。")
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = self.actor.on

    def clean_username(self) -> User:
        return person_by_login(self.cleaned_data["username"], actor=self.actor)

    def act(self) -> Appointment:
        asked = dict(self.cleaned_data)
        return appoint(user=asked.pop("username"), actor=self.actor, **asked)


class EndAppointmentForm(ActForm):
    """The last day in the post."""

    ends_on = day_field("免职日期", help_text="当日及以前的，权限立即收回。")
    reason = reason_field()
    vacancy = forms.BooleanField(
        label="暂无接任人，岗位留空缺",
        required=False,
        widget=UnfoldBooleanWidget(),
        help_text=VACANCY,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = self.actor.on

    def act(self) -> Appointment:
        return end_appointment(
            appointment=self.instance,
            actor=self.actor,
            **self.cleaned_data,
        )


class DelegateForm(ActForm):
    """Who stands in, from one day to another."""

    username = text_field("代办人登录名", max_length=64, help_text=_LOGIN_HELP)
    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期")
    reason = reason_field()

    def clean_username(self) -> User:
        return person_by_login(self.cleaned_data["username"], actor=self.actor)

    def act(self) -> Delegation:
        asked = dict(self.cleaned_data)
        return delegate(
            appointment=self.instance, user=asked.pop("username"), actor=self.actor, **asked
        )


class RevokeForm(ActForm):
    """Take a stand-in back."""

    reason = reason_field()

    def act(self) -> Delegation:
        return revoke(
            delegation=self.instance, reason=self.cleaned_data["reason"], actor=self.actor
        )


class HandOverForm(ActForm):
    """Who takes the post over, or which post takes the work over."""

    username = text_field("接任人登录名", max_length=64, required=False, help_text=_LOGIN_HELP)
    receiving = ScopedChoiceField(
        label="接收岗位",
        rows=_appointing_bodies,
        source=_TO_ORGANIZATION,
        required=False,
        help_text="由同级另一岗位接收下级组织和未销号任务。与接任人二者选一。",
    )
    on = day_field("交接日期")
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.actor.on
        if refusal := why_work_stays(self.instance, on=self.actor.on):
            del self.fields["receiving"]
            self.fields["username"].help_text = f"{refusal}{_LOGIN_HELP}"

    def clean_username(self) -> User | None:
        login = self.cleaned_data["username"]
        return person_by_login(login, actor=self.actor) if login.strip() else None

    def act(self) -> Handover:
        asked = dict(self.cleaned_data)
        return hand_over(
            appointment=self.instance,
            successor=asked.pop("username"),
            actor=self.actor,
            **asked,
        )
