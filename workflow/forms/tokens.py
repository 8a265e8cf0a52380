"""What is asked for a key of another system."""

from __future__ import annotations

import datetime as dt

from django import forms

from hierarchy.worded_forms import WordedForm

_USUAL = dt.timedelta(days=365)


class TokenForm(WordedForm):
    """What the key is for, and until when it opens."""

    name = forms.CharField(
        label="用途",
        max_length=60,
        help_text="写明给哪个系统、谁负责保管，如“苏州智慧党建 组织生活推送”。",
    )
    expires_on = forms.DateField(
        label="有效期至",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="最长一年，到期后重新签发。",
    )

    def __init__(self, data: object = None, *, on: dt.date) -> None:
        super().__init__(data, initial={"expires_on": on + _USUAL})  # type: ignore[arg-type]


class RevokeForm(WordedForm):
    """Why a key is shut."""

    reason = forms.CharField(label="停用原因", max_length=200, min_length=2)
