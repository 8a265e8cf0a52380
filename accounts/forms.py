"""The forms of the accounts room; they only validate."""

from __future__ import annotations

import re

from django import forms

_PHONE = re.compile(r"[0-9+()\- ]{5,32}")


def check_phone(phone: str) -> str:
    """A number that can be dialled, or nothing."""
    tidy = phone.strip()
    if tidy and not _PHONE.fullmatch(tidy):
        raise forms.ValidationError(
            "联系电话只能包含数字、空格、括号和连字符，且不少于 5 位，请重新填写。",
            code="bad_phone",
        )
    return tidy


class ContactForm(forms.Form):
    """How one can be reached."""

    phone = forms.CharField(
        label="联系电话", max_length=32, required=False, help_text="上级和代办人据此联系您。"
    )
    email = forms.EmailField(label="电子邮箱", required=False)

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        return check_phone(self.cleaned_data["phone"])
