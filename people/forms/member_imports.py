"""The form of the import of members: whose register, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from hierarchy.forms.fields import OrganizationField
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.member_sheet import MOST_ROWS, SIZE_MOST
from workflow.forms.enclosed import offer_bodies


class MemberImportForm(WordedForm):
    """导入党员: one .xlsx or .csv of modest size, which never leaves memory."""

    organization = OrganizationField(label="党支部", queryset=None, empty_label="请选择")
    workbook = forms.FileField(
        label="表格文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "data-no-draft": ""}),
        help_text=f"支持 .xlsx 和 .csv，一次最多 {MOST_ROWS} 人。先校验并脱敏预览，确认后才登记。",
    )

    def __init__(self, *args: Any, bodies: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        offer_bodies(self, bodies)

    @property
    def body(self) -> Organization:
        """Whose register it is: the one chosen, or the only one there is."""
        chosen: Organization = self.cleaned_data.get("organization") or self._bodies[0]
        return chosen

    def clean_workbook(self) -> Any:
        """A file of a size that is held in memory alone."""
        upload = self.cleaned_data["workbook"]
        if upload.size > SIZE_MOST:
            raise forms.ValidationError(
                "表格超过 1 MB，不能导入。请只保留党员名单一张表，或分成几份导入。",
                code="too_large",
            )
        return upload
