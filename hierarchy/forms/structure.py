"""Forms of the structural acts (设立、更名、调整隶属 …): each with a day and a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from hierarchy import choices
from hierarchy.actors import Actor
from hierarchy.forms.fields import (
    OrganizationField,
    OrganizationsField,
    RegionField,
    day_field,
    reason_field,
)
from hierarchy.models import Organization
from hierarchy.terms import KINDS_OF_TIER, Kind, Tier
from hierarchy.worded_forms import WordedForm

NAME = {"label": "全称", "max_length": 100, "help_text": "与批复文件一致的规范全称。"}


class ActForm(WordedForm):
    """What every structural act asks; ``seen`` is the last change the page showed."""

    on = day_field("生效日期", help_text="填写批复或实际变动的日期，不能晚于今天。")
    reason = reason_field()
    document_no = forms.CharField(
        label="批复文号",
        required=False,
        max_length=64,
        help_text="如“苏组通〔2026〕12号”，没有的不填。",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, organization: Organization, actor: Actor, seen: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organization, self.actor, self._seen = organization, actor, seen
        self.fields["on"].initial = actor.on
        self.fields["seen"].initial = seen
        self.offer()

    def offer(self) -> None:
        """Fill in what this act may choose from."""

    def clean_seen(self) -> int:
        """Refuse a page that shows the body as it no longer is."""
        seen = self.cleaned_data.get("seen")
        if seen is not None and seen != self._seen:
            raise forms.ValidationError(
                "页面已过期：这个组织刚刚有过变动。请返回组织页面查看最新情况后再办。",
                code="stale",
            )
        return self._seen


class FoundForm(ActForm):
    """设立下级."""

    what = forms.ChoiceField(label="类别")
    name = forms.CharField(**{**NAME, "required": False})  # type: ignore[arg-type]
    short_name = forms.CharField(label="简称", required=False, max_length=48)
    code = forms.CharField(
        label="代码", required=False, max_length=32, help_text="本市内不重复，没有的不填。"
    )
    region = RegionField(label="区域", queryset=None, empty_label="请选择")
    industry: Any = forms.ModelChoiceField(
        label="行业", queryset=None, required=False, empty_label="与上级相同"
    )
    site: Any = forms.ModelChoiceField(
        label="并入已有站点",
        queryset=None,
        required=False,
        empty_label="不并入，单独设站",
        help_text="同一区域党建工作站服务多个行业时，选择该站点，站名和人员共用。",
    )
    address = forms.CharField(label="地址", required=False, max_length=200)
    phone = forms.CharField(label="联系电话", required=False, max_length=32)
    field_order = ("what", "site", "name", "short_name", "code", "region", "industry")

    def offer(self) -> None:
        """Only what the placement table lets stand here; a station alone has a site."""
        tenant_id = self.organization.tenant_id
        bodies = choices.bodies_founded_under(self.organization, actor=self.actor)
        self.fields["what"].choices = bodies  # type: ignore[attr-defined]
        self.fields["region"].queryset = choices.regions_of(tenant_id)  # type: ignore[attr-defined]
        self.fields["region"].initial = self.organization.region_id
        tiers = {value.partition(":")[0] for value, _ in bodies}
        offered = {
            "industry": choices.industries_of(tenant_id, actor=self.actor),
            "site": choices.sites_of(tenant_id),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["name"].required = Tier.STATION not in tiers
        dropped: list[str] = []
        if Tier.STATION not in tiers:
            dropped += ["site", "address", "phone"]
        if Tier.COMMITTEE not in tiers:
            dropped += ["industry"]
        for name in dropped:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A name, unless an existing site brings its own."""
        data = super().clean() or {}
        if not data.get("name") and not data.get("site"):
            self.add_error("name", "请填写全称。")
        return data


