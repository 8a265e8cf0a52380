"""The forms of a recruitment: its notice, who entered, marks, the hiring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import day_field
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm
from people.forms.employers import EmployerForm
from people.models import Entrant, Recruitment
from people.querysets import OfCommitteeQuerySet
from people.terms import Employment, RecruitmentStatus
from workflow.forms.once import once_field

ANY = [("", "全部")]
_LINES = {"rows": 3}


class RecruitmentFilter(WordedForm):
    """招录列表: by post and state."""

    q = forms.CharField(label="岗位或单位", max_length=60, required=False)
    status = forms.ChoiceField(
        label="状态", choices=[*ANY, *RecruitmentStatus.choices], required=False
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor

    def rows(self) -> OfCommitteeQuerySet[Recruitment]:
        """The recruitments found, in no order; none when a field makes no sense."""
        rows: OfCommitteeQuerySet[Recruitment] = Recruitment.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if words := asked["q"].strip():
            bodies = Organization.objects.search(words).values("pk")
            rows = rows.filter(Q(title__contains=words) | Q(organization__in=bodies))
        return rows.filter(status=asked["status"]) if asked["status"] else rows


class RecruitmentForm(WordedForm):
    """What the notice says."""

    title = forms.CharField(label="招录岗位", max_length=60)
    openings = forms.IntegerField(label="招录人数", min_value=1, max_value=99, initial=1)
    requirements = forms.CharField(
        label="岗位条件", max_length=2000, widget=forms.Textarea(attrs={"rows": 8})
    )
    apply_until = day_field("报名截止", help_text="当天仍可报名，次日起转入考试考察。")
    written_share = forms.IntegerField(
        label="笔试占比（%）",
        min_value=0,
        max_value=100,
        initial=50,
        help_text="其余为面试。总成绩按占比折算，四舍五入保留两位小数。",
    )


class RecruitmentNewForm(EmployerForm, RecruitmentForm):
    """拟定, by which of one's own bodies."""

    once = once_field()

    field_order = ("organization", *RecruitmentForm.base_fields)


class EntrantForm(WordedForm):
    """登记报名."""

    name = forms.CharField(label="姓名", max_length=48)
    phone = forms.CharField(
        label="联系电话",
        max_length=20,
        required=False,
        help_text="填写手机号码。加密保存，页面上不显示全部号码。",
    )
    is_member = forms.BooleanField(label="是党员", required=False)
    entered_on = day_field("报名日期")


class MarksForm(WordedForm):
    """登记成绩: two marks a person, empty where there is none yet.

    Each goes along as it was when the page was drawn: a colleague's mark of meanwhile stays.
    """

    def __init__(self, *args: Any, entrants: Sequence[Entrant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._entrants = entrants
        for one in entrants:
            for kind, label in (("written", "笔试"), ("oral", "面试")):
                mark = getattr(one, f"{kind}_mark")
                self.fields[f"{kind}_{one.pk}"] = forms.DecimalField(
                    label=f"{one.name}：{label}",
                    required=False,
                    min_value=Decimal(0),
                    max_value=Decimal(100),
                    max_digits=5,
                    decimal_places=2,
                    initial=mark,
                )
                self.fields[f"drawn_{kind}_{one.pk}"] = forms.DecimalField(
                    required=False, widget=forms.HiddenInput, initial=mark
                )

    @property
    def marks(self) -> dict[int, tuple[Decimal | None, Decimal | None]]:
        """Written and oral by the entrant's id, as they are to be."""
        return {
            one.pk: (self._mark("written", one), self._mark("oral", one)) for one in self._entrants
        }

    def _mark(self, kind: str, one: Entrant) -> Decimal | None:
        """The mark given, or the one that stands where nothing was changed on the page."""
        given: Decimal | None = self.cleaned_data[f"{kind}_{one.pk}"]
        drawn = self.cleaned_data.get(f"drawn_{kind}_{one.pk}")
        stands: Decimal | None = getattr(one, f"{kind}_mark")
        return stands if given == drawn else given


class HireForm(WordedForm):
    """录用: on what terms."""

    employment = forms.ChoiceField(label="聘用方式", choices=[("", "请选择"), *Employment.choices])
    hired_on = day_field("到岗日期", help_text="应在公示期满之后。尚未到岗的，到岗后再办理。")
    contract_until = day_field("合同到期", required=False, help_text="到期前 30 天提醒续签。")
    pay_grade = forms.CharField(label="薪酬等级", max_length=24, required=False)
    phone = forms.CharField(
        label="办公电话", max_length=32, required=False, help_text="在通讯录中一点即拨。"
    )


class WordsForm(WordedForm):
    """Words that are kept: the result of the notice, or why somebody is not taken on."""

    words = forms.CharField(label="说明", max_length=400, widget=forms.Textarea(attrs=_LINES))

    def __init__(self, *args: Any, label: str = "原因", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class PurposeForm(WordedForm):
    """查看联系电话: for what."""

    reason = forms.CharField(
        label="用途", max_length=200, help_text="如“通知参加面试”。连同姓名、时间记入留痕。"
    )
