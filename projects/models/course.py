"""What happens to a project on its way: scores, objections, notes, checks, amendments."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization
from projects.models.project import Project
from projects.querysets import AppraisalQuerySet, OfProjectQuerySet
from projects.terms import (
    AmendmentKind,
    AmendmentStatus,
    AppraisalStatus,
    CheckKind,
    CheckResult,
)


class Appraisal(models.Model):
    """One reviewer's score (项目评审). Whoever belongs to the project never reviews it.

    ``points`` maps the codes of the city's criteria to what was given; ``score`` is their sum.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="appraisals", verbose_name="项目"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="appraisals",
        verbose_name="评审人",
    )
    status = models.CharField(
        "状态", max_length=12, choices=AppraisalStatus.choices, default=AppraisalStatus.ASKED
    )
    due_on = models.DateField("评审期限")
    points = models.JSONField("分项得分", default=dict, encoder=DjangoJSONEncoder)
    score = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, blank=True)
    opinion = models.CharField("评审意见", max_length=1000, blank=True)
    recusal_reason = models.CharField("回避理由", max_length=200, blank=True)
    decided_at = models.DateTimeField("评审时间", null=True, blank=True)

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = "项目评审"
        verbose_name_plural = "项目评审"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "reviewer"], name="appraisal_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 100)),
                name="appraisal_score_in_range",
                violation_error_message="总分应在 0 到 100 分之间。",
            ),
            models.CheckConstraint(
                condition=~Q(status=AppraisalStatus.SCORED) | Q(score__isnull=False),
                name="appraisal_scored_has_score",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["reviewer"],
                condition=Q(status=AppraisalStatus.ASKED),
                name="appraisal_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}的评审"

    @property
    def city(self) -> Organization:
        """The body that asked for it."""
        return self.project.city


class Objection(models.Model):
    """What somebody said against a project on public notice, and the answer (公示异议)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="objections", verbose_name="项目"
    )
    received_on = models.DateField("收到日期")
    raised_by = models.CharField("提出人或单位", max_length=60, blank=True)
    words = models.CharField("异议内容", max_length=1000)
    answer = models.CharField("核查与答复", max_length=1000, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    is_upheld = models.BooleanField("异议成立", default=False)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "公示异议"
        verbose_name_plural = "公示异议"

    def __str__(self) -> str:
        return self.words[:20]


class ProgressNote(models.Model):
    """What a project did in one month (项目月报)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="notes", verbose_name="项目"
    )
    month = models.DateField("月份", help_text="该月第一日。")
    done = models.TextField("本月进展", max_length=2000)
    problems = models.TextField("存在问题", max_length=1000, blank=True)
    plans = models.TextField("下月打算", max_length=1000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="填报人",
    )
    written_at = models.DateTimeField("填报时间")

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目月报"
        verbose_name_plural = "项目月报"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "month"],
                name="progress_note_once",
                violation_error_message="本月的月报已经填报，请打开后修改。",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="progress_note_month_begins_on_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月月报"


class ProjectCheck(models.Model):
    """A mid-term check or an acceptance: what was handed in, and what the city found (项目检查).

    Several rounds are several rows: what had to be corrected stays to be read.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="checks", verbose_name="项目"
    )
    kind = models.CharField("检查类别", max_length=12, choices=CheckKind.choices)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    report = models.TextField("自查报告", max_length=8000, blank=True)
    handed_in_on = models.DateField("报送日期")
    result = models.CharField(
        "结论", max_length=12, choices=CheckResult.choices, default=CheckResult.WAITING
    )
    opinion = models.TextField("检查意见", max_length=2000, blank=True)
    panel = ArrayField(
        models.CharField(max_length=48), verbose_name="检查组成员", default=list, blank=True
    )
    correct_by = models.DateField("整改期限", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="检查人",
    )
    decided_as = models.CharField("检查岗位", max_length=200, blank=True)
    decided_on = models.DateField("检查日期", null=True, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目检查"
        verbose_name_plural = "项目检查"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "kind", "round"], name="project_check_round_once"
            ),
            models.CheckConstraint(
                condition=~Q(result=CheckResult.CORRECT) | Q(correct_by__isnull=False),
                name="project_check_correct_by_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（第 {self.round} 轮）"


class Amendment(models.Model):
    """A change of a running project, asked for and decided (项目变更).

    ``before`` and ``after`` hold what changes as plain values, budget lines by
    ``source_id:category_id``. ``goes_to_city`` says who decides: beyond the city's limit, and
    for every extension, the city.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="amendments", verbose_name="项目"
    )
    kind = models.CharField("变更类别", max_length=12, choices=AmendmentKind.choices)
    reason = models.CharField("变更理由", max_length=1000)
    before = models.JSONField("变更前", default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField("变更后", default=dict, encoder=DjangoJSONEncoder)
    goes_to_city = models.BooleanField("报市委两新工委", default=True)
    status = models.CharField(
        "状态", max_length=12, choices=AmendmentStatus.choices, default=AmendmentStatus.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="申请人",
    )
    asked_on = models.DateField("申请日期")
    answer = models.CharField("审批意见", max_length=1000, blank=True)
    decided_as = models.CharField("审批岗位", max_length=200, blank=True)
    decided_on = models.DateField("审批日期", null=True, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目变更"
        verbose_name_plural = "项目变更"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(status=AmendmentStatus.ASKED),
                name="amendment_one_at_a_time",
                violation_error_message="上一项变更尚未批复，请待批复后再申请。",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(kind=AmendmentKind.EXTENSION, status=AmendmentStatus.APPROVED),
                name="amendment_extension_once",
                violation_error_message="项目只能延期一次。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def decider(self) -> Organization:
        """The body that says whether it may: the city, or the applicant itself."""
        return self.project.city if self.goes_to_city else self.project.applicant
