"""The form of a delivery: to which department, when, into whose hands."""

from __future__ import annotations

from django import forms

from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm


class DeliveryForm(WordedForm):
    """登记送达 (article 17)."""

    department = forms.CharField(
        label="送达部门", max_length=80, help_text="如市委组织部干部考核部门，填写全称。"
    )
    delivered_on = day_field("送达日期")
    receiver = forms.CharField(label="接收人", max_length=48)
    document_number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="随文送达的填写发文字号。"
    )
    purpose = forms.CharField(
        label="用途",
        max_length=120,
        required=False,
        help_text="如“纳入部门领导班子和领导干部年度考核”。",
    )
