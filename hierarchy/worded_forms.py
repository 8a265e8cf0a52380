"""The base of every form people fill in: an empty field says which it is and what to do."""

from __future__ import annotations

from django import forms

EMPTY_FILE = "所选的文件是空的，没有内容。请在本机打开确认并保存后，重新选择。"
_PLAIN = forms.Field.default_error_messages["required"]


class WordedFields(forms.BaseForm):
    """Words for fields left empty: 「请填写完成时限。」 instead of 「这个字段是必填项。」.

    A field that brings its own words for ``required`` keeps them.
    """

    def full_clean(self) -> None:
        """Word the required fields, whatever a subclass added or relabelled, then validate."""
        for name, field in self.fields.items():
            if field.required and field.error_messages["required"] == _PLAIN:
                field.error_messages["required"] = asking(field, label=str(self[name].label))
            if isinstance(field, forms.FileField):
                field.error_messages["empty"] = EMPTY_FILE
            if isinstance(field, forms.IntegerField):
                say_bounds(field)
        super().full_clean()


class WordedForm(WordedFields, forms.Form):
    """A form of its own."""


class WordedModelForm(WordedFields, forms.ModelForm):
    """A form about one row."""


def say_bounds(field: forms.IntegerField) -> None:
    """Words for a number that is too small or too large (a decimal field is one of these too)."""
    for code, bound, words in (
        ("min_value", field.min_value, "应不小于"),
        ("max_value", field.max_value, "应不大于"),
    ):
        if bound is not None:
            field.error_messages.setdefault(code, f"{words} {bound}，请改正。")


def asking(field: forms.Field, *, label: str) -> str:
    """What to do about a field left empty, by what kind of field it is."""
    if isinstance(field, forms.FileField):
        return f"请选择要上传的{label}。"
    if isinstance(field, forms.BooleanField):
        return f"请勾选“{label}”。"
    verb = "选择" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "填写"
    return f"请{verb}{label}。"
