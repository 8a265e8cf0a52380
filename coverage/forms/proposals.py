"""Forms of the joint-group proposals: whose to plan anew, which to show, how to decide one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from coverage.filters import StationField, stations_of
from coverage.joining.moves import JOINT_KINDS
from coverage.models import JointProposal, Unit
from coverage.terms import Nearness
from hierarchy.actors import Actor
from hierarchy.models import Organization
from hierarchy.terms import Capability, Kind, Tier
from hierarchy.worded_forms import WordedForm

_UPPER = (Tier.CITY, Tier.COMMITTEE, Tier.COUNTY, Tier.STATION)


class MakeForm(WordedForm):
    """Below which body to plan anew."""

    body = StationField(label="在哪个范围内提出建议", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Organization.objects.within(actor, capability=Capability.KEEP_LEDGER)
        own = actor.organization_ids(Capability.KEEP_LEDGER)
        offered = kept.open(actor.on).exclude(tier=Tier.BRANCH)
        offered = offered.filter(Q(tier__in=_UPPER) | Q(pk__in=own))
        field: Any = self.fields["body"]
        field.queryset = offered.select_related("industry").by_name()
        field.initial = next(iter(own), None)
        # Read once, however often the select is drawn; ``iter``, for a list would count first.
        field.choices = list(iter(field.choices))
        self.offers_any = bool(field.choices)


class ProposalFilter(WordedForm):
    """Which proposals to show. Empty fields ask for nothing."""

    station = StationField(label="工作站", required=False, empty_label="全部")
    nearness = forms.ChoiceField(
        label="组建理由", choices=[("", "全部"), *Nearness.choices], required=False
    )
    ground = forms.CharField(label="楼宇、协会或镇（街道）", max_length=60, required=False)
    status = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["station"].queryset = stations_of(actor)  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[JointProposal]) -> QuerySet[JointProposal]:
        """The proposals that match; none when a field makes no sense."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["station"]:
            rows = rows.filter(organization__station=asked["station"])
        if asked["nearness"]:
            rows = rows.filter(nearness=asked["nearness"])
        if asked["ground"]:
            rows = rows.filter(ground__contains=asked["ground"].strip())
        return rows

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        if not self.is_valid():
            return []
        asked = self.cleaned_data
        words = [dict(Nearness.choices).get(asked["nearness"], ""), asked["ground"]]
        return [*([str(asked["station"].label)] if asked["station"] else []), *filter(None, words)]


class AcceptForm(WordedForm):
    """A set to be accepted: its units, what the branch is called, how it was approved."""

    units = forms.ModelMultipleChoiceField(
        label="联合组建的单位",
        queryset=Unit.objects.none(),
        error_messages={
            "required": "请至少选择两家单位。",
            "invalid_choice": "所选单位不在名单中，可能已有变动，请刷新后重新选择。",
        },
    )
    name = forms.CharField(label="党组织名称", max_length=100)
    kind = forms.ChoiceField(
        label="党组织形式",
        choices=[(kind.value, kind.label) for kind in JOINT_KINDS],
        initial=Kind.JOINT_BRANCH,
    )
    on = forms.DateField(
        label="批复成立日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "日期不存在，请按“年-月-日”重新填写。"},
    )
    document_no = forms.CharField(
        label="批复文号",
        max_length=64,
        required=False,
        help_text="隶属党委批复的文号，没有的不填。",
    )
    reason = forms.CharField(
        label="组建理由",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不填的，按建议中的相近之处登记。超过规定家数的，须写明理由。",
    )

    def __init__(self, *args: Any, offered: list[Unit], founds: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.founds = founds
        units = Unit.objects.filter(pk__in=[unit.pk for unit in offered])
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        if not founds:
            self.fields["name"].label = "建议名称"
            for name in ("kind", "on", "document_no"):
                del self.fields[name]


class RefuseForm(WordedForm):
    """Why a set is not taken up."""

    reason = forms.CharField(
        label="不采纳的理由",
        min_length=2,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "请写明不采纳的理由，以后可以据此核对。",
            "min_length": "理由太短，请把情况说清楚。",
        },
    )
