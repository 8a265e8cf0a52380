"""The short forms of an assignment: a decision with its words, more time, a remark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from checklists.models import Assignment, Report
from checklists.rules import plain_day
from hierarchy.actors import Actor
from hierarchy.numbers import row_id
from hierarchy.worded_forms import WordedForm

if TYPE_CHECKING:
    from checklists.verbs import Verb

SHORTEST_REASON = 2
MOST_AT_ONCE = 200


def _words(label: str, *, required: bool, rows: int = 3, longest: int = 1000) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        min_length=SHORTEST_REASON if required else None,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": f"请填写{label}。",
            "min_length": f"{label}太短，请把情况说清楚。",
        },
    )


class VerbForm(WordedForm):
    """The words of one verb, and which report the person was looking at."""

    words = forms.CharField(required=False)
    seen = forms.ModelChoiceField(
        queryset=Report.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "页面上的上报不属于这一任务，请刷新页面后再决定。"},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        verb: Verb,
        assignment: Assignment,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["seen"].queryset = assignment.reports.all()  # type: ignore[attr-defined]
        if verb.words:
            self.fields["words"] = _words(verb.words, required=verb.words_needed)
        else:
            del self.fields["words"]

    @property
    def said(self) -> str:
        """The words, empty where the verb asks for none."""
        return str(self.cleaned_data.get("words", ""))


class ExtensionForm(WordedForm):
    """Asking for more time: until when, and why."""

    until = forms.DateField(
        label="申请延至",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "请选择申请延至的日期。",
            "invalid": "日期不存在，请按“年-月-日”重新填写。",
        },
    )
    reason = _words("延期理由", required=True)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, assignment: Assignment, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        first = assignment.due_date + dt.timedelta(days=1)
        self.fields["until"].widget.attrs["min"] = first.isoformat()
        if assignment.parent is not None:
            own = assignment.parent.due_date
            self.fields["until"].help_text = (
                f"现在的时限是{plain_day(assignment.due_date)}；下发单位自己的时限是"
                f"{plain_day(own)}，一般不能晚于这一天。"
            )


class CommentForm(WordedForm):
    """A remark (批注)."""

    text = _words("批注", required=True, rows=2, longest=500)


class RemindForm(WordedForm):
    """What to say when reminding; nothing is fine too."""

    words = _words("催办附言", required=False, rows=2, longest=200)


class BulkForm(WordedForm):
    """One verb, many rows. The list sends the rows; the words may come on a second page."""

    action = forms.ChoiceField(
        error_messages={
            "required": "请选择要办理的动作。",
            "invalid_choice": "没有这个动作，请返回任务列表重新选择。",
        },
        widget=forms.HiddenInput,
    )
    words = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, verbs: Mapping[str, Any]) -> None:
        super().__init__(data)
        choices = [(key, verb.label) for key, verb in verbs.items()]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]
        self.verb = verbs.get(data.get("action", ""))
        self.ids = [pk for sent in data.getlist("ids") if (pk := row_id(sent))]
        if self.verb is not None and self.verb.words:
            self.fields["words"] = _words(self.verb.words, required=self.verb.words_needed)

    @property
    def asks_words(self) -> bool:
        """All is well but the words, which a page of their own asks for."""
        needed = self.verb is not None and self.verb.words_needed
        return needed and set(self.errors) <= {"words"}

    @property
    def was_asked(self) -> bool:
        """The page that asks for the words was already shown."""
        return "words" in self.data

    def clean(self) -> dict[str, Any]:
        """Refuse nothing chosen, or too much."""
        if not self.ids:
            raise forms.ValidationError(
                "没有选择任务。请返回列表，勾选要办理的任务。", code="nothing_chosen"
            )
        if len(self.ids) > MOST_AT_ONCE:
            raise forms.ValidationError(
                f"一次最多办理 {MOST_AT_ONCE} 项，现选了 {len(self.ids)} 项。请分批办理。",
                code="too_many",
            )
        return super().clean() or {}

    def assignments(self, actor: Actor) -> list[Assignment]:
        """The chosen rows that the actor may see, the soonest due first."""
        rows = Assignment.objects.visible_to(actor).filter(pk__in=self.ids[:MOST_AT_ONCE])
        return list(rows.with_parties().soonest())
