"""Forms of posts, appointments, stand-ins, handovers and accounts; they only validate."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from accounts.forms import check_phone
from accounts.models import User
from hierarchy import choices
from hierarchy.actors import Actor
from hierarchy.forms.fields import LoginField, OrganizationField, day_field, reason_field
from hierarchy.holders import why_work_stays
from hierarchy.models import Appointment, Organization
from hierarchy.rules import TIERS_OF_ROLE
from hierarchy.terms import Role
from hierarchy.worded_forms import WordedForm

VACANCY = "仍有未销号任务、又无人接任时才勾选。任务留在岗位上待新任职人办理，并记入留痕。"


class ActorForm(WordedForm):
    """A form that knows who fills it in."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for name in ("on", "starts_on"):
            if name in self.fields and self.fields[name].initial is None:
                self.fields[name].initial = actor.on


class PersonForm(ActorForm):
    """A form that names a person by login name; the clean value is the account."""

    user = LoginField()

    def clean_user(self) -> User:
        """The account behind the login name."""
        return LoginField.person(self.cleaned_data["user"], actor=self.actor)


class PositionForm(WordedForm):
    """设岗."""

    title = forms.CharField(label="职务", max_length=48, help_text="如“副主任”“经办人”。")
    role = forms.ChoiceField(label="角色", help_text="角色决定这个岗位能办理哪些事项。")

    def __init__(self, *args: Any, organization: Organization | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = (
            [role for role in Role.values if organization.tier in TIERS_OF_ROLE[role]]
            if organization
            else [Role.READER]
        )
        labels = [(role, Role(role).label) for role in roles]
        self.fields["role"].choices = labels  # type: ignore[attr-defined]


class ReasonForm(WordedForm):
    """An act that asks for its reason only."""

    reason = reason_field(help_text="将记入留痕，不超过 200 个字。")


class AppointForm(PersonForm):
    """任职."""

    starts_on = day_field("任职日期")
    ends_on = day_field("免职日期", required=False, help_text="任期未定的不填。")
    reason = reason_field(help_text="如任职文件的名称和文号，不超过 200 个字。")
    field_order = ("user", "starts_on", "ends_on", "reason")


class EndForm(ActorForm):
    """免职."""

    on = day_field("免职日期", help_text="填今天或以前的日期，权限立即收回。")
    reason = reason_field(help_text="如免职文件的名称和文号，不超过 200 个字。")
    vacancy = forms.BooleanField(label="暂无接任人，岗位留空缺", required=False, help_text=VACANCY)


class DelegateForm(PersonForm):
    """授权代办."""

    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期", help_text="当日仍有效，到期自动收回。")
    reason = reason_field(help_text="如“外出培训”“年休假”，不超过 200 个字。")
    field_order = ("user", "starts_on", "ends_on", "reason")


class HandoverForm(ActorForm):
    """交接: to a successor in the same post, or to another post of the same tier."""

    way = forms.ChoiceField(
        label="交接方式",
        widget=forms.RadioSelect,
        choices=[
            ("successor", "由接任人接替这个岗位"),
            ("receiving", "任务移交给同级的另一个岗位"),
        ],
        initial="successor",
    )
    successor = LoginField(
        label="接任人姓名或登录名",
        required=False,
        help_text="由接任人接替时填写，有人同名时填登录名。尚无账号的，请先开设账号。",
        widget=forms.TextInput(attrs={"data-with": "way=successor"}),
    )
    receiving = OrganizationField(
        label="接收岗位",
        queryset=None,
        required=False,
        empty_label="请选择",
        help_text="同一行业的同级岗位。移交给另一个岗位时选择。",
        widget=forms.Select(attrs={"data-with": "way=receiving"}),
    )
    on = day_field("交接日期", help_text="移交给另一个岗位的即时生效，不能晚于今天。")
    reason = reason_field("交接事由", help_text="将印在交接单上，不超过 200 个字。")

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if refusal := why_work_stays(appointment, on=self.actor.on):
            way: Any = self.fields["way"]
            way.choices, way.help_text = way.choices[:1], refusal
            del self.fields["receiving"]
            return
        rows = choices.successors_of(appointment.position.organization, actor=self.actor)  # type: ignore[arg-type]
        self.fields["receiving"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two ways, filled in; the other is dropped."""
        data = {"receiving": None} | (super().clean() or {})
        way = data.get("way")
        chosen = data.get(way) if way else None
        if way and not chosen and way not in self.errors:
            self.add_error(way, "请填写接任人。" if way == "successor" else "请选择接收岗位。")
        data["successor"] = None
        if way == "successor" and chosen:
            data["receiving"] = None
            try:
                data["successor"] = LoginField.person(str(chosen), actor=self.actor)
            except forms.ValidationError as unknown:
                self.add_error("successor", unknown)
        return data


class AccountForm(WordedForm):
    """开设账号."""

    username = forms.CharField(
        label="登录名", max_length=64, help_text="由字母、数字和下划线组成，开设后不能更改。"
    )
    name = forms.CharField(label="姓名", max_length=64)
    phone = forms.CharField(label="联系电话", max_length=32, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        return check_phone(self.cleaned_data["phone"])


def default_end(on: dt.date) -> dt.date:
    """A week, both days included: what a stand-in is usually given."""
    return on + dt.timedelta(days=6)
