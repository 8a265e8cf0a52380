"""What one may look for among units: the ledger, its export and saved filters share it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q

from coverage.attention import with_contacts
from coverage.models import Crossing, Unit
from coverage.querysets import UnitQuerySet
from coverage.rates import MEASURES, Measure, Rate, rates, roll
from coverage.rulebook import RuleSet
from coverage.terms import Cover, CrossingKind, OperatingState, UnitKind
from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField
from hierarchy.models import Industry, Organization, Region
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm

ANY = [("", "全部")]
SIDES = {"numerator": "已计入", "denominator": "全部", "gap": "尚缺"}
# What a contact or a verification may be behind with.
STALE, NEVER, OVERDUE, UNVERIFIED = "stale", "never", "overdue", "unverified"
AGES = (
    (STALE, "久未联系"),
    (NEVER, "从未联系"),
    (OVERDUE, "约定联系已过期"),
    (UNVERIFIED, "久未核实"),
)
BODIES = ("station", "officer", "committee", "county", "place")


class RegionField(forms.ModelChoiceField):
    """Districts, with their towns set in below them."""

    def label_from_instance(self, obj: Any) -> str:
        return f"　{obj.name}" if obj.level == Region.Level.TOWN else str(obj.name)


class StationField(BodyField):
    """A body; a station with its industry, for one site has a station in each it serves."""

    def __init__(self, queryset: Any = None, **options: Any) -> None:
        super().__init__(queryset, **options)

    def label_from_instance(self, obj: Any) -> str:
        label = super().label_from_instance(obj)
        told = obj.tier == Tier.STATION and obj.industry
        return f"{label}（{obj.industry.name}）" if told else label


def stations_of(actor: Actor) -> Any:
    """The open stations whose work the actor sees, with their industries."""
    bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
    return bodies.open(actor.on).of_tier(Tier.STATION).select_related("industry").by_name()


def _hidden_body(label: str) -> BodyField:
    return BodyField(
        label=label, queryset=None, required=False, widget=forms.HiddenInput, empty_label="全部"
    )


class UnitFilter(WordedForm):
    """The search over units that an actor may see. Empty fields ask for nothing."""

    q = forms.CharField(label="名称、拼音或信用代码", max_length=60, required=False)
    industry: Any = forms.ModelChoiceField(
        label="行业", queryset=None, required=False, empty_label="全部"
    )
    region = RegionField(label="区域", queryset=None, required=False, empty_label="全部")
    station = StationField(label="工作站", required=False, empty_label="全部")
    kind = forms.ChoiceField(label="单位类型", choices=ANY + UnitKind.choices, required=False)
    cover = forms.ChoiceField(label="覆盖方式", choices=ANY + Cover.choices, required=False)
    operating = forms.ChoiceField(
        label="经营状态", choices=ANY + OperatingState.choices, required=False
    )
    measure = forms.ChoiceField(
        label="统计指标",
        choices=ANY + [(key, measure.label) for key, measure in MEASURES.items()],
        required=False,
    )
    age = forms.ChoiceField(label="联系和核实", choices=[*ANY, *AGES], required=False)
    crossing = forms.ChoiceField(
        label="越线事项", choices=ANY + CrossingKind.choices, required=False
    )
    uncoded = forms.BooleanField(label="信用代码待补", required=False)
    side = forms.ChoiceField(
        choices=[("", ""), *SIDES.items()], required=False, widget=forms.HiddenInput
    )
    officer = _hidden_body("指导员岗位")
    committee = _hidden_body("专委会（党委）")
    county = _hidden_body("县级行业党委")
    place = _hidden_body("归口组织")

    def __init__(self, data: Mapping[str, Any], *, actor: Actor, rules: RuleSet) -> None:
        super().__init__(data)
        self._actor, self._rules = actor, rules
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        offered: dict[str, Any] = {
            "industry": Industry.objects.visible_to(actor).order_by("sort_order"),
            "region": Region.objects.visible_to(actor)
            .exclude(level=Region.Level.CITY)
            .order_by("code"),
            "station": stations_of(actor),
            **dict.fromkeys(BODIES[1:], bodies),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    @cached_property
    def measure_asked(self) -> Measure | None:
        """The figure whose units are asked for."""
        return MEASURES.get(self.cleaned_data.get("measure", "")) if self.is_valid() else None

    @property
    def side_asked(self) -> str:
        """Which side of the figure: what is counted, unless said otherwise."""
        return self.cleaned_data["side"] or "numerator"

    def base(self) -> UnitQuerySet[Unit]:
        """All that is asked but the figure; none when a field makes no sense."""
        rows = Unit.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = rows.search(asked["q"]).filter(self._exact(asked) & self._places(asked))
        rows = rows.filter(self._crossed(asked["crossing"]))
        return self._aged(rows, asked["age"])

    def rows(self) -> Any:
        """The units found, in no order."""
        rows = self.base()
        measure = self.measure_asked
        if measure is None:
            return rows
        return roll(
            rows,
            measure=measure.key,
            rules=self._rules,
            side=self.side_asked,  # type: ignore[arg-type]
        )

    def figure(self) -> Rate | None:
        """The figure itself over the units asked for, with both its sides. One query."""
        measure = self.measure_asked
        if measure is None:
            return None
        return rates(self.base(), rules=self._rules, keys=(measure.key,))[0]

    def chosen(self) -> list[str]:
        """What was asked for, in words, for the head of the folded filter and the export."""
        return list(self._chosen()) if self.is_valid() else []

    def _chosen(self) -> Iterator[str]:
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if not value or name == "side":
                continue
            if isinstance(field, forms.ModelChoiceField):
                yield f"{field.label}：{field.label_from_instance(value).strip()}"
            elif isinstance(field, forms.ChoiceField):
                labels = {str(key): label for key, label in field.choices}  # type: ignore[union-attr, misc]
                yield str(labels[str(value)])
            else:
                yield str(field.label) if value is True else f"“{value}”"

    def _exact(self, asked: dict[str, Any]) -> Q:
        names = ("industry", "kind", "cover", "operating", *BODIES)
        found = Q(**{name: asked[name] for name in names if asked[name]})
        return found & Q(credit_code="") if asked["uncoded"] else found

    def _crossed(self, kind: str) -> Q:
        """With an open crossing of this kind: the unit's own, or its party organisation's."""
        if not kind:
            return Q()
        found = Crossing.objects.visible_to(self._actor).open().filter(kind=kind)
        own = found.filter(unit__isnull=False).values("unit_id")
        bodies = found.filter(organization__isnull=False).values("organization_id")
        return Q(pk__in=own) | Q(place__in=bodies)

    def _places(self, asked: dict[str, Any]) -> Q:
        region = asked["region"]
        return Q(**{region.level: region}) if region else Q()

    def _aged(self, rows: Any, age: str) -> Any:
        """Behind with a contact or a verification, among those that really work."""
        if not age:
            return rows
        since = self._actor.on - dt.timedelta(days=self._rules.stale_days)
        rows = with_contacts(rows.operating())
        if age == NEVER:
            return rows.filter(last_contact_on__isnull=True)
        if age == OVERDUE:
            return rows.filter(next_contact_on__lt=self._actor.on)
        column = "verified_on" if age == UNVERIFIED else "last_contact_on"
        return rows.filter(Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lt": since}))
