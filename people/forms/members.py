"""The forms of the register: the member's facts, one step out or back, opening one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from hierarchy.forms.fields import OrganizationField, day_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.member_facts import SEALED, label_of
from people.models import Member
from people.presence_moves import PresenceMove
from people.terms import Standing
from workflow.forms.enclosed import offer_bodies
from workflow.forms.once import once_field

# Neither the browser's memory nor the drafts kept on the device may hold these.
_SECRET: Final = {"autocomplete": "off", "data-no-draft": ""}
_NUMBER: Final = {**_SECRET, "inputmode": "numeric"}
LABELS: Final = {name: label_of(name) for name in SEALED}


def _secret(name: str, length: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=LABELS[name],
        max_length=length,
        required=False,
        widget=forms.TextInput(attrs={**_SECRET, **attrs}),
    )


class MemberForm(WordedForm):
    """登记、更正 a member; a sealed fact left empty stays as it is.

    Whoever serves several branches says whose register it is.
    """

    organization = OrganizationField(label="党支部", queryset=None, empty_label="请选择")
    name = forms.CharField(label="姓名", max_length=48)
    standing = forms.ChoiceField(label="党员身份", choices=Standing.choices)
    identity = _secret("identity", 24)
    phone = _secret("phone", 24, inputmode="tel")
    address = _secret("address", 200)
    income = _secret("income", 16, inputmode="decimal")
    admitted_on = day_field("入党日期", required=False, help_text="支部大会通过之日。")
    regular_on = day_field("转正日期", required=False, help_text="党龄从这一天算起。")
    joined_on = day_field("转入日期", help_text="组织关系转入本支部之日。")
    duty = forms.CharField(label="党内职务", max_length=24, required=False)
    is_leader = forms.BooleanField(label="书记或班子成员", required=False)
    is_spared = forms.BooleanField(
        label="年老体弱不作硬性要求",
        required=False,
        help_text="不再提醒组织生活和学时。",
    )
    absent_on = day_field(
        "无正当理由未参加组织生活起始日期",
        required=False,
        help_text="只用于向本支部负责人提醒；已恢复正常的请清空。",
    )
    forget = forms.MultipleChoiceField(
        label="清空已登记的内容", required=False, widget=forms.CheckboxSelectMultiple
    )

    once = once_field()

    def __init__(
        self,
        *args: Any,
        member: Member | None = None,
        bodies: Sequence[Organization] = (),
        **kwargs: Any,
    ) -> None:
        if member is not None:
            kwargs["initial"] = _known(member)
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        offer_bodies(self, bodies)
        kept = [name for name in SEALED if member is not None and getattr(member, name)]
        fields: Any = self.fields
        for name in kept:
            fields[name].help_text = f"已登记：{getattr(member, name)}。留空表示不变。"
        fields["forget"].choices = [(name, LABELS[name]) for name in kept]
        if not kept:
            del fields["forget"]
        del fields["absent_on" if member is None else "once"]

    @property
    def body(self) -> Organization:
        """Whose register it is: the one chosen, or the only one there is."""
        chosen: Organization = self.cleaned_data.get("organization") or self._bodies[0]
        return chosen

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        aside = ("forget", "organization")
        return {name: value for name, value in self.cleaned_data.items() if name not in aside}


def _known(member: Member) -> dict[str, Any]:
    """What may stand in the form: never a sealed fact."""
    hidden = (*SEALED, "forget", "organization", "once")
    shown = (name for name in MemberForm.base_fields if name not in hidden)
    return {name: getattr(member, name) for name in shown}


class StepForm(WordedForm):
    """One step out of the count or back: the day, and by what."""

    day = day_field("日期", help_text="文书上的日期。")
    words = forms.CharField(
        label="依据和文号", max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, move: PresenceMove | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if move is not None:
            self.fields["words"].label = move.words


class MoveForm(StepForm):
    """转接: where to, besides."""

    to = forms.CharField(
        label="转往党组织", max_length=120, help_text="填写全称；市内转接也可以填写组织代码。"
    )
    field_order = ("to", "day", "words")


class RevealForm(WordedForm):
    """查看: one fact, for a reason."""

    field = forms.ChoiceField(label="查看项目", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="用途",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="写明办理什么事项，将连同您的姓名和岗位记入留痕。",
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, LABELS[name]) for name in SEALED if getattr(member, name)]
        self.fields["field"].choices = known  # type: ignore[attr-defined]


class FindForm(WordedForm):
    """查找 by an exact number; it is sent in the body of a request, never in an address."""

    number = forms.CharField(
        label="手机号码或身份证号",
        max_length=24,
        widget=forms.TextInput(attrs=_NUMBER),
        help_text="填写完整号码。",
    )


class ExportForm(WordedForm):
    """申请导出: which branch's register, what for, and whether with plain numbers."""

    organization = OrganizationField(label="党支部", queryset=None, empty_label=None)
    reason = forms.CharField(
        label="用途",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="将印在导出文件的每一页上。",
    )
    is_plain = forms.BooleanField(
        label="包含完整号码",
        required=False,
        help_text="不勾选时号码脱敏。确需完整号码的，请在用途中说明理由。",
    )

    def __init__(self, *args: Any, branches: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organization.objects.filter(pk__in=[branch.pk for branch in branches])
        self.fields["organization"].queryset = rows.select_related("parent", "industry", "tenant")  # type: ignore[attr-defined]


class ApproveForm(WordedForm):
    """批准: whether plain numbers are allowed, where they were asked for."""

    is_plain = forms.BooleanField(
        label="同意包含完整号码", required=False, help_text="不勾选时只能下载脱敏名册。"
    )

    def __init__(self, *args: Any, offers_plain: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not offers_plain:
            del self.fields["is_plain"]


class RefuseForm(WordedForm):
    """不予批准: why."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
