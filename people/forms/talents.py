"""The forms of talents: the entry, what was done with them, leaving, the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField, day_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.models import Talent
from people.terms import TalentDeedKind, TalentKind
from workflow.forms.enclosed import offer_bodies
from workflow.forms.once import once_field
from workflow.undertakings import choices

ANY = [("", "全部")]
LISTED, LEFT = "listed", "left"


class TalentForm(WordedForm):
    """入库、修改."""

    organization = OrganizationField(label="推荐单位", queryset=None, empty_label="请选择")
    name = forms.CharField(label="姓名", max_length=48)
    kind = forms.ChoiceField(label="类别", choices=TalentKind.choices)
    work_place = forms.CharField(label="单位和职务", max_length=120)
    strengths = forms.CharField(
        label="专长", max_length=200, help_text="如党建品牌策划、党课宣讲、矛盾调解。"
    )
    is_member = forms.BooleanField(label="党员", required=False, initial=True)
    listed_on = day_field("入库日期")
    consents = forms.BooleanField(
        label="本人同意入库", help_text="名单在本系统范围内供培养使用，不对外公布。"
    )
    once = once_field()

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Organization] = (),
        is_new: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        offer_bodies(self, bodies)
        if not is_new:
            del self.fields["consents"]
            del self.fields["once"]

    @property
    def body(self) -> Organization:
        """Who names the talent: the body chosen, or the only one there is."""
        chosen: Organization = self.cleaned_data.get("organization") or self._bodies[0]
        return chosen

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        aside = ("organization", "consents")
        return {name: value for name, value in self.cleaned_data.items() if name not in aside}


class DeedForm(WordedForm):
    """登记培养使用."""

    kind = forms.ChoiceField(label="类别", choices=TalentDeedKind.choices)
    done_on = day_field("日期")
    words = forms.CharField(label="内容", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    project = forms.TypedChoiceField(
        label="参与的项目",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="列出您能看到的项目。",
        widget=forms.Select(attrs={"data-with": f"kind={TalentDeedKind.PROJECT.value}"}),
    )
    once = once_field()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        field.choices = [("", "请选择"), *((one.pk, one.title) for one in choices(actor))]

    def clean(self) -> dict[str, Any]:
        """A project where the kind asks for one."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") == TalentDeedKind.PROJECT and not given.get("project"):
            self.add_error(
                "project", forms.ValidationError("请选择参与的项目。", code="project_needed")
            )
        return given


class LeaveForm(WordedForm):
    """出库."""

    left_on = day_field("出库日期")
    reason = forms.CharField(
        label="出库原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class TalentFilter(WordedForm):
    """The search over talents that an actor may see."""

    q = forms.CharField(label="姓名、拼音、单位或专长", max_length=60, required=False)
    kind = forms.ChoiceField(label="类别", choices=[*ANY, *TalentKind.choices], required=False)
    state = forms.ChoiceField(
        label="状态", choices=[(LISTED, "在库"), (LEFT, "已出库"), ("all", "全部")], required=False
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        asked = {name: data[name] for name in data if data[name]}
        super().__init__({"state": LISTED, **asked})
        self._actor = actor

    def rows(self) -> QuerySet[Any, Any]:
        """The talents found, in no order; none when a field makes no sense."""
        rows: QuerySet[Any, Any] = Talent.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["state"] == LISTED:
            rows = rows.filter(left_on__isnull=True)
        elif asked["state"] == LEFT:
            rows = rows.filter(left_on__isnull=False)
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if text := asked["q"].strip():
            named = Q(name__contains=text) | Q(name_key__contains=text.lower())
            said = Q(work_place__contains=text) | Q(strengths__contains=text)
            rows = rows.filter(named | said)
        return rows

    @property
    def is_narrowed(self) -> bool:
        """Whether more than the state was asked for."""
        return self.is_valid() and any(self.cleaned_data[name] for name in ("q", "kind"))
