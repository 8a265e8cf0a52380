"""The form of a trial run (试算): on the data of which time, of which bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationsField
from hierarchy.models import Organization
from hierarchy.numbers import row_id
from hierarchy.querysets import OrganizationQuerySet
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from inspections.models import Scheme
from inspections.round_rules import subjects_of
from workflow.indicators import Period

MOST_TRIED: Final = 5
MOST_OFFERED: Final = 20
_HALVES: Final = {
    "": ("全年", (1, 1), (12, 31)),
    "1": ("上半年", (1, 1), (6, 30)),
    "2": ("下半年", (7, 1), (12, 31)),
}


class TrialForm(WordedForm):
    """选择试算的数据周期和单位."""

    span = forms.ChoiceField(label="数据周期")
    q = forms.CharField(
        label="查找单位",
        max_length=60,
        required=False,
        help_text=f"填写名称的一部分后点“试算”，每次列出前 {MOST_OFFERED} 个。",
    )
    body: Any = OrganizationsField(
        label="试算单位",
        queryset=None,
        required=False,
        help_text=f"最多选 {MOST_TRIED} 个。",
    )

    def __init__(self, data: QueryDict, *, scheme: Scheme, actor: Actor) -> None:
        given: dict[str, Any] = {"span": str(actor.on.year - 1), **_plain(data)}
        super().__init__({**given, "body": data.getlist("body")})
        self._on = actor.on
        self._subjects = trial_subjects(scheme, actor)
        fields: Any = self.fields
        fields["span"].choices = list(_spans(actor.on.year))
        fields["body"].queryset = self._subjects
        fields["body"].choices = self._offered(str(given.get("q", "")), data.getlist("body"))

    def _offered(self, words: str, chosen: list[str]) -> list[tuple[int, str]]:
        """The bodies to be ticked: those ticked already, then those found by name."""
        ticked = [row_id(pk) for pk in chosen[:MOST_OFFERED]]
        kept = list(self._subjects.filter(pk__in=ticked).by_name())
        found = self._subjects.search(words).exclude(pk__in=ticked).by_name()[:MOST_OFFERED]
        field: Any = self.fields["body"]
        return [(one.pk, field.label_from_instance(one)) for one in [*kept, *found]]

    def clean_body(self) -> list[Organization]:
        """At most so many, by name."""
        bodies = list(self.cleaned_data["body"])
        if len(bodies) > MOST_TRIED:
            raise ValidationError(
                f"选了 {len(bodies)} 个单位，一次最多试算 {MOST_TRIED} 个，请减少后再试。",
                code="too_many",
            )
        return sorted(bodies, key=lambda one: (one.name_key, one.pk))

    @property
    def period(self) -> Period:
        """The days that are looked at; of a time that is over, as of its last day."""
        year, _, half = self.cleaned_data["span"].partition("-")
        _, first, last = _HALVES[half]
        end = dt.date(int(year), *last)
        return Period(start=dt.date(int(year), *first), end=end, on=min(end, self._on))


def trial_subjects(scheme: Scheme, actor: Actor) -> OrganizationQuerySet[Organization]:
    """The bodies on which this person may try a scheme: those it can inspect, in their scope."""
    seen = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
    subjects = subjects_of(scheme.owner, scheme, on=actor.on)
    rows: OrganizationQuerySet[Organization] = seen.filter(pk__in=subjects.values("pk"))
    return rows.select_related("parent")


def _spans(year: int) -> Any:
    for one in (year - 1, year):
        for half, (label, _, _) in _HALVES.items():
            yield (f"{one}-{half}" if half else str(one)), f"{one}年{label}"


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name in ("span", "q") if (value := data.get(name))}
