"""What forms with the people expected and present have in common."""

from __future__ import annotations

from django import forms


def refuse_more_than_expected(form: forms.BaseForm) -> None:
    """Say at its field that more people came than were expected."""
    expected = form.cleaned_data.get("expected_count")
    present = form.cleaned_data.get("present_count")
    if expected is not None and present is not None and present > expected:
        form.add_error("present_count", "实到人数不能多于应到人数，请核对。")
