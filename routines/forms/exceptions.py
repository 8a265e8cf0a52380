"""Forms of exceptions: exempting, reopening, postponing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from hierarchy.forms.fields import day_field, reason_field
from hierarchy.worded_forms import WordedForm
from routines.models import Obligation

_WHY = "写明实际情况，将在名册中显示并记入留痕，不写姓名和健康等个人信息。"


class ExemptForm(WordedForm):
    """豁免: one rule or all, from one day to another."""

    scope = forms.ChoiceField(label="豁免范围", widget=forms.RadioSelect)
    starts_on = day_field("自")
    ends_on = day_field("至", required=False, help_text="不填即长期有效，情况变化后请及时终止。")
    reason = reason_field("原因", help_text=f"{_WHY}不超过 120 个字。")

    def __init__(self, *args: Any, row: Obligation, on: dt.date, **kwargs: Any) -> None:
        kwargs["initial"] = {"scope": row.rule.code, "starts_on": max(row.opens_on, on)}
        super().__init__(*args, **kwargs)
        self.fields["reason"].max_length = 120  # type: ignore[attr-defined]
        self.fields["scope"].choices = [  # type: ignore[attr-defined]
            (row.rule.code, f"仅“{row.rule.name}”"),
            ("all", "全部规则"),
        ]

    def clean(self) -> dict[str, Any]:
        """The days in order, and a reason short enough for the roll."""
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "止期不能早于起期，请改正。")
        if len(data.get("reason", "")) > 120:
            self.add_error("reason", "原因不能超过 120 个字，请精简后再提交。")
        return data

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        code = data.pop("scope")
        return {**data, "rule_code": "" if code == "all" else code}


class EndExemptionForm(WordedForm):
    """终止豁免."""

    ends_on = day_field(
        "豁免到哪一天为止",
        help_text="该日之后截止的事项重新计入；登记有误的，填豁免的起始日期。",
    )


class ReopenForm(WordedForm):
    """重新开放."""

    until = day_field("开放至", help_text="最多开放 31 天，过期自动封存。")
    reason = reason_field("原因", help_text=_WHY)


class PostponeForm(WordedForm):
    """登记延期批复."""

    until = day_field("延至", help_text="按批复填写，一般不超过届满后一年。")
    document_no = forms.CharField(label="批复文号", max_length=64)
    approved_by = forms.CharField(label="批复单位", max_length=100, help_text="填写隶属党委全称。")
    approved_on = day_field("批复日期")
