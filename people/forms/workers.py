"""The forms of a worker's file and of the yearly assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import LoginField, day_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.forms.employers import EmployerForm
from people.forms.recruitments import HireForm
from people.models import Worker
from people.querysets import OfCommitteeQuerySet
from people.staff_rules import CONTRACT_WARNING
from people.terms import AssessmentGrade

_GRADES = [("", "请选择"), *AssessmentGrade.choices]


class WorkerFilter(WordedForm):
    """专职党务工作者: by name, pinyin or body, and how they stand."""

    q = forms.CharField(label="姓名、拼音或单位", max_length=60, required=False)
    state = forms.ChoiceField(
        label="情况",
        choices=[("", "在岗"), ("contract", "合同将到期"), ("left", "已离岗")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor

    def rows(self) -> OfCommitteeQuerySet[Worker]:
        """The workers found, in no order; none when a field makes no sense."""
        rows: OfCommitteeQuerySet[Worker] = Worker.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked, on = self.cleaned_data, self._actor.on
        if words := asked["q"].strip():
            bodies = Organization.objects.search(words).values("pk")
            named = Q(name__contains=words) | Q(name_key__contains=words.lower())
            rows = rows.filter(named | Q(organization__in=bodies))
        if asked["state"] == "left":
            return rows.filter(left_on__lte=on)
        rows = rows.serving(on)
        if asked["state"] == "contract":
            return rows.filter(contract_until__lte=on + CONTRACT_WARNING)
        return rows


class WorkerForm(HireForm):
    """修改档案."""

    name = forms.CharField(label="姓名", max_length=48)
    is_member = forms.BooleanField(label="是党员", required=False, initial=True)
    field_order = ("name", "is_member", *HireForm.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hired_on"].help_text = ""


class WorkerNewForm(EmployerForm, WorkerForm):
    """登记: whoever is in post already, without a recruitment here."""

    field_order = ("organization", *WorkerForm.field_order)


class LeaveForm(WordedForm):
    """离岗: the first day without, and why."""

    left_on = day_field("离岗日期")
    reason = forms.CharField(
        label="离岗原因", max_length=200, help_text="如合同期满、调离、辞职、退休。"
    )


class AccountForm(WordedForm):
    """关联账号: the worker's own login name; empty takes it off, which is a correction."""

    username = LoginField(required=False)
    reason = forms.CharField(
        label="更正原因", max_length=200, help_text="如原来关联了他人的账号。记入留痕。"
    )
    is_same_person = forms.BooleanField(label="姓名不一致，已核对是本人的账号", required=False)

    def __init__(self, *args: Any, corrects: bool, asks: bool, **kwargs: Any) -> None:
        """``corrects`` an earlier link; ``asks`` whether another name is the same person's."""
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]
            self.fields["username"].required = True
        if not asks:
            del self.fields["is_same_person"]


class AssessmentForm(WordedForm):
    """等次和评语."""

    grade = forms.ChoiceField(label="等次", choices=_GRADES, required=False)
    comment = forms.CharField(
        label="评语",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写明主要工作、成绩和不足。告知本人前可以反复修改。",
    )


class AssessmentNewForm(AssessmentForm):
    """起草: of which year."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    field_order = ("year", "grade", "comment")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["year"].choices = [(year, f"{year}年度") for year in (on.year, on.year - 1)]


class ReplyForm(WordedForm):
    """申述."""

    words = forms.CharField(
        label="申述的事实和理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 6})
    )


class SettleForm(WordedForm):
    """定论: the grade, the answer where there was a reply, why the grade is another."""

    grade = forms.ChoiceField(label="等次", choices=_GRADES)
    answer = forms.CharField(
        label="申述答复",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明核查情况和答复意见，本人可以看到。",
    )
    reason = forms.CharField(
        label="调整理由",
        max_length=200,
        required=False,
        help_text="等次与告知本人的不同的，写明理由；没有调整的不填。",
    )

    def __init__(self, *args: Any, answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not answers:
            del self.fields["answer"]
