"""The form that takes a workbook."""

from __future__ import annotations

from django import forms

from documents.filetypes import SPREADSHEETS
from hierarchy.worded_forms import WordedForm
from workflow.forms.files import limits


class ImportForm(WordedForm):
    """One .xlsx or .csv file; what is in it is judged by ``checklists.imports``."""

    workbook = forms.FileField(
        label="Excel 文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", **limits(SPREADSHEETS)}),
        help_text="请先导出 Excel 作为模板，填好后上传。支持 .xlsx、.csv，不超过 500 行。",
    )
