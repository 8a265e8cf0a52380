"""The forms of moves in this room: a reason, or nothing but the button."""

from __future__ import annotations

from django import forms

from hierarchy.worded_forms import WordedForm


class ReasonForm(WordedForm):
    """Why it is done."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ConfirmForm(WordedForm):
    """Nothing to fill in."""
