"""What people fill in on the way of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms

from documents.filetypes import SPREADSHEETS
from documents.intake.fields import Field
from documents.intake.mapping import ColumnMapping, MappedColumn
from documents.intake.terms import ColumnState
from hierarchy.worded_forms import WordedForm
from workflow.forms.files import limits
from workflow.models import ImportRun

NOT_READ = "不读取"


class UploadForm(WordedForm):
    """One .xlsx or .csv file; what is in it is judged by ``documents``."""

    workbook = forms.FileField(
        label="表格文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", **limits(SPREADSHEETS)}),
        help_text="支持 .xlsx 和 .csv。上传后先校验并预览，您确认之前不会写入任何内容。",
    )


class MappingForm(WordedForm):
    """Which column of the file is which field: one select a column."""

    def __init__(
        self, *args: Any, mapping: ColumnMapping, fields: Sequence[Field], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        self.required = {one.key: one.label for one in fields if one.required}
        self.labels = {one.key: one.label for one in fields}
        choices = [("", NOT_READ)] + [
            (one.key, f"{one.label}（必填）" if one.required else one.label) for one in fields
        ]
        for column in self.columns:
            self.fields[self.name_of(column)] = forms.ChoiceField(
                label=f"{column.letter} 列 {column.label}".strip(),
                choices=choices,
                required=False,
                initial=column.key,
            )

    @property
    def columns(self) -> list[MappedColumn]:
        """The columns to decide about; our own notes in a marked workbook are none."""
        return [one for one in self.mapping.columns if one.state is not ColumnState.SYSTEM]

    def lines(self) -> list[tuple[MappedColumn, forms.BoundField]]:
        """Each column with its select."""
        return [(column, self[self.name_of(column)]) for column in self.columns]

    @staticmethod
    def name_of(column: MappedColumn) -> str:
        """The name of the column's select."""
        return f"column_{column.index}"

    def clean(self) -> dict[str, Any]:
        """Every field once at most, and the required ones all."""
        data = super().clean() or {}
        chosen = Counter(key for key in data.values() if key)
        for key, count in chosen.items():
            if count > 1:
                self.add_error(
                    None, f"“{self.labels[key]}”选了 {count} 列，请只保留一列，其余选“{NOT_READ}”。"
                )
        missing = "、".join(label for key, label in self.required.items() if key not in chosen)
        if missing:
            self.add_error(
                None, f"缺少必填的列：{missing}。请选定对应的列，或下载模板补齐后重新上传。"
            )
        return data

    def chosen(self) -> dict[int, str]:
        """Column index → field key, as the action takes it."""
        return {
            column.index: self.cleaned_data.get(self.name_of(column), "") for column in self.columns
        }


class SheetForm(WordedForm):
    """Which sheet to read, and whether hidden rows count."""

    sheet_title = forms.ChoiceField(label="工作表", required=False)
    include_hidden = forms.BooleanField(label="连同隐藏的行和工作表一并读取", required=False)

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["sheet_title"] = run.sheet_title
        self.initial["include_hidden"] = run.include_hidden
        sheets = run.survey.get("sheets", [])
        self.fields["sheet_title"].choices = [  # type: ignore[attr-defined]
            (title, f"{title}（隐藏）" if hidden else title) for title, hidden in sheets
        ]
        self.hidden_sheets = {title for title, hidden in sheets if hidden}
        if len(sheets) < 2:
            self.fields["sheet_title"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A hidden sheet is read only with what is hidden."""
        data = super().clean() or {}
        if data.get("sheet_title") in self.hidden_sheets and not data.get("include_hidden"):
            self.add_error(
                "include_hidden", "所选工作表是隐藏的。如确需读取，请勾选“连同隐藏的行和工作表”。"
            )
        return data


class UndoForm(WordedForm):
    """Why an import is taken back."""

    reason = forms.CharField(
        label="撤销理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明为什么撤销，将记入留痕，不超过 400 个字。",
    )
