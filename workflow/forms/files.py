"""Fields for files: several uploads at once, and files that are cited instead.

What ``documents`` will refuse anyway is told to the page too, which says so as soon as a file
is chosen: nobody sends twenty megabytes through a phone to hear that they were too many.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone

from documents.filetypes import EVIDENCE, FileType
from documents.uploads import SIZE_LIMIT
from hierarchy.actors import Actor
from hierarchy.numbers import row_id
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from workflow.models import Attachment

MOST_FILES = 12
ACCEPTED = "image/*,.pdf,.docx,.xlsx,.pptx,.txt"


def limits(kinds: Collection[FileType]) -> dict[str, str]:
    """What static/js/fields.js looks at before a file is sent."""
    allowed = [kind for kind in FileType if kind in kinds]
    extensions = [kind.extension for kind in allowed]
    if FileType.JPG in kinds:
        extensions.append("jpeg")
    return {
        "data-limit": str(SIZE_LIMIT),
        "data-types": ",".join(extensions),
        "data-types-label": "、".join(kind.label for kind in allowed),
    }


class FilesInput(forms.FileInput):
    """A picker that takes several files, and the camera on a phone."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploads at once; what each file is, is judged when it is stored."""

    widget = FilesInput(
        attrs={"accept": ACCEPTED, "data-most": str(MOST_FILES), **limits(EVIDENCE)}
    )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files; none when nothing was chosen and nothing need be."""
        files = [file for file in data or [] if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                f"一次最多上传 {MOST_FILES} 个文件，现有 {len(files)} 个。请分次上传。",
                code="too_many_files",
            )
        return files


class CitedField(forms.ModelMultipleChoiceField):
    """Files that the body uploaded before: cited again, not uploaded again."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        uploaded = timezone.localdate(obj.uploaded_at)
        return f"{obj.name}（{uploaded.month}月{uploaded.day}日上传）"


class FiledForm(WordedForm):
    """A form with files: new ones, and those that were stored before.

    Where the files are about persons (``is_personal``), the trail keeps none of their names.
    """

    cited_help = "取消勾选即移除，文件仍保存在本单位名下。"
    is_personal = False

    def offer_cited(self, files: Sequence[Attachment]) -> None:
        """Let what is stored already be kept or taken off."""
        if files:
            known = Attachment.objects.filter(pk__in=[file.pk for file in files])
            self.fields["cited"] = CitedField(
                label="已有附件",
                queryset=known.order_by("-uploaded_at", "-id"),
                required=False,
                help_text=self.cited_help,
            )

    def keep(self, stored: Sequence[Attachment]) -> None:
        """After a refusal: what was stored is cited, so that nobody uploads it twice."""
        if not stored:
            return
        data = cast(QueryDict, self.data).copy()
        ids = [str(file.pk) for file in stored]
        data.setlist("cited", list(dict.fromkeys([*data.getlist("cited"), *ids])))
        self.data = data
        field: Any = self.fields.get("cited")
        known = list(field.queryset) if field else []
        self.offer_cited([*stored, *known])

    def recall(self, actor: Actor) -> None:
        """Sent again after a refusal: offer what was stored then, which ``keep`` had ticked.

        Only what lies with bodies the person writes for; asked before the form is judged.
        """
        if "uploads" not in self.fields:
            return
        ids = [pk for text in cast(QueryDict, self.data).getlist("cited") if (pk := row_id(text))]
        field: Any = self.fields.get("cited")
        known = list(field.queryset) if field else []
        own = Attachment.objects.visible_to(actor).filter(
            pk__in=ids, organization__in=actor.organization_ids(Capability.HANDLE)
        )
        if again := list(own.exclude(pk__in=[file.pk for file in known])):
            self.offer_cited([*again, *known])
            self.fields["uploads"].required = False

    @property
    def kept_files(self) -> list[Attachment]:
        """Stored files that stay."""
        return list(self.cleaned_data.get("cited") or [])
