"""The forms of action branches, pioneer posts and task forces, and the search over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField, day_field
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm
from projects.entries import entries_of
from projects.forms.money import chosen_words
from projects.models import ActionTeam, CatalogueEntry
from projects.querysets import TeamQuerySet
from projects.terms import Catalogue, TeamStatus
from workflow.forms.enclosed import EnclosedForm

ANY = [("", "全部")]
LATE = "late"


class TeamForm(EnclosedForm):
    """组建、修改行动载体."""

    kind: Any = forms.ModelChoiceField(label="类别", queryset=None, empty_label="请选择")
    name = forms.CharField(label="名称", max_length=80, help_text="如“轨道交通党员突击队”。")
    key_project = forms.CharField(
        label="服务的重点项目",
        max_length=120,
        help_text="行业重大项目、重点工程、改革、科技创新或急难险重任务。",
    )
    leader = forms.CharField(label="负责人", max_length=48)
    members_count = forms.IntegerField(label="党员人数", min_value=1, max_value=9999)
    tasks = forms.CharField(
        label="承担任务", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    starts_on = day_field("开始日期")
    ends_on = day_field("计划结束日期")

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        tenant_id: int,
        team: ActionTeam | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = entries_of(tenant_id=tenant_id, catalogue=Catalogue.TEAM_KIND, on=actor.on)
        if team is not None:
            kinds = kinds | CatalogueEntry.objects.filter(pk=team.kind_id)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]


class AnswerForm(WordedForm):
    """备案: an opinion may be added."""

    answer = forms.CharField(
        label="备案意见", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class OutcomeForm(WordedForm):
    """结束: what came of it."""

    outcome = forms.CharField(
        label="成效",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="完成了什么任务，起了什么作用。",
    )


class TeamFilter(WordedForm):
    """The search over teams that an actor may see."""

    q = forms.CharField(label="名称、重点项目、组建单位", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", required=False)
    state = forms.ChoiceField(
        label="状态",
        choices=[*ANY, *TeamStatus.choices, (LATE, "到期未结束")],
        required=False,
    )
    within = BodyField(label="范围", queryset=None, required=False, empty_label="全部")

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        entries = CatalogueEntry.objects.visible_to(actor).filter(catalogue=Catalogue.TEAM_KIND)
        names = dict(entries.order_by("sort_order", "effective_from").values_list("code", "name"))
        self.fields["kind"].choices = [*ANY, *names.items()]  # type: ignore[attr-defined]
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        tiers = (Tier.COMMITTEE, Tier.COUNTY, Tier.STATION)
        self.fields["within"].queryset = bodies.filter(tier__in=tiers).by_name()  # type: ignore[attr-defined]

    def rows(self) -> TeamQuerySet[ActionTeam]:
        """The teams found, in no order; none when a field makes no sense."""
        rows: TeamQuerySet[ActionTeam] = ActionTeam.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["kind"]:
            rows = rows.filter(kind__code=asked["kind"])
        if asked["state"] == LATE:
            rows = rows.filter(status=TeamStatus.ACTIVE, ends_on__lt=self._actor.on)
        elif asked["state"]:
            rows = rows.filter(status=asked["state"])
        if body := asked["within"]:
            rows = rows.filter(**{f"organization__{body.tier}_id": body.pk})
        if text := asked["q"].strip():
            rows = rows.filter(
                Q(name__contains=text)
                | Q(key_project__contains=text)
                | Q(organization__name__contains=text)
                | Q(organization__name_key__contains=text.lower())
            )
        return rows

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        return list(chosen_words(self)) if self.is_valid() else []
