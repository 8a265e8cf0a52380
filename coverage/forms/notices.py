"""What is said when a change notice is asked back or answered."""

from __future__ import annotations

from typing import Any

from django import forms

from hierarchy.worded_forms import WordedForm

MOST_AT_ONCE = 100


class NoticeWordsForm(WordedForm):
    """The question of the station, or the answer of the officer."""

    words = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
