"""The forms of care: mobile members and their contacts, dues, private warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms

from hierarchy.forms.fields import OrganizationField, day_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.branch_names import NO_BRANCH, branch_called
from people.models import Member, MobileStay
from people.months import first_of, in_words, months_later
from people.terms import Abroad, StaySide

MONTHS_BACK: Final = 12


class MemberChoice(forms.ModelChoiceField):
    """A member by name, with the branch, for a person may serve several."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.organization.label}）"


class StayForm(WordedForm):
    """登记流动党员 and 修改: where to, since when, who keeps in touch."""

    member: Any = MemberChoice(label="党员", queryset=None, empty_label="请选择")
    abroad = forms.ChoiceField(label="去向", choices=Abroad.choices, widget=forms.RadioSelect)
    host = forms.CharField(
        label="流入地党组织（本系统）",
        max_length=120,
        required=False,
        help_text="填写全称或组织代码，对方会收到消息并确认接收。",
    )
    host_name = forms.CharField(
        label="流入地党组织（系统外）",
        max_length=120,
        required=False,
        help_text="不在本系统的填写全称；出国（境）的可以都不填。",
    )
    starts_on = day_field("外出日期")
    home_contact = forms.CharField(
        label="流出地联系人", max_length=48, help_text="本支部负责经常联系的同志。"
    )

    def __init__(
        self,
        *args: Any,
        on: dt.date,
        members: Any = None,
        stay: MobileStay | None = None,
        **kwargs: Any,
    ) -> None:
        if stay is not None:
            kwargs["initial"] = {
                "abroad": stay.abroad,
                "host": stay.host.name if stay.host else "",
                "host_name": stay.host_name,
                "starts_on": stay.starts_on,
                "home_contact": stay.home_contact,
            }
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if stay is not None:
            del fields["member"]
        else:
            fields["member"].queryset = members
        self._stay, self._on = stay, on

    def clean_host(self) -> Organization | None:
        """The branch of that name or code; its name alone may not stand for several."""
        text = self.cleaned_data["host"].strip()
        if not text:
            return None
        stay = self._stay
        if stay is not None and stay.host is not None and text == stay.host.name:
            return stay.host
        member: Member | None = self.cleaned_data.get("member")
        tenant_id = stay.tenant_id if stay else member.tenant_id if member else None
        found = branch_called(text, tenant_id=tenant_id, on=self._on)
        if found is None:
            raise forms.ValidationError(NO_BRANCH, code="unknown_branch")
        return found

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "member"}


class ConfirmForm(WordedForm):
    """确认接收."""

    host_contact = forms.CharField(
        label="流入地联系人", max_length=48, help_text="本支部负责日常管理和联系的同志。"
    )


class DeclineForm(WordedForm):
    """退回登记: the member is not here."""

    reason = forms.CharField(
        label="核实情况", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(WordedForm):
    """登记联系; never kept as a draft on the device."""

    side = forms.ChoiceField(label="记录方", choices=StaySide.choices)
    contacted_on = day_field("联系日期", help_text="实际联系的日期，不晚于今天。")
    words = forms.CharField(
        label="情况",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="思想、工作和生活情况，需要帮助的事项；双方都能看到。",
    )
    took_part = forms.CharField(
        label="参加的组织生活", max_length=120, required=False, help_text="如“3月主题党日”。"
    )

    def __init__(self, *args: Any, sides: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if len(sides) < 2:
            del fields["side"]


class EndStayForm(WordedForm):
    """结束流动."""

    ends_on = day_field("返回日期", help_text="返回或组织关系转出的日期，不晚于今天。")


def months_until(on: dt.date) -> list[dt.date]:
    """This month and the ones before it, the latest first."""
    return [months_later(first_of(on), -back) for back in range(MONTHS_BACK)]


class DuesFilter(WordedForm):
    """Which branch and which month."""

    body = OrganizationField(label="党支部", queryset=None, empty_label=None, required=False)
    month = forms.TypedChoiceField(label="月份", coerce=dt.date.fromisoformat, required=False)

    def __init__(self, data: Any, *, branches: Sequence[Organization], on: dt.date) -> None:
        months = [(day.isoformat(), in_words(day)) for day in months_until(on)]
        given = {"month": data.get("month") or months[0][0]}
        if branches:
            given["body"] = data.get("body") or str(branches[0].pk)
        super().__init__(given)
        fields: Any = self.fields
        fields["month"].choices = months
        if len(branches) < 2:
            del fields["body"]
        else:
            rows = Organization.objects.filter(pk__in=[branch.pk for branch in branches])
            fields["body"].queryset = rows.select_related("parent", "industry", "tenant").by_name()
        self._branches, self._first = branches, first_of(on)

    @property
    def branch(self) -> Organization | None:
        """The branch that is looked at; ``None`` where the person writes for none."""
        asked = self.cleaned_data.get("body") if self.is_valid() else None
        ids = {branch.pk: branch for branch in self._branches}
        return ids.get(asked.pk) if asked else next(iter(self._branches), None)

    @property
    def chosen_month(self) -> dt.date:
        """The first day of the month; this month where the address makes no sense."""
        found = self.cleaned_data.get("month") if self.is_valid() else None
        return found or self._first


class PayForm(WordedForm):
    """登记交纳: when, and another sum for one member."""

    paid_on = day_field("交纳日期")
    amount = forms.DecimalField(
        label="实交数额（元）",
        max_digits=8,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "data-no-draft": ""}
        ),
        help_text="按应交数额交纳的不用填；填写时只勾选一名党员。",
    )


class ExcuseForm(WordedForm):
    """登记正当理由."""

    words = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明免交、少交、缓交的批准情况，不写健康等个人信息。",
    )


class UndoForm(WordedForm):
    """撤销登记."""

    reason = forms.CharField(
        label="撤销原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class SettleForm(WordedForm):
    """了结提醒; never kept as a draft on the device."""

    words = forms.CharField(
        label="核实与谈话情况",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="只有本支部能看到。",
    )
