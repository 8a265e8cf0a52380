"""The forms of the yearly review: opening it, the report, comment, survey, grade, feedback."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField, day_field
from hierarchy.models import Organization
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from inspections.electors import GROUPS, MOST_VOTERS, Elector
from inspections.forms.rounds import ANY
from inspections.models import DutyReview
from inspections.querysets import DutyReviewQuerySet
from inspections.round_rules import ORGANIZERS
from inspections.terms import ReviewGrade, ReviewStatus
from workflow.forms.files import FiledForm, FilesField

CORRECTIONS_OFFERED = 6
_LINES = {"rows": 4}


class OpenForm(WordedForm):
    """发起: whose bodies, and of which year."""

    judge = OrganizationField(label="评议单位", queryset=None, empty_label=None)
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, actor: Actor, judges: Sequence[Organization], **kwargs: Any):
        super().__init__(*args, **kwargs)
        rows = Organization.objects.filter(pk__in=[body.pk for body in judges])
        self.fields["judge"].queryset = rows.select_related("parent", "industry")  # type: ignore[attr-defined]
        years = (actor.on.year, actor.on.year - 1)
        self.fields["year"].choices = [(one, f"{one}年度") for one in years]  # type: ignore[attr-defined]


class ReviewFilter(WordedForm):
    """Which reviews are looked for; of this year unless asked otherwise."""

    year = forms.ChoiceField(label="年度", required=False)
    status = forms.ChoiceField(label="状态", choices=[*ANY, *ReviewStatus.choices], required=False)
    grade = forms.ChoiceField(
        label="综合评价", choices=[*ANY, *ReviewGrade.choices], required=False
    )
    name = forms.CharField(label="单位名称", max_length=40, required=False)

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        asked = {name: data[name] for name in data if data[name]}
        super().__init__({"year": str(actor.on.year), **asked})
        self._actor = actor
        years = range(actor.on.year, actor.on.year - 6, -1)
        offered = [("all", "全部年度"), *((str(one), f"{one}年") for one in years)]
        self.fields["year"].choices = offered  # type: ignore[attr-defined]

    def rows(self) -> DutyReviewQuerySet[DutyReview]:
        """The reviews found, in no order; none when a field makes no sense."""
        rows: DutyReviewQuerySet[DutyReview] = DutyReview.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["year"] != "all":
            rows = rows.filter(year=int(asked["year"]))
        if asked["status"]:
            rows = rows.filter(status=asked["status"])
        if asked["grade"]:
            # Before the feedback a grade is not told, and not found either.
            rows = rows.filter(grade=asked["grade"], status=ReviewStatus.CLOSED)
        if asked["name"]:
            bodies = Organization.objects.search(asked["name"]).values("pk")
            rows = rows.filter(organization__in=bodies)
        return rows

    @property
    def is_narrowed(self) -> bool:
        """Whether more than a year was asked for."""
        return any(self.data.get(name) for name in ("status", "grade", "name"))


class ReportForm(FiledForm):
    """The report: who gives it, and what it says."""

    reporter = forms.CharField(
        label="述职人", max_length=48, help_text="一般为单位主要负责人，填写姓名和职务。"
    )
    report = forms.CharField(
        label="述职报告",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text="各部分标题单独成行，以“一、”“二、”开头。不写个人身份证号等信息。",
    )
    uploads = FilesField(label="附件", required=False, help_text="图片、PDF、Word、Excel。")

    def __init__(self, *args: Any, files: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_cited(files)

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the files."""
        return {name: self.cleaned_data[name] for name in ("reporter", "report")}


class CommentForm(WordedForm):
    """点评: what the judge thinks, and whether it was heard in person."""

    comment = forms.CharField(
        label="点评意见", max_length=2000, widget=forms.Textarea(attrs=_LINES)
    )
    on_site = forms.BooleanField(label="现场述职", required=False)
    heard_on = day_field("述职日期", required=False, help_text="现场述职的填写；书面述职可不填。")


