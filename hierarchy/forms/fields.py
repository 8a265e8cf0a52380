"""Fields that several forms of this room share."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.models import Organization, Region
from hierarchy.people import person_meant
from hierarchy.terms import Tier


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, picked from the browser's calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def reason_field(label: str = "事由", *, help_text: str = "") -> forms.CharField:
    """Why, kept with the history; every structural act needs one."""
    return forms.CharField(
        label=label,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text or "写明依据和原因，将记入沿革和留痕，不超过 200 个字。",
    )


def _with_superior(organization: Organization) -> str:
    """The superior tells namesakes apart; one site has a station in each industry it serves."""
    parent = organization.parent
    if parent is None:
        return organization.name
    industry = organization.industry if parent.tier == Tier.STATION else None
    line = f"，{industry.name}" if industry else ""
    return f"{organization.name}（{parent.name}{line}）"


class OrganizationField(forms.ModelChoiceField):
    """A body, told from its namesakes by its superior."""

    def label_from_instance(self, obj: Any) -> str:
        return _with_superior(obj)


class BodyField(forms.ModelChoiceField):
    """A body, by the name for tight places."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class OrganizationsField(forms.ModelMultipleChoiceField):
    """Several bodies, ticked."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.get_kind_display()}）"


class RegionField(forms.ModelChoiceField):
    """A place, with the district a town belongs to."""

    def label_from_instance(self, obj: Any) -> str:
        town = obj.level == Region.Level.TOWN
        return f"{obj.parent.name} {obj.name}" if town else obj.name


class LoginField(forms.CharField):
    """A person by login name or exact name; ``person`` finds the account once the form is clean."""

    def __init__(self, **options: Any) -> None:
        options = {"label": "姓名或登录名", "max_length": 64, **options}
        options.setdefault(
            "help_text", "填写对方的姓名或登录名，有人同名时填登录名。尚无账号的，请先开设账号。"
        )
        super().__init__(**options)

    @staticmethod
    def person(username: str, *, actor: Actor) -> User:
        """The account; raises ``ValidationError`` when there is none to be used."""
        return person_meant(username, actor=actor)
