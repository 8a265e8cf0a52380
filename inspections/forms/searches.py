"""What one may look for among findings and rectifications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import Exists, OuterRef, Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import day_field
from hierarchy.models import Organization
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from inspections.forms.rounds import ANY
from inspections.models import Finding, Rectification, Round
from inspections.querysets import FindingQuerySet, RectificationQuerySet
from inspections.terms import (
    OPEN_RECTIFICATIONS,
    OWED_RECTIFICATIONS,
    Level,
    RectificationKind,
    RectificationStatus,
)

OPEN, FREE, TOLD, SETTLED = "open", "free", "told", "settled"
LATE, SOON, SECOND = "late", "soon", "second"
NEAR: Final = dt.timedelta(days=3)
_PLACES: Final = ("officer", "station", "county", "committee")


class HiddenBody(forms.ModelChoiceField):
    """A body that a link brought along; its name stands with what was chosen."""

    widget = forms.HiddenInput

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class _Search(WordedForm):
    """The base of both searches: whose, and of which round."""

    q = forms.CharField(label="", max_length=60, required=False)
    level = forms.ChoiceField(label="程度", choices=[*ANY, *Level.choices], required=False)
    body = HiddenBody(label="组织", queryset=None, required=False)
    within = HiddenBody(label="范围", queryset=None, required=False)
    round = HiddenBody(label="轮次", queryset=None, required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__({name: data[name] for name in data if data[name]})
        self._actor = actor
        fields: Any = self.fields
        seen = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        fields["body"].queryset = fields["within"].queryset = seen
        fields["round"].queryset = Round.objects.visible_to(actor)

    def _where(self, *, inspection: str) -> Q:
        """The condition of what both ask; ``inspection`` is the path to the round."""
        asked = self.cleaned_data
        found = Q()
        if asked["body"]:
            found &= Q(organization=asked["body"])
        if asked["within"]:
            found &= _under(asked["within"])
        if asked["round"]:
            found &= Q(**{f"{inspection}__round": asked["round"]})
        return found

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked for."""
        return self.is_valid() and any(self.cleaned_data.values())


class FindingFilter(_Search):
    """The search over findings that an actor may see. Empty fields ask for nothing."""

    state = forms.ChoiceField(
        label="状态",
        choices=[
            *ANY,
            (OPEN, "未销号"),
            (FREE, "未列入整改"),
            (TOLD, "整改中"),
            (SETTLED, "已销号"),
        ],
        required=False,
    )
    since = day_field("发现日期自", required=False)
    until = day_field("发现日期至", required=False)
    field_order = ("q", "state", "level", "since", "until")

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        self.fields["q"].label = "组织名称、拼音、指标代号或事实"

    def rows(self) -> FindingQuerySet[Finding]:
        """The findings found, in no order; none when a field makes no sense."""
        rows: FindingQuerySet[Finding] = Finding.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = rows.filter(self._where(inspection="inspection"), _worded(asked["q"]))
        paths = {"level": "level", "since": "found_on__gte", "until": "found_on__lte"}
        rows = rows.filter(**{path: asked[name] for name, path in paths.items() if asked[name]})
        return _in_state(rows, asked["state"], on=self._actor.on)


class RectificationFilter(_Search):
    """The search over rectifications that an actor may see."""

    status = forms.ChoiceField(
        label="状态",
        choices=[*ANY, (OPEN, "未销号"), *RectificationStatus.choices],
        required=False,
    )
    kind = forms.ChoiceField(
        label="整改方式", choices=[*ANY, *RectificationKind.choices], required=False
    )
    only = forms.ChoiceField(
        label="期限",
        choices=[*ANY, (LATE, "已逾期"), (SOON, "三天内到期"), (SECOND, "二次整改")],
        required=False,
    )
    until = day_field("期限不晚于", required=False)
    issuer = HiddenBody(label="下发单位", queryset=None, required=False)
    field_order = ("q", "status", "kind", "level", "only", "until")

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        fields: Any = self.fields
        fields["q"].label = "编号、标题或组织"
        fields["issuer"].queryset = Organization.objects.visible_to(actor)

    def rows(self) -> RectificationQuerySet[Rectification]:
        """The rectifications found, in no order; none when a field makes no sense."""
        rows: RectificationQuerySet[Rectification] = Rectification.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = rows.filter(self._where(inspection="inspection"), _named(asked["q"]))
        paths = {"kind": "kind", "until": "due_on__lte", "issuer": "issuer"}
        rows = rows.filter(**{path: asked[name] for name, path in paths.items() if asked[name]})
        if asked["level"]:
            graver = Finding.objects.filter(rectification=OuterRef("pk"), level=asked["level"])
            rows = rows.filter(Exists(graver))
        rows = rows.filter(_of_status(asked["status"]))
        return _due(rows, asked["only"], on=self._actor.on)


def _under(body: Organization) -> Q:
    """What lies at a body or under it."""
    if body.parent_id is None:
        return Q(tenant_id=body.tenant_id)
    found = Q(organization=body)
    for place in _PLACES:
        found |= Q(**{f"organization__{place}": body})
    return found


def _worded(text: str) -> Q:
    text = text.strip()
    if not text:
        return Q()
    return (
        Q(organization__name__icontains=text)
        | Q(organization__name_key__contains=text.lower())
        | Q(code__iexact=text)
        | Q(fact__icontains=text)
    )


def _named(text: str) -> Q:
    text = text.strip()
    if not text:
        return Q()
    return (
        Q(number__icontains=text)
        | Q(title__icontains=text)
        | Q(organization__name__icontains=text)
        | Q(organization__name_key__contains=text.lower())
    )


def _in_state(
    rows: FindingQuerySet[Finding], state: str, *, on: dt.date
) -> FindingQuerySet[Finding]:
    if state == OPEN:
        return rows.open()
    if state == FREE:
        return rows.waiting(on)
    if state == TOLD:
        return rows.open().filter(rectification__status__in=OPEN_RECTIFICATIONS)
    return rows.filter(settled_on__isnull=False) if state == SETTLED else rows


def _of_status(status: str) -> Q:
    if status == OPEN:
        return Q(status__in=OPEN_RECTIFICATIONS)
    return Q(status=status) if status else Q()


def _due(
    rows: RectificationQuerySet[Rectification], only: str, *, on: dt.date
) -> RectificationQuerySet[Rectification]:
    if only == LATE:
        return rows.late(on)
    if only == SOON:
        near = rows.filter(status__in=OWED_RECTIFICATIONS)
        return near.filter(due_on__range=(on, on + NEAR))
    return rows.open().filter(second_since__isnull=False) if only == SECOND else rows
