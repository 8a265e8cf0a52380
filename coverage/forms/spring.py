"""What one may look for among the units of the 源泉工程; the page and its export share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from coverage.filters import RegionField, StationField, stations_of
from coverage.models import Unit
from coverage.rulebook import RuleSet
from coverage.spring import lacking, spring_units, with_care
from hierarchy.actors import Actor
from hierarchy.models import Industry, Region
from hierarchy.worded_forms import WordedForm

LACKING = (
    ("no_officer", "未明确指导员"),
    ("no_talk", "今年未谈话"),
    ("no_applicant", "没有入党申请人"),
    ("no_activist", "没有入党积极分子"),
    ("first_no_activist", "重点单位没有积极分子"),
    ("overdue", "约定联系已过期"),
    ("no_next", "没有约定下次联系"),
)


class SpringFilter(WordedForm):
    """The search over units without members. Empty fields ask for nothing."""

    q = forms.CharField(label="名称、拼音或信用代码", max_length=60, required=False)
    industry: Any = forms.ModelChoiceField(
        label="行业", queryset=None, required=False, empty_label="全部"
    )
    region = RegionField(label="区域", queryset=None, required=False, empty_label="全部")
    station = StationField(label="工作站", required=False, empty_label="全部")
    lacks = forms.ChoiceField(label="尚缺", choices=[("", "全部"), *LACKING], required=False)
    first = forms.BooleanField(label="只看重点单位", required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor, rules: RuleSet) -> None:
        super().__init__(data)
        self._actor, self._rules = actor, rules
        offered: dict[str, Any] = {
            "industry": Industry.objects.visible_to(actor).order_by("sort_order"),
            "region": Region.objects.visible_to(actor)
            .exclude(level=Region.Level.CITY)
            .order_by("code"),
            "station": stations_of(actor),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def base(self) -> QuerySet[Unit]:
        """The units of the place and name that are asked: what the figures count."""
        rows = spring_units(Unit.objects.visible_to(self._actor), rules=self._rules)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = rows.search(asked["q"])  # type: ignore[attr-defined]
        if asked["industry"]:
            rows = rows.filter(industry=asked["industry"])
        if asked["station"]:
            rows = rows.filter(station=asked["station"])
        return rows.filter(_in_region(asked["region"]))

    def rows(self) -> Any:
        """The units found, with what has been done for each."""
        rows = with_care(self.base(), on=self._actor.on)
        if not self.is_valid():
            return rows
        if self.cleaned_data["first"]:
            rows = rows.filter(employees__gte=self._rules.spring_staff)
        asked = self.cleaned_data["lacks"]
        return rows.filter(lacking(asked, on=self._actor.on, rules=self._rules))

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        if not self.is_valid():
            return []
        asked = self.cleaned_data
        words = [asked["q"], dict(LACKING).get(asked["lacks"], "")]
        words += [str(asked[name]) for name in ("industry", "region", "station") if asked[name]]
        return [*filter(None, words), *(["重点单位"] if asked["first"] else [])]


def _in_region(region: Region | None) -> Q:
    if region is None:
        return Q()
    return Q(town=region) if region.level == Region.Level.TOWN else Q(district=region)