class RenameForm(ActForm):
    """更名."""

    name = forms.CharField(**NAME)  # type: ignore[arg-type]
    short_name = forms.CharField(label="简称", required=False, max_length=48)
    field_order = ("name", "short_name")

    def offer(self) -> None:
        """Start from the present names."""
        self.fields["name"].initial = self.organization.name
        self.fields["short_name"].initial = self.organization.short_name


class AmendForm(ActForm):
    """信息变更: what is recorded of a body beyond its name and superior."""

    kind = forms.ChoiceField(label="类别")
    region = RegionField(label="区域", queryset=None, empty_label=None)
    short_name = forms.CharField(label="简称", required=False, max_length=48)
    code = forms.CharField(label="代码", required=False, max_length=32)
    may_issue_documents = forms.BooleanField(label="有发文字号", required=False)
    may_approve_members = forms.BooleanField(label="具有审批预备党员权限", required=False)
    field_order = ("kind", "region", "short_name", "code")

    def offer(self) -> None:
        """Start from the present facts; a unit becomes a branch by 建立党组织 only."""
        body = self.organization
        kinds = [body.kind] if body.is_unit else KINDS_OF_TIER[body.tier]
        labels = [(kind, Kind(kind).label) for kind in kinds if body.is_unit or kind != Kind.UNIT]
        self.fields["kind"].choices = labels  # type: ignore[attr-defined]
        self.fields["region"].queryset = choices.regions_of(body.tenant_id)  # type: ignore[attr-defined]
        for name in ("kind", "region", "short_name", "code"):
            self.fields[name].initial = getattr(body, name)
        for name in ("may_issue_documents", "may_approve_members"):
            self.fields[name].initial = getattr(body, name)
        del self.fields["document_no"]


class MoveForm(ActForm):
    """调整隶属."""

    parent = OrganizationField(label="新的上级", queryset=None, empty_label="请选择")
    field_order = ("parent",)

    def offer(self) -> None:
        """Superiors of a fitting tier that the person manages."""
        rows = choices.superiors_for(self.organization, actor=self.actor)
        self.fields["parent"].queryset = rows  # type: ignore[attr-defined]


class MergeForm(ActForm):
    """合并."""

    target = OrganizationField(label="并入", queryset=None, empty_label="请选择")
    field_order = ("target",)

    def offer(self) -> None:
        """Bodies of the same tier that the person manages."""
        rows = choices.partners_of(self.organization, actor=self.actor)
        self.fields["target"].queryset = rows  # type: ignore[attr-defined]


class SplitForm(ActForm):
    """分设."""

    name = forms.CharField(**{**NAME, "label": "新设组织全称"})  # type: ignore[arg-type]
    code = forms.CharField(label="新设组织代码", required=False, max_length=32)
    region = RegionField(label="新设组织区域", queryset=None, empty_label=None)
    children = OrganizationsField(label="划入新组织的下级", queryset=None, required=False)
    field_order = ("name", "code", "region", "children")

    def offer(self) -> None:
        """Its own direct subordinates."""
        body = self.organization
        self.fields["region"].queryset = choices.regions_of(body.tenant_id)  # type: ignore[attr-defined]
        self.fields["region"].initial = body.region_id
        self.fields["children"].queryset = choices.children_of(body, actor=self.actor)  # type: ignore[attr-defined]


class CloseForm(ActForm):
    """撤销."""


class FoundBranchForm(ActForm):
    """建立党组织 in a unit that had none."""

    kind = forms.ChoiceField(label="党组织形式")
    name = forms.CharField(**{**NAME, "label": "党组织全称"})  # type: ignore[arg-type]
    field_order = ("kind", "name")

    def offer(self) -> None:
        """Every form of a party organisation of the fifth tier."""
        kinds = [kind for kind in KINDS_OF_TIER[self.organization.tier] if kind != Kind.UNIT]
        labels = [(kind, Kind(kind).label) for kind in kinds]
        self.fields["kind"].choices = labels  # type: ignore[attr-defined]
