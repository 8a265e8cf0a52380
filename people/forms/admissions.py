"""The forms of 发展党员: an application, one step as it asks, another committee, the search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField, day_field
from hierarchy.models import Organization, Tenant
from hierarchy.rules import COMMITTEES_IN_LAW
from hierarchy.terms import Capability
from hierarchy.worded_forms import WordedForm
from people.admission_course import Course, is_outside
from people.admission_rules import conclusions_for
from people.models import Admission, ProcessStep
from people.name_searches import by_mask
from people.querysets import MASKED, AdmissionQuerySet
from people.step_numbers import REGULAR
from people.terms import Conclusion, Stage
from workflow.forms.enclosed import FILES_HELP, EnclosedForm
from workflow.forms.files import FiledForm, FilesField
from workflow.forms.once import once_field

ANY: Final = [("", "全部")]
# Neither the browser's memory nor the drafts kept on the device may hold these.
_SECRET: Final = {"autocomplete": "off", "data-no-draft": ""}
Check = Callable[[Mapping[str, Any]], None]


def approving_bodies(tenant: Tenant, actor: Actor) -> Any:
    """The committees of the city that may admit members: by their flag, never by their kind."""
    rows = Organization.objects.filter(
        tenant=tenant, may_approve_members=True, kind__in=COMMITTEES_IN_LAW
    )
    return rows.open(actor.on).select_related("parent", "industry").by_name()


class SuperiorForm(WordedForm):
    """审批党委: one of the system's, or the name of another."""

    superior = OrganizationField(
        label="审批党委",
        queryset=None,
        required=False,
        empty_label="不在本系统内",
        help_text="只列出具有审批预备党员权限的党委。专委会、党总支和没有权限的党委不能审批。",
    )
    superior_name = forms.CharField(
        label="审批党委名称（系统外）",
        max_length=120,
        required=False,
        help_text="审批党委不在列表中的填写全称，其办理的步骤由党支部凭文号代为登记。",
    )

    def __init__(self, *args: Any, tenant: Tenant, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superior"].queryset = approving_bodies(tenant, actor)  # type: ignore[attr-defined]


class ApplicationForm(EnclosedForm, SuperiorForm):
    """登记入党申请; numbers are asked only where the register is kept."""

    is_personal = True
    name = forms.CharField(
        label="姓名", max_length=48, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    born_on = day_field("出生日期", help_text="申请时须年满 18 岁。")
    applied_on = day_field("申请日期", help_text="党组织收到入党申请书之日，按这一天适用程序版本。")
    work_place = forms.CharField(label="单位和岗位", max_length=120, required=False)
    is_head = forms.BooleanField(label="单位负责人", required=False)
    is_key_staff = forms.BooleanField(label="业务骨干", required=False)
    from_memberless = forms.BooleanField(label="来自无党员单位", required=False)
    identity = forms.CharField(
        label="身份证号",
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs=_SECRET),
        help_text="加密保存，用于防止重复登记；不填不影响办理。",
    )
    phone = forms.CharField(
        label="手机号码",
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={**_SECRET, "inputmode": "tel"}),
    )
    once = once_field()

    def __init__(self, *args: Any, keeps_numbers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps_numbers:
            del self.fields["identity"]
            del self.fields["phone"]
        self.fields["uploads"].label = "入党申请书"
        last = ("superior", "superior_name", "uploads", "cited")
        self.order_fields([*(name for name in self.fields if name not in last), *last])


class StepForm(FiledForm):
    """登记、更正 a step: only what this step asks."""

    is_personal = True
    done_on = day_field("办理日期")
    from_day = day_field("开始日期")
    conclusion = forms.ChoiceField(
        label="结论",
        choices=(),
        widget=forms.RadioSelect,
        help_text="结论由党组织作出，系统不作判断，如实登记。",
    )
    extended_until = day_field("预备期延长至", required=False)
    eligible = forms.IntegerField(label="应到有表决权人数", min_value=1)
    present = forms.IntegerField(label="实到有表决权人数", min_value=0)
    in_favour = forms.IntegerField(label="赞成票", min_value=0)
    people = forms.CharField(
        label="参与人员",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        help_text="一行填写一人。",
    )
    hours = forms.DecimalField(
        label="培训学时",
        max_digits=5,
        decimal_places=1,
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.5"}),
    )
    document_no = forms.CharField(label="文号或编号", max_length=64, required=False)
    words = forms.CharField(
        label="情况", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    late_reason = forms.CharField(
        label="逾期或特殊情况说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="逾期办理的须说明原因，标记会一直保留。",
    )
    uploads = FilesField(label="材料", required=False, help_text=FILES_HELP)
    reason = forms.CharField(
        label="更正原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        course: Course,
        step: ProcessStep,
        actor: Actor,
        check: Check | None = None,
        corrects: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._course, self._step, self._check = course, step, check
        fields: Any = self.fields
        for name in _unasked(course, step, corrects=corrects, on=actor.on):
            del fields[name]
        if "conclusion" in fields:
            allowed = conclusions_for(course, step)
            fields["conclusion"].choices = [(one, Conclusion(one).label) for one in allowed]
            fields["conclusion"].disabled = corrects
        fields["uploads"].help_text = f"{'、'.join(step.papers)}。{FILES_HELP}"
        if is_outside(course.admission, step):
            fields["document_no"].required = True

    def clean(self) -> dict[str, Any]:
        """The rules are asked before a file is stored, so that no paper is kept for nothing."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and self._check is not None:
            try:
                self._check(self.content)
            except ValidationError as wrong:
                for name, errors in getattr(wrong, "error_dict", {None: [wrong]}).items():
                    self.add_error(name if name in self.fields else None, errors)
        return given

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes."""
        aside = ("uploads", "cited", "reason", "people")
        given = {name: value for name, value in self.cleaned_data.items() if name not in aside}
        lines = str(self.cleaned_data.get("people") or "").replace("、", "\n").splitlines()
        given["people"] = [name.strip() for name in lines if name.strip()]
        if not self._step.concludes:
            given["conclusion"] = Conclusion.DONE
        return given


def _unasked(course: Course, step: ProcessStep, *, corrects: bool, on: dt.date) -> list[str]:
    """The fields that this step has no use for."""
    unasked = []
    if not step.concludes:
        unasked.append("conclusion")
    if not step.needs_ballot:
        unasked += ["eligible", "present", "in_favour"]
    if not (step.names_least or step.names_most):
        unasked.append("people")
    if step.after is not None or step.earliest is None:
        unasked.append("from_day")
    if not step.hours_least:
        unasked.append("hours")
    is_extension = Conclusion.EXTENDED in conclusions_for(course, step)
    if corrects or step.number != REGULAR or not is_extension:
        unasked.append("extended_until")
    latest = course.window(step).latest
    if latest is None or (on <= latest and not corrects):
        unasked.append("late_reason")
    return unasked if corrects else [*unasked, "reason"]


class AdmissionFilter(WordedForm):
    """The search over files that a reader may see by name."""

    q = forms.CharField(label="姓名", max_length=48, required=False)
    stage = forms.ChoiceField(
        label="阶段", choices=[("", "办理中"), *Stage.choices, ("all", "全部")], required=False
    )
    who = forms.ChoiceField(
        label="重点对象",
        choices=[*ANY, ("head", "单位负责人"), ("key", "业务骨干"), ("source", "来自无党员单位")],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data)
        self._actor = actor
        if not self._sees_whole:
            del self.fields["who"]

    @property
    def _sees_whole(self) -> bool:
        """Whether some files are read whole: what a mask hides is nothing to search by."""
        tiers = {grant.tier for grant in self._actor.scope(Capability.HANDLE).nodes}
        return bool(tiers - MASKED)

    def rows(self) -> AdmissionQuerySet[Admission]:
        """The files found, in no order; none when a field makes no sense."""
        rows: AdmissionQuerySet[Admission] = Admission.objects.visible_to(self._actor)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        whole = Admission.objects.detailed(self._actor).values("pk")
        if words := asked["q"].strip():
            rows = rows.filter(Q(name__startswith=words, pk__in=whole) | by_mask(words))
        flags = {"head": "is_head", "key": "is_key_staff", "source": "from_memberless"}
        if asked.get("who"):
            rows = rows.filter(**{flags[asked["who"]]: True}, pk__in=whole)
        if asked["stage"] == "all":
            return rows
        return rows.filter(status=asked["stage"]) if asked["stage"] else rows.running()
