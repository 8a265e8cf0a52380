"""The forms of findings and rectification: noting, writing, answering, deciding, searching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from inspections.models import Finding
from inspections.rectification_rules import CONTENT
from inspections.terms import Level, RectificationKind, Urgency
from workflow.forms.files import FiledForm, FilesField

FILES_HELP: Final = "照片、PDF、Word、Excel 均可，每个不超过 20 MB。没有可以不传。"
WRITTEN_KINDS: Final = (
    (RectificationKind.ORDER, "整改通知书：须报方案、整改后申请复查"),
    (RectificationKind.REMINDER, "批评指正：改进后书面说明"),
)
GOOD: Final = "整改到位，同意销号。"


def words_field(label: str, *, rows: int = 4, most: int = 2000, **options: Any) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


class FindingsField(forms.ModelMultipleChoiceField):
    """Findings, ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        head = f"{obj.get_level_display()} {obj.code}".strip()
        return f"{head} {obj.fact}"


class FindingForm(WordedForm):
    """登记问题: what was seen outside a round."""

    level = forms.ChoiceField(
        label="程度", choices=Level.choices, widget=forms.RadioSelect, initial=Level.YELLOW
    )
    fact = words_field(
        "事实",
        most=400,
        help_text="写清时间、事项和与要求的差距。只写组织，不写个人姓名、证件和电话号码。",
    )
    article = forms.CharField(
        label="依据条款", max_length=120, required=False, help_text="如“意见第十二条”。"
    )
    code = forms.CharField(
        label="指标代号", max_length=8, required=False, help_text="对应体检指标的填代号，如 B1。"
    )
    found_on = day_field("发现日期")


class _TickingForm(WordedForm):
    """A form whose ``findings`` are ticked from those given; not asked where there are none."""

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [finding.pk for finding in findings]
        rows = Finding.objects.filter(pk__in=ids).order_by("level", "code", "pk")
        self.fields["findings"].queryset = rows  # type: ignore[attr-defined]
        if not ids:
            del self.fields["findings"]


class LetterForm(_TickingForm):
    """起草、修改整改文书."""

    kind = forms.ChoiceField(label="整改方式", choices=WRITTEN_KINDS, widget=forms.RadioSelect)
    findings: Any = FindingsField(label="列入的问题", queryset=None, required=False)
    title = forms.CharField(label="标题", max_length=80)
    urgency = forms.ChoiceField(
        label="整改期限类别",
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        initial=Urgency.USUAL,
        help_text="整改通知书按此自下发之日起计算期限；批评指正另有统一的说明期限。",
    )
    demands = words_field("整改要求", rows=6)
    responsible = forms.CharField(
        label="责任人", max_length=48, required=False, help_text="写职务，不写姓名。"
    )
    contact = forms.CharField(
        label="联系人",
        max_length=48,
        required=False,
        help_text="下发单位的联系人和办公电话。",
    )
    feedback = forms.CharField(label="反馈方式", max_length=120, required=False)

    @property
    def chosen(self) -> list[Finding]:
        """The findings ticked."""
        return list(self.cleaned_data.get("findings") or [])

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the findings."""
        names = ("kind", *CONTENT)
        return {name: self.cleaned_data[name] for name in names}


class VerbalForm(_TickingForm):
    """登记口头指正: what was said on the spot."""

    findings: Any = FindingsField(label="涉及的问题", queryset=None, required=False)
    title = forms.CharField(label="指正事项", max_length=80)
    demands = words_field("指正内容", rows=4)
    closed = forms.ChoiceField(
        label="改正情况",
        choices=[("yes", "已当场改正"), ("no", "限期改正，由对方报送说明")],
        widget=forms.RadioSelect,
        initial="yes",
    )
    due_on = day_field(
        "改正期限", required=False, help_text="限期改正的填写；不填的按“立行立改”计算。"
    )

    def clean(self) -> dict[str, Any]:
        """A day only for what is not put right yet."""
        data = super().clean() or {}
        if data.get("closed") == "yes" and data.get("due_on"):
            self.add_error(
                "due_on",
                ValidationError("已当场改正的不填期限，请清空，或改选“限期改正”。", code="no_day"),
            )
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {
            "content": {name: data[name] for name in ("title", "demands")},
            "findings": list(data.get("findings") or []),
            "closed": data["closed"] == "yes",
            "due_on": data["due_on"],
        }


class AnswerForm(FiledForm):
    """报送方案、申请复查、报送说明: some words, and papers or photographs where there are any."""

    uploads = FilesField(label="照片和材料", required=False, help_text=FILES_HELP)

    def __init__(self, *args: Any, name: str, label: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = words_field(label, rows=5, help_text=help_text)
        self.order_fields([name, "uploads"])


class RemarkForm(FiledForm):
    """写批注."""

    words = words_field("批注", rows=3, most=1000, help_text="双方都会收到消息并看到这段批注。")
    uploads = FilesField(label="照片和材料", required=False, help_text=FILES_HELP)


class ClosingForm(WordedForm):
    """复查合格销号: the opinion stands already and may be changed."""

    words = words_field("复查意见", rows=3, most=1000, required=False, initial=GOOD)


class WhyForm(WordedForm):
    """Why it is handed back, not put right, or revoked."""

    reason = words_field("理由", rows=4, most=1000, help_text="对方会看到这段说明，并记入留痕。")
