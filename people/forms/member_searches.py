"""The search over the register: by name, standing, state and branch; numbers have a page apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import Case, Q, Value, When

from hierarchy.actors import Actor
from hierarchy.worded_forms import WordedForm
from people.identity import tidy_identity, tidy_mobile
from people.models import Member
from people.name_searches import as_read
from people.querysets import MemberQuerySet, own_or_affiliated, sees_masks
from people.sealed import blind_indexes
from people.terms import Presence, Standing

ANY: Final = [("", "全部")]
NARROWING: Final = ("q", "standing", "branch")


class MemberFilter(WordedForm):
    """党员名册: those who count, unless asked otherwise."""

    q = forms.CharField(
        label="姓名或拼音",
        max_length=48,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    standing = forms.ChoiceField(
        label="党员身份", choices=[*ANY, *Standing.choices], required=False
    )
    presence = forms.ChoiceField(
        label="状态", choices=[*Presence.choices, ("all", "全部状态")], required=False
    )
    branch = forms.CharField(label="党支部", max_length=60, required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        asked = {name: data[name] for name in data if data[name]}
        super().__init__({"presence": Presence.PRESENT, **asked})
        self._actor = actor

    def rows(self) -> MemberQuerySet[Member]:
        """The members found, in no order; none when a field makes no sense."""
        rows = shown_members(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["presence"] != "all":
            rows = rows.filter(presence=asked["presence"])
        if asked["standing"]:
            rows = rows.filter(standing=asked["standing"])
        if asked["branch"]:
            rows = rows.filter(organization__name__contains=asked["branch"].strip())
        return rows.filter(as_read(asked["q"], self._actor)) if asked["q"].strip() else rows

    @property
    def is_narrowed(self) -> bool:
        """Whether more than a state was asked for."""
        return any(self.data.get(name) for name in NARROWING)


def shown_members(actor: Actor) -> MemberQuerySet[Member]:
    """The members a person sees by name, each with ``is_whole``: no mask on the name."""
    rows: MemberQuerySet[Member] = Member.objects.visible_to(actor)
    found: Any = rows.annotate(is_whole=_whole(actor))
    return found


def _whole(actor: Actor) -> Case | Value:
    if not sees_masks(actor):
        return Value(value=True)
    return Case(When(own_or_affiliated(actor), then=Value(value=True)), default=Value(value=False))


def whole_members(actor: Actor) -> MemberQuerySet[Member]:
    """The members whose numbers a person may ask for, with their branch."""
    rows: MemberQuerySet[Member] = Member.objects.detailed(actor)
    return rows.select_related("organization__tenant")


def member_totals(actor: Actor) -> dict[str, int]:
    """How many of each standing count in the whole scope; no row."""
    return Member.objects.totals(actor)


def with_number(number: str, *, actor: Actor) -> MemberQuerySet[Member]:
    """The members of exactly this phone or identity number that the person sees whole."""
    mobile = tidy_mobile(number)
    identity = tidy_identity(number)
    fitting = Q(identity_index__in=blind_indexes(identity))
    if mobile:
        fitting |= Q(phone_index__in=blind_indexes(mobile))
    return Member.objects.detailed(actor).filter(fitting)
