"""Study hours, points and talents (articles 13 and 14; R-25, R-33)."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization, Tenant
from people.models.member import Member
from people.models.policy import PointsRule
from people.models.staff import OfficerFile, Worker
from people.querysets import (
    CourseQuerySet,
    OfTalentQuerySet,
    PointsQuerySet,
    StudyQuerySet,
    TalentQuerySet,
)
from people.terms import Learner, PointsStatus, StudyKind, TalentDeedKind, TalentKind
from workflow.models import Attachment


class Course(models.Model):
    """A course that a body holds (培训班): so many hours for whoever attended."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="courses", verbose_name="主办单位"
    )
    title = models.CharField("课程名称", max_length=80)
    kind = models.CharField("形式", max_length=12, choices=StudyKind.choices)
    learner = models.CharField("对象", max_length=8, choices=Learner.choices)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    hours = models.DecimalField(
        "学时", max_digits=5, decimal_places=1, validators=[MinValueValidator(Decimal("0.5"))]
    )
    teacher = models.CharField("授课人", max_length=60, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    sign_code = models.CharField("签到码", max_length=32, blank=True, editable=False)
    is_closed = models.BooleanField("已结束登记", default=False)
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="courses", verbose_name="课件和材料"
    )
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = "培训课程"
        verbose_name_plural = "培训课程"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="course_days_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StudyRecord(models.Model):
    """Hours that one learner studied (学时记录), with a course or without, and the certificate."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="所在组织"
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name="课程",
    )
    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="studies",
        verbose_name="党员",
    )
    worker = models.ForeignKey(
        Worker,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="studies",
        verbose_name="专职党务工作者",
    )
    officer_file = models.ForeignKey(
        OfficerFile,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="studies",
        verbose_name="指导员",
    )
    title = models.CharField("学习内容", max_length=80)
    kind = models.CharField("形式", max_length=12, choices=StudyKind.choices)
    studied_on = models.DateField("学习日期")
    hours = models.DecimalField(
        "学时", max_digits=5, decimal_places=1, validators=[MinValueValidator(Decimal("0.5"))]
    )
    certificate = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="study_records",
        verbose_name="证明材料",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="登记人",
    )
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = "学时记录"
        verbose_name_plural = "学时记录"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, worker__isnull=True, officer_file__isnull=True)
                | Q(member__isnull=True, worker__isnull=False, officer_file__isnull=True)
                | Q(member__isnull=True, worker__isnull=True, officer_file__isnull=False),
                name="study_of_one_learner",
            ),
            models.UniqueConstraint(
                fields=["course", "member"],
                condition=Q(course__isnull=False, member__isnull=False),
                name="study_of_member_once",
            ),
            models.UniqueConstraint(
                fields=["course", "worker"],
                condition=Q(course__isnull=False, worker__isnull=False),
                name="study_of_worker_once",
            ),
            models.UniqueConstraint(
                fields=["course", "officer_file"],
                condition=Q(course__isnull=False, officer_file__isnull=False),
                name="study_of_officer_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "studied_on"], name="study_of_member"),
            models.Index(fields=["organization", "studied_on"], name="study_of_body"),
        ]

    def __str__(self) -> str:
        return self.title


class PointsEntry(models.Model):
    """One entry of points (积分事项): claimed, settled, made public, or refused."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="党支部"
    )
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="points", verbose_name="党员"
    )
    rule = models.ForeignKey(
        PointsRule, on_delete=models.PROTECT, related_name="+", verbose_name="积分项目"
    )
    event = models.CharField("事项", max_length=200)
    happened_on = models.DateField("发生日期")
    points = models.DecimalField("分值", max_digits=5, decimal_places=1)
    status = models.CharField(
        "状态", max_length=12, choices=PointsStatus.choices, default=PointsStatus.CLAIMED
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="申报人",
    )
    settled_by = models.CharField("核定人", max_length=160, blank=True)
    published_on = models.DateField("公示日期", null=True, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    objects = PointsQuerySet.as_manager()

    class Meta:
        verbose_name = "积分事项"
        verbose_name_plural = "积分事项"
        indexes: ClassVar = [
            models.Index(fields=["member", "happened_on"], name="points_of_member"),
        ]

    def __str__(self) -> str:
        return self.event


class Talent(models.Model):
    """A talent of the trade's party work (党建人才, article 14), with consent to be listed."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="talents", verbose_name="推荐单位"
    )
    name = models.CharField("姓名", max_length=48)
    name_key = models.CharField("拼音", max_length=160, blank=True, editable=False)
    kind = models.CharField("类别", max_length=12, choices=TalentKind.choices)
    work_place = models.CharField("单位和职务", max_length=120)
    strengths = models.CharField("专长", max_length=200)
    is_member = models.BooleanField("党员", default=True)
    listed_on = models.DateField("入库日期")
    left_on = models.DateField("出库日期", null=True, blank=True)
    leaving_reason = models.CharField("出库原因", max_length=200, blank=True)
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    objects = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = "党建人才"
        verbose_name_plural = "党建人才"
        indexes: ClassVar = [
            models.Index(fields=["tenant", "kind", "left_on"], name="talent_of_city"),
        ]

    def __str__(self) -> str:
        return self.name


class TalentDeed(models.Model):
    """How a talent was trained or used (培养使用记录), or took part in a project."""

    talent = models.ForeignKey(
        Talent, on_delete=models.CASCADE, related_name="deeds", verbose_name="人才"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    kind = models.CharField("类别", max_length=12, choices=TalentDeedKind.choices)
    done_on = models.DateField("日期")
    words = models.CharField("内容", max_length=200)
    project = models.PositiveBigIntegerField("项目编号", null=True, blank=True)
    project_name = models.CharField("项目名称", max_length=120, blank=True)
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    objects = OfTalentQuerySet.as_manager()

    class Meta:
        verbose_name = "培养使用记录"
        verbose_name_plural = "培养使用记录"

    def __str__(self) -> str:
        return self.words
