"""The forms of schemes and of their parts, and the search over schemes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.apps import apps
from django.db.models import QuerySet

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from inspections.forms.rounds import ANY
from inspections.models import Dimension, GradeLimit, Indicator, Scheme
from inspections.querysets import SchemeQuerySet
from inspections.scheme_rules import TIER_OF
from inspections.scheme_words import GONE
from inspections.terms import Comparison, Formula, Grade, SchemeStatus, Subject
from workflow.indicators import Offered, offered

CURRENT: Final = "current"
_ARTICLE_HELP: Final = "如“苏组通〔2018〕57号第十二条”。"
_ORDER_HELP: Final = "数字小的排在前面；新增时不填，排在最后。"


def points_field(label: str, **options: Any) -> forms.DecimalField:
    """Points, with one decimal."""
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.1"})
    return forms.DecimalField(
        label=label,
        max_digits=4,
        decimal_places=1,
        max_value=Decimal(100),
        widget=widget,
        **{"min_value": Decimal(0), **options},
    )


def number_field(label: str, **options: Any) -> forms.DecimalField:
    """What is compared with a reading."""
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    return forms.DecimalField(
        label=label,
        max_digits=8,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        widget=widget,
        **options,
    )


def order_field() -> forms.IntegerField:
    """Where a part stands among its like."""
    return forms.IntegerField(
        label="顺序", required=False, min_value=1, max_value=999, help_text=_ORDER_HELP
    )


def code_field(example: str) -> forms.CharField:
    """What a part is called for short."""
    return forms.CharField(label="代号", max_length=8, help_text=f"如 {example}，方案内不重复。")


def article_field() -> forms.CharField:
    """The demand behind it."""
    return forms.CharField(label="依据", max_length=120, required=False, help_text=_ARTICLE_HELP)


def source_field(label: str = "取数来源", **options: Any) -> forms.ChoiceField:
    """One of the indicators that the rooms offer; ``offer_sources`` fills it."""
    return forms.ChoiceField(label=label, required=False, **options)


def offer_sources(form: forms.Form, scheme: Scheme, *, nothing: str, kept: str = "") -> None:
    """The sources of the scheme's subject by room; one that is offered no more stays to be seen."""
    tier = TIER_OF[Subject(scheme.subject)]
    rooms: dict[str, list[tuple[str, str]]] = {}
    for one in offered(tier):
        room = str(apps.get_app_config(one.key.partition(".")[0]).verbose_name)
        rooms.setdefault(room, []).append((one.key, _named(one)))
    known = {key for lines in rooms.values() for key, _ in lines}
    gone = [(kept, GONE)] if kept and kept not in known else []
    field: Any = form.fields["source"]
    field.choices = [("", nothing), *gone, *rooms.items()]


def _named(one: Offered) -> str:
    return f"{one.name}（{'比率' if one.has_denominator else '计数'}，{one.unit}）"


class SchemeForm(WordedForm):
    """起草方案、修改方案: what stands at its head."""

    owner = OrganizationField(label="制定单位", queryset=None, empty_label="请选择")
    subject = forms.ChoiceField(label="体检对象", choices=Subject.choices)
    name = forms.CharField(label="方案名称", max_length=80)
    excellent_from = points_field("优秀起点（分）", initial=Decimal(90))
    good_from = points_field("良好起点（分）", initial=Decimal(80))
    fair_from = points_field(
        "一般起点（分）", initial=Decimal(60), help_text="低于一般起点的为较差。"
    )
    adjust_most = points_field(
        "加减分上限（分）", initial=Decimal(5), help_text="加分、减分各不超过这个数；填 0 即不设。"
    )
    note = forms.CharField(
        label="说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    article = article_field()

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Organization] = (),
        scheme: Scheme | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        fields: Any = self.fields
        if scheme is not None:
            del fields["subject"]
        if scheme is not None and scheme.follows_id:
            del fields["name"]
        if len(bodies) < 2:
            del fields["owner"]
        else:
            ids = [body.pk for body in bodies]
            rows = Organization.objects.filter(pk__in=ids).select_related("parent", "industry")
            fields["owner"].queryset = rows.by_name()

    @property
    def body(self) -> Organization:
        """Whose scheme it will be."""
        chosen: Organization = self.cleaned_data.get("owner") or self._bodies[0]
        return chosen

    @property
    def content(self) -> dict[str, Any]:
        """The head, as the actions take it."""
        given = self.cleaned_data.items()
        return {name: value for name, value in given if name not in ("owner", "subject")}


class _PartForm(WordedForm):
    """A part of a scheme; an order left empty asks for none."""

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "sort_order" or value is not None
        }


