"""Full-time workers, how they were taken on, liaisons, and officers' files (articles 6, 10)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from hierarchy.models import Organization, Tenant
from people.querysets import (
    AssessmentQuerySet,
    LiaisonQuerySet,
    OfCommitteeQuerySet,
    OfficerFileQuerySet,
    OpinionQuerySet,
)
from people.sealed import SealedField
from people.terms import (
    AssessmentGrade,
    AssessmentStatus,
    Employment,
    EntrantResult,
    OfficerOrigin,
    RecruitmentStatus,
)
from workflow.models import Attachment

_MARK = (MinValueValidator(0), MaxValueValidator(100))


class Recruitment(models.Model):
    """One round of taking on full-time workers (招录): post, notice, exam, public notice."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="招录单位"
    )
    title = models.CharField("招录岗位", max_length=60)
    openings = models.PositiveSmallIntegerField("招录人数", default=1)
    requirements = models.TextField("岗位条件", max_length=2000)
    apply_until = models.DateField("报名截止")
    written_share = models.PositiveSmallIntegerField(
        "笔试占比（%）", default=50, validators=[MaxValueValidator(100)]
    )
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_until = models.DateField("公示截止", null=True, blank=True)
    notice_result = models.CharField("公示结果", max_length=400, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=RecruitmentStatus.choices, default=RecruitmentStatus.DRAFT
    )
    created_at = models.DateTimeField("拟定时间")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="拟定人",
    )
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="recruitments", verbose_name="附件"
    )
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    objects = OfCommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "招录"
        verbose_name_plural = "招录"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(openings__gte=1), name="recruitment_has_openings"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-created_at"], name="recruitment_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}招录{self.title}"

    def is_own_draft(self, user: User | None) -> bool:
        """Whether it is still a draft, and this person's."""
        is_draft = self.status == RecruitmentStatus.DRAFT
        return is_draft and user is not None and self.drafted_by_id == user.pk


class Entrant(models.Model):
    """One who entered for a recruitment (报名人员): marks out of 100, and the result."""

    recruitment = models.ForeignKey(
        Recruitment, on_delete=models.CASCADE, related_name="entrants", verbose_name="招录"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="招录单位"
    )
    name = models.CharField("姓名", max_length=48)
    phone = SealedField("联系电话", blank=True, default="")
    is_member = models.BooleanField("党员", default=False)
    entered_on = models.DateField("报名日期")
    written_mark = models.DecimalField(
        "笔试成绩", max_digits=5, decimal_places=2, null=True, blank=True, validators=_MARK
    )
    oral_mark = models.DecimalField(
        "面试成绩", max_digits=5, decimal_places=2, null=True, blank=True, validators=_MARK
    )
    result = models.CharField(
        "结果", max_length=12, choices=EntrantResult.choices, default=EntrantResult.WAITING
    )
    words = models.CharField("说明", max_length=400, blank=True)

    objects = OfCommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "报名人员"
        verbose_name_plural = "报名人员"

    def __str__(self) -> str:
        # What the trail prints and keeps: no name of somebody who only applied.
        return f"报名{self.pk}号"


