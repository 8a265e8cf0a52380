"""Appeals (申诉): what the inspected holds against what decides its grade, and the answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hierarchy.models import Organization
from inspections.models.round import Adjustment, Inspection, LimitHit, Score, signer
from inspections.querysets import OfInspectionQuerySet
from inspections.terms import AppealStatus

_OPEN = Q(status=AppealStatus.RAISED)


class Appeal(models.Model):
    """What the inspected holds against one thing of its result, within the days (申诉; §5.3).

    That thing is a score, a limit that bites or 加减分. ``about`` says which, as it stood that
    day; it stays where an upheld appeal takes the limit or the 加减分 away.
    """

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="appeals", verbose_name="体检单"
    )
    score = models.ForeignKey(
        Score,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="appeals",
        verbose_name="指标得分",
    )
    limit_hit = models.ForeignKey(
        LimitHit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="appeals",
        verbose_name="限制项认定",
    )
    adjustment = models.ForeignKey(
        Adjustment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="appeals",
        verbose_name="加减分",
    )
    about = models.CharField("申诉事项", max_length=120)
    words = models.CharField("申诉理由", max_length=1000)
    status = models.CharField(
        "状态", max_length=12, choices=AppealStatus.choices, default=AppealStatus.RAISED
    )
    raised_by = signer("申诉人")
    raised_at = models.DateTimeField("申诉时间")
    answer = models.CharField("处理意见", max_length=1000, blank=True)
    answered_by = signer("处理人")
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)
    earned_before = models.DecimalField(
        "申诉前得分", max_digits=7, decimal_places=4, null=True, blank=True
    )

    objects = OfInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "体检申诉"
        verbose_name_plural = "体检申诉"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["score"], condition=_OPEN, name="appeal_one_open"),
            models.UniqueConstraint(
                fields=["limit_hit"], condition=_OPEN, name="appeal_one_open_limit"
            ),
            models.UniqueConstraint(
                fields=["adjustment"], condition=_OPEN, name="appeal_one_open_adjustment"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, limit_hit__isnull=True)
                | Q(score__isnull=True, adjustment__isnull=True)
                | Q(limit_hit__isnull=True, adjustment__isnull=True),
                name="appeal_about_one",
            ),
            models.CheckConstraint(
                condition=~_OPEN
                | Q(score__isnull=False)
                | Q(limit_hit__isnull=False)
                | Q(adjustment__isnull=False),
                name="appeal_about_something",
            ),
            models.CheckConstraint(
                condition=_OPEN | Q(answered_at__isnull=False),
                name="appeal_answered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} 申诉"

    @property
    def thing(self) -> Score | LimitHit | Adjustment | None:
        """What it is about; ``None`` once that was taken away."""
        return self.score or self.limit_hit or self.adjustment

    @property
    def organizer(self) -> Organization:
        """The body that holds the round: in its name an appeal is answered."""
        return self.inspection.organizer
