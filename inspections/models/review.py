"""The yearly review (年度述职评议, articles 10 and 17; domain.md §5.4)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from hierarchy.models import Organization, Tenant
from inspections.querysets import DutyReviewQuerySet, OfReviewQuerySet, VoterQuerySet
from inspections.terms import ReviewGrade, ReviewStatus
from workflow.models import Attachment


class DutyReview(models.Model):
    """One body's review of one year (述职评议): report, comment, survey, grade, feedback.

    ``judge`` hears it: the city hears a committee, a committee the secretary of a branch.
    ``figures`` is what every room said on the day the report was drafted, as it was.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, verbose_name="城市")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="duty_reviews", verbose_name="述职单位"
    )
    judge = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="评议单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    reporter = models.CharField("述职人", max_length=48, blank=True)
    on_site = models.BooleanField("现场述职", default=False)
    heard_on = models.DateField("述职日期", null=True, blank=True)
    report = models.TextField("述职报告", max_length=20000, blank=True)
    figures = models.JSONField("数据摘要", encoder=DjangoJSONEncoder, default=list, blank=True)
    comment = models.TextField("上级点评", max_length=2000, blank=True)
    survey_until = models.DateField("测评截止", null=True, blank=True)
    grade = models.CharField("综合评价", max_length=8, choices=ReviewGrade.choices, blank=True)
    grade_reason = models.CharField("评定依据", max_length=400, blank=True)
    feedback = models.TextField("反馈意见", max_length=2000, blank=True)
    status = models.CharField(
        "状态", max_length=12, choices=ReviewStatus.choices, default=ReviewStatus.DRAFT
    )
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    graded_on = models.DateField("评定日期", null=True, blank=True)
    closed_on = models.DateField("反馈日期", null=True, blank=True)
    created_at = models.DateTimeField("起草时间")
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="duty_reviews", verbose_name="附件"
    )

    objects = DutyReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "述职评议"
        verbose_name_plural = "述职评议"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "year"], name="duty_review_once"),
            models.CheckConstraint(
                condition=~Q(status__in=(ReviewStatus.GRADED, ReviewStatus.CLOSED)) | ~Q(grade=""),
                name="duty_review_graded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant", "-year", "status"], name="duty_review_of_city"),
            models.Index(fields=["judge", "-year"], name="duty_review_of_judge"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.year}年度述职评议"


class Voter(models.Model):
    """Who may answer the survey of a review, and whether they did (测评人): once a person.

    What was answered is kept apart, without a person, a time or an order.
    """

    review = models.ForeignKey(
        DutyReview, on_delete=models.CASCADE, related_name="voters", verbose_name="述职评议"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="测评人",
    )
    body = models.CharField("代表单位", max_length=120, blank=True)
    has_answered = models.BooleanField("已测评", default=False)

    objects = VoterQuerySet.as_manager()

    class Meta:
        verbose_name = "测评人"
        verbose_name_plural = "测评人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "user"], name="voter_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class SurveyTally(models.Model):
    """How many answered with one grade (测评结果): a number alone, so that nobody is known."""

    review = models.ForeignKey(
        DutyReview, on_delete=models.CASCADE, related_name="tallies", verbose_name="述职评议"
    )
    grade = models.CharField("评价", max_length=8, choices=ReviewGrade.choices)
    count = models.PositiveIntegerField("票数", default=0)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "测评结果"
        verbose_name_plural = "测评结果"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "grade"], name="survey_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()} {self.count}"


class Correction(models.Model):
    """One line of what a review asks to be put right (述职整改事项), by a day."""

    review = models.ForeignKey(
        DutyReview, on_delete=models.CASCADE, related_name="corrections", verbose_name="述职评议"
    )
    words = models.CharField("整改事项", max_length=200)
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("整改结果", max_length=400, blank=True)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "述职整改事项"
        verbose_name_plural = "述职整改事项"

    def __str__(self) -> str:
        return self.words
