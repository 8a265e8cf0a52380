"""The forms of rounds, the searches over rounds and their sheets, and the small ones of a move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField, OrganizationsField, day_field, reason_field
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm
from inspections.models import Inspection, Round, Scheme
from inspections.querysets import InspectionQuerySet, RoundQuerySet
from inspections.round_rules import ORGANIZERS, RUNNING, subjects_of
from inspections.terms import Choice, Grade, InspectionStatus, RoundStatus, Subject

ANY = [("", "全部")]
FIRST_YEAR = 2018
RUNNING_ONES = "running"
MOST_NAMED = 2000
"""So many bodies of a kind are offered to be ticked; where there are more, a sample is drawn."""


class ReasonForm(WordedForm):
    """Why it is handed back, left out or cancelled."""

    reason = reason_field("理由", help_text="将告知对方并记入留痕，不超过 200 个字。")


class SureForm(WordedForm):
    """Nothing but the press of the button."""


def organizers(actor: Actor) -> list[Organization]:
    """The open city and committees for which the person may draft rounds, by name."""
    rows = Organization.objects.within(actor, capability=Capability.DRAFT).open(actor.on)
    held = rows.filter(tier__in=ORGANIZERS)
    return list(held.select_related("tenant", "parent").by_name())


class RoundForm(WordedForm):
    """起草、修改体检轮次."""

    organizer = OrganizationField(label="组织单位", queryset=None, empty_label="请选择")
    scheme: Any = forms.ModelChoiceField(
        label="体检方案",
        queryset=None,
        empty_label="请选择",
        help_text="只列出使用中的方案：本单位的，和市委两新工委的。",
    )
    name = forms.CharField(label="轮次名称", max_length=60, help_text="如“2026年上半年党建体检”。")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    period_start = day_field("数据周期起", help_text="自动指标按这段时间内的台账取数。")
    period_end = day_field("数据周期止")
    self_check_until = day_field("自查截止")
    scoring_until = day_field("核验评分截止")
    choice = forms.ChoiceField(
        label="体检范围", choices=Choice.choices, widget=forms.RadioSelect, initial=Choice.ALL
    )
    share = forms.IntegerField(
        label="抽样比例（%）",
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"data-with": f"choice={Choice.SAMPLE.value}"}),
        help_text="体检范围选“抽样”时填写，由系统随机抽取，抽样种子留存可复核。",
    )
    chosen: Any = OrganizationsField(
        label="指定单位",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple(
            attrs={"class": "long-list", "data-with": f"choice={Choice.CHOSEN.value}"}
        ),
        help_text="体检范围选“指定”时勾选。",
    )
    words = forms.CharField(
        label="工作要求",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="随启动消息发给各体检对象。",
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        bodies: Sequence[Organization],
        round: Round | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        fields: Any = self.fields
        owners = Q(owner__in=[body.pk for body in bodies]) | Q(owner__tier=Tier.CITY)
        schemes = Scheme.objects.visible_to(actor).in_use().filter(owners)
        if all(body.tier != Tier.CITY for body in bodies):
            schemes = schemes.filter(subject=Subject.BRANCH)
        fields["scheme"].queryset = schemes.select_related("owner").order_by("subject", "name")
        fields["year"].choices = [(one, f"{one}年") for one in _years(actor, round)]
        if len(bodies) < 2:
            del self.fields["organizer"]
        else:
            ids = [body.pk for body in bodies]
            rows = Organization.objects.filter(pk__in=ids).select_related("parent", "industry")
            fields["organizer"].queryset = rows.by_name()
        self._offer_bodies(actor, round)
        if round is not None and round.status != RoundStatus.DRAFT:
            for name in [name for name in self.fields if name not in RUNNING]:
                del self.fields[name]

    def _offer_bodies(self, actor: Actor, round: Round | None) -> None:
        """The bodies that may be named; of a kind of which there are too many, none."""
        fields: Any = self.fields
        if round is not None:
            kinds = [subjects_of(round.organizer, round.scheme, on=actor.on)]
        else:
            kinds = [rows for body in self._bodies for rows in _inspectable(body, actor)]
        found: list[int] = []
        for rows in kinds:
            ids = list(rows.order_by().values_list("pk", flat=True)[: MOST_NAMED + 1])
            found += ids if len(ids) <= MOST_NAMED else []
        if found:
            fields["chosen"].queryset = Organization.objects.filter(pk__in=found).by_name()
            return
        del self.fields["chosen"]
        fields["choice"].choices = [one for one in Choice.choices if one[0] != Choice.CHOSEN]

    @property
    def body(self) -> Organization:
        """Who holds it: the one chosen, or the only one there is."""
        chosen: Organization = self.cleaned_data.get("organizer") or self._bodies[0]
        return chosen

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "organizer"}


def _inspectable(body: Organization, actor: Actor) -> list[Any]:
    """By kind of scheme, whom a body inspects."""
    subjects = Subject if body.tier == Tier.CITY else (Subject.BRANCH,)
    return [subjects_of(body, Scheme(subject=one), on=actor.on) for one in subjects]


def _years(actor: Actor, round: Round | None) -> list[int]:
    years = {actor.on.year - 1, actor.on.year, actor.on.year + 1}
    return sorted(years | ({round.year} if round else set()), reverse=True)


class RoundFilter(WordedForm):
    """The search over rounds that a reader may see."""

    q = forms.CharField(label="轮次或组织单位", max_length=60, required=False)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    subject = forms.ChoiceField(label="体检对象", choices=[*ANY, *Subject.choices], required=False)
    status = forms.ChoiceField(
        label="状态",
        choices=[*ANY, (RUNNING_ONES, "进行中"), *RoundStatus.choices],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        years = [(one, f"{one}年") for one in range(actor.on.year + 1, FIRST_YEAR - 1, -1)]
        self.fields["year"].choices = [*ANY, *years]  # type: ignore[attr-defined]

    def rows(self) -> RoundQuerySet[Round]:
        """The rounds found, in no order; none when a field makes no sense."""
        rows: RoundQuerySet[Round] = Round.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if words := asked["q"].strip():
            rows = rows.filter(Q(name__contains=words) | Q(organizer__name__contains=words))
        if asked["year"]:
            rows = rows.filter(year=asked["year"])
        if asked["subject"]:
            rows = rows.filter(scheme__subject=asked["subject"])
        if asked["status"] == RUNNING_ONES:
            return rows.running()
        return rows.filter(status=asked["status"]) if asked["status"] else rows


class SheetFilter(WordedForm):
    """The search over the sheets of one round."""

    q = forms.CharField(label="体检对象", max_length=60, required=False)
    status = forms.ChoiceField(
        label="状态", choices=[*ANY, *InspectionStatus.choices], required=False
    )
    examiner: Any = forms.ModelChoiceField(
        label="核验单位", queryset=None, required=False, empty_label="全部"
    )
    grade = forms.ChoiceField(label="等次", choices=[*ANY, *Grade.choices], required=False)

    def __init__(
        self, data: Mapping[str, Any], *, sheets: InspectionQuerySet[Inspection], graded: bool
    ) -> None:
        super().__init__(data)
        self._sheets = sheets
        examiners = sheets.order_by().values("examiner_id")
        fields: Any = self.fields
        fields["examiner"].queryset = Organization.objects.filter(pk__in=examiners).by_name()
        if not graded:
            del self.fields["grade"]

    def rows(self) -> InspectionQuerySet[Inspection]:
        """The sheets found, in no order; none when a field makes no sense."""
        if not self.is_valid():
            return self._sheets.none()
        asked = self.cleaned_data
        rows = self._sheets
        if words := asked["q"].strip():
            rows = rows.filter(
                Q(organization__name__contains=words)
                | Q(organization__name_key__contains=words.lower())
            )
        for name in ("status", "examiner", "grade"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        # Who takes part no more has no result, whatever was scored before.
        return rows.taking_part() if asked.get("grade") else rows