class Worker(models.Model):
    """A full-time worker of one committee (专职党务工作者, S-01), from hiring to leaving."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="workers", verbose_name="所在单位"
    )
    name = models.CharField("姓名", max_length=48)
    name_key = models.CharField("拼音", max_length=160, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="账号",
    )
    phone = models.CharField("办公电话", max_length=32, blank=True)
    is_member = models.BooleanField("党员", default=True)
    employment = models.CharField("聘用方式", max_length=12, choices=Employment.choices)
    hired_on = models.DateField("到岗日期")
    contract_until = models.DateField("合同到期", null=True, blank=True)
    pay_grade = models.CharField("薪酬等级", max_length=24, blank=True)
    left_on = models.DateField("离岗日期", null=True, blank=True)
    leaving_reason = models.CharField("离岗原因", max_length=200, blank=True)
    entrant = models.OneToOneField(
        Entrant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="worker",
        verbose_name="招录来源",
    )

    objects = OfCommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "专职党务工作者"
        verbose_name_plural = "专职党务工作者"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("hired_on")),
                name="worker_days_in_order",
                violation_error_message="离岗日期不能早于到岗日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "left_on"], name="worker_of_body"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_serving(self, on: dt.date) -> bool:
        """In post on that day; the day of leaving is the first without."""
        return self.hired_on <= on and (self.left_on is None or self.left_on > on)


class Assessment(models.Model):
    """A worker's assessment of one year (年度考核), with the comment and the right of reply."""

    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, related_name="assessments", verbose_name="专职党务工作者"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="考核单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    grade = models.CharField("等次", max_length=12, choices=AssessmentGrade.choices, blank=True)
    comment = models.TextField("评语", max_length=1000, blank=True)
    told_on = models.DateField("告知日期", null=True, blank=True)
    reply_until = models.DateField("申述截止", null=True, blank=True)
    reply = models.TextField("本人申述", max_length=1000, blank=True)
    answer = models.TextField("申述答复", max_length=1000, blank=True)
    settled_on = models.DateField("定论日期", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=AssessmentStatus.choices, default=AssessmentStatus.DRAFT
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "年度考核"
        verbose_name_plural = "年度考核"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker", "year"], name="assessment_once"),
            models.CheckConstraint(
                condition=Q(status=AssessmentStatus.DRAFT) | ~Q(grade=""),
                name="assessment_told_has_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker}{self.year}年度考核"


class Liaison(models.Model):
    """A liaison (联络员, S-02) of a department or member body of a committee's trade."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="liaisons", verbose_name="所属专委会"
    )
    department = models.CharField("成员单位", max_length=100)
    is_lead = models.BooleanField("行业主管部门", default=False)
    name = models.CharField("联络员", max_length=48, blank=True)
    office = models.CharField("处室", max_length=60, blank=True)
    title = models.CharField("职务", max_length=48, blank=True)
    heads_office = models.BooleanField("职能处室负责同志", default=True)
    phone = models.CharField("办公电话", max_length=32, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        verbose_name = "联络员"
        verbose_name_plural = "联络员"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="liaison_days_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "ends_on"], name="liaison_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.name}"


class OfficerFile(models.Model):
    """What is known of the guidance officer in one post (指导员档案, S-03).

    Who holds the post, handovers and stand-ins are hierarchy's; units are coverage's.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="officer_files", verbose_name="岗位"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="指导员",
    )
    origin = models.CharField("来源", max_length=12, choices=OfficerOrigin.choices)
    is_member = models.BooleanField("党员")
    sent_by = models.CharField("选派单位", max_length=100, blank=True)
    sent_on = models.DateField("选派日期")
    visit_days = models.PositiveSmallIntegerField("联系间隔（天）", null=True, blank=True)
    plan = models.TextField("联系计划", max_length=1000, blank=True)

    objects = OfficerFileQuerySet.as_manager()

    class Meta:
        verbose_name = "指导员档案"
        verbose_name_plural = "指导员档案"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "user"], name="officer_file_once"),
            models.CheckConstraint(
                condition=Q(is_member=True),
                name="officer_is_member",
                violation_error_message="党建指导员本人须为党员（第六条），请另行选派。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"


class Opinion(models.Model):
    """What a body says of its guidance officer for one year (指导员评价): once a body."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="评价单位"
    )
    officer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="opinions", verbose_name="指导员岗位"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="指导员",
    )
    year = models.PositiveSmallIntegerField("年度")
    is_helpful = models.BooleanField("指导有帮助")
    is_in_time = models.BooleanField("联系及时")
    words = models.CharField("意见建议", max_length=400, blank=True)
    given_on = models.DateField("评价日期")

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "指导员评价"
        verbose_name_plural = "指导员评价"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "officer", "year"], name="opinion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}评价{self.officer}"
