"""The searches over liaisons, officers' posts and the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm
from people.models import Liaison
from people.officer_posts import officer_posts, officers_in_post
from people.querysets import LiaisonQuerySet

ANY = [("", "全部")]


class LiaisonFilter(WordedForm):
    """联络员名单: by department or name, committee, and what is missing."""

    q = forms.CharField(label="成员单位或姓名", max_length=60, required=False)
    committee: Any = forms.ModelChoiceField(
        label="专委会（党委）", queryset=None, required=False, empty_label="全部"
    )
    state = forms.ChoiceField(
        label="情况",
        choices=[*ANY, ("vacant", "空缺"), ("named", "已明确"), ("lower", "不是处室负责同志")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        fields: Any = self.fields
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        committees = bodies.of_tier(Tier.COMMITTEE).open(actor.on)
        fields["committee"].queryset = committees.by_name()

    def rows(self) -> LiaisonQuerySet[Liaison]:
        """Today's rows found, in no order; none when a field makes no sense."""
        rows: LiaisonQuerySet[Liaison] = Liaison.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked, rows = self.cleaned_data, rows.live(self._actor.on)
        if words := asked["q"].strip():
            rows = rows.filter(Q(department__contains=words) | Q(name__contains=words))
        if asked["committee"]:
            rows = rows.filter(organization=asked["committee"])
        states = {
            "vacant": Q(name=""),
            "named": ~Q(name=""),
            "lower": ~Q(name="") & Q(heads_office=False),
        }
        return rows.filter(states[asked["state"]]) if asked["state"] else rows


class OfficerFilter(WordedForm):
    """指导员岗位: by post or holder's name, station, and what is missing."""

    q = forms.CharField(label="岗位或指导员姓名", max_length=60, required=False)
    state = forms.ChoiceField(
        label="情况",
        choices=[*ANY, ("vacant", "岗位空缺"), ("unfiled", "未建档案")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor

    def rows(self) -> Any:
        """The open posts found, in no order; none when a field makes no sense."""
        rows = officer_posts(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if words := asked["q"].strip():
            named = officers_in_post(self._actor).filter(user__name__contains=words)
            rows = rows.filter(
                Q(name__contains=words) | Q(name_key__contains=words.lower()) | Exists(named)
            )
        if asked["state"] == "vacant":
            return rows.filter(is_vacant=True)
        return rows.filter(is_vacant=False, is_filed=False) if asked["state"] else rows


class DirectoryFilter(WordedForm):
    """通讯录: by name, body or title; posts also by tier."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label="姓名、拼音、单位或职务", max_length=60, required=False)
    tier = forms.ChoiceField(label="层级", required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor, has_tiers: bool) -> None:
        super().__init__(data)
        fields: Any = self.fields
        if not has_tiers:
            del self.fields["tier"]
            return
        shown = [tier for tier in Tier if tier != Tier.COUNTY]
        fields["tier"].choices = [*ANY, *((tier.value, actor.words.tier(tier)) for tier in shown)]


class BalanceFilter(WordedForm):
    """Whose officers are looked at."""

    body = OrganizationField(label="专委会（党委）或工作站", queryset=None, empty_label="请选择")

    def __init__(self, data: Mapping[str, Any], *, bodies: Any) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["body"].queryset = bodies
