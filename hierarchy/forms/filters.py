"""Filters of the hierarchy's lists."""

from __future__ import annotations

from typing import Any

from django import forms

from hierarchy.actors import Actor
from hierarchy.forms.fields import RegionField, day_field
from hierarchy.models import Industry, Organization, Region
from hierarchy.terms import Role, Tier
from hierarchy.worded_forms import WordedForm


class OrganizationFilter(WordedForm):
    """Which bodies to list; without any choice the tree is drawn."""

    q = forms.CharField(label="名称、拼音或代码", required=False, max_length=60)
    tier = forms.ChoiceField(label="层级", required=False)
    industry: Any = forms.ModelChoiceField(
        label="行业", queryset=None, required=False, empty_label="全部"
    )
    region = RegionField(label="区域", queryset=None, required=False, empty_label="全部")
    on = day_field("查看某日", required=False)
    parent: Any = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = [(tier, actor.words.tier(tier)) for tier in Tier.values]
        offered = {
            "industry": Industry.objects.visible_to(actor).order_by("sort_order"),
            "region": Region.objects.visible_to(actor).select_related("parent").order_by("code"),
            "parent": Organization.objects.visible_to(actor),
        }
        self.fields["tier"].choices = [("", "全部"), *tiers]  # type: ignore[attr-defined]
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @property
    def is_empty(self) -> bool:
        """Nothing was chosen."""
        return not any(self.cleaned_data.values())


class AppointmentFilter(WordedForm):
    """Which appointments to list."""

    q = forms.CharField(label="姓名、拼音或组织", required=False, max_length=60)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "在任"), ("all", "全部（含已免职）")],
    )
