"""The case of a finished project as others shall read it, and who takes one up."""

from __future__ import annotations

from typing import Any

from django import forms

from hierarchy.forms.fields import BodyField
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from projects.forms.moves import words_field
from projects.models import BrandPack, Project
from workflow.forms.files import CitedField
from workflow.models import Attachment


class PackForm(WordedForm):
    """Words, results, advice, and which of the project's papers go along."""

    title = forms.CharField(label="案例名称", max_length=80, min_length=4)
    summary = words_field("做法摘要", rows=8, most=2000)
    results = words_field("主要成效", rows=6, most=2000)
    advice = words_field(
        "借鉴要点",
        rows=5,
        most=2000,
        required=False,
        help_text="别的单位照着做，要具备什么条件、注意什么。",
    )
    attachments = CitedField(
        label="随案例公开的材料",
        queryset=Attachment.objects.none(),
        required=False,
        help_text="从项目材料中选择，本市各级都能打开。含个人信息的不要勾选。",
    )

    def __init__(
        self, data: Any = None, *, project: Project, pack: BrandPack | None = None
    ) -> None:
        super().__init__(data, initial=_initial(project, pack))
        files = Attachment.objects.filter(project_papers__project=project).distinct()
        self.fields["attachments"].queryset = files.order_by("pk")  # type: ignore[attr-defined]


class AdoptForm(WordedForm):
    """For which of one's committees a case is taken up."""

    organization = BodyField(label="借鉴单位", queryset=None, empty_label=None)

    def __init__(self, data: Any = None, *, bodies: list[Organization]) -> None:
        super().__init__(data)
        field: Any = self.fields["organization"]
        field.queryset = Organization.objects.filter(pk__in=[body.pk for body in bodies])
        field.choices = [(body.pk, body.label) for body in bodies]


def _initial(project: Project, pack: BrandPack | None) -> dict[str, Any]:
    if pack is None:
        return {
            "title": project.name,
            "summary": project.measures[:2000],
            "results": project.closing_report[:2000],
        }
    return {
        **{name: getattr(pack, name) for name in ("title", "summary", "results", "advice")},
        "attachments": [file.pk for file in pack.attachments.all()],
    }
