"""The forms of points: a claim, what another decides, the quarter to publish, the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from hierarchy.forms.fields import OrganizationField, day_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.models import Member, PointsRule
from people.points_rules import Quarter, ended_quarters
from workflow.forms.enclosed import offer_bodies
from workflow.forms.once import once_field


class MemberField(forms.ModelChoiceField):
    """A member, with the branch where there are several."""

    has_bodies = False

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.organization.label}）" if self.has_bodies else str(obj.name)


class RuleField(forms.ModelChoiceField):
    """One thing that is worth points, with its side and worth."""

    def label_from_instance(self, obj: Any) -> str:
        return (
            f"{obj.get_side_display()}：{obj.name}（每次 {obj.points} 分，全年最多 {obj.most} 分）"
        )


class ClaimForm(WordedForm):
    """申报积分: who, what, when."""

    member = MemberField(label="党员", queryset=None, empty_label="请选择")
    rule = RuleField(label="积分项目", queryset=None, empty_label="请选择")
    event = forms.CharField(
        label="事项",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写清做了什么、有何依据，如会议记录、活动签到、表彰文件。",
    )
    happened_on = day_field("发生日期")
    once = once_field()

    def __init__(
        self, *args: Any, bodies: Sequence[Organization], on: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        members: Any = Member.objects.filter(organization__in=bodies)
        rules: Any = PointsRule.objects.filter(tenant_id=bodies[0].tenant_id)
        fields: Any = self.fields
        fields["member"].queryset = (
            members.counting()
            .select_related("organization")
            .order_by("organization__name_key", "name_key", "pk")
        )
        fields["member"].has_bodies = len(bodies) > 1
        # Events of last year are still claimed by the rules of then.
        fields["rule"].queryset = (rules.effective(on) | rules.effective(_last_year(on))).order_by(
            "side", "pk"
        )


class SettleForm(WordedForm):
    """核定: a word may be added."""

    words = forms.CharField(label="说明", max_length=200, required=False)


class PublishForm(WordedForm):
    """按季公示: which branch, which quarter."""

    organization = OrganizationField(label="党支部", queryset=None, empty_label="请选择")
    quarter = forms.ChoiceField(label="季度")

    def __init__(
        self, *args: Any, bodies: Sequence[Organization], on: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        self._quarters = {quarter.key: quarter for quarter in ended_quarters(on)}
        offer_bodies(self, bodies)
        field: Any = self.fields["quarter"]
        field.choices = [(key, quarter.label) for key, quarter in self._quarters.items()]

    @property
    def branch(self) -> Organization:
        """Whose points: the branch chosen, or the only one there is."""
        chosen: Organization = self.cleaned_data.get("organization") or self._bodies[0]
        return chosen

    @property
    def chosen_quarter(self) -> Quarter:
        """The quarter asked for."""
        return self._quarters[self.cleaned_data["quarter"]]


def _last_year(on: dt.date) -> dt.date:
    return dt.date(on.year - 1, 12, 31)
