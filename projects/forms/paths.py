"""The forms of synchronised paths, and the search over them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField, day_field
from hierarchy.worded_forms import WordedForm
from projects.entries import entries_of
from projects.forms.filters import applicants, years_to
from projects.forms.money import chosen_words
from projects.models import CatalogueEntry, JointPath
from projects.path_rules import USUAL_MOST
from projects.querysets import PathQuerySet
from projects.terms import Catalogue, PathStatus
from workflow.forms.enclosed import FILES_HELP, EnclosedForm
from workflow.forms.files import FiledForm, FilesField

ALL, COUNTED, MEASURED = "all", "counted", "measured"
ANY = [("", "全部")]
_LINES = forms.Textarea(attrs={"rows": 4})


def share_field(label: str, **options: Any) -> forms.DecimalField:
    """What party building counts for in a lever's score, in per cent."""
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(
        label=label,
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(0),
        max_value=Decimal(100),
        widget=widget,
        **options,
    )


class PathForm(EnclosedForm):
    """起草、修改同步推进路径."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    name = forms.CharField(label="路径名称", max_length=80, help_text="如“信用评估党建加分”。")
    lever: Any = forms.ModelChoiceField(label="载体", queryset=None, empty_label="请选择")
    legal_basis = forms.CharField(
        label="依据", max_length=200, help_text="载体的办法、评分细则的名称和文号。"
    )
    share_before = share_field(
        "原党建分值占比（%）", help_text="满分 100 分中党建占几分就填几；原来没有的填 0。"
    )
    share_planned = share_field("计划党建分值占比（%）")
    deploy_on = day_field("党建部署日期")
    trade_deploy_on = day_field("业务部署日期", required=False)
    advance_on = day_field("党建推进日期")
    trade_advance_on = day_field("业务推进日期", required=False)
    supervise_on = day_field("党建督查日期")
    trade_supervise_on = day_field("业务督查日期", required=False)
    measures = forms.CharField(label="做法", max_length=2000, required=False, widget=_LINES)
    more_reason = forms.CharField(
        label="超过两种的理由",
        max_length=400,
        required=False,
        help_text=f"文件要求每年确定 1～{USUAL_MOST} 种；第三种起请写明理由。",
    )

    first = ("organization", "year")

    def __init__(
        self, *args: Any, actor: Actor, tenant_id: int, path: JointPath | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        levers = entries_of(tenant_id=tenant_id, catalogue=Catalogue.LEVER, on=actor.on)
        if path is None:
            years = [actor.on.year, actor.on.year + 1]
            self.fields["year"].choices = [(one, f"{one}年") for one in years]  # type: ignore[attr-defined]
        else:
            del self.fields["year"]
            levers = levers | CatalogueEntry.objects.filter(pk=path.lever_id)
        self.fields["lever"].queryset = levers  # type: ignore[attr-defined]

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the year, which never changes."""
        return {name: value for name, value in super().content.items() if name != "year"}


class MoreReasonForm(WordedForm):
    """确定第三种路径: why there is one more."""

    more_reason = forms.CharField(
        label="超过两种的理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"文件要求每年确定 1～{USUAL_MOST} 种，这是第 {USUAL_MOST + 1} 种或更多。",
    )


class EffectForm(FiledForm):
    """报告成效: how far the share moved, whom it reached, and the papers that show it."""

    share_after = share_field("实际党建分值占比（%）", help_text="以正式印发的办法或评分细则为准。")
    reached_units = forms.IntegerField(
        label="涉及两新组织数", required=False, min_value=0, max_value=1_000_000
    )
    effect = forms.CharField(
        label="成效",
        max_length=2000,
        widget=_LINES,
        help_text="哪个载体、占比如何变化、对两新组织起了什么作用。",
    )
    uploads = FilesField(
        label="附件", required=False, help_text=f"印发的办法、评分细则等。{FILES_HELP}"
    )

    def __init__(self, *args: Any, files: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_cited(files)

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the files."""
        names = ("share_after", "reached_units", "effect")
        return {name: self.cleaned_data[name] for name in names}


class CommentForm(WordedForm):
    """核定成效: an opinion may be added."""

    comment = forms.CharField(
        label="核定意见", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PathFilter(WordedForm):
    """The search over paths that an actor may see; of this year unless asked otherwise."""

    year = forms.ChoiceField(label="年度", required=False)
    body = BodyField(label="单位", queryset=None, required=False, empty_label="全部")
    lever = forms.ChoiceField(label="载体", required=False)
    status = forms.ChoiceField(label="状态", choices=[*ANY, *PathStatus.choices], required=False)
    only = forms.ChoiceField(
        label="只看",
        choices=[*ANY, (COUNTED, "已确定、未撤销的"), (MEASURED, "已报成效的")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__({"year": str(actor.on.year), **_plain(data)})
        self._actor = actor
        years = [
            ("all", "全部年度"),
            *((str(one), label) for one, label in years_to(actor.on.year)),
        ]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.fields["body"].queryset = applicants(actor)  # type: ignore[attr-defined]
        entries = CatalogueEntry.objects.visible_to(actor).filter(catalogue=Catalogue.LEVER)
        names = dict(entries.order_by("sort_order", "effective_from").values_list("code", "name"))
        self.fields["lever"].choices = [*ANY, *names.items()]  # type: ignore[attr-defined]

    def rows(self) -> PathQuerySet[JointPath]:
        """The paths found, in no order; none when a field makes no sense."""
        rows: PathQuerySet[JointPath] = JointPath.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["year"] != ALL:
            rows = rows.filter(year=int(asked["year"] or self._actor.on.year))
        for name, column in (("body", "organization"), ("lever", "lever__code")):
            if asked[name]:
                rows = rows.filter(**{column: asked[name]})
        if asked["status"]:
            rows = rows.filter(status=asked["status"])
        if asked["only"]:
            rows = rows.counted()
        if asked["only"] == MEASURED:
            rows = rows.filter(share_after__isnull=False).exclude(status=PathStatus.ADOPTED)
        return rows

    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        return list(chosen_words(self)) if self.is_valid() else []


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, each once; empty fields ask for nothing."""
    return {name: value for name in data if (value := data[name])}