class SurveyForm(WordedForm):
    """发起测评: by groups, by names, and until when."""

    groups = forms.MultipleChoiceField(
        label="按组选择测评人", required=False, widget=forms.CheckboxSelectMultiple
    )
    names = forms.CharField(
        label="逐人选择测评人",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="姓名用顿号或换行分开；有重名的，改填登录名。",
    )
    until = day_field("测评截止", help_text="最长 60 天。截止或全部测评后才能评定等次。")

    def __init__(self, *args: Any, electors: Sequence[Elector], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._electors = electors
        counts = Counter(one.group for one in electors)
        self.fields["groups"].choices = [  # type: ignore[attr-defined]
            (key, f"{label}（{counts[key]} 人）") for key, label in GROUPS.items() if counts[key]
        ]
        if not counts:
            del self.fields["groups"]
        self.fields["names"].help_text += f"合计 3 至 {MOST_VOTERS} 人。"

    def clean_names(self) -> set[int]:
        """The ids of the people named; each must be one who may be asked."""
        given = self.cleaned_data["names"].replace("，", "、").replace("\n", "、")
        wanted = [word.strip() for word in given.split("、") if word.strip()]
        found, wrong = set(), []
        for word in wanted:
            fitting = [one.user for one in self._electors if word in (one.name, one.login)]
            if len(fitting) == 1:
                found.add(fitting[0])
            else:
                wrong.append(f"{word}（{'重名' if fitting else '不在可选人员中'}）")
        if wrong:
            raise forms.ValidationError(
                f"没有选上：{'、'.join(wrong)}。重名的请改填登录名，不在其中的请删去。",
                code="unknown_elector",
            )
        return found

    @property
    def voters(self) -> list[int]:
        """Everyone chosen, by group or by name."""
        groups = set(self.cleaned_data.get("groups") or ())
        chosen = {one.user for one in self._electors if one.group in groups}
        return sorted(chosen | self.cleaned_data["names"])


class GradeForm(WordedForm):
    """评定: one of four, and on what ground."""

    grade = forms.ChoiceField(
        label="综合评价", choices=ReviewGrade.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="评定依据",
        max_length=400,
        widget=forms.Textarea(attrs=_LINES),
        help_text="写明点评意见、测评结果、体检等次等依据。",
    )


class CloseForm(WordedForm):
    """反馈: the words, and up to six things to put right, each by a day."""

    feedback = forms.CharField(
        label="反馈意见", max_length=2000, widget=forms.Textarea(attrs=_LINES)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, CORRECTIONS_OFFERED + 1):
            self.fields[f"words_{place}"] = forms.CharField(
                label=f"整改事项 {place}", max_length=200, required=False
            )
            self.fields[f"due_{place}"] = day_field(f"整改事项 {place} 完成期限", required=False)

    def clean(self) -> dict[str, Any]:
        """A thing needs its day, and a day its thing."""
        given = super().clean() or self.cleaned_data
        for place in range(1, CORRECTIONS_OFFERED + 1):
            words, due = given.get(f"words_{place}"), given.get(f"due_{place}")
            if words and not due and f"due_{place}" not in self.errors:
                self.add_error(f"due_{place}", "请填写完成期限。")
            if due and not words:
                self.add_error(f"words_{place}", "请填写整改事项，或清空完成期限。")
        return given

    @property
    def corrections(self) -> list[tuple[str, dt.date]]:
        """What is to be put right, with its day, in the order given."""
        given = self.cleaned_data
        places = range(1, CORRECTIONS_OFFERED + 1)
        return [
            (given[f"words_{one}"], given[f"due_{one}"]) for one in places if given[f"words_{one}"]
        ]


class ResultForm(WordedForm):
    """完成整改事项: what came of it."""

    result = forms.CharField(
        label="整改结果", max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReturnForm(WordedForm):
    """退回修改: what is wrong."""

    reason = forms.CharField(
        label="退回理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def judges_of(actor: Actor) -> list[Organization]:
    """The bodies for which the person judges, by name."""
    rows = Organization.objects.within(actor, capability=Capability.REVIEW).open(actor.on)
    return list(rows.filter(tier__in=ORGANIZERS).select_related("tenant").by_name())
