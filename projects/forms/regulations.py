"""The forms of regulations (制度文本)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from hierarchy.forms.fields import day_field, reason_field
from hierarchy.worded_forms import WordedForm
from projects.terms import RegulationKind
from workflow.forms.enclosed import EnclosedForm


class RegulationForm(EnclosedForm):
    """登记制度文本."""

    kind = forms.ChoiceField(label="制度类别", choices=RegulationKind.choices)
    title = forms.CharField(label="制度名称", max_length=80, help_text="按印发的文本填写全称。")
    version = forms.CharField(label="版本", max_length=24, help_text="如“2026年版”“试行”。")
    issued_on = day_field("印发日期", help_text="同类制度已有版本的，自这一天起由新版代替。")
    document_number = forms.CharField(label="文号", max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].label = "制度文本"
        self.fields["uploads"].help_text = "上传印发的全文，一般为一个文件。单个不超过 20 MB。"


class EndForm(WordedForm):
    """废止: from which day, and why."""

    ended_on = day_field("废止日期")
    reason = reason_field("废止原因", help_text="新版印发的不用废止，直接登记新版。")

    def __init__(self, data: Any = None, *, on: dt.date) -> None:
        super().__init__(data, initial={"ended_on": on})
