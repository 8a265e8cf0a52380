"""Several files in one field: none where one is asked for is told, and so are too many."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from hierarchy.worded_forms import WordedForm
from workflow.forms.files import MOST_FILES, FilesField


class Asking(WordedForm):
    """A form that asks for files."""

    uploads = FilesField(label="证明材料")


class Taking(WordedForm):
    """A form that takes files."""

    uploads = FilesField(label="附件", required=False)


def some(count: int) -> MultiValueDict[str, SimpleUploadedFile]:
    return MultiValueDict(
        {"uploads": [SimpleUploadedFile(f"{one}.pdf", b"%PDF-1.7") for one in range(count)]}
    )


def test_a_form_that_asks_for_files_says_which_are_missing() -> None:
    form = Asking({}, some(0))

    assert not form.is_valid()
    assert form.errors["uploads"] == ["请选择要上传的证明材料。"]
    assert form.errors["uploads"].as_data()[0].code == "required"


def test_a_form_that_only_takes_files_goes_without() -> None:
    form = Taking({}, some(0))

    assert form.is_valid()
    assert form.cleaned_data["uploads"] == []


def test_all_files_chosen_come_through() -> None:
    form = Asking({}, some(2))

    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["uploads"]] == ["0.pdf", "1.pdf"]


def test_too_many_at_once_are_refused_with_their_number() -> None:
    form = Asking({}, some(MOST_FILES + 1))

    assert not form.is_valid()
    assert f"现有 {MOST_FILES + 1} 个" in form.errors["uploads"][0]
