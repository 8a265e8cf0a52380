"""Fields for files: several uploads at once, and files that are cited instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

MOST_FILES = 12
ACCEPTED = "image/*,.pdf,.docx,.xlsx,.pptx,.txt"


class FilesInput(forms.FileInput):
    """A picker that takes several files, and the camera on a phone."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploads at once; what each file is, is judged when it is stored."""

    widget = FilesInput(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files, none when nothing was chosen."""
        files = [file for file in data or [] if file]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                f"一次最多上传 {MOST_FILES} 个文件，现有 {len(files)} 个。请分次上报。",
                code="too_many_files",
            )
        return files


class CitedField(forms.ModelMultipleChoiceField):
    """Files that the body uploaded before: cited again, not uploaded again."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        uploaded = timezone.localdate(obj.uploaded_at)
        return f"{obj.name}（{uploaded.month}月{uploaded.day}日上传）"
