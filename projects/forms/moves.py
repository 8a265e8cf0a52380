"""What each move of a project asks for: a reason, an opinion, a number, people, days."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from hierarchy.actors import Actor
from hierarchy.forms.fields import LoginField, day_field
from hierarchy.worded_forms import WordedForm
from projects.models import Project
from projects.people import reviewers_for
from projects.policy import policy_of

USUAL_SHARES: Final = (50, 30, 20)
_BETWEEN = re.compile(r"[，,、；;\s]+")
PANEL_MOST, PANEL_NAME = 12, 48


def words_field(label: str, *, rows: int = 4, most: int = 1000, **options: Any) -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


class MoveForm(WordedForm):
    """The base of these forms: each knows the project and who acts."""

    def __init__(self, data: Any = None, *, project: Project, actor: Actor) -> None:
        super().__init__(data)
        self.project, self.actor = project, actor

    @property
    def said(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class PlainForm(MoveForm):
    """Nothing to fill in: the page only asks whether it is meant."""


class ReasonForm(MoveForm):
    """Why."""

    reason = words_field("理由", help_text="将记入办理经过，对方会看到这段说明。")


class NumberForm(MoveForm):
    """Under which number the approval goes out."""

    approval_number = forms.CharField(
        label="批复文号", max_length=60, help_text="如“苏两新工委〔2026〕12号”。"
    )


class TermsForm(MoveForm):
    """What the task book says beside the application."""

    terms = words_field(
        "任务书约定",
        rows=10,
        most=4000,
        help_text="写明任务、进度、成果形式、经费使用要求和双方责任；申报内容、预算和节点自动附后。",
    )


class SharesForm(MoveForm):
    """How much is paid out first, second and last."""

    first = forms.IntegerField(label="首拨（%）", min_value=1, max_value=98)
    second = forms.IntegerField(label="二拨（%）", min_value=1, max_value=98)
    last = forms.IntegerField(
        label="尾款（%）",
        min_value=1,
        max_value=98,
        help_text="三批合计须为 100%。二拨在中期检查合格后申请，尾款在验收合格后申请。",
    )

    def __init__(self, data: Any = None, *, project: Project, actor: Actor) -> None:
        super().__init__(data, project=project, actor=actor)
        for name, share in zip(("first", "second", "last"), USUAL_SHARES, strict=True):
            self.fields[name].initial = share

    def clean(self) -> dict[str, Any]:
        """A hundred per cent together."""
        data = super().clean() or {}
        given = [data.get(name) for name in ("first", "second", "last")]
        if None not in given and sum(one for one in given if one) != 100:
            raise ValidationError("三批比例合计须为 100%，请修改。", code="bad_shares")
        return data

    @property
    def said(self) -> dict[str, Any]:
        """The three shares in order."""
        return {"shares": tuple(self.cleaned_data[name] for name in ("first", "second", "last"))}


class MidtermForm(MoveForm):
    """The report before the mid-term check."""

    report = words_field(
        "中期报告", rows=12, most=8000, help_text="写明进度、成效、经费使用和存在问题。"
    )


class ClosingForm(MoveForm):
    """The report before the acceptance."""

    closing_report = words_field(
        "结项报告", rows=14, most=8000, help_text="对照任务书写明完成情况、成效、经费使用和经验。"
    )

    def __init__(self, data: Any = None, *, project: Project, actor: Actor) -> None:
        super().__init__(data, project=project, actor=actor)
        self.fields["closing_report"].initial = project.closing_report


class OpinionForm(MoveForm):
    """What the body above found, and who looked."""

    opinion = words_field("检查意见", rows=6, most=2000)
    panel = forms.CharField(
        label="检查组成员",
        max_length=400,
        help_text="写姓名，用顿号隔开。与项目有关联的人员须回避。",
    )

    def clean_panel(self) -> list[str]:
        """The names."""
        names = [name for name in _BETWEEN.split(self.cleaned_data["panel"]) if name]
        if len(names) > PANEL_MOST or any(len(name) > PANEL_NAME for name in names):
            raise ValidationError(
                f"检查组成员最多 {PANEL_MOST} 人，每个姓名不超过 {PANEL_NAME} 个字，请用顿号隔开。",
                code="panel_too_long",
            )
        return names


class CorrectForm(OpinionForm):
    """The same, and by which day it has to be put right."""

    correct_by = day_field("整改期限")
    field_order = ("opinion", "correct_by", "panel")


class BrandForm(MoveForm):
    """Why it should be a brand."""

    reason = words_field(
        "品牌申报说明", rows=8, most=2000, help_text="写明特色做法、成效、可复制可推广之处。"
    )


class ReviewersForm(MoveForm):
    """Who is asked to score, by which day."""

    chosen = forms.TypedMultipleChoiceField(
        label="评审人", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="其他评审人的姓名或登录名",
        required=False,
        max_length=400,
        help_text="名单中没有的填写登录名，用顿号隔开。",
    )
    due_on = day_field("评审期限")

    def __init__(self, data: Any = None, *, project: Project, actor: Actor) -> None:
        super().__init__(data, project=project, actor=actor)
        offered = reviewers_for(project, actor)
        self._people = {one.user.pk: one.user for one in offered}
        field: Any = self.fields["chosen"]
        field.choices = [(one.user.pk, one.label) for one in offered]
        field.required = bool(offered)
        needed = policy_of(project.tenant, actor.on).reviewers_needed
        field.help_text = f"不少于 {needed} 人。与项目有关联的人员已排除在名单之外。"

    def clean(self) -> dict[str, Any]:
        """Those ticked and those named, each once."""
        data = super().clean() or {}
        people = {pk: self._people[pk] for pk in data.get("chosen") or []}
        for name in _BETWEEN.split(data.get("others") or ""):
            if name and (person := self._person(name)):
                people[person.pk] = person
        if not people and not self.errors:
            raise ValidationError("请勾选评审人，或填写评审人的姓名或登录名。", code="nobody")
        data["reviewers"] = list(people.values())
        return data

    def _person(self, name: str) -> User | None:
        try:
            return LoginField.person(name, actor=self.actor)
        except ValidationError as unknown:
            self.add_error("others", unknown)
            return None

    @property
    def said(self) -> dict[str, Any]:
        """The people and the day."""
        return {name: self.cleaned_data[name] for name in ("reviewers", "due_on")}
