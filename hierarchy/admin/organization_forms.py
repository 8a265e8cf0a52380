"""What each act on an organisation asks, and the action it calls."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hierarchy.actions.organizations import (
    amend_organization,
    found_branch,
    found_organization,
    rename_organization,
)
from hierarchy.actions.restructuring import (
    close_organization,
    merge_organizations,
    move_organization,
)
from hierarchy.actors import Actor
from hierarchy.admin.acting import (
    ActForm,
    ScopedChoiceField,
    choice_field,
    day_field,
    reason_field,
    text_field,
)
from hierarchy.models import Organization, Region, StationSite
from hierarchy.terms import KINDS_OF_TIER, Capability, Kind, Tier

# Any relation to an organisation serves the search box; the rows are scoped by the page itself.
_TO_ORGANIZATION = Organization._meta.get_field("parent")
_PARTY_KINDS = [
    (kind, Kind(kind).label) for kind in KINDS_OF_TIER[Tier.BRANCH] if kind != Kind.UNIT
]


def managed_organizations(actor: Actor) -> QuerySet[Organization]:
    """Open bodies that the actor may change the structure under."""
    return Organization.objects.within(actor, capability=Capability.MANAGE_ORGANIZATIONS).open(
        actor.on
    )


def regions(actor: Actor) -> QuerySet[Region]:
    """The regions of the actor's city, in the order of their codes."""
    return Region.objects.visible_to(actor).order_by("code", "pk")


class DatedActForm(ActForm):
    """The day, the reason and the document of a structural change."""

    on = day_field("生效日期", help_text="不能晚于今天。")
    document_no = text_field("批复文号", max_length=64, required=False)
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.actor.on

    @property
    def dated(self) -> dict[str, Any]:
        """What every dated action takes."""
        return {
            "on": self.cleaned_data["on"],
            "reason": self.cleaned_data["reason"],
            "document_no": self.cleaned_data["document_no"].strip(),
            "actor": self.actor,
        }


class FoundForm(DatedActForm):
    """Found a body under a superior."""

    field_order = (
        *("parent", "tier", "kind", "name", "short_name", "code", "industry", "region"),
        *("site", "on", "document_no", "reason"),
    )

    parent = ScopedChoiceField(
        label="上级组织", rows=managed_organizations, source=_TO_ORGANIZATION
    )
    tier = choice_field("层级", [each for each in Tier.choices if each[0] != Tier.CITY])
    kind = choice_field("类别", Kind.choices)
    name = text_field("全称", max_length=100)
    region = ScopedChoiceField(label="区域", rows=regions)
    site = ScopedChoiceField(
        label="并入已有站点",
        rows=lambda actor: StationSite.objects.visible_to(actor).order_by("name"),
        required=False,
        help_text="同一工作站服务多个行业时选择；其他情况留空。",
    )

    class Meta:
        fields = ("short_name", "code", "industry")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry"].help_text = "留空则与上级一致。"

    def act(self) -> Organization:
        asked = self.cleaned_data
        optional = {name: asked[name] for name in ("industry", "site") if asked[name]}
        return found_organization(
            **{name: asked[name] for name in ("parent", "tier", "kind", "name", "region")},
            **{name: asked[name].strip() for name in ("short_name", "code")},
            **optional,
            **self.dated,
        )


class AmendForm(ActForm):
    """Change what is recorded of a body, its name and its place in the tree apart."""

    field_order = (
        *("kind", "short_name", "code", "industry", "region", "may_issue_documents"),
        *("may_approve_members", "on", "reason"),
    )

    kind = choice_field("类别", Kind.choices)
    region = ScopedChoiceField(label="区域", rows=regions)
    on = day_field("生效日期", help_text="不能晚于今天。")
    reason = reason_field()

    class Meta:
        fields = ("short_name", "code", "industry", "may_issue_documents", "may_approve_members")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.actor.on
        for name in ("kind", "region"):
            self.fields[name].initial = getattr(self.instance, name)

    def act(self) -> Organization:
        return amend_organization(
            organization=self.instance,
            on=self.cleaned_data["on"],
            reason=self.cleaned_data["reason"],
            actor=self.actor,
            **self.changed(
                *("kind", "region", "short_name", "code", "industry"),
                *("may_issue_documents", "may_approve_members"),
            ),
        )


class RenameForm(DatedActForm):
    """A new name; the old one stays in the history."""

    field_order = ("name", "short_name")

    name = text_field("新全称", max_length=100)
    short_name = text_field("新简称", max_length=48, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.instance.name
        self.fields["short_name"].initial = self.instance.short_name

    def act(self) -> Organization:
        return rename_organization(
            organization=self.instance,
            name=self.cleaned_data["name"],
            short_name=self.cleaned_data["short_name"],
            **self.dated,
        )


class MoveForm(DatedActForm):
    """Another superior."""

    field_order = ("parent",)

    parent = ScopedChoiceField(label="新上级", rows=managed_organizations, source=_TO_ORGANIZATION)

    def act(self) -> Organization:
        return move_organization(
            organization=self.instance, parent=self.cleaned_data["parent"], **self.dated
        )


class MergeForm(DatedActForm):
    """Into another body of the same tier."""

    field_order = ("target",)

    target = ScopedChoiceField(
        label="并入组织", rows=managed_organizations, source=_TO_ORGANIZATION
    )

    def act(self) -> Organization:
        return merge_organizations(
            source=self.instance, target=self.cleaned_data["target"], **self.dated
        )


class FoundBranchForm(DatedActForm):
    """What party organisation the unit founds."""

    field_order = ("kind", "name")

    kind = choice_field("党组织形式", _PARTY_KINDS)
    name = text_field("党组织全称", max_length=100)

    def act(self) -> Organization:
        return found_branch(
            unit=self.instance,
            kind=self.cleaned_data["kind"],
            name=self.cleaned_data["name"],
            **self.dated,
        )


class CloseForm(DatedActForm):
    """Nothing more than when and why."""

    def act(self) -> Organization:
        return close_organization(organization=self.instance, **self.dated)
