"""Forms about one unit: facts corrected in the field, a contact, a new place, a founding."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q

from coverage.forms.parties import SUPERIOR_HELP
from coverage.models import Unit
from coverage.terms import ContactKind, Cover, OperatingState
from hierarchy.actors import Actor
from hierarchy.choices import industries_of, regions_of
from hierarchy.forms.fields import RegionField, day_field, reason_field
from hierarchy.models import Organization
from hierarchy.terms import KINDS_OF_TIER, Capability, Kind, Tier
from hierarchy.worded_forms import WordedForm
from workflow.forms.once import once_field

# What an officer corrects most often stands first; the rest is folded away.
COUNTED = (
    *("members_here", "members_elsewhere", "probationary", "applicants", "activists"),
    *("prospects", "employees", "under_35", "operating"),
)
FACTS = (
    *("industry", "region", "name", "credit_code", "kind", "address", "building"),
    *("association", "head_name", "head_is_member", "phone", "has_union", "has_league"),
    *("has_women", "is_above_scale", "has_three_haves", "department", "reason", "note"),
)
_UNKNOWN = [("", "不清楚"), ("True", "是"), ("False", "否")]


def _yes_no(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=_UNKNOWN,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
    )


class CorrectForm(WordedForm):
    """更正信息: what stands in the ledger, to be put right; only what differs is sent on."""

    seen_on = day_field("发现日期")
    words = forms.CharField(
        label="说明",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如何得知，供工作站核实时参考。",
    )

    def __init__(self, *args: Any, unit: Unit, actor: Actor, **kwargs: Any) -> None:
        names = (*COUNTED, *FACTS)
        fields: Any = unit._meta
        known = {name: fields.get_field(name).value_from_object(unit) for name in names}
        kwargs["initial"] = {**known, "seen_on": actor.on}
        super().__init__(*args, **kwargs)
        for name in names:
            self.fields[name] = self._field_of(name)
        self.fields["industry"] = forms.ModelChoiceField(
            label="行业",
            queryset=industries_of(unit.tenant_id, actor=actor),
            empty_label=None,
            help_text="变更行业或所属区域的，工作站核实后生效，并随之归口到新的行业或区域。",
        )
        self.fields["region"] = RegionField(
            label="所属区域", queryset=regions_of(unit.tenant_id), empty_label=None
        )
        self.order_fields([*COUNTED, "seen_on", "words", *FACTS])

    @staticmethod
    def _field_of(name: str) -> forms.Field:
        field: Any = Unit._meta.get_field(name)
        if field.null and field.get_internal_type() == "BooleanField":
            return _yes_no(str(field.verbose_name))
        made: forms.Field = field.formfield()
        if name in COUNTED and name != "operating":
            made.widget.attrs |= {"inputmode": "numeric"}
        return made

    def counted(self) -> list[Any]:
        """The figures, which are asked first."""
        return [self[name] for name in COUNTED]

    def facts(self) -> list[Any]:
        """Everything else that may be put right."""
        return [self[name] for name in FACTS]

    @property
    def has_wrong_facts(self) -> bool:
        """Something folded away was refused, and must be seen."""
        return any(name in self.errors for name in FACTS)

    @property
    def changes(self) -> dict[str, Any]:
        """New values by field, of those that differ."""
        names = (*COUNTED, *FACTS)
        return {name: self.cleaned_data[name] for name in self.changed_data if name in names}


class ContactForm(WordedForm):
    """记录联系: done in a minute; only what happened has to be written."""

    once = once_field()
    kind = forms.ChoiceField(label="方式", choices=ContactKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="情况",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contacted_on = day_field("联系日期")
    next_on = day_field("下次联系", required=False)
    person = forms.CharField(label="联系人", max_length=48, required=False)
    talks = forms.IntegerField(
        label="谈话人数",
        min_value=0,
        max_value=9999,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, on: dt.date, next_on: dt.date, **kwargs: Any) -> None:
        initial = {"kind": ContactKind.VISIT, "contacted_on": on, "next_on": next_on, "talks": 0}
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_talks(self) -> int:
        """None is nobody."""
        return self.cleaned_data["talks"] or 0


class PlaceField(forms.ModelChoiceField):
    """A body, told by what it is and what it stands under."""

    def label_from_instance(self, obj: Any) -> str:
        above = f"（{obj.parent.label}）" if obj.parent else ""
        return f"{obj.get_kind_display()} {obj.label}{above}"


class GiveForm(WordedForm):
    """归口调整: from a day on the unit hangs under another body."""

    place = PlaceField(label="归口到", queryset=None, empty_label="请选择")
    on = day_field("生效日期", help_text="不能晚于今天。")
    reason = reason_field("事由", help_text="写明原因，将记入台账历史和留痕，不超过 200 个字。")

    def __init__(self, *args: Any, unit: Unit, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": actor.on}
        super().__init__(*args, **kwargs)
        near = (
            Q(tier=Tier.STATION)
            | Q(tier=Tier.OFFICER, district_id=unit.district_id)
            | (Q(tier=Tier.BRANCH, district_id=unit.district_id) & ~Q(kind=Kind.UNIT))
        )
        if unit.station_id:
            near |= Q(station_id=unit.station_id) & ~Q(kind=Kind.UNIT)
        rows = (
            Organization.objects.within(actor, capability=Capability.KEEP_LEDGER)
            .filter(near, tenant_id=unit.tenant_id, committee_id=unit.committee_id)
            .open(actor.on)
            .exclude(pk=unit.place_id)
            .select_related("parent")
            .order_by("tier", "name_key", "id")
        )
        self.fields["place"].queryset = rows  # type: ignore[attr-defined]


class RetireForm(WordedForm):
    """移出统计: from a day on the unit counts in no denominator."""

    operating = forms.ChoiceField(
        label="经营状态",
        choices=[
            (key, label) for key, label in OperatingState.choices if key != OperatingState.OPERATING
        ],
        widget=forms.RadioSelect,
        help_text="空壳、僵尸须有实地核查依据；重复登记的，请先确认保留的那一家资料齐全。",
    )
    on = day_field("从哪天起", help_text="注销的填登记机关核准日期，其他填核查日期，不能晚于今天。")
    reason = reason_field("理由", help_text="写明依据，将记入台账历史和留痕，不超过 200 个字。")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": on}
        super().__init__(*args, **kwargs)


class FoundForm(WordedForm):
    """建立党组织: registers what the approving party committee has decided."""

    kind = forms.ChoiceField(
        label="党组织类别",
        choices=[
            (kind, Kind(kind).label) for kind in KINDS_OF_TIER[Tier.BRANCH] if kind != Kind.UNIT
        ],
    )
    formation = forms.ChoiceField(
        label="组建方式",
        choices=[(key, label) for key, label in Cover.choices if key != Cover.NONE],
    )
    name = forms.CharField(
        label="党组织全称", max_length=100, help_text="与批复文件一致的规范全称。"
    )
    on = day_field("批复日期", help_text="不能晚于今天。")
    superior = forms.CharField(
        label="隶属党委",
        max_length=100,
        help_text=SUPERIOR_HELP,
    )
    document_no = forms.CharField(
        label="批复文号", max_length=64, required=False, help_text="如“苏组通〔2026〕12号”。"
    )
    reason = reason_field("事由")

    def __init__(self, *args: Any, unit: Unit, on: dt.date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "name": f"中共{unit.name}支部委员会",
            "on": on,
            "formation": Cover.ALONE,
        }
        super().__init__(*args, **kwargs)
