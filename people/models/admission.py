"""发展党员: dated processes of steps, and one person's way through one of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization, Tenant
from hierarchy.models.tenant import DatedModel
from people.querysets import (
    AdmissionQuerySet,
    OfAdmissionQuerySet,
    OfProcessQuerySet,
    ProcessQuerySet,
)
from people.sealed import SealedField
from people.terms import Conclusion, Reckoning, Stage, StepActor
from workflow.models import Attachment


class AdmissionProcess(DatedModel):
    """One version of the rules (发展党员程序): whoever began under one stays under it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    name = models.CharField("程序版本", max_length=60)
    regulation = models.CharField("依据文件", max_length=120)

    objects = ProcessQuerySet.as_manager()

    class Meta(DatedModel.Meta):
        verbose_name = "发展党员程序"
        verbose_name_plural = "发展党员程序"
        constraints: ClassVar = [
            *DatedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "effective_from"], name="admission_process_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProcessStep(models.Model):
    """One step of a process (发展党员步骤): whose, after which step, not before, not after.

    ``earliest`` and ``latest`` are counted in their units from the day of ``after``; an open
    bound is ``None``. ``every`` is how often a lasting step asks for a record, in months.
    ``longest`` is the last bound with a reason (特殊情况). Without ``after``, ``earliest`` is how
    long the step itself lasts from its first day (公示、培训); ``hours_least`` will do instead.
    """

    process = models.ForeignKey(
        AdmissionProcess, on_delete=models.CASCADE, related_name="steps", verbose_name="程序"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    number = models.PositiveSmallIntegerField("步骤")
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices)
    name = models.CharField("名称", max_length=48)
    actor = models.CharField("办理主体", max_length=12, choices=StepActor.choices)
    rule = models.CharField("要求", max_length=200, blank=True)
    article = models.CharField("条款", max_length=60, blank=True)
    papers = ArrayField(
        models.CharField(max_length=60), default=list, verbose_name="材料", blank=True
    )
    after = models.PositiveSmallIntegerField("自第几步起算", null=True, blank=True)
    earliest = models.PositiveSmallIntegerField("最早", null=True, blank=True)
    earliest_unit = models.CharField(
        "最早的单位", max_length=12, choices=Reckoning.choices, blank=True
    )
    latest = models.PositiveSmallIntegerField("最迟", null=True, blank=True)
    latest_unit = models.CharField(
        "最迟的单位", max_length=12, choices=Reckoning.choices, blank=True
    )
    longest = models.PositiveSmallIntegerField("特殊情况最迟", null=True, blank=True)
    every = models.PositiveSmallIntegerField("考察间隔（个月）", null=True, blank=True)
    hours_least = models.PositiveSmallIntegerField("至少学时", null=True, blank=True)
    names_least = models.PositiveSmallIntegerField("至少几人", null=True, blank=True)
    names_most = models.PositiveSmallIntegerField("至多几人", null=True, blank=True)
    needs_ballot = models.BooleanField("须表决", default=False)
    needs_flag = models.BooleanField("须有审批权限", default=False)
    concludes = models.BooleanField("须作结论", default=False)

    objects = OfProcessQuerySet.as_manager()

    class Meta:
        verbose_name = "发展党员步骤"
        verbose_name_plural = "发展党员步骤"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "number"], name="process_step_once"),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | Q(after__lt=F("number")),
                name="process_step_after_earlier",
                violation_error_message="起算步骤须在本步之前。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Admission(models.Model):
    """One person's way into the party in one branch (发展党员档案), under one process."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="admissions", verbose_name="党支部"
    )
    process = models.ForeignKey(
        AdmissionProcess, on_delete=models.PROTECT, related_name="+", verbose_name="程序"
    )
    superior = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审批党委",
    )
    superior_name = models.CharField("审批党委（系统外）", max_length=120, blank=True)
    name = models.CharField("姓名", max_length=48)
    born_on = models.DateField("出生日期")
    identity = SealedField("身份证号", blank=True, default="")
    identity_index = models.CharField(max_length=40, blank=True, editable=False)
    phone = SealedField("手机号码", blank=True, default="")
    phone_index = models.CharField(max_length=40, blank=True, editable=False)
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)
    work_place = models.CharField("单位和岗位", max_length=120, blank=True)
    is_head = models.BooleanField("单位负责人", default=False)
    is_key_staff = models.BooleanField("业务骨干", default=False)
    from_memberless = models.BooleanField("来自无党员单位", default=False)
    mentors = ArrayField(
        models.CharField(max_length=48), default=list, blank=True, verbose_name="培养联系人"
    )
    sponsors = ArrayField(
        models.CharField(max_length=48), default=list, blank=True, verbose_name="入党介绍人"
    )
    status = models.CharField("阶段", max_length=12, choices=Stage.choices, default=Stage.APPLICANT)
    step = models.PositiveSmallIntegerField("已办到第几步", default=0)
    applied_on = models.DateField("申请日期")
    due_on = models.DateField("下一步最迟日期", null=True, blank=True)
    extended_until = models.DateField("预备期延长至", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_words = models.CharField("终止原因", max_length=200, blank=True)
    member = models.OneToOneField(
        "people.Member",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="admission",
        verbose_name="党员",
    )

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "发展党员档案"
        verbose_name_plural = "发展党员档案"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "identity_index"],
                condition=~Q(identity_index="") & ~Q(status__in=(Stage.ENDED, Stage.REGULAR)),
                name="admission_once",
                violation_error_message="此人已有正在办理的发展党员档案。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "status", "id"], name="admission_of_branch"),
            models.Index(fields=["tenant", "status", "due_on"], name="admission_due"),
        ]

    def __str__(self) -> str:
        # What the trail prints and keeps: no name, which goes once the file is erased.
        return f"发展党员档案{self.pk}号"


class StepRecord(models.Model):
    """What was done at one step (步骤记录): day, body, people, votes, conclusion, evidence.

    A lasting step (考察) has several. A record is corrected by a later one, never overwritten:
    what ``corrects`` names stays to be read, and counts no more.
    """

    admission = models.ForeignKey(
        Admission, on_delete=models.PROTECT, related_name="records", verbose_name="档案"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="办理单位"
    )
    number = models.PositiveSmallIntegerField("步骤")
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name="更正哪条记录",
    )
    done_on = models.DateField("办理日期")
    conclusion = models.CharField("结论", max_length=12, choices=Conclusion.choices)
    words = models.TextField("情况", max_length=2000, blank=True)
    people = ArrayField(
        models.CharField(max_length=48), default=list, blank=True, verbose_name="人员"
    )
    document_no = models.CharField("文号或编号", max_length=64, blank=True)
    from_day = models.DateField("开始日期", null=True, blank=True)
    hours = models.DecimalField("培训学时", max_digits=5, decimal_places=1, null=True, blank=True)
    eligible = models.PositiveSmallIntegerField("应到有表决权人数", null=True, blank=True)
    present = models.PositiveSmallIntegerField("实到有表决权人数", null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField("赞成票", null=True, blank=True)
    late_reason = models.CharField("逾期或特殊情况说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="记录人",
    )
    recorded_as = models.CharField("以何岗位", max_length=200, blank=True)
    recorded_at = models.DateTimeField("记录时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="step_records", verbose_name="佐证材料"
    )

    objects = OfAdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "步骤记录"
        verbose_name_plural = "步骤记录"
        indexes: ClassVar = [
            models.Index(fields=["admission", "number", "done_on"], name="step_record_of_file"),
        ]

    def __str__(self) -> str:
        return f"{self.admission}（第{self.number}步）"
