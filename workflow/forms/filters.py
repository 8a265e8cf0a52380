"""Which notices and which entries of the trail to show, and a search kept under a name."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.urls import NoReverseMatch, reverse

from hierarchy.worded_forms import WordedForm
from workflow import audit_words
from workflow.models import Notice

_DAY = {"type": "date"}


class InboxFilter(WordedForm):
    """Which notices to show."""

    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部类别"), *Notice.Kind.choices]
    )
    state = forms.ChoiceField(
        label="阅读情况",
        required=False,
        choices=[("", "全部"), ("unread", "未读"), ("read", "已读")],
    )


class AuditFilter(WordedForm):
    """Which entries of the trail to show."""

    person = forms.CharField(label="操作人", required=False, max_length=64)
    verb = forms.ChoiceField(label="动作", required=False)
    target = forms.CharField(label="对象", required=False, max_length=100)
    since = forms.DateField(
        label="起", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY)
    )
    until = forms.DateField(
        label="止", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY)
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = sorted(audit_words.verbs().items(), key=lambda pair: pair[0])
        self.fields["verb"].choices = [("", "全部动作"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Both ends in order."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
            self.add_error("until", "止日不能早于起日，请重新选择。")
        return data


class FilterForm(WordedForm):
    """A search to be kept under a name; ``page`` is the name of a page of ours."""

    page = forms.CharField(max_length=64)
    name = forms.CharField(max_length=32, required=False)
    query = forms.CharField(max_length=2000, required=False)

    def clean_page(self) -> str:
        """Only a page that stands alone: the search is all that it is given."""
        page = str(self.cleaned_data["page"])
        try:
            reverse(page)
        except NoReverseMatch as error:
            raise forms.ValidationError(
                "这个页面不能保存筛选，请回到列表页后再试。", code="unknown_page"
            ) from error
        return page