class DimensionForm(_PartForm):
    """添加、修改维度."""

    code = code_field("A")
    name = forms.CharField(label="维度", max_length=24, help_text="如“基本队伍”。")
    sort_order = order_field()


class IndicatorForm(_PartForm):
    """添加、修改指标."""

    dimension: Any = forms.ModelChoiceField(label="维度", queryset=None, empty_label="请选择")
    code = code_field("A1")
    name = forms.CharField(label="指标", max_length=48)
    points = points_field("分值", min_value=Decimal("0.1"))
    formula = forms.ChoiceField(
        label="计分方法",
        choices=Formula.choices,
        help_text=(
            "比率法：按完成数与应完成数之比得分；扣分法：每发现一例扣固定分；"
            "达标法：达到达标值得满分，否则不得分；人工评分：由核验人评定，另由一人复核。"
        ),
    )
    source = source_field(help_text="由系统取数并锁定；人工评分的不选。")
    step = points_field(
        "每例扣分或评分间隔",
        min_value=Decimal("0.1"),
        initial=Decimal("0.5"),
        help_text="扣分法为每例扣几分，人工评分为最小几分一档；其他方法不用。",
    )
    target = number_field(
        "达标值",
        help_text="比率填百分数（如 95），计数填个数。达标法、按计数的比率法必填，其他可不填。",
    )
    may_be_absent = forms.BooleanField(
        label="可不适用",
        required=False,
        initial=True,
        help_text="没有应完成数的单位不计这一项，其余指标折算为 100 分。",
    )
    red_below = forms.IntegerField(
        label="红项：得分率低于（%）", min_value=0, max_value=100, initial=0
    )
    yellow_below = forms.IntegerField(
        label="黄项：得分率低于（%）", min_value=0, max_value=100, initial=60
    )
    evidence = forms.CharField(label="佐证要求", max_length=200, required=False)
    guide = forms.CharField(
        label="评分说明",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    article = article_field()
    sort_order = order_field()

    def __init__(
        self, *args: Any, scheme: Scheme, indicator: Indicator | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows: QuerySet[Dimension] = scheme.dimensions.order_by("sort_order", "pk")
        self.fields["dimension"].queryset = rows  # type: ignore[attr-defined]
        kept = indicator.source if indicator else ""
        offer_sources(self, scheme, nothing="不取数，人工评分", kept=kept)


class LimitForm(_PartForm):
    """添加、修改限制项."""

    name = forms.CharField(label="限制项", max_length=80, help_text="如“弄虚作假”。")
    grade = forms.ChoiceField(
        label="最高等次",
        choices=[one for one in Grade.choices if one[0] != Grade.EXCELLENT],
        help_text="触发后，无论得分多少，等次不高于这一档。",
    )
    source = source_field(help_text="由系统判定的选来源；不选的由人工判定，两人办理。")
    comparison = forms.ChoiceField(
        label="触发条件", required=False, choices=[("", "人工判定"), *Comparison.choices]
    )
    bound = number_field("触发值", help_text="读到的数与它比较；人工判定的不填。")
    article = article_field()
    sort_order = order_field()

    def __init__(
        self, *args: Any, scheme: Scheme, limit: GradeLimit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_sources(self, scheme, nothing="不取数，人工判定", kept=limit.source if limit else "")


class DiscardForm(WordedForm):
    """Why a draft is deleted, or a version taken out of use."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="将记入留痕，不超过 200 个字。",
    )


class SchemeFilter(WordedForm):
    """The search over schemes; without the retired ones unless asked for."""

    q = forms.CharField(label="方案名称", max_length=60, required=False)
    subject = forms.ChoiceField(label="体检对象", choices=[*ANY, *Subject.choices], required=False)
    status = forms.ChoiceField(
        label="状态",
        choices=[(CURRENT, "起草中和使用中"), *SchemeStatus.choices, ("", "全部")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__({"status": CURRENT, **{name: data[name] for name in data}})
        self._actor = actor

    def rows(self) -> SchemeQuerySet[Scheme]:
        """The versions found, in no order; none when a field makes no sense."""
        rows: SchemeQuerySet[Scheme] = Scheme.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if words := asked["q"].strip():
            rows = rows.filter(name__contains=words)
        if asked["subject"]:
            rows = rows.filter(subject=asked["subject"])
        if asked["status"] == CURRENT:
            return rows.exclude(status=SchemeStatus.RETIRED)
        return rows.filter(status=asked["status"]) if asked["status"] else rows

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the usual was asked for."""
        asked = self.cleaned_data if self.is_valid() else {}
        return bool(asked.get("q") or asked.get("subject") or asked.get("status") != CURRENT)
