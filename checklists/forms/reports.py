"""The report form (上报): short enough for a phone, whole enough for a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from checklists.models import Assignment
from checklists.rules import plain_amount
from checklists.terms import Direction, ReportKind
from hierarchy.worded_forms import WordedForm
from workflow.forms.files import CitedField, FilesField
from workflow.models import Attachment


class ReportForm(WordedForm):
    """Progress, or the request to settle: the button that was pressed says which."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (ReportKind.PROGRESS, ReportKind.COMPLETION)],
        widget=forms.HiddenInput,
        error_messages={"required": "请选择“只报进展”或“申请销号”。"},
    )
    text = forms.CharField(
        label="进展情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明进展情况，一两句话即可。"},
    )
    actual_value = forms.DecimalField(
        label="实际值",
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    progress = forms.IntegerField(
        label="进度（%）",
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 5}),
    )
    uploads = FilesField(label="佐证材料", required=False)
    cited = CitedField(
        label="引用以前上传的材料",
        queryset=Attachment.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "所选材料已不在本单位名下，请重新选择。",
            "invalid_pk_value": "所选材料不存在，请重新选择。",
        },
    )
    problems = forms.CharField(
        label="存在问题",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_steps = forms.CharField(
        label="下步打算",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        assignment: Assignment,
        summed: Decimal | None,
        earlier: Iterable[Attachment],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self._assignment = assignment
        self._summed = summed
        item = assignment.item
        self._offer([file.pk for file in earlier])
        self.fields["uploads"].help_text = (
            f"申请销号需要至少 {item.evidence_minimum} 份"
            f"{f'（{item.evidence_types}）' if item.evidence_types else ''}。"
            if item.evidence_minimum
            else "照片、PDF、Word、Excel、PPT，单个不超过 20 MB。照片中的位置信息会自动去掉。"
        )
        if summed is not None or not item.has_indicator:
            del self.fields["actual_value"]
        else:
            target = plain_amount(assignment.target_value or Decimal(0), item.indicator_unit)
            field = self.fields["actual_value"]
            field.label = f"实际值：{item.indicator_name or '完成值'}"
            field.help_text = f"目标 {target}"

    def _offer(self, ids: list[int]) -> None:
        own = Attachment.objects.filter(organization_id=self._assignment.receiver_id, pk__in=ids)
        newest_first = own.order_by("-uploaded_at", "-id")
        self.fields["cited"].queryset = newest_first  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fill the progress from the figures where the person left it out."""
        cleaned = super().clean() or {}
        if self._summed is not None:
            cleaned["actual_value"] = self._summed
        if cleaned.get("progress") is None and "progress" not in self.errors:
            cleaned["progress"] = self._share(cleaned.get("actual_value"))
        return cleaned

    def _share(self, actual: Decimal | None) -> int | None:
        target = self._assignment.target_value
        if actual is None or not target or self._assignment.item.direction == Direction.AT_MOST:
            return None
        return min(100, int(actual * 100 / target))

    def keep(self, stored: Iterable[Attachment], *, offered: Iterable[Attachment]) -> None:
        """After a refusal: what was already stored is cited, so that nobody uploads it twice."""
        kept = [file.pk for file in stored]
        data = cast(QueryDict, self.data).copy()
        cited = dict.fromkeys([*data.getlist("cited"), *(str(pk) for pk in kept)])
        data.setlist("cited", list(cited))
        self.data = data
        self._offer([*kept, *(file.pk for file in offered)])

    def figures(self) -> dict[str, Any]:
        """What both kinds of report are made of."""
        names = ("text", "actual_value", "problems", "next_steps")
        return {name: self.cleaned_data.get(name) for name in names}
