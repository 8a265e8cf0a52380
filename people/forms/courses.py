"""The forms of courses: what they are, who attended, and the search over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from hierarchy.actors import Actor
from hierarchy.forms.fields import day_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.attendance_sheet import MOST_ROWS, SIZE_MOST
from people.learners import name_of
from people.models import Course
from people.terms import Learner, StudyKind
from workflow.forms.enclosed import EnclosedForm
from workflow.forms.once import once_field

ANY = [("", "全部")]
OPEN, CLOSED = "open", "closed"


class CourseForm(EnclosedForm):
    """登记、修改课程; whom it is for is said once."""

    title = forms.CharField(label="课程名称", max_length=80)
    kind = forms.ChoiceField(label="形式", choices=StudyKind.choices)
    learner = forms.ChoiceField(
        label="对象", choices=Learner.choices, help_text="登记后不能改为其他对象。"
    )
    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期")
    hours = forms.DecimalField(
        label="学时", min_value=0.5, max_value=200, max_digits=5, decimal_places=1
    )
    teacher = forms.CharField(label="授课人", max_length=60, required=False)
    place = forms.CharField(label="地点", max_length=100, required=False)
    once = once_field()

    def __init__(self, *args: Any, course: Course | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].label = "课件和材料"
        if course is not None:
            del self.fields["learner"]
            del self.fields["once"]

    def clean_ends_on(self) -> Any:
        """After the first day, said beside the field."""
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data["ends_on"]
        if first and last < first:
            raise forms.ValidationError("结束日期不能早于开始日期，请改正。", code="days_in_order")
        return last


class LearnersField(forms.ModelMultipleChoiceField):
    """People to tick, by name; with their body where there are several."""

    widget = forms.CheckboxSelectMultiple(attrs={"data-row-box": True})

    def label_from_instance(self, obj: Any) -> str:
        return f"{name_of(obj)}（{obj.organization.label}）" if self.has_bodies else name_of(obj)

    has_bodies = False
    may_pick_all = True


class AttendanceForm(WordedForm):
    """登记参加人员: those ticked attended, those not ticked did not."""

    learners = LearnersField(
        label="参加人员",
        queryset=None,
        required=False,
        help_text="勾选的即参加了，取消勾选的移除；有证明材料的不移除。",
    )
    drawn = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-no-draft": ""}), max_length=20_000
    )

    def __init__(self, *args: Any, learners: QuerySet[Any, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["drawn"] = ",".join(map(str, self.initial.get("learners", ())))
        field: Any = self.fields["learners"]
        field.queryset = learners
        field.has_bodies = len({row.organization_id for row in learners}) > 1

    def clean_drawn(self) -> set[int]:
        """Who stood ticked when the page was drawn: nobody else is taken off by it."""
        return {int(part) for part in self.cleaned_data["drawn"].split(",") if part.isdecimal()}


class NamesForm(WordedForm):
    """按名单登记: names pasted, a file with a column of names, or both."""

    names = forms.CharField(
        label="参加人员姓名",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="从表格中复制姓名一列粘贴，一行一个。有一个对不上，就一个也不登记。",
    )
    workbook = forms.FileField(
        label="表格文件",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "data-no-draft": ""}),
        help_text=(
            f"也可以选择 .xlsx 或 .csv 表格，只读第一张表的“姓名”一列，最多 {MOST_ROWS} 行、1 MB。"
            "表格不保存。"
        ),
    )

    def clean_names(self) -> list[str]:
        """The names, one a line."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]

    def clean_workbook(self) -> Any:
        """A file of a size that is held in memory alone, if there is one."""
        upload = self.cleaned_data["workbook"]
        if upload and upload.size > SIZE_MOST:
            raise forms.ValidationError(
                "表格超过 1 MB，不能读取。请只保留参加人员名单一张表，或分成几份登记。",
                code="too_large",
            )
        return upload

    def clean(self) -> dict[str, Any]:
        """At least one of the two."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not given["names"] and not given["workbook"]:
            self.add_error("names", "请粘贴参加人员姓名，或者选择表格文件。")
        return given


class CourseFilter(WordedForm):
    """The search over courses that an actor may see."""

    q = forms.CharField(label="课程或主办单位", max_length=60, required=False)
    learner = forms.ChoiceField(label="对象", choices=[*ANY, *Learner.choices], required=False)
    state = forms.ChoiceField(
        label="状态", choices=[*ANY, (OPEN, "登记中"), (CLOSED, "已结束登记")], required=False
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor

    def rows(self) -> QuerySet[Any, Any]:
        """The courses found, in no order; none when a field makes no sense."""
        rows: QuerySet[Any, Any] = Course.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["learner"]:
            rows = rows.filter(learner=asked["learner"])
        if asked["state"]:
            rows = rows.filter(is_closed=asked["state"] == CLOSED)
        if text := asked["q"].strip():
            named = Organization.objects.filter(
                Q(name__contains=text) | Q(name_key__contains=text.lower())
            )
            rows = rows.filter(Q(title__contains=text) | Q(organization__in=named))
        return rows

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return self.is_valid() and any(self.cleaned_data.values())
