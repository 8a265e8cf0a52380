"""The forms of study hours: what somebody studied elsewhere, certificates, and the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms

from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from people.terms import Learner, StudyKind
from workflow.forms.enclosed import FILES_HELP
from workflow.forms.files import FiledForm, FilesField
from workflow.forms.once import once_field

FIRST_YEAR = 2018


class OneFileForm(FiledForm):
    """A form with one file at most, a certificate that bears a name."""

    is_personal = True

    def clean_uploads(self) -> list[Any]:
        """One file; what was stored before counts."""
        files: list[Any] = self.cleaned_data["uploads"]
        if len(files) > 1:
            raise forms.ValidationError(
                "证明材料只能上传一个文件，多页的请合并后上传。", code="too_many_files"
            )
        return files


class StudyForm(OneFileForm):
    """登记学时: what one learner studied elsewhere."""

    title = forms.CharField(label="学习内容", max_length=80)
    kind = forms.ChoiceField(label="形式", choices=StudyKind.choices)
    studied_on = day_field("学习日期")
    hours = forms.DecimalField(
        label="学时", min_value=0.5, max_value=200, max_digits=5, decimal_places=1
    )
    uploads = FilesField(label="证明材料", required=False, help_text=f"结业证书等。{FILES_HELP}")
    once = once_field()

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["studied_on"].initial = on

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the file."""
        aside = ("uploads", "cited")
        return {name: value for name, value in self.cleaned_data.items() if name not in aside}


class CertificateForm(OneFileForm):
    """补充证明材料."""

    uploads = FilesField(label="证明材料", help_text=f"结业证书等。{FILES_HELP}")


class StudyFilter(WordedForm):
    """Whose hours, of which year."""

    kind = forms.ChoiceField(choices=Learner.choices, required=False, widget=forms.HiddenInput)
    year = forms.TypedChoiceField(label="年度", coerce=int, required=False, empty_value=None)
    q = forms.CharField(label="姓名", max_length=30, required=False)

    def __init__(self, data: Mapping[str, Any], *, this_year: int) -> None:
        super().__init__(data)
        field: Any = self.fields["year"]
        years = range(this_year, FIRST_YEAR - 1, -1)
        field.choices = [("", f"{this_year}年"), *((year, f"{year}年") for year in years[1:])]
        self._this_year = this_year

    @property
    def chosen_year(self) -> int:
        """The year asked for, this one by default."""
        given = self.cleaned_data.get("year") if self.is_valid() else None
        return int(given or self._this_year)

    @property
    def learner(self) -> Learner:
        """Whose hours are asked for, members' by default."""
        given = self.cleaned_data.get("kind") if self.is_valid() else None
        return Learner(given or Learner.MEMBER)

    @property
    def name(self) -> str:
        """The name asked for."""
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""
