"""What the wall may be asked: which year, which rule, within which part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm
from routines.filters import rule_choices

_SENT = {"data-autosubmit": True}
_YEARS_BACK = 4


class WallForm(WordedForm):
    """A choice that is empty or makes no sense falls back to the usual one."""

    rule = forms.ChoiceField(label="规则", required=False, widget=forms.Select(attrs=_SENT))
    within = BodyField(
        label="范围",
        queryset=None,
        required=False,
        empty_label="全部",
        widget=forms.Select(attrs=_SENT),
    )
    body = BodyField(label="组织", queryset=None, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        usual = {"year": str(actor.on.year)}
        super().__init__({**usual, **{key: value for key, value in data.items() if value}})
        years = range(actor.on.year + 1, actor.on.year - _YEARS_BACK, -1)
        self.fields["year"] = forms.ChoiceField(
            label="年度",
            choices=[(str(year), f"{year}年") for year in years],
            widget=forms.Select(attrs=_SENT),
        )
        self.order_fields(["year", "rule", "within"])
        self.fields["rule"].choices = [("", "全部"), *rule_choices(actor)]  # type: ignore[attr-defined]
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        parts = bodies.open(actor.on).filter(tier__in=(Tier.COMMITTEE, Tier.COUNTY, Tier.STATION))
        self.fields["within"].queryset = parts.order_by("-tier", "name_key", "id")  # type: ignore[attr-defined]
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        self._usual_year = actor.on.year
        self.is_valid()

    @property
    def year(self) -> int:
        """The year shown."""
        return int(self.cleaned_data.get("year") or self._usual_year)

    @property
    def chosen_rule(self) -> str:
        """The code of the rule shown body by body; empty for all rules."""
        return str(self.cleaned_data.get("rule") or "")

    @property
    def part(self) -> Organization | None:
        """The part of the tree shown."""
        return self.cleaned_data.get("within")

    @property
    def one_body(self) -> Organization | None:
        """The one body shown rule by rule."""
        return self.cleaned_data.get("body")

    @property
    def asked(self) -> dict[str, object]:
        """What was asked for, as the addresses of the cells take it."""
        return {
            "year": self.year,
            "within": self.part.pk if self.part else None,
        }
