"""A field left empty says which it is and what to do, in every form of the site."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from hierarchy.worded_forms import WordedForm

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    *("accounts", "hierarchy", "workflow", "checklists"),
    *("coverage", "routines", "projects", "inspections", "people"),
)


class Sample(WordedForm):
    """One field of each kind."""

    due = forms.DateField(label="完成时限")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")])
    bodies = forms.MultipleChoiceField(label="接收单位", choices=[("a", "甲")])
    agreed = forms.BooleanField(label="我已知悉")
    paper = forms.FileField(label="批复文件")
    reason = forms.CharField(label="理由", error_messages={"required": "请写明理由，对方会看到。"})
    note = forms.CharField(label="说明", required=False)


def test_each_kind_of_field_says_what_to_do() -> None:
    errors = {name: list(found) for name, found in Sample({}).errors.items()}

    assert errors == {
        "due": ["请填写完成时限。"],
        "kind": ["请选择类别。"],
        "bodies": ["请选择接收单位。"],
        "agreed": ["请勾选“我已知悉”。"],
        "paper": ["请选择要上传的批复文件。"],
        "reason": ["请写明理由，对方会看到。"],
    }


def test_an_empty_file_says_what_to_do() -> None:
    form = Sample({}, {"paper": SimpleUploadedFile("空.xlsx", b"")})

    assert form.errors["paper"] == [
        "所选的文件是空的，没有内容。请在本机打开确认并保存后，重新选择。"
    ]


def test_a_relabelled_field_is_asked_for_by_its_new_name() -> None:
    form = Sample({}, {"paper": SimpleUploadedFile("a.txt", b"a")})
    form.fields["due"].label = "申请延至"

    assert form.errors["due"] == ["请填写申请延至。"]


class Numbers(WordedForm):
    """Numbers with bounds."""

    people = forms.IntegerField(label="人数", min_value=1)
    mark = forms.DecimalField(label="成绩", max_value=100, decimal_places=2)


def test_a_number_out_of_bounds_is_told_the_bound_in_plain_words() -> None:
    form = Numbers({"people": "0", "mark": "180"})

    assert form.errors["people"] == ["应不小于 1，请改正。"]
    assert form.errors["mark"] == ["应不大于 100，请改正。"]


@pytest.mark.parametrize("room", ROOMS)
def test_every_form_of_a_room_speaks_so(room: str) -> None:
    plain = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        if path.name != "worded_forms.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if ast.unparse(base) in {"forms.Form", "forms.ModelForm"}
    ]

    assert plain == (["accounts/forms.py: ContactForm"] if room == "accounts" else [])
