"""What one may look for among projects: the board, the list and its sheet share it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField, day_field
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm
from projects.models import BrandPack, CatalogueEntry, Project
from projects.querysets import ProjectQuerySet
from projects.terms import STAGE_OF, Catalogue, ProjectStatus, Stage

ANY = [("", "全部")]
FIRST_YEAR, YEARS_AHEAD = 2018, 1
OVER = "over"
STAGES = [*ANY, *Stage.choices, (OVER, "未立项和已撤回")]


def years_to(year: int) -> list[tuple[Any, str]]:
    """The years that a search offers, the latest first."""
    return [(one, f"{one}年") for one in range(year + YEARS_AHEAD, FIRST_YEAR - 1, -1)]


class BoardFilter(WordedForm):
    """Which year and whose projects stand on the board."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    body = BodyField(label="申报单位", queryset=None, required=False, empty_label="全部")

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__({"year": actor.on.year, **{key: data[key] for key in data}})
        self._actor = actor
        fields: Any = self.fields
        fields["year"].choices = years_to(actor.on.year)
        fields["body"].queryset = applicants(actor)

    @property
    def chosen_year(self) -> int:
        """The year asked for, this one by default."""
        given = self.cleaned_data.get("year") if self.is_valid() else None
        return int(given or self._actor.on.year)

    def rows(self) -> ProjectQuerySet[Project]:
        """The projects found, in no order."""
        seen = Project.objects.visible_to(self._actor).of_year(self.chosen_year)
        rows: ProjectQuerySet[Project] = seen
        if self.is_valid() and self.cleaned_data["body"]:
            rows = rows.filter(applicant=self.cleaned_data["body"])
        return rows


class ProjectFilter(WordedForm):
    """The search over projects that an actor may see. Empty fields ask for nothing."""

    q = forms.CharField(label="项目名称、编号或单位", max_length=60, required=False)
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    stage = forms.ChoiceField(label="阶段", choices=STAGES, required=False)
    status = forms.ChoiceField(label="状态", choices=[*ANY, *ProjectStatus.choices], required=False)
    category: Any = forms.ModelChoiceField(
        label="类别", queryset=None, required=False, empty_label="全部"
    )
    body = BodyField(label="申报单位", queryset=None, required=False, empty_label="全部")
    since = day_field("完成时限自", required=False)
    until = day_field("完成时限至", required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        entries = CatalogueEntry.objects.visible_to(actor)
        fields: Any = self.fields
        fields["year"].choices = [*ANY, *years_to(actor.on.year)]
        fields["category"].queryset = entries.filter(catalogue=Catalogue.PROJECT_CATEGORY).order_by(
            "sort_order", "pk"
        )
        fields["body"].queryset = applicants(actor)

    def rows(self) -> ProjectQuerySet[Project]:
        """The projects found, in no order; none when a field makes no sense."""
        rows: ProjectQuerySet[Project] = Project.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        paths = {
            "year": "year",
            "status": "status",
            "category": "category",
            "body": "applicant",
            "since": "ends_on__gte",
            "until": "ends_on__lte",
        }
        rows = rows.filter(**{path: asked[name] for name, path in paths.items() if asked[name]})
        return rows.filter(_in_stage(asked["stage"]) & _worded(asked["q"]))

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        return list(self._chosen()) if self.is_valid() else []

    def _chosen(self) -> Iterator[str]:
        for name, value in self.cleaned_data.items():
            if value:
                yield f"{self.fields[name].label} {value}"


class LibraryFilter(WordedForm):
    """The search over the brand library."""

    q = forms.CharField(
        label="案例名称、做法或单位",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "名称、做法或单位"}),
    )

    def rows(self, actor: Actor) -> Any:
        """The published cases found, in no order."""
        rows = BrandPack.objects.visible_to(actor).filter(
            published_on__isnull=False, withdrawn_on__isnull=True
        )
        text = self.cleaned_data["q"].strip() if self.is_valid() else ""
        if text:
            rows = rows.filter(
                Q(title__icontains=text)
                | Q(summary__icontains=text)
                | Q(project__applicant__name__icontains=text)
            )
        return rows


def applicants(actor: Actor) -> Any:
    """The committees whose projects a person reads."""
    bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
    return bodies.filter(tier__in=(Tier.COMMITTEE, Tier.COUNTY)).by_name()


def _in_stage(stage: str) -> Q:
    if not stage:
        return Q()
    if stage == OVER:
        return ~Q(status__in=list(STAGE_OF))
    return Q(status__in=[status for status, one in STAGE_OF.items() if one == stage])


def _worded(text: str) -> Q:
    text = text.strip()
    if not text:
        return Q()
    return (
        Q(name__icontains=text)
        | Q(number__icontains=text)
        | Q(applicant__name__icontains=text)
        | Q(applicant__name_key__contains=text.lower())
    )
