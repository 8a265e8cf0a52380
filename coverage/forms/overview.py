"""What the coverage page may be asked: which figure, laid out how, within which part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from coverage.filters import RegionField
from coverage.layouts import LAYOUTS, usual_layout
from coverage.rates import MEASURES
from hierarchy.actors import Actor
from hierarchy.models import Industry, Region
from hierarchy.worded_forms import WordedForm

_SENT = {"data-autosubmit": True}
USUAL_MEASURE = "organization_cover"


class CoverageForm(WordedForm):
    """A choice that is empty or makes no sense falls back to the usual one."""

    measure = forms.ChoiceField(
        label="指标",
        choices=[(key, each.label) for key, each in MEASURES.items() if each.counts_units],
        required=False,
        widget=forms.Select(attrs=_SENT),
    )
    layout = forms.ChoiceField(
        label="排列",
        choices=[(layout.key, layout.label) for layout in LAYOUTS.values()],
        required=False,
        widget=forms.Select(attrs=_SENT),
    )
    industry: Any = forms.ModelChoiceField(
        label="行业",
        queryset=None,
        required=False,
        empty_label="全部",
        widget=forms.Select(attrs=_SENT),
    )
    region = RegionField(
        label="区域",
        queryset=None,
        required=False,
        empty_label="全部",
        widget=forms.Select(attrs=_SENT),
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        usual = {"measure": USUAL_MEASURE, "layout": usual_layout(actor)}
        given = {key: value for key, value in data.items() if value}
        super().__init__({**usual, **given})
        self._usual = usual
        self.fields["industry"].queryset = Industry.objects.visible_to(actor).order_by(  # type: ignore[attr-defined]
            "sort_order"
        )
        self.fields["region"].queryset = (  # type: ignore[attr-defined]
            Region.objects.visible_to(actor).exclude(level=Region.Level.CITY).order_by("code")
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """What is shown: what was asked, or the usual."""
        asked = self.cleaned_data if self.is_valid() else {}
        return {name: asked.get(name) or self._usual.get(name) for name in self.fields}

    @property
    def asked(self) -> dict[str, Any]:
        """The part of the ledger that was asked for, as the ledger's own search takes it."""
        return {name: self.chosen[name].pk for name in ("industry", "region") if self.chosen[name]}

    def condition(self) -> Q:
        """The units of that part; holds on the ledger and on a snapshot alike."""
        found = Q()
        if industry := self.chosen["industry"]:
            found &= Q(industry=industry)
        if region := self.chosen["region"]:
            found &= Q(**{region.level: region})
        return found
