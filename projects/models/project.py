"""A party-building project (党建项目): what it is, what it is to cost, and when."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from hierarchy.models import Organization, Tenant
from projects.models.catalogue import CatalogueEntry, FundSource
from projects.querysets import OfProjectQuerySet, PaperQuerySet, ProjectQuerySet
from projects.terms import EDITABLE, STAGE_OF, PaperKind, ProjectStatus, TrancheStatus
from workflow.models import Attachment

CENT = Decimal("0.01")


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ProjectEvent",
    exclude=["once_key"],
    meta={"verbose_name": "党建项目变动", "verbose_name_plural": "党建项目变动"},
)
class Project(models.Model):
    """One project of one committee in one year's round (article 9).

    What it says of itself is written by the applicant until it is handed up; afterwards only
    amendments change it. Days and numbers of each step stay on the row; who did what stands in
    the trail. ``accepted_on`` is what makes it completed.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    applicant = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="projects", verbose_name="申报单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    number = models.CharField("项目编号", max_length=60, blank=True)
    name = models.CharField("项目名称", max_length=80)
    category = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, related_name="+", verbose_name="项目类别"
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="项目负责人",
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name="项目组成员"
    )
    participants = models.ManyToManyField(
        Organization, blank=True, related_name="joined_projects", verbose_name="参与单位"
    )
    background = models.TextField("立项背景", max_length=2000, blank=True)
    goals = models.TextField("项目目标", max_length=2000, blank=True)
    measures = models.TextField("主要做法", max_length=4000, blank=True)
    outcomes = models.TextField("预期成果", max_length=2000, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("完成日期")
    more_reason = models.CharField("超过上限的理由", max_length=400, blank=True)
    adopted_from = models.ForeignKey(
        "BrandPack",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="借鉴自",
    )
    status = models.CharField(
        "状态", max_length=12, choices=ProjectStatus.choices, default=ProjectStatus.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="起草人",
    )
    created_at = models.DateTimeField("起草时间")
    once_key = models.UUIDField("表单编号", null=True, unique=True, editable=False)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_to = models.DateField("公示截止", null=True, blank=True)
    approved_on = models.DateField("立项日期", null=True, blank=True)
    approval_number = models.CharField("批复文号", max_length=60, blank=True)
    book_terms = models.TextField("任务书约定", max_length=4000, blank=True)
    book_signed_on = models.DateField("申报单位签订日期", null=True, blank=True)
    book_signed_as = models.CharField("申报单位签订岗位", max_length=200, blank=True)
    countersigned_on = models.DateField("会签日期", null=True, blank=True)
    countersigned_as = models.CharField("会签岗位", max_length=200, blank=True)
    extended_from = models.DateField("延期前完成日期", null=True, blank=True)
    correct_by = models.DateField("整改期限", null=True, blank=True)
    closing_report = models.TextField("结项报告", max_length=8000, blank=True)
    accepted_on = models.DateField("验收合格日期", null=True, blank=True)
    settled_on = models.DateField("决算审定日期", null=True, blank=True)
    archived_on = models.DateField("归档日期", null=True, blank=True)
    brand_reason = models.TextField("品牌申报说明", max_length=2000, blank=True)
    brand_number = models.CharField("品牌证书编号", max_length=60, blank=True)
    brand_on = models.DateField("品牌认定日期", null=True, blank=True)
    brand_until = models.DateField("品牌有效期至", null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "党建项目"
        verbose_name_plural = "党建项目"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "number"], condition=~Q(number=""), name="project_number_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="project_days_in_order",
                violation_error_message="完成日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(brand_on__isnull=True) | Q(brand_until__isnull=False),
                name="project_brand_has_end",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "year", "status", "-id"], name="project_of_city"),
            models.Index(fields=["applicant", "year"], name="project_of_body"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def city(self) -> Organization:
        """The body that reviews, pays and accepts: the one directly above the applicant."""
        parent: Organization | None = self.applicant.parent
        return parent or self.applicant

    @property
    def is_editable(self) -> bool:
        """Whether its writers may still change what it says."""
        return self.status in EDITABLE

    @property
    def stage(self) -> str:
        """The column of the board; empty for what never came about."""
        return STAGE_OF.get(self.status, "")


class BudgetLine(models.Model):
    """What one source is to pay for one category (预算科目)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="budget", verbose_name="项目"
    )
    source = models.ForeignKey(
        FundSource, on_delete=models.PROTECT, related_name="+", verbose_name="资金来源"
    )
    category = models.ForeignKey(
        CatalogueEntry, on_delete=models.PROTECT, related_name="+", verbose_name="支出科目"
    )
    amount = models.DecimalField(
        "金额（元）", max_digits=14, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    basis = models.CharField("测算依据", max_length=200, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "预算科目"
        verbose_name_plural = "预算科目"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "source", "category"],
                name="budget_line_once",
                violation_error_message="同一资金来源的同一科目请合并为一行。",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.source}·{self.category}"


class Tranche(models.Model):
    """One payment of one source from the city to the applicant (拨款批次): 首拨, 二拨, 尾款."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="tranches", verbose_name="项目"
    )
    number = models.PositiveSmallIntegerField("批次")
    source = models.ForeignKey(
        FundSource, on_delete=models.PROTECT, related_name="+", verbose_name="资金来源"
    )
    amount = models.DecimalField(
        "金额（元）", max_digits=14, decimal_places=2, validators=[MinValueValidator(CENT)]
    )
    status = models.CharField(
        "状态", max_length=12, choices=TrancheStatus.choices, default=TrancheStatus.PLANNED
    )
    request_words = models.CharField("申请说明", max_length=1000, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="申请人",
    )
    requested_on = models.DateField("申请日期", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审批人",
    )
    approved_on = models.DateField("审批日期", null=True, blank=True)
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    payment_number = models.CharField("支付凭证号", max_length=60, blank=True)
    voucher = models.OneToOneField(
        "Voucher",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tranche",
        verbose_name="凭证",
    )

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "拨款批次"
        verbose_name_plural = "拨款批次"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number", "source"], name="tranche_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(amount__gt=0), name="tranche_of_something"
            ),
            models.CheckConstraint(
                condition=~Q(status=TrancheStatus.PAID) | Q(voucher__isnull=False),
                name="tranche_paid_has_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 批·{self.source}"

    @property
    def applicant(self) -> Organization:
        """The body that asks for it."""
        return self.project.applicant

    @property
    def city(self) -> Organization:
        """The body that pays it."""
        return self.project.city


class Milestone(models.Model):
    """A day by which something is to stand (项目节点)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="milestones", verbose_name="项目"
    )
    name = models.CharField("节点", max_length=80)
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_words = models.CharField("完成情况", max_length=400, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目节点"
        verbose_name_plural = "项目节点"
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"], condition=Q(done_on__isnull=True), name="milestone_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectPaper(models.Model):
    """A file that belongs to a project's volume (项目材料)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="papers", verbose_name="项目"
    )
    kind = models.CharField("材料类别", max_length=12, choices=PaperKind.choices)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="project_papers", verbose_name="文件"
    )
    added_at = models.DateTimeField("添加时间")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "项目材料"
        verbose_name_plural = "项目材料"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "kind", "attachment"], name="project_paper_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.attachment}"
