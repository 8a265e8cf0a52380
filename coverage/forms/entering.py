"""The form that enters one unit of the ledger: as little as makes a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from coverage.entering import regions_for
from coverage.models import Unit
from coverage.terms import UnitKind
from hierarchy.actors import Actor
from hierarchy.choices import industries_of
from hierarchy.forms.fields import OrganizationField, RegionField, day_field
from hierarchy.models import Industry, Organization, Region
from hierarchy.worded_forms import WordedForm

COUNTED = ("employees", "members_here", "members_elsewhere")
MORE = ("address", "head_name", "phone", "established_on")


def _count(name: str, *, initial: int | None = None) -> forms.IntegerField:
    field: Any = Unit._meta.get_field(name)
    return forms.IntegerField(
        label=str(field.verbose_name),
        min_value=0,
        max_value=9_999_999,
        initial=initial,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class EnterForm(WordedForm):
    """登记单位: the body is asked where there are several, the industry where the body has none."""

    place = OrganizationField(label="归口到", queryset=None, empty_label="请选择")
    name = forms.CharField(
        label="单位名称", max_length=200, help_text="与营业执照或登记证书一致的全称。"
    )
    credit_code = forms.CharField(
        label="统一社会信用代码",
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        help_text="18 位，照证照填写；暂时没有的留空，台账记为“待补”。",
    )
    kind = forms.ChoiceField(label="单位类型", choices=[("", "请选择"), *UnitKind.choices])
    industry: forms.ModelChoiceField[Industry] = forms.ModelChoiceField(
        label="行业", queryset=None, required=False, empty_label="请选择"
    )
    region = RegionField(label="所在镇（街道）", queryset=None, empty_label="请选择")
    employees = _count("employees")
    members_here = _count("members_here", initial=0)
    members_elsewhere = _count("members_elsewhere", initial=0)
    address = forms.CharField(label="经营地址", max_length=200, required=False)
    head_name = forms.CharField(label="出资人或负责人", max_length=48, required=False)
    phone = forms.CharField(
        label="联系电话",
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    established_on = day_field("成立日期", required=False)

    def __init__(
        self, *args: Any, actor: Actor, places: Any, known: Sequence[Organization], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._on = actor.on
        offered: Any = self.fields
        offered["place"].queryset = places
        offered["region"].queryset = regions_for(actor, known)
        offered["industry"].queryset = industries_of(known[0].tenant_id, actor=actor)
        if all(place.industry_id for place in known):
            del self.fields["industry"]
        if len(known) == 1:
            self.initial["place"] = known[0].pk
            offered["place"].widget = forms.HiddenInput()
            if known[0].region.level == Region.Level.TOWN:
                self.initial["region"] = known[0].region_id

    def clean_established_on(self) -> dt.date | None:
        """A unit is not of tomorrow."""
        day: dt.date | None = self.cleaned_data["established_on"]
        if day and day > self._on:
            raise forms.ValidationError("成立日期不能晚于今天，请对照证照改正。", code="in_future")
        return day

    def clean(self) -> dict[str, Any]:
        """The industry follows the body; one without is asked for it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        place: Organization | None = data.get("place")
        if place is None:
            return data
        data["industry"] = place.industry or data.get("industry")
        if data["industry"] is None:
            self.add_error("industry", f"“{place.label}”没有行业，请选择单位的行业。")
        return data

    def facts(self) -> dict[str, Any]:
        """What the unit is, as the action takes it."""
        industry: Industry = self.cleaned_data["industry"]
        names = ("name", "credit_code", "kind", "region", *MORE)
        return {"industry": industry} | {name: self.cleaned_data[name] for name in names}

    def figures(self) -> dict[str, int]:
        """Its first figures."""
        return {name: self.cleaned_data[name] for name in COUNTED}

    def counted(self) -> list[Any]:
        """The figures, side by side."""
        return [self[name] for name in COUNTED]

    def more(self) -> list[Any]:
        """What may wait."""
        return [self[name] for name in MORE]

    @property
    def has_wrong_more(self) -> bool:
        """Something folded away was refused, and must be seen."""
        return any(name in self.errors for name in MORE)
