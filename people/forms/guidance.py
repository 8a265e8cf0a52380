"""The forms of liaisons, officers' files and opinions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from hierarchy.forms.fields import OrganizationField, day_field, reason_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.officer_posts import LONGEST
from people.terms import OfficerOrigin

YES_NO = [("yes", "是"), ("no", "否")]


class LiaisonFacts(WordedForm):
    """Who the liaison is."""

    name = forms.CharField(label="联络员", max_length=48, required=False)
    office = forms.CharField(label="处室", max_length=60, required=False)
    title = forms.CharField(label="职务", max_length=48, required=False)
    heads_office = forms.BooleanField(
        label="是职能处室负责同志",
        required=False,
        initial=True,
        help_text="联络员应为职能处室负责同志（第六条）。暂由他人担任的不勾选，列表会提示。",
    )
    phone = forms.CharField(
        label="办公电话",
        max_length=32,
        required=False,
        help_text="在通讯录中一点即拨，请填写办公电话。",
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes, without the days."""
        left_out = ("starts_on", "organization", "was_misnamed")
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class LiaisonEditForm(LiaisonFacts):
    """更正: the department, and the same person's particulars."""

    department = forms.CharField(label="成员单位", max_length=100)
    is_lead = forms.BooleanField(label="是行业主管部门", required=False)
    was_misnamed = forms.BooleanField(
        label="原姓名登记有误",
        required=False,
        help_text="同一个人的姓名写错了才勾选；换人请用“更换联络员”。",
    )
    field_order: Sequence[str] = ("department", "is_lead", "name", "was_misnamed")

    def __init__(self, *args: Any, is_named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_named:
            del self.fields["was_misnamed"]


class LiaisonNewForm(LiaisonEditForm):
    """登记成员单位, with its liaison where one is named already."""

    organization = OrganizationField(label="专委会（党委）", queryset=None, empty_label="请选择")
    starts_on = day_field("开始日期", help_text="成为成员单位或者联络员到任的日期。")
    field_order = ("organization", "department", "is_lead", *LiaisonFacts.base_fields, "starts_on")

    def __init__(self, *args: Any, bodies: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        fields: Any = self.fields
        fields["name"].help_text = "尚未明确的可以先不填，列表会提示空缺。"
        if len(bodies) < 2:
            del self.fields["organization"]
            return
        ids = [body.pk for body in bodies]
        fields["organization"].queryset = Organization.objects.filter(pk__in=ids).by_name()

    @property
    def body(self) -> Organization:
        """Whose list it goes on: the one chosen, or the only one."""
        chosen: Organization = self.cleaned_data.get("organization") or self._bodies[0]
        return chosen


class LiaisonReplaceForm(LiaisonFacts):
    """更换联络员: another person, from a day on."""

    starts_on = day_field("接任日期", help_text="原联络员的任期到前一日为止。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class LiaisonEndForm(WordedForm):
    """The last day, and why."""

    ends_on = day_field("截止日期")
    reason = reason_field("原因", help_text="记入留痕，便于日后查阅，不超过 200 个字。")


class LiaisonStartForm(WordedForm):
    """更正开始日期, and why."""

    starts_on = day_field("开始日期")
    reason = reason_field("原因", help_text="记入留痕，便于日后查阅，不超过 200 个字。")


class LiaisonLeaveForm(WordedForm):
    """离任待补: the first day without, and why."""

    left_on = day_field("离任日期", help_text="从这一天起列为空缺。")
    reason = reason_field("原因", help_text="记入留痕，便于日后查阅，不超过 200 个字。")


class PlanForm(WordedForm):
    """联系计划: how often each unit is seen, and in words."""

    visit_days = forms.IntegerField(
        label="联系间隔（天）",
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text="每家单位至少多少天联系一次。不填的按本市规定的间隔。",
    )
    plan = forms.CharField(
        label="联系计划",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="如走访安排、重点单位、集中联系的日子，不超过 1000 个字。",
    )


class OfficerFileForm(PlanForm):
    """指导员档案."""

    origin = forms.ChoiceField(label="来源", choices=[("", "请选择"), *OfficerOrigin.choices])
    is_member = forms.BooleanField(
        label="本人是党员",
        required=False,
        help_text="党建指导员本人须为党员（第六条），不是党员的不能担任。",
    )
    sent_by = forms.CharField(label="选派单位", max_length=100, required=False)
    sent_on = day_field("选派日期")
    field_order = ("user", "origin", "is_member", "sent_by", "sent_on", "visit_days", "plan")


class OfficerFileNewForm(OfficerFileForm):
    """The same, for one of those who hold the post."""

    user: Any = forms.ModelChoiceField(label="指导员", queryset=None, empty_label="请选择")

    def __init__(self, *args: Any, holders: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holders = holders
        fields: Any = self.fields
        if len(holders) < 2:
            del self.fields["user"]
            return
        ids = [one.pk for one in holders]
        fields["user"].queryset = User.objects.filter(pk__in=ids).order_by("name_key", "pk")

    @property
    def person(self) -> User:
        """Whose file it is: the one chosen, or the only holder."""
        chosen: User = self.cleaned_data.get("user") or self._holders[0]
        return chosen

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "user"}


class OpinionForm(WordedForm):
    """评价指导员: two questions and words."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    is_helpful = forms.ChoiceField(
        label="指导对本单位有帮助", choices=YES_NO, widget=forms.RadioSelect
    )
    is_in_time = forms.ChoiceField(label="联系及时", choices=YES_NO, widget=forms.RadioSelect)
    words = forms.CharField(
        label="意见建议",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="满 3 家评价后，指导员能看到意见原文，看不到是哪家写的。请不要写单位和姓名。",
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["year"].choices = [(year, f"{year}年") for year in years]

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "is_helpful": given["is_helpful"] == "yes",
            "is_in_time": given["is_in_time"] == "yes",
            "words": given["words"],
        }
