"""What is asked for a summary: which period, its parts in words, what the body above says."""

from __future__ import annotations

from typing import Any

from django import forms

from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField
from hierarchy.models import Organization
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from routines.kinds import COMMITTEES
from routines.models import Summary
from routines.summary_periods import Span, spans
from routines.summary_text import SIGNS
from routines.terms import SummaryKind

SHORT: dict[str, str] = {SummaryKind.QUARTERLY: "小结", SummaryKind.ANNUAL: "述职报告"}


class DraftForm(WordedForm):
    """Which paper of which body to begin."""

    body: Any = BodyField(label="单位", queryset=None, empty_label=None)
    span = forms.ChoiceField(label="期间")

    def __init__(self, data: Any = None, *, actor: Actor, **options: Any) -> None:
        super().__init__(data, **options)
        bodies = Organization.objects.filter(
            pk__in=actor.organization_ids(Capability.HANDLE), tier__in=COMMITTEES
        )
        self.fields["body"].queryset = bodies.open(actor.on).by_name()  # type: ignore[attr-defined]
        self._spans = {span.key: span for span in spans(actor.on)}
        self.fields["span"].choices = [  # type: ignore[attr-defined]
            (key, f"{span.words}{SHORT[span.kind]}") for key, span in self._spans.items()
        ]

    @property
    def chosen(self) -> Span:
        """The period chosen."""
        return self._spans[self.cleaned_data["span"]]

    @property
    def offers_any(self) -> bool:
        """Whether the person writes for a committee at all."""
        return bool(self.fields["body"].queryset.exists())  # type: ignore[attr-defined]


class EditForm(WordedForm):
    """The title and every part of a paper."""

    title = forms.CharField(label="标题", max_length=120, min_length=2)

    def __init__(self, data: Any = None, *, summary: Summary) -> None:
        super().__init__(data, initial={"title": summary.title})
        self._count = len(summary.sections)
        for place, part in enumerate(summary.sections):
            self.fields[f"part_{place}"] = forms.CharField(
                label=part["heading"],
                max_length=SIGNS,
                required=False,
                initial=part["text"],
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    @property
    def texts(self) -> dict[int, str]:
        """The parts as written."""
        return {place: self.cleaned_data[f"part_{place}"] for place in range(self._count)}


class AnswerForm(WordedForm):
    """What the body above says to it."""

    words = forms.CharField(
        label="意见", max_length=1000, min_length=2, widget=forms.Textarea(attrs={"rows": 4})
    )


class PlainForm(WordedForm):
    """Nothing to fill in: the page only asks whether it is meant."""
