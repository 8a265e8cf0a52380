"""The forms of venues and of their hours, and the searches over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField, RegionField, day_field, reason_field
from hierarchy.models import Organization, Region
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from projects.entries import entries_of
from projects.forms.money import chosen_words
from projects.models import CatalogueEntry, Venue
from projects.querysets import VenueQuerySet
from projects.terms import Catalogue, VenueStatus
from workflow.forms.enclosed import EnclosedForm

ANY = [("", "全部")]
ALL, ONLINE, MINE = "all", "online", "mine"


class VenueForm(EnclosedForm):
    """登记、更新阵地."""

    kind: Any = forms.ModelChoiceField(label="类别", queryset=None, empty_label="请选择")
    name = forms.CharField(label="名称", max_length=80)
    region = RegionField(
        label="所在镇（街道）",
        queryset=None,
        required=False,
        empty_label="网络阵地，不在任何镇（街道）",
    )
    address = forms.CharField(
        label="地址或网址", max_length=160, help_text="网络阵地填网址或公众号名称。"
    )
    opening = forms.CharField(
        label="开放时间", max_length=120, required=False, help_text="如“工作日 9:00–17:00”。"
    )
    contact = forms.CharField(label="联系人", max_length=48, required=False)
    phone = forms.CharField(
        label="联系电话",
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text="将显示给全市各级，供预约和咨询。",
    )
    seats = forms.IntegerField(label="可容纳人数", required=False, min_value=1, max_value=100_000)
    area = forms.IntegerField(
        label="面积（平方米）", required=False, min_value=1, max_value=10_000_000
    )
    equipment = forms.CharField(label="设施设备", max_length=400, required=False)
    takes_bookings = forms.BooleanField(label="可在这里预约", required=False, initial=True)
    opened_on = day_field("启用日期", required=False, help_text="还在筹建的留空，启用时再填。")

    def __init__(
        self, *args: Any, actor: Actor, tenant_id: int, venue: Venue | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = entries_of(tenant_id=tenant_id, catalogue=Catalogue.VENUE_KIND, on=actor.on)
        if venue is not None:
            kinds = kinds | CatalogueEntry.objects.filter(pk=venue.kind_id)
            del self.fields["opened_on"]
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]
        towns = Region.objects.filter(tenant_id=tenant_id, level=Region.Level.TOWN)
        self.fields["region"].queryset = towns.select_related("parent").order_by("code")  # type: ignore[attr-defined]

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the day it opened."""
        return {name: value for name, value in super().content.items() if name != "opened_on"}


class StartForm(WordedForm):
    """启用阵地."""

    opened_on = day_field("启用日期")


class CloseForm(WordedForm):
    """停用阵地: why, told to everybody whose booking falls away."""

    reason = reason_field("停用原因", help_text="将告知已预约的单位并记入留痕，不超过 200 个字。")


class BookingForm(WordedForm):
    """预约阵地: the day, from when to when, what for and how many."""

    organization = OrganizationField(label="预约单位", queryset=None, empty_label="请选择")
    day = day_field("日期")
    starts_at = forms.TimeField(
        label="开始时间", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends_at = forms.TimeField(
        label="结束时间", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    purpose = forms.CharField(label="用途", max_length=120, help_text="如“主题党日”。")
    people_count = forms.IntegerField(label="人数", required=False, min_value=1, max_value=9999)

    def __init__(self, *args: Any, bodies: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        if len(bodies) < 2:
            del self.fields["organization"]
        else:
            ids = [body.pk for body in bodies]
            rows = Organization.objects.filter(pk__in=ids).select_related("parent", "industry")
            self.fields["organization"].queryset = rows.by_name()  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        chosen: Organization = given.get("organization") or self._bodies[0]
        return {
            "organization": chosen,
            "starts_at": _moment(given["day"], given["starts_at"]),
            "ends_at": _moment(given["day"], given["ends_at"]),
            "purpose": given["purpose"],
            "people_count": given["people_count"],
        }


class UseForm(WordedForm):
    """登记使用: how many came."""

    people_count = forms.IntegerField(label="实到人数", min_value=1, max_value=9999)


class VenueAnswerForm(WordedForm):
    """同意预约: a word may be added."""

    answer = forms.CharField(
        label="答复", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class VenueFilter(WordedForm):
    """The search over the venues of a city; those in use unless asked otherwise."""

    place = forms.ChoiceField(label="地区", required=False)
    kind = forms.ChoiceField(label="类别", required=False)
    q = forms.CharField(label="名称、地址", max_length=60, required=False)
    state = forms.ChoiceField(
        label="状态",
        choices=[
            ("", VenueStatus.OPEN.label),
            (VenueStatus.PLANNED, VenueStatus.PLANNED.label),
            (VenueStatus.CLOSED, VenueStatus.CLOSED.label),
            (ALL, "全部"),
        ],
        required=False,
    )
    only = forms.ChoiceField(label="只看", choices=[*ANY, (MINE, "本单位管理的")], required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        entries = CatalogueEntry.objects.visible_to(actor).filter(catalogue=Catalogue.VENUE_KIND)
        names = dict(entries.order_by("sort_order", "effective_from").values_list("code", "name"))
        self.fields["kind"].choices = [*ANY, *names.items()]  # type: ignore[attr-defined]
        self.fields["place"].choices = [*ANY, *_places(actor), (ONLINE, "网络阵地")]  # type: ignore[attr-defined]

    def rows(self) -> VenueQuerySet[Venue]:
        """The venues found, in no order; none when a field makes no sense."""
        rows: VenueQuerySet[Venue] = Venue.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = rows.filter(_standing(asked["state"]) & _placed(asked["place"]))
        if asked["kind"]:
            rows = rows.filter(kind__code=asked["kind"])
        if text := asked["q"].strip():
            rows = rows.filter(Q(name__contains=text) | Q(address__contains=text))
        if asked["only"] == MINE:
            own = self._actor.organization_ids(Capability.HANDLE)
            rows = rows.filter(organization__in=own)
        return rows

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        return list(chosen_words(self)) if self.is_valid() else []


def _moment(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock))


def _places(actor: Actor) -> list[tuple[str, str]]:
    """Districts, each with its towns after it."""
    rows = Region.objects.visible_to(actor).exclude(level=Region.Level.CITY).order_by("code")
    regions = list(rows.values_list("pk", "name", "level", "parent_id"))
    found = []
    for pk, name, level, _ in regions:
        if level == Region.Level.DISTRICT:
            found.append((str(pk), name))
            found += [(str(town), f"{name} {its}") for town, its, _, at in regions if at == pk]
    return found


def _placed(place: str) -> Q:
    if not place:
        return Q()
    if place == ONLINE:
        return Q(region__isnull=True)
    return Q(region_id=place) | Q(region__parent_id=place)


def _standing(state: str) -> Q:
    if state == ALL:
        return Q()
    return Q(status=state or VenueStatus.OPEN)
