"""What one may look for among obligations: the roll, its export, the wall and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import F, Q

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.forms.fields import BodyField, day_field
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm
from routines.models import Obligation, ObligationRule
from routines.querysets import ObligationQuerySet
from routines.terms import RecordKind, Standing

OPEN, OVERDUE, DONE, LATE, MISSING, ASIDE = "open", "overdue", "done", "late", "missing", "aside"
TIMELY = "timely"
STATES = (
    (MISSING, "未办"),
    (OVERDUE, "逾期未办"),
    (OPEN, "窗口内未办"),
    (DONE, "已办"),
    (TIMELY, "按时完成"),
    (LATE, "逾期完成"),
    ("counted", "计入统计"),
    (ASIDE, "不计入统计"),
)
_COUNTED = Q(standing=Standing.EXPECTED)


def rule_choices(actor: Actor) -> list[tuple[str, str]]:
    """The rules of the city by code; of several versions the latest name."""
    rows = ObligationRule.objects.visible_to(actor).order_by("code", "effective_from")
    names = dict(rows.values_list("code", "name"))
    return [(code, f"{code} {name}") for code, name in names.items()]


def within(body: Organization) -> Q:
    """The obligations of a body and of everything below it."""
    if body.tier == Tier.CITY:
        return Q(tenant_id=body.tenant_id)
    if body.tier == Tier.BRANCH:
        return Q(organization_id=body.pk)
    return Q(**{f"organization__{body.tier}_id": body.pk})


class ObligationFilter(WordedForm):
    """The search over obligations that an actor may see. Empty fields ask for nothing."""

    rule = forms.ChoiceField(label="规则", required=False)
    state = forms.ChoiceField(label="办理情况", choices=[("", "全部"), *STATES], required=False)
    due_from = day_field("截止日期自", required=False)
    due_to = day_field("截止日期至", required=False)
    q = forms.CharField(label="组织名称或拼音", max_length=60, required=False)
    within = BodyField(
        label="范围", queryset=None, required=False, widget=forms.HiddenInput, empty_label="全部"
    )
    body = BodyField(
        label="组织", queryset=None, required=False, widget=forms.HiddenInput, empty_label="全部"
    )
    period = forms.DateField(required=False, widget=forms.HiddenInput, label="周期起")
    month = forms.DateField(required=False, widget=forms.HiddenInput, label="周期止月份")
    ends_from = forms.DateField(required=False, widget=forms.HiddenInput, label="周期止于")
    ends_to = forms.DateField(required=False, widget=forms.HiddenInput, label="周期止不晚于")
    no_papers = forms.BooleanField(
        required=False, widget=forms.HiddenInput, label="不含本期小结和述职报告"
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        self.fields["rule"].choices = [("", "全部"), *rule_choices(actor)]  # type: ignore[attr-defined]
        bodies = Organization.objects.within(actor, capability=Capability.VIEW_WORK)
        for name in ("within", "body"):
            self.fields[name].queryset = bodies  # type: ignore[attr-defined]

    @property
    def asks_overdue(self) -> bool:
        """Whether what is overdue is looked for, and nothing else."""
        return self.is_valid() and self.cleaned_data["state"] == OVERDUE

    def rows(self) -> ObligationQuerySet[Obligation]:
        """The obligations found, in no order; none when a field makes no sense."""
        rows: ObligationQuerySet[Obligation] = Obligation.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = rows.filter(self._places(asked) & self._days(asked))
        if asked["rule"]:
            rows = rows.filter(rule__code=asked["rule"])
        return rows.filter(state_condition(asked["state"], on=self._actor.on))

    def chosen(self) -> list[str]:
        """What was asked for, in words, for the head of the folded filter and the export."""
        return list(self._chosen()) if self.is_valid() else []

    def _chosen(self) -> Iterator[str]:
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            if not value or name in ("period", "month"):
                continue
            if isinstance(field, forms.ModelChoiceField):
                yield f"{field.label}：{field.label_from_instance(value)}"
            elif isinstance(field, forms.ChoiceField):
                yield str(dict(field.choices)[value])  # type: ignore[arg-type]
            elif isinstance(value, bool):
                yield str(field.label)
            else:
                yield f"{field.label} {said(value)}"
        if month := self.cleaned_data["month"]:
            yield f"{month.year}年{month.month}月止的周期"

    @staticmethod
    def _places(asked: Mapping[str, Any]) -> Q:
        found = within(asked["within"]) if asked["within"] else Q()
        if asked["body"]:
            found &= Q(organization=asked["body"])
        if text := asked["q"].strip():
            found &= Q(organization__name__contains=text) | Q(
                organization__name_key__contains=text.lower()
            )
        return found

    @staticmethod
    def _days(asked: Mapping[str, Any]) -> Q:
        found = Q()
        if asked["due_from"]:
            found &= Q(due_on__gte=asked["due_from"])
        if asked["due_to"]:
            found &= Q(due_on__lte=asked["due_to"])
        if asked["period"]:
            found &= Q(period_start=asked["period"])
        if month := asked["month"]:
            found &= Q(period_end__year=month.year, period_end__month=month.month)
        start, end = asked["ends_from"], asked["ends_to"]
        if start and end:
            found &= Q(period_end__range=(start, end))
            found &= ~papers_of(start, end) if asked["no_papers"] else Q()
        return found


def papers_of(start: dt.date, end: dt.date) -> Q:
    """The papers that sum up just these days: they are no figure of their own period."""
    papers = [RecordKind.QUARTERLY_SUMMARY, RecordKind.ANNUAL_REPORT]
    return Q(period_start=start, period_end=end, rule__answered_by__overlap=papers)


def said(value: Any) -> str:
    """What was asked for, as people read it."""
    if isinstance(value, dt.date):
        return chinese_date(value)
    return str(value)


def state_condition(state: str, *, on: dt.date) -> Q:
    """The rows in one of ``STATES`` on a day; all for none."""
    missing = _COUNTED & Q(met_on__isnull=True)
    conditions = {
        OPEN: missing & Q(opens_on__lte=on),
        MISSING: missing,
        OVERDUE: missing & Q(due_on__lt=on),
        DONE: _COUNTED & Q(met_on__isnull=False),
        TIMELY: _COUNTED & Q(met_on__lte=F("due_on")),
        LATE: _COUNTED & Q(met_on__gt=F("due_on")),
        "counted": _COUNTED,
        ASIDE: ~_COUNTED,
    }
    return conditions.get(state, Q())
